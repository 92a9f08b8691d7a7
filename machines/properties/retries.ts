import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone } from '../protocol/buf.ts';
import type { CommandRequest, UnitMessage } from '../protocol/scsa-disk.ts';
import { STATE } from '../protocol/scsi-pkt.ts';
import type { TranReply } from '../protocol/tran.ts';
import { holds } from './expectation.ts';
import type { Observation, RetryLimits, WatcherProperty } from './property.ts';
import { broken, everyCommand, everyRequest, ofPacket, type PacketAt, type WatcherTag } from './watched.ts';

/** How often a command is tried again, and which never (sd_retry_command). */

type Event = Observation<UnitMessage | CommandRequest | BufDone | TranReply>;
type Message = Event['message'];

type Counters = { standard: number; victim: number; unitAttention: number; notReady: number };
type Counting = Counters & { at: PacketAt & { limits: RetryLimits } };

const none: Counters = { standard: 0, victim: 0, unitAttention: 0, notReady: 0 };

/** The counter that limits this retry; null: none does. */
function counterOf(message: Message, { victim, at }: Counting): keyof Counters | null {
  if (message.type === 'unit.startUnit') return 'notReady';
  if (message.type !== 'unit.retry') return null;
  switch (message.retryClass) {
    case 'STANDARD':
    case 'BUSY':
      return 'standard';
    case 'VICTIM':
      return victim < at.limits.victim ? 'victim' : 'standard';
    case 'UNIT_ATTENTION':
      return 'unitAttention';
    case 'NOCHECK':
      return message.because === 'BUSY' ? 'standard' : message.because === 'NOT_READY' ? 'notReady' : null;
  }
}

const bounded = setup({
  types: {
    input: {} as Counting['at'],
    context: {} as Counting,
    events: {} as Event,
    tags: {} as WatcherTag,
  },
  guards: {
    'it is this request': ofPacket,
    'its retries are used up': ({ context, event }) => {
      if (!ofPacket({ context, event })) return false;
      const counter = counterOf(event.message, context);
      return counter !== null && context[counter] >= context.at.limits[counter];
    },
    'it is a retry that counts': ({ context, event }) =>
      ofPacket({ context, event }) && counterOf(event.message, context) !== null,
  },
  actions: {
    'count it': assign(({ context, event }) => {
      const counter = counterOf(event.message, context);
      return counter === null ? {} : { [counter]: context[counter] + 1 };
    }),
    'forget the counts': assign(none),
  },
}).createMachine({
  id: 'D1',
  context: ({ input }) => ({ at: input, ...none }),
  initial: 'counting',
  states: {
    counting: {
      description: 'Counts the retries of one request.',
      on: {
        'delivered.unit.retry': [
          {
            guard: 'its retries are used up',
            target: 'violated',
            description: 'one retry too many',
            meta: cite('sd-class-standard', 'sd-class-victim', 'sd-class-ua', 'sd-class-busy', 'sd-key-not-ready'),
          },
          {
            guard: 'it is a retry that counts',
            actions: 'count it',
            description: 'a retry',
            meta: cite('sd-class-standard', 'sd-class-victim', 'sd-class-ua', 'sd-class-busy', 'sd-key-not-ready'),
          },
        ],
        'delivered.unit.startUnit': [
          {
            guard: 'its retries are used up',
            target: 'violated',
            description: 'started once too often',
            meta: cite('sd-key-not-ready', 'sd-start-unit'),
          },
          {
            guard: 'it is a retry that counts',
            actions: 'count it',
            description: 'a retry after START UNIT',
            meta: cite('sd-key-not-ready', 'sd-start-unit'),
          },
        ],
        'sent.buf.biodone': {
          guard: 'it is this request',
          actions: 'forget the counts',
          description: 'answered',
          meta: cite('app-biodone-once'),
        },
      },
    },
    violated: broken('A request was tried again more often than its counters allow.'),
  },
});

const forbidden = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this command': ofPacket,
    // The next DMA window goes out the way a retry does.
    'it is tried again': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'unit.retry' &&
      String(event.message.because) !== 'NEXT_WINDOW',
    'it has FLAG_DIAGNOSE': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'command.prepare' &&
      event.message.flags.includes('FLAG_DIAGNOSE'),
    'it has FLAG_ISOLATE': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'command.prepare' &&
      event.message.flags.includes('FLAG_ISOLATE'),
    'a transport failure': ({ context, event }) =>
      ofPacket({ context, event }) &&
      event.message.type === 'pkt.comp' &&
      event.message.reason !== 'CMD_CMPLT' &&
      (event.message.state & STATE.ARQ_DONE) === 0,
  },
}).createMachine({
  id: 'D2',
  context: ({ input }) => ({ at: input }),
  initial: 'allowed',
  states: {
    allowed: {
      description: 'The command, if any, may be retried.',
      on: {
        'delivered.command.prepare': [
          {
            guard: 'it has FLAG_DIAGNOSE',
            target: 'diagnose',
            description: 'FLAG_DIAGNOSE',
            meta: cite('sd-diagnose'),
          },
          {
            guard: 'it has FLAG_ISOLATE',
            target: 'isolate',
            description: 'FLAG_ISOLATE',
            meta: cite('sd-isolate'),
          },
        ],
      },
    },
    diagnose: {
      description: 'Never to be retried.',
      on: {
        'delivered.unit.retry': {
          guard: 'it is tried again',
          target: 'violated',
          description: 'a FLAG_DIAGNOSE command is retried',
          meta: cite('sd-diagnose'),
        },
        'delivered.command.release': {
          guard: 'it is this command',
          target: 'allowed',
          description: 'over',
          meta: cite('sd-return-order'),
        },
      },
    },
    isolate: {
      description: 'Not to be retried after a transport failure.',
      on: {
        'delivered.pkt.comp': {
          guard: 'a transport failure',
          target: 'failed',
          description: 'a transport failure',
          meta: cite('sd-isolate'),
        },
        'delivered.command.release': {
          guard: 'it is this command',
          target: 'allowed',
          description: 'over',
          meta: cite('sd-return-order'),
        },
      },
    },
    failed: {
      description: 'Failed in the transport: not to be retried.',
      on: {
        'delivered.unit.retry': {
          guard: 'it is tried again',
          target: 'violated',
          description: 'a FLAG_ISOLATE command is retried after a transport failure',
          meta: cite('sd-isolate'),
        },
        'delivered.command.release': {
          guard: 'it is this command',
          target: 'allowed',
          description: 'over',
          meta: cite('sd-return-order'),
        },
      },
    },
    violated: broken('A command was retried against its flags.'),
  },
});

export const retryProperties: readonly WatcherProperty[] = [
  {
    id: 'D1',
    says: 'Retries of the classes STANDARD, VICTIM, BUSY, UNIT ATTENTION and NOT READY are bounded.',
    source: ['sd-class-standard', 'sd-class-victim', 'sd-class-ua', 'sd-class-busy', 'sd-key-not-ready'],
    kind: 'never',
    machine: bounded,
    instances: (names) =>
      everyRequest(names).map(({ name, input }) => ({
        name,
        input: { ...(input as PacketAt), limits: names.limits },
      })),
    expected: holds,
  },
  {
    id: 'D2',
    says: 'A FLAG_DIAGNOSE command is never retried, a FLAG_ISOLATE command not after a transport failure.',
    source: ['sd-diagnose', 'sd-isolate'],
    kind: 'never',
    machine: forbidden,
    instances: everyCommand,
    expected: holds,
  },
];
