import { cite } from '../clauses/index.ts';
import {
  clearAca,
  clearedByError,
  clearsAcaAlone,
  clearsAcaAndQueue,
  clearsQueue,
  commandHalted,
  failsAtOnce,
  flushes,
  good,
  heldAgain,
  heldAgainWithoutTags,
  heldByCheck,
  heldWithoutTags,
  kept,
  opened,
  reject,
  resets,
  stopHeld,
} from './aix-sam-queue.rows.ts';
import type { samQueueSetup } from './aix-sam-queue.setup.ts';

type State = Parameters<typeof samQueueSetup.createStateConfig>[0];

/** CHECK CONDITION has halted the queue, and nothing is lost. */
export const haltHeld: State = {
  id: 'HALT_HELD',
  on: {
    ...opened,
    ...commandHalted,
    ...stopHeld,
    'lunq.strategy': [
      ...resets,
      clearsAcaAndQueue,
      {
        guard: 'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME',
        target: 'CLEARING_ACA.resume',
        actions: clearAca,
        description: 'ACA is cleared, then the queue resumed; the first after the error has SC_RESUME.',
        meta: cite('scsibuf-clear-aca', 'fscsi-resume'),
      },
      clearsAcaAlone,
      {
        guard: 'SC_RESUME with a command, but the path is dead',
        ...failsAtOnce,
      },
      {
        guard: 'SC_RESUME with one recovery command',
        target: 'HELD_RECOV',
        actions: ['tell the scsi_buf: chained', 'put at the head of the chain', 'it is the recovery command'],
        description: 'The one recovery command goes past the held ones.',
        meta: cite('fscsi-one-recovery-command', 'fscsi-aca-command'),
      },
      clearsQueue,
      {
        guard: 'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones',
        target: 'RUN',
        actions: ['tell the scsi_buf: chained', 'append to the chain'],
        description: 'The queue is resumed; the command it carries is the last.',
        meta: cite('fscsi-release', 'fscsi-release-carried'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME with a command',
        target: 'RUN',
        actions: ['tell the scsi_buf: chained', 'put at the head of the chain'],
        description: 'The queue is resumed, beginning with the command it carries.',
        meta: cite('fscsi-release', 'fscsi-release-carried'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'The queue is resumed; with autosense data nothing is lost by that.',
        meta: cite('fscsi-release'),
      },
      flushes,
    ],
    'lunq.reject': reject,
    'lunq.ended': [good, heldByCheck, heldWithoutTags, clearedByError],
  },
};

/** The device driver finds out what was wrong. */
export const heldRecov: State = {
  always: {
    guard: 'the recovery command can be started',
    actions: ['start', 'it is active now'],
    description: 'Only the recovery command is started.',
    meta: cite('fscsi-one-recovery-command'),
  },
  on: {
    ...opened,
    ...commandHalted,
    ...stopHeld,
    'lunq.strategy': [...resets, flushes],
    'lunq.reject': reject,
    'lunq.ended': [
      {
        guard: 'the recovery command ends good',
        target: 'HELD_SENSED',
        actions: ['it has come back after all', 'iodone: good', 'it is not active any more', 'no recovery command'],
        description: 'The recovery command is done; the others stay held.',
        meta: cite('fscsi-recovered'),
      },
      {
        ...kept,
        guard: 'the recovery command ends with CHECK CONDITION',
        description: 'The recovery command itself ends with CHECK CONDITION.',
        meta: cite('fscsi-recovered'),
      },
      good,
      heldAgain,
      heldAgainWithoutTags,
      heldByCheck,
      heldWithoutTags,
      clearedByError,
    ],
  },
};

/** The device driver has found out what was wrong. */
export const heldSensed: State = {
  id: 'HELD_SENSED',
  on: {
    ...opened,
    ...commandHalted,
    ...stopHeld,
    'lunq.strategy': [
      ...resets,
      clearsAcaAndQueue,
      {
        guard: 'SC_CLEAR_ACA and SC_Q_RESUME',
        target: 'CLEARING_ACA.resume',
        actions: clearAca,
        description: 'ACA is cleared, then the queue resumed.',
        meta: cite('scsibuf-clear-aca'),
      },
      clearsAcaAlone,
      clearsQueue,
      {
        guard: 'SC_Q_RESUME with a command, but the path is dead',
        ...failsAtOnce,
      },
      {
        guard: 'SC_Q_RESUME with a command, which goes behind the held ones',
        target: 'RUN',
        actions: ['tell the scsi_buf: chained', 'append to the chain'],
        description: 'The queue is resumed; the command it carries is the last.',
        meta: cite('fscsi-release', 'fscsi-release-carried'),
      },
      {
        guard: 'SC_Q_RESUME with a command',
        target: 'RUN',
        actions: ['tell the scsi_buf: chained', 'put at the head of the chain'],
        description: 'The queue is resumed, beginning with the command it carries.',
        meta: cite('fscsi-release', 'fscsi-release-carried'),
      },
      {
        guard: 'SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'The queue is resumed: the held ones go on in their order.',
        meta: cite('fscsi-release'),
      },
      flushes,
    ],
    'lunq.reject': reject,
    'lunq.ended': [good, heldByCheck, heldWithoutTags, clearedByError],
  },
};
