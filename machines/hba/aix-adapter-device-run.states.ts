import { cite } from '../clauses/index.ts';
import {
  askForTurn,
  clearedByError,
  commandHalted,
  finishesGood,
  heldByCheck,
  opened,
  passTurn,
  reject,
  requeueFirst,
  startNext,
} from './aix-adapter-device.rows.ts';
import type { aixDeviceSetup } from './aix-adapter-device.setup.ts';

type State = Parameters<typeof aixDeviceSetup.createStateConfig>[0];

/** Nothing is wrong. */
export const run: State = {
  always: askForTurn,
  on: {
    ...opened,
    ...requeueFirst,
    'device.stop': {
      target: 'STOPPING',
      actions: 'remember who stops it',
      description: 'SCIOSTOP: pending ones are still carried out.',
      meta: cite('queue-stop-waits'),
    },
    'device.command': {
      actions: ['tell the sc_buf: chained', 'append to the chain'],
      description: 'The command of an ioctl: to the tail of the chain; it is alone in the device.',
      meta: cite('ioctl-command-alone', 'adapter-chains-at-tail'),
    },
    'device.strategy': [
      {
        guard: 'SC_Q_CLR or SC_Q_RESUME',
        actions: 'iodone: EINVAL',
        description: 'Nothing is held that could be cleared or resumed.',
        meta: cite('queue-flags-misused'),
      },
      {
        guard: 'SC_RESUME',
        actions: ['tell the sc_buf: chained', 'append to the chain'],
        description: 'SC_RESUME though nothing is halted: like any other.',
        meta: cite('queue-resume-harmless', 'adapter-chains-at-tail'),
      },
      {
        actions: ['tell the sc_buf: chained', 'append to the chain'],
        description: 'To the tail of the chain.',
        meta: cite('adapter-chains-at-tail', 'adapter-devices-at-once'),
      },
    ],
    'device.reject': [
      {
        guard: 'rejected ones halt the queue',
        target: 'HALT_CLEARED',
        actions: ['iodone: what the tests found', 'flush the chain: ENXIO', 'the chain is empty'],
        description: 'By parameter: rejected, and the queue is halted as by any B_ERROR.',
        meta: cite('queue-halted-by-error', 'adapter-reject-keeps-queue'),
      },
      reject,
    ],
    'device.grant': [startNext, passTurn],
    'device.ended': [
      finishesGood,
      {
        guard: 'the command of an ioctl has failed',
        actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
        description: 'The command of an ioctl fails: its caller is told, the queue runs on.',
        meta: cite('ioctl-error-keeps-queue'),
      },
      {
        guard: 'CHECK CONDITION with tag queuing, the device throws its queue away',
        target: 'HALT_CLEARED',
        actions: [
          'iodone: EIO, queue cleared',
          'flush what the device has thrown away: ENXIO',
          'nothing is active',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'CHECK CONDITION, and the device keeps nothing: everything else comes back with ENXIO.',
        meta: cite('queue-cleared-with-device', 'queue-flush-order'),
      },
      heldByCheck,
      clearedByError,
    ],
  },
};

/** An error has flushed the queue. */
export const haltCleared: State = {
  id: 'HALT_CLEARED',
  on: {
    ...opened,
    ...commandHalted,
    'device.stop': {
      target: 'STOPPING',
      actions: 'remember who stops it',
      description: 'SCIOSTOP: there is hardly anything left to wait for.',
      meta: cite('queue-stop-waits'),
    },
    'device.strategy': [
      {
        guard: 'SC_RESUME with a command',
        target: 'RUN',
        actions: ['tell the sc_buf: chained', 'append to the chain'],
        description: 'SC_RESUME: the queue runs again, with this one first.',
        meta: cite('queue-resume'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'SC_RESUME and SC_Q_RESUME: the queue runs again; nothing was held.',
        meta: cite('queue-resume', 'queue-release-carried'),
      },
      {
        actions: 'iodone: ENXIO',
        description: 'Without SC_RESUME: the device driver does not know yet, or has forgotten.',
        meta: cite('queue-halted-flushes', 'scbuf-positive-indication'),
      },
    ],
    'device.reject': reject,
    'device.grant': passTurn,
    'device.requeue': {
      actions: ['it is not active any more', 'tell the sc_buf: taken back', 'iodone: ENXIO'],
      description: 'It never reached the device, and the queue was cleared meanwhile.',
      meta: cite('queue-halted-flushes', 'adapter-selection-lost'),
    },
    'device.ended': [
      finishesGood,
      {
        actions: ['it is not active any more', 'iodone: EIO, queue cleared'],
        description: 'One that was active in the device ends badly as well.',
        meta: cite('queue-halted-by-error', 'queue-cleared-other-errors'),
      },
    ],
  },
};
