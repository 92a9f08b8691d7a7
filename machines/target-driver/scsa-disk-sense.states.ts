import { cite } from '../clauses/index.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** START UNIT for a unit that is not ready. */
export const startUnit: State = {
  description: 'START UNIT for commands that met NOT READY.',
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
      id: 'startUnitNone',
      description: 'Not needed.',
      on: {
        'unit.startUnit': {
          guard: 'the unit is not suspended',
          target: 'pending',
          description: 'The timer is armed.',
          meta: cite('sd-start-unit'),
        },
      },
    },
    pending: {
      description: 'The wait queue stands still until START UNIT is over.',
      entry: 'START UNIT is pending',
      exit: 'START UNIT is no longer pending',
      initial: 'timer',
      states: {
        timer: {
          description: 'START UNIT timer armed.',
          on: {
            'signal.suspended': {
              target: '#startUnitNone',
              description: 'The timer is cancelled.',
              meta: cite('sd-suspend-timers'),
            },
          },
          after: {
            startUnitDelay: [
              {
                guard: 'FORMAT UNIT is under way',
                target: 'stuck',
                description: '2.5 s are over: the task returns at once.',
                meta: cite('sd-start-unit-early'),
              },
              {
                target: 'running',
                actions: [
                  { type: 'prepare the internal command', params: { op: 'startUnit', direction: 'none' } },
                  'start the internal command',
                  'one more in transport',
                ],
                description: '2.5 s are over: START UNIT as priority command.',
                meta: cite('sd-start-unit', 'sd-start-unit-done'),
              },
            ],
          },
        },
        stuck: {
          description: 'Nobody will start what is parked.',
          on: {
            'signal.suspended': {
              target: '#startUnitNone',
              description: 'What was parked goes to the wait queue, which no longer waits for this task.',
              meta: cite('sd-suspend-timers'),
            },
          },
          meta: cite('sd-start-unit-early'),
        },
        running: {
          description: 'START UNIT is under way.',
          on: {
            'unit.internalDone': {
              target: '#startUnitNone',
              actions: 'restart what is parked',
              description: 'Whatever the result: the parked command is started again.',
              meta: cite('sd-start-unit-done'),
            },
          },
        },
      },
    },
    halted: {
      description: 'The host has panicked: no unit is started.',
      meta: cite('sd-panic'),
    },
  },
};

/** The one REQUEST SENSE of the unit. */
export const requestSense: State = {
  description: 'The one REQUEST SENSE packet of the unit.',
  initial: 'idle',
  on: {
    'unit.panic': {
      target: '.halted',
      description: 'The host panics.',
      meta: cite('sd-panic'),
    },
  },
  states: {
    idle: {
      description: 'Unused.',
      on: {
        'unit.sense': {
          target: 'busy',
          actions: ['mark the REQUEST SENSE packet busy', 'one more in transport', 'send REQUEST SENSE'],
          description: 'REQUEST SENSE goes out for this command.',
          meta: cite('sd-rqs-send'),
        },
      },
    },
    busy: {
      description: 'Fetching the sense of one command.',
      on: {
        'unit.sensed': {
          target: 'idle',
          actions: ['one fewer in transport', 'give the sense to its command', 'mark the REQUEST SENSE packet idle'],
          description: 'It is back: idle before the sense is decoded.',
          meta: cite('sd-rqs-idle-first', 'sd-intr-count'),
        },
        'unit.senseRejected': {
          target: 'idle',
          actions: ['one fewer in transport', 'give up the sense', 'mark the REQUEST SENSE packet idle'],
          description: 'It was not taken: the sense is given up.',
          meta: cite('sd-tran-busy-sense', 'sd-tran-bad'),
        },
      },
    },
    halted: {
      description: 'The host has panicked: no sense is decoded.',
      meta: cite('sd-panic'),
      on: {
        'unit.sensed': {
          actions: 'one fewer in transport',
          description: 'It comes back to a host that has panicked: only the counter is lowered.',
          meta: cite('sd-panic', 'sd-intr-count'),
        },
        'unit.senseRejected': {
          actions: 'one fewer in transport',
          description: 'Not accepted: the counter is taken back.',
          meta: cite('sd-panic', 'sd-tran-bad'),
        },
      },
    },
  },
};
