import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import {
  askForTurn,
  commandNotOpen,
  finishesGood,
  management,
  noEvents,
  notOpen,
  passTurn,
  reject,
  requeueFirst,
  startedTwice,
  startNext,
  timeout,
} from './aix-adapter-device.rows.ts';
import type { aixDeviceSetup } from './aix-adapter-device.setup.ts';

type State = Parameters<typeof aixDeviceSetup.createStateConfig>[0];

/** Before SCIOSTART. */
export const closed: State = {
  id: 'CLOSED',
  on: {
    'device.start': {
      target: 'RUN',
      actions: 'SCIOSTART returns 0',
      description: 'SCIOSTART: an empty queue.',
      meta: cite('queue-start'),
    },
    ...notOpen,
    'device.halt': {
      actions: 'SCIOHALT fails: EINVAL',
      description: 'SCIOHALT for a device that is not open.',
      meta: cite('queue-not-open'),
    },
    'device.bdr': {
      actions: 'SCIORESET fails: EINVAL',
      description: 'SCIORESET for a device that is not open.',
      meta: cite('queue-not-open'),
    },
    'device.strategy': {
      actions: 'iodone: the device was not started',
      description: 'sc_strategy without SCIOSTART.',
      meta: cite('adapter-tests-device'),
    },
    'device.lunReset': {
      actions: 'SCIOLUNRST fails: EINVAL',
      description: 'SCIOLUNRST for a device that is not open.',
      meta: cite('ioctl-lun-reset'),
    },
    'device.dump': {
      actions: 'no DUMPWRITE',
      description: 'DUMPWRITE for a device that was not started.',
      meta: cite('dump-write'),
    },
    ...noEvents,
    ...commandNotOpen,
    'device.reject': reject,
    'device.reset': ignored('nothing is pending for a device that is not open'),
    'device.aborted': ignored('nothing is pending for a device that is not open'),
    'device.grant': passTurn,
  },
};

/** SCIOSTOP has not returned. */
export const stopping: State = {
  initial: 'draining',
  on: {
    ...startedTwice,
    ...notOpen,
    ...management,
    ...timeout,
    ...noEvents,
    ...commandNotOpen,
    'device.strategy': {
      actions: 'iodone: the device is being stopped',
      description: 'New transactions are rejected.',
      meta: cite('queue-stop-waits'),
    },
    'device.reject': reject,
    'device.reset': {
      actions: ['end what is active: reset', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
      description: 'Reset: nothing is left to wait for.',
      meta: cite('queue-reset', 'queue-stop-waits'),
    },
    'device.aborted': {
      actions: ['end what is active: ENXIO', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
      description: 'SCIOHALT took effect: nothing is left to wait for.',
      meta: cite('queue-halt', 'queue-stop-waits'),
    },
  },
  states: {
    draining: {
      description: 'What is pending is carried out.',
      always: [
        {
          guard: 'nothing is pending',
          target: '#CLOSED',
          actions: ['SCIOSTOP returns 0', 'nobody waits for SCIOSTOP'],
          description: 'The device is closed.',
          meta: cite('queue-stop-waits'),
        },
        askForTurn,
      ],
      on: {
        ...requeueFirst,
        'device.grant': [startNext, passTurn],
        'device.ended': [
          finishesGood,
          {
            actions: [
              'it is not active any more',
              'iodone: EIO, queue cleared',
              'flush the chain: ENXIO',
              'the chain is empty',
            ],
            description: 'An error now flushes the rest: nobody could resume it.',
            meta: cite('queue-stop-waits', 'queue-cleared-other-errors'),
          },
        ],
      },
    },
    held: {
      description: 'The queue is held and nobody may release it any more.',
      always: {
        guard: 'nothing is pending',
        target: '#CLOSED',
        actions: ['SCIOSTOP returns 0', 'nobody waits for SCIOSTOP'],
        description: 'Nothing is held, and nothing is active any more: the device is closed.',
        meta: cite('queue-stop-waits', 'queue-stop-held'),
      },
      on: {
        ...requeueFirst,
        'device.grant': passTurn,
        'device.ended': [
          finishesGood,
          {
            actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
            description: 'What was active ends; what is held stays.',
            meta: cite('queue-stop-held'),
          },
        ],
      },
    },
  },
};
