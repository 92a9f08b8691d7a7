import { cite } from '../clauses/index.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** How many commands may be in transport at once. */
export const throttle: State = {
  description: 'un_throttle: reduced by TRAN_BUSY and QUEUE FULL, restored in time.',
  initial: 'full',
  on: {
    'signal.suspended': {
      target: '.full',
      actions: 'open the throttle',
      description: 'The timers that would raise it are cancelled; it is open when the unit is resumed.',
      meta: cite('sd-suspend-timers', 'sd-resume'),
    },
  },
  states: {
    full: {
      description: 'At its limit.',
      on: {
        'unit.rejected': [
          {
            guard: 'adaptive, TRAN_BUSY of a wait-queue command',
            target: 'afterTranBusy',
            actions: ['remember the throttle', 'reduce the throttle'],
            description: 'TRAN_BUSY: reduced, old value remembered.',
            meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
          },
          {
            guard: 'TRAN_BUSY of a wait-queue command',
            target: 'notAdaptive',
            actions: 'reduce the throttle',
            description: 'TRAN_BUSY: reduced, at least 1.',
            meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
          },
        ],
        'unit.queueFull': [
          {
            guard: 'adaptive',
            target: 'afterQueueFull',
            actions: 'reduce the throttle',
            description: 'QUEUE FULL: reduced.',
            meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
          },
          {
            target: 'notAdaptive',
            actions: 'reduce the throttle',
            description: 'QUEUE FULL: reduced, at least 1.',
            meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
          },
        ],
      },
    },
    afterTranBusy: {
      description: 'Reduced by TRAN_BUSY; the old value returns after 60 s.',
      after: {
        throttleRestore: {
          target: 'restored',
          actions: 'restore the throttle',
          description: 'The old value returns.',
          meta: cite('sd-throttle-restore'),
        },
      },
      on: {
        'unit.rejected': {
          guard: 'TRAN_BUSY of a wait-queue command',
          actions: 'reduce the throttle',
          description: 'TRAN_BUSY again; the value remembered is the first.',
          meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
        },
        'unit.queueFull': {
          target: 'afterQueueFull',
          actions: ['forget the throttle before', 'reduce the throttle'],
          description: 'QUEUE FULL: now the throttle has to grow step by step.',
          meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
        },
      },
    },
    afterQueueFull: {
      description: 'Reduced by QUEUE FULL; grows every 10 s.',
      after: {
        qfullThrottleStep: {
          target: 'restored',
          actions: 'let the throttle grow',
          description: 'A step up.',
          meta: cite('sd-throttle-restore'),
        },
      },
      on: {
        'unit.rejected': {
          guard: 'TRAN_BUSY of a wait-queue command',
          target: 'afterTranBusy',
          actions: ['remember the throttle', 'reduce the throttle'],
          description: 'TRAN_BUSY: reduced, old value remembered.',
          meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
        },
        'unit.queueFull': {
          actions: 'reduce the throttle',
          description: 'QUEUE FULL again.',
          meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
        },
      },
    },
    notAdaptive: {
      description: 'Reduced; the whole throttle returns after 60 s.',
      after: {
        throttleRestore: {
          target: 'restored',
          actions: 'open the throttle',
          description: 'Opened.',
          meta: cite('sd-throttle-restore'),
        },
      },
      on: {
        'unit.rejected': {
          guard: 'TRAN_BUSY of a wait-queue command',
          actions: 'reduce the throttle',
          description: 'TRAN_BUSY again.',
          meta: cite('sd-throttle-reduce', 'sd-tran-busy'),
        },
        'unit.queueFull': {
          actions: 'reduce the throttle',
          description: 'QUEUE FULL again.',
          meta: cite('sd-throttle-reduce', 'sd-status-qfull'),
        },
      },
    },
    restored: {
      description: 'The throttle was raised.',
      always: [
        {
          guard: 'throttle at its limit',
          target: 'full',
          actions: 'look for a command to start',
          description: 'At its limit again.',
          meta: cite('sd-throttle-restore'),
        },
        {
          target: 'afterQueueFull',
          actions: 'look for a command to start',
          description: 'Not yet: more steps follow.',
          meta: cite('sd-throttle-restore'),
        },
      ],
    },
  },
};
