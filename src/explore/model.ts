import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { MachineStepper, type Message } from '../system/machine-step.ts';
import { MessagePool, type OfferedChoices } from './message-pool.ts';
import { IntegerSets, Network } from './network.ts';
import { StepTable, type TableEntry } from './step-table.ts';

export type TimerMode = 'classes' | 'any';

/** A system to explore: actors, what may go wrong and how often. */
export type ModelSpec = {
  readonly name: string;
  readonly actors: readonly ActorSpec[];
  /** Alternatives the world may choose; each costs one of the budget. */
  readonly offered: OfferedChoices;
  /** What the environment may do by itself; each costs one of the budget. */
  readonly spontaneous: readonly { readonly to: Address; readonly message: Message }[];
  /**
   * `classes`: delays up to 100 ms, up to 5 s and longer; one fires when no message is on its way and no shorter class is
   * armed. `any`: every armed delay may fire at any time, which no real clock would allow.
   */
  readonly timerMode: TimerMode;
  /** How many faults one run may have. */
  readonly faultBudget: number;
  /** Most messages one channel may hold; more is an error. */
  readonly laneBound: number;
  /** Most local states one machine may have. */
  readonly localLimit: number;
};

/** Delays up to 100 ms, up to 5 s, and longer: a longer one never fires while a shorter one is armed. */
const classOf = (ms: number): number => (ms <= 100 ? 0 : ms <= 5000 ? 1 : 2);

/** What happens in one step of an explored run. */
export type Move =
  | { readonly kind: 'message'; readonly from: Address | null; readonly to: Address; readonly message: Message }
  | { readonly kind: 'timer'; readonly owner: Address; readonly delay: string }
  | { readonly kind: 'spontaneous'; readonly to: Address; readonly message: Message };

export type Successor = { readonly move: Move; readonly chosen: readonly Message[]; readonly vector: Int32Array };

type Channel = { readonly from: number; readonly to: number };
type Timer = { readonly owner: number; readonly event: number; readonly delay: string; readonly class: number };

/** A channel holds more messages than its declared bound. */
export class LaneOverflowError extends Error {
  constructor(from: Address, to: Address, lane: string, bound: number) {
    super(`lane '${lane}' from ${from} to ${to} holds more than ${bound} messages`);
    this.name = 'LaneOverflowError';
  }
}

/**
 * The composed system as a transition graph. A state is a vector of integers: one local state per actor, then the
 * contents of all channels, the armed timers and the faults left.
 */
