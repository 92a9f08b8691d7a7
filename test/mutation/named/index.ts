import type { Mutant } from '../mutant.ts';

/** Machines that break one rule each, on purpose. */
export const namedVariants: readonly Mutant[] = [];
