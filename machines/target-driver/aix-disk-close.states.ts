import { cite } from '../clauses/index.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';
import { leavesAdapter, oneAtATime, refuseAll } from './aix-disk-open.rows.ts';

type States = NonNullable<Parameters<typeof aixDiskSetup.createStateConfig>[0]['states']>;

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
/** How a session ends: by close, or because open fails. */
export const close: States = {
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
};
