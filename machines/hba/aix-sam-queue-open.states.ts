import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import {
  closes,
  failedOfIoctl,
  good,
  management,
  noDump,
  noSession,
  notOpen,
  reject,
  startedTwice,
  startNext,
} from './aix-sam-queue.rows.ts';
import type { samQueueSetup } from './aix-sam-queue.setup.ts';
import { hardwareWithIoctl } from './aix-sam-queue-hardware.rows.ts';

type State = Parameters<typeof samQueueSetup.createStateConfig>[0];

/** Before SCIOLSTART. */
export const closed: State = {
  id: 'CLOSED',
  on: {
    'lunq.start': {
      target: 'STARTING',
      actions: ['remember who waits', 'have the path opened'],
      description: 'SCIOLSTART: log in to the target, if that has not been done for another device.',
      meta: cite('fscsi-login'),
    },
    ...notOpen,
    ...noSession,
    ...noDump,
    'lunq.strategy': {
      actions: 'iodone: the device was not started',
      description: 'ddstrategy without SCIOLSTART.',
      meta: cite('fscsi-tests-device'),
    },
    'lunq.reject': reject,
    'lunq.aborted': ignored('nothing is pending for a device that is not open'),
    'lunq.halted': ignored('nothing is pending for a device that is not open'),
    'lunq.reset': ignored('nothing is pending for a device that is not open'),
    'lunq.foreignReset': ignored('nothing is pending for a device that is not open'),
    'lunq.nexusLost': ignored('nothing is pending for a device that is not open'),
    'lunq.pathUp': {
      actions: 'note the id',
      description: 'Another device of the target is opened, or the target is back.',
      meta: cite('fscsi-login', 'fscsi-path-back'),
    },
    'lunq.pathDead': {
      actions: 'note why the path is dead',
      description: 'Nothing is pending for a device that is not open.',
      meta: cite('fscsi-path-fast'),
    },
  },
};

/** SCIOLSTART has not returned. */
export const starting: State = {
  on: {
    ...startedTwice,
    ...notOpen,
    ...noSession,
    ...noDump,
    'lunq.opened': {
      target: 'RUN',
      actions: ['SCIOLSTART returns 0', 'nobody waits'],
      description: 'Logged in: an empty queue.',
      meta: cite('fscsi-login'),
    },
    'lunq.notOpened': {
      target: 'CLOSED',
      actions: ['SCIOLSTART fails: EIO', 'nobody waits'],
      description: 'The target does not let us in, or is not there.',
      meta: cite('fscsi-login'),
    },
    'lunq.strategy': {
      actions: 'iodone: the device was not started',
      description: 'ddstrategy before SCIOLSTART has returned.',
      meta: cite('fscsi-tests-device'),
    },
    'lunq.reject': reject,
    'lunq.halted': ignored('nothing is pending for a device that is being opened'),
    'lunq.reset': ignored('nothing is pending for a device that is being opened'),
    'lunq.foreignReset': ignored('nothing is pending for a device that is being opened'),
    'lunq.nexusLost': ignored('nothing is pending for a device that is being opened'),
    'lunq.pathUp': { actions: 'note the id', description: 'Logged in.', meta: cite('fscsi-login') },
    'lunq.pathDead': {
      actions: 'note why the path is dead',
      description: 'Another device of the target is told; nothing is pending for this one.',
      meta: cite('fscsi-path-fast'),
    },
  },
};

/** SCIOLSTOP has not returned. */
export const stopping: State = {
  id: 'STOPPING',
  initial: 'draining',
  on: {
    ...startedTwice,
    ...management,
    ...noSession,
    ...hardwareWithIoctl('#STOPPING.draining'),
    'lunq.stop': notOpen['lunq.stop'],
    'lunq.strategy': {
      actions: 'iodone: the device is being stopped',
      description: 'New transactions are rejected.',
      meta: cite('fscsi-stop-waits'),
    },
    'lunq.reject': reject,
  },
  states: {
    draining: {
      description: 'What is pending is carried out.',
      always: [closes, startNext],
      on: {
        'lunq.ended': [
          good,
          failedOfIoctl,
          {
            actions: [
              'it has come back after all',
              'iodone: EIO, queue cleared',
              'it is not active any more',
              'flush the chain: ENXIO',
              'the chain is empty',
            ],
            description: 'An error now flushes the rest: nobody could resume it.',
            meta: cite('fscsi-stop-waits', 'fscsi-cleared'),
          },
        ],
      },
    },
    held: {
      description: 'The queue is held and nobody may release it any more.',
      always: { ...closes, meta: cite('fscsi-stop-waits', 'fscsi-stop-held', 'fscsi-logout') },
      on: {
        'lunq.ended': [
          good,
          {
            actions: ['it has come back after all', 'iodone: EIO, queue cleared', 'it is not active any more'],
            description: 'What was active ends; what is held stays.',
            meta: cite('fscsi-stop-held'),
          },
        ],
      },
    },
  },
};
