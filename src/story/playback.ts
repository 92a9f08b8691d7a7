import { isDeepStrictEqual } from 'node:util';
import type { AnyMachineSnapshot, StateValue } from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { type ActorSpec, Cascade, type Delivery } from '../system/cascade.ts';
import type { Message } from '../system/machine-step.ts';
import type { StepRecord } from '../system/step-record.ts';
import type { TransitionId } from '../system/transition-index.ts';
import { type StateChange, stateChange } from './state-change.ts';

/** What happened within a step, in order. */
export type Happening =
  | {
      readonly kind: 'received';
      readonly delivery: Delivery;
      /** Taken. None: the message was not expected, or the machine failed on it. */
      readonly transitions: readonly TransitionId[];
      readonly ignored: boolean;
      readonly state: StateValue;
      readonly change: StateChange | undefined;
    }
  | { readonly kind: 'sent'; readonly delivery: Delivery }
  | { readonly kind: 'chosen'; readonly to: Address; readonly choice: string; readonly value: unknown }
  | { readonly kind: 'effect'; readonly from: Address; readonly effect: Effect }
  | { readonly kind: 'armed'; readonly owner: Address; readonly delay: string; readonly ms: number }
  | { readonly kind: 'cancelled'; readonly owner: Address; readonly delay: string };

/** A step that was done. */
export type PlayedStep = {
  readonly record: StepRecord;
  readonly happenings: readonly Happening[];
  /** What ended it: a message that nobody expected, a machine in error. */
  readonly failure: Error | undefined;
};

/** What is behind the machines. Told in the order in which it happens. */
export type Behind = {
  /** A message is about to be received, its choices filled in. */
  delivers?(delivery: Delivery): void;
  /** Carries out an effect. */
  effect?(effect: Effect): void;
  posted?(delivery: Delivery): void;
};

/** Fills the choices of the `n`th message (from 0) that is received in a step. */
type Complete = (delivery: Delivery, n: number) => Message;

/** A delay that is armed. `due`: microseconds since the start. */
type Armed = { readonly delay: string; readonly due: number };

type Recording = { readonly record: StepRecord; readonly happenings: Happening[] };

/** A message is on its way for this long, microseconds. */
const transit = 1;

/** A system whose next step is always told: what is delivered, which delay ends. */
export class Playback {
  private readonly cascade: Cascade;
  private readonly specs: readonly ActorSpec[];
  private readonly world: Complete;
  private readonly behind: Behind;
  private readonly channels = new Map<string, Delivery[]>();
  private readonly armed = new Map<string, Armed>();
  private recording: Recording | undefined;
  private received = 0;
  /** Given to a machine that has not taken its transitions yet. */
  private inHand: Delivery | undefined;
  private now = 0;
  private steps = 0;

  constructor(specs: readonly ActorSpec[], world: Complete, behind: Behind = {}) {
    this.specs = specs;
    this.world = world;
    this.behind = behind;
    let before: AnyMachineSnapshot | undefined;
    this.cascade = new Cascade(specs, {
      complete: (delivery) => {
        const message = this.complete(delivery);
        this.inHand = { ...delivery, message };
        this.behind.delivers?.(this.inHand);
        before = this.snapshot(delivery.to);
        return message;
      },
      took: (delivery, { transitions, ignoredOnly }) => {
        this.inHand = undefined;
        const after = this.snapshot(delivery.to);
        const change = delivery.message.type === 'xstate.init' ? undefined : stateChange(delivery.to, before, after);
        this.receive(delivery, transitions, ignoredOnly, change);
      },
      post: (from, to, message) => this.post({ from, to, message }),
      effect: (from, effect) => {
        this.recording?.record.effects.push({ from, effect });
        this.recording?.happenings.push({ kind: 'effect', from, effect });
        this.behind.effect?.(effect);
      },
      arm: (owner, timer, delay, ms) => {
        this.armed.set(`${owner} ${timer}`, { delay, due: this.now + Math.round(ms * 1000) });
        this.recording?.record.armed.push({ owner, timer, delay, ms });
        this.recording?.happenings.push({ kind: 'armed', owner, delay, ms });
      },
      cancel: (owner, timer) => {
        const key = `${owner} ${timer}`;
        const known = this.armed.get(key);
        // XState cancels on every exit, also what has fired.
        if (!known || !this.armed.delete(key)) return;
        this.recording?.record.cancelled.push({ owner, timer });
        this.recording?.happenings.push({ kind: 'cancelled', owner, delay: known.delay });
      },
    });
  }

  /** Starts every actor. */
  start(): PlayedStep {
    return this.play('start', null, () => this.cascade.start());
  }

