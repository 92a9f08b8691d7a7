import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type States = NonNullable<Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0]['states']>;

/** What comes first in sdintr, and the table of pkt_reason. */
export const byPktReason: States = {
  sdintr: {
    description: 'The order of sdintr.',
    always: [
      {
        guard: 'pkt_reason is CMD_DEV_GONE',
        target: '#finishing',
        actions: ['tell the unit: device gone', { type: 'b_error', params: 'EIO' }],
        description: 'CMD_DEV_GONE: EIO now, the media state is GONE.',
        meta: cite('sd-intr-order', 'sd-gone'),
      },
      {
        guard: 'ARQ is enabled, STATE_ARQ_DONE, FLAG_DIAGNOSE',
        target: '#finishing',
        actions: ['take the automatic sense', { type: 'b_error', params: 'EIO' }],
        description: 'Auto request sense done on a FLAG_DIAGNOSE command: keep the sense, EIO.',
        meta: cite('sd-intr-order', 'sd-diagnose'),
      },
      {
        guard: 'ARQ is enabled and STATE_ARQ_DONE',
        target: 'autoSense',
        actions: 'take the automatic sense',
        description: 'Auto request sense done: looked at before pkt_reason.',
        meta: cite('sd-intr-order', 'sd-arq-first'),
      },
      {
        guard: 'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi',
        target: 'succeeded',
        description: 'Success.',
        meta: cite('sd-intr-order', 'sd-success', 'sd-status-mask'),
      },
      {
        guard: 'its DMA resources are to be freed',
        actions: ['scsi_dmafree', 'the DMA resources are freed'],
        description: 'No success: the DMA resources are freed, then the rows below are looked at.',
        meta: cite('sd-intr-order', 'sd-dma-freed', 'pkt-dmafree'),
      },
      {
        guard: 'FLAG_DIAGNOSE and CHECK CONDITION',
        target: 'requestSense',
        description: 'A FLAG_DIAGNOSE command fetches its sense before it fails.',
        meta: cite('sd-intr-order', 'sd-diagnose'),
      },
      {
        guard: 'FLAG_DIAGNOSE',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'A FLAG_DIAGNOSE command fails at once.',
        meta: cite('sd-intr-order', 'sd-diagnose'),
      },
      {
        guard: 'pkt_reason is CMD_CMPLT',
        target: 'status',
        description: 'Transported: the SCSI status decides.',
        meta: cite('sd-intr-order'),
      },
      {
        target: 'pktReason',
        description: 'Not transported: pkt_reason decides.',
        meta: cite('sd-intr-order'),
      },
    ],
  },

  succeeded: {
    description: 'Everything that was bound has moved (sd_return_command).',
    always: [
      {
        guard: 'another DMA window is left',
        target: '#movingOn',
        actions: 'scsi_init_pkt with the packet',
        description: 'That was one window of the transfer: on to the next (sd_setup_next_xfer).',
        meta: cite('sd-next-xfer', 'pkt-next-window'),
      },
      {
        target: '#finishing',
        actions: 'b_resid takes pkt_resid',
        description: 'That was all.',
        meta: cite('sd-success', 'sd-dma-resid'),
      },
    ],
  },

  pktReason: {
    description: 'Table of pkt_reason. Every retry after 100 ms, refused by FLAG_ISOLATE.',
    always: [
      {
        guard: 'CMD_INCOMPLETE, pkt_state exactly GOT_BUS',
        target: '#retrying',
        actions: {
          type: 'want a retry',
          params: { class: 'STANDARD', after: 'restartDelay', isolate: true, failfast: true },
        },
        description: 'Selection timeout: no reset; STANDARD retry, failfast.',
        meta: cite('sd-reason-incomplete'),
      },
      {
        guard: 'CMD_INCOMPLETE, GOT_TARGET clear',
        target: '#resetting',
        actions: [
          {
            type: 'want a retry',
            params: { class: 'STANDARD', after: 'restartDelay', isolate: true, failfast: true },
          },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Never got as far as the target (or was never dispatched): reset; STANDARD retry, failfast.',
        meta: cite('sd-reason-incomplete'),
      },
      {
        guard: 'CMD_INCOMPLETE',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Stopped after the target was reached: reset; STANDARD retry.',
        meta: cite('sd-reason-incomplete'),
      },
      {
        guard: 'CMD_TRAN_ERR, parity error or pkt_state exactly GOT_BUS',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } },
        description: 'Parity error, or the target was not reached: no reset; STANDARD retry.',
        meta: cite('sd-reason-tran-err'),
      },
      {
        guard: 'CMD_TRAN_ERR',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Other transport error: reset; STANDARD retry.',
        meta: cite('sd-reason-tran-err'),
      },
      {
        guard: 'CMD_RESET',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'VICTIM', after: 'restartDelay', isolate: true } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Died in a reset: VICTIM retry, reset unless the statistics show it.',
        meta: cite('sd-reason-reset'),
      },
      {
        guard: 'CMD_ABORTED',
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'VICTIM', after: 'restartDelay', isolate: true } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Aborted: VICTIM retry, reset unless the statistics show recovery.',
        meta: cite('sd-reason-aborted'),
      },
      {
        guard: 'CMD_TIMEOUT',
        target: '#resetting',
        actions: [
          {
            type: 'want a retry',
            params: { class: 'STANDARD', after: 'restartDelay', isolate: true, failfast: true },
          },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Timed out: STANDARD retry, failfast, reset unless the statistics show recovery.',
        meta: cite('sd-reason-timeout'),
      },
      {
        guard: 'CMD_UNX_BUS_FREE',
        target: '#retrying',
        actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } },
        description: 'Unexpected BUS FREE: STANDARD retry without reset.',
        meta: cite('sd-reason-unx-bus-free'),
      },
      {
        guard: 'CMD_TAG_REJECT',
        target: '#retrying',
        actions: [
          'tell the unit: tag rejected',
          { type: 'want a retry', params: { class: 'NOCHECK', after: 'restartDelay', isolate: true } },
        ],
        description: 'Tag message rejected: tags off, lower throttle; NOCHECK retry.',
        meta: cite('sd-reason-tag-reject'),
      },
      {
        target: '#resetting',
        actions: [
          { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } },
          { type: 'reset first', params: 'unlessDone' },
        ],
        description: 'Any other pkt_reason (DMA, overruns, rejected messages, terminated): reset; STANDARD retry.',
        meta: cite('sd-reason-other'),
      },
    ],
  },
};
