import { type Clause, clause } from '../../../machines/clauses/index.ts';
import { machines } from '../../../src/system/compose.ts';
import { type StateEntry, type TransitionEntry, transitionIndex } from '../../../src/system/transition-index.ts';
import { guardTexts } from '../../chart/guard-text.ts';

const transitions = new Map<string, TransitionEntry>();
const states = new Map<string, StateEntry>();
for (const machine of machines) {
  const guards = guardTexts(machine);
  for (const entry of transitionIndex.transitionsOf(machine))
    transitions.set(entry.id, { ...entry, guard: guards.get(entry.id) });
  for (const entry of transitionIndex.statesOf(machine)) states.set(`${machine.id}: ${entry.state}`, entry);
}

/** What the machines say of a transition; undefined for one that they do not have (any more). */
export const transitionCalled = (id: string): TransitionEntry | undefined => transitions.get(id);

export const stateCalled = (machine: string, state: string): StateEntry | undefined =>
  states.get(`${machine}: ${state}`);

/** Transitions that leave a state. */
export const transitionsFrom = (machine: string, state: string): readonly TransitionEntry[] =>
  [...transitions.values()].filter((entry) => entry.machine === machine && entry.state === state);

export type Cited = Clause & { readonly id: string };

export const clausesOf = ({ source }: TransitionEntry): readonly Cited[] =>
  source.flatMap((id) => {
    const found = clause(id);
    return found ? [{ id, ...found }] : [];
  });

export { machines };