  /**
   * Delivers the oldest message of a channel. What the environment says needs no channel.
   *
   * @param from - null: the environment.
   * @throws Error when the oldest is another one.
   */
  deliver(from: Address | null, to: Address, message: Message): PlayedStep {
    const channel = this.channels.get(channelOf({ from, to, message }));
    const oldest = channel?.[0];
    if (from !== null && !isDeepStrictEqual(oldest?.message, message)) {
      const instead = oldest ? `the oldest there is ${JSON.stringify(oldest.message)}` : 'nothing is on its way there';
      throw new Error(`${JSON.stringify(message)} from ${from} to ${to}: ${instead}`);
    }
    if (from !== null) channel?.shift();
    this.now += transit;
    return this.play('message', to, () => this.cascade.deliver({ from, to, message }));
  }

  /** Ends a delay. @throws Error when it is not armed. */
  fire(owner: Address, timer: string): PlayedStep {
    const known = this.armed.get(`${owner} ${timer}`);
    if (!known) throw new Error(`${owner} has no delay ${timer} armed`);
    this.armed.delete(`${owner} ${timer}`);
    this.now = Math.max(this.now + transit, known.due);
    return this.play('timer', owner, () => this.cascade.deliver({ from: null, to: owner, message: { type: timer } }));
  }

  snapshot(address: Address): AnyMachineSnapshot | undefined {
    return this.cascade.steps.snapshot(address);
  }

  /** Virtual time, microseconds since the start. */
  get at(): number {
    return this.now;
  }

  /** The oldest message of a channel, as it was sent. */
  oldest(from: Address, to: Address, type: string): Message | undefined {
    return this.channels.get(channelOf({ from, to, message: { type } }))?.[0]?.message;
  }

  /** What has been sent and not delivered, channel by channel, oldest first. */
  get onTheirWay(): readonly Delivery[] {
    return [...this.channels.values()].flat();
  }

  /** Most messages that are on their way in one channel. */
  get longestChannel(): number {
    return Math.max(0, ...[...this.channels.values()].map(({ length }) => length));
  }

  /** Nothing is on its way and no delay is armed. */
  get isQuiet(): boolean {
    return this.longestChannel === 0 && this.armed.size === 0;
  }

  /** The state of the whole system as text: equal states have equal texts. */
  state(): string {
    const actors = this.specs.map(({ address }) => {
      const snapshot = this.snapshot(address);
      return [address, snapshot?.value, snapshot?.context];
    });
    const onTheirWay = [...this.channels]
      .filter(([, waiting]) => waiting.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([actors, onTheirWay, [...this.armed.keys()].sort()]);
  }

  private play(kind: StepRecord['kind'], to: Address | null, act: () => void): PlayedStep {
    const n = this.steps++;
    const lists = { deliveries: [], posted: [], effects: [], armed: [], cancelled: [], chosen: [], moved: [] };
    const recording: Recording = { record: { n, at: this.now, kind, to, ...lists }, happenings: [] };
    this.recording = recording;
    this.received = 0;
    this.inHand = undefined;
    let failure: Error | undefined;
    try {
      act();
    } catch (error) {
      if (!(error instanceof Error) || !this.inHand) throw error;
      failure = error;
      this.receive(this.inHand, [], false, undefined);
    }
    this.recording = undefined;
    return { ...recording, failure };
  }

  private complete(delivery: Delivery): Message {
    const n = this.received++;
    const { to, message } = delivery;
    const completed = this.world(delivery, n);
    const fields = Object.fromEntries(
      Object.entries(completed).filter(([field, value]) => !isDeepStrictEqual(value, message[field])),
    );
    if (Object.keys(fields).length === 0) return message;
    this.recording?.record.chosen.push({ n, to, type: message.type, fields });
    for (const [field, value] of Object.entries(fields)) {
      this.recording?.happenings.push({ kind: 'chosen', to, choice: `${message.type}.${field}`, value });
    }
    return completed;
  }

  private receive(
    delivery: Delivery,
    transitions: readonly TransitionId[],
    ignored: boolean,
    change: StateChange | undefined,
  ): void {
    const state = this.snapshot(delivery.to)?.value ?? {};
    this.recording?.record.deliveries.push({ ...delivery, transitions, ignored, state });
    this.recording?.happenings.push({ kind: 'received', delivery, transitions, ignored, state, change });
  }

  private post(delivery: Delivery): void {
    this.recording?.record.posted.push(delivery);
    this.recording?.happenings.push({ kind: 'sent', delivery });
    const key = channelOf(delivery);
    const waiting = this.channels.get(key);
    if (waiting) waiting.push(delivery);
    else this.channels.set(key, [delivery]);
    this.behind.posted?.(delivery);
  }
}

const channelOf = ({ from, to, message }: Delivery): string => `${from} ${to} ${laneOf(message.type)}`;
