import { at, type Text } from '../rules/variant.ts';

/** Where a list of transitions stands in the text of a machine: in one state, for one event. */
export type TransitionList = {
  /** Keys of the states from the root down; empty for the root. */
  readonly state: readonly string[];
  readonly on: 'on' | 'after' | 'always';
  /** Message type or name of the delay; empty for `always`. */
  readonly event: string;
};

/** `state.path: message.type` as in the ids of transitions, without the number of the row. */
export const listName = ({ state, on, event }: TransitionList): string =>
  `${state.join('.') || '(root)'}: ${on === 'always' ? 'always' : on === 'after' ? `after ${event}` : event}`;

const stateText = (text: Text, state: readonly string[]): Text => at(text, ...state.flatMap((key) => ['states', key]));

const asRows = (definition: unknown): unknown[] => (Array.isArray(definition) ? definition : [definition]);
const asRow = (definition: unknown): Text =>
  typeof definition === 'string' ? { target: definition } : (definition as Text);

/** The rows of a list in this text, for reading. */
export function rowsOf(text: Text, { state, on, event }: TransitionList): readonly Text[] {
  const found = stateText(text, state)[on];
  const definition = on === 'always' ? found : (found as Text | undefined)?.[event];
  return definition === undefined ? [] : asRows(definition).map(asRow);
}

/** Puts other rows in place of a list; without rows there is no such list any more. */
export function replaceRows(text: Text, { state, on, event }: TransitionList, rows: readonly Text[]): void {
  const owner = on === 'always' ? stateText(text, state) : at(stateText(text, state), on);
  const key = on === 'always' ? 'always' : event;
  if (rows.length === 0) delete owner[key];
  else owner[key] = rows;
}

/** All lists of transitions of a machine, from the top of its text to the bottom. */
export function transitionLists(text: Text): TransitionList[] {
  const found: TransitionList[] = [];
  const visit = (node: Text, state: readonly string[]): void => {
    for (const on of ['on', 'after'] as const)
      for (const event of Object.keys((node[on] as Text | undefined) ?? {})) found.push({ state, on, event });
    if (node['always'] !== undefined) found.push({ state, on: 'always', event: '' });
    for (const [key, child] of Object.entries((node['states'] as Text | undefined) ?? {}))
      visit(child as Text, [...state, key]);
  };
  visit(text, []);
  return found;
}

/** The text of every state that acts when it is entered or left. */
export function entriesAndExits(text: Text): { readonly state: readonly string[]; readonly when: 'entry' | 'exit' }[] {
  const found: { state: readonly string[]; when: 'entry' | 'exit' }[] = [];
  const visit = (node: Text, state: readonly string[]): void => {
    for (const when of ['entry', 'exit'] as const) if (node[when] !== undefined) found.push({ state, when });
    for (const [key, child] of Object.entries((node['states'] as Text | undefined) ?? {}))
      visit(child as Text, [...state, key]);
  };
  visit(text, []);
  return found;
}

/** Actions as a list, whatever way they are written. */
export const actionsOf = (definition: unknown): readonly unknown[] =>
  definition === undefined ? [] : Array.isArray(definition) ? definition : [definition];

/** The part of the text that belongs to this state. */
export const stateIn = stateText;
