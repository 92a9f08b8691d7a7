import { cite } from '../clauses/index.ts';
import { holds } from './expectation.ts';
import { packetCallbackProperties } from './packet-callbacks.ts';
import { watchingPacket } from './packet-watched.ts';
import type { WatcherProperty } from './property.ts';
import { broken, everyPacket } from './watched.ts';

/** Who owns a packet (9F scsi_transport), as seen from the calls. */

const handsOff = watchingPacket.createMachine({
  id: 'I1',
  context: ({ input }) => ({ at: input }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The target driver owns the packet, or there is none.',
      on: {
        'sent.tran.start': [
          {
            guard: 'it is this packet, with FLAG_NOINTR',
            target: 'polled',
            description: 'handed over until the call returns',
            meta: cite('pkt-transport', 'hba-polled'),
          },
          {
            guard: 'it is this packet',
            target: 'transport',
            description: 'handed over until the callback, if it is accepted',
            meta: cite('pkt-transport'),
          },
        ],
      },
    },
    transport: {
      description: 'The transport owns the packet, or is about to: no hand of the target driver may touch it.',
      on: {
        'delivered.tran.return': {
          guard: 'this packet is refused',
          target: 'targetDriver',
          description: 'it never left',
          meta: cite('pkt-reject'),
        },
        'delivered.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'the callback gives it back',
          meta: cite('pkt-completion'),
        },
        'delivered.packet.transport': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'submitted while the transport owns it',
          meta: cite('pkt-accept'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'destroyed while the transport owns it',
          meta: cite('pkt-accept', 'pkt-destroy'),
        },
        'delivered.packet.init': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'built anew while the transport owns it',
          meta: cite('pkt-accept', 'pkt-allocate'),
        },
        'delivered.packet.bind': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'moved to another DMA window while the transport owns it',
          meta: cite('pkt-accept', 'property-dma-window'),
        },
        'delivered.packet.dmafree': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'its DMA resources are freed while the transport owns it',
          meta: cite('pkt-accept', 'property-dma-bound'),
        },
      },
    },
    polled: {
      description: 'The transport owns the packet until the call returns.',
      on: {
        'delivered.tran.return': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'complete, or refused',
          meta: cite('hba-polled'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'destroyed while the transport owns it',
          meta: cite('pkt-accept', 'pkt-destroy'),
        },
      },
    },
    violated: broken('The target driver touched a packet that it does not own.'),
  },
});

const destroyedOnce = watchingPacket.createMachine({
  id: 'R1',
  context: ({ input }) => ({ at: input }),
  initial: 'absent',
  states: {
    absent: {
      description: 'There is no packet.',
      on: {
        'delivered.packet.init': {
          guard: 'this packet is allocated',
          target: 'targetDriver',
          description: 'scsi_init_pkt',
          meta: cite('pkt-allocate'),
        },
        'delivered.packet.preallocate': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'scsi_init_pkt that waits',
          meta: cite('pkt-sleep-func'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'destroyed twice',
          meta: cite('pkt-destroy'),
        },
      },
    },
    targetDriver: {
      description: 'The packet is there, and the target driver owns it.',
      on: {
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'absent',
          description: 'scsi_destroy_pkt',
          meta: cite('pkt-destroy'),
        },
        'sent.tran.start': [
          {
            guard: 'it is this packet, with FLAG_NOINTR',
            target: 'polled',
            description: 'handed over until the call returns',
            meta: cite('pkt-transport', 'hba-polled'),
          },
          {
            guard: 'it is this packet',
            target: 'transport',
            description: 'handed over',
            meta: cite('pkt-transport'),
          },
        ],
        'delivered.packet.init': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'another packet in its place: this one is never destroyed',
          meta: cite('pkt-destroy', 'pkt-allocate'),
        },
      },
    },
    transport: {
      description: 'The packet is there, and the transport may own it.',
      on: {
        'delivered.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'the callback gives it back',
          meta: cite('pkt-completion'),
        },
        'delivered.tran.return': {
          guard: 'this packet is refused',
          target: 'targetDriver',
          description: 'it never left',
          meta: cite('pkt-reject'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'destroyed while the transport owns it',
          meta: cite('pkt-destroy'),
        },
      },
    },
    polled: {
      description: 'The packet is there, and the transport owns it until the call returns.',
      on: {
        'delivered.tran.return': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'complete, or refused',
          meta: cite('hba-polled'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'destroyed while the transport owns it',
          meta: cite('pkt-destroy'),
        },
      },
    },
    violated: broken('A packet was destroyed twice, never, or by one who does not own it.'),
  },
});

export const ownershipProperties: readonly WatcherProperty[] = [
  {
    id: 'I1',
    says: 'From TRAN_ACCEPT until its completion the transport owns a packet; the target driver does not touch it meanwhile.',
    source: ['pkt-accept', 'pkt-transport'],
    kind: 'never',
    machine: handsOff,
    instances: everyPacket,
    expected: holds,
  },
  ...packetCallbackProperties,
  {
    id: 'R1',
    says: 'Each packet is destroyed exactly once, and only while the target driver owns it.',
    source: ['pkt-destroy'],
    kind: 'never',
    machine: destroyedOnce,
    instances: everyPacket,
    expected: holds,
  },
];
