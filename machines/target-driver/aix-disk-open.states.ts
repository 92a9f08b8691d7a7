import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';
import { close } from './aix-disk-close.states.ts';
import { refuseAll } from './aix-disk-open.rows.ts';
import { commandsOfOpen } from './aix-disk-open-commands.states.ts';
import { start } from './aix-disk-start.states.ts';

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
    ...start,
    ...commandsOfOpen,
    ...close,
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
            guard: 'the adapter has a special file, FCP or iSCSI',
            actions: 'SCIOLCMD',
            description: 'SCIOLCMD of the adapter driver: what that returns goes to the process.',
            meta: cite('dd-pass-through-ioctl', 'fscsi-ioctl-command', 'ioctl-process-level'),
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
