import type { StateValue } from 'xstate';
import { stateName } from '../../../src/system/state-name.ts';

/** States that say that nothing is the matter. */
const quiet = new Set(['none', 'idle', 'inactive', 'stopped', 'quiet', 'returned', 'full', 'ready', 'serving']);

const regionsOf = (value: StateValue): [region: string, state: string][] => {
  if (typeof value === 'string') return [['', value]];
  const entries = Object.entries(value).filter((entry): entry is [string, StateValue] => entry[1] !== undefined);
  if (entries.length === 1) return [['', stateName(value)]];
  return entries.map(([region, inner]) => [region, stateName(inner)]);
};

/** A state in few words: of parallel regions only those in which something is the matter. */
export function shortState(value: StateValue): string {
  const regions = regionsOf(value);
  const telling = regions.filter(
    ([, state]) => state !== '' && state !== '{}' && !quiet.has(state.slice(state.lastIndexOf('.') + 1)),
  );
  const shown = telling.length > 0 ? telling : regions.slice(0, 1);
  return shown.map(([, state]) => state).join(' · ');
}

export type StateChange = { readonly region: string; readonly before: string; readonly after: string };

/** What became different, region by region. */
export function stateChanges(before: StateValue | undefined, after: StateValue): StateChange[] {
  const was = new Map(before === undefined ? [] : regionsOf(before));
  return regionsOf(after).flatMap(([region, state]) => {
    const old = was.get(region) ?? '';
    return old === state ? [] : [{ region, before: old, after: state }];
  });
}
