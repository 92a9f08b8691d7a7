import type { AnyMachineSnapshot, InspectionEvent } from 'xstate';
import type { Address, Slot } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { LiveActors } from '../system/live-actors.ts';
import type { Message } from '../system/machine-step.ts';
import type { Offer, Pick } from '../system/pick.ts';
import { RememberedSteps } from '../system/remembered-steps.ts';
import type { RecordedStart, StepRecord } from '../system/step-record.ts';
import { TableSteps } from '../system/table/table-steps.ts';
import { VirtualClock } from '../system/virtual-clock.ts';
import { VirtualTime } from '../system/virtual-time.ts';
import type { World } from '../system/world.ts';

/**
 * `table`: virtual time, with the steps of the machines from tables; `stepper`: virtual time, each step by XState, unless
 * just the same was done before; `actors`: the plain XState system.
 */
export const runtimeKinds = ['table', 'stepper', 'actors'] as const;
/** One of `runtimeKinds`. */
export type RuntimeKind = (typeof runtimeKinds)[number];

/** An interpreter of a composed system. */
export type Runtime = {
  start(): void;
  /** Does the next thing that happens; false when nothing can happen any more. */
  step(): boolean;
  /** What a person who is the scheduler can choose from; undefined where XState alone schedules. */
  readonly choice?: {
    offers(): Offer[];
    /** @returns false when this cannot happen now. */
    pick(pick: Pick): boolean;
    /** @returns false when what was recorded cannot happen now. */
    repeat(recorded: RecordedStart): boolean;
  };
  tell(to: Address, message: Message, afterMs?: number): void;
  observe(observer: (record: StepRecord) => void): void;
  snapshot(address: Address): AnyMachineSnapshot;
  readonly addresses: readonly Address[];
  /** Steps done so far. */
  readonly steps: number;
  /** Microseconds since the start. */
  now(): number;
  /** When the next thing happens, microseconds; undefined when nothing is left. */
  next(): number | undefined;
  /** Gives an actor a message from outside the model, now; says why not when it is not expected. Live actors only. */
  offer?(to: Address, message: Message): string | undefined;
};

export type RuntimeOptions = {
  /** Slots that can stand for one another, pool by pool. */
  readonly pools: readonly (readonly Slot[])[];
  /** Told what live actors do. */
  readonly inspect?: ((event: InspectionEvent) => void) | undefined;
};

export function createRuntime(
  kind: RuntimeKind,
  specs: readonly ActorSpec[],
  world: World,
  seed: number,
  { pools, inspect }: RuntimeOptions,
): Runtime {
  if (kind !== 'actors') {
    const steps = kind === 'table' ? new TableSteps(specs, pools) : new RememberedSteps(specs);
    const virtual = new VirtualTime(specs, world, seed, steps);
    return {
      start: () => virtual.start(),
      step: () => virtual.step(),
      choice: {
        offers: () => virtual.offers(),
        pick: (pick) => virtual.pick(pick),
        repeat: (recorded) => virtual.repeat(recorded),
      },
      tell: (to, message, afterMs) => virtual.tell(to, message, afterMs),
      observe: (observer) => virtual.observe(observer),
      snapshot: (at) => virtual.snapshot(at),
      addresses: virtual.addresses,
      get steps() {
        return virtual.steps;
      },
      now: () => virtual.now,
      next: () => virtual.next(),
    };
  }
  const clock = new VirtualClock();
  const actors = new LiveActors(specs, world, seed, clock, inspect ? { inspect } : {});
  return {
    start: () => actors.start(),
    step: () => actors.step() || clock.advance(),
    tell: (to, message, afterMs) => actors.tell(to, message, afterMs),
    offer: (to, message) => actors.offer(to, message),
    observe: (observer) => actors.observe(observer),
    snapshot: (at) => actors.snapshot(at),
    addresses: actors.addresses,
    get steps() {
      return actors.steps;
    },
    now: () => Math.round(clock.now() * 1000),
    next: () => (actors.waiting ? Math.round(clock.now() * 1000) : clock.next()),
  };
}
