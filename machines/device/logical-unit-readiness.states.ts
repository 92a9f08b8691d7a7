import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { logicalUnitSetup } from './logical-unit.setup.ts';

type State = Parameters<typeof logicalUnitSetup.createStateConfig>[0];

const mediumTakenOut = {
  target: 'medium removed',
  description: 'the medium is taken out',
  meta: cite('lu-medium'),
} as const;

const mediumChanged = {
  description: 'another medium is in',
  meta: cite('lu-medium'),
  actions: 'raise unit attention: medium changed',
} as const;

/** Spindle and medium. */
export const readiness: State = {
  initial: 'powering on',
  on: {
    'world.powerOn': {
      target: '.powering on',
      description: 'power is back',
      meta: cite('lu-power-on'),
    },
  },
  states: {
    'powering on': {
      description: 'Power has just come.',
      always: [
        {
          guard: 'powers on becoming ready',
          target: 'coming up',
          description: 'the unit starts by itself',
          meta: cite('lu-becoming-ready'),
        },
        {
          guard: 'powers on stopped',
          target: 'stopped',
          description: 'the unit waits for START UNIT',
          meta: cite('lu-start-unit', 'lu-not-ready'),
        },
        { target: 'ready', description: 'the unit is ready at once', meta: cite('lu-power-on') },
      ],
    },
    ready: {
      description: 'The medium can be reached.',
      on: {
        'spindle.stop': { target: 'stopped', description: 'STOP UNIT', meta: cite('lu-stop-unit') },
        'world.stopped': {
          target: 'stopped',
          description: 'the spindle stops by itself',
          meta: cite('lu-spindle'),
        },
        'world.mediumRemoved': mediumTakenOut,
        'world.mediumInserted': mediumChanged,
        'world.becameReady': ignored('the unit is ready'),
      },
    },
    'coming up': {
      description: 'The unit is becoming ready: 04/01.',
      initial: 'by itself',
      on: {
        'spindle.start': ignored('the unit is coming up'),
        'spindle.stop': { target: 'stopped', description: 'STOP UNIT', meta: cite('lu-stop-unit') },
        'world.stopped': [
          {
            guard: 'START UNIT waits for its status',
            target: 'stopped',
            description: 'the spindle fails; START UNIT is told',
            meta: cite('lu-spindle', 'lu-not-ready'),
            actions: ['START UNIT fails: stopped', 'nothing waits for the spindle'],
          },
          { target: 'stopped', description: 'the spindle fails', meta: cite('lu-spindle') },
        ],
        'world.mediumRemoved': [
          {
            guard: 'START UNIT waits for its status',
            target: 'medium removed',
            description: 'the medium is taken out; START UNIT is told',
            meta: cite('lu-medium', 'lu-not-ready'),
            actions: ['START UNIT fails: no medium', 'nothing waits for the spindle'],
          },
          mediumTakenOut,
        ],
        'world.mediumInserted': mediumChanged,
        'world.becameReady': [
          {
            guard: 'START UNIT waits for its status',
            target: 'ready',
            description: 'ready early; START UNIT gets its status',
            meta: cite('lu-becoming-ready', 'lu-start-unit'),
            actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
          },
          { target: 'ready', description: 'ready early', meta: cite('lu-becoming-ready') },
        ],
      },
      states: {
        'by itself': {
          description: 'The unit starts after power on.',
          after: {
            becomingReadyTime: [
              {
                guard: 'START UNIT waits for its status',
                target: '#logical-unit.readiness.ready',
                description: 'ready; START UNIT gets its status',
                meta: cite('lu-becoming-ready', 'lu-start-unit'),
                actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
              },
              { target: '#logical-unit.readiness.ready', description: 'ready', meta: cite('lu-becoming-ready') },
            ],
          },
        },
        'on command': {
          description: 'START UNIT has been given.',
          after: {
            spinUpTime: [
              {
                guard: 'START UNIT waits for its status',
                target: '#logical-unit.readiness.ready',
                description: 'ready; START UNIT gets its status',
                meta: cite('lu-start-unit'),
                actions: ['START UNIT ends GOOD', 'nothing waits for the spindle'],
              },
              {
                target: '#logical-unit.readiness.ready',
                description: 'ready; START UNIT had its status before, or was aborted',
                meta: cite('lu-start-unit', 'lu-abandon'),
              },
            ],
          },
        },
      },
    },
    stopped: {
      description: 'The spindle stands: 04/02.',
      on: {
        'spindle.start': {
          target: '#logical-unit.readiness.coming up.on command',
          description: 'START UNIT',
          meta: cite('lu-start-unit'),
        },
        'spindle.stop': ignored('the spindle stands'),
        'world.stopped': ignored('the spindle stands'),
        'world.mediumRemoved': mediumTakenOut,
        'world.mediumInserted': mediumChanged,
        'world.becameReady': {
          target: 'ready',
          description: 'somebody turned the spindle on',
          meta: cite('lu-spindle'),
        },
      },
    },
    'medium removed': {
      description: 'There is no medium: 3A/00.',
      on: {
        'spindle.stop': ignored('the spindle stands'),
        'world.stopped': ignored('the spindle stands'),
        'world.mediumRemoved': ignored('there is no medium'),
        'world.mediumInserted': {
          target: 'ready',
          description: 'a medium is in',
          meta: cite('lu-medium'),
          actions: 'raise unit attention: medium changed',
        },
        'world.becameReady': ignored('there is no medium'),
      },
    },
  },
};
