import type { MissingImage, SymmetryTables } from './canonical.ts';
import { InboxTables } from './inbox-tables.ts';
import { Interned } from './interned.ts';
import { LeafWatchers } from './leaf-watchers.ts';
import type { Model } from './model.ts';
import type { PlaceTable } from './places.ts';
import { PairTable, SharedInts } from './shared-ints.ts';
import type { StepFailure, StepRun } from './step-run.ts';
import { leafField, leafFields, nodeKind, type StepTables } from './step-tables.ts';
import type { Symmetry } from './symmetry.ts';
import { TimerTables } from './timer-tables.ts';

/**
 * Everything the machines have been asked so far, as integers. What a step does depends on the local states it reads and
 * on what the world chooses on the way, so it is a decision tree: a node reads one component of the state or lets the world
 * choose; a leaf says what is written, posted, armed and observed. XState is asked only where the tree ends.
 */
export class StepTree implements StepTables {
  readonly model: Model;
  readonly inboxes: InboxTables;
  readonly timers: TimerTables;
  private readonly watchers: LeafWatchers;
  private readonly renamings: Symmetry | undefined;
  readonly nodes = new SharedInts();
  readonly children = new PairTable();
  readonly choices = new SharedInts();
  readonly leaves = new SharedInts();
  readonly writes = new SharedInts();
  readonly rootNodes = new SharedInts();
  readonly clearings = new PairTable(16);
  readonly spontaneous: readonly number[];
  readonly slowFaults: boolean;
  readonly byTimeLeft: boolean;
  readonly components: StepTables['components'];
  // the tables of the parts
  readonly inboxMoves: SharedInts;
  readonly messageMoves: SharedInts;
  readonly afterTake: SharedInts;
  readonly parcelLists: SharedInts;
  readonly parcels: SharedInts;
  readonly afterPost: PairTable;
  readonly timerMoves: SharedInts;
  readonly timerEnds: SharedInts;
  readonly afterEnd: SharedInts;
  readonly timerLeft: SharedInts;
  readonly operationLists: SharedInts;
  readonly operationParcels: SharedInts;
  readonly timersAfter: PairTable;
  readonly timersPassed: PairTable;
  readonly leafWatchers: SharedInts;
  readonly watcherSteps: PairTable;
  /** What is wrong with the steps that cannot be done. */
  readonly failures: unknown[] = [];
  private readonly roots = new Interned<{ from: number; to: number; message: number }>();
  private readonly leafObservations: (readonly number[])[] = [];
  private readonly leafIds = new Map<string, number>();

  constructor(model: Model, symmetry?: Symmetry) {
    this.model = model;
    this.inboxes = new InboxTables(model);
    this.timers = new TimerTables(model);
    this.watchers = new LeafWatchers(model);
    this.renamings = symmetry;
    this.slowFaults = model.spec.slowFaults === true;
    this.byTimeLeft = model.spec.timerMode === 'due';
    this.components = {
      inboxes: model.inboxesAt,
      timers: model.timersAt,
      budget: model.budgetAt,
      stuck: model.stuckAt,
    };
    this.inboxMoves = this.inboxes.moves;
    this.messageMoves = this.inboxes.messages;
    this.afterTake = this.inboxes.afterTake;
    this.parcelLists = this.inboxes.parcelLists;
    this.parcels = this.inboxes.parcels;
    this.afterPost = this.inboxes.afterPost;
    this.timerMoves = this.timers.moves;
    this.timerEnds = this.timers.ends;
    this.afterEnd = this.timers.afterEnd;
    this.timerLeft = this.timers.left;
    this.operationLists = this.timers.parcelLists;
    this.operationParcels = this.timers.parcels;
    this.timersAfter = this.timers.after;
    this.timersPassed = this.timers.passed;
    this.leafWatchers = this.watchers.list;
    this.watcherSteps = this.watchers.steps;
    this.spontaneous = model.spec.spontaneous.map(({ to, message }) =>
      this.rootOf(-1, model.actor(to), model.pool.idOf(message)),
    );
  }

  // These are replaced when they grow.
  get contents(): PlaceTable {
    return this.inboxes.contents.table;
  }

  get timerSets(): PlaceTable {
    return this.timers.sets.table;
  }

  get symmetry(): SymmetryTables | undefined {
    return this.renamings?.tables;
  }

  get watcherLocals(): number {
    return this.watchers.locals;
  }

  get bytes(): number {
    const lists = [this.nodes, this.children, this.choices, this.leaves, this.writes, this.rootNodes];
    const parts = [this.inboxes, this.timers, this.watchers, ...this.model.inboxes];
    return (
      lists.reduce((sum, { data }) => sum + data.byteLength, 0) +
      parts.reduce((sum, { bytes }) => sum + bytes, this.renamings?.bytes ?? 0)
    );
  }

  get nodeCount(): number {
    return this.nodes.length / 2;
  }

  rootOf(from: number, to: number, message: number): number {
    return this.roots.idOf(`${from} ${to} ${message}`, () => {
      this.rootNodes.push(this.node());
      return { from, to, message };
    });
  }

  delivery(root: number): { from: number; to: number; message: number } {
    return this.roots.at(root);
  }

