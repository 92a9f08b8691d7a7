import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { address } from '../protocol/names.ts';
import type { CommandRequest, PacketReply } from '../protocol/scsa-disk.ts';
import type { TranReply, TranRequest } from '../protocol/tran.ts';
import { hangsUnnoticed, holds } from './expectation.ts';
import type { Observation, Property } from './property.ts';
import { broken, everyCommand, everyPacket, ofPacket, type PacketAt, type Polled, type WatcherTag } from './watched.ts';

/** What is in transport: once each, counted right, and not for ever. */

type Context = { at: PacketAt };
type Event = Observation<TranRequest | TranReply | CommandRequest | PacketReply | Polled>;
type From = { context: Context; event: Event };

const watching = setup({
  types: { input: {} as PacketAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is this packet, without FLAG_NOINTR': (from: From) =>
      ofPacket(from) && from.event.message.type === 'tran.start' && !from.event.message.noIntr,
    'this packet is refused': (from: From) =>
      ofPacket(from) &&
      (from.event.message.type === 'tran.return' || from.event.message.type === 'packet.returned') &&
      from.event.message.result !== 'TRAN_ACCEPT',
    'this packet is accepted': (from: From) =>
      ofPacket(from) && from.event.message.type === 'tran.return' && from.event.message.result === 'TRAN_ACCEPT',
  },
});

const notTwice = watching.createMachine({
  id: 'I9',
  context: ({ input }) => ({ at: input }),
  initial: 'waiting',
  states: {
    waiting: {
      description: 'The command waits, or there is none.',
      on: {
        'delivered.command.start': {
          guard: 'it is this packet',
          target: 'started',
          description: 'its turn: from the wait queue, by a timer, at once, or after START UNIT',
          meta: cite('sd-dispatch', 'sd-retry-slot'),
        },
      },
    },
    started: {
      description: 'Started; nothing else may start it.',
      on: {
        'delivered.packet.noResources': {
          guard: 'it is this packet',
          target: 'waiting',
          description: 'no packet could be had',
          meta: cite('pkt-no-resources'),
        },
        'delivered.packet.returned': {
          guard: 'this packet is refused',
          target: 'waiting',
          description: 'refused',
          meta: cite('pkt-reject'),
        },
        'delivered.packet.completed': {
          guard: 'it is this packet',
          target: 'waiting',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'delivered.packet.polled': {
          guard: 'it is this packet',
          target: 'waiting',
          description: 'polled, and complete',
          meta: cite('hba-polled'),
        },
        'delivered.command.start': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'started a second time',
          meta: cite('sd-retry-slot', 'sd-start-unit-done'),
        },
      },
    },
    violated: broken('A command was started while it was under way.'),
  },
});

const notSubmittedTwice = watching.createMachine({
  id: 'I9-submit',
  context: ({ input }) => ({ at: input }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The target driver owns the packet, or there is none.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet, without FLAG_NOINTR',
          target: 'transport',
          description: 'submitted',
          meta: cite('pkt-transport'),
        },
      },
    },
    transport: {
      description: 'Submitted.',
      on: {
        'delivered.tran.return': {
          guard: 'this packet is refused',
          target: 'targetDriver',
          description: 'refused',
          meta: cite('pkt-reject'),
        },
        'delivered.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'submitted a second time',
          meta: cite('pkt-accept'),
        },
      },
    },
    violated: broken('A packet was submitted that the transport owned already.'),
  },
});

const comesBack = watching.createMachine({
  id: 'I11',
  context: ({ input }) => ({ at: input }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The target driver owns the packet, or there is none.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet, without FLAG_NOINTR',
          target: 'called',
          description: 'transported',
          meta: cite('pkt-transport'),
        },
      },
    },
    called: {
      description: 'Not accepted yet.',
      tags: 'pending',
      on: {
        'sent.tran.return': [
          {
            guard: 'this packet is accepted',
            target: 'accepted',
            description: 'accepted: one callback is owed',
            meta: cite('pkt-accept'),
          },
          {
            guard: 'it is this packet',
            target: 'targetDriver',
            description: 'refused',
            meta: cite('pkt-reject'),
          },
        ],
      },
    },
    accepted: {
      description: 'Accepted; the callback is to come.',
      tags: 'pending',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
      },
    },
  },
});

/** States of a packet that the target driver counts as in transport: neither free nor, but for one that waits, its own. */
const counted = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'targetDriver' in value
    ? value.targetDriver === 'waitingToSubmit'
    : value !== 'free';

export const transportCountProperties: readonly Property[] = [
  {
    id: 'I9',
    says: 'A command that is under way is not started again: what waits for a retry has one trigger.',
    source: ['sd-retry-slot', 'sd-start-unit-done'],
    kind: 'never',
    machine: notTwice,
    instances: everyCommand,
    expected: holds,
  },
  {
    id: 'I9-submit',
    says: 'No packet is submitted that the transport owns.',
    source: ['pkt-accept', 'pkt-transport'],
    kind: 'never',
    machine: notSubmittedTwice,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'I10',
    says: 'un_ncmds_in_transport is the number of packets of the unit that the transport owns.',
    source: ['sd-count-before-call', 'sd-intr-count'],
    kind: 'always',
    instances: ({ units }) =>
      units.map(({ lun, pool, internal, requestSense }) => ({
        name: lun,
        reads: [address.disk(lun), ...[...pool, internal, requestSense].map(address.packet)],
        holds: ([disk, ...packets]) =>
          (disk?.context as { inTransport: number } | undefined)?.inTransport ===
          packets.filter((packet) => counted(packet.value)).length,
      })),
    expected: holds,
  },
  {
    id: 'I11',
    says: 'Every accepted packet completes some day.',
    source: ['pkt-completion', 'timeout-recovery'],
    kind: 'eventually',
    machine: comesBack,
    instances: everyPacket,
    expected: (configuration) => (hangsUnnoticed(configuration) ? 'fails' : 'holds'),
  },
];
