import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import type { CommandRequest, UnitMessage } from '../protocol/scsa-disk.ts';
import { STAT, STATE } from '../protocol/scsi-pkt.ts';
import type { TranAnswer, TranReply, TranRequest } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, everyCommand, everyPacket, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** What the target driver does about packets that died in a recovery, and what scsi_abort promises it. */

type Event = Observation<
  TranRequest | TranReply | TranAnswer | UnitMessage | CommandRequest | BusRequest | BusInterrupt
>;
type From = { context: { at: PacketAt }; event: Event };
type PacketBack = Extract<TranReply, { type: 'pkt.comp' }>;

const isTold = (holdsFor: (message: PacketBack) => boolean) => (from: From) =>
  ofPacket(from) && from.event.message.type === 'pkt.comp' && holdsFor(from.event.message);
const hasSense = ({ state }: PacketBack): boolean => (state & STATE.ARQ_DONE) !== 0;
const recovered = STAT.BUS_RESET | STAT.DEV_RESET | STAT.ABORTED;

const watching = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is this packet, without FLAG_NOINTR': (from: From) =>
      ofPacket(from) && from.event.message.type === 'tran.start' && !from.event.message.noIntr,
    'it failed, and its statistics show a recovery': isTold(
      (message) => message.reason !== 'CMD_CMPLT' && !hasSense(message) && (message.statistics & recovered) !== 0,
    ),
    'this command asks for a reset': ({ context: { at }, event: { message } }: From) =>
      message.type === 'tran.reset' && message.replyTo === at.command,
    'it is CMD_RESET or CMD_ABORTED': isTold(
      (message) => (message.reason === 'CMD_RESET' || message.reason === 'CMD_ABORTED') && !hasSense(message),
    ),
    'the retry is not of the class VICTIM': (from: From) =>
      ofPacket(from) && from.event.message.type === 'unit.retry' && from.event.message.retryClass !== 'VICTIM',
    'its abort succeeded': (from: From) =>
      ofPacket(from) && from.event.message.type === 'tran.abortReturn' && from.event.message.ok,
    'this packet is refused': (from: From) =>
      ofPacket(from) && from.event.message.type === 'tran.return' && from.event.message.result !== 'TRAN_ACCEPT',
  },
});

const noSecondReset = watching.createMachine({
  id: 'X6',
  context: ({ input }) => ({ at: input }),
  initial: 'nothing',
  states: {
    nothing: {
      description: 'No recovery is known.',
      on: {
        'delivered.pkt.comp': {
          guard: 'it failed, and its statistics show a recovery',
          target: 'recovered',
          description: 'the adapter has reset or aborted already',
          meta: cite('sd-reset-skipped', 'timeout-recovery'),
        },
      },
    },
    recovered: {
      description: 'Recovery has been done, as the statistics say.',
      on: {
        'sent.tran.reset': {
          guard: 'this command asks for a reset',
          target: 'violated',
          description: 'reset once more',
          meta: cite('sd-reset-skipped'),
        },
        'sent.tran.start': {
          guard: 'it is this packet',
          target: 'nothing',
          description: 'tried again',
          meta: cite('pkt-reuse'),
        },
        'delivered.command.release': {
          guard: 'it is this packet',
          target: 'nothing',
          description: 'over',
          meta: cite('sd-return-order'),
        },
      },
    },
    violated: broken('The target driver reset although the packet says that this was done.'),
  },
});

const notBlamed = watching.createMachine({
  id: 'X7',
  context: ({ input }) => ({ at: input }),
  initial: 'noVictim',
  states: {
    noVictim: {
      description: 'The packet was no victim the last time.',
      on: {
        'delivered.pkt.comp': {
          guard: 'it is CMD_RESET or CMD_ABORTED',
          target: 'victim',
          description: 'an innocent victim',
          meta: cite('sd-reason-reset', 'sd-reason-aborted'),
        },
      },
    },
    victim: {
      description: 'The packet was a victim.',
      on: {
        'delivered.unit.retry': [
          {
            guard: 'the retry is not of the class VICTIM',
            target: 'violated',
            description: 'blamed: another counter is used',
            meta: cite('sd-class-victim'),
          },
          {
            guard: 'it is this packet',
            target: 'noVictim',
            description: 'a VICTIM retry',
            meta: cite('sd-class-victim'),
          },
        ],
        'delivered.command.release': {
          guard: 'it is this packet',
          target: 'noVictim',
          description: 'over',
          meta: cite('sd-return-order'),
        },
      },
    },
    violated: broken('A victim of a reset or an abort was blamed.'),
  },
});

const abortedIsOver = watching.createMachine({
  id: 'X8',
  context: ({ input }) => ({ at: input }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The transport does not have the packet, or is finished with it.',
      on: {
        'sent.tran.start': {
          guard: 'it is this packet, without FLAG_NOINTR',
          target: 'transport',
          description: 'transported',
          meta: cite('pkt-transport'),
        },
      },
    },
    transport: {
      description: 'The transport has the packet.',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'sent.tran.return': {
          guard: 'this packet is refused',
          target: 'targetDriver',
          description: 'refused',
          meta: cite('pkt-reject'),
        },
        'sent.tran.abortReturn': {
          guard: 'its abort succeeded',
          target: 'aborted',
          description: 'scsi_abort returns 1',
          meta: cite('abort-queued', 'abort-message', 'abort-unknown-succeeds'),
        },
      },
    },
    aborted: {
      description: 'Aborted: it has only to be called back.',
      on: {
        'sent.pkt.comp': {
          guard: 'it is this packet',
          target: 'targetDriver',
          description: 'called back',
          meta: cite('pkt-completion'),
        },
        'sent.bus.select': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'started all the same',
          meta: cite('abort-queued'),
        },
        'sent.bus.accept': {
          guard: 'it is this packet',
          target: 'violated',
          description: 'still in the target, and goes on',
          meta: cite('abort-message'),
        },
      },
    },
    violated: broken('A packet whose abort succeeded is on the bus.'),
  },
});

/** Only requests and the unit's own commands decide for themselves. */
export const driverRecoveryProperties: readonly WatcherProperty[] = [
  {
    id: 'X6',
    says: 'The target driver does not reset when the statistics of the packet show that recovery was done.',
    source: ['sd-reset-skipped'],
    kind: 'never',
    machine: noSecondReset,
    instances: everyCommand,
    expected: holds,
  },
  {
    id: 'X7',
    says: 'Victims are not blamed: retries after CMD_RESET and CMD_ABORTED use the victim counter.',
    source: ['sd-class-victim', 'sd-reason-reset', 'sd-reason-aborted'],
    kind: 'never',
    machine: notBlamed,
    instances: everyCommand,
    expected: holds,
  },
  {
    id: 'X8',
    says: 'When scsi_abort returns 1 the packet is not on the bus any more, and has only to be called back.',
    source: ['abort-queued', 'abort-message', 'abort-unknown-succeeds'],
    kind: 'never',
    machine: abortedIsOver,
    instances: everyPacket,
    expected: holds,
  },
];
