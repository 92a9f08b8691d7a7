import type { AnyStateMachine } from 'xstate';
import { type ClauseId, clauses } from '../../../machines/clauses/index.ts';
import { at, rewritten, type Text, type Words } from '../../rules/variant.ts';
import { type Mutant, textOf } from '../mutant.ts';
import { listName, rowsOf, transitionLists } from '../transition-place.ts';

/** A named variant with the clause it violates. */
export type NamedVariant = Mutant & {
  readonly clause: ClauseId;
};

/**
 * @param change what is different in the text of the machine
 * @param words guards and actions that mean something else
 */
export const variantsOf =
  (machine: AnyStateMachine) =>
  (name: string, clause: ClauseId, change: (text: Text) => void, words: Words = {}): NamedVariant => ({
    id: name,
    machine,
    operator: 'named',
    says: `${machine.id}: ${clauses[clause].says}`,
    clause,
    needs: { lists: changedLists(machine, change, words) },
    build: () => rewritten(machine, change, words),
  });

/** The lists of transitions that are different in a variant, or use a word that is. */
function changedLists(machine: AnyStateMachine, change: (text: Text) => void, words: Words): string[] {
  const healthy = textOf(machine);
  const broken = textOf(rewritten(machine, change));
  const changed = Object.keys({ ...words.guards, ...words.actions }).map((word) => JSON.stringify(word));
  return transitionLists(healthy)
    .filter((list) => {
      const rows = JSON.stringify(rowsOf(healthy, list));
      return rows !== JSON.stringify(rowsOf(broken, list)) || changed.some((word) => rows.includes(word));
    })
    .map((list) => `${machine.id}: ${listName(list)}`);
}

/** A state by its path. */
export const state = (text: Text, path: string): Text => at(text, ...path.split('.').flatMap((key) => ['states', key]));

/** The rows of a state for a message, as a list that may be changed. */
export function rowsFor(owner: Text, event: string, on: 'on' | 'after' = 'on'): Text[] {
  const lists = at(owner, on);
  const rows = lists[event];
  if (rows === undefined) throw new Error(`there are no rows for '${event}'`);
  lists[event] = Array.isArray(rows) ? rows : [rows];
  return lists[event] as Text[];
}

/** The rows without message of a state, as a list that may be changed. */
export function alwaysOf(owner: Text): Text[] {
  const rows = owner['always'];
  if (rows === undefined) throw new Error('the state has no rows without message');
  owner['always'] = Array.isArray(rows) ? rows : [rows];
  return owner['always'] as Text[];
}

/** The row with this guard; with `undefined` the one without. */
export function guarded(rows: readonly Text[], guard: string | undefined): Text {
  const found = rows.find((row) => row['guard'] === guard);
  if (!found) throw new Error(`no row is guarded by '${guard ?? ''}'`);
  return found;
}

/** Takes the row with this guard out of the list. */
export function without(rows: Text[], guard: string | undefined): void {
  rows.splice(rows.indexOf(guarded(rows, guard)), 1);
}

/** Leaves out an action of a row. */
export function silent(row: Text, action: string): void {
  const actions = [row['actions'] ?? []].flat() as unknown[];
  if (!actions.includes(action)) throw new Error(`there is no action '${action}'`);
  row['actions'] = actions.filter((each) => each !== action);
}
