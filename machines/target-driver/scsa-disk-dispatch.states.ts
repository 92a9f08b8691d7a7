import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaDiskSetup } from './scsa-disk.setup.ts';

type State = Parameters<typeof scsaDiskSetup.createStateConfig>[0];

/** The wait queue, and which command is started next. */
export const dispatch: State = {
  description:
    'Wait queue and in-transport counter (sd_start_cmds, sdintr). One command is started per critical section.',
  initial: 'ready',
  on: {
    'unit.intr': {
      actions: ['one fewer in transport', 'let it decide'],
      description: 'sdintr: lower the counter, then decide.',
      meta: cite('sd-intr-count'),
    },
    'unit.ask': {
      actions: 'tell it the facts',
      description: 'A command that had dropped the mutex looks at the unit again.',
      meta: cite('sd-reset-mutex'),
    },
    'unit.askForMedium': {
      actions: 'tell it of the medium',
      description: 'A task thread has looked at the medium, without the mutex.',
      meta: cite('sd-media-change', 'sd-reset-mutex'),
    },
    'unit.accepted': {
      actions: 'look for a command to start',
      description: 'TRAN_ACCEPT: the dispatching thread looks again.',
      meta: cite('sd-look-again'),
    },
    'unit.rejected': {
      actions: 'one fewer in transport',
      description: 'Not accepted: the counter is taken back.',
      meta: cite('sd-tran-busy', 'sd-tran-bad'),
    },
    'unit.returnCommand': {
      actions: ['forget its failfast flag', 'look for a command to start', 'then let it go'],
      description: 'A command is over: first start the next one.',
      meta: cite('sd-return-order'),
    },
    'signal.release': {
      actions: 'release the command',
      description: 'Then destroy its packet and call biodone.',
      meta: cite('sd-return-order'),
    },
    'unit.tagRejected': [
      {
        guard: 'untagged queueing',
        actions: ['commands are not tagged', 'throttle of untagged queueing', 'switch tagged-qing off'],
        description: 'Tags off; the adapter queues untagged commands: throttle at most 3.',
        meta: cite('sd-reason-tag-reject', 'sd-untagged-beside-tags'),
      },
      {
        actions: ['commands are not tagged', 'throttle 1', 'switch tagged-qing off'],
        description: 'Tags off, throttle 1.',
        meta: cite('sd-reason-tag-reject'),
      },
    ],
    'unit.panic': {
      target: '.halted',
      description: 'The host panics.',
      meta: cite('sd-panic'),
    },
    'signal.wake': {
      guard: 'a request sleeps',
      actions: ['the first that sleeps asks again', 'it sleeps no longer', 'wake whoever sleeps'],
      description: 'Each request that sleeps goes through strategy now, first come first.',
      meta: cite('sd-suspend-sleep'),
    },
    'unit.capacityChanged': {
      description: 'A task thread will read the capacity; bytes and blocks are not control state.',
      meta: cite('sd-capacity-task'),
    },
  },
  states: {
    ready: {
      description: 'Commands can be allocated.',
      on: {
        'signal.startCommands': {
          guard: 'a wait-queue command may be started',
          actions: [
            'start the head of the wait queue',
            'take it from the wait queue',
            'one more in transport',
            'a command was started',
          ],
          description: 'Below the throttle and nothing blocks: the head of the wait queue is started.',
          meta: cite('sd-dispatch', 'sd-count-before-call'),
        },
        'unit.noResources': [
          {
            guard: 'resources are short for good',
            actions: 'one fewer in transport',
            description: 'The command fails.',
            meta: cite('sd-resource-error'),
          },
          {
            target: 'resourceWait',
            actions: ['one fewer in transport', 'put at the head of the wait queue'],
            description: 'Back to the head of the wait queue.',
            meta: cite('sd-resource-wait'),
          },
        ],
        'world.resourcesFreed': ignored('nobody waits for resources'),
      },
    },
    resourceWait: {
      description: 'SD_STATE_RWAIT: the last allocation failed.',
      on: {
        'signal.startCommands': {
          guard: 'a wait-queue command may be started',
          target: 'ready',
          actions: [
            'start the head of the wait queue',
            'take it from the wait queue',
            'one more in transport',
            'a command was started',
          ],
          description: 'Tried again.',
          meta: cite('sd-resource-wait', 'sd-state-normal'),
        },
        'signal.started': {
          target: 'ready',
          description: 'A command was started: NORMAL.',
          meta: cite('sd-state-normal'),
        },
        'unit.noResources': [
          {
            guard: 'resources are short for good',
            actions: 'one fewer in transport',
            description: 'The command fails.',
            meta: cite('sd-resource-error'),
          },
        ],
        'world.resourcesFreed': {
          actions: 'look for a command to start',
          description: 'The resource callback (sdrunout).',
          meta: cite('sd-resource-wait'),
        },
      },
    },
    halted: {
      description: 'The host has panicked: no command is started, decided or let go.',
      meta: cite('sd-panic'),
      on: {
        'unit.intr': {
          actions: 'one fewer in transport',
          description: 'A packet comes back to a host that has panicked: only the counter is lowered.',
          meta: cite('sd-panic', 'sd-intr-count'),
        },
        'unit.ask': ignored('the host has panicked'),
        'unit.askForMedium': ignored('the host has panicked'),
        'unit.accepted': ignored('the host has panicked'),
        'unit.returnCommand': ignored('the host has panicked'),
        'world.resourcesFreed': ignored('the host has panicked'),
      },
    },
  },
};
