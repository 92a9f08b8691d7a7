import { cite } from '../clauses/index.ts';
import { holds } from './expectation.ts';
import { watchingPacket } from './packet-watched.ts';
import type { WatcherProperty } from './property.ts';
import { broken, everyPacket } from './watched.ts';

/** Who is called back, and how often (9F scsi_transport). */

const oneCallback = watchingPacket.createMachine({
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

const polledWithoutCallback = watchingPacket.createMachine({
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

const refusedForGood = watchingPacket.createMachine({
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

const notTwice = watchingPacket.createMachine({
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

export const packetCallbackProperties: readonly WatcherProperty[] = [
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
];
