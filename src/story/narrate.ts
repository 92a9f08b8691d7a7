import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import type { Move } from '../explore/index.ts';
import type { ActorSpec, Delivery } from '../system/cascade.ts';
import { type TransitionEntry, transitionIndex } from '../system/transition-index.ts';
import { type Behind, Playback, type PlayedStep } from './playback.ts';
import { ImpossibleStepError, type Story } from './story.ts';
import { ToldWorld } from './told-world.ts';

/** A step of a story with all that it did. */
export type NarratedStep = {
  /** From 1; 0 is the start of all actors. */
  readonly n: number;
  /** undefined: the start. */
  readonly move: Move | undefined;
  /** undefined: nothing acted, a fault was only taken back. */
  readonly played: PlayedStep | undefined;
  /** The system as this step left it. */
  readonly after: {
    snapshot(address: Address): AnyMachineSnapshot | undefined;
    readonly isQuiet: boolean;
    readonly onTheirWay: readonly Delivery[];
    readonly longestChannel: number;
    state(): string;
  };
};

/**
 * Tells a story by doing it again, step by step; `after` of a step is valid until the next is asked for.
 *
 * @param behind - what is behind the machines and acts with them.
 * @throws ImpossibleStepError where a step cannot be done, or a cycle does not come round.
 */
export function* narrate(story: Story, behind: Behind = {}): Generator<NarratedStep, void, undefined> {
  const world = new ToldWorld(story.sticky);
  const playback = new Playback(story.actors, (delivery) => world.complete(delivery), behind);
  const system = (): string => `${playback.state()} ${JSON.stringify(world.sticking)}`;
  const after = {
    snapshot: (address: Address) => playback.snapshot(address),
    get isQuiet() {
      return playback.isQuiet;
    },
    get onTheirWay() {
      return playback.onTheirWay;
    },
    get longestChannel() {
      return playback.longestChannel;
    },
    state: system,
  };
  yield { n: 0, move: undefined, played: playback.start(), after };
  let cycle: string | undefined;
  for (const [index, { move, chosen }] of story.moves.entries()) {
    const n = index + 1;
    if (index === story.cycleFrom) cycle = system();
    world.decides(chosen);
    const played = attempt(n, () => playMove(playback, world, move));
    if (world.unasked) {
      throw new ImpossibleStepError(n, `nobody asks the world to decide ${JSON.stringify(world.unasked)}`);
    }
    if (played?.failure && n < story.moves.length) throw new ImpossibleStepError(n, played.failure.message);
    yield { n, move, played, after };
  }
  if (story.cycleFrom !== undefined && system() !== cycle) {
    throw new ImpossibleStepError(
      story.moves.length,
      `it does not lead back to where step ${story.cycleFrom + 1} began`,
    );
  }
}

function playMove(playback: Playback, world: ToldWorld, move: Move): PlayedStep | undefined {
  switch (move.kind) {
    case 'message':
      return playback.deliver(move.from, move.to, move.message);
    case 'timer':
      return playback.fire(move.owner, move.event);
    case 'spontaneous':
      return playback.deliver(null, move.to, move.message);
    case 'cleared':
      if (!world.clear(move.to, move.field, move.value)) {
        throw new Error(`${move.field}=${move.value} does not stick at ${move.to}`);
      }
      return undefined;
  }
}

function attempt<T>(n: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new ImpossibleStepError(n, error instanceof Error ? error.message : String(error));
  }
}

/** Finds transitions by their id among those of some actors. */
export function transitionsOf(
  actors: readonly ActorSpec[],
): (actor: Address, id: string) => TransitionEntry | undefined {
  const machines = new Map(actors.map(({ address, machine }) => [address, machine]));
  const entries = new Map(
    [...new Set(machines.values())].map((machine) => [
      machine,
      new Map(transitionIndex.transitionsOf(machine).map((entry) => [entry.id, entry])),
    ]),
  );
  return (actor, id) => {
    const machine = machines.get(actor);
    return machine && entries.get(machine)?.get(id);
  };
}
