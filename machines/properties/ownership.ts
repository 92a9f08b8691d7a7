import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AreaMessage } from '../protocol/hba.ts';
import type { PacketRequest } from '../protocol/scsa-disk.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, type DmaRequest, everyPacket, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** Who owns a packet (9F scsi_transport), as seen from the calls. */

type Context = { at: PacketAt };
type Event = Observation<TranRequest | TranReply | PacketRequest | DmaRequest | AreaMessage>;
type From = { context: Context; event: Event };

const starts =
  (noIntr: boolean) =>
  (from: From): boolean =>
    ofPacket(from) && from.event.message.type === 'tran.start' && from.event.message.noIntr === noIntr;
const returns =
  (accepted: boolean) =>
  (from: From): boolean =>
    ofPacket(from) &&
    from.event.message.type === 'tran.return' &&
    (from.event.message.result === 'TRAN_ACCEPT') === accepted;

const watching = setup({
  types: { input: {} as PacketAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is this packet, with FLAG_NOINTR': starts(true),
    'it is this packet, without FLAG_NOINTR': starts(false),
    'this packet is accepted': returns(true),
    'this packet is refused': returns(false),
    'this packet is allocated': (from: From) =>
      ofPacket(from) && from.event.message.type === 'packet.init' && from.event.message.resources === 'ok',
  },
});

const handsOff = watching.createMachine({
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

const oneCallback = watching.createMachine({
  id: 'I2',
  context: ({ input }) => ({ at: input }),
  initial: 'none',
  states: {
    none: {
      description: 'No callback is owed.',
      on: {
        'sent.tran.start': [
          {
            guard: 'it is this packet, without FLAG_NOINTR',
            target: 'owed',
            description: 'transported: one callback is owed if it is accepted',
            meta: cite('pkt-transport'),
          },
          {
            guard: 'it is this packet',
            target: 'polled',
            description: 'polled: no callback is owed',
            meta: cite('hba-polled'),
          },
        ],
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'a callback that nobody owes',
          meta: cite('pkt-completion', 'hba-one-callback'),
        },
      },
    },
    owed: {
      description: 'Transported, not called back.',
      on: {
        'sent.tran.return': {
          guard: 'this packet is refused',
          target: 'none',
          description: 'refused: nothing is owed',
          meta: cite('pkt-reject'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'none',
          description: 'the one callback',
          meta: cite('pkt-completion', 'hba-one-callback'),
        },
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'transported again, the callback never came',
          meta: cite('pkt-completion'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'gone, the callback never came',
          meta: cite('pkt-completion'),
        },
      },
    },
    polled: {
      description: 'In a call that returns when the packet is complete.',
      on: {
        'sent.tran.return': {
          guard: 'it is this packet',
          target: 'none',
          description: 'it returns',
          meta: cite('hba-polled'),
        },
      },
    },
    violated: broken('An accepted packet was not called back exactly once.'),
  },
});

const polledWithoutCallback = watching.createMachine({
  id: 'I3',
  context: ({ input }) => ({ at: input }),
  initial: 'notPolled',
  states: {
    notPolled: {
      description: 'No polled transport of this packet is under way.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet, with FLAG_NOINTR',
          target: 'incomplete',
          description: 'a polled transport begins',
          meta: cite('hba-polled'),
        },
      },
    },
    incomplete: {
      description: 'Polled; the command is not over.',
      on: {
        'delivered.area.deliver': {
          guard: 'it is this packet',
          target: 'complete',
          description: 'the command is over',
          meta: cite('hba-polled', 'hba-callback-queue'),
        },
        'sent.tran.return': [
          {
            guard: 'this packet is refused',
            target: 'notPolled',
            description: 'refused',
            meta: cite('pkt-reject'),
          },
          {
            guard: 'this packet is accepted',
            target: 'violated',
            description: 'TRAN_ACCEPT before it is complete',
            meta: cite('hba-polled'),
          },
        ],
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'a callback all the same',
          meta: cite('hba-polled'),
        },
      },
    },
    complete: {
      description: 'Polled and over; the call is about to return.',
      on: {
        'sent.tran.return': {
          guard: 'it is this packet',
          target: 'notPolled',
          description: 'the call returns',
          meta: cite('hba-polled'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'a callback all the same',
          meta: cite('hba-polled'),
        },
      },
    },
    violated: broken('A FLAG_NOINTR packet was called back, or its call returned too early.'),
  },
});

const refusedForGood = watching.createMachine({
  id: 'I4',
  context: ({ input }) => ({ at: input }),
  initial: 'notCalled',
  states: {
    notCalled: {
      description: 'No transport is under way.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'called',
          description: 'transported',
          meta: cite('pkt-transport'),
        },
      },
    },
    called: {
      description: 'In the transport, or in the call.',
      on: {
        'sent.tran.return': {
          guard: 'this packet is refused',
          target: 'refused',
          description: 'refused',
          meta: cite('pkt-reject', 'hba-start-results'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'completed',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
      },
    },
    completed: {
      description: 'Called back.',
      on: {
        'sent.tran.return': {
          guard: 'this packet is refused',
          target: 'violated',
          description: 'refused after its callback',
          meta: cite('pkt-reject'),
        },
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'called',
          description: 'transported again',
          meta: cite('pkt-reuse'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'notCalled',
          description: 'destroyed',
          meta: cite('pkt-destroy'),
        },
      },
    },
    refused: {
      description: 'Refused: the packet stayed with the target driver.',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'called back although refused',
          meta: cite('pkt-reject'),
        },
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'called',
          description: 'transported again',
          meta: cite('pkt-reuse'),
        },
        'delivered.packet.destroy': {
          guard: 'it is this packet',
          target: 'notCalled',
          description: 'destroyed',
          meta: cite('pkt-destroy'),
        },
      },
    },
    violated: broken('A packet that was refused was called back.'),
  },
});

const notTwice = watching.createMachine({
  id: 'I5',
  context: ({ input }) => ({ at: input }),
  initial: 'completed',
  states: {
    completed: {
      description: 'Not transported since the last callback.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'transported',
          description: 'transported',
          meta: cite('pkt-transport', 'pkt-reuse'),
        },
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'called back twice',
          meta: cite('property-double-completion'),
        },
      },
    },
    transported: {
      description: 'Transported since the last callback.',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'completed',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
      },
    },
    violated: broken('A packet was called back twice.'),
  },
});

const destroyedOnce = watching.createMachine({
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
  {
    id: 'I2',
    says: 'Each accepted packet without FLAG_NOINTR gets exactly one call of its completion routine.',
    source: ['pkt-completion', 'hba-one-callback'],
    kind: 'never',
    machine: oneCallback,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'I3',
    says: 'A FLAG_NOINTR packet is complete when its call returns, and is never called back.',
    source: ['hba-polled'],
    kind: 'never',
    machine: polledWithoutCallback,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'I4',
    says: 'After any result but TRAN_ACCEPT no callback ever comes.',
    source: ['pkt-reject', 'hba-start-results'],
    kind: 'never',
    machine: refusedForGood,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'I5',
    says: 'No packet is completed twice without a transport in between.',
    source: ['property-double-completion'],
    kind: 'never',
    machine: notTwice,
    instances: everyPacket,
    expected: holds,
  },
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
