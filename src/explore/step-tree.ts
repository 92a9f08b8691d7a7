import { Interned } from './interned.ts';
import type { Model, StepFailure, StepRun } from './model.ts';
import { PairTable, SharedInts } from './shared-ints.ts';
import type { TimerOperation } from './timer-sets.ts';

/** What a node of the tree says. */
export const nodeKind = { unknown: 0, read: 1, choice: 2, leaf: 3, failure: 4 } as const;

/** Fields of a leaf. */
export const leafField = {
  writesAt: 0,
  writes: 1,
  posts: 2,
  timers: 3,
  cost: 4,
  watchersAt: 5,
  watchers: 6,
  /** How many local states all watchers had when the list of watchers was made. */
  watchersKnown: 7,
} as const;
export const leafFields = 8;

/** Values of pair tables: 0 is missing, value + 1 a value, -1 - n the failure n. */
export const known = (value: number): number => value + 1;
export const failed = (failure: number): number => -1 - failure;

/**
 * Everything the machines have been asked so far, as integers. What a step does depends on the local states it reads and
 * on what the world chooses on the way, so it is a decision tree: a node reads one component of the state or lets the world
 * choose; a leaf says what is written, posted, armed and observed. XState is asked only where the tree ends.
 */
export class StepTree {
  readonly model: Model;
  /** Kind and argument of each node. */
  readonly nodes = new SharedInts();
  /** (node that reads, value) -> node + 1 */
  readonly children = new PairTable();
  /** Per choice: number of alternatives, then the node of each. */
  readonly choices = new SharedInts();
  readonly leaves = new SharedInts();
  /** Component and value of each write. */
  readonly writes = new SharedInts();
  /** Component and sequence of observations of each watcher that a leaf concerns. */
  readonly leafWatchers = new SharedInts();
  /** Root node of each delivery. */
  readonly rootNodes = new SharedInts();
  /** Per network: where its moves begin (-1: not known yet) and how many there are. */
  readonly networkMoves = new SharedInts();
  /** Per move of a network: the delivery. */
  readonly messageMoves = new SharedInts();
  /** Per set of timers: where its moves begin (-1: not known yet), how many are regular, how many need a fault. */
  readonly timerMoves = new SharedInts();
  readonly timerEnds = new SharedInts();
  /** Deliveries of the environment. */
  readonly spontaneous: readonly number[];
  /** (move of a network, posts) -> network */
  readonly networkAfterMove = new PairTable();
  /** (network, posts) -> network */
  readonly networkAfter = new PairTable();
  readonly timersAfterMove = new PairTable();
  readonly timersAfter = new PairTable();
  /** (sequence of observations, local state of its watcher) -> local state * 2 + violated */
  readonly watcherSteps = new PairTable();
  /** (watcher component, local state) */
  readonly failures: unknown[] = [];
  /** Local states of all watchers together. */
  watcherLocals = 0;
  private readonly roots = new Interned<{ from: number; to: number; message: number }>();
  private readonly movedNetwork = new SharedInts();
  private readonly movedChannel = new SharedInts();
  private readonly timerMoveOf: { set: number; timer: number }[] = [];
  private readonly posts = new Interned<StepRun['posts']>();
  private readonly operations = new Interned<readonly TimerOperation[]>();
  private readonly sequences = new Interned<{ watcher: number; observations: readonly number[]; checked: number; acts: boolean }>();
  private readonly leafObservations: (readonly number[])[] = [];
  private readonly leafIds = new Map<string, number>();

