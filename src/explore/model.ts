import type { Observation } from '../../machines/properties/property.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { MachineStepper, type Message } from '../system/machine-step.ts';
import { ArmedTimers } from './armed-timers.ts';
import { Inbox } from './inbox.ts';
import { Interned } from './interned.ts';
import { MessagePool } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';
import { type StepFailure, type StepRun, StepRunner } from './step-run.ts';
import { StepTable } from './step-table.ts';
import type { Symmetry } from './symmetry.ts';
import { WatcherTable } from './watcher-table.ts';

/** A channel holds more messages than its declared bound. */
export class LaneOverflowError extends Error {
  constructor(from: Address | null, to: Address, lane: string, bound: number) {
    super(`lane '${lane}' from ${from ?? 'world'} to ${to} holds more than ${bound} messages`);
    this.name = 'LaneOverflowError';
  }
}

export type Channel = { readonly from: number; readonly to: number; readonly lane: string };
export type Timer = { readonly owner: number; readonly event: number; readonly delay: string };
/** A fault that sticks at a receiver. */
export type Stuck = { readonly to: number; readonly type: string; readonly field: string; readonly value: string };

/** `xstate.after.NAME.STATE` -> NAME */
const delayOf = (event: string): string => event.slice('xstate.after.'.length).split('.')[0] ?? event;

/**
 * The composed system as integers. A state is a vector: one local state per actor, then what is on its way to each actor,
 * the armed timers, the faults left, the faults that stick, and one local state per watcher.
 */
export class Model {
  readonly spec: ModelSpec;
  readonly tables: readonly StepTable[];
  readonly watchers: readonly WatcherTable[];
  readonly pool: MessagePool;
  /** Of each actor. */
  readonly inboxes: readonly Inbox[];
  readonly armed: ArmedTimers;
  readonly channels = new Interned<Channel>();
  readonly timers = new Interned<Timer>();
  readonly stuckSets = new Interned<readonly Stuck[]>();
  readonly observations = new Interned<Observation>();
  /** Asks of a state property what it says of the counterparts of the actors that it reads. */
  checkPredicate: Symmetry['checkPredicate'] | undefined;
  /** Transitions taken in any step so far. */
  readonly covered = new Set<string>();
  // components behind the actors
  readonly inboxesAt: number;
  readonly timersAt: number;
  readonly budgetAt: number;
  readonly stuckAt: number;
  readonly watchersAt: number;
  /** Components of a state. */
  readonly width: number;
  private readonly actorIndex: ReadonlyMap<Address, number>;
  private readonly runner: StepRunner;

  constructor(spec: ModelSpec) {
    this.spec = spec;
    this.pool = new MessagePool(spec.offered);
    this.actorIndex = new Map(spec.actors.map((actor, i) => [actor.address, i]));
    const stepper = new MachineStepper((address) => this.actorIndex.has(address));
    const numbering = {
      actor: (address: Address) => this.actor(address),
      timer: (owner: number, event: string) => this.timer(owner, event),
    };
    this.tables = spec.actors.map(
      (actor, i) => new StepTable(actor, i, stepper, this.pool, numbering, spec.localLimit, spec.askedTwice ?? 16),
    );
    this.watchers = (spec.properties?.watchers ?? []).map((watcher) => new WatcherTable(watcher, stepper));
    this.stuckSets.idOf('', () => []);
    const actors = spec.actors.length;
    this.inboxes = spec.actors.map(() => new Inbox());
    this.inboxesAt = actors;
    this.timersAt = 2 * actors;
    this.armed = new ArmedTimers(spec.timerMode, actors, this.timersAt, (timer) => this.timers.at(timer).owner);
    this.budgetAt = this.timersAt + actors;
    this.stuckAt = this.budgetAt + 1;
    this.watchersAt = this.budgetAt + 2;
    this.width = this.watchersAt + this.watchers.length;
    this.runner = new StepRunner(this);
  }

  get xstateCalls(): number {
    return this.tables.reduce((sum, table) => sum + table.calls, 0);
  }

  /** The state the system starts in; starting offers no choices. */
  initial(): Int32Array {
    const { locals: vector, posts, timers, observations } = this.runner.start();
    const begins = (this.spec.begins ?? []).map(({ to, message }) => {
      const id = this.pool.idOf(message);
      return [this.channel(-1, this.actor(to), id), id] as const;
    });
    this.post(vector, [...posts, ...begins]);
    this.armed.change(vector, null, timers);
    vector[this.budgetAt] = this.spec.faultBudget;
    for (const [w, watcher] of this.watchers.entries()) {
      vector[this.watchersAt + w] = watcher.step(
        watcher.start(),
        this.concerning(watcher, observations),
        this.observed,
      );
    }
    return vector;
  }

  /** What a message does to an actor in this state, once for every series of decisions that the faults left allow. */
  runs(vector: Int32Array, from: number, to: number, message: number, faultsLeft: number): (StepRun | StepFailure)[] {
    return this.runner.runs(vector, from, to, message, faultsLeft);
  }

  /** What is in an actor's inbox after others came into its channels. @throws LaneOverflowError */
  postTo(to: number, contents: number, posts: readonly (readonly [number, number])[]): number {
    const inbox = this.inbox(to);
    const after = inbox.after(contents, null, posts);
    const { channel, messages } = inbox.fullest(after);
    if (messages > this.spec.laneBound) {
      const { from, lane } = this.channels.at(channel);
      throw new LaneOverflowError(this.addressOf(from), this.address(to), lane, this.spec.laneBound);
    }
    return after;
  }

