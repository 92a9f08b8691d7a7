import type { AnyMachineSnapshot } from 'xstate';
import { type Lane, laneOf } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { type ActorSpec, Cascade, type Delivery } from './cascade.ts';
import type { Message } from './machine-step.ts';
import type { Offer, Pick } from './pick.ts';
import { SeededRandom } from './random.ts';
import { RememberedSteps } from './remembered-steps.ts';
import { Schedule } from './schedule.ts';
import { emptyRecord, type RecordedStart, type StepRecord } from './step-record.ts';
import type { Steps } from './steps.ts';
import type { World } from './world.ts';

type Happening =
  | { readonly kind: 'message'; readonly delivery: Delivery }
  | {
      readonly kind: 'timer';
      readonly owner: Address;
      readonly timer: string;
      readonly delay: string;
      readonly armed: number;
    };

function isPicked(offer: Offer, pick: Exclude<Pick, { kind: 'send' }>): boolean {
  if (offer.kind === 'timer') return pick.kind === 'fire' && offer.owner === pick.owner && offer.delay === pick.delay;
  return (
    pick.kind === 'deliver' && offer.from === pick.from && offer.to === pick.to && offer.message.type === pick.message
  );
}

const microseconds = (ms: number): number => Math.round(ms * 1000);

/**
 * Runs a system of machines in virtual time. The seed decides how long messages and delays take, within what lanes
 * allow, and with that the interleaving: the same seed gives the same run, event for event.
 */
export class VirtualTime {
  /** Virtual time, microseconds since the start. */
  now = 0;
  /** Steps done. */
  steps = 0;
  private readonly cascade: Cascade;
  private readonly random: SeededRandom;
  private readonly schedule = new Schedule<Happening>();
  private readonly lastInChannel = new Map<string, number>();
  private readonly timers = new Map<string, number>();
  private armings = 0;
  private record: StepRecord | undefined;
  /** Messages received in the step that runs. */
  private received = 0;
  private readonly observers: ((record: StepRecord) => void)[] = [];
  private readonly world: World;

  /** @param steps where the machines are; by default XState is asked whatever is not remembered. */
  constructor(specs: readonly ActorSpec[], world: World, seed: number, steps: Steps = new RememberedSteps(specs)) {
    this.world = world;
    this.random = new SeededRandom(seed);
    this.cascade = new Cascade(
      specs,
      {
        complete: (delivery) => this.complete(delivery),
        took: ({ from, to, message }, { transitions, ignoredOnly, state }) =>
          this.record?.deliveries.push({ from, to, message, transitions, ignored: ignoredOnly, state }),
        post: (from, to, message, lane) => this.post({ from, to, message }, lane),
        effect: (from, effect) => {
          this.record?.effects.push({ from, effect });
          this.world.effect(from, effect);
        },
        arm: (owner, timer, delay, ms) => this.arm(owner, timer, delay, ms),
        cancel: (owner, timer) => {
          if (this.timers.delete(`${owner} ${timer}`)) this.record?.cancelled.push({ owner, timer });
        },
      },
      steps,
    );
  }

  /** Calls back after every step. */
  observe(observer: (record: StepRecord) => void): void {
    this.observers.push(observer);
  }

  snapshot(address: Address): AnyMachineSnapshot {
    return this.cascade.steps.snapshot(address);
  }

  get addresses(): readonly Address[] {
    return this.cascade.addresses;
  }

  /** Starts every actor. */
  start(): void {
    this.inStep(null, 'start', () => this.cascade.start());
  }

  /** The environment says something to an actor; delivered after `afterMs`. */
  tell(to: Address, message: Message, afterMs = 0): void {
    this.schedule.plan(this.now + microseconds(afterMs), { kind: 'message', delivery: { from: null, to, message } });
  }

  /** When the next thing is planned, microseconds; undefined when nothing is. */
  next(): number | undefined {
    return this.schedule.peek()?.at;
  }

  /** Does the next thing that happens. False when nothing is left to happen. */
  step(): boolean {
    for (;;) {
      const next = this.schedule.take();
      if (!next) return false;
      if (this.happens(next)) return true;
    }
  }

  /**
   * What could happen next, in the order in which it would: the oldest message of each channel, and every delay that is
   * armed.
   */
  offers(): Offer[] {
    return [...this.possible()].map(([offer]) => offer);
  }

  /**
   * Does something out of its turn. Time goes on to when it was due; what was due before is late then. What the
   * environment does is told and happens at once.
   *
   * @returns false when it cannot happen now; nothing has happened then.
   */
  pick(pick: Pick): boolean {
    if (pick.kind === 'send') {
      const delivery = { from: null, to: pick.to, message: pick.message };
      return this.happens({ at: this.now, what: { kind: 'message', delivery } });
    }
    for (const [offer, planned] of this.possible()) {
      if (!isPicked(offer, pick)) continue;
      this.schedule.withdraw(planned.what);
      return this.happens(planned);
    }
    return false;
  }

  /**
   * Does again what was recorded, at the time that was recorded, whatever else is due.
   *
   * @returns false when it cannot happen now; nothing has happened then.
   */
  repeat(recorded: RecordedStart): boolean {
    const planned = this.plannedFor(recorded);
    if (!planned) return false;
    this.schedule.withdraw(planned.what);
    return this.happens({ at: recorded.at, what: planned.what });
  }

