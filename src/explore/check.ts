import type { CheckOptions, CheckResult, Progress } from './check-result.ts';
import { CompactStore } from './compact-store.ts';
import { CoreCounter } from './core-counter.ts';
import { Findings, stored } from './findings.ts';
import { fingerprintBits, omissionProbability } from './fingerprint.ts';
import type { Layout } from './layout.ts';
import { eventualities } from './liveness.ts';
import type { Finding } from './missing.ts';
import type { ModelSpec } from './model-spec.ts';
import { addsOnly } from './repacking.ts';
import { StateSpace } from './state-space.ts';
import { chunkStates } from './state-store.ts';
import type { WorkerPool } from './worker-pool.ts';

/** States that are expanded before the first successor is kept. */
const batchStates = 32;

/** States that a thread expands at once. */
const blockStates = Math.min(8192, chunkStates);

/** Visits every reachable state, breadth first: what is found comes with a shortest trace. */
export function check(spec: ModelSpec, options: CheckOptions): CheckResult {
  const exploration = new Exploration(spec, options);
  while (exploration.advance(20_000)) {
    if (options.progress?.(exploration.states, exploration.queued, exploration.depth) === false) exploration.stop();
  }
  return exploration.result();
}

/** An exploration that can be interrupted between any two states. */
export class Exploration {
  readonly space: StateSpace;
  /** Length of the longest shortest path so far. */
  depth = 0;
  readonly spec: ModelSpec;
  readonly options: CheckOptions;
  private readonly findings: Findings;
  private readonly cores: CoreCounter | undefined;
  private transitions = 0;
  /** Of the states that were expanded, and those that they stand for. */
  private readonly represented = { states: 0, transitions: 0 };
  private layout: Layout;
  private expanded = 0;
  /** Blocks that other threads were asked for. */
  private blocks = 0;
  /** Depth first: states that wait, the last found on top. */
  private readonly stack: number[] | undefined;
  private levelEnd = 1;
  private stopped: CheckResult['stopped'];
  private seconds = 0;
  /** Successors of each state of a batch. */
  private readonly counts = new Int32Array(batchStates);

  constructor(spec: ModelSpec, options: CheckOptions) {
    this.spec = spec;
    this.options = options;
    const started = performance.now();
    if (options.compact && options.order === 'depth') throw new RangeError('compact runs are breadth first');
    this.space = new StateSpace(spec, options.compact ? (options.fingerprintBits ?? fingerprintBits) : undefined);
    this.layout = this.space.layout;
    this.stack = options.order === 'depth' ? [0] : undefined;
    this.findings = new Findings(this.space, this.space.model.spec.properties);
    // Without the states there is nothing to compare.
    this.cores =
      this.space.model.watchers.length > 0 && this.space.keepsStates
        ? new CoreCounter(this.space.layout.core)
        : undefined;
    this.cores?.add(this.space.store, 0);
    this.findings.newState(this.space.store.chunkOf(0), 0, () => stored(this.space, 0));
    this.seconds = (performance.now() - started) / 1000;
  }

  get states(): number {
    return this.space.store.count;
  }

  /** States that were found and not expanded yet. */
  get queued(): number {
    return this.space.store.count - this.expanded;
  }

  /** Ends it here. */
  stop(): void {
    this.stopped ??= 'asked';
  }

  /** Expands some more states; false when there are none, or a bound is reached. */
  advance(most: number): boolean {
    const started = performance.now();
    for (let left = most; left > 0 && this.queued > 0 && !this.stopped; ) {
      const together = this.stack ? 0 : this.expandTogether(Math.min(left, batchStates));
      if (together === 0) this.expandOne();
      left -= Math.max(1, together);
    }
    this.seconds += (performance.now() - started) / 1000;
    return this.queued > 0 && !this.stopped;
  }

