import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type States = NonNullable<Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0]['states']>;

/** CHECK CONDITION: where the sense data come from, and the tables of sense key and ASC/ASCQ. */
export const bySense: States = {
  requestSense: {
    description: 'CHECK CONDITION and auto request sense did not run (sd_send_request_sense_command).',
    always: [
      {
        guard: 'the unit is suspended',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'SUSPENDED: no REQUEST SENSE is sent; EIO.',
        meta: cite('sd-suspend-sense'),
      },
      {
        guard: 'REQUEST SENSE impossible now, FLAG_DIAGNOSE',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'No sense for a FLAG_DIAGNOSE command: EIO.',
        meta: cite('sd-rqs-in-use'),
      },
      {
        guard: 'REQUEST SENSE packet in use',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'NOCHECK', after: 'busyDelay' } },
        description: 'The packet is in use: the original is retried after 5 s without sensing.',
        meta: cite('sd-rqs-in-use'),
      },
      {
        guard: 'other commands in transport',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'NOCHECK', after: 'busyDelay' } },
        description: 'Other commands have cleared the sense: the original is retried after 5 s without sensing.',
        meta: cite('sd-rqs-in-use'),
      },
      {
        target: '#sensing',
        actions: ['forget the facts', 'tell the unit: REQUEST SENSE'],
        description: 'REQUEST SENSE is sent.',
        meta: cite('sd-rqs-send'),
      },
    ],
  },

  autoSense: {
    description: 'STATE_ARQ_DONE: did the automatic REQUEST SENSE work?',
    always: [
      {
        guard: 'auto request sense was not transported',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'sts_rqpkt_reason is not CMD_CMPLT: reset; STANDARD retry.',
        meta: cite('sd-arq-transport-failed', 'sd-arq-not-proof'),
      },
      { target: 'senseValidation', description: 'It was transported.', meta: cite('sd-arq-not-proof') },
    ],
  },

  senseValidation: {
    description: 'Are there sense data at all (sd_validate_sense_data)?',
    always: [
      {
        guard: 'sense status RESERVATION CONFLICT',
        target: 'reservationConflict',
        description: 'REQUEST SENSE met RESERVATION CONFLICT: as any command.',
        meta: cite('sd-sense-status'),
      },
      {
        guard: 'sense status BUSY',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'BUSY', after: 'tranBusyDelay' } },
        description: 'REQUEST SENSE met BUSY: BUSY retry after 10 ms.',
        meta: cite('sd-sense-status'),
      },
      {
        guard: 'sense status QUEUE FULL',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'tranBusyDelay' } },
        description: 'REQUEST SENSE met QUEUE FULL: STANDARD retry after 10 ms.',
        meta: cite('sd-sense-status'),
      },
      {
        guard: 'sense status not GOOD',
        target: '#retrying',
        actions: 'want a retry when the sense failed',
        description: 'REQUEST SENSE itself ended with CHECK CONDITION or another status: STANDARD retry.',
        meta: cite('sd-sense-status'),
      },
      {
        guard: 'no sense data',
        target: '#retrying',
        actions: 'want a retry when the sense failed',
        description: 'No data moved: STANDARD retry.',
        meta: cite('sd-sense-invalid'),
      },
      {
        guard: 'fewer than four bytes',
        target: '#retrying',
        actions: 'want a retry when the sense failed',
        description: 'Too few bytes: STANDARD retry.',
        meta: cite('sd-sense-invalid'),
      },
      {
        guard: 'response code unknown',
        target: '#retrying',
        actions: 'want a retry when the sense failed',
        description: 'Response code unknown: STANDARD retry.',
        meta: cite('sd-sense-invalid'),
      },
      {
        guard: 'error class is not 7',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Not extended sense: EIO.',
        meta: cite('sd-sense-invalid'),
      },
      { target: 'senseKey', description: 'Valid: the sense key decides.', meta: cite('sd-sense-invalid') },
    ],
  },

  senseKey: {
    description: 'Table of the sense key (sd_decode_sense).',
    always: [
      {
        guard: 'NO SENSE',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'NO SENSE is no success: STANDARD retry at once.',
        meta: cite('sd-key-no-sense'),
      },
      {
        guard: 'RECOVERED ERROR, nothing left over',
        target: 'succeeded',
        description: 'RECOVERED ERROR and everything moved: success.',
        meta: cite('sd-key-recovered'),
      },
      {
        guard: 'RECOVERED ERROR',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'RECOVERED ERROR with bytes left over: STANDARD retry.',
        meta: cite('sd-key-recovered'),
      },
      {
        guard: 'NOT READY',
        target: 'notReady',
        description: 'NOT READY: ASC and ASCQ decide.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'MEDIUM or HARDWARE ERROR at the reset threshold, not 84h',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
          { type: 'reset first', params: 'neverAll' },
        ],
        description:
          'MEDIUM, HARDWARE ERROR at the reset threshold: reset unit, then target, never the bus; STANDARD retry.',
        meta: cite('sd-key-medium-hardware'),
      },
      {
        guard: 'MEDIUM or HARDWARE ERROR',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'MEDIUM, HARDWARE ERROR: STANDARD retry at once.',
        meta: cite('sd-key-medium-hardware'),
      },
      {
        guard: 'ILLEGAL REQUEST',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'ILLEGAL REQUEST: EIO.',
        meta: cite('sd-key-illegal-request'),
      },
      {
        guard: 'UNIT ATTENTION',
        target: 'unitAttention',
        description: 'UNIT ATTENTION: the ASC decides.',
        meta: cite('sd-key-unit-attention'),
      },
      {
        guard: 'DATA PROTECT, VOLUME OVERFLOW or MISCOMPARE',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'DATA PROTECT, VOLUME OVERFLOW, MISCOMPARE: EIO.',
        meta: cite('sd-key-fail'),
      },
      {
        guard: 'BLANK CHECK',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'BLANK CHECK: EIO.',
        meta: cite('sd-key-blank-check'),
      },
      {
        guard: 'ABORTED COMMAND',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay' } },
        description: 'ABORTED COMMAND: STANDARD retry after 100 ms.',
        meta: cite('sd-key-aborted'),
      },
      {
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'Vendor specific, COPY ABORTED, EQUAL, reserved: STANDARD retry at once.',
        meta: cite('sd-key-default'),
      },
    ],
  },

  unitAttention: {
    description: 'Key UNIT ATTENTION by ASC/ASCQ.',
    always: [
      {
        guard: 'ASC 5D, failure prediction is reported',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'unitAttentionDelay' } },
        description: 'Failure prediction: reported; STANDARD retry.',
        meta: cite('sd-key-unit-attention'),
      },
      {
        guard: 'ASC 29, removable',
        target: '#mediaChange',
        actions: 'tell the unit: reset seen',
        description: 'Reset of a removable unit: the medium may have changed.',
        meta: cite('sd-key-unit-attention', 'sd-reservation-lost'),
      },
      {
        guard: 'ASC 29',
        target: '#retrying',
        actions: [
          'tell the unit: reset seen',
          { type: 'want a retry', params: { class: 'UNIT_ATTENTION', after: 'unitAttentionDelay' } },
        ],
        description: 'Power on or reset: a reservation is lost; UNIT ATTENTION retry.',
        meta: cite('sd-key-unit-attention', 'sd-reservation-lost'),
      },
      {
        guard: 'ASC 28, removable',
        target: '#mediaChange',
        description: 'The medium has changed.',
        meta: cite('sd-key-unit-attention'),
      },
      {
        guard: 'ASC/ASCQ 2A/01, 2A/09 or 3F/0E',
        target: '#retrying',
        actions: [
          'tell the unit: capacity changed',
          { type: 'want a retry', params: { class: 'UNIT_ATTENTION', after: 'unitAttentionDelay' } },
        ],
        description:
          'Mode parameters, capacity or LUN data changed: the capacity is to be read again; UNIT ATTENTION retry.',
        meta: cite('sd-key-unit-attention', 'sd-capacity-task'),
      },
      {
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'UNIT_ATTENTION', after: 'unitAttentionDelay' } },
        description: 'Any other: UNIT ATTENTION retry after 100 ms.',
        meta: cite('sd-key-unit-attention'),
      },
    ],
  },

  notReady: {
    description: 'Key NOT READY by ASC/ASCQ.',
    always: [
      {
        guard: 'no retries left (NOT READY)',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Not ready for too long: EIO.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC/ASCQ 04/00, time to reset',
        target: '#resetting',
        actions: { type: 'reset first', params: 'unlessDone' },
        description: 'Not ready, cause not reportable, for a while: reset, then START UNIT.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC/ASCQ 04/00',
        target: 'startUnit',
        description: 'Not ready, cause not reportable: START UNIT.',
        meta: cite('sd-key-not-ready', 'sd-start-unit'),
      },
      {
        guard: 'ASC/ASCQ 04/01',
        target: '#retrying',
        actions: [
          'count a not-ready retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'notReadyDelay', because: 'NOT_READY' } },
        ],
        description: 'Becoming ready: retry after 5 s.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC/ASCQ 04/02',
        target: 'startUnit',
        description: 'START UNIT required.',
        meta: cite('sd-key-not-ready', 'sd-start-unit'),
      },
      {
        guard: 'ASC/ASCQ 04/03',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Manual intervention required: EIO.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC 04, other ASCQ, removable',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Format or rebuild in progress on removable media: EIO.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC 04, other ASCQ',
        target: 'startUnit',
        description: 'Format or rebuild in progress: START UNIT.',
        meta: cite('sd-key-not-ready', 'sd-start-unit'),
      },
      {
        guard: 'ASC 05',
        target: '#retrying',
        actions: [
          'count a not-ready retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'notReadyDelay', because: 'NOT_READY' } },
        ],
        description: 'Does not respond to selection: retry after 5 s.',
        meta: cite('sd-key-not-ready'),
      },
      {
        guard: 'ASC 3A',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'No medium: EIO, the media state is EJECTED.',
        meta: cite('sd-key-not-ready'),
      },
      {
        target: '#retrying',
        actions: [
          'count a not-ready retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'notReadyDelay', because: 'NOT_READY' } },
        ],
        description: 'Any other: retry after 5 s.',
        meta: cite('sd-key-not-ready'),
      },
    ],
  },

  startUnit: {
    id: 'startUnit',
    description: 'The unit needs START UNIT.',
    always: [
      {
        guard: 'START UNIT may be sent',
        target: '#prepared.withPacket',
        actions: ['count a not-ready retry', 'tell the unit: START UNIT', 'the decision is over'],
        description: 'Parked as a retry without a timer of its own; START UNIT follows after 2.5 s.',
        meta: cite('sd-start-unit'),
      },
      {
        target: '#retrying',
        actions: [
          'count a not-ready retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'notReadyDelay', because: 'NOT_READY' } },
        ],
        description: 'The timer is armed already, or the command is START STOP UNIT itself: retry after 5 s.',
        meta: cite('sd-start-unit'),
      },
    ],
  },
};
