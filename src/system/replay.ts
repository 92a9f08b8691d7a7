import type { Effect } from '../../machines/protocol/effects.ts';
import { laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { type ActorSpec, Cascade, type Delivery } from './cascade.ts';
import { jsonText } from './json-text.ts';
import type { Message } from './machine-step.ts';
import { RememberedSteps } from './remembered-steps.ts';
import type { RecordedDelivery, StepRecord } from './step-record.ts';
import type { Steps } from './steps.ts';

/** A recorded step cannot be repeated, or does something else when repeated. */
export class ReplayDivergence extends Error {
  readonly step: number;

  constructor(step: number, what: string, recorded: unknown, repeated: unknown) {
    super(`step ${step}: ${what}: recorded ${JSON.stringify(recorded)}, repeated ${JSON.stringify(repeated)}`);
    this.name = 'ReplayDivergence';
    this.step = step;
  }
}

type Repeated = {
  deliveries: RecordedDelivery[];
  posted: Delivery[];
  effects: { from: Address; effect: Effect }[];
  armed: unknown[];
  cancelled: unknown[];
};

const nothing = (): Repeated => ({ deliveries: [], posted: [], effects: [], armed: [], cancelled: [] });

/**
 * Repeats a schedule recorded by any interpreter step by step, with the choices that were made, and compares everything
 * each step does. What is delivered must be the oldest message of its channel.
 */
export class Replay {
  private readonly cascade: Cascade;
  private readonly channels = new Map<string, Message[]>();
  private chosen: StepRecord['chosen'] = [];
  private received = 0;
  private done = nothing();
  /** `owner timer` of every delay that is armed. */
  private readonly armed = new Set<string>();

  /** @param steps what repeats the steps; by default XState. */
  constructor(specs: readonly ActorSpec[], steps: Steps = new RememberedSteps(specs)) {
    this.cascade = new Cascade(
      specs,
      {
        complete: ({ message }) => {
          const n = this.received++;
          const choice = this.chosen.find((each) => each.n === n);
          return choice ? { ...message, ...choice.fields } : message;
        },
        took: (delivery, { transitions, ignoredOnly, state }) =>
          this.done.deliveries.push({ ...delivery, transitions, ignored: ignoredOnly, state }),
        post: (from, to, message) => this.done.posted.push({ from, to, message }),
        effect: (from, effect) => this.done.effects.push({ from, effect }),
        arm: (owner, timer, delay) => {
          this.armed.add(`${owner} ${timer}`);
          this.done.armed.push({ owner, timer, delay });
        },
        cancel: (owner, timer) => {
          // XState cancels on every exit, also what has fired.
          if (this.armed.delete(`${owner} ${timer}`)) this.done.cancelled.push({ owner, timer });
        },
      },
      steps,
    );
  }

  /** Repeats one step. @throws ReplayDivergence */
  step(record: StepRecord): void {
    this.done = nothing();
    this.received = 0;
    this.chosen = record.chosen;
    const [first] = record.deliveries;
    if (record.kind === 'start') this.cascade.start();
    else if (first) this.cascade.deliver({ from: first.from, to: first.to, message: this.asSent(record, first) });
    else throw new ReplayDivergence(record.n, 'a step without a message', record, null);
    this.compare(record, 'messages received', record.deliveries, this.done.deliveries);
    this.compare(record, 'messages sent', record.posted, this.done.posted);
    this.compare(record, 'effects', record.effects, this.done.effects);
    this.compare(
      record,
      'delays armed',
      record.armed.map(({ owner, timer, delay }) => ({ owner, timer, delay })),
      this.done.armed,
    );
    this.compare(record, 'delays cancelled', record.cancelled, this.done.cancelled);
    for (const delivery of this.done.posted) {
      const key = channelOf(delivery);
      const queue = this.channels.get(key);
      if (queue) queue.push(delivery.message);
      else this.channels.set(key, [delivery.message]);
    }
  }

  private asSent(record: StepRecord, first: RecordedDelivery): Message {
    // Timers and the environment speak without a channel.
    if (record.kind === 'timer') {
      if (!this.armed.delete(`${first.to} ${first.message.type}`))
        throw new ReplayDivergence(record.n, 'no such delay is armed', first.message, null);
      return first.message;
    }
    if (first.from === null) return first.message;
    const oldest = this.channels.get(channelOf(first))?.shift();
    if (!oldest) throw new ReplayDivergence(record.n, 'nothing to deliver', first.message, null);
    return oldest;
  }

  private compare(record: StepRecord, what: string, recorded: readonly unknown[], repeated: readonly unknown[]): void {
    const length = Math.max(recorded.length, repeated.length);
    for (let i = 0; i < length; i++) {
      if (!isSame(recorded[i], repeated[i]))
        throw new ReplayDivergence(record.n, what, recorded[i] ?? null, repeated[i] ?? null);
    }
  }
}

/** By their JSON; parts that are the same object on both sides, or were compared before, are not written out again. */
function isSame(recorded: unknown, repeated: unknown): boolean {
  if (recorded === repeated) return true;
  if (typeof recorded !== 'object' || typeof repeated !== 'object' || recorded === null || repeated === null)
    return false;
  const [one, other] = [Object.entries(recorded), Object.entries(repeated)];
  return (
    one.length === other.length &&
    one.every(([key, value], i) => {
      const [sameKey, sameValue] = other[i] ?? [];
      return key === sameKey && (value === sameValue || jsonText(value) === jsonText(sameValue));
    })
  );
}

const channelOf = ({ from, to, message }: Delivery): string => `${from} ${to} ${laneOf(message.type)}`;
