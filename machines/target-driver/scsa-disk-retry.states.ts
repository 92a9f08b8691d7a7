import { cite } from '../clauses/index.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** The one retry of the unit, and when it goes. */
export const retry: State = {
  description: 'The one retry (un_retry_bp) and its timer. While it is there the wait queue stands still.',
  initial: 'none',
  on: {
    'unit.retry': [
      {
        guard: 'the unit is suspended',
        actions: 'put at the head of the wait queue',
        description: 'SUSPENDED: head of the wait queue, not started.',
        meta: cite('sd-suspend-retry'),
      },
      {
        guard: 'immediate, below the throttle',
        actions: ['start this command as a retry', 'one more in transport', 'a command was started'],
        description: 'No delay: started at once.',
        meta: cite('sd-retry-immediate', 'sd-retry-head'),
      },
      {
        guard: 'the retry slot is taken',
        actions: 'put at the head of the wait queue',
        description: 'There is a retry already: head of the wait queue.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'immediate',
        target: '.waiting.busy',
        actions: 'take the retry slot',
        description: 'No delay, but at the throttle: as after BUSY.',
        meta: cite('sd-retry-immediate'),
      },
      {
        guard: 'after tranBusyDelay',
        target: '.waiting.tranBusy',
        actions: 'take the retry slot',
        description: 'After 10 ms.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after restartDelay',
        target: '.waiting.restart',
        actions: 'take the retry slot',
        description: 'After 100 ms.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after unitAttentionDelay',
        target: '.waiting.unitAttention',
        actions: 'take the retry slot',
        description: 'After 100 ms.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after senseFailureDelay',
        target: '.waiting.senseFailure',
        actions: 'take the retry slot',
        description: 'Fibre: after 100 ms.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after reservationConflictDelay',
        target: '.waiting.reservationConflict',
        actions: 'take the retry slot',
        description: 'After two clock ticks.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after busyDelay',
        target: '.waiting.busy',
        actions: 'take the retry slot',
        description: 'After 5 s.',
        meta: cite('sd-retry-slot'),
      },
      {
        guard: 'after notReadyDelay',
        target: '.waiting.notReady',
        actions: 'take the retry slot',
        description: 'After 5 s.',
        meta: cite('sd-retry-slot'),
      },
    ],
    'unit.startUnit': [
      {
        guard: 'the unit is suspended',
        actions: 'put at the head of the wait queue',
        description: 'SUSPENDED: head of the wait queue; the unit is not started for it now.',
        meta: cite('sd-suspend-retry'),
      },
      {
        guard: 'the retry slot is taken',
        actions: 'put at the head of the wait queue',
        description: 'There is a retry already: head of the wait queue, which stands still until START UNIT is over.',
        meta: cite('sd-retry-slot', 'sd-start-unit'),
      },
      {
        target: '.parked',
        actions: 'take the retry slot',
        description: 'Parked without a timer of its own.',
        meta: cite('sd-start-unit'),
      },
    ],
    'unit.panic': {
      target: '.halted',
      description: 'The host panics.',
      meta: cite('sd-panic'),
    },
    'signal.restartParked': {
      actions: 'look for a command to start',
      description: 'START UNIT is over, its command waits at the head of the wait queue.',
      meta: cite('sd-start-unit-done'),
    },
  },
  states: {
    none: {
      id: 'none',
      description: 'No retry is pending.',
      on: {
        'unit.rejected': [
          {
            guard: 'TRAN_BUSY of a request, the unit is suspended',
            actions: 'put at the head of the wait queue',
            description: 'TRAN_BUSY while SUSPENDED: head of the wait queue.',
            meta: cite('sd-tran-busy', 'sd-suspend-retry'),
          },
          {
            guard: 'TRAN_BUSY of a request',
            target: 'waiting.tranBusy',
            actions: 'take the retry slot',
            description: 'TRAN_BUSY: again after 10 ms.',
            meta: cite('sd-tran-busy'),
          },
        ],
      },
    },
    waiting: {
      description: 'The retry waits for its timer.',
      initial: 'restart',
      on: {
        'signal.suspended': {
          target: '#none',
          actions: ['put the retry at the head of the wait queue', 'leave the retry slot'],
          description: 'Its timer is cancelled: head of the wait queue.',
          meta: cite('sd-suspend-timers'),
        },
        'unit.rejected': {
          guard: 'TRAN_BUSY of a request',
          actions: 'put at the head of the wait queue',
          description: 'TRAN_BUSY while there is a retry: head of the wait queue.',
          meta: cite('sd-tran-busy', 'sd-retry-slot'),
        },
      },
      states: {
        tranBusy: {
          description: 'After TRAN_BUSY.',
          after: {
            tranBusyDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '10 ms are over: started.',
              meta: cite('sd-retry-head', 'sd-tran-busy'),
            },
          },
        },
        restart: {
          description: 'After a transport error, QUEUE FULL or ABORTED COMMAND.',
          after: {
            restartDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '100 ms are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
        unitAttention: {
          description: 'After UNIT ATTENTION.',
          after: {
            unitAttentionDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '100 ms are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
        senseFailure: {
          description: 'After a REQUEST SENSE without result, on fibre.',
          after: {
            senseFailureDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '100 ms are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
        reservationConflict: {
          description: 'After RESERVATION CONFLICT.',
          after: {
            reservationConflictDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: 'Two clock ticks are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
        busy: {
          description: 'After BUSY, or after a CHECK CONDITION that could not be sensed.',
          after: {
            busyDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '5 s are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
        notReady: {
          description: 'After NOT READY.',
          after: {
            notReadyDelay: {
              target: '#none',
              actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
              description: '5 s are over: started.',
              meta: cite('sd-retry-head'),
            },
          },
        },
      },
    },
    parked: {
      description: 'The retry waits for START UNIT.',
      on: {
        'signal.suspended': {
          target: 'none',
          actions: ['put the retry at the head of the wait queue', 'leave the retry slot'],
          description: 'Parked no longer: head of the wait queue.',
          meta: cite('sd-suspend-timers'),
        },
        'signal.restartParked': {
          target: 'none',
          actions: ['start the retry', 'leave the retry slot', 'one more in transport', 'a command was started'],
          description: 'START UNIT is over: started.',
          meta: cite('sd-start-unit-done', 'sd-retry-head'),
        },
        'unit.rejected': {
          guard: 'TRAN_BUSY of a request',
          actions: 'put at the head of the wait queue',
          description: 'TRAN_BUSY while there is a retry: head of the wait queue.',
          meta: cite('sd-tran-busy', 'sd-retry-slot'),
        },
      },
    },
    halted: {
      description: 'The host has panicked: what waits is not started again.',
      meta: cite('sd-panic'),
    },
  },
};

/** What goes before everything else after TRAN_BUSY. */
export const priority: State = {
  description: "The unit's own command (attach, START UNIT) and its direct-priority timer.",
  initial: 'none',
  on: {
    'unit.panic': {
      target: '.halted',
      description: 'The host panics.',
      meta: cite('sd-panic'),
    },
  },
  states: {
    none: {
      description: 'It does not wait.',
      on: {
        'unit.rejected': {
          guard: 'TRAN_BUSY of the internal command',
          target: 'tranBusy',
          description: 'TRAN_BUSY: a timer of its own.',
          meta: cite('sd-tran-busy-priority'),
        },
      },
    },
    tranBusy: {
      description: 'After TRAN_BUSY; the wait queue stands still.',
      entry: 'direct-priority timer on',
      exit: 'direct-priority timer off',
      after: {
        tranBusyDelay: {
          target: 'none',
          actions: ['start the internal command', 'one more in transport'],
          description: '10 ms are over: started.',
          meta: cite('sd-tran-busy-priority'),
        },
      },
    },
    halted: {
      description: 'The host has panicked: its own command is not started again.',
      meta: cite('sd-panic'),
    },
  },
};
