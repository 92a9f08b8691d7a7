import { UnexpectedMessageError } from '../system/errors.ts';
import { MachineError } from '../system/machine-step.ts';
import { LaneOverflowError, Model, type ModelSpec, type Move, type Successor } from './model.ts';
import { StateStore } from './state-store.ts';

/** What can be wrong with a state or a step whatever the system is. */
export type Violation = {
  readonly kind: 'unexpected message' | 'deadlock' | 'lane overflow' | 'actor in error';
  readonly says: string;
  /** The shortest way there: the moves from the start. */
  readonly trace: readonly { readonly move: Move; readonly chosen: Successor['chosen'] }[];
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
  const model = new Model(spec);
  const store = new StateStore(model.width);
  let transitions = 0;
  let depth = 0;
  let violation: Violation | undefined;
  let next = 0;
  let levelEnd = 0;
  const state = new Int32Array(model.width);
  try {
    store.add(model.initial(), -1);
    levelEnd = store.count;
    while (next < store.count && store.count <= options.maxStates && !violation) {
      if (next === levelEnd) {
        depth += 1;
        levelEnd = store.count;
      }
      store.read(next, state);
      const successors = model.successors(state);
      if (successors.length === 0) {
        violation = { kind: 'deadlock', says: 'nothing can happen any more', trace: traceTo(model, store, next) };
        break;
      }
      for (const { vector } of successors) {
        transitions += 1;
        store.add(vector, next);
      }
      next += 1;
      if (next % 20_000 === 0) options.progress?.(store.count, store.count - next, depth);
    }
  } catch (error) {
    violation = violationOf(error, store.count === 0 ? [] : traceTo(model, store, next));
  }
  return {
    name: spec.name,
    states: store.count,
    transitions,
    depth,
    complete: violation === undefined && next === store.count,
    violation,
    seconds: (performance.now() - started) / 1000,
    bytes: store.bytes,
    tables: model.tables.map((table, i) => ({
      address: table.address,
      machine: spec.actors[i]?.machine.id ?? '?',
      locals: table.snapshots.length,
      entries: table.entries,
      ignored: table.ignored,
      widest: table.snapshots.length === 0 ? '' : table.widestField().join(': '),
    })),
    xstateCalls: model.tables.reduce((sum, table) => sum + table.calls, 0),
    covered: model.covered,
  };
}

function violationOf(error: unknown, trace: Violation['trace']): Violation {
  if (error instanceof UnexpectedMessageError) return { kind: 'unexpected message', says: error.message, trace };
  if (error instanceof LaneOverflowError) return { kind: 'lane overflow', says: error.message, trace };
  if (error instanceof MachineError) return { kind: 'actor in error', says: error.message, trace };
  throw error;
}

/** The moves from the initial state to this one, found by expanding each state on the way once more. */
function traceTo(model: Model, store: StateStore, index: number): Violation['trace'] {
  const path: number[] = [];
  for (let at = index; at >= 0; at = store.parent(at)) path.push(at);
  path.reverse();
  const target = new Int32Array(model.width);
  return path.slice(1).map((child, i) => {
    const parent = store.read(path[i] ?? 0, new Int32Array(model.width));
    store.read(child, target);
    const step = model.successors(parent).find(({ vector }) => vector.every((item, at) => item === target[at]));
    if (!step) throw new Error('a stored state does not follow from its parent');
    return { move: step.move, chosen: step.chosen };
  });
}
