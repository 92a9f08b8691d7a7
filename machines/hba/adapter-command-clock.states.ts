import { cite } from '../clauses/index.ts';
import type { adapterCommandSetup } from './adapter-command.setup.ts';

type State = Parameters<typeof adapterCommandSetup.createStateConfig>[0];

/** pkt_time of one packet. */
export const clock: State = {
  initial: 'stopped',
  states: {
    stopped: {
      description: 'Not on the bus, or without a limit, or timed by the countdown of the logical unit.',
      on: {
        'area.start': {
          guard: 'the packet has a clock of its own',
          target: 'running',
          description: 'put on the bus: the clock starts',
          meta: cite('timeout-clock-on-bus'),
        },
      },
    },
    running: {
      description: 'pkt_time runs down.',
      always: {
        guard: 'the command is off the bus',
        target: 'stopped',
        description: 'over in time',
        meta: cite('timeout-clock-on-bus'),
      },
      after: {
        pktTime: {
          target: 'expired',
          description: 'time is over: CMD_TIMEOUT, then recovery',
          meta: cite('timeout-marks-packet', 'timeout-recovery'),
          actions: ['pkt_reason := CMD_TIMEOUT', 'pkt_statistics |= STAT_TIMEOUT', 'ask the adapter for recovery'],
        },
      },
    },
    expired: {
      description: 'Time is over; the adapter tries to recover the target.',
      always: {
        guard: 'the command is off the bus',
        target: 'stopped',
        description: 'the command is off the bus, one way or another',
        meta: cite('timeout-recovery'),
        actions: 'no recovery is needed any more',
      },
    },
  },
};