  /** Deliveries of the messages that a channel ever held. */
  rootsOfChannel(channel: number): number[] {
    const { from, to, lane } = this.model.channels.at(channel);
    return this.roots.values.flatMap((root, id) =>
      root.from === from && root.to === to && this.model.pool.lanes[root.message] === lane ? [id] : [],
    );
  }

  /** The timers that a leaf arms, or arms anew. */
  armedBy(leaf: number): readonly number[] {
    return this.timers.armedBy(this.leaves.data[leaf * leafFields + leafField.timers] ?? 0);
  }

  /** Asks the machines what this delivery does in this state and keeps the answer. */
  learnStep(root: number, vector: Int32Array, faultsLeft: number): void {
    const { from, to, message } = this.roots.at(root);
    for (const run of this.model.runs(vector, from, to, message, faultsLeft)) this.insert(root, run);
  }

  learnInboxMoves(actor: number, local: number): void {
    const { channels } = this.model;
    this.inboxes.learnMoves(actor, local, (channel, message) => this.rootOf(channels.at(channel).from, actor, message));
  }

  learnTimerMoves(actor: number, set: number): void {
    this.timers.learnMoves(actor, set, (owner, event) => this.rootOf(-1, owner, event));
  }

  learnAfterPost(actor: number, local: number, posts: number): void {
    let after: number;
    try {
      after = this.inboxes.after(actor, local, posts) + 1;
    } catch (failure) {
      after = -this.failures.push(failure);
    }
    this.afterPost.set(this.inboxes.contentsOf(actor, local), posts, after);
  }

  learnClearings(set: number): void {
    const without = this.model.setsWithoutOne(set);
    for (const [i, each] of without.entries()) this.clearings.set(set, i + 1, each + 1);
    this.clearings.set(set, 0, without.length + 1);
  }

  /** Finds the watchers that a leaf concerns: those with a local state that its observations change. */
  learnLeafWatchers(leaf: number): void {
    const { start, count } = this.watchers.learn(this.leafObservations[leaf] ?? []);
    const at = leaf * leafFields;
    this.leaves.data[at + leafField.watchersAt] = start;
    this.leaves.data[at + leafField.watchers] = count;
    Atomics.store(this.leaves.data, at + leafField.watchersKnown, this.watchers.locals);
  }

  /** Makes the list of watchers of every leaf anew, with all that is known of them now. */
  refreshLeaves(): void {
    for (let before = -1; before !== this.watchers.locals; ) {
      before = this.watchers.locals;
      this.leafWatchers.length = 0;
      for (let leaf = 0; leaf * leafFields < this.leaves.length; leaf++) this.learnLeafWatchers(leaf);
    }
  }

  learnWatcherStep(sequence: number, local: number): void {
    this.watchers.learnStep(sequence, local);
  }

  learnImage({ permutation, component, value }: MissingImage): void {
    this.renamings?.learnImage(permutation, component, value);
    this.watchers.countLocals();
  }

  private node(): number {
    const id = this.nodeCount;
    this.nodes.push(nodeKind.unknown);
    this.nodes.push(0);
    return id;
  }

  private insert(root: number, run: StepRun | StepFailure): void {
    let node = this.rootNodes.data[root] ?? 0;
    for (const question of run.questions) {
      if (question.kind === 'read') {
        this.say(node, nodeKind.read, question.component);
        const child = this.children.get(node, question.value);
        if (child > 0) {
          node = child - 1;
        } else {
          const next = this.node();
          this.children.set(node, question.value, next + 1);
          node = next;
        }
      } else {
        if (this.nodes.data[node * 2] === nodeKind.unknown) {
          const at = this.choices.push(question.alternatives);
          for (let i = 0; i < question.alternatives; i++) this.choices.push(this.node());
          this.say(node, nodeKind.choice, at);
        }
        node = this.choices.data[(this.nodes.data[node * 2 + 1] ?? 0) + 1 + question.taken] ?? 0;
      }
    }
    if (this.nodes.data[node * 2] !== nodeKind.unknown) return;
    if ('failure' in run) this.say(node, nodeKind.failure, this.failures.push(run.failure) - 1);
    else this.say(node, nodeKind.leaf, this.leaf(run));
  }

  private leaf(run: StepRun): number {
    const posts = this.inboxes.postsOf(run.posts);
    const operations = this.timers.operationsOf(run.timers);
    const key = `${run.writes.join(';')} ${posts} ${operations} ${run.cost} ${run.observations.join(',')}`;
    const found = this.leafIds.get(key);
    if (found !== undefined) return found;
    const leaf = this.leaves.length / leafFields;
    this.leafIds.set(key, leaf);
    const start = this.writes.length;
    for (const [component, value] of run.writes) {
      this.writes.push(component);
      this.writes.push(value);
    }
    const watchersKnown = this.model.watchers.length === 0 ? 0 : -1;
    for (const field of [start, run.writes.length, posts, operations, run.cost, 0, 0, watchersKnown]) {
      this.leaves.push(field);
    }
    this.leafObservations.push(run.observations);
    return leaf;
  }

  /** Its argument first, so that another thread sees a node whole or not at all. */
  private say(node: number, kind: number, argument: number): void {
    this.nodes.data[node * 2 + 1] = argument;
    Atomics.store(this.nodes.data, node * 2, kind);
  }
}
