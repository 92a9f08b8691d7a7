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

const oneAtATime = {
  'world.attach': ignored('the kernel calls open and close of a device one at a time'),
  'world.detach': ignored('the kernel calls open and close of a device one at a time'),
} as const;

const opens = {
  'world.detach': ignored('the device is not open'),
  'world.attach': {
    target: 'starting',
    actions: 'SCIOSTART',
    description: 'Open: SCIOSTART comes before everything else.',
    meta: cite('dd-open', 'queue-start'),
  },
} as const;

/** Open and close of the AIX disk driver, and which requests it takes meanwhile. */
export const openAndClose: Parameters<typeof aixDiskSetup.createStateConfig>[0] = {
  description: 'Is the device open?',
  initial: 'beginning',
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
      on: { ...refuseAll, ...opens },
    },
    failed: {
      description: 'Open has failed; it may be tried again.',
      on: { ...refuseAll, ...opens },
    },
    starting: {
      description: 'SCIOSTART has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          {
            guard: '0, SC_DIAGNOSTIC',
            target: 'open',
            description: 'SC_DIAGNOSTIC: open without any command.',
            meta: cite('dd-open-diagnostic'),
          },
          {
            guard: '0, SC_FORCED_OPEN',
            target: 'resetting',
            actions: 'reset the target',
            description: 'SC_FORCED_OPEN: the reservation of another initiator ends with a reset of the target.',
            meta: cite('dd-forced-open', 'queue-reset-ioctl'),
          },
          {
            guard: '0, SC_FORCED_OPEN_LUN',
            target: 'resetting',
            actions: 'reset the logical unit',
            description: 'SC_FORCED_OPEN_LUN: ... of the logical unit.',
            meta: cite('dd-forced-open', 'ioctl-lun-reset'),
          },
          {
            guard: '0',
            target: 'opening',
            actions: ['prepare TEST UNIT READY', 'it goes first'],
            description: 'The path is open: is the device ready?',
            meta: cite('dd-open', 'dd-internal-commands'),
          },
          {
            target: 'failed',
            description: 'SCIOSTART fails: nothing else may be done with the device.',
            meta: cite('dd-open', 'queue-start'),
          },
        ],
      },
    },
    resetting: {
      description: 'The reset of a forced open has been asked for.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': [
          {
            guard: '0',
            target: 'opening',
            actions: ['the reset has halted the queue', 'prepare TEST UNIT READY', 'it goes first'],
            description: 'Reset: the queue is halted, so TEST UNIT READY has SC_RESUME.',
            meta: cite('dd-forced-open', 'dd-resume-first', 'queue-reset'),
          },
          {
            target: 'stopping',
            actions: 'SCIOSTOP',
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
        'head.done': [
          {
            guard: 'the device is ready and is to be reserved',
            target: 'reserving',
            actions: ['prepare RESERVE', 'it goes first'],
            description: 'Ready: RESERVE.',
            meta: cite('dd-open-reserves', 'dd-internal-commands'),
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
            actions: 'SCIOSTOP',
            description: 'Open fails.',
            meta: cite('dd-open', 'queue-stop-waits'),
          },
        ],
      },
    },
    reserving: {
      description: 'RESERVE, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'head.done': [
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
            actions: 'SCIOSTOP',
            description: 'Another initiator was faster, or RESERVE fails otherwise: open fails.',
            meta: cite('dd-forced-open-window', 'dd-open-reserves', 'queue-stop-waits'),
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
          guard: 'nothing is under way',
          target: 'ending',
          actions: 'SCIOSTOP',
          description: 'All have come back; nothing is released.',
          meta: cite('dd-close', 'dd-open-reserves', 'queue-stop-waits'),
        },
      ],
      on: { ...refuseAll, ...oneAtATime },
    },
    releasing: {
      description: 'RELEASE, with the recovery that any command gets.',
      on: {
        ...refuseAll,
        ...oneAtATime,
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
        'ioctl.return': {
          target: 'closed',
          description: 'Close returns.',
          meta: cite('dd-close', 'queue-stop-waits'),
        },
      },
    },
    stopping: {
      description: 'SCIOSTOP has been called.',
      on: {
        ...refuseAll,
        ...oneAtATime,
        'ioctl.return': {
          target: 'failed',
          description: 'The path is closed.',
          meta: cite('queue-stop-waits'),
        },
      },
    },
    open: {
      description: 'Requests are taken.',
      on: {
        'world.attach': ignored('the device is open'),
        'world.detach': {
          target: 'closing',
          description: 'Close.',
          meta: cite('dd-close'),
        },
        'buf.strategy': [
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