  /** Expands the next states as far as the tables say all about them. @returns how many; none: one with the help of the machines */
  private expandTogether(most: number): number {
    const { space, counts, expanded } = this;
    const { store, expander, layout } = space;
    const base = store.baseOf(expanded);
    const inChunk = chunkStates - (expanded % chunkStates);
    const states = expander.expandMany(store.chunkOf(expanded), base, Math.min(most, this.queued, inChunk), counts);
    const hashes = store.prepare(expander.out, expander.count);
    let done = 0;
    // What is asked about one state may make the states be packed in another way: then the others are expanded again.
    for (let at = 0; done < states && !this.stopped && space.layout === layout; done++) {
      const count = counts[done] ?? 0;
      const found = done === states - 1 ? expander.findings : [];
      this.successors(this.takeNext(), expander.out, at, count, found, hashes);
      at += count;
    }
    return done;
  }

  /** Expands one state, whatever has to be asked for it. */
  private expandOne(): void {
    const { space } = this;
    const next = this.takeNext();
    space.expand(next);
    const { expander } = space;
    this.successors(next, expander.out, 0, expander.count, expander.findings);
  }

  /**
   * The same with the help of other threads: they expand what the tables say, this one keeps the states, in the same order
   * as without help, so that every result is the same.
   */
  async advanceWith(pool: WorkerPool, most: number): Promise<boolean> {
    const started = performance.now();
    const { space } = this;
    const blocks: { first: number; states: number; layout: Layout }[] = [];
    let asked = this.expanded;
    let answered = 0;
    const end = this.expanded + most;
    while (this.queued > 0 && !this.stopped && this.expanded < end) {
      // Blocks end with their chunk of the store; two for each thread, so that none waits.
      while (pool.hasIdle && asked < Math.min(this.states, end)) {
        const states = Math.min(blockStates - (asked % blockStates), this.states - asked, end - asked);
        pool.ask(space, this.blocks + blocks.length, asked, states);
        blocks.push({ first: asked, states, layout: space.layout });
        asked += states;
      }
      const block = blocks[answered];
      if (!block) break;
      const { counts, successors, findings } = await pool.take(this.blocks + answered);
      answered += 1;
      const found = new Map(findings.map((each) => [each.state, each.findings]));
      for (let i = 0, at = 0; i < block.states && !this.stopped; i++) {
        const next = this.takeNext();
        const count = counts[i] ?? -1;
        if (count >= 0 && space.layout === block.layout) {
          this.successors(next, successors, at, count, found.get(i) ?? []);
        } else {
          space.expand(next);
          const { expander } = space;
          this.successors(next, expander.out, 0, expander.count, expander.findings);
        }
        if (count > 0) at += count;
      }
    }
    // What was asked for and is not wanted any more.
    for (; answered < blocks.length; answered++) await pool.take(this.blocks + answered);
    this.blocks += blocks.length;
    this.seconds += (performance.now() - started) / 1000;
    return this.queued > 0 && !this.stopped;
  }

  /** Whether it ended before all was seen, and can go on. */
  get canGoOn(): boolean {
    return this.queued > 0 && !this.findings.violation;
  }

  private get compact(): CheckResult['compact'] {
    if (!this.options.compact) return undefined;
    const bits = this.options.fingerprintBits ?? fingerprintBits;
    return { bits, omissionProbability: omissionProbability(this.states, bits) };
  }

  /** What has to be kept to go on in another process; to be asked before `result`, whose stories give numbers to more. */
  saved(): { readonly progress: Progress; readonly numbers: readonly Int32Array[] } {
    const { transitions, represented, expanded, levelEnd, depth, seconds, findings, stack } = this;
    const { layout, numbers } = this.space.saved();
    const progress = { transitions, represented, expanded, levelEnd, depth, seconds, told: findings.saved(), layout };
    return { progress, numbers: [Int32Array.from(stack ?? []), ...numbers] };
  }

  /**
   * Goes on where another exploration of the same system had come to; this one must be new.
   *
   * @throws RangeError if that was no such exploration
   */
  restore(
    { told, layout, ...progress }: Progress,
    [stack = new Int32Array(0), ...numbers]: readonly Int32Array[],
  ): void {
    const { space, cores } = this;
    space.restore(layout, numbers);
    this.layout = space.layout;
    if (cores) {
      cores.rebuild(space.store, space.layout.core);
      for (let index = 1; index < space.store.count; index++) cores.add(space.store, index);
    }
    if (this.stack) {
      this.stack.length = 0;
      for (const index of stack) this.stack.push(index);
    }
    this.findings.restore(told);
    Object.assign(this.represented, progress.represented);
    this.transitions = progress.transitions;
    this.expanded = progress.expanded;
    this.levelEnd = progress.levelEnd;
    this.depth = progress.depth;
    this.seconds = progress.seconds;
  }