  constructor(model: Model) {
    this.model = model;
    this.posts.idOf('', () => []);
    this.operations.idOf('', () => []);
    this.spontaneous = model.spec.spontaneous.map(({ to, message }) =>
      this.rootOf(-1, model.actor(to), model.pool.idOf(message)),
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

  /** Asks the machines what this delivery does in this state and keeps the answer. */
  learnStep(root: number, vector: Int32Array, faultsLeft: number): void {
    const { from, to, message } = this.roots.at(root);
    for (const run of this.model.runs(vector, from, to, message, faultsLeft)) this.insert(root, run);
  }

  learnNetworkMoves(network: number): void {
    while (this.networkMoves.length <= network * 2) {
      this.networkMoves.push(-1);
      this.networkMoves.push(0);
    }
    const start = this.messageMoves.length;
    const heads = this.model.network.heads(network);
    for (const [channel, message] of heads) {
      const { from, to } = this.model.channels.at(channel);
      this.messageMoves.push(this.rootOf(from, to, message));
      this.movedNetwork.push(network);
      this.movedChannel.push(channel);
    }
    this.networkMoves.data[network * 2 + 1] = heads.length;
    Atomics.store(this.networkMoves.data, network * 2, start);
  }

  learnTimerMoves(set: number): void {
    while (this.timerMoves.length <= set * 3) {
      this.timerMoves.push(-1);
      this.timerMoves.push(0);
      this.timerMoves.push(0);
    }
    const { timerSets, timers, spec } = this.model;
    const regular = timerSets.next(set);
    const early = spec.slowFaults
      ? timerSets.armed(set).flatMap(([timer]) => (regular.includes(timer) ? [] : [timer]))
      : [];
    const start = this.timerEnds.length;
    for (const timer of [...regular, ...early]) {
      const { owner, event } = timers.at(timer);
      this.timerEnds.push(this.rootOf(-1, owner, event));
      this.timerMoveOf.push({ set, timer });
    }
    this.timerMoves.data[set * 3 + 1] = regular.length;
    this.timerMoves.data[set * 3 + 2] = early.length;
    Atomics.store(this.timerMoves.data, set * 3, start);
  }

  /** The timer that a move of a set of timers ends. */
  timerOfMove(move: number): number {
    return this.timerMoveOf[move]?.timer ?? -1;
  }

  learnNetworkAfterMove(move: number, posts: number): void {
    const network = this.movedNetwork.data[move] ?? 0;
    this.networkAfterMove.set(move, posts, this.posted(network, this.movedChannel.data[move] ?? 0, posts));
  }

  learnNetworkAfter(network: number, posts: number): void {
    this.networkAfter.set(network, posts, this.posted(network, null, posts));
  }

  learnTimersAfterMove(move: number, operations: number): void {
    const { set, timer } = this.timerMoveOf[move] ?? { set: 0, timer: null };
    this.timersAfterMove.set(move, operations, known(this.model.timerSets.after(set, timer, this.operations.at(operations))));
  }

  learnTimersAfter(set: number, operations: number): void {
    this.timersAfter.set(set, operations, known(this.model.timerSets.after(set, null, this.operations.at(operations))));
  }

  /** Finds the watchers that a leaf concerns: those with a local state that its observations change. */
  learnLeafWatchers(leaf: number): void {
    const { watchers, watchersAt } = this.model;
    const observations = this.leafObservations[leaf] ?? [];
    const start = this.leafWatchers.length;
    let count = 0;
    for (const [w, watcher] of watchers.entries()) {
      const concerning = this.model.concerning(watcher, observations);
      if (concerning.length === 0) continue;
      const sequence = this.sequences.idOf(`${w}:${concerning.join(',')}`, () => ({
        watcher: w,
        observations: concerning,
        checked: 0,
        acts: false,
      }));
      const found = this.sequences.at(sequence);
      for (; !found.acts && found.checked < watcher.size; found.checked++) {
        found.acts = this.watcherStep(sequence, found.checked) !== found.checked;
      }
      if (!found.acts) continue;
      this.leafWatchers.push(watchersAt + w);
      this.leafWatchers.push(sequence);
      count += 1;
    }
    const at = leaf * leafFields;
    this.leaves.data[at + leafField.watchersAt] = start;
    this.leaves.data[at + leafField.watchers] = count;
    this.watcherLocals = watchers.reduce((sum, watcher) => sum + watcher.size, 0);
    Atomics.store(this.leaves.data, at + leafField.watchersKnown, this.watcherLocals);
  }

  learnWatcherStep(sequence: number, local: number): void {
    const after = this.watcherStep(sequence, local);
    const { watcher } = this.sequences.at(sequence);
    const table = this.model.watchers[watcher];
    const violated = table?.isTagged(after, 'violated') && !table.isTagged(local, 'violated') ? 1 : 0;
    this.watcherSteps.set(sequence, local, known(after * 2 + violated));
    this.watcherLocals = this.model.watchers.reduce((sum, each) => sum + each.size, 0);
  }

  private watcherStep(sequence: number, local: number): number {
    const { watcher, observations } = this.sequences.at(sequence);
    const seen = observations.map((id) => this.model.observations.at(id));
    return this.model.watchers[watcher]?.step(local, seen) ?? local;
  }

  private posted(network: number, channel: number | null, posts: number): number {
    try {
      return known(this.model.post(network, channel, this.posts.at(posts)));
    } catch (failure) {
      return failed(this.failures.push(failure) - 1);
    }
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
          this.children.set(node, question.value, known(next));
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
    const posts = this.posts.idOf(run.posts.map(([channel, message]) => `${channel}:${message}`).join(','), () => run.posts);
    const operations = this.operations.idOf(
      run.timers.map((each) => (each.kind === 'arm' ? `${each.timer}:${each.left}` : `-${each.timer}`)).join(','),
      () => run.timers,
    );
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
    for (const field of [start, run.writes.length, posts, operations, run.cost, 0, 0, -1]) this.leaves.push(field);
    this.leafObservations.push(run.observations);
    if (this.model.watchers.length === 0) this.leaves.data[leaf * leafFields + leafField.watchersKnown] = 0;
    return leaf;
  }

  /** Its argument first, so that another thread sees a node whole or not at all. */
  private say(node: number, kind: number, argument: number): void {
    this.nodes.data[node * 2 + 1] = argument;
    Atomics.store(this.nodes.data, node * 2, kind);
  }
}
