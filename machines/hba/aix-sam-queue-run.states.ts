import { cite } from '../clauses/index.ts';
import {
  clearAca,
  clearedByError,
  commandHalted,
  failedOfIoctl,
  failsAtOnce,
  good,
  heldByCheck,
  heldWithoutTags,
  openedWithIoctl,
  reject,
  resets,
  startNext,
} from './aix-sam-queue.rows.ts';
import type { samQueueSetup } from './aix-sam-queue.setup.ts';

type State = Parameters<typeof samQueueSetup.createStateConfig>[0];

/** Nothing is wrong. */
export const run: State = {
  always: startNext,
  on: {
    ...openedWithIoctl,
    'lunq.stop': {
      target: 'STOPPING',
      actions: 'remember who waits',
      description: 'SCIOLSTOP: pending ones are still carried out.',
      meta: cite('fscsi-stop-waits'),
    },
    'lunq.command': [
      {
        guard: 'the path is dead',
        actions: 'iodone: EIO, why the path is dead',
        description: 'The command of an ioctl fails at once: the target is away. The queue runs on.',
        meta: cite('fscsi-path-fast', 'fscsi-ioctl-keeps-queue'),
      },
      {
        actions: ['tell the scsi_buf: chained', 'append to the chain'],
        description: 'The command of an ioctl: to the tail of the chain; it is alone in the device.',
        meta: cite('fscsi-ioctl-alone', 'fscsi-chains'),
      },
    ],
    'lunq.strategy': [
      ...resets,
      {
        guard: 'SC_CLEAR_ACA alone',
        target: 'CLEARING_ACA.running',
        actions: clearAca,
        description: 'SC_CLEAR_ACA after a recovery command: CLEAR ACA is sent before anything else.',
        meta: cite('scsibuf-clear-aca'),
      },
      {
        guard: 'SC_Q_CLR or SC_Q_RESUME',
        actions: 'iodone: EINVAL',
        description: 'Nothing is held that could be cleared or resumed.',
        meta: cite('fscsi-flags-misused'),
      },
      {
        guard: 'it carries a command, but the path is dead',
        ...failsAtOnce,
      },
      {
        actions: ['tell the scsi_buf: chained', 'append to the chain'],
        description: 'To the tail of the chain. SC_RESUME, though nothing is halted, is harmless.',
        meta: cite('fscsi-chains', 'fscsi-devices-at-once', 'fscsi-resume-harmless'),
      },
    ],
    'lunq.reject': [
      {
        guard: 'rejected ones halt the queue',
        target: 'HALT_CLEARED',
        actions: ['iodone: what the tests found', 'flush the chain: ENXIO', 'the chain is empty'],
        description: 'By parameter: rejected, and the queue is halted as by any B_ERROR.',
        meta: cite('fscsi-halted-by-error', 'fscsi-reject-keeps-queue'),
      },
      reject,
    ],
    'lunq.ended': [
      good,
      failedOfIoctl,
      {
        guard: 'CHECK CONDITION with tag queuing, the device throws its queue away',
        target: 'HALT_CLEARED',
        actions: [
          'it has come back after all',
          'iodone: EIO, queue cleared',
          'it is not active any more',
          'have what the device has thrown away aborted',
          'that is thrown away',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description:
          'CHECK CONDITION, and the device keeps nothing: what waits comes back with ENXIO, what the device had when it has been aborted.',
        meta: cite('fscsi-cleared-with-device', 'fscsi-thrown-away'),
      },
      heldByCheck,
      heldWithoutTags,
      clearedByError,
    ],
  },
};

/** An error has flushed the queue. */
export const haltCleared: State = {
  id: 'HALT_CLEARED',
  on: {
    ...openedWithIoctl,
    ...commandHalted,
    'lunq.stop': {
      target: 'STOPPING',
      actions: 'remember who waits',
      description: 'SCIOLSTOP: there is hardly anything left to wait for.',
      meta: cite('fscsi-stop-waits'),
    },
    'lunq.strategy': [
      ...resets,
      {
        guard: 'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
        target: 'CLEARING_ACA.running',
        actions: clearAca,
        description: 'ACA is cleared, then the queue runs again; nothing was held.',
        meta: cite('scsibuf-clear-aca', 'fscsi-resume'),
      },
      {
        guard: 'SC_CLEAR_ACA',
        target: 'CLEARING_ACA.cleared',
        actions: clearAca,
        description: 'SC_CLEAR_ACA: CLEAR ACA is sent; the queue stays halted.',
        meta: cite('scsibuf-clear-aca'),
      },
      {
        guard: 'SC_RESUME with a command, but the path is dead',
        actions: 'iodone: EIO, why the path is dead',
        description: 'The target is away: it fails at once, and the queue stays halted.',
        meta: cite('fscsi-path-fast', 'fscsi-path-moved'),
      },
      {
        guard: 'SC_RESUME with a command',
        target: 'RUN',
        actions: ['tell the scsi_buf: chained', 'append to the chain'],
        description: 'SC_RESUME: the queue runs again, with this one first.',
        meta: cite('fscsi-resume'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'SC_RESUME and SC_Q_RESUME: the queue runs again; nothing was held.',
        meta: cite('fscsi-resume', 'fscsi-release'),
      },
      {
        actions: 'iodone: ENXIO',
        description: 'Without SC_RESUME: the device driver does not know yet, or has forgotten.',
        meta: cite('fscsi-halted-flushes', 'scsibuf-flushed'),
      },
    ],
    'lunq.reject': reject,
    'lunq.ended': [
      good,
      {
        actions: ['it has come back after all', 'iodone: EIO, queue cleared', 'it is not active any more'],
        description: 'One that was active in the device ends badly as well.',
        meta: cite('fscsi-halted-by-error', 'fscsi-cleared', 'fscsi-autosense'),
      },
    ],
  },
};
