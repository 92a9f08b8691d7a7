import { cite } from '../clauses/index.ts';
import type { scsiPktSetup } from './scsi-pkt.setup.ts';

type State = Parameters<typeof scsiPktSetup.createStateConfig>[0];

/** From scsi_init_pkt to scsi_transport, and from the completion to scsi_destroy_pkt. */
export const targetDriver: State = {
  initial: 'allocated',
  on: {
    'packet.transport': [
      {
        guard: 'two calls have not returned',
        target: '.waitingToSubmit',
        actions: 'hold the transport',
        description: 'Both threads that may be inside scsi_transport for this place are still there.',
        meta: cite('pkt-return-order'),
      },
      {
        guard: 'FLAG_NOINTR, which the adapter gets to see',
        target: 'polling',
        actions: ['one more return is due', 'call tran_start'],
        description: 'scsi_transport of a FLAG_NOINTR packet: the adapter polls.',
        meta: cite('pkt-transport', 'pkt-nointr'),
      },
      {
        guard: 'FLAG_NOINTR',
        target: 'sleeping',
        actions: ['one more return is due', 'call tran_start'],
        description:
          'scsi_transport of a FLAG_NOINTR packet by a thread: interrupt-driven, with a callback that wakes it.',
        meta: cite('pkt-transport', 'pkt-nointr', 'pkt-nointr-in-a-thread'),
      },
      {
        guard: 'bound, if it moves data',
        target: 'submitting',
        actions: ['one more return is due', 'call tran_start'],
        description: 'scsi_transport: the packet is handed over.',
        meta: cite('pkt-transport', 'pkt-reuse'),
      },
    ],
    'packet.bind': [
      {
        guard: 'the whole buffer is bound',
        actions: 'tell: ready',
        description: 'scsi_init_pkt of a packet that has all it needs: left as it is.',
        meta: cite('pkt-next-window'),
      },
      {
        guard: 'the last window is bound',
        actions: 'tell: no resources',
        description: 'scsi_init_pkt at the last window: NULL.',
        meta: cite('pkt-next-window'),
      },
      {
        guard: 'nothing is bound, resources are there for a part',
        target: '.built',
        actions: ['bind the first window', 'more windows are to come', 'tell: ready in part'],
        description: 'scsi_init_pkt after scsi_dmafree, PKT_DMA_PARTIAL: back at the first window.',
        meta: cite('pkt-rebind', 'pkt-partial-dma'),
      },
      {
        guard: 'nothing is bound, resources are there',
        target: '.built',
        actions: ['bind the whole buffer', 'tell: ready'],
        description: 'scsi_init_pkt after scsi_dmafree: the whole buffer is bound again.',
        meta: cite('pkt-rebind'),
      },
      {
        guard: 'resources are there for another part',
        target: '.built',
        actions: ['bind the next window', 'tell: ready in part'],
        description: 'scsi_init_pkt: on to the next window, and it is not the last.',
        meta: cite('pkt-next-window', 'pkt-partial-dma'),
      },
      {
        guard: 'resources are there for the rest',
        target: '.built',
        actions: ['bind the last window', 'it was the last window', 'tell: ready'],
        description: 'scsi_init_pkt: on to the last window.',
        meta: cite('pkt-next-window'),
      },
      {
        actions: 'tell: no resources',
        description: 'scsi_init_pkt returns NULL; the packet exists and stays with the target driver.',
        meta: cite('pkt-bind-fails'),
      },
    ],
    'packet.dmafree': [
      {
        guard: 'something is bound',
        actions: ['free the DMA resources', 'nothing is bound'],
        description: 'scsi_dmafree: the packet stays, its window is forgotten.',
        meta: cite('pkt-dmafree'),
      },
      {
        description: 'scsi_dmafree of a packet without DMA resources: nothing happens.',
        meta: cite('pkt-dmafree'),
      },
    ],
    'packet.destroy': {
      target: 'free',
      actions: ['nothing is bound', 'tell: destroyed'],
      description: 'scsi_destroy_pkt: packet and DMA resources are free.',
      meta: cite('pkt-destroy'),
    },
    'tran.return': {
      guard: 'TRAN_ACCEPT of a transport that is over',
      actions: ['one return fewer is due', 'tell: returned'],
      description: 'A call returns whose packet was completed meanwhile.',
      meta: cite('pkt-callback-before-return', 'pkt-return-order'),
    },
  },
  states: {
    allocated: { description: 'Packet without DMA resources, never transported.' },
    built: {
      description: 'Packet with its buffer, or the next window of it, bound for DMA and not transported since.',
    },
    rejected: { description: 'scsi_transport did not take the packet; no callback will come.' },
    submittingCompleted: {
      description: 'The callback ran before scsi_transport returned.',
      on: {
        'tran.return': {
          guard: 'TRAN_ACCEPT of the last transport',
          target: 'completed',
          actions: ['one return fewer is due', 'tell: returned'],
          description: 'The call that the completion overtook returns.',
          meta: cite('pkt-callback-before-return'),
        },
      },
    },
    completed: { description: 'The transport layer has given the packet back and scsi_transport has returned.' },
    waitingToSubmit: {
      description: 'The target driver wants to transport the packet, two calls of this place have not returned.',
      on: {
        'tran.return': [
          {
            guard: 'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR that the adapter gets to see',
            target: '#scsi-pkt.polling',
            actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
            description: 'One call returns and another begins, polled: two remain outstanding.',
            meta: cite('pkt-return-order', 'pkt-nointr'),
          },
          {
            guard: 'TRAN_ACCEPT of an earlier transport, held with FLAG_NOINTR',
            target: '#scsi-pkt.sleeping',
            actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
            description: 'One call returns and another begins, in which the thread will sleep: two remain outstanding.',
            meta: cite('pkt-return-order', 'pkt-nointr-in-a-thread'),
          },
          {
            guard: 'TRAN_ACCEPT of an earlier transport',
            target: '#scsi-pkt.submitting',
            actions: ['tell: returned', 'call tran_start with what was held', 'nothing is held any more'],
            description: 'One call returns and another begins: two remain outstanding.',
            meta: cite('pkt-return-order'),
          },
        ],
      },
    },
  },
};
