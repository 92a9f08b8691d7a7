import type { TransitionEntry } from '../../../src/system/transition-index.ts';

/** A transition in full, however long: `event [guard] → target`. */
export function transitionText({ event, guard, targets }: TransitionEntry): string {
  const condition = guard === undefined ? '' : ` [${guard}]`;
  return `${event}${condition}${targets.length === 0 ? '' : ` → ${targets.join(', ')}`}`;
}
