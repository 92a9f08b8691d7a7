import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const tagRecovery = 'FCP and iSCSI Initiator-Mode Recovery During Command Tag Queuing';
const noTagRecovery = 'SAM Initiator-Mode Recovery When Not Command Tag Queuing';

/** The queue of a device: when it is halted, what is kept or flushed, and how it goes on. */
export const samQueueClauses = {
  'fscsi-halted-by-error': {
    document: KEDS,
    section: noTagRecovery,
    says: 'B_ERROR in a scsi_buf means that the queue of the device is halted: nothing is started.',
    confidence: 'document',
  },
  'fscsi-cleared': {
    document: KEDS,
    section: noTagRecovery,
    says: 'The one that failed comes back with EIO, the others of the device with ENXIO.',
    confidence: 'document',
  },
  'fscsi-kept-with-tags': {
    document: KEDS,
    section: tagRecovery,
    says: 'CHECK CONDITION or COMMAND TERMINATED while tags are used: the queue is kept and halted, adap_q_status is SC_DID_NOT_CLEAR_Q.',
    confidence: 'document',
  },
  'fscsi-kept-without-tags': {
    document: KEDS,
    section: noTagRecovery,
    says: 'Also without tags the adapter driver may keep the others and say SC_DID_NOT_CLEAR_Q (parameter).',
    confidence: 'document',
  },
  'fscsi-cleared-with-device': {
    document: KEDS,
    section: 'FCP and iSCSI Command Tag Queuing',
    says: 'A device that throws its queue away after CHECK CONDITION leaves nothing to be kept.',
    confidence: 'document',
  },
  'fscsi-thrown-away': {
    document: 'design choice',
    section: 'deviceClearsQueue',
    says: 'What the device is to have thrown away without status is aborted all the same: a command may have crossed CHECK CONDITION on its way, and the device carries it out. It comes back, with ENXIO, when that has been answered, or good if it was faster; until then nothing is started, and its place is not used again.',
    confidence: 'design',
  },
  'fscsi-halted-flushes': {
    document: KEDS,
    section: noTagRecovery,
    says: 'What comes for a halted queue without the flag that goes on is flushed with ENXIO.',
    confidence: 'recalled',
  },
  'fscsi-resume': {
    document: KEDS,
    section: noTagRecovery,
    says: 'The first transaction after an error has SC_RESUME; the queue goes on, beginning with it.',
    confidence: 'document',
  },
  'fscsi-resume-harmless': {
    document: 'design choice',
    section: 'SC_RESUME without halt',
    says: 'SC_RESUME though nothing is halted does no harm.',
    confidence: 'design',
  },
  'fscsi-flags-misused': {
    document: 'design choice',
    section: 'SC_Q_CLR, SC_Q_RESUME without need',
    says: 'SC_Q_CLR or SC_Q_RESUME though nothing is held gets EINVAL.',
    confidence: 'design',
  },
  'fscsi-one-recovery-command': {
    document: KEDS,
    section: tagRecovery,
    says: 'One command may pass a held queue; then the queue has to be cleared or resumed.',
    confidence: 'document',
  },
  'fscsi-aca-command': {
    document: 'AIX sys/scsi.h',
    section: 'q_tag_msg',
    says: 'During auto contingent allegiance the device takes only commands with SC_ACA_Q, one at a time.',
    confidence: 'header',
  },
  'fscsi-recovered': {
    document: KEDS,
    section: tagRecovery,
    says: 'After the recovery command the held ones stay held until the device driver clears or resumes the queue.',
    confidence: 'document',
  },
  'fscsi-recovery-waits': {
    document: 'design choice',
    section: 'recovery command',
    says: 'Another CHECK CONDITION before the recovery command has been started halts the queue anew: the recovery command comes back with ENXIO, and SC_RESUME is due again.',
    confidence: 'design',
  },
  'fscsi-error-during-clear-aca': {
    document: 'design choice',
    section: 'an error while CLEAR ACA is under way',
    says: 'A transaction that ends badly while CLEAR ACA is under way clears the queue, CHECK CONDITION too: what was asked for with SC_CLEAR_ACA was decided without knowing of it.',
    confidence: 'design',
  },
  'fscsi-clear': {
    document: KEDS,
    section: tagRecovery,
    says: 'SC_Q_CLR flushes all that are held with ENXIO, and comes back itself with ENXIO; the next transaction needs SC_RESUME.',
    confidence: 'document',
  },
  'fscsi-release': {
    document: KEDS,
    section: tagRecovery,
    says: 'SC_Q_RESUME lets the held ones go on; SC_RESUME goes with it if it is the first after the error.',
    confidence: 'document',
  },
  'fscsi-release-carried': {
    document: 'design choice',
    section: 'qresumeAtTail',
    says: 'A command carried by SC_Q_RESUME goes before the held ones, or by parameter behind them.',
    confidence: 'design',
  },
  'fscsi-delay-cmd': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'SC_DELAY_CMD: after a reset the command is held for the configured time.',
    confidence: 'header',
  },
} satisfies ClauseBook;
