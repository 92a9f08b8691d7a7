import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';

/** Nothing more comes of one that the device was to have thrown away: it comes back, as it would after ABORT TASK. */
const comesToNothing = {
  guard: 'it was thrown away',
  actions: ['it has come back after all', 'end it: ENXIO', 'it is not active any more'],
} as const;

/**
 * Events about what the hardware has that mean the same whether the queue runs, is halted or is held, or is being
 * stopped. `after`: where an error leads.
 */
export const hardware = <T extends '#HALT_CLEARED' | '#STOPPING.draining'>(after: T) =>
  ({
    'lunq.unanswered': [
      {
        ...comesToNothing,
        description: 'Nobody answers one that the device was to have thrown away.',
        meta: cite('fscsi-thrown-away'),
      },
      {
        guard: 'failure is slow or not sure yet',
        actions: 'nothing more comes of it',
        description: 'Nobody answers while the target is away: it is left to its timeout, or to what the path says.',
        meta: cite('fscsi-path-slow', 'fscsi-lost'),
      },
      {
        guard: 'the path is dead',
        target: after,
        actions: ['it has come back after all', 'end it: why the path is dead', 'it is not active any more'],
        description: 'It was on its way when the path died. Nothing else waits since then.',
        meta: cite('fscsi-path-fast', 'fscsi-path-moved', 'fscsi-lost', 'fscsi-halted-by-error'),
      },
      {
        target: after,
        actions: [
          'it has come back after all',
          'end it: SCSI_NO_DEVICE_RESPONSE',
          'it is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'Nobody answers; one whose time had run out before is late.',
        meta: cite('fscsi-no-response', 'fscsi-lost', 'fscsi-halted-by-error', 'fscsi-cleared'),
      },
    ],
    'lunq.lost': [
      {
        ...comesToNothing,
        description: 'Lost with the nexus, and the device was to have thrown it away.',
        meta: cite('fscsi-thrown-away', 'fscsi-lost'),
      },
      {
        guard: 'it had timed out, and the target is away',
        target: after,
        actions: [
          'it has come back after all',
          'end it: SCSI_CMD_TIMEOUT',
          'it is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'Its time is over already.',
        meta: cite('fscsi-timeout', 'fscsi-lost', 'fscsi-halted-by-error', 'fscsi-cleared'),
      },
      {
        actions: 'nothing more comes of it',
        description: 'Lost with the nexus: what that means, the path says next, or the reset of somebody else.',
        meta: cite('fscsi-lost'),
      },
    ],
    'lunq.timeout': [
      { guard: 'it was thrown away', ...ignored('it is being aborted already') },
      {
        guard: 'the target is away, and nothing more comes of it',
        target: after,
        actions: [
          'end it: SCSI_CMD_TIMEOUT',
          'it is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'Its time is over and the target is away: there is nothing that could be aborted.',
        meta: cite('fscsi-timeout', 'fscsi-path-slow', 'fscsi-halted-by-error', 'fscsi-cleared'),
      },
      {
        actions: ['its time has run out', 'have ABORT TASK sent'],
        description: 'It does not come back in time: the device is told to abort it.',
        meta: cite('fscsi-timeout', 'fscsi-timeout-aborts'),
      },
    ],
    'lunq.aborted': [
      {
        guard: 'it was thrown away',
        actions: ['end it: ENXIO', 'it is not active any more'],
        description: 'The device has it no more, and nothing of it is on its way: now it comes back.',
        meta: cite('fscsi-cleared-with-device', 'fscsi-thrown-away'),
      },
      {
        guard: 'it had timed out',
        target: after,
        actions: [
          'end it: SCSI_CMD_TIMEOUT',
          'it is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'Aborted: EIO with SCSI_CMD_TIMEOUT. What else the device has goes on.',
        meta: cite('fscsi-timeout-aborts', 'fscsi-halted-by-error', 'fscsi-cleared'),
      },
      ignored('it came back before the abort took effect, or something bigger has ended it'),
    ],
    'lunq.halted': {
      target: after,
      actions: [
        'those that are being aborted have come back',
        'end what is active: ENXIO',
        'nothing is active',
        'flush the chain: ENXIO',
        'the chain is empty',
      ],
      description: 'SCIOLHALT took effect: all end with ENXIO.',
      meta: cite('fscsi-halt'),
    },
    'lunq.reset': {
      target: after,
      actions: [
        'what was asked for meets a reset',
        'those that are being aborted have come back',
        'end what is active: reset',
        'nothing is active',
        'flush the chain: ENXIO',
        'the chain is empty',
      ],
      description: 'Reset by us: active ones EIO (the one that timed out: SCSI_CMD_TIMEOUT), the others ENXIO.',
      meta: cite('fscsi-reset', 'scsibuf-update-reserves'),
    },
    'lunq.foreignReset': {
      target: after,
      actions: [
        'what was asked for meets a reset',
        'lost ones that timed out have come back',
        'end what is lost: reset',
        'what was lost is not active any more',
        'flush the chain: ENXIO',
        'the chain is empty',
      ],
      description: 'Another initiator has reset the target: what it had of us EIO, what waits ENXIO.',
      meta: cite('fscsi-foreign-reset', 'scsibuf-update-reserves'),
    },
    'lunq.nexusLost': [
      {
        guard: 'nothing is pending',
        description: 'The nexus was given up because of another device; nothing of this one was under way.',
        meta: cite('fscsi-ladder-ends'),
      },
      {
        target: after,
        actions: [
          'lost ones that timed out have come back',
          'end what is lost: the nexus is gone',
          'what was lost is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'The nexus was given up: nothing of what it had comes back.',
        meta: cite('fscsi-ladder-ends', 'fscsi-halted-by-error', 'fscsi-cleared'),
      },
    ],
    'lunq.pathDead': [
      {
        guard: 'nothing is pending',
        actions: 'note why the path is dead',
        description: 'The target does not come back; nothing is pending that would have to be given back.',
        meta: cite('fscsi-path-fast', 'fscsi-path-tracking', 'fscsi-path-moved', 'fscsi-session-lost'),
      },
      {
        target: after,
        actions: [
          'note why the path is dead',
          'lost ones that timed out have come back',
          'end what is lost: why the path is dead',
          'what was lost is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'The target does not come back: what is pending is flushed.',
        meta: cite(
          'fscsi-path-fast',
          'fscsi-path-tracking',
          'fscsi-path-no-delay',
          'fscsi-path-moved',
          'fscsi-session-lost',
          'fscsi-lost',
        ),
      },
    ],
    'lunq.pathUp': [
      {
        guard: 'commands were lost meanwhile',
        target: after,
        actions: [
          'note the id',
          'lost ones that timed out have come back',
          'end what is lost',
          'what was lost is not active any more',
          'flush the chain: ENXIO',
          'the chain is empty',
        ],
        description: 'The target is back; what it had before is lost.',
        meta: cite('fscsi-path-back', 'fscsi-path-tracked', 'fscsi-session-lost', 'fscsi-lost', 'fscsi-never-again'),
      },
      {
        actions: 'note the id',
        description: 'The target is back, and nothing was on its way to it.',
        meta: cite('fscsi-path-back', 'fscsi-path-tracked'),
      },
    ],
  }) as const;

/**
 * The command of an ioctl, which may be active while the queue runs, is halted and cleared, or is being stopped. In a held
 * queue it is not: it is alone in the device, and what makes a queue held was there.
 */
const ofIoctl = {
  'lunq.unanswered': [
    {
      guard: 'the command of an ioctl, and the path is dead',
      actions: ['it has come back after all', 'end it: why the path is dead', 'it is not active any more'],
      description: 'The command of an ioctl was on its way when the path died.',
      meta: cite('fscsi-path-fast', 'fscsi-ioctl-keeps-queue'),
    },
    {
      guard: 'the command of an ioctl, and failure is fast',
      actions: ['it has come back after all', 'end it: SCSI_NO_DEVICE_RESPONSE', 'it is not active any more'],
      description: 'Nobody answers the command of an ioctl.',
      meta: cite('fscsi-no-response', 'fscsi-ioctl-keeps-queue'),
    },
  ],
  'lunq.lost': [
    {
      guard: 'the command of an ioctl had timed out, and the target is away',
      actions: ['it has come back after all', 'end it: SCSI_CMD_TIMEOUT', 'it is not active any more'],
      description: 'The time of the command of an ioctl is over already.',
      meta: cite('fscsi-timeout', 'fscsi-lost', 'fscsi-ioctl-keeps-queue'),
    },
  ],
  'lunq.timeout': [
    {
      guard: 'the command of an ioctl, the target is away, and nothing more comes of it',
      actions: ['end it: SCSI_CMD_TIMEOUT', 'it is not active any more'],
      description: 'The time of the command of an ioctl is over and the target is away.',
      meta: cite('fscsi-timeout', 'fscsi-path-slow', 'fscsi-ioctl-keeps-queue'),
    },
  ],
  'lunq.aborted': [
    {
      guard: 'the command of an ioctl had timed out',
      actions: ['end it: SCSI_CMD_TIMEOUT', 'it is not active any more'],
      description: 'The command of an ioctl was aborted.',
      meta: cite('fscsi-timeout-aborts', 'fscsi-ioctl-keeps-queue'),
    },
  ],
} as const;

/** Events about what the hardware has, in states in which the command of an ioctl may be active. */
export const hardwareWithIoctl = <T extends '#HALT_CLEARED' | '#STOPPING.draining'>(after: T) => {
  const rows = hardware(after);
  return {
    ...rows,
    'lunq.unanswered': [...ofIoctl['lunq.unanswered'], ...rows['lunq.unanswered']],
    'lunq.lost': [...ofIoctl['lunq.lost'], ...rows['lunq.lost']],
    'lunq.timeout': [...ofIoctl['lunq.timeout'], ...rows['lunq.timeout']],
    'lunq.aborted': [...ofIoctl['lunq.aborted'], ...rows['lunq.aborted']],
  } as const;
};
