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
  {
    id: 'aix-I23',
    why: 'That the delay after a reset has passed is in no message; one guard of the device queue keeps SC_DELAY_CMD back, and a mutant without the delay is caught.',
  },
  {
    id: 'aix-I31',
    why: 'Who calls an ioctl, and in what context, is no matter of the drivers: the caller of the explored systems calls from process level, and tests show what an ioctl from an interrupt level does.',
  },
];
