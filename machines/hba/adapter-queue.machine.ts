import { cite } from '../clauses/index.ts';
import { initialContext } from './adapter-queue.context.ts';
import { adapterQueueSetup } from './adapter-queue.setup.ts';
import { setcap } from './adapter-queue-capabilities.rows.ts';
import { throttle } from './adapter-queue-throttle.states.ts';
import { turn } from './adapter-queue-turn.states.ts';
import { watchdog } from './adapter-queue-watchdog.states.ts';

/**
 * The adapter's queue of one logical unit. Five things go on side by side: how many commands may be started (throttle),
 * whether a completion callback must return first (callback), whether it asks for a turn on the bus (turn), whether the
 * sense command is in use (autoSense), and the countdown of the unit (watchdog).
 */
export const adapterQueueMachine = adapterQueueSetup.createMachine({
  id: 'adapter-queue',
  description: 'Queue, throttle and countdown of one logical unit.',
  context: ({ input }) => initialContext(input),
  type: 'parallel',
  on: {
    'queue.calling': {
      description: 'a thread entered tran_start with a FLAG_HEAD packet',
      meta: cite('hba-callback-returned'),
      actions: 'a thread entered tran_start',
    },
    'queue.called': {
      description: 'that thread is out of tran_start',
      meta: cite('hba-callback-returned'),
      actions: 'the thread left tran_start',
    },
    'queue.callbackDone': {
      description: 'a completion routine returned',
      meta: cite('hba-callback-returned'),
      actions: 'its callback returned',
    },
    'queue.settle': {
      description: 'what follows from the interrupt has been passed on',
      meta: cite('hba-interrupt-first'),
      actions: 'the interrupt has been dealt with',
    },
    'queue.getcap': {
      description: 'tran_getcap',
      meta: cite('cap-get'),
      actions: 'answer the current value',
    },
    'queue.setcap': setcap,
  },
  states: {
    // First, because it reads how many commands are active before `turn` changes that.
    throttle: { description: 'How many commands may be active at the device.', ...throttle },

    callback: {
      initial: 'returned',
      description: 'Must a completion routine return before anything is started?',
      states: {
        returned: {
          description: 'No.',
          on: {
            'queue.finished': {
              guard: 'the next start waits for this callback',
              target: 'HOLD',
              description: 'what the target driver wants to do about it (REQUEST SENSE) goes first',
              meta: cite('hba-callback-before-next'),
              actions: 'wait for its callback',
            },
          },
        },
        HOLD: {
          description: 'Throttle HOLD: only a REQUEST SENSE may be started.',
          meta: cite('hba-callback-before-next'),
          always: {
            guard: 'every callback returned and no thread is in tran_start',
            target: 'returned',
            description: 'the driver had its chance',
            meta: cite('hba-callback-returned'),
          },
          on: {
            'queue.finished': {
              guard: 'the next start waits for this callback',
              description: 'one more to wait for',
              meta: cite('hba-callback-before-next'),
              actions: 'wait for its callback',
            },
          },
        },
      },
    },

    turn: { description: 'The commands themselves: taken in, started when it is their turn, taken out.', ...turn },

    autoSense: {
      initial: 'idle',
      description: 'The one sense command of the unit.',
      meta: cite('arq-one-per-unit'),
      states: {
        idle: {
          description: 'Free.',
          on: {
            'queue.sense': {
              target: 'busy',
              description: 'REQUEST SENSE for this packet, before everything else',
              meta: cite('arq-at-the-head'),
              actions: ['REQUEST SENSE to the very head', 'set up the sense command', 'sense is on its way'],
            },
          },
        },
        busy: {
          description: 'Fetching sense for a packet.',
          on: {
            'queue.sense': {
              description: 'another packet needs it: refused',
              meta: cite('arq-one-per-unit'),
              actions: ['it is in no queue any more', 'there is no second sense command'],
            },
            'queue.senseDone': {
              target: 'idle',
              description: 'the sense command is over',
              meta: cite('arq-fills-block'),
            },
          },
        },
      },
    },

    watchdog: {
      description: 'One countdown for all timed commands of the unit (adapters that time units, not packets).',
      ...watchdog,
    },
  },
});
