import { choices } from '../../machines/protocol/choices.ts';
import type { Message } from '../system/machine-step.ts';
import type { Model, Stuck } from './model.ts';
import type { TableEntry } from './step-table.ts';
import type { TimerOperation } from './timer-sets.ts';

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

/** A step that cannot be done. */
export type StepFailure = {
  readonly questions: readonly Question[];
  readonly cost: number;
  readonly chosen: readonly Message[];
  readonly failure: unknown;
};

/** What the actors are and have done when all of them have started. */
export type Started = Pick<StepRun, 'posts' | 'timers' | 'observations'> & { readonly locals: Int32Array };

/**
 * Has the machines do a step: the receiver of a message, and whoever is sent something that nothing can come between, until
 * all is quiet. Says what the step depended on.
 */
export class StepRunner {
  private readonly model: Model;
  private readonly covered = new WeakSet<TableEntry>();
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

  constructor(model: Model) {
    this.model = model;
    this.before = new Int32Array(model.width);
    this.work = new Int32Array(model.width);
    this.wasRead = new Uint8Array(model.width);
    this.mailboxes = model.tables.map(() => []);
    this.busy = model.tables.map(() => false);
  }

  /** Starts every actor; that offers no choices. */
  start(): Started {
    const { model } = this;
    this.begin(new Int32Array(model.width), []);
    const entries = model.tables.map((table, i) => {
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
    return { locals: this.work.slice(), posts: this.posts, timers: this.operations, observations: this.seen };
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
        for (let at = 0; at < this.model.watchersAt; at++) {
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
    const table = this.model.tables[to];
    if (!table) throw new RangeError(`no actor ${to}`);
    const local = this.read(to);
    const message = this.decide(to, sent);
    this.observe('delivered', from, to, message);
    const entry = table.step(local, message, this.model.addressOf(from));
    this.cover(entry);
    this.work[to] = entry.local;
    this.release(to, entry);
  }

  /** The message with what the world decides on it. */
  private decide(to: number, sent: number): number {
    const stuck = this.stuckOffers(to, sent);
    if (stuck.length > 0) {
      const set = this.model.stuckSets.at(this.read(this.model.stuckAt));
      const holding = set.find((each) => stuck.some((offer) => same(each, offer)));
      if (holding) return this.model.pool.idOf({ ...this.model.pool.message(sent), [holding.field]: holding.value });
    }
    const variants = this.model.pool.variants(sent);
    const alternatives = variants.length + stuck.length;
    if (alternatives === 1) return sent;
    const taken = this.script[this.decisions] ?? 0;
    this.decisions += 1;
    this.questions.push({ kind: 'choice', alternatives, taken });
    if (taken === 0) return sent;
    this.cost += 1;
    const offer = stuck[taken - variants.length];
    if (offer) {
      this.work[this.model.stuckAt] = this.model.stuckSet([
        ...this.model.stuckSets.at(this.read(this.model.stuckAt)),
        offer,
      ]);
    }
    const message = offer
      ? this.model.pool.idOf({ ...this.model.pool.message(sent), [offer.field]: offer.value })
      : (variants[taken] ?? sent);
    this.chosen.push(this.model.pool.message(message));
    return message;
  }

  private stuckOffers(to: number, sent: number): readonly Stuck[] {
    const { sticky } = this.model.spec;
    if (!sticky) return [];
    const { type } = this.model.pool.message(sent);
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
        else this.posts.push([this.model.channel(from, output.to, output.message), output.message]);
      } else if (output.kind === 'arm') {
        const ms = this.model.spec.delays?.[this.model.timers.at(output.timer).delay] ?? output.ms;
        this.operations.push({ kind: 'arm', timer: output.timer, left: Math.round(ms * 1000) });
      } else {
        this.operations.push({ kind: 'cancel', timer: output.timer });
      }
    }
  }

  private observe(what: 'sent' | 'delivered', from: number, to: number, message: number): void {
    if (this.model.watchers.length === 0) return;
    this.seen.push(this.model.observationOf(what, from, to, message));
  }

  private cover(entry: TableEntry): void {
    if (this.covered.has(entry)) return;
    this.covered.add(entry);
    for (const transition of entry.transitions) this.model.covered.add(transition);
  }
}

const same = (a: Stuck, b: Stuck): boolean => a.to === b.to && a.type === b.type && a.field === b.field;
