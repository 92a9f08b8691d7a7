import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const noTagRecovery = 'SAM Initiator-Mode Recovery When Not Command Tag Queuing';

/** The strategy routine, the start routine and the interrupt handler of an FCP or iSCSI adapter. */
export const samAdapterClauses = {
  'fscsi-tests-all': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'The strategy routine of the adapter driver tests all information in the scsi_buf; what it does not take comes back by iodone with an errno. Which one is, where nothing else is said, a design choice: EINVAL.',
    confidence: 'document',
  },
  'fscsi-tests-devno': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'A wrong devno is found; the errno is not said (parameter).',
    confidence: 'document',
  },
  'fscsi-tests-version': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'version has to be that of the structure, SCSI_VERSION_2.',
    confidence: 'header',
  },
  'fscsi-tests-size': {
    document: KEDS,
    section: 'Spanned (Consolidated) Commands',
    says: 'A request that exceeds the maximum transfer of the adapter gets EINVAL; the adapter driver does not split it.',
    confidence: 'document',
  },
  'fscsi-tests-chain': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'av_forw is null; next and prev are used only where adapter, adapter driver and device driver all support chains.',
    confidence: 'header',
  },
  'fscsi-tests-device': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'A logical unit that was not started, or an id that is none of its target, is not served; the errno is not said (parameter).',
    confidence: 'document',
  },
  'fscsi-tests-handle': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'kernext_handle has to be the handle that SCIOLSTART has returned.',
    confidence: 'header',
  },
  'fscsi-tests-length': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_cmd',
    says: 'A command has 6, 10, 12 or 16 bytes, or is a variable command with address and length.',
    confidence: 'header',
  },
  'fscsi-tests-tag': {
    document: 'AIX sys/scsi_buf.h',
    section: 'q_tag_msg',
    says: 'q_tag_msg is SC_NO_Q, SC_SIMPLE_Q, SC_HEAD_OF_Q, SC_ORDERED_Q or SC_ACA_Q.',
    confidence: 'header',
  },
  'fscsi-tests-flags': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'Bits of flags that have no meaning, and flags that exclude each other, are refused.',
    confidence: 'header',
  },
  'fscsi-tests-dev-flags': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'dev_flags name a class of service from 0 to 4, or say that dev_burst_len is valid.',
    confidence: 'header',
  },
  'fscsi-tests-reserved': {
    document: 'AIX sys/scsi_buf.h',
    section: 'struct scsi_buf',
    says: 'Reserved fields are 0.',
    confidence: 'header',
  },
  'fscsi-tests-span': {
    document: KEDS,
    section: 'Spanned (Consolidated) Commands',
    says: 'All requests of a span go in one direction and meet at page boundaries; the errno is a design choice.',
    confidence: 'document',
  },
  'fscsi-reject-keeps-queue': {
    document: 'design choice',
    section: 'rejectHalts',
    says: 'A rejected scsi_buf never enters the queue and, unless the parameter says so, does not halt it.',
    confidence: 'design',
  },
  'fscsi-chains': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'The strategy routine queues a transaction if it cannot be started; the order within a device is kept.',
    confidence: 'document',
  },
  'fscsi-devices-at-once': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'Several devices on one adapter are accessed at the same time.',
    confidence: 'document',
  },
  'fscsi-start': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'If no queueing is necessary the start routine is called at once; the interrupt routine calls it again for what is queued.',
    confidence: 'document',
  },
  'fscsi-interrupt': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'The interrupt routine fills in status_validity and the status that it names, and b_resid, and passes the scsi_buf to iodone. That it has left the queue before is as with an sc_buf.',
    confidence: 'document',
  },
  'fscsi-never-again': {
    document: KEDS,
    section: noTagRecovery,
    says: 'What was handed to the adapter is never sent again by the adapter driver.',
    confidence: 'document',
  },
  'fscsi-adapter-failure': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'Failures of adapter, microcode, host bus or terminator power, a failure that no retry cures, and a transport that is busy have their own adapter_status.',
    confidence: 'header',
  },
  'fscsi-autosense': {
    document: KEDS,
    section: 'fcp_error',
    says: 'With CHECK CONDITION and COMMAND TERMINATED the device sends its sense data; the adapter driver copies them into the autosense buffer if there is one.',
    confidence: 'document',
  },
  'fscsi-one-port': {
    document: 'design choice',
    section: 'one order',
    says: 'Commands, task management functions and logins leave the port in the order in which they were given to it.',
    confidence: 'design',
  },
  'fscsi-no-response': {
    document: 'AIX sys/scsi_buf.h',
    section: 'adapter_status',
    says: 'SCSI_NO_DEVICE_RESPONSE: nobody answers at the address.',
    confidence: 'header',
  },
  'fscsi-lost': {
    document: 'design choice',
    section: 'commands under way',
    says: 'What was under way when the connection went is given back when the path is known to be dead or alive again, or when its time is over. What its time was over for before comes back with SCSI_CMD_TIMEOUT all the same, whatever ends it: the first cause counts.',
    confidence: 'design',
  },
  'fscsi-ended-from-outside': {
    document: 'design choice',
    section: 'abort, reset, loss',
    says: 'What is aborted, reset or lost with the path is given back by the queue; the hardware forgets it.',
    confidence: 'design',
  },
} satisfies ClauseBook;
