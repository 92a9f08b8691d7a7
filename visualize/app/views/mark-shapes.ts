import type { MarkKind } from '../trace/marks.ts';

/** Told apart by shape, not by colour alone. */
export const markShapes: Readonly<Record<MarkKind, string>> = {
  command: '·',
  answer: '✓',
  check: '▲',
  sense: '●',
  reset: '✖',
  timeout: '◷',
  fault: '◆',
  error: '■',
  verdict: '⚑',
};
