import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const performance = 'AIX Performance Management';

export const samDiskClauses = {
  'dd-autosense': {
    document: KEDS,
    section: 'fcp_error',
    says: 'A device driver that finds SC_AUTOSENSE_DATA_VALID uses these sense data and sends no request sense.',
    confidence: 'document',
  },
  'dd-clear-aca': {
    document: KEDS,
    section: 'fcp_error',
    says: 'After CHECK CONDITION under NACA the device driver has auto contingent allegiance ended, before any command that is not sent with SC_ACA_Q.',
    confidence: 'document',
  },
  'dd-clear-aca-fails': {
    document: 'design choice',
    section: 'CLEAR ACA fails',
    says: 'CLEAR ACA that fails is tried again a few times; then a kept queue is cleared.',
    confidence: 'design',
  },
  'dd-clear-aca-reset': {
    document: 'design choice',
    section: 'CLEAR ACA ends with a reset',
    says: 'If a reset has ended the transaction that asks for CLEAR ACA, the device driver does what it does after any reset: SC_DELAY_CMD, reservation, mode parameters.',
    confidence: 'design',
  },
  'dd-verify-device': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'SCSI_VERIFY_DEVICE: the device driver goes through its open sequence again, RESERVE and MODE SELECT, before the command is tried again.',
    confidence: 'header',
  },
  'dd-no-retry': {
    document: 'AIX sys/scsi_buf.h',
    section: 'add_adap_status',
    says: 'With the advice not to try again, or SCSI_WW_NAME_CHANGE (another device is at the address), the request fails at once.',
    confidence: 'header',
  },
  'dd-no-delay': {
    document: 'AIX sys/scsi_buf.h',
    section: 'add_adap_status',
    says: 'With the advice not to wait between retries the device driver tries again at once.',
    confidence: 'header',
  },
  'dd-path-dead': {
    document: performance,
    section: 'Fast I/O Failure and dynamic tracking interaction',
    says: 'While a target is away the device driver waits some seconds between retries.',
    confidence: 'document',
  },
  'dd-after-abort': {
    document: 'design choice',
    section: 'SCSI_CMD_TIMEOUT',
    says: 'A command that was aborted because of its timeout is tried again, as often as after a reset; if a reset ended it (UPDATE_RESERVES), it is one.',
    confidence: 'design',
  },
  'dd-task-aborted': {
    document: 'AIX sys/scsi.h',
    section: 'scsi_status',
    says: 'SC_TASK_ABORTED: the device has aborted the command, for another initiator. That it is tried again, as often as after a reset but without being one, is a design choice.',
    confidence: 'header',
  },
  'dd-transport-busy': {
    document: 'design choice',
    section: 'SCSI_TRANSPORT_BUSY, SC_ACA_ACTIVE',
    says: 'A busy transport, and a device in auto contingent allegiance, are waited for like a busy device.',
    confidence: 'design',
  },
} satisfies ClauseBook;