  /**
   * Keeps the successors of a state.
   *
   * @param first the number of the first of them in `out`, and of its hash in `hashes`
   */
  private successors(
    from: number,
    out: Int32Array,
    first: number,
    count: number,
    found: readonly Finding[],
    hashes?: Int32Array,
  ): void {
    const { space, options, findings, cores } = this;
    const { store } = space;
    if (this.layout !== space.layout) {
      if (addsOnly(this.layout, space.layout)) cores?.extend(space.layout.core);
      else cores?.rebuild(store, space.layout.core);
      this.layout = space.layout;
    }
    const orbit = space.orbit(from);
    this.represented.states += orbit;
    this.represented.transitions += orbit * count;
    for (let i = 0; i < count; i++) {
      const at = (first + i) * store.words;
      const index = store.add(out, at, from, hashes?.[first + i]);
      if (!store.wasNew) continue;
      this.stack?.push(index);
      cores?.add(store, index);
      if (findings.hasPredicates) findings.newState(out, at, () => stored(space, index));
      for (const finding of found) {
        if (finding.kind === 'watcher' && finding.successor === i) {
          findings.watcher(finding.component, stored(space, index));
        }
      }
    }
    this.transitions += count;
    // Behind the successors: the way to a state may make the states be packed in another way than these are.
    for (const finding of found) {
      if (finding.kind === 'failure') findings.failure(space.tree.failures[finding.failure], stored(space, from));
    }
    if (count === 0) findings.end(space.vectorOf(from), stored(space, from));
    if (findings.violation) this.stopped = 'violation';
    else if (store.count > options.maxStates) this.stopped = 'states';
  }

  private lookAtMemory(): void {
    const { maxBytes } = this.options;
    if (maxBytes !== undefined && this.space.bytes > maxBytes) this.stopped ??= 'memory';
  }

  private takeNext(): number {
    this.expanded += 1;
    if (this.expanded % 1024 === 0) this.lookAtMemory();
    const top = this.stack?.pop();
    if (top !== undefined) return top;
    const next = this.expanded - 1;
    if (this.space.store instanceof CompactStore) this.space.store.forgetBefore(next);
    if (next === this.levelEnd) {
      this.depth += 1;
      this.levelEnd = this.states;
    }
    return next;
  }

  result(): CheckResult {
    const pieces = this.resultInPieces();
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
    }
  }

  /** The same, in pieces between which it may be stopped: cycles in many states take a while. */
  *resultInPieces(): Generator<undefined, CheckResult> {
    const { space, findings } = this;
    const { model } = space;
    const complete = findings.violation === undefined && this.queued === 0;
    const inTheEnd = yield* eventualities(space, model.spec.properties, {
      complete,
      maxStates: this.options.maxStatesForCycles ?? 10_000_000,
      isAsked: () => this.stopped === 'asked',
    });
    return {
      name: this.spec.name,
      spec: this.spec,
      states: this.states,
      statesWithoutWatchers: this.cores?.count ?? (space.model.watchers.length > 0 ? undefined : this.states),
      transitions: this.transitions,
      ...(space.symmetry ? { symmetry: { classes: space.symmetry.classes, ...this.represented } } : {}),
      ...(this.compact ? { compact: this.compact } : {}),
      depth: this.depth,
      complete,
      ...(this.stopped ? { stopped: this.stopped } : {}),
      violation: findings.violation,
      properties: [...findings.results(complete), ...inTheEnd],
      seconds: this.seconds,
      bytes: space.bytes + (this.cores?.bytes ?? 0),
      tables: model.tables.map((table, i) => ({
        address: table.address,
        machine: this.spec.actors[i]?.machine.id ?? '?',
        locals: table.snapshots.length,
        entries: table.entries,
        ignored: table.ignored,
        widest: table.snapshots.length === 0 ? '' : table.widestField().join(': '),
      })),
      xstateCalls: model.xstateCalls,
      covered: model.covered,
      stirred: new Set(model.watchers.filter(({ size }) => size > 1).map(({ spec }) => spec.property.id)),
    };
  }
}
