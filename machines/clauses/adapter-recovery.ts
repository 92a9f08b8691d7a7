import type { ClauseBook } from './clause.ts';

/** Timeouts, aborts and resets. */
export const adapterRecoveryClauses = {
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
} satisfies ClauseBook;
