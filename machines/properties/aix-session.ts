import { allPhases, type QueueFrom, queueWatcher, returned } from './aix-queue-watched.ts';
import { overParallelBus, startedOnce, stopReturns } from './aix-session-watched.ts';
import { everyAixUnit, overScBuf, unlessLeftHeld } from './aix-watched.ts';
import type { WatcherProperty } from './property.ts';

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
    machine: startedOnce('aix-I28-start', overParallelBus),
    instances: everyAixUnit,
  },
  {
    id: 'aix-I29',
    architecture: 'aix',
    kind: 'eventually',
    says: 'SCIOSTOP returns, unless it waits for what a held queue holds, which nobody may release any more.',
    source: ['queue-stop-waits', 'queue-stop-held'],
    expected: unlessLeftHeld,
    machine: stopReturns('aix-I29', overParallelBus),
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
