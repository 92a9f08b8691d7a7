import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Property } from '../../machines/properties/property.ts';
import { needsOccasion } from '../explore/vacuity.ts';
import { type TransitionEntry, transitionIndex } from '../system/transition-index.ts';

/** What of one machine something has got to, and what nothing has, in document order. */
export type MachineReach = {
  readonly machine: string;
  readonly states: number;
  readonly unreachedStates: readonly string[];
  /** Without those that ignore their message. */
  readonly transitions: number;
  readonly untaken: readonly TransitionEntry[];
  readonly ignores: number;
  /** Ignored messages that never came. */
  readonly neverIgnored: readonly TransitionEntry[];
  /** Transitions that were taken, and messages that were ignored. */
  readonly taken: readonly TransitionEntry[];
};

/** A machine against what was taken of it anywhere. */
export function reachOf(machine: AnyStateMachine, taken: ReadonlySet<string>): MachineReach {
  const entries = transitionIndex.transitionsOf(machine);
  const states = transitionIndex.statesOf(machine).filter(({ state }) => state !== '');
  const visited = statesBehind(
    machine,
    entries.filter(({ id }) => taken.has(id)),
  );
  const acting = entries.filter(({ ignored }) => ignored === undefined);
  const ignoring = entries.filter(({ ignored }) => ignored !== undefined);
  return {
    machine: machine.id,
    states: states.length,
    unreachedStates: states.map(({ state }) => state).filter((state) => !visited.has(state)),
    transitions: acting.length,
    untaken: acting.filter(({ id }) => !taken.has(id)),
    ignores: ignoring.length,
    neverIgnored: ignoring.filter(({ id }) => !taken.has(id)),
    taken: entries.filter(({ id }) => taken.has(id)),
  };
}

/** Paths of the states that were entered: those that a machine starts in, and those that transitions leave or lead to. */
function statesBehind(machine: AnyStateMachine, taken: readonly TransitionEntry[]): ReadonlySet<string> {
  const visited = new Set<string>();
  const above = (node: AnyStateNode | undefined): void => {
    for (let at = node; at; at = at.parent) visited.add(at.path.join('.'));
  };
  const enter = (node: AnyStateNode | undefined): void => {
    if (!node) return;
    above(node);
    if (node.type === 'parallel') for (const child of Object.values(node.states)) enter(child);
    else if (node.type === 'compound') for (const first of node.initial.target) enter(first);
  };
  const at = (path: string): AnyStateNode | undefined =>
    path === ''
      ? machine.root
      : path.split('.').reduce<AnyStateNode | undefined>((node, key) => node?.states[key], machine.root);
  enter(machine.root);
  for (const { state, targets } of taken) {
    above(at(state));
    for (const target of targets) enter(at(target));
  }
  return visited;
}

/** What explorations say of a property beside its verdict. */
export type Vacuity = { readonly id: string; readonly why: 'no system' | 'nothing happened' };

/**
 * Properties that hold because nothing that they speak of has happened. Those over states, and those that judge each message
 * by itself, have no trigger and are not among them.
 *
 * @param checked ids of the properties that some system was checked for
 * @param stirred ids of those to whose watchers something happened
 */
export function vacuous(
  properties: readonly Property[],
  checked: ReadonlySet<string>,
  stirred: ReadonlySet<string>,
): Vacuity[] {
  return properties.flatMap((property): Vacuity[] => {
    const { id } = property;
    if (!checked.has(id)) return [{ id, why: 'no system' }];
    if (stirred.has(id) || !needsOccasion(property)) return [];
    return [{ id, why: 'nothing happened' }];
  });
}
