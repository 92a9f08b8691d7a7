import type { ClauseBook } from './clause.ts';

/** sdintr: what pkt_reason and status make of a command, and how often it is tried. */
export const scsaDiskCommandClauses = {
  // sdintr
  'sd-intr-count': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'The in-transport counter is lowered first.',
    confidence: 'code',
  },
  'sd-intr-order': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'Order: CMD_DEV_GONE; STATE_ARQ_DONE (before pkt_reason); own REQUEST SENSE; success; FLAG_DIAGNOSE; then pkt_reason, then status.',
    confidence: 'code',
  },
  'sd-arq-first': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'With auto request sense enabled, STATE_ARQ_DONE is looked at before pkt_reason.',
    confidence: 'code',
  },
  'sd-success': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'CMD_CMPLT and GOOD is success if nothing is left over, or the command is no READ or WRITE, or it is a uscsi command; b_resid takes pkt_resid.',
    confidence: 'code',
  },
  'sd-dma-resid': {
    document: 'sd.c',
    section: 'sd_initpkt_for_buf, sd_setup_next_xfer',
    says: 'pkt_resid of scsi_init_pkt is saved in xb_dma_resid and the CDB made for the blocks that are bound, because the transport uses pkt_resid for something else: what did not move.',
    confidence: 'code',
  },
  'sd-next-xfer': {
    document: 'sd.c',
    section: 'sd_return_command, sd_setup_next_xfer',
    says: 'When a window has moved whole and xb_dma_resid is not 0, scsi_init_pkt(NULL_FUNC) moves the packet on to the next window, the CDB is made for its blocks, and it goes out as a retry without delay and without limit; biodone comes after the last window only. Not for uscsi.',
    confidence: 'code',
  },
  'sd-next-xfer-fails': {
    document: 'sd.c',
    section: 'sd_setup_next_xfer',
    says: 'If the window cannot be moved the request fails with b_resid = b_bcount, whatever earlier windows have transferred.',
    confidence: 'code',
  },
  'sd-dma-freed': {
    document: 'sd.c',
    section: 'sdintr, sd_initpkt_for_buf',
    says: 'Where the DMA resources of a READ or WRITE that did not succeed are freed before its retry (x86 with fibre channel, not when sense came by itself), the retry binds the buffer anew: the transfer starts over from its first block, even where windows have moved already.',
    confidence: 'code',
  },
  'sd-status-mask': {
    document: 'status.h',
    section: 'STATUS_MASK',
    says: 'The status byte is looked at through the mask 3Eh, outside which TASK ABORTED (40h) lies.',
    confidence: 'header',
  },
  'sd-diagnose': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'A FLAG_DIAGNOSE command that failed is never retried: its sense is fetched, then it fails with EIO.',
    confidence: 'code',
  },
  // pkt_reason
  'sd-reason-incomplete': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_incomplete',
    says: 'CMD_INCOMPLETE: reset unless pkt_state is exactly STATE_GOT_BUS; STANDARD retry, of the failfast kind if STATE_GOT_TARGET is clear.',
    confidence: 'code',
  },
  'sd-reason-tran-err': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_tran_err',
    says: 'CMD_TRAN_ERR: reset unless a parity error was seen or pkt_state is exactly STATE_GOT_BUS; STANDARD retry.',
    confidence: 'code',
  },
  'sd-reason-reset': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_reset',
    says: 'CMD_RESET: reset unless the statistics show one; VICTIM retry.',
    confidence: 'code',
  },
  'sd-reason-aborted': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_aborted',
    says: 'CMD_ABORTED: reset unless the statistics show recovery; VICTIM retry.',
    confidence: 'code',
  },
  'sd-reason-timeout': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_timeout',
    says: 'CMD_TIMEOUT: reset unless the statistics show recovery; STANDARD retry of the failfast kind.',
    confidence: 'code',
  },
  'sd-reason-unx-bus-free': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_unx_bus_free',
    says: 'CMD_UNX_BUS_FREE: STANDARD retry without reset.',
    confidence: 'code',
  },
  'sd-reason-tag-reject': {
    document: 'sd.c',
    section: 'sd_pkt_reason_cmd_tag_reject',
    says: 'CMD_TAG_REJECT: tagged queueing is switched off, the throttle lowered to 3 or 1, and the command retried without counting.',
    confidence: 'code',
  },
  'sd-reason-other': {
    document: 'sd.c',
    section: 'sd_pkt_reason_default',
    says: 'Any other pkt_reason: reset, STANDARD retry.',
    confidence: 'code',
  },
  'sd-isolate': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'FLAG_ISOLATE: transport failures are not retried.',
    confidence: 'code',
  },
  // status
  'sd-short-transfer': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'GOOD with bytes left over on READ or WRITE is retried at once (STANDARD); when exhausted b_resid takes pkt_resid and the error is EIO.',
    confidence: 'code',
  },
  'sd-status-check': {
    document: 'sd.c',
    section: 'sd_pkt_status_check_condition',
    says: 'CHECK CONDITION and COMMAND TERMINATED: without auto request sense a REQUEST SENSE is sent; with it, the sense is lost and the command gets a STANDARD retry.',
    confidence: 'code',
  },
  'sd-status-busy': {
    document: 'sd.c',
    section: 'sd_pkt_status_busy',
    says: 'BUSY: counted with the STANDARD retries against the busy limit, retried after 5 s; at retry max(2, reset threshold) the unit is reset and EIO follows if no reset works.',
    confidence: 'code',
  },
  'sd-status-reservation-conflict': {
    document: 'sd.c',
    section: 'sd_pkt_status_reservation_conflict',
    says: 'RESERVATION CONFLICT: EACCES for PERSISTENT RESERVE; the owner who enabled failfast panics; EIO if retrying is disabled; otherwise STANDARD retry after two clock ticks.',
    confidence: 'code',
  },
  'sd-status-qfull': {
    document: 'sd.c',
    section: 'sd_pkt_status_qfull',
    says: 'QUEUE FULL: the throttle falls to the number in transport; retried after 100 ms without limit.',
    confidence: 'code',
  },
  'sd-status-other': {
    document: 'sd.c',
    section: 'sdintr',
    says: 'Any other status fails the command with EIO without a retry.',
    confidence: 'code',
  },
  // reset
  'sd-reset-ladder': {
    document: 'sd.c',
    section: 'sd_reset_target',
    says: 'scsi_reset of the logical unit if enabled, then of the target if allowed, then of everything, until one answers 1.',
    confidence: 'code',
  },
  'sd-reset-skipped': {
    document: 'sd.c',
    section: 'sd_reset_target',
    says: 'No reset if the statistics already show BUS_RESET, DEV_RESET or ABORTED.',
    confidence: 'code',
  },
  'sd-reset-mutex': {
    document: '9F scsi_reset',
    section: 'CONTEXT',
    says: 'The driver mutex is dropped around scsi_reset, so the unit may have changed when it returns.',
    confidence: 'code',
  },
  // retry classes
  'sd-class-standard': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'STANDARD: retried until xb_retry_count reaches the limit, then EIO.',
    confidence: 'code',
  },
  'sd-class-busy': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'BUSY: as STANDARD, same counter, busy limit.',
    confidence: 'code',
  },
  'sd-class-victim': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'VICTIM: a counter of its own; when used up the retry counts as STANDARD.',
    confidence: 'code',
  },
  'sd-class-ua': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'UNIT ATTENTION: a counter and limit of its own, then EIO.',
    confidence: 'code',
  },
  'sd-class-nocheck': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'NOCHECK: retried without looking at a counter.',
    confidence: 'code',
  },
  'sd-exhausted': {
    document: 'sd.c',
    section: 'sd_retry_command',
    says: 'A command whose retries are used up fails with EIO; if the device did not even answer selection the state becomes OFFLINE.',
    confidence: 'code',
  },
  'sd-resid-on-failure': {
    document: 'sd.c',
    section: 'sd_return_failed_command',
    says: 'A failed command leaves b_resid as it is.',
    confidence: 'code',
  },
} satisfies ClauseBook;
