import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage, IoctlReply } from '../protocol/aix-adapter.ts';
import { allPhases, type QueueFrom, queueWatcher, returned } from './aix-queue-watched.ts';
import { type AixUnitAt, everyAixUnit, overScBuf } from './aix-watched.ts';
import { leavesHeldQueue } from './expectation.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** What the AIX adapter driver promises about the session of a device: SCIOSTART, SCIOSTOP, and SCIOHALT in between. */

const isPending = ({ context: { chain, active } }: QueueFrom): boolean => chain.length + active.length > 0;

type Given = Omit<Parameters<typeof queueWatcher>[0], 'verdict'> & { readonly says: string; readonly verdict: string };
const rule = ({ says, ...given }: Given): WatcherProperty => ({
  id: given.id,
  architecture: 'aix',
  kind: 'never',
  says,
  source: given.forbidden.source,
  expected: overScBuf,
  machine: queueWatcher(given),
  instances: everyAixUnit,
});

type SessionFrom = { context: { at: AixUnitAt }; event: Observation<DeviceMessage | IoctlReply> };

const sessions = setup({
  types: {
    input: {} as AixUnitAt,
    context: {} as SessionFrom['context'],
    events: {} as SessionFrom['event'],
    tags: {} as WatcherTag,
  },
  guards: {
    'it is for this queue': ({ context: { at }, event: { to } }: SessionFrom) => to === at.queue,
    'SCIOSTART returns 0': ({ context: { at }, event: { message } }: SessionFrom) =>
      message.type === 'ioctl.return' &&
      message.lun === at.lun &&
      message.op === 'SCIOSTART' &&
      message.error === 'none',
    'SCIOSTOP returns 0': ({ context: { at }, event: { message } }: SessionFrom) =>
      message.type === 'ioctl.return' &&
      message.lun === at.lun &&
      message.op === 'SCIOSTOP' &&
      message.error === 'none',
  },
});

const startedOnce = sessions.createMachine({
  id: 'aix-I28-start',
  context: ({ input }) => ({ at: input }),
  initial: 'as it was',
  states: {
    'as it was': {
      description: 'No SCIOSTART has been seen since the device was closed.',
      on: {
        'sent.ioctl.return': {
          guard: 'SCIOSTART returns 0',
          target: 'started',
          description: 'the device is open',
          meta: cite('queue-start'),
        },
      },
    },
    started: {
      description: 'SCIOSTART has returned 0.',
      on: {
        'sent.ioctl.return': [
          {
            guard: 'SCIOSTART returns 0',
            target: 'twice',
            description: 'once more, for a device that is open',
            meta: cite('queue-start'),
          },
          {
            guard: 'SCIOSTOP returns 0',
            target: 'as it was',
            description: 'the device is closed',
            meta: cite('queue-stop-waits'),
          },
        ],
      },
    },
    twice: broken('SCIOSTART returned 0 for a device that was started.'),
  },
});

const stopReturns = sessions.createMachine({
  id: 'aix-I29',
  context: ({ input }) => ({ at: input }),
  initial: 'open',
  states: {
    open: {
      description: 'Nobody has called SCIOSTOP.',
      on: {
        'delivered.device.stop': {
          guard: 'it is for this queue',
          target: 'stopping',
          description: 'SCIOSTOP',
          meta: cite('queue-stop-waits'),
        },
      },
    },
    stopping: {
      description: 'SCIOSTOP waits for what is pending.',
      tags: 'pending',
      on: {
        'sent.ioctl.return': {
          guard: 'SCIOSTOP returns 0',
          target: 'closed',
          description: 'nothing is pending any more',
          meta: cite('queue-stop-waits'),
        },
      },
    },
    closed: {
      description: 'SCIOSTOP gets EINVAL.',
      on: {
        'sent.ioctl.return': {
          guard: 'SCIOSTART returns 0',
          target: 'open',
          description: 'the device is open again',
          meta: cite('queue-start'),
        },
      },
    },
  },
});

export const aixSessionProperties: readonly WatcherProperty[] = [
  rule({
    id: 'aix-I28',
    says: 'From SCIOSTOP to the next SCIOSTART the queue of a device takes nothing.',
    verdict: 'A device that is closed, or is being closed, has taken a transaction.',
    forbidden: {
      on: 'delivered.scbuf.chained',
      during: ['stopping', 'closed'],
      when: () => true,
      description: 'it is taken by a device that is not open',
      source: ['queue-stop-waits', 'adapter-tests-device', 'ioctl-started-first'],
    },
  }),
  rule({
    id: 'aix-I28-stop',
    says: 'When SCIOSTOP returns 0 nothing of the device is queued or active.',
    verdict: 'SCIOSTOP returned while something was pending.',
    forbidden: {
      on: 'sent.ioctl.return',
      during: ['stopping'],
      when: (from) => returned('SCIOSTOP')(from) && isPending(from),
      description: 'SCIOSTOP returns 0 though something is pending',
      source: ['queue-stop-waits'],
    },
  }),
  {
    id: 'aix-I28-start',
    architecture: 'aix',
    kind: 'never',
    says: 'SCIOSTART returns 0 once in a session; for a device that was started it gets EINVAL.',
    source: ['queue-start'],
    expected: overScBuf,
    machine: startedOnce,
    instances: everyAixUnit,
  },
  {
    id: 'aix-I29',
    architecture: 'aix',
    kind: 'eventually',
    says: 'SCIOSTOP returns, unless the queue is held: then nobody may release what it waits for.',
    source: ['queue-stop-waits', 'queue-stop-held'],
    expected: (configuration) => {
      const verdict = overScBuf(configuration);
      return verdict && leavesHeldQueue(configuration) ? 'fails' : verdict;
    },
    machine: stopReturns,
    instances: everyAixUnit,
  },
  rule({
    id: 'aix-I30',
    says: 'When SCIOHALT returns 0 the queue is halted: only SC_RESUME goes on.',
    verdict: 'SCIOHALT returned 0, and the queue runs or is held.',
    forbidden: {
      on: 'sent.ioctl.return',
      during: allPhases.filter((phase) => phase !== 'cleared'),
      when: returned('SCIOHALT'),
      description: 'SCIOHALT returns 0 for a queue that was not cleared',
      source: ['queue-halt'],
    },
  }),
  rule({
    id: 'aix-I30-empty',
    says: 'When SCIOHALT returns 0 everything of the device has come back.',
    verdict: 'SCIOHALT returned 0 while something was pending.',
    forbidden: {
      on: 'sent.ioctl.return',
      during: [...allPhases, 'stopping'],
      when: (from) => returned('SCIOHALT')(from) && isPending(from),
      description: 'SCIOHALT returns 0 though something is pending',
      source: ['queue-halt'],
    },
  }),
];
