import type { NotChecked } from './not-checked.ts';

/** Statements about the AIX drivers that no property checks, and why. */
export const aixNotChecked: readonly NotChecked[] = [
  {
    id: 'aix-I20 (sum of the residuals)',
    why: 'There is nothing to add up: of a spanned command that is not transferred in full nothing counts as moved, and its requests go by themselves, each with a residual of its own. That is watched by class of residual (aix-I20).',
  },
];
