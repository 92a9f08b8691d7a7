import type { StateValue } from 'xstate';

/** A state value as one line: `attached.normal`, parallel regions as `{dispatch: idle, retry: none}`. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  const entries = Object.entries(value).filter((entry): entry is [string, StateValue] => entry[1] !== undefined);
  const [only] = entries;
  if (entries.length === 1 && only) {
    const inner = stateName(only[1]);
    return inner === '' ? only[0] : `${only[0]}.${inner}`;
  }
  return `{${entries.map(([key, inner]) => `${key}: ${stateName(inner)}`).join(', ')}}`;
}
