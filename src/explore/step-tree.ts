import type { MissingImage, SymmetryTables } from './canonical.ts';
import { Interned } from './interned.ts';
import type { Model, StepFailure, StepRun } from './model.ts';
import { PairTable, SharedInts } from './shared-ints.ts';
import { leafField, leafFields, nodeKind, type StepTables } from './step-tables.ts';
import type { Symmetry } from './symmetry.ts';
import type { TimerOperation } from './timer-sets.ts';

/** Values of pair tables: 0 is missing, value + 1 a value, -1 - n the failure n. */
export const known = (value: number): number => value + 1;
export const failed = (failure: number): number => -1 - failure;

/**
 * Everything the machines have been asked so far, as integers. What a step does depends on the local states it reads and
 * on what the world chooses on the way, so it is a decision tree: a node reads one component of the state or lets the world
 * choose; a leaf says what is written, posted, armed and observed. XState is asked only where the tree ends.
 */
export class StepTree implements StepTables {
  readonly model: Model;
  private readonly renamings: Symmetry | undefined;
  readonly nodes = new SharedInts();
  readonly children = new PairTable();
  readonly choices = new SharedInts();
  readonly leaves = new SharedInts();
  readonly writes = new SharedInts();
  readonly leafWatchers = new SharedInts();
  readonly rootNodes = new SharedInts();
  readonly contents = new SharedInts();
  contentsPerInbox = 16;
  readonly inboxMoves = new SharedInts();
  readonly messageMoves = new SharedInts();
  readonly afterTake = new SharedInts();
  readonly parcelLists = new SharedInts();
  readonly parcels = new SharedInts();
  readonly afterPost = new PairTable();
  readonly timerMoves = new SharedInts();
  readonly timerEnds = new SharedInts();
  readonly spontaneous: readonly number[];
  readonly timersAfterMove = new PairTable();
  readonly timersAfter = new PairTable();
  readonly watcherSteps = new PairTable();
  readonly clearings = new PairTable(16);
  readonly slowFaults: boolean;
  readonly components: StepTables['components'];
  /** What is wrong with the steps that cannot be done. */
  readonly failures: unknown[] = [];
  watcherLocals = 0;
  private readonly roots = new Interned<{ from: number; to: number; message: number }>();
  private readonly movedChannel = new SharedInts();
  /** Contents of all inboxes that were asked for. */
  private knownContents = 0;
  private readonly parcelPosts = new Interned<StepRun['posts']>();
  private readonly timerMoveOf: { set: number; timer: number }[] = [];
  private readonly posts = new Interned<StepRun['posts']>();
  private readonly operations = new Interned<readonly TimerOperation[]>();
  private readonly sequences = new Interned<{ watcher: number; observations: readonly number[] }>();
  private readonly lookingAt = new Map<string, readonly number[]>();
  private readonly minding: { readonly watcherLocals: number; readonly watchers: readonly number[] }[] = [];
  private readonly leafObservations: (readonly number[])[] = [];
  private readonly leafIds = new Map<string, number>();

  constructor(model: Model, symmetry?: Symmetry) {
    this.model = model;
    this.renamings = symmetry;
    this.slowFaults = model.spec.slowFaults === true;
    this.components = {
      inboxes: model.inboxesAt,
      timers: model.timersAt,
      budget: model.budgetAt,
      stuck: model.stuckAt,
    };
    this.makePlaces();
    this.postsOf([]);
    this.operations.idOf('', () => []);
    this.spontaneous = model.spec.spontaneous.map(({ to, message }) =>
      this.rootOf(-1, model.actor(to), model.pool.idOf(message)),
    );
  }

  get symmetry(): SymmetryTables | undefined {
    return this.renamings?.tables;
  }

