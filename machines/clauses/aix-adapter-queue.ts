import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const tagRecovery = 'SCSI Initiator-Mode Recovery During Command Tag Queuing';
const noTagRecovery = 'SCSI Initiator-Mode Recovery When Not Command Tag Queuing';
const reference = 'AIX Technical Reference: Kernel and Subsystems';

/** The queue of a device: when it is halted, what is kept or flushed, and how it goes on. */
export const aixAdapterQueueClauses = {
  'queue-start': {
    document: reference,
    section: 'SCIOSTART',
    says: 'SCIOSTART opens the path to a device and must come before anything else for it; a second one gets EINVAL.',
    confidence: 'document',
  },
  'queue-halted-by-error': {
    document: KEDS,
    section: 'Analyzing Returned Status',
    says: 'Whenever B_ERROR is set the queue of the device is halted; the next transaction must carry SC_RESUME.',
    confidence: 'recalled',
  },
  'queue-cleared-without-tags': {
    document: KEDS,
    section: noTagRecovery,
    says: 'Without tag queuing the transaction that failed gets EIO and all others in the queue of the device ENXIO; adap_q_status is 0.',
    confidence: 'recalled',
  },
  'queue-kept-with-tags': {
    document: KEDS,
    section: tagRecovery,
    says: 'With tag queuing, after CHECK CONDITION or COMMAND TERMINATED the adapter driver keeps the queue, halts it, and sets SC_DID_NOT_CLEAR_Q.',
    confidence: 'document',
  },
  'queue-cleared-other-errors': {
    document: KEDS,
    section: 'Analyzing Returned Status',
    says: 'With tag queuing, any other error clears the queue as it does without; what is active in the device ends as the device ends it (design choice).',
    confidence: 'recalled',
  },
  'queue-cleared-with-device': {
    document: 'design choice',
    section: 'deviceClearsQueue',
    says: 'Where the device throws its own queue away after CHECK CONDITION, nothing can be kept: what it had comes back with ENXIO as well.',
    confidence: 'design',
  },
  'queue-flush-order': {
    document: 'design choice',
    section: 'order of completions',
    says: 'The transaction that failed comes back first, then the flushed ones in their order.',
    confidence: 'design',
  },
  'queue-halted-flushes': {
    document: KEDS,
    section: noTagRecovery,
    says: 'In a halted queue a transaction without SC_RESUME is flushed: ENXIO.',
    confidence: 'recalled',
  },
  'queue-resume': {
    document: 'AIX sys/scsi.h',
    section: 'SC_RESUME',
    says: 'SC_RESUME acknowledges the error: the adapter driver queues again for this device, beginning with this transaction.',
    confidence: 'header',
  },
  'queue-resume-harmless': {
    document: 'design choice',
    section: 'SC_RESUME',
    says: 'SC_RESUME for a queue that is not halted changes nothing.',
    confidence: 'design',
  },
  'queue-one-recovery-command': {
    document: KEDS,
    section: tagRecovery,
    says: 'While the queue is kept, one command with SC_RESUME and SC_NO_Q is sent past the held ones, which stay held.',
    confidence: 'document',
  },
  'queue-recovered': {
    document: KEDS,
    section: tagRecovery,
    says: 'After the recovery command the queue stays halted until it is cleared or resumed, which the device driver must do.',
    confidence: 'document',
  },
  'queue-recovery-fails': {
    document: 'design choice',
    section: 'recovery command',
    says: 'A recovery command that ends with CHECK CONDITION or COMMAND TERMINATED leaves the queue kept and halted: EIO with SC_DID_NOT_CLEAR_Q, and SC_RESUME is due again. After any other error the queue is cleared, as always.',
    confidence: 'design',
  },
  'queue-recovery-waits': {
    document: 'design choice',
    section: 'recovery command',
    says: 'Another CHECK CONDITION before the recovery command has reached the hardware halts the queue anew: the recovery command comes back with ENXIO, and SC_RESUME is due again.',
    confidence: 'design',
  },
  'queue-clear': {
    document: KEDS,
    section: tagRecovery,
    says: 'SC_Q_CLR flushes the held transactions with ENXIO and comes back with ENXIO itself; it never reaches the adapter, and the next transaction needs SC_RESUME.',
    confidence: 'document',
  },
  'queue-release': {
    document: KEDS,
    section: tagRecovery,
    says: 'SC_Q_RESUME releases the held transactions; it needs SC_RESUME too if it is the first transaction after the error.',
    confidence: 'document',
  },
  'queue-release-carried': {
    document: 'design choice',
    section: 'qresumeAtTail',
    says: 'A command that SC_Q_RESUME carries goes before the held ones, or behind them by parameter; without a command it comes back good at once.',
    confidence: 'design',
  },
  'queue-held-flushes': {
    document: 'design choice',
    section: 'held queue',
    says: 'While the queue is held, a transaction that is none of the three allowed ones is flushed with ENXIO.',
    confidence: 'design',
  },
  'queue-flags-misused': {
    document: 'design choice',
    section: 'SC_Q_CLR, SC_Q_RESUME',
    says: 'SC_Q_CLR or SC_Q_RESUME for a queue that is not held gets EINVAL.',
    confidence: 'design',
  },
  'queue-stop-waits': {
    document: KEDS,
    section: 'Closing the SCSI Device',
    says: 'SCIOSTOP returns when all pending transactions have completed; new ones are rejected meanwhile (errno: parameter).',
    confidence: 'document',
  },
  'queue-stop-held': {
    document: 'design choice',
    section: 'SCIOSTOP',
    says: 'SCIOSTOP for a queue that holds something waits for ever: the head driver should have cleared or resumed it before. A held queue with nothing in it has nothing to wait for.',
    confidence: 'design',
  },
  'queue-not-open': {
    document: reference,
    section: 'SCIOSTOP, SCIOHALT, SCIORESET',
    says: 'An operation on a device that was not started gets EINVAL.',
    confidence: 'document',
  },
  'queue-halt': {
    document: reference,
    section: 'SCIOHALT',
    says: 'SCIOHALT sends ABORT; what was active and what was queued ends with ENXIO, and the queue is halted until SC_RESUME.',
    confidence: 'document',
  },
  'queue-halt-escalates': {
    document: reference,
    section: 'SCIOHALT',
    says: 'If the device does not take ABORT the adapter driver may reset the bus.',
    confidence: 'document',
  },
  'queue-reset-ioctl': {
    document: reference,
    section: 'SCIORESET',
    says: 'SCIORESET sends BUS DEVICE RESET: all logical units of the SCSI ID are hit.',
    confidence: 'document',
  },
  'queue-reset': {
    document: 'design choice',
    section: 'resets',
    says: 'A bus reset, or BUS DEVICE RESET for the ID, halts and clears the queue: active transactions get EIO with SC_SCSI_BUS_RESET, the others ENXIO.',
    confidence: 'design',
  },
  'queue-external-reset': {
    document: 'AIX sys/scsi.h',
    section: 'general_card_status',
    says: 'SC_SCSI_BUS_RESET: the adapter has seen a bus reset by somebody else.',
    confidence: 'header',
  },
  'adapter-timeout-resets-bus': {
    document: 'design choice',
    section: 'timeoutRecovery',
    says: 'A transaction that does not come back is ended by a bus reset, which also hits the other devices on the bus; by parameter BUS DEVICE RESET is tried first.',
    confidence: 'design',
  },
  'adapter-unknown-reselection': {
    document: 'SCSI-2',
    section: '6.1.4.1 RESELECTION',
    says: 'A target that reselects for a command which the adapter does not know is got off the bus by a reset.',
    confidence: 'design',
  },
} satisfies ClauseBook;
