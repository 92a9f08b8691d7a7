import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AdapterMessage, AreaMessage } from '../protocol/hba.ts';
import { type PktReason, STAT, STATE } from '../protocol/scsi-pkt.ts';
import type { TranReply } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, everyPacket, isToBeCalledBack, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** What happens to a packet in one transport, and what it says of it in the end (9E tran_start). */

type Event = Observation<AreaMessage | AdapterMessage | TranReply>;
type Message = Event['message'];

/** What the message has to make of pkt_reason, if nothing was wrong before. */
function causeOf(message: Message): PktReason | null {
  switch (message.type) {
    case 'area.victim':
      return message.reason;
    case 'area.expired':
    case 'adapter.timeout':
      return 'CMD_TIMEOUT';
    case 'area.selectionTimeout':
      return 'CMD_INCOMPLETE';
    case 'area.tagRejected':
      return 'CMD_TAG_REJECT';
    case 'area.unexpectedBusFree':
      return 'CMD_UNX_BUS_FREE';
    case 'area.completed':
      return message.parity ? 'CMD_TRAN_ERR' : null;
    case 'area.senseRefused':
      return 'CMD_TRAN_ERR';
    default:
      return null;
  }
}

const commandSent = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;
/** Bits of pkt_statistics and pkt_state that the message must have set for good. */
function bitsOf(message: Message): { statistics: number; state: number } {
  switch (message.type) {
    case 'area.victim':
      return { statistics: message.statistics, state: 0 };
    case 'area.expired':
      return { statistics: STAT.TIMEOUT | STAT.ABORTED, state: 0 };
    case 'adapter.timeout':
      return { statistics: STAT.TIMEOUT, state: 0 };
    case 'area.disconnected':
      return { statistics: STAT.DISCON, state: commandSent | (message.dataMoved ? STATE.XFERRED_DATA : 0) };
    case 'area.completed':
      return { statistics: message.parity ? STAT.PERR : 0, state: commandSent | STATE.GOT_STATUS };
    case 'area.senseDone':
      return { statistics: 0, state: STATE.ARQ_DONE };
    default:
      return { statistics: 0, state: 0 };
  }
}

type Causes = { at: PacketAt; first: PktReason | null };
const firstCause = setup({
  types: { input: {} as PacketAt, context: {} as Causes, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is taken over, to be called back': isToBeCalledBack,
    'it is the first cause': ({ context, event }) =>
      context.first === null && ofPacket({ context, event }) && causeOf(event.message) !== null,
    'pkt_reason is the first cause': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'pkt.comp' &&
      event.message.reason === (context.first ?? 'CMD_CMPLT'),
  },
  actions: {
    'note the cause': assign({ first: ({ event }) => causeOf(event.message) }),
    'forget the cause': assign({ first: null }),
  },
}).createMachine({
  id: 'S1',
  context: ({ input }) => ({ at: input, first: null }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The adapter does not have the packet.',
      on: {
        'delivered.area.accept': {
          guard: 'it is taken over, to be called back',
          target: 'transport',
          description: 'taken over: pkt_reason is CMD_CMPLT',
          meta: cite('hba-start-initialises'),
        },
      },
    },
    transport: {
      description: 'The adapter has the packet.',
      on: {
        'delivered.area.victim': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'cut off',
          meta: cite('hba-first-cause-wins', 'reset-levels'),
        },
        'delivered.area.expired': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'its time is over, with that of the unit',
          meta: cite('hba-first-cause-wins', 'timeout-marks-all-active'),
        },
        'delivered.adapter.timeout': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'its time is over',
          meta: cite('hba-first-cause-wins', 'timeout-marks-packet'),
        },
        'delivered.area.selectionTimeout': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'nobody answered',
          meta: cite('hba-first-cause-wins', 'hba-selection-timeout'),
        },
        'delivered.area.tagRejected': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'the tag was rejected',
          meta: cite('hba-first-cause-wins', 'hba-tag-rejected'),
        },
        'delivered.area.unexpectedBusFree': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'the target left the bus',
          meta: cite('hba-first-cause-wins', 'hba-unexpected-bus-free'),
        },
        'delivered.area.completed': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'parity error',
          meta: cite('hba-first-cause-wins', 'hba-data-parity'),
        },
        'delivered.area.senseRefused': {
          guard: 'it is the first cause',
          actions: 'note the cause',
          description: 'there is no sense command for it',
          meta: cite('hba-first-cause-wins', 'arq-one-per-unit'),
        },
        'delivered.area.requeued': {
          guard: 'it is this packet',
          actions: 'forget the cause',
          description: 'as if never started',
          meta: cite('qfull-retry'),
        },
        'sent.pkt.comp': [
          {
            guard: 'pkt_reason is the first cause',
            target: 'targetDriver',
            actions: 'forget the cause',
            description: 'it says what happened first',
            meta: cite('hba-first-cause-wins', 'arq-original-reason-stays'),
          },
          {
            guard: 'it is this packet',
            target: 'violated',
            description: 'it says something else',
            meta: cite('hba-first-cause-wins', 'arq-original-reason-stays'),
          },
        ],
      },
    },
    violated: broken('pkt_reason is not what happened first.'),
  },
});