  get bytes(): number {
    const lists = [this.nodes, this.choices, this.leaves, this.writes, this.leafWatchers, this.rootNodes];
    const moves = [
      this.contents,
      this.inboxMoves,
      this.messageMoves,
      this.afterTake,
      this.timerMoves,
      this.timerEnds,
      this.movedChannel,
    ];
    const tables = [this.children, this.afterPost, this.timersAfter, this.timersAfterMove, this.watcherSteps];
    return (
      [...lists, ...moves, ...tables].reduce((sum, { data }) => sum + data.byteLength, 0) +
      this.model.inboxes.reduce((sum, { bytes }) => sum + bytes, this.renamings?.bytes ?? 0)
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

  learnInboxMoves(actor: number, local: number): void {
    const contents = this.contentsOf(actor, local);
    const inbox = this.model.inbox(actor);
    const start = this.messageMoves.length;
    const heads = inbox.heads(local);
    for (const [channel, message] of heads) {
      this.afterTake.push(inbox.after(local, channel, []));
      this.movedChannel.push(channel);
      this.messageMoves.push(this.rootOf(this.model.channels.at(channel).from, actor, message));
    }
    this.inboxMoves.data[contents * 2 + 1] = heads.length;
    Atomics.store(this.inboxMoves.data, contents * 2, start);
  }

  /** Number of an inbox's contents among the contents of all inboxes. */
  private contentsOf(actor: number, local: number): number {
    while (local >= this.contentsPerInbox) this.makePlaces(this.contentsPerInbox * 2);
    const at = actor * this.contentsPerInbox + local;
    const found = this.contents.data[at] ?? 0;
    if (found > 0) return found - 1;
    const contents = this.knownContents++;
    this.inboxMoves.push(-1);
    this.inboxMoves.push(0);
    Atomics.store(this.contents.data, at, contents + 1);
    return contents;
  }

  /** Makes room for more contents of each inbox. */
  private makePlaces(perInbox = this.contentsPerInbox): void {
    const { data: before, length } = this.contents;
    const was = this.contentsPerInbox;
    const { data } = new SharedInts(perInbox * this.model.inboxes.length);
    for (let at = 0; at < length; at++) data[Math.floor(at / was) * perInbox + (at % was)] = before[at] ?? 0;
    this.contents.data = data;
    this.contents.length = data.length;
    this.contentsPerInbox = perInbox;
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
    this.timerMoves.data[set * 3 + 1] = regular.length * 2 + (timerSets.endAmongMessages(set) ? 1 : 0);
    this.timerMoves.data[set * 3 + 2] = early.length;
    Atomics.store(this.timerMoves.data, set * 3, start);
  }

  /** The channel that a move of an inbox takes a message from. */
  channelOfMove(move: number): number {
    return this.movedChannel.data[move] ?? -1;
  }

  /** Makes the list of watchers of every leaf anew, with all that is known of them now. */
  refreshLeaves(): void {
    for (let before = -1; before !== this.watcherLocals; ) {
      before = this.watcherLocals;
      this.leafWatchers.length = 0;
      for (let leaf = 0; leaf * leafFields < this.leaves.length; leaf++) this.learnLeafWatchers(leaf);
    }
  }

  /** Deliveries of the messages that a channel ever held. */
  rootsOfChannel(channel: number): number[] {
    const { from, to, lane } = this.model.channels.at(channel);
    return this.roots.values.flatMap((root, id) =>
      root.from === from && root.to === to && this.model.pool.lanes[root.message] === lane ? [id] : [],
    );
  }

  /** Per list of timer operations: timer and what is kept of it, 0 if it is cancelled. */
  operationLists(): (readonly [timer: number, value: number])[][] {
    const { timerSets } = this.model;
    return this.operations.values.map((operations) => {
      return operations.map((operation) => {
        if (operation.kind === 'cancel') return [operation.timer, 0] as const;
        const [armed] = timerSets.armed(timerSets.after(timerSets.empty, null, [operation]));
        return [operation.timer, (armed?.[1] ?? 0) + 1] as const;
      });
    });
  }

  /** Per list of posts: channel and message. */
  postLists(): (readonly (readonly [channel: number, message: number])[])[] {
    return [...this.posts.values];
  }

  /** The timers that a leaf arms, or arms anew. */
  armedBy(leaf: number): readonly number[] {
    const operations = this.operations.at(this.leaves.data[leaf * leafFields + leafField.timers] ?? 0);
    return operations.flatMap((operation) => (operation.kind === 'arm' ? [operation.timer] : []));
  }

  /** The timer that a move of a set of timers ends. */
  timerOfMove(move: number): number {
    return this.timerMoveOf[move]?.timer ?? -1;
  }

  learnAfterPost(actor: number, local: number, posts: number): void {
    let after: number;
    try {
      after = known(this.model.postTo(actor, local, this.parcelPosts.at(posts)));
    } catch (failure) {
      after = failed(this.failures.push(failure) - 1);
    }
    this.afterPost.set(this.contentsOf(actor, local), posts, after);
  }

  learnTimersAfterMove(move: number, operations: number): void {
    const { set, timer } = this.timerMoveOf[move] ?? { set: 0, timer: null };
    this.timersAfterMove.set(
      move,
      operations,
      known(this.model.timerSets.after(set, timer, this.operations.at(operations))),
    );
  }

  learnTimersAfter(set: number, operations: number): void {
    this.timersAfter.set(set, operations, known(this.model.timerSets.after(set, null, this.operations.at(operations))));
  }

  learnClearings(set: number): void {
    const without = this.model.setsWithoutOne(set);
    for (const [i, each] of without.entries()) this.clearings.set(set, i + 1, known(each));
    this.clearings.set(set, 0, known(without.length));
  }

  /** Finds the watchers that a leaf concerns: those with a local state that its observations change. */
  learnLeafWatchers(leaf: number): void {
    const { watchers, watchersAt } = this.model;
    const observations = this.leafObservations[leaf] ?? [];
    const minding = new Set<number>();
    for (const id of observations) for (const w of this.watchersMinding(id)) minding.add(w);
    const start = this.leafWatchers.length;
    for (const w of [...minding].sort((a, b) => a - b)) {
      const watcher = watchers[w];
      const concerning = watcher ? this.model.concerning(watcher, observations) : [];
      const key = `${w}:${concerning.join(',')}`;
      this.leafWatchers.push(watchersAt + w);
      this.leafWatchers.push(this.sequences.idOf(key, () => ({ watcher: w, observations: concerning })));
    }
    const count = minding.size;
    const at = leaf * leafFields;
    this.leaves.data[at + leafField.watchersAt] = start;
    this.leaves.data[at + leafField.watchers] = count;
    this.countWatcherLocals();
    Atomics.store(this.leaves.data, at + leafField.watchersKnown, this.watcherLocals);
  }

  learnWatcherStep(sequence: number, local: number): void {
    const after = this.watcherStep(sequence, local);
    const { watcher } = this.sequences.at(sequence);
    const table = this.model.watchers[watcher];
    const tells = table?.tells(after) === true && !table.tells(local) ? 1 : 0;
    this.watcherSteps.set(sequence, local, known(after * 2 + tells));
    this.countWatcherLocals();
  }

  learnImage({ permutation, component, value }: MissingImage): void {
    this.renamings?.learnImage(permutation, component, value);
    this.countWatcherLocals();
  }

  private countWatcherLocals(): void {
    this.watcherLocals = this.model.watchers.reduce((sum, watcher) => sum + watcher.size, 0);
  }

  /** Watchers with a local state that this observation changes. */
  private watchersMinding(id: number): readonly number[] {
    let minding = this.minding[id];
    if (!minding || minding.watcherLocals !== this.watcherLocals) {
      const watchers = this.watchersOfType(this.model.observed(id).type).filter((w) =>
        this.model.watchers[w]?.minds(id, this.model.observed),
      );
      minding = { watcherLocals: this.watcherLocals, watchers };
      this.minding[id] = minding;
    }
    return minding.watchers;
  }

  private watchersOfType(type: string): readonly number[] {
    let watchers = this.lookingAt.get(type);
    if (!watchers) {
      watchers = this.model.watchers.flatMap((watcher, w) => (watcher.looksAt(type) ? [w] : []));
      this.lookingAt.set(type, watchers);
    }
    return watchers;
  }

  private watcherStep(sequence: number, local: number): number {
    const { watcher, observations } = this.sequences.at(sequence);
    return this.model.watchers[watcher]?.step(local, observations, this.model.observed) ?? local;
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
    const posts = this.postsOf(run.posts);
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

  private postsOf(posts: StepRun['posts']): number {
    return this.posts.idOf(postsKey(posts), () => {
      const parcels = this.model.byReceiver(posts);
      const start = this.parcels.length;
      for (const [to, parcel] of parcels) {
        this.parcels.push(to);
        this.parcels.push(this.parcelPosts.idOf(postsKey(parcel), () => parcel));
      }
      this.parcelLists.push(start);
      this.parcelLists.push(parcels.size);
      return posts;
    });
  }

  /** Its argument first, so that another thread sees a node whole or not at all. */
  private say(node: number, kind: number, argument: number): void {
    this.nodes.data[node * 2 + 1] = argument;
    Atomics.store(this.nodes.data, node * 2, kind);
  }
}

const postsKey = (posts: StepRun['posts']): string =>
  posts.map(([channel, message]) => `${channel}:${message}`).join(',');
