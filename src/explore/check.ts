import { CoreCounter } from './core-counter.ts';
import { Findings, type PropertyFinding, stored, type Violation } from './findings.ts';
import { eventualities } from './liveness.ts';
import type { ModelSpec } from './model.ts';
import type { CheckedProperties } from './properties.ts';
import { StateSpace } from './state-space.ts';

export type CheckOptions = {
  /** Stop after this many states; the result then says so. */
  readonly maxStates: number;
  /** Stop when states and tables hold more bytes than this. */
  readonly maxBytes?: number;
  /** Breadth first (shortest traces, the default) or depth first. */
  readonly order?: 'breadth' | 'depth';
  /** Called every so often. `false`: stop here. */
  readonly progress?: (states: number, queued: number, depth: number) => boolean | void;
  /** Properties of cycles are checked up to this many states. */
  readonly maxStatesForCycles?: number;
};

export type CheckResult = {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly states: number;
  /** States that differ in more than their watchers. */
  readonly statesWithoutWatchers: number;
  readonly transitions: number;
  /** Longest shortest path; breadth first only. */
  readonly depth: number;
  /** Every reachable state was visited. */
  readonly complete: boolean;
  /** Why not all was visited. */
  readonly stopped?: 'states' | 'memory' | 'asked' | 'violation';
  readonly violation: Violation | undefined;
  readonly properties: readonly PropertyFinding[];
  readonly seconds: number;
  readonly bytes: number;
  /** Per actor: local states, table entries, entries that ignore their message. */
  readonly tables: readonly {
    readonly address: string;
    readonly machine: string;
    readonly locals: number;
    readonly entries: number;
    readonly ignored: number;
    readonly widest: string;
  }[];
  readonly xstateCalls: number;
  readonly covered: ReadonlySet<string>;
};

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
  private readonly spec: ModelSpec;
  private readonly options: CheckOptions;
  private readonly findings: Findings;
  private readonly cores: CoreCounter | undefined;
  private transitions = 0;
  private expanded = 0;
  /** Depth first: states that wait, the last found on top. */
  private readonly stack: number[] | undefined;
  private levelEnd = 1;
  private stopped: CheckResult['stopped'];
  private seconds = 0;

  constructor(spec: ModelSpec, options: CheckOptions) {
    this.spec = spec;
    this.options = options;
    const started = performance.now();
    this.space = new StateSpace(spec);
    this.stack = options.order === 'depth' ? [0] : undefined;
    this.findings = new Findings(this.space, spec.properties);
    this.cores = this.space.model.watchers.length > 0 ? new CoreCounter(this.space.layout.coreWords) : undefined;
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
    const { space, options, findings, cores } = this;
    for (let left = most; left > 0 && this.queued > 0 && !this.stopped; left--) {
      const next = this.takeNext();
      const layout = space.layout;
      space.expand(next);
      if (space.layout !== layout) cores?.rebuild(space.store, space.layout.coreWords);
      const { expander, store } = space;
      for (const finding of expander.findings) {
        if (finding.kind === 'failure') findings.failure(space.tree.failures[finding.failure], stored(space, next));
      }
      if (expander.count === 0) findings.end(stored(space, next));
      for (let i = 0, at = 0; i < expander.count; i++, at += store.words) {
        const index = store.add(expander.out, at, next);
        if (!store.wasNew) continue;
        this.stack?.push(index);
        cores?.add(store, index);
        if (findings.hasPredicates) findings.newState(expander.out, at, () => stored(space, index));
        for (const finding of expander.findings) {
          if (finding.kind === 'watcher' && finding.successor === i) {
            findings.watcher(finding.component, stored(space, index));
          }
        }
      }
      this.transitions += expander.count;
      if (findings.violation) this.stopped = 'violation';
      else if (store.count > options.maxStates) this.stopped = 'states';
    }
    if (options.maxBytes !== undefined && space.bytes > options.maxBytes) this.stopped ??= 'memory';
    this.seconds += (performance.now() - started) / 1000;
    return this.queued > 0 && !this.stopped;
  }

  private takeNext(): number {
    this.expanded += 1;
    const top = this.stack?.pop();
    if (top !== undefined) return top;
    const next = this.expanded - 1;
    if (next === this.levelEnd) {
      this.depth += 1;
      this.levelEnd = this.states;
    }
    return next;
  }

  result(): CheckResult {
    const { space, findings } = this;
    const { model } = space;
    const complete = findings.violation === undefined && this.queued === 0;
    return {
      name: this.spec.name,
      spec: this.spec,
      states: this.states,
      statesWithoutWatchers: this.cores?.count ?? this.states,
      transitions: this.transitions,
      depth: this.depth,
      complete,
      ...(this.stopped ? { stopped: this.stopped } : {}),
      violation: findings.violation,
      properties: [
        ...findings.results(complete),
        ...eventualities(space, this.spec.properties, complete, this.options.maxStatesForCycles ?? 2_000_000),
      ],
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
    };
  }
}

export type { CheckedProperties, PropertyFinding, Violation };
