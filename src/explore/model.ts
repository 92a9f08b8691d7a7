import type { Observation } from '../../machines/properties/property.ts';
import { choices } from '../../machines/protocol/choices.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import { MachineStepper, type Message } from '../system/machine-step.ts';
import type { Topology } from '../system/topology.ts';
import { Inbox } from './inbox.ts';
import { Interned } from './interned.ts';
import { MessagePool, type OfferedChoices } from './message-pool.ts';
import type { CheckedProperties } from './properties.ts';
import { StepTable, type TableEntry } from './step-table.ts';
import type { Symmetry } from './symmetry.ts';
import { type TimerMode, type TimerOperation, TimerSets } from './timer-sets.ts';
import { WatcherTable } from './watcher-table.ts';

/** A system to explore: actors, what may go wrong and how often. */
export type ModelSpec = {
  readonly name: string;
  /** The system in a sentence. */
  readonly says?: string;
  /** What the actors were made from; without it, runs can be told but not saved. */
  readonly origin?: { readonly topology: Topology; readonly compose: ComposeOptions };
  readonly actors: readonly ActorSpec[];
  /** Alternatives the world may choose; each costs one of the budget. */
  readonly offered: OfferedChoices;
  /** Alternatives that, once chosen, the same receiver meets every time until the world takes them back. */
  readonly sticky?: OfferedChoices;
  /** What the environment does once, at the beginning. */
  readonly begins?: readonly { readonly to: Address; readonly message: Message }[];
  /** What the environment may do by itself; each costs one of the budget. */
  readonly spontaneous: readonly { readonly to: Address; readonly message: Message }[];
  readonly timerMode: TimerMode;
  /** Other lengths of named delays, milliseconds. */
  readonly delays?: Readonly<Record<string, number>>;
  /** A delay may end too early, before messages that are on their way and before shorter ones, at the cost of a fault. */
  readonly slowFaults?: boolean;
  /** How many faults one run may have. */
  readonly faultBudget: number;
  /** Limits of the actors that are smaller than the documented ones, by name. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** Most messages one channel may hold; more is an error. */
  readonly laneBound: number;
  /** Most local states one machine may have. */
  readonly localLimit: number;
  /** Every so many calls of a machine, it is asked the same again; 1: always. */
  readonly askedTwice?: number;
  /** Names of slots that may be exchanged without changing anything: states that differ in no more are visited once. */
  readonly alike?: readonly (readonly string[])[];
  /** What must hold. */
  readonly properties?: CheckedProperties;
  /** Whether nothing needs to happen any more in a state of the actors; without it every end is a deadlock. */
  readonly mayEnd?: (state: (address: Address) => { matches(value: string): boolean }) => boolean;
};

/** What happens in one step of an explored run. */
export type Move =
  | { readonly kind: 'message'; readonly from: Address | null; readonly to: Address; readonly message: Message }
  | { readonly kind: 'timer'; readonly owner: Address; readonly delay: string; readonly event: string }
  | { readonly kind: 'spontaneous'; readonly to: Address; readonly message: Message }
  /** A fault that stuck is over. */
  | { readonly kind: 'cleared'; readonly to: Address; readonly field: string; readonly value: string };

/** A channel holds more messages than its declared bound. */
export class LaneOverflowError extends Error {
  constructor(from: Address | null, to: Address, lane: string, bound: number) {
    super(`lane '${lane}' from ${from ?? 'world'} to ${to} holds more than ${bound} messages`);
    this.name = 'LaneOverflowError';
  }
}

export type Channel = { readonly from: number; readonly to: number; readonly lane: string };
export type Timer = { readonly owner: number; readonly event: number; readonly delay: string };
type Stuck = { readonly to: number; readonly type: string; readonly field: string; readonly value: string };

/** What a step asked of the state before it acted, and which alternatives the world took, in order. */
export type Question =
  | { readonly kind: 'read'; readonly component: number; readonly value: number }
  | { readonly kind: 'choice'; readonly alternatives: number; readonly taken: number };

