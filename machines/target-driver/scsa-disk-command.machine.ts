import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import { blank } from './scsa-disk-command.actions.ts';
import { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';
import { destroying, finishing } from './scsa-disk-command-ending.states.ts';
import { allocating, binding, movingOn, prepared } from './scsa-disk-command-packet.states.ts';
import { byPktReason } from './scsa-disk-command-pkt-reason.states.ts';
import { resetting } from './scsa-disk-command-reset.states.ts';
import { retries } from './scsa-disk-command-retry.states.ts';
import { bySense } from './scsa-disk-command-sense.states.ts';
import { byStatus } from './scsa-disk-command-status.states.ts';

export type { CommandContext, CommandEvent, CommandInput } from './scsa-disk-command.types.ts';

/**
 * One command of sd: buf, xbuf and the decision what becomes of it. `deciding` is sdintr: read its states, a file each for
 * pkt_reason, SCSI status, sense and retries, from top to bottom as tables. Within a state the first row that holds counts.
 */
export const scsaDiskCommandMachine = scsaDiskCommandSetup.createMachine({
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

    prepared: { description: 'Waits in the wait queue, or as the retry, for its turn.', ...prepared },

    allocating: { description: 'In scsi_init_pkt.', ...allocating },

    binding: { description: 'In scsi_init_pkt for a packet whose DMA resources were freed.', ...binding },

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
      states: { ...byPktReason, ...byStatus, ...bySense, ...retries },
    },

    movingOn: { description: 'In scsi_init_pkt(NULL_FUNC) for the next DMA window of the transfer.', ...movingOn },

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

    resetting,

    mediaChange: {
      id: 'mediaChange',
      description: 'A task thread looks at the new medium (capacity, label); abstracted to the time it takes.',
      entry: ['forget the facts', 'nothing was looked at yet'],
      initial: 'looking',
      states: {
        looking: {
          description: 'The task thread is at work.',
          after: {
            mediaChangeDelay: {
              target: 'known',
              description: 'The medium was looked at.',
              meta: cite('sd-key-unit-attention', 'sd-media-change'),
            },
          },
        },
        known: {
          description: 'The task thread has taken the mutex.',
          entry: 'ask what the task thread has found',
          on: {
            'command.medium': [
              {
                guard: 'the medium is known',
                target: '#retrying',
                actions: [
                  'learn the facts',
                  { type: 'want a retry', params: { class: 'UNIT_ATTENTION', after: 'unitAttentionDelay' } },
                ],
                description: 'UNIT ATTENTION retry.',
                meta: cite('sd-key-unit-attention', 'sd-media-change'),
              },
              {
                guard: 'the medium may be looked at again',
                target: 'looking',
                actions: 'count a look',
                description: 'Capacity or label cannot be read: once more in half a second.',
                meta: cite('sd-media-change'),
              },
              {
                target: '#finishing',
                actions: { type: 'b_error', params: 'EIO' },
                description: 'Looked at often enough in vain: EIO.',
                meta: cite('sd-media-change'),
              },
            ],
          },
        },
      },
    },

    finishing: {
      description: 'The command is over (sd_return_command): the unit starts the next one first.',
      ...finishing,
    },

    destroying: { description: 'In scsi_destroy_pkt.', ...destroying },

    panicked: {
      id: 'panicked',
      description: 'The host has panicked because of this command; nobody is answered any more.',
      entry: 'the decision is over',
      meta: cite('sd-panic'),
    },
  },
});
