import type { NotChecked } from './not-checked.ts';

/** Statements about the AIX drivers that no property checks, and why. */
export const aixNotChecked: readonly NotChecked[] = [
  {
    id: 'aix-I19 (alignment, total)',
    why: 'Addresses and lengths are facts of a message, filled in by a runtime; explorations have none. What the adapter driver tests in an sc_buf is watched (aix-I19), and tests go through all of its fields.',
  },
  {
    id: 'aix-I20 (sum of the residuals)',
    why: 'Explorations know of a residual only whether it is nothing, all, or something between. Tests of the head driver show spanned commands with bytes left.',
  },
];
