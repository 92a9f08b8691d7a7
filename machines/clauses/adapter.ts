import type { ClauseBook } from './clause.ts';

/** The entry points of an SCSA adapter, its queues and the bus. */
export const adapterClauses = {
  // tran_start
  'hba-start-initialises': {
    document: '9E tran_start',
    section: 'DESCRIPTION',
    says: 'tran_start sets pkt_resid, pkt_statistics and pkt_state to 0 and pkt_reason to CMD_CMPLT before it transports.',
    confidence: 'document',
  },
  'hba-start-queues': {
    document: '9E tran_start',
    section: 'FLAG_NOINTR',
    says: 'Without FLAG_NOINTR the command is queued and tran_start returns at once; the result comes by pkt_comp.',
    confidence: 'document',
  },
  'hba-polled': {
    document: '9E tran_start',
    section: 'FLAG_NOINTR',
    says: 'With FLAG_NOINTR tran_start does not return before the command is complete and never calls pkt_comp.',
    confidence: 'document',
  },
  'hba-start-results': {
    document: '9E tran_start',
    section: 'RETURN VALUES',
    says: 'tran_start answers TRAN_ACCEPT, TRAN_BUSY, TRAN_BADPKT or TRAN_FATAL_ERROR; after any but TRAN_ACCEPT the packet stays with the target driver and no callback comes.',
    confidence: 'document',
  },
  'hba-start-parks': {
    document: 'fas.c',
    section: 'fas_scsi_start, fas_empty_waitQ',
    says: 'While its lock or the bus is busy the adapter parks a packet and answers TRAN_ACCEPT at once; if the packet turns out not to be acceptable later, it completes with CMD_TRAN_ERR instead of being refused. Polled packets are not parked.',
    confidence: 'code',
  },
  'hba-busy-when-throttled': {
    document: 'fas.c',
    section: 'fas_accept_pkt',
    says: 'TRAN_BUSY is answered only for a tagged unit whose active commands have reached a throttle above 0, and never to FLAG_HEAD; while starting is suspended the packet is queued.',
    confidence: 'code',
  },
  'hba-no-queueing-untagged': {
    document: '9F scsi_ifgetcap',
    section: 'untagged-qing',
    says: 'untagged-qing tells that the adapter queues internally. Without it we answer TRAN_BUSY to a second command of an untagged unit.',
    confidence: 'design',
  },
  'hba-flag-head': {
    document: '9S scsi_pkt',
    section: 'FLAG_HEAD',
    says: "FLAG_HEAD puts the packet at the head of the adapter's own queue, not of the device's.",
    confidence: 'document',
  },
  'hba-writes-four-fields': {
    document: '9E tran_start',
    section: 'NOTES',
    says: 'Of the packet the transport layer changes pkt_resid, pkt_reason, pkt_statistics and pkt_state only.',
    confidence: 'document',
  },
  'hba-first-cause-wins': {
    document: '9E tran_start',
    section: 'pkt_reason',
    says: 'pkt_reason is changed only while it is still CMD_CMPLT: the first cause stands. pkt_statistics bits are only ever added.',
    confidence: 'document',
  },
  'hba-state-bits': {
    document: '9S scsi_pkt',
    section: 'pkt_state',
    says: 'pkt_state tells how far the command got: bus, target, command sent, data moved, status received; each normally implies the one before.',
    confidence: 'document',
  },
  // choosing and starting
  'hba-start-rule': {
    document: 'fas.c',
    section: 'fas_istart, fas_startcmd',
    says: 'A command is started when the bus is free and its unit has fewer active commands than its throttle allows; units take turns.',
    confidence: 'code',
  },
  'hba-untagged-one-at-a-time': {
    document: 'Writing Device Drivers',
    section: 'SCSI HBA Drivers, Support for Queuing',
    says: 'A unit without tagged queueing gets one command at a time; the adapter keeps the others.',
    confidence: 'document',
  },
  'hba-untagged-drains': {
    document: 'fas.c',
    section: 'fas_startcmd, throttle DRAIN',
    says: 'An untagged command for a tagged unit waits until the tagged ones are finished and then runs alone; REQUEST SENSE does not wait.',
    confidence: 'code',
  },
  'hba-nodiscon-no-tag': {
    document: 'fas.c',
    section: 'fas_startcmd',
    says: 'A command without the disconnect privilege carries no tag.',
    confidence: 'code',
  },
  'hba-callback-before-next': {
    document: 'fas.c',
    section: 'fas_finish',
    says: 'The next command is started before the finished one is handed back only after status GOOD; otherwise a new command could destroy the sense data.',
    confidence: 'code',
  },
  'hba-next-before-callback': {
    document: 'Writing Device Drivers',
    section: 'SCSI HBA Drivers, Interrupt Handler',
    says: 'For performance the adapter starts the next command before it calls the completion routine of the finished one.',
    confidence: 'document',
  },
  'hba-callback-returned': {
    document: 'fas.c',
    section: 'fas_empty_callbackQ, fas_intr',
    says: 'Callbacks run without the adapter mutex; what the driver submits from inside its callback has reached the adapter when the callback returns.',
    confidence: 'code',
  },
  'hba-callback-queue': {
    document: 'fas.c',
    section: 'fas_empty_callbackQ',
    says: 'Finished packets wait in a first-in first-out callback queue and are handed back one after the other.',
    confidence: 'code',
  },
  'hba-one-callback': {
    document: '9E tran_start',
    section: 'pkt_comp',
    says: 'Every accepted packet without FLAG_NOINTR is handed back by exactly one pkt_comp call.',
    confidence: 'document',
  },
  // the bus
  'hba-selects': {
    document: 'fas.c',
    section: 'fas_startcmd',
    says: 'From FREE the adapter arbitrates and selects with IDENTIFY, the tag if any, negotiation if due, and the command.',
    confidence: 'code',
  },
  'hba-selection-timeout': {
    document: 'fas.c',
    section: 'fas_finish_select',
    says: 'When nobody answers selection pkt_state is exactly STATE_GOT_BUS, pkt_reason CMD_INCOMPLETE, and the unit is drained.',
    confidence: 'code',
  },
  'hba-tag-rejected': {
    document: 'fas.c',
    section: 'fas_onebyte_msg, MESSAGE REJECT',
    says: 'When the target rejects the queue tag message the packet ends with CMD_TAG_REJECT.',
    confidence: 'code',
  },
  'hba-selection-lost': {
    document: 'fas.c',
    section: 'fas_finish_select, fas_reselect_preempt',
    says: 'A command whose selection was lost to a reselection goes back to the head of the queue.',
    confidence: 'code',
  },
  'hba-interrupt-first': {
    document: 'fas.c',
    section: 'fas_intr_svc, fas_finish',
    says: 'An interrupt is dealt with to its end before the adapter looks for the next thing to start.',
    confidence: 'code',
  },
  'hba-disconnect': {
    document: 'fas.c',
    section: 'fas_handle_clearing',
    says: 'After DISCONNECT the command is parked with STAT_DISCON and the bus is free.',
    confidence: 'code',
  },
  'hba-reselection': {
    document: 'fas.c',
    section: 'fas_reconnect',
    says: 'A reselection must name a disconnected command; otherwise the bus is reset.',
    confidence: 'code',
  },
  'hba-command-complete': {
    document: 'fas.c',
    section: 'fas_handle_c_cmplt, fas_handle_clearing',
    says: 'STATUS and COMMAND COMPLETE set STATE_GOT_STATUS; when the bus is free the command is finished.',
    confidence: 'code',
  },
  'hba-unexpected-bus-free': {
    document: 'SCSI-2',
    section: '6.1.1 BUS FREE phase',
    says: 'BUS FREE without DISCONNECT or COMMAND COMPLETE ends the command in error: CMD_UNX_BUS_FREE.',
    confidence: 'recalled',
  },
  'hba-data-parity': {
    document: 'fas.c',
    section: 'fas_handle_data_done',
    says: 'A parity error in the data gives CMD_TRAN_ERR and STAT_PERR.',
    confidence: 'code',
  },
  'hba-renegotiate': {
    document: 'fas.c',
    section: 'fas_reset_recovery, fas_finish',
    says: 'Synchronous and wide agreements are negotiated anew with the next command after a reset and after CHECK CONDITION.',
    confidence: 'code',
  },
  // QUEUE FULL
  'qfull-retry': {
    document: 'fas.c',
    section: 'fas_handle_qfull',
    says: 'While retries are left, QUEUE FULL lowers the throttle to two below the active count (not below 0) and puts the command back at the head of the queue.',
    confidence: 'code',
  },
  'qfull-hold': {
    document: 'fas.c',
    section: 'fas_handle_qfull, fas_restart_cmd',
    says: 'If nothing would be left active, the logical units of the target are held and started again after qfull-retry-interval.',
    confidence: 'code',
  },
  'qfull-to-driver': {
    document: '9F scsi_ifgetcap',
    section: 'qfull-retries',
    says: 'With qfull-retries 0, or all used up, the packet completes with CMD_CMPLT and status QUEUE FULL for the target driver.',
    confidence: 'document',
  },
  'qfull-reopens': {
    document: 'fas.c',
    section: 'fas_watchsubr',
    says: 'The watchdog opens lowered throttles again.',
    confidence: 'code',
  },
  // capabilities
  'cap-get': {
    document: '9E tran_getcap',
    section: 'RETURN VALUES',
    says: 'tran_getcap answers the current value, -1 for an undefined capability.',
    confidence: 'document',
  },
  'cap-set': {
    document: '9E tran_setcap',
    section: 'RETURN VALUES',
    says: 'tran_setcap answers 1 when set, 0 when the adapter cannot change the capability, -1 when it is undefined.',
    confidence: 'document',
  },
  'cap-tagged-idle': {
    document: 'fas.c',
    section: 'fas_commoncap',
    says: 'tagged-qing is not changed while commands of the unit are active.',
    confidence: 'code',
  },
  'cap-forces-negotiation': {
    document: '9F scsi_ifsetcap',
    section: 'synchronous, wide-xfer',
    says: 'Setting synchronous or wide-xfer makes the adapter negotiate anew.',
    confidence: 'document',
  },
} satisfies ClauseBook;
