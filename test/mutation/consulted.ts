import type { AnyStateMachine, AnyStateNode, EventObject } from 'xstate';
import { transitionIndex } from '../../src/system/transition-index.ts';

/** `machine: state: event` of a list of transitions, as in the ids of transitions. */
const keyOf = (node: AnyStateNode, type: string): string =>
  `${node.machine.id}: ${node.path.join('.') || '(root)'}: ${type.startsWith('xstate.after.') ? `after ${type.slice('xstate.after.'.length).split('.')[0] ?? ''}` : type || 'always'}`;

type Consult = (key: string) => void;
let consult: Consult | undefined;

type Mutable = { always?: AnyStateNode['always'] };
const kept = new WeakMap<AnyStateNode, AnyStateNode['always']>();

function reportAlways(node: AnyStateNode): void {
  kept.set(node, node.always);
  Object.defineProperty(node, 'always', {
    configurable: true,
    enumerable: true,
    get(this: AnyStateNode) {
      const rows = kept.get(node);
      if (consult && rows) consult(keyOf(node, ''));
      return rows;
    },
    set(this: AnyStateNode, rows: Mutable['always']) {
      kept.set(node, rows);
    },
  });
  for (const child of Object.values(node.states)) reportAlways(child);
}

/** From now on `lookingOn` learns which lists of transitions these machines look at. */
export function reportConsulting(machines: readonly AnyStateMachine[]): void {
  for (const { root } of machines) reportAlways(root);
  const [machine] = machines;
  if (!machine) return;
  // XState does not declare it: the rows of a state for a message are looked at here.
  const prototype = Object.getPrototypeOf(machine.root) as {
    next(this: AnyStateNode, snapshot: unknown, event: EventObject): unknown;
  };
  const { next } = prototype;
  prototype.next = function (snapshot, event) {
    if (consult && this.transitions.has(event.type)) consult(keyOf(this, event.type));
    return next.call(this, snapshot, event);
  };
}

/** What a run has to do with the texts of the machines. */
export type Looked = {
  /** Lists of transitions that were looked at, `machine: state: event`. */
  readonly consulted: ReadonlySet<string>;
  /** Ids of transitions that were taken. */
  readonly taken: ReadonlySet<string>;
};

/** Runs something and says what it looked at: a change of anything else cannot make a difference to it. */
export async function lookingOn(run: () => Promise<unknown>): Promise<Looked> {
  const [consulted, taken] = [new Set<string>(), new Set<string>()];
  const { describe } = transitionIndex;
  transitionIndex.describe = function (definition) {
    const entry = describe.call(this, definition);
    if (entry) taken.add(entry.id);
    return entry;
  };
  consult = (key) => consulted.add(key);
  try {
    await run();
  } finally {
    consult = undefined;
    transitionIndex.describe = describe;
  }
  return { consulted, taken };
}
