import { cite } from '../clauses/index.ts';

export const notOpen = {
  'device.stop': {
    actions: 'SCIOSTOP fails: EINVAL',
    description: 'SCIOSTOP for a device that is not open, or that is being stopped.',
    meta: cite('queue-not-open'),
  },
} as const;

export const startedTwice = {
  'device.start': {
    actions: 'SCIOSTART fails: EINVAL',
    description: 'SCIOSTART for a device that was started.',
    meta: cite('queue-start'),
  },
} as const;

export const finishesGood = {
  guard: 'good',
  actions: ['it is not active any more', 'iodone: good'],
  description: 'GOOD: out of the queue, then iodone; b_resid says what was not transferred.',
  meta: cite('adapter-good', 'adapter-short-runs-on'),
} as const;

export const timeout = {
  'device.timeout': {
    actions: ['its time has run out', 'tell the adapter: timeout'],
    description: 'A transaction does not come back in time.',
    meta: cite('adapter-cmd-timeout', 'adapter-timeout-resets-bus'),
  },
} as const;

export const management = {
  'device.halt': {
    actions: 'have ABORT sent',
    description: 'SCIOHALT: the device is told to abort.',
    meta: cite('queue-halt'),
  },
  'device.bdr': {
    actions: 'have BUS DEVICE RESET sent',
    description: 'SCIORESET: the target is reset.',
    meta: cite('queue-reset-ioctl'),
  },
  'device.lunReset': {
    actions: 'have LOGICAL UNIT RESET sent',
    description: 'SCIOLUNRST: this logical unit is reset.',
    meta: cite('ioctl-lun-reset'),
  },
  'device.event': {
    actions: 'have the handler registered',
    description: 'SCIOEVENT for a device that is open.',
    meta: cite('ioctl-event'),
  },
  'device.dump': {
    actions: 'DUMPWRITE may go on',
    description: 'DUMPWRITE for a started device; what is queued stays where it is.',
    meta: cite('dump-write', 'dump-subroutine'),
  },
} as const;

export const noEvents = {
  'device.event': {
    actions: 'SCIOEVENT fails: EINVAL',
    description: 'SCIOEVENT for a device that is not open, or that is being stopped.',
    meta: cite('ioctl-event'),
  },
} as const;

export const commandNotOpen = {
  'device.command': {
    actions: 'iodone: EINVAL',
    description: 'An ioctl wants to send a command to a device that is not open.',
    meta: cite('ioctl-started-first'),
  },
} as const;

export const commandHalted = {
  'device.command': {
    actions: 'iodone: the queue is halted',
    description: 'An ioctl wants to send a command while the head driver has an error to recover from.',
    meta: cite('ioctl-command-halted'),
  },
} as const;

const endings = {
  'device.reset': {
    target: '#HALT_CLEARED',
    actions: ['end what is active: reset', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
    description: 'Reset: active ones EIO (the one that timed out: SC_CMD_TIMEOUT), the others ENXIO.',
    meta: cite('queue-reset', 'queue-external-reset', 'adapter-cmd-timeout', 'queue-flush-order'),
  },
  'device.aborted': {
    target: '#HALT_CLEARED',
    actions: ['end what is active: ENXIO', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
    description: 'SCIOHALT took effect: all end with ENXIO.',
    meta: cite('queue-halt'),
  },
} as const;

export const heldByCheck = {
  guard: 'CHECK CONDITION with tag queuing',
  target: '#HALT_HELD',
  actions: ['it is not active any more', 'iodone: EIO, SC_DID_NOT_CLEAR_Q', 'no recovery command'],
  description: 'CHECK CONDITION, the head driver tags: the queue is kept, nothing is started.',
  meta: cite('queue-kept-with-tags', 'adapter-scsi-error', 'adapter-status-unmasked'),
} as const;

export const heldAgain = {
  guard: 'CHECK CONDITION with tag queuing, before the recovery command was started',
  target: '#HALT_HELD',
  actions: [
    'it is not active any more',
    'iodone: EIO, SC_DID_NOT_CLEAR_Q',
    'give the recovery command back: ENXIO',
    'the recovery command waits no more',
    'no recovery command',
  ],
  description:
    'CHECK CONDITION of another while the recovery command waits: that comes back with ENXIO, to be sent anew.',
  meta: cite('queue-kept-with-tags', 'queue-recovery-waits', 'scbuf-positive-indication'),
} as const;

export const clearedByError = {
  target: '#HALT_CLEARED',
  actions: ['it is not active any more', 'iodone: EIO, queue cleared', 'flush the chain: ENXIO', 'the chain is empty'],
  description: 'Any other error: EIO for this one, ENXIO for all that wait; nothing is started.',
  meta: cite(
    'queue-halted-by-error',
    'queue-cleared-without-tags',
    'queue-cleared-other-errors',
    'queue-flush-order',
    'adapter-scsi-error',
  ),
} as const;

export const reject = {
  actions: 'iodone: what the tests found',
  description: 'Rejected: never in the queue.',
  meta: cite('scbuf-reject-by-iodone', 'adapter-reject-keeps-queue'),
} as const;

export const clearsQueue = {
  guard: 'SC_Q_CLR',
  target: '#HALT_CLEARED',
  actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: ENXIO'],
  description: 'SC_Q_CLR: all held ones come back with ENXIO, then SC_Q_CLR itself; SC_RESUME is due.',
  meta: cite('queue-clear'),
} as const;

export const heldFlush = {
  actions: 'iodone: ENXIO',
  description: 'Nothing else is taken while the queue is held.',
  meta: cite('queue-held-flushes', 'scbuf-positive-indication'),
} as const;

export const requeueFirst = {
  'device.requeue': {
    actions: ['it is not active any more', 'tell the sc_buf: taken back', 'put at the head of the chain'],
    description: 'It never reached the device: first in the chain again.',
    meta: cite('adapter-selection-lost', 'adapter-retries-only-before-handover'),
  },
} as const;

export const passTurn = {
  actions: ['the turn has come', 'pass the turn on'],
  description: 'Nothing may be started.',
  meta: cite('queue-halted-by-error', 'adapter-hardware-one-selection'),
} as const;

export const startNext = {
  guard: 'there is something to start',
  actions: ['the turn has come', 'sc_start', 'it is active now'],
  description: 'sc_start for the first of the chain.',
  meta: cite('adapter-starts-when-idle', 'adapter-start-after-iodone', 'adapter-async'),
} as const;

export const askForTurn = {
  guard: 'there is something to start, and the hardware was not asked',
  actions: ['a turn was asked for', 'ask the hardware for a turn'],
  description: 'A transaction can be started as soon as the hardware is free.',
  meta: cite(
    'adapter-starts-when-idle',
    'adapter-start-after-iodone',
    'adapter-one-untagged',
    'adapter-without-tags',
    'adapter-delay-cmd',
    'adapter-hardware-one-selection',
  ),
} as const;

/** SCIOSTOP of a device whose queue is held. */
export const stopHeld = {
  'device.stop': {
    target: 'STOPPING.held',
    actions: 'remember who stops it',
    description: 'SCIOSTOP though the queue is held.',
    meta: cite('queue-stop-held'),
  },
} as const;

/** What means the same in each state of an open device that is not being stopped. */
export const opened = { ...startedTwice, ...management, ...timeout, ...endings } as const;
