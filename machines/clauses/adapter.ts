import type { ClauseBook } from './clause.ts';

/** The adapter: transport contract, queueing, auto request sense, timeouts, reset and abort. */
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

  // auto request sense
  'arq-before-completion': {
    document: '9E tran_start',
    section: 'Auto-Request Sense',
    says: 'After CHECK CONDITION of a packet with auto request sense the adapter transports a REQUEST SENSE and fills the scsi_arq_status before it completes the packet.',
    confidence: 'document',
  },
  'arq-whatever-reason': {
    document: '9E tran_start',
    section: 'Auto-Request Sense',
    says: 'CHECK CONDITION alone decides: sense is fetched before completion also for a packet with a parity error or whose time was over; its pkt_reason and pkt_statistics stay.',
    confidence: 'document',
  },
  'arq-needs-capability': {
    document: 'Writing Device Drivers',
    section: 'SCSI Target Drivers, Auto-Request Sense Mode',
    says: 'Auto request sense happens only for units on which the capability auto-rqsense is set.',
    confidence: 'document',
  },
  'arq-needs-status-block': {
    document: '9F scsi_init_pkt',
    section: 'statuslen',
    says: 'A status block smaller than scsi_arq_status switches auto request sense off for this packet.',
    confidence: 'document',
  },
  'arq-not-for-itself': {
    document: 'fas.c',
    section: 'fas_handle_sts_chk',
    says: 'CHECK CONDITION of the auto-request-sense command itself starts no other.',
    confidence: 'code',
  },
  'arq-not-when-polled': {
    document: 'fas.c',
    section: 'fas_finish',
    says: 'Truly polled commands complete straight after CHECK CONDITION, without auto request sense.',
    confidence: 'code',
  },
  'arq-one-per-unit': {
    document: 'fas.c',
    section: 'fas_handle_sts_chk, fas_create_arq_pkt',
    says: 'There is one pre-allocated sense packet per unit; if it is in use the failing packet ends with CMD_TRAN_ERR.',
    confidence: 'code',
  },
  'arq-at-the-head': {
    document: 'fas.c',
    section: 'fas_start_arq / fas_handle_sts_chk',
    says: "The sense command takes over the failing packet's pkt_time, opens the throttle and goes to the head of the queue, before everything else.",
    confidence: 'code',
  },
  'arq-fills-block': {
    document: '9S scsi_arq_status',
    section: 'sts_rqpkt_*',
    says: 'When the sense command is over, for whatever reason, its status, reason, state, statistics, resid and data go into the block and STATE_ARQ_DONE is set.',
    confidence: 'document',
  },
  'arq-original-reason-stays': {
    document: 'fas.c',
    section: 'fas_complete_arq_pkt',
    says: 'pkt_reason of the original stays what it was, normally CMD_CMPLT, even if the sense command failed; only sts_rqpkt_reason tells.',
    confidence: 'code',
  },
  'arq-back-off': {
    document: 'fas.c',
    section: 'fas_complete_arq_pkt',
    says: 'Sense ABORTED COMMAND with ASC 47 (parity) makes the adapter back off in its synchronous and wide agreements.',
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

  // timeouts
  'timeout-clock-on-bus': {
    document: '9E tran_start',
    section: 'pkt_time',
    says: 'The clock of pkt_time starts when the command is put on the bus, never while it is queued; 0 means no limit.',
    confidence: 'document',
  },
  'timeout-one-countdown': {
    document: 'fas.c',
    section: 'fas_watchsubr',
    says: 'fas keeps one countdown per logical unit. It restarts with every start of a timed command, so under a steady stream of new commands a stuck one times out late, possibly not before the stream ends.',
    confidence: 'code',
  },
  'timeout-marks-all-active': {
    document: 'fas.c',
    section: 'fas_cmd_timeout',
    says: 'On expiry every active packet of the unit with a time limit is marked CMD_TIMEOUT with STAT_TIMEOUT and STAT_ABORTED before recovery is tried; those without a limit are not.',
    confidence: 'code',
  },
  'timeout-marks-packet': {
    document: '9E tran_start',
    section: 'pkt_time',
    says: 'A packet whose time is over gets CMD_TIMEOUT and STAT_TIMEOUT.',
    confidence: 'document',
  },
  'timeout-recovery': {
    document: '9E tran_start',
    section: 'pkt_time',
    says: 'After a timeout the adapter tries to recover the target, typically by an abort message, a device reset or a bus reset, and adds the statistics bit of what succeeded.',
    confidence: 'document',
  },
  'timeout-next-rung': {
    document: 'fas.c',
    section: 'fas_abort_cmd',
    says: 'When one means of recovery fails the next one is tried; the bus reset is the last.',
    confidence: 'code',
  },
  'timeout-connected': {
    document: 'fas.c',
    section: 'fas_abort_cmd',
    says: 'When the stuck command holds the bus no message can be sent; only the bus reset is left.',
    confidence: 'code',
  },
  'timeout-victims': {
    document: '9E tran_start',
    section: 'pkt_reason',
    says: 'Packets active with the timed-out one on a target that is aborted or reset get CMD_TIMEOUT too; packets not yet started get CMD_RESET and STAT_ABORTED.',
    confidence: 'document',
  },
  'timeout-unrecovered': {
    document: '9E tran_start',
    section: 'pkt_time',
    says: 'If recovery failed or was not tried the packet completes with CMD_TIMEOUT and the target driver may reset itself.',
    confidence: 'document',
  },
  'timeout-packet-unknown': {
    document: '9E tran_start',
    section: 'pkt_time',
    says: 'One countdown for a logical unit does not know which packet is stuck: ABORT TAG is passed over.',
    confidence: 'design',
  },
  'timeout-untagged': {
    document: 'SCSI-2',
    section: '6.6 message ABORT TAG',
    says: "ABORT TAG names a command by its tag. For one sent without, such as the adapter's own REQUEST SENSE, it is passed over.",
    confidence: 'recalled',
  },

  // abort and reset
  'abort-queued': {
    document: '9E tran_abort',
    section: 'DESCRIPTION',
    says: 'An aborted packet gets CMD_ABORTED and STAT_ABORTED and is still handed back by pkt_comp.',
    confidence: 'document',
  },
  'abort-message': {
    document: 'SCSI-2',
    section: '6.6 messages ABORT, ABORT TAG',
    says: 'ABORT TAG ends one tagged command; ABORT ends every command of the initiator on that logical unit.',
    confidence: 'recalled',
  },
  'abort-unknown-succeeds': {
    document: 'fas.c',
    section: 'fas_do_scsi_abort',
    says: 'Aborting a packet that is no longer in the queues succeeds.',
    confidence: 'code',
  },
  'abort-partly': {
    document: '9E tran_abort',
    section: 'RETURN VALUES',
    says: 'An abort of all packets that took effect for some of them only has succeeded: 1.',
    confidence: 'document',
  },
  'abort-may-fail': {
    document: '9F scsi_abort',
    section: 'RETURN VALUES',
    says: 'scsi_abort returns 1 for success, 0 for failure, and cannot be guaranteed to work.',
    confidence: 'document',
  },
  'reset-levels': {
    document: '9E tran_reset',
    section: 'DESCRIPTION',
    says: 'RESET_TARGET sends BUS DEVICE RESET, RESET_ALL resets the bus; active packets get CMD_RESET with STAT_DEV_RESET or STAT_BUS_RESET, queued ones CMD_RESET with STAT_ABORTED.',
    confidence: 'document',
  },
  'reset-lun-capability': {
    document: '9F scsi_reset',
    section: 'RESET_LUN',
    says: 'RESET_LUN is passed on only if the capability lun-reset is 1; otherwise the answer is 0 at once.',
    confidence: 'document',
  },
  'reset-all-units': {
    document: 'fas.c',
    section: 'fas_reset_cleanup',
    says: 'A device reset hits all logical units of the target.',
    confidence: 'code',
  },
  'reset-once-for-all': {
    document: 'design choice',
    section: 'adapter',
    says: 'One reset does for every abort and reset that waits for the same logical unit or target and asks for no more than it: they succeed without a second message, which the reset delay would forbid.',
    confidence: 'design',
  },
  'reset-may-fail': {
    document: '9F scsi_reset',
    section: 'RETURN VALUES',
    says: 'scsi_reset returns 1 for success and 0 for failure.',
    confidence: 'document',
  },
  'reset-delay': {
    document: '9E tran_start',
    section: 'pkt_time, scsi-reset-delay',
    says: 'For the reset delay after a device reset nothing is sent to that device, after a bus reset nothing to any.',
    confidence: 'document',
  },
  'reset-delay-refuses': {
    document: 'fas.c',
    section: 'fas_do_scsi_reset',
    says: 'During the reset delay the adapter gives up sending messages to the target.',
    confidence: 'code',
  },
  'reset-external': {
    document: '9E tran_reset',
    section: 'bus reset by others',
    says: 'A bus reset by anyone else is treated like our own: everything outstanding gets CMD_RESET and STAT_BUS_RESET.',
    confidence: 'document',
  },
  'reset-notify': {
    document: '9F scsi_reset_notify',
    section: 'DESCRIPTION',
    says: 'Every registered target driver is told of a bus reset, whoever caused it.',
    confidence: 'document',
  },
  'reset-notify-order': {
    document: 'fas.c',
    section: 'fas_reset_recovery',
    says: 'Reset notification runs after the packets were marked and before their callbacks.',
    confidence: 'code',
  },
  'reset-notify-return': {
    document: 'scsi_reset_notify.c',
    section: 'scsi_hba_reset_notify_callback',
    says: 'The adapter calls one target driver after another, without its mutex, and goes on when the last call has returned.',
    confidence: 'code',
  },
  'reset-sense-pending': {
    document: 'fas.c',
    section: 'fas_complete_arq_pkt',
    says: 'A packet whose sense is being fetched when a reset comes keeps CMD_CMPLT; the reset shows in sts_rqpkt_reason.',
    confidence: 'code',
  },
  'reset-spares-finished': {
    document: '9E tran_reset',
    section: 'DESCRIPTION',
    says: 'Packets that are finished and wait for their callback are not outstanding any more: a reset does not touch them.',
    confidence: 'design',
  },
  'hba-message-one-at-a-time': {
    document: 'fas.c',
    section: 'fas_do_proxy_cmd',
    says: 'Abort and reset messages are sent by selecting the target for the message alone, when the bus is free; nothing is started meanwhile.',
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
