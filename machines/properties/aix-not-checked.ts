import type { NotChecked } from './not-checked.ts';

/** Statements about the AIX drivers that no property checks, and why. */
export const aixNotChecked: readonly NotChecked[] = [
  {
    id: 'aix-I23 (scsi_buf)',
    why: 'Over FCP and iSCSI the reset of a device is no message of the adapter driver alone, which the watcher could take the delay from; the rows of the queue are tested one by one.',
  },
  {
    id: 'aix-I20 (sum of the residuals)',
    why: 'There is nothing to add up: of a spanned command that is not transferred in full nothing counts as moved, and its requests go by themselves, each with a residual of its own. That is watched by class of residual (aix-I20).',
  },
];
