import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';

const refuseAll = {
  'buf.strategy': {
    actions: 'iodone: ENXIO',
    description: 'A request for a device that is not open.',
    meta: cite('dd-not-open'),
  },
  'buf.uscsi': {
    actions: 'iodone: ENXIO',
    description: 'A command for a device that is not open.',
    meta: cite('dd-not-open'),
  },
} as const;

/** While a session ends that nobody has closed. */
const endsAnyhow = {
  'hdisk.open': {
    actions: 'ddopen: ENXIO',
    description: 'The session is ending: open fails.',
    meta: cite('dd-open-errno', 'dd-events'),
  },
  'hdisk.close': {
    actions: 'a close has been asked for',
    description: 'The session is ending: close waits for that.',
    meta: cite('dd-close', 'dd-events'),
  },
} as const;

const oneAtATime = {
  'world.attach': ignored('the kernel calls open and close of a device one at a time'),
  'world.detach': ignored('the kernel calls open and close of a device one at a time'),
} as const;

const opens = {
  'world.detach': ignored('the device is not open'),
  'hdisk.close': {
    actions: 'ddclose: 0',
    description: 'The session has ended before.',
    meta: cite('dd-close', 'dd-events'),
  },
  'hdisk.open': [
    {
      guard: 'the adapter has a special file',
      target: 'openingAdapter',
      actions: ['these options count', 'an open has been asked for', 'fp_opendev'],
      description: 'openx: first the adapter is opened.',
      meta: cite('dd-open-adapter', 'dd-open-shared', 'entry-open'),
    },
    {
      target: 'starting',
      actions: ['these options count', 'an open has been asked for', 'SCIOSTART'],
      description: 'openx: SCIOSTART comes before everything else.',
      meta: cite('dd-open', 'dd-open-shared', 'queue-start'),
    },
  ],
  'world.attach': [
    {
      guard: 'the adapter has a special file',
      target: 'openingAdapter',
      actions: 'fp_opendev',
      description: 'Open: first the adapter is opened.',
      meta: cite('dd-open-adapter', 'entry-open'),
    },
    {
      target: 'starting',
      actions: 'SCIOSTART',
      description: 'Open: SCIOSTART comes before everything else.',
      meta: cite('dd-open', 'queue-start'),
    },
  ],
} as const;

const leavesAdapter = {
  guard: 'the adapter has a special file',
  actions: 'fp_close',
  meta: cite('dd-open-adapter', 'entry-close'),
} as const;

/** Events that end no session. */
const goesOn = [
  {
    guard: 'a reset, after which the device needs time',
    actions: ['the handler returns', 'SC_DELAY_CMD is due'],
    description: 'SC_SCSI_RESET_EVENT, by parameter: SC_DELAY_CMD is due, although no command may have met the reset.',
    meta: cite('event-reset', 'dd-reset-event'),
  },
  {
    actions: 'the handler returns',
    description: 'The transactions themselves say what has to be recovered.',
    meta: cite('event-reset', 'event-command-failed', 'event-one-at-a-time', 'dd-events'),
  },
] as const;

const isReady = {
  target: 'opening',
  actions: ['prepare TEST UNIT READY', 'it goes first'],
  description: 'Is the device ready?',
  meta: cite('dd-open', 'dd-internal-commands'),
} as const;

