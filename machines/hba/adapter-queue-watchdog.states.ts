import { cite } from '../clauses/index.ts';
import type { adapterQueueSetup } from './adapter-queue.setup.ts';

type State = Parameters<typeof adapterQueueSetup.createStateConfig>[0];

/** The clock of an adapter that times units. */
export const watchdog: State = {
  initial: 'stopped',
  meta: cite('timeout-one-countdown'),
  states: {
    stopped: {
      description: 'No timed command is on the bus or disconnected.',
      on: {
        'queue.grant': {
          guard: 'the start begins or restarts the countdown',
          target: 'running',
          description: 'a timed command is put on the bus',
          meta: cite('timeout-clock-on-bus', 'timeout-one-countdown'),
        },
      },
    },
    running: {
      description: 'The countdown runs.',
      always: {
        guard: 'no timed command is active',
        target: 'stopped',
        description: 'all finished in time',
        meta: cite('timeout-one-countdown'),
      },
      on: {
        'queue.grant': {
          guard: 'the start begins or restarts the countdown',
          target: 'running',
          reenter: true,
          description: 'each start restarts it',
          meta: cite('timeout-one-countdown'),
        },
      },
      after: {
        pktTime: {
          target: 'expired',
          description: 'expired: mark what is active, then recover',
          meta: cite('timeout-marks-all-active', 'timeout-recovery'),
          actions: ['mark every active timed packet', 'ask the adapter for recovery'],
        },
      },
    },
    expired: {
      description: 'The adapter tries to recover the target.',
      always: {
        guard: 'no timed command is active',
        target: 'stopped',
        description: 'the marked commands are gone, one way or another',
        meta: cite('timeout-recovery'),
        actions: 'no recovery is needed any more',
      },
    },
  },
};
