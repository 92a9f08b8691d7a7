import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { CardMessage, DeviceMessage, TransactionFacts, TransactionMessage } from '../protocol/aix-adapter.ts';
import { type Address, address, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { CardStatus } from '../protocol/sc-buf.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-transaction` is started with. */
export type AixTransactionInput = { slot: Slot; lun: Lun; target: TargetName /** adapter name */; adapter: string };

export type AixTransactionContext = {
  at: { slot: Slot; lun: Lun; target: TargetName; adapter: Address; queue: Address };
  /** What the hardware was given; null when it has nothing. */
  facts: TransactionFacts | null;
};

type Context = AixTransactionContext;
type Event = TransactionMessage;

const factsOf = ({ facts }: Context): TransactionFacts => {
  if (!facts) throw new Error('nothing was started');
  return facts;
};

const toCard = (message: (from: { context: Context; event: Event }) => CardMessage) =>
  send<Context, Event, CardMessage>(({ context }) => context.at.adapter, message);
const toQueue = (message: (from: { context: Context; event: Event }) => DeviceMessage) =>
  send<Context, Event, DeviceMessage>(({ context }) => context.at.queue, message);

const failed = (card: CardStatus, context: Context): DeviceMessage => ({
  type: 'device.ended',
  slot: context.at.slot,
  resid: 'all',
  sense: null,
  status: null,
  card,
});

const failureOf = ({ card }: Extract<Event, { type: 'transaction.start' }>): CardStatus => {
  if (card === 'ok') throw new Error('the adapter has not failed');
  return card;
};

/** One transaction while the hardware has it: its way over the bus, and its timeout. */
export const aixTransactionMachine = setup({
  types: { input: {} as AixTransactionInput, context: {} as Context, events: {} as Event },
  guards: {
    'the adapter itself fails': ({ event }) => event.type === 'transaction.start' && event.card !== 'ok',
    'a parity error was seen': ({ event }) => event.type === 'transaction.completed' && event.parity,
    'timeout_value is not 0': ({ context }) => context.facts?.timed === true,
  },
  actions: {
    'keep what the hardware was given': assign(({ event }) => {
      assertEvent(event, 'transaction.start');
      const { tag, op, direction, noDisconnect, async, timed } = event;
      return { facts: { tag, op, direction, noDisconnect, async, timed } };
    }),
    'the hardware has nothing': assign({ facts: null }),
    'select for it': toCard(({ context }) => {
      const { slot, lun, target } = context.at;
      return { type: 'card.select', slot, lun, target, ...factsOf(context) };
    }),
    'the card is free again': toCard(({ event }) => {
      assertEvent(event, 'transaction.start');
      return { type: 'card.failed', card: failureOf(event) };
    }),
    'the target may go on': toCard(({ context }) => ({ type: 'card.reconnected', slot: context.at.slot })),
    'there is no such command': toCard(({ context }) => ({ type: 'card.unknown', slot: context.at.slot })),
    'ended by the adapter': toQueue(({ context, event }) => {
      assertEvent(event, 'transaction.start');
      return failed(failureOf(event), context);
    }),
    'ended: SC_SCSI_BUS_FAULT': toQueue(({ context }) => failed('SC_SCSI_BUS_FAULT', context)),
    'ended: SC_NO_DEVICE_RESPONSE': toQueue(({ context }) => failed('SC_NO_DEVICE_RESPONSE', context)),
    'ended by the device': toQueue(({ context, event }) => {
      assertEvent(event, 'transaction.completed');
      const { status, resid, sense } = event;
      return { type: 'device.ended', slot: context.at.slot, status, card: null, resid, sense };
    }),
    'back into the chain': toQueue(({ context }) => ({
      type: 'device.requeue',
      slot: context.at.slot,
      ...factsOf(context),
    })),
    'tell the queue: timeout': toQueue(({ context }) => ({ type: 'device.timeout', slot: context.at.slot })),
  },
  delays: { timeoutValue: delays.timeoutValue },
}).createMachine({
  id: 'aix-adapter-transaction',
  description: 'The adapter driver’s part of one transaction (b_work).',
  context: ({ input }) => ({
    at: {
      slot: input.slot,
      lun: input.lun,
      target: input.target,
      adapter: address.aixAdapter(input.adapter),
      queue: address.deviceQueue(input.lun),
    },
    facts: null,
  }),
  initial: 'idle',
  states: {
    idle: {
      description: 'The hardware has nothing for this place.',
      on: {
        'transaction.start': [
          {
            guard: 'the adapter itself fails',
            actions: ['the card is free again', 'ended by the adapter'],
            description: 'The adapter fails before anything is on the bus.',
            meta: cite('adapter-own-failure', 'adapter-no-retry'),
          },
          {
            target: 'active',
            actions: ['keep what the hardware was given', 'select for it'],
            description: 'sc_start: the hardware gets it and its time begins.',
            meta: cite('adapter-start-arms-timeout'),
          },
        ],
        'transaction.reconnected': {
          actions: 'there is no such command',
          description: 'A target reselects for a command that was flushed.',
          meta: cite('adapter-unknown-reselection'),
        },
      },
    },
    active: {
      description: 'The hardware has it.',
      initial: 'selecting',
      after: {
        timeoutValue: [
          {
            guard: 'timeout_value is not 0',
            actions: 'tell the queue: timeout',
            description: 'timeout_value seconds are over.',
            meta: cite('adapter-cmd-timeout'),
          },
          { description: 'timeout_value 0: it may take for ever.', meta: cite('adapter-start-arms-timeout') },
        ],
      },
      on: {
        'transaction.completed': [
          {
            guard: 'a parity error was seen',
            target: 'idle',
            actions: ['ended: SC_SCSI_BUS_FAULT', 'the hardware has nothing'],
            description: 'The data did not come over the bus as they were sent.',
            meta: cite('adapter-bus-fault'),
          },
          {
            target: 'idle',
            actions: ['ended by the device', 'the hardware has nothing'],
            description: 'The device has given a status.',
            meta: cite('adapter-good', 'adapter-scsi-error'),
          },
        ],
        'transaction.unexpectedBusFree': {
          target: 'idle',
          actions: ['ended: SC_SCSI_BUS_FAULT', 'the hardware has nothing'],
          description: 'The bus went free in the middle.',
          meta: cite('adapter-bus-fault'),
        },
        'transaction.drop': {
          target: 'idle',
          actions: 'the hardware has nothing',
          description: 'Reset, aborted, or given up with the queue of the device.',
          meta: cite('queue-reset', 'queue-halt', 'queue-cleared-with-device'),
        },
      },
      states: {
        selecting: {
          description: 'Selection, command, and what follows until the device lets the bus go.',
          on: {
            'transaction.selectionTimeout': {
              target: '#aix-adapter-transaction.idle',
              actions: ['ended: SC_NO_DEVICE_RESPONSE', 'the hardware has nothing'],
              description: 'Nobody answers.',
              meta: cite('adapter-no-device-response'),
            },
            'transaction.tagRejected': {
              target: '#aix-adapter-transaction.idle',
              actions: ['ended: SC_SCSI_BUS_FAULT', 'the hardware has nothing'],
              description: 'The device rejects the queue tag.',
              meta: cite('adapter-bus-fault'),
            },
            'transaction.selectionLost': {
              target: '#aix-adapter-transaction.idle',
              actions: ['back into the chain', 'the hardware has nothing'],
              description: 'A target was faster: nothing of it has reached the device.',
              meta: cite('adapter-selection-lost', 'adapter-retries-only-before-handover'),
            },
            'transaction.disconnected': {
              target: 'disconnected',
              description: 'The device has the command and lets the bus go.',
              meta: cite('adapter-intermediate-interrupt'),
            },
            'transaction.reconnected': {
              actions: 'there is no such command',
              description: 'A target reselects for what was in this place before, and was flushed.',
              meta: cite('adapter-unknown-reselection', 'place-used-again'),
            },
          },
        },
        disconnected: {
          description: 'The device works on it.',
          on: {
            'transaction.reconnected': {
              target: 'connected',
              actions: 'the target may go on',
              description: 'The device goes on with it.',
              meta: cite('adapter-intermediate-interrupt'),
            },
          },
        },
        connected: {
          description: 'Connected again.',
          on: {
            'transaction.disconnected': {
              target: 'disconnected',
              description: 'A part of the data has moved.',
              meta: cite('adapter-intermediate-interrupt'),
            },
          },
        },
      },
    },
  },
});
