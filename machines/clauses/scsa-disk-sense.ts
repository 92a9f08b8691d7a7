import type { ClauseBook } from './clause.ts';

/** Sense data: where they come from, and what they make of a command. */
export const scsaDiskSenseClauses = {
  // sense
  'sd-arq-not-proof': {
    document: 'Writing Device Drivers',
    section: 'Auto-Request Sense Mode',
    says: 'STATE_ARQ_DONE says that an automatic REQUEST SENSE was run, not that it worked: sts_rqpkt_reason, status, state and residual tell.',
    confidence: 'document',
  },
  'sd-arq-transport-failed': {
    document: 'sd.c',
    section: 'sd_handle_auto_request_sense',
    says: 'If the automatic REQUEST SENSE did not complete (sts_rqpkt_reason), the target is reset and the command gets a STANDARD retry.',
    confidence: 'code',
  },
  'sd-sense-status': {
    document: 'sd.c',
    section: 'sd_validate_sense_data',
    says: 'The status of the REQUEST SENSE decides first: RESERVATION CONFLICT as for any command, BUSY a BUSY retry and QUEUE FULL a STANDARD retry after 10 ms, any other than GOOD a STANDARD retry.',
    confidence: 'code',
  },
  'sd-sense-invalid': {
    document: 'sd.c',
    section: 'sd_validate_sense_data',
    says: 'No data, fewer than four bytes or an unknown response code: STANDARD retry; an error class other than 7: EIO.',
    confidence: 'code',
  },
  'sd-key-no-sense': {
    document: 'sd.c',
    section: 'sd_sense_key_no_sense',
    says: 'NO SENSE is no success: STANDARD retry at once.',
    confidence: 'code',
  },
  'sd-key-recovered': {
    document: 'sd.c',
    section: 'sd_sense_key_recoverable_error',
    says: 'RECOVERED ERROR is success only if nothing is left over, otherwise a STANDARD retry.',
    confidence: 'code',
  },
  'sd-key-not-ready': {
    document: 'sd.c',
    section: 'sd_sense_key_not_ready',
    says: 'NOT READY has a counter of its own; when used up the command fails with EIO. ASC and ASCQ decide between waiting 5 s, START UNIT and failing.',
    confidence: 'code',
  },
  'sd-key-medium-hardware': {
    document: 'sd.c',
    section: 'sd_sense_key_medium_or_hardware_error',
    says: 'MEDIUM and HARDWARE ERROR: STANDARD retry at once; when the retry counter equals the reset threshold the unit, then the target is reset, never the bus, and not for HARDWARE ERROR 84h.',
    confidence: 'code',
  },
  'sd-key-illegal-request': {
    document: 'sd.c',
    section: 'sd_sense_key_illegal_request',
    says: 'ILLEGAL REQUEST fails with EIO.',
    confidence: 'code',
  },
  'sd-media-change': {
    document: 'sd.c',
    section: 'sd_media_change_task',
    says: 'A task thread reads capacity and label of a medium that may be new, up to four times half a second apart; then the command is retried as after UNIT ATTENTION, or fails with EIO. (Forty times while a lower layer says EAGAIN, which nobody says here.)',
    confidence: 'code',
  },
  'sd-key-unit-attention': {
    document: 'sd.c',
    section: 'sd_sense_key_unit_attention',
    says: 'UNIT ATTENTION is retried after 100 ms with a counter of its own; 29h means that a reservation is lost; 2A/01, 2A/09, 3F/0E call for reading the capacity again; 5Dh is reported and gets a STANDARD retry; 28h and 29h on removable media are handed to a task thread first.',
    confidence: 'code',
  },
  'sd-key-fail': {
    document: 'sd.c',
    section: 'sd_sense_key_fail_command',
    says: 'DATA PROTECT, VOLUME OVERFLOW and MISCOMPARE fail with EIO.',
    confidence: 'code',
  },
  'sd-key-blank-check': {
    document: 'sd.c',
    section: 'sd_sense_key_blank_check',
    says: 'BLANK CHECK fails with EIO.',
    confidence: 'code',
  },
  'sd-key-aborted': {
    document: 'sd.c',
    section: 'sd_sense_key_aborted_command',
    says: 'ABORTED COMMAND: STANDARD retry after 100 ms.',
    confidence: 'code',
  },
  'sd-key-default': {
    document: 'sd.c',
    section: 'sd_sense_key_default',
    says: 'Vendor specific, COPY ABORTED, EQUAL and reserved keys: STANDARD retry at once.',
    confidence: 'code',
  },
  // request sense
  'sd-rqs-in-use': {
    document: 'sd.c',
    section: 'sd_send_request_sense_command',
    says: 'If the REQUEST SENSE packet is in use or other commands are in transport, the original is retried (NOCHECK) after 5 s without sensing, or failed with EIO if FLAG_DIAGNOSE.',
    confidence: 'code',
  },
  'sd-rqs-send': {
    document: 'sd.c',
    section: 'sd_send_request_sense_command',
    says: 'The one REQUEST SENSE packet of the unit is marked busy and sent at the head, FLAG_SENSING set.',
    confidence: 'code',
  },
  'sd-rqs-idle-first': {
    document: 'sd.c',
    section: 'sd_handle_request_sense',
    says: 'The REQUEST SENSE packet becomes idle before the sense data are decoded.',
    confidence: 'code',
  },
  'sd-rqs-failed': {
    document: 'sd.c',
    section: 'sd_handle_request_sense',
    says: 'If REQUEST SENSE did not complete, the original gets a STANDARD retry, unless FLAG_DIAGNOSE.',
    confidence: 'code',
  },
  'sd-rqs-allocate': {
    document: 'sd.c',
    section: 'sd_alloc_rqs',
    says: 'The REQUEST SENSE packet is allocated while attaching and kept.',
    confidence: 'code',
  },
} satisfies ClauseBook;
