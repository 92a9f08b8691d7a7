import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';

/** Timeouts, aborts and resets. */
export const samManagementClauses = {
  'fscsi-holds-for-function': {
    document: 'design choice',
    section: 'ABORT TASK SET, resets',
    says: 'While a function that ends all commands of a device is under way, nothing is started on it.',
    confidence: 'design',
  },
  'fscsi-timeout': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'A transaction that takes longer than timeout_value seconds comes back with SCSI_CMD_TIMEOUT; 0 means no limit.',
    confidence: 'header',
  },
  'fscsi-timeout-aborts': {
    document: 'SAM-2',
    section: '7.2 ABORT TASK',
    says: 'One task is aborted by ABORT TASK; no other task is touched. That the adapter driver begins with it after a timeout is a design choice.',
    confidence: 'document',
  },
  'fscsi-ladder': {
    document: 'design choice',
    section: 'timeout recovery',
    says: 'If ABORT TASK does not help, LOGICAL UNIT RESET is sent, then TARGET RESET.',
    confidence: 'design',
  },
  'fscsi-ladder-ends': {
    document: 'design choice',
    section: 'timeout recovery',
    says: 'If no reset helps the adapter driver logs out, which ends all tasks of the nexus, and logs in anew.',
    confidence: 'design',
  },
  'fscsi-reset': {
    document: 'design choice',
    section: 'resets',
    says: 'A reset of logical unit or target ends what is active with SCSI_TRANSPORT_RESET and flushes the rest with ENXIO.',
    confidence: 'design',
  },
  'fscsi-foreign-reset': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'SCSI_TRANSPORT_RESET: the adapter driver has seen a reset that was not its own.',
    confidence: 'header',
  },
  'fscsi-halt': {
    document: KEDS,
    section: 'SCIOLHALT',
    says: 'SCIOLHALT aborts the task set: active and queued ones come back with ENXIO and the queue is halted.',
    confidence: 'recalled',
  },
  'fscsi-halt-errno': {
    document: KEDS,
    section: 'SCIOLHALT',
    says: 'SCIOLHALT gets ENODEV if the device does not answer, as SCIOHALT and SCIOLSTUNIT do.',
    confidence: 'recalled',
  },
  'fscsi-reset-ioctl': {
    document: KEDS,
    section: 'SCIOLRESET',
    says: 'SCIOLRESET resets the target, or by an option the logical unit.',
    confidence: 'recalled',
  },
} satisfies ClauseBook;
