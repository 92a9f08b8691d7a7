import { cite } from '../clauses/index.ts';
import { hardware, hardwareWithIoctl } from './aix-sam-queue-hardware.rows.ts';

export const notOpen = {
  'lunq.stop': {
    actions: 'SCIOLSTOP fails: EINVAL',
    description: 'SCIOLSTOP for a device that is not open, or that is being stopped.',
    meta: cite('fscsi-not-open'),
  },
  'lunq.halt': {
    actions: 'SCIOLHALT fails: EINVAL',
    description: 'SCIOLHALT for a device that is not open.',
    meta: cite('fscsi-not-open'),
  },
  'lunq.bdr': {
    actions: 'SCIOLRESET fails: EINVAL',
    description: 'SCIOLRESET for a device that is not open.',
    meta: cite('fscsi-not-open'),
  },
} as const;

/** What needs a session of the device: it was started, and is not being stopped. */
export const noSession = {
  'lunq.event': {
    actions: 'SCIOLEVENT fails: EINVAL',
    description: 'SCIOLEVENT for a device that is not open, or that is being stopped.',
    meta: cite('fscsi-event'),
  },
  'lunq.command': {
    actions: 'iodone: EINVAL',
    description: 'An ioctl wants to send a command to a device that is not open, or that is being stopped.',
    meta: cite('fscsi-ioctl-command'),
  },
} as const;

/** DUMPWRITE of a device that is not open. */
export const noDump = {
  'lunq.dump': {
    actions: 'no DUMPWRITE',
    description: 'DUMPWRITE for a device that was not started.',
    meta: cite('dump-write', 'fscsi-dump'),
  },
} as const;

export const commandHalted = {
  'lunq.command': {
    actions: 'iodone: the queue is halted',
    description: 'An ioctl wants to send a command while the head driver has an error to recover from.',
    meta: cite('fscsi-ioctl-halted'),
  },
} as const;

export const startedTwice = {
  'lunq.start': {
    actions: 'SCIOLSTART fails: EINVAL',
    description: 'SCIOLSTART for a device that was started, or is being started.',
    meta: cite('fscsi-start-once'),
  },
} as const;

export const reject = {
  actions: 'iodone: what the tests found',
  description: 'Rejected: never in the queue.',
  meta: cite('fscsi-tests-all', 'fscsi-reject-keeps-queue'),
} as const;

export const good = {
  guard: 'good',
  actions: ['it has come back after all', 'iodone: good', 'it is not active any more'],
  description: 'GOOD: out of the queue, then iodone; b_resid says what was not transferred.',
  meta: cite('fscsi-interrupt', 'scsibuf-resid', 'scsibuf-ret-id'),
} as const;

export const failedOfIoctl = {
  guard: 'the command of an ioctl has failed',
  actions: ['it has come back after all', 'iodone: EIO, queue cleared', 'it is not active any more'],
  description: 'The command of an ioctl fails: its caller is told, the queue is as it was.',
  meta: cite('fscsi-ioctl-keeps-queue'),
} as const;

export const kept = {
  target: '#HALT_HELD',
  actions: [
    'it has come back after all',
    'iodone: EIO, SC_DID_NOT_CLEAR_Q',
    'it is not active any more',
    'no recovery command',
  ],
} as const;

export const heldByCheck = {
  ...kept,
  guard: 'CHECK CONDITION with tag queuing',
  description: 'CHECK CONDITION, the head driver tags: the queue is kept, nothing is started.',
  meta: cite('fscsi-kept-with-tags', 'fscsi-autosense', 'scsibuf-autosense-null'),
} as const;

export const heldWithoutTags = {
  ...kept,
  guard: 'CHECK CONDITION without tag queuing, the queue is kept',
  description: 'By parameter: CHECK CONDITION without tags, and the queue is kept all the same.',
  meta: cite('fscsi-kept-without-tags', 'fscsi-autosense'),
} as const;

/** CHECK CONDITION of another while the recovery command waits. */
const keptAgain = {
  target: '#HALT_HELD',
  actions: [
    'it has come back after all',
    'iodone: EIO, SC_DID_NOT_CLEAR_Q',
    'it is not active any more',
    'give the recovery command back: ENXIO',
    'the recovery command waits no more',
    'no recovery command',
  ],
  description:
    'CHECK CONDITION of another while the recovery command waits: that comes back with ENXIO, to be sent anew.',
} as const;

export const heldAgain = {
  ...keptAgain,
  guard: 'CHECK CONDITION with tag queuing, before the recovery command was started',
  meta: cite('fscsi-kept-with-tags', 'fscsi-recovery-waits', 'fscsi-autosense', 'scsibuf-autosense-null'),
} as const;

export const heldAgainWithoutTags = {
  ...keptAgain,
  guard: 'CHECK CONDITION without tag queuing, the queue is kept, before the recovery command was started',
  meta: cite('fscsi-kept-without-tags', 'fscsi-recovery-waits', 'fscsi-autosense'),
} as const;

export const clearedByError = {
  target: '#HALT_CLEARED',
  actions: [
    'it has come back after all',
    'iodone: EIO, queue cleared',
    'it is not active any more',
    'flush the chain: ENXIO',
    'the chain is empty',
  ],
  description: 'Any other error: EIO for this one, ENXIO for all that wait; nothing is started.',
  meta: cite('fscsi-halted-by-error', 'fscsi-cleared', 'fscsi-autosense'),
} as const;

