import type { AnyMachineSnapshot } from 'xstate';
import type { AixDeviceContext } from '../hba/aix-adapter-device.setup.ts';
import { address } from '../protocol/names.ts';
import { overScBuf } from './aix-watched.ts';
import type { Property } from './property.ts';

/** A queue that runs is not stuck: with nothing active, the first of its chain wants the hardware. */

function isStuck(queue: AnyMachineSnapshot): boolean {
  const { chain, active, asked } = queue.context as AixDeviceContext;
  const [first] = chain;
  const waits = first?.delayed === true && queue.matches({ delay: 'after reset' });
  return queue.matches({ queue: 'RUN' }) && first !== undefined && active.length === 0 && !asked && !waits;
}

export const aixIdleProperties: readonly Property[] = [
  {
    id: 'aix-I5',
    architecture: 'aix',
    kind: 'always',
    says: 'Where a queue runs, something waits and nothing is active, the hardware was asked to start it.',
    source: ['adapter-starts-when-idle', 'adapter-start-after-iodone'],
    expected: overScBuf,
    instances: ({ units }) =>
      units.map(({ lun }) => ({
        name: lun,
        reads: [address.deviceQueue(lun)],
        holds: ([queue]) => queue !== undefined && !isStuck(queue),
      })),
  },
];
