import { cite } from '../clauses/index.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';
import { isReady, leavesAdapter, oneAtATime, refuseAll } from './aix-disk-open.rows.ts';

type States = NonNullable<Parameters<typeof aixDiskSetup.createStateConfig>[0]['states']>;

/** How an open begins: the adapter, SCIOSTART, and what has to be known before a command goes to the device. */
export const start: States = {
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
        guard: 'the adapter has a special file, FCP or iSCSI',
        target: 'listening',
        actions: 'SCIOLEVENT',
        description: 'SCIOLEVENT; there are no gathered writes over FCP and iSCSI.',
        meta: cite('dd-open-adapter-sam', 'fscsi-event'),
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
    description: 'SCIOEVENT or SCIOLEVENT has been called.',
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
    description: 'SCIOEVENT or SCIOLEVENT has been called, and whatever it returns, open fails.',
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
          guard: '0, and the adapter has a special file, FCP or iSCSI',
          target: 'listening',
          actions: ['the reset has halted the queue', 'SCIOLEVENT'],
          description: 'Reset: the queue is halted. SCIOLEVENT registers the handler.',
          meta: cite('dd-forced-open', 'dd-open-adapter-sam', 'fscsi-reset', 'fscsi-event'),
        },
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
};
