import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type State = Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0];

/** From the wait queue to scsi_init_pkt or scsi_transport. */
export const prepared: State = {
  id: 'prepared',
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
};

/** scsi_init_pkt for a packet that is to be made. */
export const allocating: State = {
  id: 'allocating',
  on: {
    'packet.ready': [
      {
        guard: 'it goes to the head of the adapter queue',
        target: 'inTransport',
        actions: ['save pkt_resid: what is not bound yet', 'enter tran_start', 'scsi_transport'],
        description: 'Packet there: scsi_transport, ahead of others (FLAG_HEAD).',
        meta: cite('sd-count-before-call', 'sd-retry-head', 'pkt-transport', 'pkt-tag-flags', 'sd-dma-resid'),
      },
      {
        target: 'inTransport',
        actions: ['save pkt_resid: what is not bound yet', 'scsi_transport'],
        description: 'Packet there: scsi_transport.',
        meta: cite('sd-count-before-call', 'pkt-transport', 'pkt-tag-flags', 'sd-dma-resid'),
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
};

/** scsi_init_pkt for a packet whose DMA resources were freed. */
export const binding: State = {
  id: 'binding',
  on: {
    'packet.ready': [
      {
        guard: 'it goes to the head of the adapter queue',
        target: 'inTransport',
        actions: ['save pkt_resid: what is not bound yet', 'binding begins anew', 'enter tran_start', 'scsi_transport'],
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
};

/** scsi_init_pkt for the next window. */
export const movingOn: State = {
  id: 'movingOn',
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
};