type Bits = { at: PacketAt; statistics: number; state: number };
const bitsGrow = setup({
  types: { input: {} as PacketAt, context: {} as Bits, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this packet': ofPacket,
    'it is taken over, to be called back': isToBeCalledBack,
    'a bit is missing': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'pkt.comp' &&
      ((event.message.statistics & context.statistics) !== context.statistics ||
        (event.message.state & context.state) !== context.state),
  },
  actions: {
    'note the bits': assign(({ context, event }) => {
      const { statistics, state } = bitsOf(event.message);
      return { statistics: context.statistics | statistics, state: context.state | state };
    }),
    'forget the bits': assign({ statistics: 0, state: 0 }),
  },
}).createMachine({
  id: 'S2',
  context: ({ input }) => ({ at: input, statistics: 0, state: 0 }),
  initial: 'targetDriver',
  states: {
    targetDriver: {
      description: 'The adapter does not have the packet.',
      on: {
        'delivered.area.accept': {
          guard: 'it is taken over, to be called back',
          target: 'transport',
          description: 'taken over: no bit is set',
          meta: cite('hba-start-initialises'),
        },
      },
    },
    transport: {
      description: 'The adapter has the packet.',
      on: {
        'delivered.area.victim': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'cut off',
          meta: cite('reset-levels', 'timeout-victims'),
        },
        'delivered.area.expired': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'its time is over, with that of the unit',
          meta: cite('timeout-marks-all-active'),
        },
        'delivered.adapter.timeout': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'its time is over',
          meta: cite('timeout-marks-packet'),
        },
        'delivered.area.disconnected': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'disconnected',
          meta: cite('hba-disconnect', 'hba-state-bits'),
        },
        'delivered.area.completed': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'STATUS and COMMAND COMPLETE',
          meta: cite('hba-command-complete', 'hba-state-bits'),
        },
        'delivered.area.senseDone': {
          guard: 'it is this packet',
          actions: 'note the bits',
          description: 'sense was fetched, or tried',
          meta: cite('arq-fills-block'),
        },
        'delivered.area.requeued': {
          guard: 'it is this packet',
          actions: 'forget the bits',
          description: 'as if never started',
          meta: cite('qfull-retry'),
        },
        'sent.pkt.comp': [
          {
            guard: 'a bit is missing',
            target: 'violated',
            description: 'something that happened is not told',
            meta: cite('hba-state-bits'),
          },
          {
            guard: 'it is this packet',
            target: 'targetDriver',
            actions: 'forget the bits',
            description: 'everything that happened is told',
            meta: cite('hba-state-bits'),
          },
        ],
      },
    },
    violated: broken('A bit of pkt_state or pkt_statistics was lost on the way.'),
  },
});

export const firstCauseProperties: readonly WatcherProperty[] = [
  {
    id: 'S1',
    says: 'pkt_reason starts as CMD_CMPLT and changes at most once: the first cause wins.',
    source: ['hba-first-cause-wins', 'hba-start-initialises', 'arq-original-reason-stays'],
    kind: 'never',
    machine: firstCause,
    instances: everyPacket,
    expected: holds,
  },
  {
    id: 'S2',
    says: 'Bits of pkt_state and pkt_statistics only grow during a transport.',
    source: ['hba-state-bits'],
    kind: 'never',
    machine: bitsGrow,
    instances: everyPacket,
    expected: holds,
  },
];
