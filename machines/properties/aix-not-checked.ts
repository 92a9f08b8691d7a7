import type { NotChecked } from './not-checked.ts';

/** Statements about the AIX drivers that no property checks, and why. */
export const aixNotChecked: readonly NotChecked[] = [
  {
    id: 'aix-I19',
    why: 'What the adapter driver tests in an sc_buf is a choice of the message, one for each field; tests of the adapter go through all of them.',
  },
  {
    id: 'aix-I20',
    why: 'Which requests may be spanned is a fact about addresses, filled in by a runtime; explorations have no addresses. Tests of the head driver show spanned commands.',
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
