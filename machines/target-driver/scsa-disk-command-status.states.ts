import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type States = NonNullable<Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0]['states']>;

/** The table of the SCSI status, pkt_reason being CMD_CMPLT. */
export const byStatus: States = {
  status: {
    description: 'Table of the SCSI status, pkt_reason being CMD_CMPLT.',
    always: [
      {
        guard: 'GOOD',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'GOOD but bytes of a READ or WRITE are left over: STANDARD retry of the whole command at once.',
        meta: cite('sd-short-transfer'),
      },
      {
        guard: 'CHECK CONDITION or COMMAND TERMINATED, ARQ off',
        target: 'requestSense',
        description: 'CHECK CONDITION without auto request sense: ask for the sense.',
        meta: cite('sd-status-check'),
      },
      {
        guard: 'CHECK CONDITION or COMMAND TERMINATED',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
        description: 'CHECK CONDITION with auto request sense on but not done: the sense is lost, STANDARD retry.',
        meta: cite('sd-status-check'),
      },
      { guard: 'BUSY', target: 'busy', description: 'BUSY.', meta: cite('sd-status-busy') },
      {
        guard: 'RESERVATION CONFLICT',
        target: 'reservationConflict',
        description: 'RESERVATION CONFLICT.',
        meta: cite('sd-status-reservation-conflict'),
      },
      {
        guard: 'QUEUE FULL',
        target: '#retrying',
        actions: [
          'tell the unit: QUEUE FULL',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'restartDelay', because: 'QUEUE_FULL' } },
        ],
        description: 'QUEUE FULL: the throttle falls; NOCHECK retry after 100 ms, without limit.',
        meta: cite('sd-status-qfull'),
      },
      {
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'CONDITION MET, INTERMEDIATE, ACA ACTIVE, unknown: EIO.',
        meta: cite('sd-status-other'),
      },
    ],
  },

  busy: {
    description: 'Status BUSY (sd_pkt_status_busy). Its retry is NOCHECK because the counter is looked at here.',
    always: [
      {
        guard: 'no retries left (BUSY)',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Busy limit reached: EIO.',
        meta: cite('sd-status-busy'),
      },
      {
        guard: 'this retry reaches the reset threshold',
        target: '#resetting',
        actions: [
          'count a retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'busyDelay', because: 'BUSY' } },
          { type: 'reset first', params: 'mustSucceed' },
        ],
        description: 'Busy for long: reset (EIO if nothing can be reset), retry after 5 s.',
        meta: cite('sd-status-busy'),
      },
      {
        target: '#retrying',
        actions: [
          'count a retry',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'busyDelay', because: 'BUSY' } },
        ],
        description: 'Retry after 5 s.',
        meta: cite('sd-status-busy'),
      },
    ],
  },

  reservationConflict: {
    description: 'Status RESERVATION CONFLICT of the command or of its REQUEST SENSE.',
    always: [
      {
        guard: 'PERSISTENT RESERVE',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EACCES' },
        description: 'A PERSISTENT RESERVE command fails with EACCES.',
        meta: cite('sd-status-reservation-conflict'),
      },
      {
        guard: 'the owner asked for a panic',
        target: '#panicked',
        actions: 'tell the unit: panic',
        description: 'The owner of the reservation enabled failfast: the host panics.',
        meta: cite('sd-status-reservation-conflict', 'sd-failfast-owner'),
      },
      {
        guard: 'the owner asked for an error',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EACCES' },
        description: 'The owner enabled failfast and the panic is switched off: EACCES.',
        meta: cite('sd-status-reservation-conflict', 'sd-failfast-owner'),
      },
      {
        guard: 'conflicts are not retried',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Retrying is disabled: EIO.',
        meta: cite('sd-status-reservation-conflict'),
      },
      {
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'reservationConflictDelay' } },
        description: 'STANDARD retry after two clock ticks.',
        meta: cite('sd-status-reservation-conflict'),
      },
    ],
  },
};
