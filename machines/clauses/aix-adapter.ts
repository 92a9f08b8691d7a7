import type { ClauseBook } from './clause.ts';

const KEDS = 'AIX Kernel Extensions and Device Support Programming Concepts';
const sequence = 'A Typical Initiator-Mode SCSI Driver Transaction Sequence';

/** The strategy routine, sc_start and the interrupt handler of a parallel SCSI adapter. */
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
    says: 'A gathered write may get ENOMEM, where resources run short, or EFAULT, where its data cannot be reached (which of them when: design choice).',
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
} satisfies ClauseBook;
