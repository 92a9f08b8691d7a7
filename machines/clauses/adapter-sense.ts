import type { ClauseBook } from './clause.ts';

/** Auto request sense of the adapter. */
export const adapterSenseClauses = {
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
} satisfies ClauseBook;