export class Model {
  readonly spec: ModelSpec;
  readonly width: number;
  readonly tables: readonly StepTable[];
  readonly network = new Network();
  readonly timerSets = new IntegerSets();
  readonly pool: MessagePool;
  /** Transitions taken in any step so far. */
  readonly covered = new Set<string>();
  private readonly actorIndex: ReadonlyMap<Address, number>;
  private readonly channels: Channel[] = [];
  private readonly channelIds = new Map<string, number>();
  private readonly timers: Timer[] = [];
  private readonly timerIds = new Map<string, number>();
  private readonly seenEntries = new WeakSet<TableEntry>();
  private readonly work: Int32Array;
  // positions behind the local states
  private readonly networkAt: number;
  private readonly timersAt: number;
  private readonly budgetAt: number;
  // of the cascade that runs
  private script: readonly number[] = [];
  private decisions: { alternatives: number; taken: number }[] = [];
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
      timer: (owner: number, timer: string, delay: string, ms: number) => this.timer(owner, timer, delay, ms),
      timerIfKnown: (owner: number, timer: string) => this.timerIds.get(`${owner} ${timer}`) ?? -1,
    };
    this.tables = spec.actors.map(
      (actor, i) => new StepTable(actor, i, stepper, this.pool, numbering, spec.localLimit),
    );
    this.networkAt = spec.actors.length;
    this.timersAt = this.networkAt + 1;
    this.budgetAt = this.networkAt + 2;
    this.width = this.networkAt + 3;
    this.work = new Int32Array(this.width);
    this.mailboxes = spec.actors.map(() => []);
    this.busy = spec.actors.map(() => false);
  }

  /** The states the system can start in (one, unless starting offers choices). */
  initial(): Int32Array {
    const { work } = this;
    work[this.networkAt] = this.network.empty;
    work[this.timersAt] = this.timerSets.empty;
    work[this.budgetAt] = this.spec.faultBudget;
    this.script = [];
    this.decisions = [];
    const entries = this.tables.map((table, i) => {
      const entry = table.start();
      work[i] = entry.local;
      return entry;
    });
    for (const [i, entry] of entries.entries()) {
      this.busy[i] = true;
      this.release(i, entry);
      this.drain(i);
      this.busy[i] = false;
    }
    return work.slice();
  }

  /** Every step that may follow. Throws when a step is an error. */
  successors(state: Int32Array): Successor[] {
    const found: Successor[] = [];
    const network = state[this.networkAt] ?? 0;
    const deliverable = this.network.channels(network);
    for (const [channelId, queue] of deliverable) {
      const channel = this.channels[channelId];
      const [head] = queue;
      if (!channel || head === undefined) continue;
      this.runAll(state, found, () => {
        this.work[this.networkAt] = this.network.pop(network, channelId);
        this.deliver(channel.from, channel.to, head);
        return {
          kind: 'message',
          from: this.addressOf(channel.from),
          to: this.address(channel.to),
          message: this.pool.message(head),
        };
      });
    }
    if (deliverable.length === 0 || this.spec.timerMode === 'any') this.timerMoves(state, found);
    if ((state[this.budgetAt] ?? 0) > 0) {
      for (const { to, message } of this.spec.spontaneous) {
        this.runAll(state, found, () => {
          this.work[this.budgetAt] = (this.work[this.budgetAt] ?? 0) - 1;
          this.deliver(-1, this.actor(to), this.pool.idOf(message));
          return { kind: 'spontaneous', to, message };
        });
      }
    }
    return found;
  }

  /** Actor address and state of every actor in this state. */
  describe(state: Int32Array): { address: Address; table: StepTable; local: number }[] {
    return this.tables.map((table, i) => ({ address: table.address, table, local: state[i] ?? 0 }));
  }

  private timerMoves(state: Int32Array, found: Successor[]): void {
    const set = state[this.timersAt] ?? 0;
    const armed = this.timerSets.of(set).flatMap((id) => {
      const timer = this.timers[id];
      return timer ? [{ id, timer }] : [];
    });
    const shortest = Math.min(...armed.map(({ timer }) => timer.class));
    for (const { id, timer } of armed) {
      if (this.spec.timerMode === 'classes' && timer.class !== shortest) continue;
      this.runAll(state, found, () => {
        this.work[this.timersAt] = this.timerSets.remove(set, id);
        this.deliver(-1, timer.owner, timer.event);
        return { kind: 'timer', owner: this.address(timer.owner), delay: timer.delay };
      });
    }
  }

  /** Runs a step once for every combination of choices that the budget allows. */
  private runAll(state: Int32Array, found: Successor[], run: () => Move): void {
    const scripts: (readonly number[])[] = [[]];
    for (let script = scripts.pop(); script; script = scripts.pop()) {
      this.work.set(state);
      this.script = script;
      this.decisions = [];
      this.chosen = [];
      const move = run();
      found.push({ move, chosen: this.chosen, vector: this.work.slice() });
      if ((this.work[this.budgetAt] ?? 0) < 1) continue;
      for (let d = script.length; d < this.decisions.length; d++) {
        const before = this.decisions.slice(0, d).map((decision) => decision.taken);
        for (let other = 1; other < (this.decisions[d]?.alternatives ?? 1); other++) scripts.push([...before, other]);
      }
    }
  }

  private deliver(from: number, to: number, message: number): void {
    if (this.busy[to]) {
      this.mailboxes[to]?.push({ from, message });
      return;
    }
    this.busy[to] = true;
    try {
      this.process(from, to, message);
      this.drain(to);
    } finally {
      this.busy[to] = false;
      this.mailboxes[to]?.splice(0);
    }
  }

  private drain(actor: number): void {
    const waiting = this.mailboxes[actor];
    for (let next = waiting?.shift(); next; next = waiting?.shift()) this.process(next.from, actor, next.message);
  }

  private process(from: number, to: number, sent: number): void {
    const table = this.tables[to];
    if (!table) throw new RangeError(`no actor ${to}`);
    const variants = this.pool.variants(sent);
    let message = sent;
    if (variants.length > 1) {
      const taken = this.script[this.decisions.length] ?? 0;
      this.decisions.push({ alternatives: variants.length, taken });
      message = variants[taken] ?? sent;
      if (taken > 0) {
        this.work[this.budgetAt] = (this.work[this.budgetAt] ?? 0) - 1;
        this.chosen.push(this.pool.message(message));
      }
    }
    const entry = table.step(this.work[to] ?? 0, message, this.addressOf(from));
    if (!this.seenEntries.has(entry)) {
      this.seenEntries.add(entry);
      for (const transition of entry.transitions) this.covered.add(transition);
    }
    this.work[to] = entry.local;
    this.release(to, entry);
  }

  private release(from: number, entry: TableEntry): void {
    for (const output of entry.outputs) {
      if (output.kind === 'message') {
        if (output.atomic) this.deliver(from, output.to, output.message);
        else this.post(from, output.to, output.message);
      } else {
        const set = this.work[this.timersAt] ?? 0;
        this.work[this.timersAt] =
          output.kind === 'arm' ? this.timerSets.add(set, output.timer) : this.timerSets.remove(set, output.timer);
      }
    }
  }

  private post(from: number, to: number, message: number): void {
    const lane = this.pool.lanes[message] ?? '';
    const key = `${from} ${to} ${lane}`;
    let channel = this.channelIds.get(key);
    if (channel === undefined) {
      channel = this.channels.push({ from, to }) - 1;
      this.channelIds.set(key, channel);
    }
    const network = this.network.push(this.work[this.networkAt] ?? 0, channel, message);
    if (this.network.longest(network) > this.spec.laneBound) {
      throw new LaneOverflowError(this.address(from), this.address(to), lane, this.spec.laneBound);
    }
    this.work[this.networkAt] = network;
  }

  private actor(address: Address): number {
    const index = this.actorIndex.get(address);
    if (index === undefined) throw new RangeError(`no actor is known as '${address}'`);
    return index;
  }

  private address(actor: number): Address {
    return this.tables[actor]?.address ?? '?';
  }

  private addressOf(actor: number): Address | null {
    return actor < 0 ? null : this.address(actor);
  }

  private timer(owner: number, event: string, delay: string, ms: number): number {
    const key = `${owner} ${event}`;
    let id = this.timerIds.get(key);
    if (id === undefined) {
      id = this.timers.push({ owner, event: this.pool.idOf({ type: event }), delay, class: classOf(ms) }) - 1;
      this.timerIds.set(key, id);
    }
    return id;
  }
}