  private plannedFor(recorded: RecordedStart): { readonly what: Happening } | undefined {
    // What was recorded is nearly always what is due.
    let due = this.schedule.peek();
    for (; due && !this.isAlive(due.what); due = this.schedule.peek()) this.schedule.take();
    if (due && this.isRecorded(due.what, recorded)) return due;
    const channels = new Set<string>();
    return this.schedule.all().find(({ what }) => {
      if (what.kind === 'message') {
        const { from, to, message } = what.delivery;
        const channel = `${from} ${to} ${laneOf(message.type)}`;
        if (channels.has(channel)) return false;
        channels.add(channel);
      }
      return this.isRecorded(what, recorded);
    });
  }

  /** False for a delay that was cancelled or armed anew. */
  private isAlive(what: Happening): boolean {
    return what.kind === 'message' || this.timers.get(`${what.owner} ${what.timer}`) === what.armed;
  }

  private isRecorded(what: Happening, { kind, from, to, type }: RecordedStart): boolean {
    if (what.kind === 'timer') {
      return kind === 'timer' && what.owner === to && what.timer === type && this.isAlive(what);
    }
    const { delivery } = what;
    return kind === 'message' && delivery.from === from && delivery.to === to && delivery.message.type === type;
  }

  private *possible(): Generator<[offer: Offer, planned: { readonly at: number; readonly what: Happening }]> {
    const seen = new Set<string>();
    for (const planned of this.schedule.all()) {
      const { at, what } = planned;
      if (what.kind === 'timer') {
        const { owner, delay } = what;
        if (!this.isAlive(what)) continue;
        // Of two delays of one name the shorter comes first.
        const key = `${owner} ${delay}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield [{ kind: 'timer', at, owner, delay }, planned];
      } else {
        const { from, to, message } = what.delivery;
        const lane = laneOf(message.type);
        const key = `${from} ${to} ${lane}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield [{ kind: 'message', at, lane, from, to, message }, planned];
      }
    }
  }

  /** @returns false when it cannot happen any more. */
  private happens({ at, what }: { readonly at: number; readonly what: Happening }): boolean {
    if (!this.isAlive(what)) return false;
    if (what.kind === 'timer') {
      this.timers.delete(`${what.owner} ${what.timer}`);
      this.now = Math.max(this.now, at);
      this.inStep(what.owner, 'timer', () =>
        this.cascade.deliver({ from: null, to: what.owner, message: { type: what.timer } }),
      );
      return true;
    }
    this.now = Math.max(this.now, at);
    this.inStep(what.delivery.to, 'message', () => this.cascade.deliver(what.delivery));
    return true;
  }

  private inStep(to: Address | null, kind: StepRecord['kind'], run: () => void): void {
    const n = this.steps++;
    const record = this.observers.length > 0 ? emptyRecord(n, this.now, kind, to) : undefined;
    this.record = record;
    this.received = 0;
    run();
    this.record = undefined;
    if (record) for (const observer of this.observers) observer(record);
  }

  private complete(delivery: Delivery): Message {
    const n = this.received++;
    const chosen = this.world.decide(delivery);
    if (!chosen) return delivery.message;
    this.record?.chosen.push({ n, to: delivery.to, type: delivery.message.type, fields: chosen });
    return { ...delivery.message, ...chosen };
  }

  private post(delivery: Delivery, lane: Lane): void {
    const { record } = this;
    const [n, { type }] = [record?.posted.length ?? 0, delivery.message];
    record?.posted.push(delivery);
    const channel = `${delivery.from} ${delivery.to} ${lane}`;
    const latency = this.world.latency(delivery, lane, this.random);
    const held = this.world.holdBack(delivery);
    if (held > 0) record?.moved.push({ n, type, ms: held });
    else if (this.world.hastens?.(delivery)) {
      record?.moved.push({ n, type, first: true });
      if (this.hasten(delivery, channel)) return;
    }
    const arrival = this.now + microseconds(latency + held);
    // First in, first out within a channel.
    const at = Math.max(arrival, this.lastInChannel.get(channel) ?? 0);
    this.lastInChannel.set(channel, at);
    this.schedule.plan(at, { kind: 'message', delivery });
  }

  /** @returns false when a message of its channel is on its way, which it cannot overtake. */
  private hasten(delivery: Delivery, channel: string): boolean {
    const waits = this.schedule.all().some(({ what }) => {
      if (what.kind !== 'message') return false;
      const { from, to, message } = what.delivery;
      return `${from} ${to} ${laneOf(message.type)}` === channel;
    });
    if (waits) return false;
    this.lastInChannel.set(channel, this.now);
    // What is late already would still come before it.
    const at = Math.min(this.now, this.schedule.peek()?.at ?? this.now);
    this.schedule.plan(at, { kind: 'message', delivery }, true);
    return true;
  }

  private arm(owner: Address, timer: string, delay: string, ms: number): void {
    const duration = this.world.duration(owner, delay, ms, this.random);
    const armed = ++this.armings;
    this.timers.set(`${owner} ${timer}`, armed);
    this.record?.armed.push({ owner, timer, delay, ms: duration });
    this.schedule.plan(this.now + microseconds(duration), { kind: 'timer', owner, timer, delay, armed });
  }
}