/** Open and close of the AIX disk driver, and which requests it takes meanwhile. */
export const openAndClose: Parameters<typeof aixDiskSetup.createStateConfig>[0] = {
  description: 'Is the device open?',
  initial: 'beginning',
  on: {
    'dk.ioctl': {
      actions: 'ioctl: ENXIO',
      description: 'The session has ended, although this process still has the disk open.',
      meta: cite('dd-not-open', 'dd-pass-through-ioctl'),
    },
    'event.handler': goesOn,
  },
  states: {
    beginning: {
      description: 'A model may begin with devices that were opened before.',
      always: [
        {
          guard: 'it was opened before',
          target: 'open',
          description: 'Open has been done.',
          meta: cite('dd-open'),
        },
        { target: 'closed', description: 'Open is to come.', meta: cite('dd-open') },
      ],
    },
    closed: {
      description: 'Not open.',
      always: [
        {
          guard: 'a close is to be answered',
          actions: ['ddclose: 0', 'it has been answered'],
          description: 'Close returns.',
          meta: cite('dd-close', 'dd-open-shared'),
        },
        {
          guard: 'an open is to be answered',
          actions: ['ddopen: why it failed', 'it has been answered'],
          description: 'Open has failed after the disk had been reserved.',
          meta: cite('dd-open-errno'),
        },
      ],
      on: { ...refuseAll, ...opens },
    },
    failed: {
      description: 'Open has failed; it may be tried again.',
      always: {
        guard: 'an open is to be answered',
        actions: ['ddopen: why it failed', 'it has been answered'],
        description: 'Open returns why.',
        meta: cite('dd-open-errno'),
      },
      on: { ...refuseAll, ...opens },
    },
    openingAdapter: {
      description: 'fp_opendev has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'fp.return': [
          {
            guard: 'the call returns 0',
            target: 'asking',
            actions: 'IOCINFO',
            description: 'IOCINFO: how much does the adapter transfer at once?',
            meta: cite('dd-open-adapter', 'ioctl-iocinfo'),
          },
          {
            target: 'failed',
            actions: 'why open fails',
            description: 'There is no such adapter, or diagnostics are run on it: open fails.',
            meta: cite('dd-open-adapter', 'entry-diagnostic-only', 'entry-not-configured'),
          },
        ],
      },
    },
    asking: {
      description: 'IOCINFO has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          {
            guard: '0',
            target: 'starting',
            actions: 'SCIOSTART',
            description: 'SCIOSTART comes before everything for the device.',
            meta: cite('dd-open', 'queue-start', 'ioctl-started-first'),
          },
          {
            target: 'givingUp',
            actions: ['why open fails', 'fp_close'],
            description: 'Without the maximum transfer no request can be split: open fails.',
            meta: cite('dd-open-adapter', 'entry-close'),
          },
        ],
      },
    },
    starting: {
      description: 'SCIOSTART has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          { guard: '0', target: 'started', description: 'The path is open.', meta: cite('dd-open', 'queue-start') },
          {
            ...leavesAdapter,
            target: 'givingUp',
            actions: ['why open fails', 'fp_close'],
            description: 'SCIOSTART fails: the adapter is closed again.',
            meta: cite('dd-open', 'dd-open-adapter', 'queue-start'),
          },
          {
            target: 'failed',
            actions: 'why open fails',
            description: 'SCIOSTART fails: nothing else may be done with the device.',
            meta: cite('dd-open', 'queue-start'),
          },
        ],
      },
    },
    started: {
      description: 'What do the options of openx ask for?',
      always: [
        {
          guard: 'a forced open of the target',
          target: 'resetting',
          actions: 'reset the target',
          description: 'SC_FORCED_OPEN: the reservation of another initiator ends with a reset of the target.',
          meta: cite('dd-forced-open', 'queue-reset-ioctl'),
        },
        {
          guard: 'a forced open of the logical unit',
          target: 'resetting',
          actions: 'reset the logical unit',
          description: 'SC_FORCED_OPEN_LUN: ... of the logical unit.',
          meta: cite('dd-forced-open', 'ioctl-lun-reset'),
        },
        {
          guard: 'the adapter has a special file',
          target: 'gathering',
          actions: 'SCIOGTHW',
          description: 'SCIOGTHW: does the adapter driver take gathered writes?',
          meta: cite('dd-open-adapter', 'ioctl-gathered'),
        },
        {
          guard: 'SC_DIAGNOSTIC',
          target: 'open',
          description: 'SC_DIAGNOSTIC: open without any command.',
          meta: cite('dd-open-diagnostic'),
        },
        isReady,
      ],
    },
    gathering: {
      description: 'SCIOGTHW has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          {
            guard: '0',
            target: 'listening',
            actions: ['gathered writes are taken', 'SCIOEVENT'],
            description: 'They are.',
            meta: cite('dd-open-adapter', 'ioctl-gathered', 'ioctl-event'),
          },
          {
            target: 'listening',
            actions: ['gathered writes are not taken', 'SCIOEVENT'],
            description: 'They are not: none is ever sent.',
            meta: cite('dd-open-adapter', 'ioctl-gathered', 'ioctl-event'),
          },
        ],
      },
    },
    listening: {
      description: 'SCIOEVENT has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'listening in vain',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR, told before SCIOEVENT has returned: the session ends before it has begun.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'ioctl.return': [
          {
            guard: 'SC_DIAGNOSTIC',
            target: 'open',
            description: 'SC_DIAGNOSTIC: open without any command.',
            meta: cite('dd-open-diagnostic', 'dd-open-adapter'),
          },
          {
            ...isReady,
            description: 'The handler is registered, or somebody else’s is: is the device ready?',
            meta: cite('dd-open', 'dd-internal-commands', 'dd-open-adapter'),
          },
        ],
      },
    },
    'listening in vain': {
      description: 'SCIOEVENT has been called, and whatever it returns, open fails.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': {
          target: 'stopping',
          actions: 'SCIOSTOP',
          description: 'It has returned: open fails without a command.',
          meta: cite('dd-events', 'dd-open', 'queue-stop-waits'),
        },
      },
    },
    resetting: {
      description: 'The reset of a forced open has been asked for.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          {
            guard: '0, and the adapter has a special file',
            target: 'gathering',
            actions: ['the reset has halted the queue', 'SCIOGTHW'],
            description: 'Reset: the queue is halted. SCIOGTHW: does the adapter driver take gathered writes?',
            meta: cite('dd-forced-open', 'dd-open-adapter', 'queue-reset', 'ioctl-gathered'),
          },
          {
            guard: '0, and SC_DIAGNOSTIC',
            target: 'open',
            actions: 'the reset has halted the queue',
            description: 'Reset: no reservation is left; for diagnostics no command follows.',
            meta: cite('dd-forced-open', 'dd-open-diagnostic', 'queue-reset'),
          },
          {
            guard: '0',
            target: 'opening',
            actions: ['the reset has halted the queue', 'prepare TEST UNIT READY', 'it goes first'],
            description: 'Reset: the queue is halted, so TEST UNIT READY has SC_RESUME.',
            meta: cite('dd-forced-open', 'dd-resume-first', 'queue-reset'),
          },
          {
            target: 'stopping',
            actions: ['why open fails', 'SCIOSTOP'],
            description: 'The device does not take the reset: open fails.',
            meta: cite('dd-forced-open', 'queue-stop-waits'),
          },
        ],
      },
    },
    opening: {
      description: 'TEST UNIT READY, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'abandoning',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends before it has begun.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'head.done': [
          {
            guard: 'the device is ready and is to be reserved',
            target: 'reserving',
            actions: ['prepare RESERVE', 'it goes first'],
            description: 'Ready: RESERVE.',
            meta: cite('dd-open-reserves', 'dd-internal-commands'),
          },
          {
            guard: 'the device is ready and is to be shared',
            target: 'registering',
            actions: ['prepare REGISTER', 'it goes first'],
            description: 'Ready: REGISTER AND IGNORE EXISTING KEY.',
            meta: cite('dd-open-shared-register', 'dd-internal-commands'),
          },
          {
            guard: 'the device is ready and is to have its mode parameters',
            target: 'setting',
            actions: ['prepare MODE SELECT', 'MODE SELECT goes first'],
            description: 'Ready, and not to be reserved: MODE SELECT.',
            meta: cite('dd-mode-select', 'dd-internal-commands'),
          },
          {
            guard: 'the device is ready',
            target: 'open',
            description: 'Open returns.',
            meta: cite('dd-open'),
          },
          {
            guard: 'the device does not become ready',
            target: 'stopping',
            actions: ['why open fails', 'SCIOSTOP'],
            description: 'Open fails.',
            meta: cite('dd-open', 'queue-stop-waits'),
          },
        ],
      },
    },
    abandoning: {
      description: 'TEST UNIT READY is out, and whatever it says, open fails.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'head.done': {
          guard: 'its own command is over',
          target: 'stopping',
          actions: 'SCIOSTOP',
          description: 'It has come back: open fails.',
          meta: cite('dd-events', 'dd-open', 'queue-stop-waits'),
        },
      },
    },
    reserving: {
      description: 'RESERVE, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'closing',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends, as if the disk had been reserved.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'head.done': [
          {
            guard: 'the device is ready and is to have its mode parameters',
            target: 'setting',
            actions: ['RESERVE is issued', 'prepare MODE SELECT', 'MODE SELECT goes first'],
            description: 'Reserved: MODE SELECT.',
            meta: cite('dd-open-reserves', 'dd-mode-select', 'dd-internal-commands'),
          },
          {
            guard: 'the device is ready',
            target: 'open',
            actions: 'RESERVE is issued',
            description: 'Reserved: open returns.',
            meta: cite('dd-open-reserves'),
          },
          {
            guard: 'its own command is over',
            target: 'stopping',
            actions: ['why open fails', 'SCIOSTOP'],
            description: 'Another initiator was faster, or RESERVE fails otherwise: open fails.',
            meta: cite('dd-forced-open-window', 'dd-open-reserves', 'queue-stop-waits'),
          },
        ],
      },
    },
    registering: {
      description: 'REGISTER AND IGNORE EXISTING KEY, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'closing',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends, as if the head driver were registered.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'head.done': [
          {
            guard: 'the device is ready',
            target: 'sharing',
            actions: ['prepare RESERVE for registrants', 'it goes first'],
            description: 'Registered: RESERVE, for registrants only.',
            meta: cite('dd-open-shared-register', 'dd-internal-commands'),
          },
          {
            guard: 'its own command is over',
            target: 'stopping',
            actions: ['why open fails', 'SCIOSTOP'],
            description: 'The device does not register anybody, or is reserved by RESERVE: open fails.',
            meta: cite('dd-open-shared-register', 'queue-stop-waits'),
          },
        ],
      },
    },
    sharing: {
      description: 'PERSISTENT RESERVE OUT with RESERVE, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'closing',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends, as if open had returned.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'head.done': [
          {
            guard: 'the registrants have it, and it is to have its mode parameters',
            target: 'setting',
            actions: ['prepare MODE SELECT', 'MODE SELECT goes first'],
            description: 'Reserved for registrants, by this initiator or by another registrant: MODE SELECT.',
            meta: cite('dd-open-shared-register', 'dd-mode-select', 'dd-internal-commands'),
          },
          {
            guard: 'the registrants have it',
            target: 'open',
            description: 'Reserved for registrants, by this initiator or by another registrant: open returns.',
            meta: cite('dd-open-shared-register'),
          },
          {
            guard: 'its own command is over',
            target: 'closing',
            actions: 'why open fails',
            description: 'RESERVE fails otherwise: open fails, and the registration ends.',
            meta: cite('dd-open-shared-register', 'dd-close'),
          },
        ],
      },
    },
    setting: {
      description: 'MODE SELECT, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'closing',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends, as if open had returned.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'head.done': [
          {
            guard: 'MODE SELECT has been done',
            target: 'open',
            description: 'Set: open returns.',
            meta: cite('dd-mode-select'),
          },
          {
            guard: 'MODE SELECT is over',
            target: 'closing',
            actions: 'why open fails',
            description: 'The device does not take its mode parameters: open fails, and leaves it as it was.',
            meta: cite('dd-mode-select', 'dd-close'),
          },
        ],
      },
    },
    closing: {
      description: 'Close: what was accepted is carried out first.',
      always: [
        {
          guard: 'nothing is under way, and the reservation ends',
          target: 'releasing',
          actions: ['prepare RELEASE', 'it goes first'],
          description: 'All have come back: RELEASE.',
          meta: cite('dd-close', 'dd-open-reserves', 'dd-internal-commands'),
        },
        {
          guard: 'nothing is under way, and the registration ends',
          target: 'releasing',
          actions: ['prepare REGISTER without key', 'it goes first'],
          description: 'All have come back: the registration ends, and the reservation if this initiator holds it.',
          meta: cite('dd-close', 'dd-open-shared-register', 'dd-internal-commands'),
        },
        {
          guard: 'nothing is under way',
          target: 'ending',
          actions: 'SCIOSTOP',
          description: 'All have come back; nothing is released.',
          meta: cite('dd-close', 'dd-open-reserves', 'queue-stop-waits'),
        },
      ],
      on: { ...refuseAll, ...oneAtATime, ...endsAnyhow },
    },
    releasing: {
      description: 'RELEASE, or REGISTER without key, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        ...endsAnyhow,
        'head.done': {
          guard: 'its own command is over',
          target: 'ending',
          actions: 'SCIOSTOP',
          description: 'Released, or not: close goes on.',
          meta: cite('dd-close', 'queue-stop-waits'),
        },
      },
    },
    ending: {
      description: 'SCIOSTOP has been called by close.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        ...endsAnyhow,
        'ioctl.return': [
          { ...leavesAdapter, target: 'leaving', description: 'The device is stopped: the adapter is closed.' },
          {
            target: 'closed',
            description: 'Close returns.',
            meta: cite('dd-close', 'queue-stop-waits'),
          },
        ],
      },
    },
    stopping: {
      description: 'SCIOSTOP has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          { ...leavesAdapter, target: 'givingUp', description: 'The path is closed: so is the adapter.' },
          {
            target: 'failed',
            description: 'The path is closed.',
            meta: cite('queue-stop-waits'),
          },
        ],
      },
    },
    leaving: {
      description: 'fp_close has been called by close.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        ...endsAnyhow,
        'fp.return': {
          target: 'closed',
          description: 'Close returns.',
          meta: cite('dd-close', 'entry-close'),
        },
      },
    },
    givingUp: {
      description: 'fp_close has been called by an open that fails.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'fp.return': {
          target: 'failed',
          description: 'The adapter is closed.',
          meta: cite('dd-open-adapter', 'entry-close'),
        },
      },
    },
    open: {
      description: 'Requests are taken.',
      always: {
        guard: 'an open is to be answered',
        actions: ['ddopen: 0', 'it has been answered'],
        description: 'Open returns.',
        meta: cite('dd-open', 'dd-open-shared'),
      },
      on: {
        'hdisk.open': {
          actions: 'an open has been asked for',
          description: 'One more open: there is nothing to do.',
          meta: cite('dd-open-shared'),
        },
        'hdisk.close': {
          target: 'closing',
          actions: 'a close has been asked for',
          description: 'The last close.',
          meta: cite('dd-close', 'dd-open-shared'),
        },
        'dk.ioctl': [
          {
            guard: 'DKIOLCMD, but not for diagnostics',
            actions: 'ioctl: EACCES',
            description: 'DKIOLCMD is for diagnostic mode.',
            meta: cite('dd-pass-through-ioctl'),
          },
          {
            guard: 'the adapter has a special file',
            actions: 'SCIOCMD',
            description: 'SCIOCMD of the adapter driver: what that returns goes to the process.',
            meta: cite('dd-pass-through-ioctl', 'ioctl-command', 'ioctl-process-level'),
          },
          {
            actions: 'ioctl: EINVAL',
            description: 'The adapter driver has no such ioctl.',
            meta: cite('dd-pass-through-ioctl'),
          },
        ],
        'event.handler': [
          {
            guard: 'the adapter hardware has failed',
            target: 'closing',
            actions: 'the handler returns',
            description: 'SC_FATAL_HDW_ERR: the session ends.',
            meta: cite('event-fatal', 'dd-events'),
          },
        ],
        'world.attach': ignored('the device is open'),
        'world.detach': {
          target: 'closing',
          description: 'Close.',
          meta: cite('dd-close'),
        },
        'buf.strategy': [
          {
            guard: 'SC_DIAGNOSTIC',
            actions: 'iodone: EACCES',
            description: 'In diagnostic mode there are close and ioctl only.',
            meta: cite('dd-open-diagnostic'),
          },
          {
            guard: 'beyond the end of the disk',
            actions: 'iodone: ENXIO',
            description: 'Begins behind the end of the disk.',
            meta: cite('dd-range'),
          },
          {
            guard: 'at the end of the disk',
            actions: 'iodone: nothing transferred',
            description: 'Begins at the end of the disk: nothing is transferred.',
            meta: cite('dd-range'),
          },
          {
            guard: 'not a multiple of a block',
            actions: 'iodone: EINVAL',
            description: 'Not whole blocks.',
            meta: cite('dd-range'),
          },
          {
            guard: 'its data are to be gathered, which the adapter driver does',
            actions: ['prepare the request', 'to the end of the queue', 'it is gathered', 'its process is here'],
            description: 'dd_strategy, a gathered write: on process level it may go at once.',
            meta: cite('dd-strategy-queues', 'dd-gathered', 'dd-gathered-process'),
          },
          {
            guard: 'it continues the request before it',
            actions: ['prepare the request', 'to the end of the queue, consecutive'],
            description: 'dd_strategy: it may be spanned with the request before it.',
            meta: cite('dd-strategy-queues', 'dd-spanned'),
          },
          {
            actions: ['prepare the request', 'to the end of the queue'],
            description: 'dd_strategy: queued, then dd_start.',
            meta: cite('dd-strategy-queues'),
          },
        ],
        'buf.uscsi': {
          actions: ['prepare the request', 'to the end of the queue'],
          description: 'A command of the caller goes through the queue like any other.',
          meta: cite('dd-pass-through'),
        },
      },
    },
  },
};
