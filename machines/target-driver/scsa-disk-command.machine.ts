import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import { blank, commandActions } from './scsa-disk-command.actions.ts';
import { commandGuards } from './scsa-disk-command.guards.ts';
import type { CommandContext, CommandEvent, CommandInput } from './scsa-disk-command.types.ts';

export type { CommandContext, CommandEvent, CommandInput } from './scsa-disk-command.types.ts';

/**
 * One command of sd: buf, xbuf and the decision what becomes of it. `deciding` is sdintr: read its states from top to
 * bottom as the tables of pkt_reason, SCSI status, sense and retries. Within a state the first row that holds counts.
 */
export const scsaDiskCommandMachine = setup({
  types: {
    input: {} as CommandInput,
    context: {} as CommandContext,
    events: {} as CommandEvent,
  },
  guards: commandGuards,
  actions: commandActions,
  delays: { mediaChangeDelay: delays.mediaChangeDelay },
}).createMachine({
  id: 'scsa-disk-command',
  context: ({ input }) => ({
    at: {
      slot: input.slot,
      lun: input.lun,
      kind: input.kind,
      self: address.command(input.slot),
      unit: address.disk(input.lun),
      packet: address.packet(input.slot),
      adapter: address.adapter(input.adapter),
      application: address.application(input.slot),
    },
    params: input.params,
    ...blank,
  }),
  initial: 'idle',
  on: {
    'packet.returned': {
      guard: 'TRAN_ACCEPT',
      actions: 'tell the unit: accepted',
      description: 'scsi_transport returns TRAN_ACCEPT, perhaps after the command is over: the command is not touched.',
      meta: cite('sd-look-again', 'pkt-callback-before-return'),
    },
  },
  states: {
    idle: {
      id: 'idle',
      description: 'No command in this place.',
      on: {
        'command.prepare': {
          target: 'prepared',
          actions: 'fill buf and xbuf',
          description: 'A request was accepted by the unit.',
          meta: cite('sd-wait-queue'),
        },
      },
    },

    prepared: {
      id: 'prepared',
      description: 'Waits in the wait queue, or as the retry, for its turn.',
      initial: 'withoutPacket',
      states: {
        withoutPacket: {
          description: 'Nothing allocated yet.',
          on: {
            'command.start': {
              target: '#allocating',
              actions: ['note how it is started', 'scsi_init_pkt'],
              description: 'Its turn: allocate packet and DMA resources.',
              meta: cite('sd-dispatch', 'pkt-allocate'),
            },
            'command.fail': {
              target: '#idle',
              actions: ['b_error as told', 'biodone', 'forget the request'],
              description: 'Flushed from the wait queue.',
              meta: cite('sd-failfast', 'sd-flush-no-restart'),
            },
          },
        },
        withPacket: {
          description: 'A retry: the packet is kept and used again.',
          on: {
            'command.start': [
              {
                guard: 'its DMA resources were freed',
                target: '#binding',
                actions: ['note how it is started', 'scsi_init_pkt with the packet'],
                description: 'Its turn again, but nothing is bound: the whole transfer begins anew.',
                meta: cite('sd-dispatch', 'sd-dma-freed', 'pkt-rebind'),
              },
              {
                guard: 'it goes to the head of the adapter queue',
                target: '#inTransport',
                actions: ['note how it is started', 'enter tran_start', 'scsi_transport'],
                description: 'Its turn again, ahead of others (FLAG_HEAD).',
                meta: cite('sd-dispatch', 'sd-retry-head', 'pkt-reuse'),
              },
              {
                target: '#inTransport',
                actions: ['note how it is started', 'scsi_transport'],
                description: 'Its turn again.',
                meta: cite('sd-dispatch', 'pkt-reuse'),
              },
            ],
            'command.fail': {
              target: '#destroying',
              actions: ['b_error as told', 'scsi_destroy_pkt'],
              description: 'Flushed from the wait queue.',
              meta: cite('sd-failfast', 'sd-flush-no-restart'),
            },
          },
        },
      },
    },

    allocating: {
      id: 'allocating',
      description: 'In scsi_init_pkt.',
      on: {
        'packet.ready': [
          {
            guard: 'it goes to the head of the adapter queue',
            target: 'inTransport',
            actions: ['save pkt_resid: what is not bound yet', 'enter tran_start', 'scsi_transport'],
            description: 'Packet there: scsi_transport, ahead of others (FLAG_HEAD).',
            meta: cite('sd-count-before-call', 'sd-retry-head', 'pkt-transport', 'sd-dma-resid'),
          },
          {
            target: 'inTransport',
            actions: ['save pkt_resid: what is not bound yet', 'scsi_transport'],
            description: 'Packet there: scsi_transport.',
            meta: cite('sd-count-before-call', 'pkt-transport', 'sd-dma-resid'),
          },
        ],
        'packet.noResources': [
          {
            guard: 'resources are short for good or the command is internal',
            target: '#finishing.withoutPacket',
            actions: ['tell the unit: no resources', 'nothing was transferred', { type: 'b_error', params: 'EIO' }],
            description: 'B_ERROR was set, or the command cannot wait: EIO.',
            meta: cite('sd-resource-error'),
          },
          {
            target: 'prepared.withoutPacket',
            actions: 'tell the unit: no resources',
            description: 'Temporarily short: back to the head of the wait queue.',
            meta: cite('sd-resource-wait'),
          },
        ],
      },
    },

    binding: {
      id: 'binding',
      description: 'In scsi_init_pkt for a packet whose DMA resources were freed.',
      on: {
        'packet.ready': [
          {
            guard: 'it goes to the head of the adapter queue',
            target: 'inTransport',
            actions: [
              'save pkt_resid: what is not bound yet',
              'binding begins anew',
              'enter tran_start',
              'scsi_transport',
            ],
            description: 'Bound from the first block: scsi_transport, ahead of others (FLAG_HEAD).',
            meta: cite('sd-dma-freed', 'sd-dma-resid', 'sd-count-before-call', 'sd-retry-head', 'pkt-transport'),
          },
          {
            target: 'inTransport',
            actions: ['save pkt_resid: what is not bound yet', 'binding begins anew', 'scsi_transport'],
            description: 'Bound from the first block: scsi_transport.',
            meta: cite('sd-dma-freed', 'sd-dma-resid', 'sd-count-before-call', 'pkt-transport'),
          },
        ],
        'packet.noResources': [
          {
            guard: 'resources are short for good',
            target: '#finishing',
            actions: ['tell the unit: no resources', 'nothing was transferred', { type: 'b_error', params: 'EIO' }],
            description: 'B_ERROR was set: EIO. The packet is still there.',
            meta: cite('sd-resource-error', 'pkt-bind-fails'),
          },
          {
            target: 'prepared.withPacket',
            actions: 'tell the unit: no resources',
            description: 'Temporarily short: back to the head of the wait queue, with its packet.',
            meta: cite('sd-resource-wait', 'pkt-bind-fails'),
          },
        ],
      },
    },

    inTransport: {
      id: 'inTransport',
      description: 'scsi_transport was called; the packet belongs to the transport layer until the callback.',
      on: {
        'packet.returned': [
          {
            guard: 'TRAN_BUSY',
            target: 'prepared.withPacket',
            actions: 'tell the unit: rejected',
            description: 'TRAN_BUSY: tried again after 10 ms, not counted.',
            meta: cite('sd-tran-busy', 'sd-tran-busy-priority', 'pkt-reject'),
          },
          {
            guard: 'TRAN_BADPKT or TRAN_FATAL_ERROR',
            target: '#finishing',
            actions: ['tell the unit: rejected', { type: 'b_error', params: 'EIO' }],
            description: 'TRAN_BADPKT, TRAN_FATAL_ERROR: EIO.',
            meta: cite('sd-tran-bad', 'pkt-reject'),
          },
        ],
        'packet.completed': {
          target: 'interrupted',
          actions: ['keep what the packet says', 'tell the unit: interrupt'],
          description: 'sdintr begins: the unit lowers its counter.',
          meta: cite('sd-intr-count'),
        },
        'packet.polled': {
          target: 'interrupted',
          actions: ['keep what the packet says', 'tell the unit: interrupt'],
          description: 'scsi_transport of a FLAG_NOINTR packet returns: complete, without callback.',
          meta: cite('sd-intr-count', 'pkt-nointr', 'sd-probe-nointr'),
        },
      },
    },

    interrupted: {
      description: 'sdintr has told the unit and learns its state.',
      on: {
        'command.decide': {
          target: 'deciding',
          actions: 'learn the facts',
          description: 'The decision begins.',
          meta: cite('sd-intr-order'),
        },
      },
    },

    deciding: {
      description: 'sdintr decides what becomes of the command.',
      initial: 'sdintr',
      states: {
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
              description:
                'Any other pkt_reason (DMA, overruns, rejected messages, terminated): reset; STANDARD retry.',
              meta: cite('sd-reason-other'),
            },
          ],
        },

        status: {
          description: 'Table of the SCSI status, pkt_reason being CMD_CMPLT.',
          always: [
            {
              guard: 'GOOD',
              target: '#retrying',
              actions: { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } },
              description:
                'GOOD but bytes of a READ or WRITE are left over: STANDARD retry of the whole command at once.',
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
              description:
                'CHECK CONDITION with auto request sense on but not done: the sense is lost, STANDARD retry.',
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

        requestSense: {
          description: 'CHECK CONDITION and auto request sense did not run (sd_send_request_sense_command).',
          always: [
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

        retrying: {
          id: 'retrying',
          description: 'May the command be retried (sd_retry_command)?',
          always: [
            {
              guard: 'FLAG_DIAGNOSE',
              target: '#finishing',
              actions: { type: 'b_error', params: 'EIO' },
              description: 'FLAG_DIAGNOSE: never.',
              meta: cite('sd-diagnose'),
            },
            {
              guard: 'FLAG_ISOLATE and a transport failure',
              target: '#finishing',
              actions: { type: 'b_error', params: 'EIO' },
              description: 'FLAG_ISOLATE: not after a transport failure.',
              meta: cite('sd-isolate'),
            },
            {
              guard: 'failfast applies and is or becomes active',
              target: '#finishing',
              actions: { type: 'b_error', params: 'EIO' },
              description: 'Failfast: a B_FAILFAST request does not wait for a device that is gone.',
              meta: cite('sd-failfast'),
            },
            {
              guard: 'class NOCHECK',
              target: 'retry',
              description: 'NOCHECK: without limit.',
              meta: cite('sd-class-nocheck'),
            },
            {
              guard: 'class UNIT ATTENTION, retries left',
              target: 'retry',
              actions: 'count a unit attention retry',
              description: 'UNIT ATTENTION: counted.',
              meta: cite('sd-class-ua'),
            },
            {
              guard: 'class UNIT ATTENTION',
              target: 'exhausted',
              description: 'UNIT ATTENTION: used up.',
              meta: cite('sd-class-ua'),
            },
            {
              guard: 'class VICTIM, retries left',
              target: 'retry',
              actions: 'count a victim retry',
              description: 'VICTIM: counted apart. When used up the rows below apply.',
              meta: cite('sd-class-victim'),
            },
            {
              guard: 'class BUSY, retries left',
              target: 'retry',
              actions: 'count a retry',
              description: 'BUSY: counted with STANDARD.',
              meta: cite('sd-class-busy'),
            },
            { guard: 'class BUSY', target: 'exhausted', description: 'BUSY: used up.', meta: cite('sd-class-busy') },
            {
              guard: 'retries left (STANDARD)',
              target: 'retry',
              actions: 'count a retry',
              description: 'STANDARD: counted.',
              meta: cite('sd-class-standard'),
            },
            { target: 'exhausted', description: 'STANDARD: used up.', meta: cite('sd-class-standard') },
          ],
        },

        retry: {
          description: 'The retry is granted.',
          always: {
            target: '#prepared.withPacket',
            actions: ['tell the unit: retry', 'the decision is over'],
            description: 'The unit starts it again when its time has come.',
            meta: cite('sd-retry-slot'),
          },
        },

        exhausted: {
          description: 'No retries left.',
          always: [
            {
              guard: 'selection was never answered',
              target: '#finishing',
              actions: ['tell the unit: not responding', { type: 'b_error', params: 'EIO' }],
              description: 'The device does not respond: EIO, the state is OFFLINE.',
              meta: cite('sd-exhausted'),
            },
            {
              guard: 'bytes were left over',
              target: '#finishing',
              actions: ['b_resid takes pkt_resid', { type: 'b_error', params: 'EIO' }],
              description: 'Short to the end: EIO, b_resid takes pkt_resid.',
              meta: cite('sd-short-transfer'),
            },
            {
              target: '#finishing',
              actions: { type: 'b_error', params: 'EIO' },
              description: 'EIO; b_resid is left as it is.',
              meta: cite('sd-exhausted', 'sd-resid-on-failure'),
            },
          ],
        },
      },
    },

    movingOn: {
      id: 'movingOn',
      description: 'In scsi_init_pkt(NULL_FUNC) for the next DMA window of the transfer.',
      on: {
        'packet.ready': [
          {
            guard: 'its DMA resources were freed',
            target: '#retrying',
            actions: [
              'save pkt_resid: what is not bound yet',
              'binding begins anew',
              { type: 'want a retry', params: { class: 'NOCHECK', after: 'immediate', because: 'NEXT_WINDOW' } },
            ],
            description: 'The window was gone already: binding has begun anew, and so does the transfer.',
            meta: cite('sd-next-xfer', 'sd-dma-freed', 'sd-dma-resid'),
          },
          {
            target: '#retrying',
            actions: [
              'save pkt_resid: what is not bound yet',
              'a window is done',
              { type: 'want a retry', params: { class: 'NOCHECK', after: 'immediate', because: 'NEXT_WINDOW' } },
            ],
            description: 'The CDB is written for the next window, which goes out the way a retry does.',
            meta: cite('sd-next-xfer', 'sd-dma-resid'),
          },
        ],
        'packet.noResources': {
          target: '#finishing',
          actions: ['nothing was transferred', { type: 'b_error', params: 'EIO' }],
          description: 'The window cannot be moved: EIO, and b_resid = b_bcount although earlier windows have moved.',
          meta: cite('sd-next-xfer-fails', 'pkt-bind-fails'),
        },
      },
    },

    sensing: {
      id: 'sensing',
      description: 'The REQUEST SENSE packet of the unit is under way for this command.',
      on: {
        'command.sensed': [
          {
            guard: 'REQUEST SENSE found the device gone',
            target: 'finishing',
            actions: ['tell the unit: device gone', { type: 'b_error', params: 'EIO' }],
            description: 'CMD_DEV_GONE: EIO now.',
            meta: cite('sd-gone'),
          },
          {
            guard: 'REQUEST SENSE did not complete, FLAG_DIAGNOSE',
            target: 'finishing',
            actions: { type: 'b_error', params: 'EIO' },
            description: 'No sense for a FLAG_DIAGNOSE command: EIO.',
            meta: cite('sd-rqs-failed', 'sd-diagnose'),
          },
          {
            guard: 'REQUEST SENSE did not complete',
            target: 'deciding.retrying',
            actions: ['learn the facts', { type: 'want a retry', params: { class: 'STANDARD', after: 'immediate' } }],
            description: 'REQUEST SENSE was not transported: STANDARD retry of the original.',
            meta: cite('sd-rqs-failed'),
          },
          {
            guard: 'FLAG_DIAGNOSE',
            target: 'finishing',
            actions: ['take the sense of the REQUEST SENSE packet', { type: 'b_error', params: 'EIO' }],
            description: 'Sense of a FLAG_DIAGNOSE command: kept, EIO.',
            meta: cite('sd-diagnose'),
          },
          {
            target: 'deciding.senseValidation',
            actions: ['learn the facts', 'take the sense of the REQUEST SENSE packet'],
            description: 'The sense is decoded; the REQUEST SENSE packet is idle already.',
            meta: cite('sd-rqs-idle-first'),
          },
        ],
        'command.senseRejected': [
          {
            guard: 'TRAN_BADPKT or TRAN_FATAL_ERROR',
            target: 'finishing',
            actions: { type: 'b_error', params: 'EIO' },
            description: 'The REQUEST SENSE packet was refused for good: EIO.',
            meta: cite('sd-tran-bad'),
          },
          {
            target: 'deciding.retrying',
            actions: [
              'learn the facts',
              { type: 'want a retry', params: { class: 'STANDARD', after: 'tranBusyDelay' } },
            ],
            description: 'TRAN_BUSY: the sense is given up, the original retried (STANDARD) after 10 ms.',
            meta: cite('sd-tran-busy-sense'),
          },
        ],
      },
    },

    resetting: {
      id: 'resetting',
      description:
        'scsi_reset (sd_reset_target): logical unit, target, everything, until one works. The mutex is dropped around each call.',
      initial: 'choosing',
      states: {
        choosing: {
          description: 'Where does the ladder begin?',
          always: [
            {
              guard: 'the statistics show a reset or an abort',
              target: 'over',
              description: 'Recovery was done already: no reset.',
              meta: cite('sd-reset-skipped'),
            },
            {
              guard: 'lun-reset is enabled',
              target: 'logicalUnit',
              actions: 'forget the facts',
              description: 'First the logical unit.',
              meta: cite('sd-reset-ladder', 'sd-lun-reset-capability'),
            },
            {
              guard: 'target reset is allowed',
              target: 'target',
              actions: 'forget the facts',
              description: 'First the target.',
              meta: cite('sd-reset-ladder'),
            },
            {
              guard: 'never RESET_ALL',
              target: 'over',
              description: 'Nothing that may be reset.',
              meta: cite('sd-key-medium-hardware'),
            },
            {
              target: 'everything',
              actions: 'forget the facts',
              description: 'Only RESET_ALL is left.',
              meta: cite('sd-reset-ladder'),
            },
          ],
        },
        logicalUnit: {
          description: 'In scsi_reset(RESET_LUN).',
          entry: 'scsi_reset LUN',
          on: {
            'tran.resetReturn': [
              {
                guard: 'the reset worked',
                target: 'returned',
                description: 'The logical unit was reset.',
                meta: cite('sd-reset-ladder'),
              },
              {
                guard: 'target reset is allowed',
                target: 'target',
                description: 'It failed: the target.',
                meta: cite('sd-reset-ladder'),
              },
              {
                guard: 'never RESET_ALL',
                target: 'returned',
                description: 'It failed and nothing else may be reset.',
                meta: cite('sd-key-medium-hardware'),
              },
              { target: 'everything', description: 'It failed: everything.', meta: cite('sd-reset-ladder') },
            ],
          },
        },
        target: {
          description: 'In scsi_reset(RESET_TARGET).',
          entry: 'scsi_reset TARGET',
          on: {
            'tran.resetReturn': [
              {
                guard: 'the reset worked',
                target: 'returned',
                description: 'The target was reset.',
                meta: cite('sd-reset-ladder'),
              },
              {
                guard: 'never RESET_ALL',
                target: 'returned',
                description: 'It failed; the bus is not reset for an error of the medium.',
                meta: cite('sd-key-medium-hardware'),
              },
              { target: 'everything', description: 'It failed: everything.', meta: cite('sd-reset-ladder') },
            ],
          },
        },
        everything: {
          description: 'In scsi_reset(RESET_ALL).',
          entry: 'scsi_reset ALL',
          on: {
            'tran.resetReturn': [
              {
                guard: 'the reset worked',
                target: 'returned',
                description: 'The bus was reset.',
                meta: cite('sd-reset-ladder'),
              },
              {
                guard: 'a reset had to work',
                target: '#finishing',
                actions: { type: 'b_error', params: 'EIO' },
                description: 'A busy unit that cannot be reset: EIO.',
                meta: cite('sd-status-busy'),
              },
              {
                target: 'returned',
                description: 'Nothing could be reset; the retry is tried all the same.',
                meta: cite('sd-reset-ladder'),
              },
            ],
          },
        },
        returned: {
          description: 'The mutex is held again: how is the unit now?',
          entry: 'ask the unit for the facts',
          on: {
            'command.facts': {
              target: 'over',
              actions: 'learn the facts',
              description: 'The unit may have changed while the mutex was dropped.',
              meta: cite('sd-reset-mutex'),
            },
          },
        },
        over: {
          description: 'What comes after the reset.',
          always: [
            {
              guard: 'a retry is wanted',
              target: '#retrying',
              description: 'The retry for which the reset was made.',
              meta: cite('sd-reset-ladder'),
            },
            {
              target: '#startUnit',
              description: 'A unit that is not ready is started.',
              meta: cite('sd-key-not-ready'),
            },
          ],
        },
      },
    },

    mediaChange: {
      id: 'mediaChange',
      description: 'A task thread looks at the new medium (capacity, label); abstracted to the time it takes.',
      entry: 'forget the facts',
      initial: 'looking',
      states: {
        looking: {
          description: 'The task thread is at work.',
          after: {
            mediaChangeDelay: {
              target: 'known',
              description: 'The medium was looked at.',
              meta: cite('sd-key-unit-attention'),
            },
          },
        },
        known: {
          description: 'The task thread has taken the mutex.',
          entry: 'ask the unit for the facts',
          on: {
            'command.facts': {
              target: '#retrying',
              actions: [
                'learn the facts',
                { type: 'want a retry', params: { class: 'UNIT_ATTENTION', after: 'unitAttentionDelay' } },
              ],
              description: 'UNIT ATTENTION retry.',
              meta: cite('sd-key-unit-attention'),
            },
          },
        },
      },
    },

    finishing: {
      id: 'finishing',
      description: 'The command is over (sd_return_command): the unit starts the next one first.',
      entry: 'tell the unit: command over',
      initial: 'withPacket',
      states: {
        withPacket: {
          description: 'The packet is still there.',
          on: {
            'command.release': {
              target: '#destroying',
              actions: 'scsi_destroy_pkt',
              description: 'The next command was started; now the packet is destroyed.',
              meta: cite('sd-return-order', 'pkt-destroy'),
            },
          },
        },
        withoutPacket: {
          description: 'There is no packet.',
          on: {
            'command.release': [
              {
                guard: 'the command is internal',
                target: '#idle',
                actions: ['tell the unit: internal command over', 'forget the request'],
                description: 'The unit learns the result of its own command.',
                meta: cite('sd-return-order'),
              },
              {
                target: '#idle',
                actions: ['biodone', 'forget the request'],
                description: 'biodone, as the last thing.',
                meta: cite('sd-return-order', 'app-biodone-once'),
              },
            ],
          },
        },
      },
    },

    destroying: {
      id: 'destroying',
      description: 'In scsi_destroy_pkt.',
      on: {
        'packet.destroyed': [
          {
            guard: 'the command is internal',
            target: 'idle',
            actions: ['tell the unit: internal command over', 'forget the request'],
            description: 'The unit learns the result of its own command.',
            meta: cite('sd-return-order'),
          },
          {
            target: 'idle',
            actions: ['biodone', 'forget the request'],
            description: 'biodone, as the last thing.',
            meta: cite('sd-return-order', 'app-biodone-once'),
          },
        ],
      },
    },

    panicked: {
      id: 'panicked',
      description: 'The host has panicked because of this command; nobody is answered any more.',
      entry: 'the decision is over',
      meta: cite('sd-panic'),
    },
  },
});