/** What can be asked for in any state of an open device. */
export const management = {
  'lunq.halt': {
    actions: 'have ABORT TASK SET sent',
    description: 'SCIOLHALT: the device is told to abort what it has of us.',
    meta: cite('fscsi-halt'),
  },
  'lunq.bdr': {
    actions: 'have the reset sent',
    description: 'SCIOLRESET: target or logical unit is reset.',
    meta: cite('fscsi-reset-ioctl'),
  },
  'lunq.dump': [
    {
      guard: 'the target is away',
      actions: 'DUMPWRITE fails',
      description: 'DUMPWRITE while the target is away: nothing reaches it, and nobody waits for it.',
      meta: cite('fscsi-dump', 'dump-write-final'),
    },
    {
      actions: 'DUMPWRITE may go on',
      description: 'DUMPWRITE for a started device; what is queued stays where it is.',
      meta: cite('dump-write', 'dump-subroutine', 'fscsi-dump'),
    },
  ],
  'lunq.managed': [
    {
      guard: 'it has been done',
      actions: ['iodone: nothing to carry out', 'it has been answered'],
      description: 'What the transaction was for has been done.',
      meta: cite('scsibuf-clear-aca', 'scsibuf-reset-flags'),
    },
    {
      actions: ['iodone: EIO, not done', 'it has been answered'],
      description: 'The device did not do what the transaction was for.',
      meta: cite('scsibuf-clear-aca', 'scsibuf-reset-flags'),
    },
  ],
} as const;

export const resets = [
  {
    guard: 'SC_LUN_RESET',
    actions: ['tell the scsi_buf: started', 'a reset is asked for', 'have LOGICAL UNIT RESET sent'],
    description: 'SC_LUN_RESET: the logical unit is reset.',
    meta: cite('scsibuf-reset-flags'),
  },
  {
    guard: 'SC_TARGET_RESET',
    actions: ['tell the scsi_buf: started', 'a reset is asked for', 'have TARGET RESET sent'],
    description: 'SC_TARGET_RESET: the target is reset.',
    meta: cite('scsibuf-reset-flags'),
  },
] as const;

export const clearAca = ['tell the scsi_buf: started', 'CLEAR ACA is asked for', 'have CLEAR ACA sent'] as const;

export const clearsAcaAndQueue = {
  guard: 'SC_CLEAR_ACA and SC_Q_CLR',
  target: 'CLEARING_ACA.clear',
  actions: clearAca,
  description: 'SC_CLEAR_ACA and SC_Q_CLR: ACA is cleared, then the queue.',
  meta: cite('scsibuf-clear-aca'),
} as const;

export const clearsAcaAlone = {
  guard: 'SC_CLEAR_ACA alone',
  target: 'CLEARING_ACA.keep',
  actions: clearAca,
  description: 'SC_CLEAR_ACA alone: the queue stays halted and kept.',
  meta: cite('scsibuf-clear-aca'),
} as const;

export const clearsQueue = {
  guard: 'SC_Q_CLR',
  target: '#HALT_CLEARED',
  actions: ['flush the chain: ENXIO', 'the chain is empty', 'iodone: ENXIO'],
  description: 'SC_Q_CLR: all held ones come back with ENXIO, then SC_Q_CLR itself; SC_RESUME is due.',
  meta: cite('fscsi-clear'),
} as const;

export const flushes = {
  actions: 'iodone: ENXIO',
  description: 'Nothing else is taken while the queue is halted or held.',
  meta: cite('fscsi-halted-flushes', 'scsibuf-flushed'),
} as const;

export const failsAtOnce = {
  target: '#HALT_CLEARED',
  actions: 'iodone: EIO, why the path is dead',
  description: 'The target is away for good: it fails at once. Nothing else waits while it is.',
  meta: cite('fscsi-path-fast', 'fscsi-path-moved', 'fscsi-halted-by-error'),
} as const;

/** CLEAR ACA is under way, and then nobody has to release the queue. */
export const stopAfterAca = {
  'lunq.stop': {
    target: '#STOPPING',
    actions: 'remember who waits',
    description: 'SCIOLSTOP: pending ones are still carried out, after CLEAR ACA.',
    meta: cite('fscsi-stop-waits', 'scsibuf-clear-aca'),
  },
} as const;

export const stopHeld = {
  'lunq.stop': {
    target: '#STOPPING.held',
    actions: 'remember who waits',
    description: 'SCIOLSTOP though the queue is held.',
    meta: cite('fscsi-stop-held'),
  },
} as const;

export const closes = {
  guard: 'everything has come back',
  target: '#CLOSED',
  actions: ['SCIOLSTOP returns 0', 'nobody waits', 'the path is used no more'],
  description: 'The device is closed.',
  meta: cite('fscsi-stop-waits', 'fscsi-logout'),
} as const;

export const startNext = {
  guard: 'there is something to start',
  actions: ['start', 'it is active now'],
  description: 'The first of the chain is started; other devices have their own.',
  meta: cite('fscsi-start', 'fscsi-devices-at-once', 'fscsi-chains', 'fscsi-delay-cmd', 'fscsi-path-waits'),
} as const;

const listens = {
  'lunq.event': {
    actions: 'have the handler registered',
    description: 'SCIOLEVENT for a device that is open.',
    meta: cite('fscsi-event'),
  },
} as const;

export const opened = { ...startedTwice, ...management, ...listens, ...hardware('#HALT_CLEARED') } as const;

export const openedWithIoctl = { ...opened, ...hardwareWithIoctl('#HALT_CLEARED') } as const;
