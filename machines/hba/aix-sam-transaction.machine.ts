import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { ExchangeFacts, ExchangeMessage, LunQueueMessage, PortNews, PortSend } from '../protocol/sam-adapter.ts';
import type { AdapterStatus, SamTag } from '../protocol/scsi-buf.ts';
import type { TaskAttribute } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-sam-transaction` is started with. */
export type SamTransactionInput = {
  slot: Slot;
  lun: Lun;
  target: TargetName;
  initiator: InitiatorName;
  /** adapter name */ adapter: string;
};

export type SamTransactionContext = {
  at: { slot: Slot; lun: Lun; target: TargetName; initiator: InitiatorName; queue: Address; adapter: Address };
  /** What the hardware was given; null when it has nothing. */
  facts: ExchangeFacts | null;
};

type Context = SamTransactionContext;
type Event = ExchangeMessage;

/** Task attribute of the command (SAM-2 8.6). */
const attributeOf = {
  SC_NO_Q: 'untagged',
  SC_SIMPLE_Q: 'simple',
  SC_HEAD_OF_Q: 'head',
  SC_ORDERED_Q: 'ordered',
  SC_ACA_Q: 'aca',
} as const satisfies Record<SamTag, TaskAttribute>;

const toQueue = (message: (from: { context: Context; event: Event }) => LunQueueMessage) =>
  send<Context, Event, LunQueueMessage>(({ context }) => context.at.queue, message);

const failed = (adapter: AdapterStatus, context: Context): LunQueueMessage => ({
  type: 'lunq.ended',
  slot: context.at.slot,
  resid: 'all',
  sense: null,
  status: null,
  adapter,
});

/** One transaction while the hardware has it: an FCP exchange or an iSCSI task, and its timeout. */
export const samTransactionMachine = setup({
  types: { input: {} as SamTransactionInput, context: {} as Context, events: {} as Event },
  guards: {
    'it is not taken, and nothing has failed': ({ event }) =>
      event.type === 'exchange.start' &&
      (event.adapter === 'SCSI_TRANSPORT_BUSY' || event.adapter === 'SCSI_VERIFY_DEVICE'),
    'the adapter itself fails': ({ event }) => event.type === 'exchange.start' && event.adapter !== 'ok',
    'timeout_value is not 0': ({ context }) => context.facts?.timed === true,
  },
  actions: {
    'keep what the hardware was given': assign(({ event }) => {
      assertEvent(event, 'exchange.start');
      const { type: _, adapter: __, ...facts } = event;
      return { facts };
    }),
    'the hardware has nothing': assign({ facts: null }),
    'send the command': send<Context, Event, PortSend>(
      ({ context }) => context.at.adapter,
      ({ context, event }) => {
        assertEvent(event, 'exchange.start');
        const { op, direction, naca, tag } = event;
        if (op === null) throw new Error('a transaction without command was started');
        const { initiator, target, lun, slot } = context.at;
        return {
          type: 'fcport.send',
          request: {
            type: 'transport.sendCommand',
            ...{ initiator, target, lun, slot, op, direction, naca },
            attribute: attributeOf[tag],
            delivery: 'ok',
          },
        };
      },
    ),
    'tell the adapter': send<Context, Event, PortNews>(
      ({ context }) => context.at.adapter,
      ({ event }) => {
        assertEvent(event, 'exchange.start');
        if (event.adapter === 'ok') throw new Error('the adapter has not failed');
        return { type: 'fcport.failed', adapter: event.adapter };
      },
    ),
    'ended by the adapter': toQueue(({ context, event }) => {
      assertEvent(event, 'exchange.start');
      if (event.adapter === 'ok') throw new Error('the adapter has not failed');
      return failed(event.adapter, context);
    }),
    'ended by the device': toQueue(({ context, event }) => {
      assertEvent(event, 'exchange.completed');
      const { status, resid, sense } = event;
      return { type: 'lunq.ended', slot: context.at.slot, status, adapter: null, resid, sense };
    }),
    'tell the queue: nobody answers': toQueue(({ context }) => ({ type: 'lunq.unanswered', slot: context.at.slot })),
    'tell the queue: lost': toQueue(({ context }) => ({ type: 'lunq.lost', slot: context.at.slot })),
    'tell the queue: timeout': toQueue(({ context }) => ({ type: 'lunq.timeout', slot: context.at.slot })),
  },
  delays: { timeoutValue: delays.timeoutValue },
}).createMachine({
  id: 'aix-sam-transaction',
  description: 'The FCP or iSCSI adapter driver’s part of one transaction.',
  context: ({ input }) => ({
    at: {
      slot: input.slot,
      lun: input.lun,
      target: input.target,
      initiator: input.initiator,
      queue: address.samQueue(input.lun),
      adapter: address.samAdapter(input.adapter),
    },
    facts: null,
  }),
  initial: 'idle',
  states: {
    idle: {
      description: 'The hardware has nothing for this place.',
      on: {
        'exchange.start': [
          {
            guard: 'it is not taken, and nothing has failed',
            actions: 'ended by the adapter',
            description: 'The adapter has no room for it, or wants the device to be set up anew: nothing has left it.',
            meta: cite('fscsi-adapter-failure', 'scsibuf-adapter-status', 'scsibuf-verify-device'),
          },
          {
            guard: 'the adapter itself fails',
            actions: ['tell the adapter', 'ended by the adapter'],
            description: 'The adapter fails before anything has left it.',
            meta: cite('fscsi-adapter-failure', 'scsibuf-adapter-status', 'fscsi-events'),
          },
          {
            target: 'active',
            actions: ['keep what the hardware was given', 'send the command'],
            description: 'The hardware gets it, and its time begins.',
            meta: cite('fscsi-start', 'fscsi-timeout'),
          },
        ],
      },
    },
    active: {
      description: 'The hardware has it.',
      initial: 'sent',
      after: {
        timeoutValue: [
          {
            guard: 'timeout_value is not 0',
            actions: 'tell the queue: timeout',
            description: 'timeout_value seconds are over.',
            meta: cite('fscsi-timeout'),
          },
          { description: 'timeout_value 0: it may take for ever.', meta: cite('fscsi-timeout') },
        ],
      },
      on: {
        'exchange.drop': {
          target: 'idle',
          actions: 'the hardware has nothing',
          description: 'Aborted, reset, or given up together with the path.',
          meta: cite('fscsi-ended-from-outside'),
        },
      },
      states: {
        sent: {
          description: 'On its way, or in the device.',
          on: {
            'exchange.completed': {
              target: '#aix-sam-transaction.idle',
              actions: ['ended by the device', 'the hardware has nothing'],
              description: 'Status has come, with sense data where the status has any.',
              meta: cite('fscsi-interrupt', 'fscsi-autosense'),
            },
            'exchange.noResponse': {
              target: 'unanswered',
              actions: 'tell the queue: nobody answers',
              description: 'Nobody is there.',
              meta: cite('fscsi-no-response'),
            },
            'exchange.lost': {
              target: 'lost',
              actions: 'tell the queue: lost',
              description: 'The connection has gone: nothing will come. What that means, the path says.',
              meta: cite('fscsi-lost'),
            },
          },
        },
        unanswered: { description: 'Nobody is there; the queue gives it back now or when its time is over.' },
        lost: { description: 'Nothing will come; the path, or the timeout, says when it is given back.' },
      },
    },
  },
});
