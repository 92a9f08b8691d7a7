import { cite } from '../clauses/index.ts';
import {
  clearedByError,
  clearsQueue,
  commandHalted,
  finishesGood,
  heldAgain,
  heldByCheck,
  heldFlush,
  opened,
  passTurn,
  reject,
  requeueFirst,
  stopHeld,
} from './aix-adapter-device.rows.ts';
import type { aixDeviceSetup } from './aix-adapter-device.setup.ts';

type State = Parameters<typeof aixDeviceSetup.createStateConfig>[0];

/** CHECK CONDITION has halted the queue, and nothing is lost. */
export const haltHeld: State = {
  id: 'HALT_HELD',
  on: {
    ...opened,
    ...commandHalted,
    ...stopHeld,
    'device.strategy': [
      {
        guard: 'SC_RESUME with one untagged command',
        target: 'HELD_RECOV',
        actions: ['tell the sc_buf: chained', 'put at the head of the chain', 'it is the recovery command'],
        description: 'The one recovery command goes past the held ones.',
        meta: cite('queue-one-recovery-command'),
      },
      clearsQueue,
      {
        guard: 'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones',
        target: 'RUN',
        actions: ['tell the sc_buf: chained', 'append to the chain'],
        description: 'The queue is resumed; the command it carries is the last.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME with a command',
        target: 'RUN',
        actions: ['tell the sc_buf: chained', 'put at the head of the chain'],
        description: 'The queue is resumed, beginning with the command it carries.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      {
        guard: 'SC_RESUME and SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'The queue is resumed; what is said about the error is lost with the next command.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      heldFlush,
    ],
    'device.reject': reject,
    'device.grant': passTurn,
    'device.ended': [finishesGood, heldByCheck, clearedByError],
  },
};

/** The device driver finds out what was wrong. */
export const heldRecov: State = {
  always: {
    guard: 'the recovery command can be started, and the hardware was not asked',
    actions: ['a turn was asked for', 'ask the hardware for a turn'],
    description: 'Only the recovery command wants the hardware, when no other untagged one is active.',
    meta: cite('queue-one-recovery-command', 'adapter-one-untagged'),
  },
  on: {
    ...opened,
    ...commandHalted,
    ...requeueFirst,
    ...stopHeld,
    'device.strategy': heldFlush,
    'device.reject': reject,
    'device.grant': [
      {
        guard: 'the recovery command can be started',
        actions: ['the turn has come', 'sc_start', 'it is active now'],
        description: 'sc_start for the recovery command.',
        meta: cite('queue-one-recovery-command', 'adapter-one-untagged'),
      },
      passTurn,
    ],
    'device.ended': [
      {
        guard: 'the recovery command ends good',
        target: 'HELD_SENSED',
        actions: ['it is not active any more', 'iodone: good', 'no recovery command'],
        description: 'The recovery command is done; the others stay held.',
        meta: cite('queue-recovered'),
      },
      {
        guard: 'the recovery command ends with CHECK CONDITION',
        target: 'HALT_HELD',
        actions: ['it is not active any more', 'iodone: EIO, SC_DID_NOT_CLEAR_Q', 'no recovery command'],
        description: 'The recovery command itself ends with CHECK CONDITION.',
        meta: cite('queue-recovery-fails'),
      },
      finishesGood,
      heldAgain,
      heldByCheck,
      clearedByError,
    ],
  },
};

/** The device driver has found out what was wrong. */
export const heldSensed: State = {
  on: {
    ...opened,
    ...commandHalted,
    ...stopHeld,
    'device.strategy': [
      clearsQueue,
      {
        guard: 'SC_Q_RESUME with a command, which goes behind the held ones',
        target: 'RUN',
        actions: ['tell the sc_buf: chained', 'append to the chain'],
        description: 'The queue is resumed; the command it carries is the last.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      {
        guard: 'SC_Q_RESUME with a command',
        target: 'RUN',
        actions: ['tell the sc_buf: chained', 'put at the head of the chain'],
        description: 'The queue is resumed, beginning with the command it carries.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      {
        guard: 'SC_Q_RESUME, no command',
        target: 'RUN',
        actions: 'iodone: nothing to carry out',
        description: 'The queue is resumed: the held ones go on in their order.',
        meta: cite('queue-release', 'queue-release-carried'),
      },
      heldFlush,
    ],
    'device.reject': reject,
    'device.ended': [finishesGood, heldByCheck, clearedByError],
  },
};
