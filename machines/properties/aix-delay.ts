import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage } from '../protocol/aix-adapter.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import { type AixUnitAt, everyAixUnit, overScBuf } from './aix-watched.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** What SC_DELAY_CMD asks of the adapter driver. */

/** The delay of the device queue is over: no message of a driver says so. */
type DelayOver = { type: 'xstate.after.delayCmd.aix-adapter-device.delay.after reset' };

type Context = { at: AixUnitAt /** wait with SC_DELAY_CMD */; delayed: readonly Slot[] };
type Event = Observation<DeviceMessage | ScBufMessage | DelayOver>;
type From = { context: Context; event: Event };

const toQueue = ({ context: { at }, event: { to } }: From): boolean => to === at.queue;
const bufferOf = ({ to }: Event, slots: readonly Slot[]): Slot | undefined =>
  slots.find((slot) => address.scBuf(slot) === to);
const asksForDelay = ({ event: { message } }: From): boolean =>
  message.type === 'device.strategy' && message.flags.includes('SC_DELAY_CMD');

const resetAgain = {
  guard: 'its own queue hears of it',
  target: 'after reset',
  description: 'the bus or the target was reset: the device may need time from now on',
  meta: cite('adapter-delay-cmd'),
} as const;

const delay = setup({
  types: { input: {} as AixUnitAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'its own queue hears of it': toQueue,
    'a command with SC_DELAY_CMD': (from: From) => toQueue(from) && asksForDelay(from),
    'one that waits with SC_DELAY_CMD': ({ context, event }: From) => bufferOf(event, context.delayed) !== undefined,
  },
  actions: {
    'it waits with SC_DELAY_CMD': assign({
      delayed: ({ context, event: { message } }) => [...context.delayed, 'slot' in message ? message.slot : ''].sort(),
    }),
    'it waits no more': assign({
      delayed: ({ context, event }) => context.delayed.filter((slot) => slot !== bufferOf(event, context.delayed)),
    }),
  },
}).createMachine({
  id: 'aix-I23',
  context: ({ input }) => ({ at: input, delayed: [] }),
  initial: 'settled',
  on: {
    'delivered.device.strategy': {
      guard: 'a command with SC_DELAY_CMD',
      actions: 'it waits with SC_DELAY_CMD',
      description: 'a command that is to wait after a reset',
      meta: cite('adapter-delay-cmd'),
    },
    'delivered.scbuf.started': {
      guard: 'one that waits with SC_DELAY_CMD',
      actions: 'it waits no more',
      description: 'it is started',
      meta: cite('adapter-delay-cmd'),
    },
    'delivered.scbuf.dequeued': {
      guard: 'one that waits with SC_DELAY_CMD',
      actions: 'it waits no more',
      description: 'it is given back without having been started',
      meta: cite('queue-halted-flushes', 'queue-flush-order'),
    },
  },
  states: {
    settled: {
      description: 'No reset, or one that was long enough ago.',
      on: { 'delivered.device.reset': resetAgain },
    },
    'after reset': {
      description: 'A reset, and the time that the adapter gives devices is not over.',
      on: {
        'delivered.device.reset': resetAgain,
        'delivered.xstate.after.delayCmd.aix-adapter-device.delay.after reset': {
          guard: 'its own queue hears of it',
          target: 'settled',
          description: 'the time is over',
          meta: cite('adapter-delay-cmd'),
        },
        'delivered.scbuf.started': {
          guard: 'one that waits with SC_DELAY_CMD',
          target: 'too soon',
          description: 'started before the time was over',
          meta: cite('adapter-delay-cmd'),
        },
      },
    },
    'too soon': broken('A command with SC_DELAY_CMD was started before the delay after a reset was over.'),
  },
});

export const aixDelayProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I23',
    architecture: 'aix',
    kind: 'never',
    says: 'A command with SC_DELAY_CMD is not started before the delay after a reset is over.',
    source: ['adapter-delay-cmd'],
    expected: overScBuf,
    machine: delay,
    instances: everyAixUnit,
  },
];
