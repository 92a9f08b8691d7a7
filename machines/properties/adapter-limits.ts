import type { AnyMachineSnapshot } from 'xstate';
import type { AdapterQueueContext } from '../hba/adapter-queue.context.ts';
import { address } from '../protocol/names.ts';
import { holds } from './expectation.ts';
import type { StateProperty, SystemNames } from './property.ts';

/** What the adapter lets be active at one logical unit, and what watches over it. */

const queueOf = (snapshot: AnyMachineSnapshot | undefined): AdapterQueueContext | undefined =>
  snapshot?.context as AdapterQueueContext | undefined;

const everyQueue = (allowed: (queue: AdapterQueueContext) => boolean) => (names: SystemNames) =>
  names.units.map(({ lun }) => ({
    name: lun,
    reads: [address.adapterQueue(lun)],
    holds: ([snapshot]: readonly AnyMachineSnapshot[]) => {
      const queue = queueOf(snapshot);
      return queue !== undefined && allowed(queue);
    },
  }));

/** Each once, and nothing beside an untagged command but what a REQUEST SENSE may be beside. */
function tagsAreApart({ active, waiting }: AdapterQueueContext): boolean {
  const slots = [...active, ...waiting].map(({ slot }) => slot);
  const untagged = active.filter(({ kind }) => kind !== 'tagged');
  return (
    new Set(slots).size === slots.length &&
    untagged.length <= 1 &&
    (active.length === 1 || untagged.every(({ kind }) => kind === 'requestSense'))
  );
}

export const adapterLimitProperties: readonly StateProperty[] = [
  {
    id: 'B7',
    says: 'Tags are unique at a logical unit, and no untagged command but REQUEST SENSE is active beside tagged ones.',
    source: ['hba-untagged-drains', 'hba-start-rule', 'arq-at-the-head'],
    kind: 'always',
    instances: everyQueue(tagsAreApart),
    expected: holds,
  },
  {
    id: 'B9',
    says: 'At a logical unit without tags at most one command is active.',
    source: ['hba-untagged-one-at-a-time'],
    kind: 'always',
    instances: everyQueue(({ capabilities, active }) => capabilities.tagged || active.length <= 1),
    expected: holds,
  },
  {
    id: 'B12',
    says: 'While a command with a time limit is active a clock runs for it, or its recovery is under way.',
    source: ['timeout-clock-on-bus', 'timeout-one-countdown', 'timeout-recovery'],
    kind: 'always',
    instances: ({ units }) =>
      units.map(({ lun, pool, internal, requestSense, autoSense }) => {
        const slots = [...pool, internal, requestSense, autoSense];
        return {
          name: lun,
          reads: [address.adapterQueue(lun), ...slots.map(address.adapterCommand)],
          holds: ([snapshot, ...areas]: readonly AnyMachineSnapshot[]) => {
            const queue = queueOf(snapshot);
            if (!snapshot || !queue) return false;
            const timed = queue.active.filter((command) => command.timed);
            return queue.params.timerScope === 'slot'
              ? timed.length === 0 || !snapshot.matches({ watchdog: 'stopped' } as never)
              : timed.every(({ slot }) => !areas[slots.indexOf(slot)]?.matches({ clock: 'stopped' } as never));
          },
        };
      }),
    expected: holds,
  },
];
