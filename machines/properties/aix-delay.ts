import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage } from '../protocol/aix-adapter.ts';
import { type Address, address, type Slot } from '../protocol/names.ts';
import type { LunQueueMessage } from '../protocol/sam-adapter.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import type { ScsiBufMessage } from '../protocol/scsi-buf.ts';
import { everyAixUnit, overScBuf, queuedSlots } from './aix-watched.ts';
import type { Configuration, Observation, SystemNames, Verdict, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** What SC_DELAY_CMD asks of the adapter driver. */

/** The delay of the device queue is over: no message of a driver says so. */
type DelayOver = {
  type:
    | 'xstate.after.delayCmd.aix-adapter-device.delay.after reset'
    | 'xstate.after.delayCmd.aix-sam-queue.delay.after reset';
};

/** The queue of one device in the adapter driver, and the places that may be in it. */
type DelayAt = { readonly queue: Address; readonly slots: readonly Slot[] };
type Context = { at: DelayAt /** wait with SC_DELAY_CMD */; delayed: readonly Slot[] };
type Event = Observation<DeviceMessage | ScBufMessage | LunQueueMessage | ScsiBufMessage | DelayOver>;
type From = { context: Context; event: Event };

const toQueue = ({ context: { at }, event: { to } }: From): boolean => to === at.queue;
const bufferOf = ({ to }: Event, slots: readonly Slot[]): Slot | undefined =>
  slots.find((slot) => address.scBuf(slot) === to || address.scsiBuf(slot) === to);
const asksForDelay = ({ event: { message } }: From): boolean =>
  (message.type === 'device.strategy' || message.type === 'lunq.strategy') && message.flags.includes('SC_DELAY_CMD');

const resetAgain = {
  guard: 'its own queue hears of it',
  target: 'after reset',
  description: 'the bus or the target was reset: the device may need time from now on',
  meta: cite('adapter-delay-cmd', 'fscsi-delay-cmd'),
} as const;
const waits = {
  guard: 'a command with SC_DELAY_CMD',
  actions: 'it waits with SC_DELAY_CMD',
  description: 'a command that is to wait after a reset',
  meta: cite('adapter-delay-cmd', 'fscsi-delay-cmd'),
} as const;
const isStarted = {
  guard: 'one that waits with SC_DELAY_CMD',
  actions: 'it waits no more',
  description: 'it is started',
  meta: cite('adapter-delay-cmd', 'fscsi-delay-cmd'),
} as const;
const isGivenBack = {
  guard: 'one that waits with SC_DELAY_CMD',
  actions: 'it waits no more',
  description: 'it is given back without having been started',
  meta: cite('queue-halted-flushes', 'queue-flush-order', 'scsibuf-flushed'),
} as const;
const over = {
  guard: 'its own queue hears of it',
  target: 'settled',
  description: 'the time is over',
  meta: cite('adapter-delay-cmd', 'fscsi-delay-cmd'),
} as const;
const early = {
  guard: 'one that waits with SC_DELAY_CMD',
  target: 'too soon',
  description: 'started before the time was over',
  meta: cite('adapter-delay-cmd', 'fscsi-delay-cmd'),
} as const;

const words = setup({
  types: { input: {} as DelayAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
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
});

const delayKept = (id: string) =>
  words.createMachine({
    id,
    context: ({ input }) => ({ at: input, delayed: [] }),
    initial: 'settled',
    on: {
      'delivered.device.strategy': waits,
      'delivered.lunq.strategy': waits,
      'delivered.scbuf.started': isStarted,
      'delivered.scsibuf.started': isStarted,
      'delivered.scbuf.dequeued': isGivenBack,
      'delivered.scsibuf.dequeued': isGivenBack,
    },
    states: {
      settled: {
        description: 'No reset, or one that was long enough ago.',
        on: {
          'delivered.device.reset': resetAgain,
          'delivered.lunq.reset': resetAgain,
          'delivered.lunq.foreignReset': resetAgain,
        },
      },
      'after reset': {
        description: 'A reset, and the time that the adapter gives devices is not over.',
        on: {
          'delivered.device.reset': resetAgain,
          'delivered.lunq.reset': resetAgain,
          'delivered.lunq.foreignReset': resetAgain,
          'delivered.xstate.after.delayCmd.aix-adapter-device.delay.after reset': over,
          'delivered.xstate.after.delayCmd.aix-sam-queue.delay.after reset': over,
          'delivered.scbuf.started': early,
          'delivered.scsibuf.started': early,
        },
      },
      'too soon': broken('A command with SC_DELAY_CMD was started before the delay after a reset was over.'),
    },
  });

const says = 'A command with SC_DELAY_CMD is not started before the delay after a reset is over.';
/** Speaks of systems with scsi_bufs, where it holds whatever happens. */
const overScsiBuf = ({ architecture }: Configuration): Verdict | undefined =>
  architecture === 'aix-sam' ? 'holds' : undefined;

export const aixDelayProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I23',
    architecture: 'aix',
    kind: 'never',
    says,
    source: ['adapter-delay-cmd'],
    expected: overScBuf,
    machine: delayKept('aix-I23'),
    instances: everyAixUnit,
  },
  {
    id: 'aix-sam-I23',
    architecture: 'aix-sam',
    kind: 'never',
    says,
    source: ['fscsi-delay-cmd'],
    expected: overScsiBuf,
    machine: delayKept('aix-sam-I23'),
    instances: ({ units }: SystemNames) =>
      units.map((unit) => {
        const at: DelayAt = { queue: address.samQueue(unit.lun), slots: queuedSlots(unit) };
        return { name: unit.lun, input: at };
      }),
  },
];