/** All that one step does, for one series of decisions of the world. */
export type StepRun = {
  readonly questions: readonly Question[];
  readonly writes: readonly (readonly [component: number, value: number])[];
  readonly posts: readonly (readonly [channel: number, message: number])[];
  readonly timers: readonly TimerOperation[];
  readonly cost: number;
  readonly observations: readonly number[];
  readonly chosen: readonly Message[];
};

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
  readonly timerSets: TimerSets;
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
  private readonly seenEntries = new WeakSet<TableEntry>();
  // of the step that runs
  private readonly before: Int32Array;
  private readonly work: Int32Array;
  private readonly wasRead: Uint8Array;
  private questions: Question[] = [];
  private script: readonly number[] = [];
  private decisions = 0;
  private posts: (readonly [number, number])[] = [];
  private operations: TimerOperation[] = [];
  private cost = 0;
  private seen: number[] = [];
  private chosen: Message[] = [];
  private readonly mailboxes: { from: number; message: number }[][];
  private readonly busy: boolean[];

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
    this.timerSets = new TimerSets(spec.timerMode);
    this.stuckSets.idOf('', () => []);
    const actors = spec.actors.length;
    this.inboxes = spec.actors.map(() => new Inbox());
    this.inboxesAt = actors;
    this.timersAt = 2 * actors;
    this.budgetAt = this.timersAt + 1;
    this.stuckAt = this.timersAt + 2;
    this.watchersAt = this.timersAt + 3;
    this.width = this.watchersAt + this.watchers.length;
    this.before = new Int32Array(this.width);
    this.work = new Int32Array(this.width);
    this.wasRead = new Uint8Array(this.width);
    this.mailboxes = spec.actors.map(() => []);
    this.busy = spec.actors.map(() => false);
  }

  get xstateCalls(): number {
    return this.tables.reduce((sum, table) => sum + table.calls, 0);
  }

  /** The state the system starts in; starting offers no choices. */
  initial(): Int32Array {
    this.begin(new Int32Array(this.width), []);
    const entries = this.tables.map((table, i) => {
      const entry = table.start();
      this.work[i] = entry.local;
      this.cover(entry);
      return entry;
    });
    this.wasRead.fill(1);
    for (const [i, entry] of entries.entries()) {
      this.busy[i] = true;
      this.release(i, entry);
      this.drain(i);
      this.busy[i] = false;
    }
    for (const { to, message } of this.spec.begins ?? []) {
      const id = this.pool.idOf(message);
      this.posts.push([this.channel(-1, this.actor(to), id), id]);
    }
    const vector = this.work.slice();
    this.post(vector, this.posts);
    vector[this.timersAt] = this.timerSets.after(this.timerSets.empty, null, this.operations);
    vector[this.budgetAt] = this.spec.faultBudget;
    for (const [w, watcher] of this.watchers.entries()) {
      vector[this.watchersAt + w] = watcher.step(watcher.start(), this.concerning(watcher, this.seen), this.observed);
    }
    return vector;
  }

  /**
   * Delivers a message to an actor in this state, once for every series of decisions that the faults left allow.
   * An error ends that series only.
   */
  runs(vector: Int32Array, from: number, to: number, message: number, faultsLeft: number): (StepRun | StepFailure)[] {
    const found: (StepRun | StepFailure)[] = [];
    const scripts: (readonly number[])[] = [[]];
    for (let script = scripts.pop(); script; script = scripts.pop()) {
      this.begin(vector, script);
      let failure: unknown;
      try {
        this.deliver(from, to, message);
      } catch (error) {
        failure = error;
        this.busy.fill(false);
        for (const mailbox of this.mailboxes) mailbox.length = 0;
      }
      const { questions, posts, cost, chosen } = this;
      if (failure === undefined) {
        const writes: [number, number][] = [];
        for (let at = 0; at < this.watchersAt; at++) {
          const value = this.work[at] ?? 0;
          if (value !== vector[at]) writes.push([at, value]);
        }
        found.push({ questions, writes, posts, timers: this.operations, cost, observations: this.seen, chosen });
      } else {
        found.push({ questions, cost, chosen, failure });
      }
      if (cost >= faultsLeft) continue;
      const taken = questions.flatMap((q) => (q.kind === 'choice' ? [q] : []));
      for (let d = script.length; d < taken.length; d++) {
        const earlier = taken.slice(0, d).map((decision) => decision.taken);
        for (let other = 1; other < (taken[d]?.alternatives ?? 1); other++) scripts.push([...earlier, other]);
      }
    }
    return found;
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
      this.timerSets.size - 1,
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

  addressOf(actor: number): Address | null {
    return actor < 0 ? null : this.address(actor);
  }

  private begin(vector: Int32Array, script: readonly number[]): void {
    this.before.set(vector);
    this.work.set(vector);
    this.wasRead.fill(0);
    this.questions = [];
    this.script = script;
    this.decisions = 0;
    this.posts = [];
    this.operations = [];
    this.cost = 0;
    this.seen = [];
    this.chosen = [];
  }

  private read(component: number): number {
    if (this.wasRead[component] === 0) {
      this.wasRead[component] = 1;
      this.questions.push({ kind: 'read', component, value: this.before[component] ?? 0 });
    }
    return this.work[component] ?? 0;
  }

  private deliver(from: number, to: number, message: number): void {
    if (this.busy[to]) {
      this.mailboxes[to]?.push({ from, message });
      return;
    }
    this.busy[to] = true;
    this.process(from, to, message);
    this.drain(to);
    this.busy[to] = false;
  }

  private drain(actor: number): void {
    const waiting = this.mailboxes[actor];
    for (let next = waiting?.shift(); next; next = waiting?.shift()) this.process(next.from, actor, next.message);
  }

  private process(from: number, to: number, sent: number): void {
    const table = this.tables[to];
    if (!table) throw new RangeError(`no actor ${to}`);
    const local = this.read(to);
    const message = this.decide(to, sent);
    this.observe('delivered', from, to, message);
    const entry = table.step(local, message, this.addressOf(from));
    this.cover(entry);
    this.work[to] = entry.local;
    this.release(to, entry);
  }

  /** The message with what the world decides on it. */
  private decide(to: number, sent: number): number {
    const stuck = this.stuckOffers(to, sent);
    if (stuck.length > 0) {
      const set = this.stuckSets.at(this.read(this.stuckAt));
      const holding = set.find((each) => stuck.some((offer) => same(each, offer)));
      if (holding) return this.pool.idOf({ ...this.pool.message(sent), [holding.field]: holding.value });
    }
    const variants = this.pool.variants(sent);
    const alternatives = variants.length + stuck.length;
    if (alternatives === 1) return sent;
    const taken = this.script[this.decisions] ?? 0;
    this.decisions += 1;
    this.questions.push({ kind: 'choice', alternatives, taken });
    if (taken === 0) return sent;
    this.cost += 1;
    const offer = stuck[taken - variants.length];
    if (offer) {
      this.work[this.stuckAt] = this.stuckSet([...this.stuckSets.at(this.read(this.stuckAt)), offer]);
    }
    const message = offer
      ? this.pool.idOf({ ...this.pool.message(sent), [offer.field]: offer.value })
      : (variants[taken] ?? sent);
    this.chosen.push(this.pool.message(message));
    return message;
  }

  private stuckSet(stuck: readonly Stuck[]): number {
    const sorted = [...stuck].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    return this.stuckSets.idOf(sorted.map(keyOf).join(';'), () => sorted);
  }

  private stuckOffers(to: number, sent: number): readonly Stuck[] {
    const { sticky } = this.spec;
    if (!sticky) return [];
    const { type } = this.pool.message(sent);
    return (choices[type] ?? []).flatMap(({ field, alternatives }) => {
      const offered = sticky[`${type}.${field}`] ?? [];
      return (offered === 'all' ? alternatives.slice(1) : offered).map((value) => ({ to, type, field, value }));
    });
  }

  private release(from: number, entry: TableEntry): void {
    for (const output of entry.outputs) {
      if (output.kind === 'message') {
        this.observe('sent', from, output.to, output.message);
        if (output.atomic) this.deliver(from, output.to, output.message);
        else this.posts.push([this.channel(from, output.to, output.message), output.message]);
      } else if (output.kind === 'arm') {
        const ms = this.spec.delays?.[this.timers.at(output.timer).delay] ?? output.ms;
        this.operations.push({ kind: 'arm', timer: output.timer, left: Math.round(ms * 1000) });
      } else {
        this.operations.push({ kind: 'cancel', timer: output.timer });
      }
    }
  }

  private observe(what: 'sent' | 'delivered', from: number, to: number, message: number): void {
    if (this.watchers.length === 0) return;
    this.seen.push(this.observationOf(what, from, to, message));
  }

  private observationOf(what: 'sent' | 'delivered', from: number, to: number, message: number): number {
    return this.observations.idOf(`${what} ${from} ${to} ${message}`, () => ({
      type: `${what}.${this.pool.message(message).type}`,
      from: this.addressOf(from),
      to: this.address(to),
      message: this.pool.message(message),
    }));
  }

  private cover(entry: TableEntry): void {
    if (this.seenEntries.has(entry)) return;
    this.seenEntries.add(entry);
    for (const transition of entry.transitions) this.covered.add(transition);
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

/** A step that cannot be done. */
export type StepFailure = {
  readonly questions: readonly Question[];
  readonly cost: number;
  readonly chosen: readonly Message[];
  readonly failure: unknown;
};

const keyOf = ({ to, type, field, value }: Stuck): string => `${to} ${type}.${field}=${value}`;
const same = (a: Stuck, b: Stuck): boolean => a.to === b.to && a.type === b.type && a.field === b.field;