  /** Puts messages into the channels of a state. @throws LaneOverflowError */
  post(vector: Int32Array, posts: readonly (readonly [number, number])[]): void {
    for (const [to, parcel] of this.byReceiver(posts)) {
      const at = this.inboxesAt + to;
      vector[at] = this.postTo(to, vector[at] ?? 0, parcel);
    }
  }

  /** Takes the oldest message out of a channel of a state. */
  take(vector: Int32Array, channel: number): void {
    const { to } = this.channels.at(channel);
    const at = this.inboxesAt + to;
    vector[at] = this.inbox(to).after(vector[at] ?? 0, channel, []);
  }

  /** The oldest message of each channel that has one. */
  heads(vector: Int32Array): (readonly [channel: number, message: number])[] {
    return this.inboxes.flatMap((inbox, to) => inbox.heads(vector[this.inboxesAt + to] ?? 0));
  }

  /** All messages on their way, by channel, the oldest first. */
  messages(vector: Int32Array): (readonly [channel: number, message: number])[] {
    return this.inboxes.flatMap((inbox, to) => inbox.messages(vector[this.inboxesAt + to] ?? 0));
  }

  /** The actors whose messages on their way are others in one of two states. */
  otherInboxes(one: Int32Array, another: Int32Array): number[] {
    return this.inboxes.flatMap((_, to) => (one[this.inboxesAt + to] === another[this.inboxesAt + to] ? [] : [to]));
  }

  /** The messages on their way to one actor, by channel, the oldest first. */
  messagesTo(to: number, vector: Int32Array): readonly (readonly [channel: number, message: number])[] {
    return this.inbox(to).messages(vector[this.inboxesAt + to] ?? 0);
  }

  /** Posts by the actor that they go to, each in order. */
  byReceiver(posts: readonly (readonly [number, number])[]): Map<number, (readonly [number, number])[]> {
    const parcels = new Map<number, (readonly [number, number])[]>();
    for (const post of posts) {
      const { to } = this.channels.at(post[0]);
      const parcel = parcels.get(to);
      if (parcel) parcel.push(post);
      else parcels.set(to, [post]);
    }
    return parcels;
  }

  inbox(actor: number): Inbox {
    const inbox = this.inboxes[actor];
    if (!inbox) throw new RangeError(`no actor ${actor}`);
    return inbox;
  }

  /** An observation by its number. */
  readonly observed = (id: number): Observation => this.observations.at(id);

  /** Number of an observation, wherever it comes from. */
  observation({ type, from, to, message }: Observation<Message>): number {
    const what = type.startsWith('sent.') ? 'sent' : 'delivered';
    const sender = from === null ? -1 : this.actor(from);
    return this.observationOf(what, sender, this.actor(to), this.pool.idOf(message));
  }

  /** Those of a step's observations that a watcher looks at, oldest first. */
  concerning(watcher: WatcherTable, observations: readonly number[]): readonly number[] {
    return observations.filter((id) => watcher.looksAt(this.observations.at(id).type));
  }

  /** The largest value that each component has taken so far, or may take. */
  largest(): number[] {
    return [
      ...this.tables.map((table) => table.snapshots.length - 1),
      ...this.inboxes.map((inbox) => inbox.size - 1),
      ...this.armed.sets.map((sets) => sets.size - 1),
      this.spec.faultBudget,
      this.stuckSets.values.length - 1,
      ...this.watchers.map((watcher) => watcher.size - 1),
    ];
  }

  /** The sets of stuck faults that are left when one of them is over. */
  setsWithoutOne(set: number): readonly number[] {
    const stuck = this.stuckSets.at(set);
    return stuck.map((over) => this.stuckSet(stuck.filter((each) => each !== over)));
  }

  /** The set of the same stuck faults at other receivers. */
  stuckSetWith(set: number, image: (to: number) => number): number {
    return this.stuckSet(this.stuckSets.at(set).map((each) => ({ ...each, to: image(each.to) })));
  }

  actor(address: Address): number {
    const index = this.actorIndex.get(address);
    if (index === undefined) throw new RangeError(`no actor is known as '${address}'`);
    return index;
  }

  address(actor: number): Address {
    return this.tables[actor]?.address ?? '?';
  }

  /** What `mayEnd` sees of an actor. */
  stateOf(address: Address, vector: Int32Array): { matches(value: string): boolean } {
    const actor = this.actor(address);
    const snapshot = this.tables[actor]?.snapshots[vector[actor] ?? 0];
    return { matches: (value) => snapshot?.matches(value as never) ?? false };
  }

  addressOf(actor: number): Address | null {
    return actor < 0 ? null : this.address(actor);
  }

  /** The number of a set of faults that stick. */
  stuckSet(stuck: readonly Stuck[]): number {
    const sorted = [...stuck].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return this.stuckSets.idOf(sorted.map(keyOf).join(';'), () => sorted);
  }

  /** Number of an observation by numbers. */
  observationOf(what: 'sent' | 'delivered', from: number, to: number, message: number): number {
    return this.observations.idOf(`${what} ${from} ${to} ${message}`, () => ({
      type: `${what}.${this.pool.message(message).type}`,
      from: this.addressOf(from),
      to: this.address(to),
      message: this.pool.message(message),
    }));
  }

  /** The channel of a message. `from`: -1 for the environment and delays. */
  channel(from: number, to: number, message: number): number {
    const lane = this.pool.lanes[message] ?? '';
    return this.channels.idOf(`${from} ${to} ${lane}`, () => ({ from, to, lane }));
  }

  /** The delay that ends with this event. */
  timer(owner: number, event: string): number {
    return this.timers.idOf(`${owner} ${event}`, () => ({
      owner,
      event: this.pool.idOf({ type: event }),
      delay: delayOf(event),
    }));
  }
}

const keyOf = ({ to, type, field, value }: Stuck): string => `${to} ${type}.${field}=${value}`;
