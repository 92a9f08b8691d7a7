import { UnexpectedMessageError } from '../system/errors.ts';
import { MachineError } from '../system/machine-step.ts';
import { LaneOverflowError, type ModelSpec, type Move } from './model.ts';
import { StateSpace } from './state-space.ts';
import { type Successor, successors } from './successors.ts';

/** The moves of a run, with what the world chose in each. */
export type Run = readonly { readonly move: Move; readonly chosen: Successor['chosen'] }[];

/** What can be wrong with a state or a step whatever the system is. */
export type Violation = {
  readonly kind: 'unexpected message' | 'deadlock' | 'lane overflow' | 'actor in error';
  readonly says: string;
  /** The shortest way there: the moves from the start. */
  readonly trace: Run;
};

export type CheckOptions = {
  /** Stop after this many states; the result then says so. */
  readonly maxStates: number;
  /** Called every so often. */
  readonly progress?: (states: number, queued: number, depth: number) => void;
};

export type CheckResult = {
  readonly name: string;
  readonly states: number;
  readonly transitions: number;
  /** Longest shortest path. */
  readonly depth: number;
  /** Every reachable state was visited. */
  readonly complete: boolean;
  readonly violation: Violation | undefined;
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

/** Visits every reachable state, breadth first: a violation comes with a shortest trace. */
export function check(spec: ModelSpec, options: CheckOptions): CheckResult {
  const started = performance.now();
  const space = new StateSpace(spec);
  const { model } = space;
  let transitions = 0;
  let depth = 0;
  let violation: Violation | undefined;
  let next = 0;
  let levelEnd = space.store.count;
  while (next < space.store.count && space.store.count <= options.maxStates && !violation) {
    if (next === levelEnd) {
      depth += 1;
      levelEnd = space.store.count;
    }
    space.expand(next);
    const { expander, store } = space;
    const failure = expander.findings.find((finding) => finding.kind === 'failure');
    if (failure) violation = violationOf(space.tree.failures[failure.failure], space, next);
    if (expander.count === 0 && !failure) {
      violation = { kind: 'deadlock', says: 'nothing can happen any more', trace: traceTo(space, next) };
    }
    for (let i = 0, at = 0; i < expander.count; i++, at += store.words) store.add(expander.out, at, next);
    transitions += expander.count;
    next += 1;
    if ((next & 0x7fff) === 0) options.progress?.(store.count, store.count - next, depth);
  }
  return {
    name: spec.name,
    states: space.store.count,
    transitions,
    depth,
    complete: violation === undefined && next === space.store.count,
    violation,
    seconds: (performance.now() - started) / 1000,
    bytes: space.bytes,
    tables: model.tables.map((table, i) => ({
      address: table.address,
      machine: spec.actors[i]?.machine.id ?? '?',
      locals: table.snapshots.length,
      entries: table.entries,
      ignored: table.ignored,
      widest: table.snapshots.length === 0 ? '' : table.widestField().join(': '),
    })),
    xstateCalls: model.xstateCalls,
    ...{ sizes: { net: model.network.size, timers: model.timerSets.size, nodes: space.tree.nodeCount, words: space.layout.words, bits: space.layout.bits.join(" ") } },
    covered: model.covered,
  };
}

function violationOf(error: unknown, space: StateSpace, index: number): Violation {
  const trace = (): Run => [...traceTo(space, index), ...failingStep(space, index, error)];
  if (error instanceof UnexpectedMessageError) return { kind: 'unexpected message', says: error.message, trace: trace() };
  if (error instanceof LaneOverflowError) return { kind: 'lane overflow', says: error.message, trace: trace() };
  if (error instanceof MachineError) return { kind: 'actor in error', says: error.message, trace: trace() };
  throw error;
}

/** The moves from the initial state to this one. */
export function traceTo(space: StateSpace, index: number): Run {
  const path: number[] = [];
  for (let at = index; at >= 0; at = space.store.parent(at)) path.push(at);
  path.reverse();
  return path.slice(1).map((child, i) => {
    const target = space.vectorOf(child);
    const step = successors(space.model, space.vectorOf(path[i] ?? 0)).find(
      (each) => 'vector' in each && each.vector.every((item, at) => item === target[at]),
    );
    if (!step) throw new Error('a stored state does not follow from its parent');
    return { move: step.move, chosen: step.chosen };
  });
}

/** The step out of a state that cannot be done. */
function failingStep(space: StateSpace, index: number, error: unknown): Run {
  const says = error instanceof Error ? error.message : '';
  const step = successors(space.model, space.vectorOf(index)).find(
    (each) => 'failure' in each && each.failure instanceof Error && each.failure.message === says,
  );
  return step ? [{ move: step.move, chosen: step.chosen }] : [];
}
