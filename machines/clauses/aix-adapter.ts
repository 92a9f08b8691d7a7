import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const sequence = 'A Typical Initiator-Mode SCSI Driver Transaction Sequence';
const tagRecovery = 'SCSI Initiator-Mode Recovery During Command Tag Queuing';
const noTagRecovery = 'SCSI Initiator-Mode Recovery When Not Command Tag Queuing';
const reference = 'AIX Technical Reference: Kernel and Subsystems';

export const aixAdapterClauses = {
  // entry points and tests
  'adapter-tests-devno': {
    document: KEDS,
    section: sequence,
    says: 'sc_strategy tests the devno of the sc_buf; which errno a wrong one gets is not said (parameter).',
    confidence: 'document',
  },
  'adapter-tests-device': {
    document: KEDS,
    section: sequence,
    says: 'sc_strategy looks SCSI ID and LUN up in its tables: a device that was not started is not served; the errno is not said (parameter).',
    confidence: 'document',
  },
  'adapter-tests-size': {
    document: KEDS,
    section: 'Spanned (Consolidated) Commands',
    says: 'A request that exceeds the maximum transfer of the adapter gets EINVAL; the adapter driver does not split it.',
    confidence: 'document',
  },
  'adapter-tests-av-forw': {
    document: KEDS,
    section: 'Understanding the Execution of Initiator I/O Requests',
    says: 'av_forw of the sc_buf must be null; EINVAL otherwise is a design choice.',
    confidence: 'document',
  },
  'adapter-tests-bp-and-resvd1': {
    document: KEDS,
    section: 'Fields in the sc_buf Structure',
    says: 'bp (spanned) and resvd1 (gathered) exclude each other: EINVAL.',
    confidence: 'document',
  },
  'adapter-tests-gathered': {
    document: KEDS,
    section: 'Gathered Write Commands',
    says: 'A gathered request that is not a write, or does not come from the process that owns the data, gets EINVAL.',
    confidence: 'document',
  },
  'adapter-gathered-resources': {
    document: KEDS,
    section: 'Gathered Write Commands',
    says: 'A gathered write for which resources run short gets ENOMEM.',
    confidence: 'recalled',
  },
  'adapter-tests-span': {
    document: KEDS,
    section: 'Spanned (Consolidated) Commands',
    says: 'All requests of a span go in one direction and meet at page boundaries; anything else gets EINVAL (errno: design choice).',
    confidence: 'document',
  },
  'adapter-tests-length': {
    document: 'AIX sys/scsi.h',
    section: 'struct sc_cmd',
    says: 'scsi_length is 6, 10 or 12, or 16 with SC_SCSI_CDB16; EINVAL otherwise is a design choice.',
    confidence: 'header',
  },
  'adapter-reject-keeps-queue': {
    document: 'design choice',
    section: 'rejectHalts',
    says: 'A rejected sc_buf never enters the queue and, unless the parameter says so, does not halt it.',
    confidence: 'design',
  },

  // chain and start
  'adapter-chains-at-tail': {
    document: KEDS,
    section: sequence,
    says: 'A transaction for a device with others pending goes to the tail of the chain of this device; the adapter driver never reorders.',
    confidence: 'document',
  },
  'adapter-starts-when-idle': {
    document: KEDS,
    section: sequence,
    says: 'If nothing is pending for the device, sc_strategy calls sc_start at once.',
    confidence: 'document',
  },
  'adapter-start-arms-timeout': {
    document: KEDS,
    section: 'Fields in the sc_buf Structure',
    says: 'sc_start gives the transaction to the hardware and the time of timeout_value begins; 0 means no timeout.',
    confidence: 'recalled',
  },
  'adapter-start-after-iodone': {
    document: KEDS,
    section: sequence,
    says: 'After a completion sc_intr calls iodone, then sc_start for the next transaction of the device, possibly before dd_iodone has run.',
    confidence: 'document',
  },
  'adapter-one-untagged': {
    document: 'AIX sys/scsi.h',
    section: 'q_tag_msg',
    says: 'SC_NO_Q: the device holds at most one such command.',
    confidence: 'header',
  },
  'adapter-without-tags': {
    document: KEDS,
    section: 'SCSI Command Tag Queuing',
    says: 'An adapter that does not support tags gets one command for a device at a time, although the head driver tags.',
    confidence: 'document',
  },
  'adapter-hardware-one-selection': {
    document: 'design choice',
    section: 'adapter',
    says: 'The hardware makes one selection at a time; devices get their turns in the order in which they asked.',
    confidence: 'design',
  },
  'adapter-devices-at-once': {
    document: KEDS,
    section: 'FCP and iSCSI Adapter and Device Interface',
    says: 'Several devices of one adapter are accessed at the same time: each has a queue of its own.',
    confidence: 'document',
  },
  'adapter-delay-cmd': {
    document: 'AIX sys/scsi.h',
    section: 'SC_DELAY_CMD',
    says: 'After a bus reset or a BUS DEVICE RESET by this host, a command with SC_DELAY_CMD is held for the configured number of seconds.',
    confidence: 'header',
  },
  'adapter-async': {
    document: KEDS,
    section: 'Fields in the sc_buf Structure',
    says: 'SC_ASYNC keeps the adapter from negotiating synchronous transfer; SC_NODISC keeps the device from disconnecting.',
    confidence: 'document',
  },

  // interrupts
  'adapter-intermediate-interrupt': {
    document: KEDS,
    section: sequence,
    says: 'At each interrupt sc_intr looks what has happened; interrupts between the phases of a command complete nothing.',
    confidence: 'document',
  },
  'adapter-selection-lost': {
    document: 'SCSI-2',
    section: '6.1.2 ARBITRATION',
    says: 'A target may win the bus to reselect while the adapter wants to select; the adapter selects again later.',
    confidence: 'document',
  },
  'adapter-retries-only-before-handover': {
    document: KEDS,
    section: 'Initiator-Mode Recovery',
    says: 'The adapter driver may try again what never reached the device; a command that did is never sent again by it.',
    confidence: 'document',
  },
  'adapter-good': {
    document: KEDS,
    section: sequence,
    says: 'On good completion sc_intr fills in b_resid, takes the sc_buf from the queue and calls iodone.',
    confidence: 'document',
  },
  'adapter-short-runs-on': {
    document: KEDS,
    section: 'Analyzing Returned Status',
    says: 'Bytes that were not transferred are no error by themselves: the queue is not halted.',
    confidence: 'recalled',
  },
  'adapter-scsi-error': {
    document: KEDS,
    section: sequence,
    says: 'A status other than GOOD is given back in scsi_status with SC_SCSI_ERROR and EIO.',
    confidence: 'document',
  },
  'adapter-status-unmasked': {
    document: 'AIX sys/scsi.h',
    section: 'SCSI_STATUS_MASK',
    says: 'The status is given back as it came: masked with 0x1e, several would look like others.',
    confidence: 'header',
  },
  'adapter-bus-fault': {
    document: KEDS,
    section: 'Fields in the sc_buf Structure',
    says: 'SC_SCSI_BUS_FAULT: the protocol or the hardware of the bus failed, for instance the bus went free unexpectedly.',
    confidence: 'document',
  },
  'adapter-no-device-response': {
    document: 'AIX sys/scsi.h',
    section: 'general_card_status',
    says: 'SC_NO_DEVICE_RESPONSE: the device did not answer its selection.',
    confidence: 'header',
  },
  'adapter-cmd-timeout': {
    document: 'AIX sys/scsi.h',
    section: 'general_card_status',
    says: 'SC_CMD_TIMEOUT: the transaction took longer than timeout_value.',
    confidence: 'header',
  },
  'adapter-no-retry': {
    document: 'AIX sys/scsi.h',
    section: 'general_card_status',
    says: 'SC_ERROR_NO_RETRY: the adapter driver does not want the transaction to be tried again. After which failures is not said: here after any of its own.',
    confidence: 'header',
  },
  'adapter-own-failure': {
    document: 'AIX sys/scsi.h',
    section: 'general_card_status',
    says: 'SC_HOST_IO_BUS_ERR, SC_ADAPTER_HDW_FAILURE, SC_ADAPTER_SFW_FAILURE, SC_FUSE_OR_TERMINAL_PWR: the adapter itself failed; it logs the error.',
    confidence: 'header',
  },

  // the queue of a device
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
