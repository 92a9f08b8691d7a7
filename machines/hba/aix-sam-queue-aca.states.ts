import { cite } from '../clauses/index.ts';
import {
  clearedByError,
  commandHalted,
  failedOfIoctl,
  flushes,
  good,
  openedWithIoctl,
  reject,
  resets,
  stopAfterAca,
  stopHeld,
} from './aix-sam-queue.rows.ts';
import type { samQueueSetup } from './aix-sam-queue.setup.ts';

type State = Parameters<typeof samQueueSetup.createStateConfig>[0];

/** What becomes of the queue after CLEAR ACA, as the flags beside SC_CLEAR_ACA say. */
export const clearingAca: State = {
  initial: 'keep',
  on: {
    ...openedWithIoctl,
    ...commandHalted,
    ...stopHeld,
    'lunq.strategy': [...resets, flushes],
    'lunq.reject': reject,
    'lunq.ended': [
      good,
      failedOfIoctl,
      {
        ...clearedByError,
        target: '.cleared',
        description: 'One that was active in the device ends badly: the queue is cleared after all.',
        meta: cite('fscsi-error-during-clear-aca', 'fscsi-cleared', 'fscsi-autosense'),
      },
    ],
  },
  states: {
    running: {
      description: 'The queue runs on afterwards.',
      on: {
        ...stopAfterAca,
        'lunq.managed': [
          {
            guard: 'CLEAR ACA has been done',
            target: '#aix-sam-queue.queue.RUN',
            actions: ['iodone: nothing to carry out', 'it has been answered'],
            description: 'ACA is over.',
            meta: cite('scsibuf-clear-aca'),
          },
          {
            guard: 'CLEAR ACA has failed',
            target: '#HALT_CLEARED',
            actions: ['iodone: EIO, not done', 'it has been answered', 'flush the chain: ENXIO', 'the chain is empty'],
            description: 'CLEAR ACA has failed.',
            meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
          },
        ],
      },
    },
    cleared: {
      description: 'The queue stays halted.',
      on: {
        ...stopAfterAca,
        'lunq.managed': [
          {
            guard: 'CLEAR ACA has been done',
            target: '#HALT_CLEARED',
            actions: ['iodone: nothing to carry out', 'it has been answered'],
            description: 'ACA is over; SC_RESUME is still due.',
            meta: cite('scsibuf-clear-aca'),
          },
          {
            guard: 'CLEAR ACA has failed',
            target: '#HALT_CLEARED',
            actions: ['iodone: EIO, not done', 'it has been answered'],
            description: 'CLEAR ACA has failed.',
            meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
          },
        ],
      },
    },
    keep: {
      description: 'The queue stays halted and kept.',
      on: {
        'lunq.managed': [
          {
            guard: 'CLEAR ACA has been done',
            target: '#HELD_SENSED',
            actions: ['iodone: nothing to carry out', 'it has been answered'],
            description: 'ACA is over; the queue waits for SC_Q_CLR or SC_Q_RESUME.',
            meta: cite('scsibuf-clear-aca'),
          },
          {
            guard: 'CLEAR ACA has failed',
            target: '#HALT_HELD',
            actions: ['iodone: EIO, not done, the queue is kept', 'it has been answered'],
            description: 'CLEAR ACA has failed; the queue is as it was.',
            meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
          },
        ],
      },
    },
    clear: {
      description: 'Then the queue is cleared.',
      on: {
        'lunq.stop': {
          ...stopAfterAca['lunq.stop'],
          actions: ['remember who waits', 'flush the chain: ENXIO', 'the chain is empty'],
          description: 'SCIOLSTOP: the held ones, which are to be cleared anyway, come back at once.',
        },
        'lunq.ended': [
          good,
          {
            actions: clearedByError.actions,
            description: 'One that was active in the device ends badly: the queue is cleared at once.',
            meta: cite('fscsi-error-during-clear-aca', 'fscsi-cleared', 'fscsi-autosense'),
          },
        ],
        'lunq.managed': [
          {
            guard: 'CLEAR ACA has been done',
            target: '#HALT_CLEARED',
            actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: ENXIO', 'it has been answered'],
            description: 'ACA is over: all held ones come back with ENXIO, then the one with SC_Q_CLR.',
            meta: cite('scsibuf-clear-aca', 'fscsi-clear'),
          },
          {
            guard: 'CLEAR ACA has failed',
            target: '#HALT_CLEARED',
            actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: EIO, not done', 'it has been answered'],
            description: 'CLEAR ACA has failed; the queue is cleared all the same.',
            meta: cite('scsibuf-clear-aca', 'fscsi-clear'),
          },
        ],
      },
    },
    resume: {
      description: 'Then the queue is resumed.',
      on: {
        ...stopAfterAca,
        'lunq.managed': [
          {
            guard: 'CLEAR ACA has been done',
            target: '#aix-sam-queue.queue.RUN',
            actions: ['iodone: nothing to carry out', 'it has been answered'],
            description: 'ACA is over: the held ones go on in their order.',
            meta: cite('scsibuf-clear-aca', 'fscsi-release'),
          },
          {
            guard: 'CLEAR ACA has failed',
            target: '#HALT_HELD',
            actions: ['iodone: EIO, not done, the queue is kept', 'it has been answered'],
            description: 'CLEAR ACA has failed; the queue is as it was.',
            meta: cite('scsibuf-clear-aca', 'fscsi-halted-by-error'),
          },
        ],
      },
    },
  },
};
