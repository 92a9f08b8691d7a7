import type { StateValue } from 'xstate';
import { clipped } from '../../chart/text-size.ts';
import { fitting } from '../session/fitting.ts';
import { shortState } from '../session/state-text.ts';

/** A state in at most two lines of so many letters: where it is, and what it is. */
export function stateLines(state: StateValue, letters: number): readonly string[] {
  const regions = shortState(state).split(' · ');
  const [first = '', second] = regions;
  if (second !== undefined) {
    const rest = regions.length > 2 ? ` +${regions.length - 2}` : '';
    return [within(first, letters), within(second, letters - rest.length) + rest];
  }
  const at = first.lastIndexOf('.');
  if (first.length <= letters || at < 0) return [clipped(first, letters)];
  return [`${within(first.slice(0, at), letters - 1)}.`, within(first.slice(at + 1), letters)];
}

const within = (text: string, letters: number): string => clipped(fitting(text, letters), letters);
