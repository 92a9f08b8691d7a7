import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { adapterQueueSetup } from './adapter-queue.setup.ts';

type State = Parameters<typeof adapterQueueSetup.createStateConfig>[0];

/** Full, lowered by QUEUE FULL, drained for an untagged command, or shut. */
export const throttle: State = {
  initial: 'open',
  on: {
    'queue.flush': {
      guard: 'the reset delay begins',
      target: '.resetDelay',
      description: 'after a reset the unit is left alone for a while',
      meta: cite('reset-delay'),
      actions: 'open the throttle fully',
    },
  },
  states: {
    open: {
      description: 'Commands are started while fewer are active than the throttle says.',
      meta: cite('hba-start-rule', 'hba-untagged-one-at-a-time'),
      initial: 'full',
      always: {
        guard: 'an untagged command waits for tagged ones to finish',
        target: 'DRAIN',
        description: 'an untagged command for a tagged unit: drain first',
        meta: cite('hba-untagged-drains'),
      },
      on: {
        'queue.finished': {
          guard: 'nobody answered and others are active',
          target: 'DRAIN',
          description: 'the target did not answer selection: let what is active finish first',
          meta: cite('hba-selection-timeout'),
        },
        'queue.full': [
          {
            guard: 'no QUEUE FULL retries are left',
            description: 'QUEUE FULL is left to the target driver',
            meta: cite('qfull-to-driver'),
          },
          {
            guard: 'none may stay active',
            target: 'QFULL',
            description: 'QUEUE FULL with (almost) nothing active: wait',
            meta: cite('qfull-retry', 'qfull-hold'),
            actions: 'hold the other logical units of the target',
          },
          {
            target: '.reduced',
            description: 'QUEUE FULL: two fewer than were active',
            meta: cite('qfull-retry'),
            actions: 'lower the throttle',
          },
        ],
        'queue.qfull': {
          target: 'QFULL',
          description: 'the target is full: another of its logical units was told',
          meta: cite('qfull-hold'),
        },
        'queue.sense': {
          target: '.full',
          description: 'sense is owed: open the throttle',
          meta: cite('arq-at-the-head'),
          actions: 'open the throttle fully',
        },
      },
      states: {
        full: { description: 'The throttle has its full value.' },
        reduced: {
          description: 'The throttle was lowered by QUEUE FULL.',
          after: {
            watchdogTick: {
              target: 'full',
              description: 'the watchdog opens it again',
              meta: cite('qfull-reopens'),
              actions: 'open the throttle fully',
            },
          },
        },
      },
    },
    DRAIN: {
      description: 'Nothing new until everything active has finished.',
      meta: cite('hba-untagged-drains'),
      always: {
        guard: 'nothing is active',
        target: 'open',
        description: 'drained',
        meta: cite('hba-untagged-drains'),
        actions: 'open the throttle fully',
      },
      on: {
        'queue.full': [
          {
            guard: 'no QUEUE FULL retries are left',
            description: 'QUEUE FULL is left to the target driver',
            meta: cite('qfull-to-driver'),
          },
          {
            target: 'QFULL',
            description: 'QUEUE FULL while draining: wait',
            meta: cite('qfull-retry', 'qfull-hold'),
            actions: 'hold the other logical units of the target',
          },
        ],
        'queue.qfull': {
          target: 'QFULL',
          description: 'the target is full: another of its logical units was told',
          meta: cite('qfull-hold'),
        },
        'queue.sense': {
          target: 'open',
          description: 'sense is owed: open the throttle',
          meta: cite('arq-at-the-head'),
          actions: 'open the throttle fully',
        },
      },
    },
    QFULL: {
      description: 'The device is full: wait before trying again.',
      meta: cite('qfull-hold'),
      after: {
        qfullRetryInterval: {
          target: 'open',
          description: 'try again',
          meta: cite('qfull-hold'),
          actions: 'open the throttle fully',
        },
      },
      on: {
        'queue.qfull': ignored('held already'),
        'queue.sense': {
          target: 'open',
          description: 'sense is owed: open the throttle',
          meta: cite('arq-at-the-head'),
          actions: 'open the throttle fully',
        },
      },
    },
    resetDelay: {
      description: 'After a reset: nothing is sent to the device.',
      meta: cite('reset-delay'),
      after: {
        resetDelay: {
          target: 'open',
          description: 'the device had its time',
          meta: cite('reset-delay'),
        },
      },
      on: {
        'queue.qfull': ignored('the reset delay holds it longer'),
      },
    },
  },
};
