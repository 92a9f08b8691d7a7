import { describe, expect, it } from 'vitest';
import { type AixAdapterLayer, aixAdapterLayer, calls } from '../../src/explore/aix-adapter-layer.ts';
import { check } from '../../src/explore/check.ts';

const read = (place: number) => calls(place, { op: 'read', flags: [] });
/** Two tagged commands, which may come back good or with CHECK CONDITION. */
const twoReads = {
  slots: 2,
  calls: [read(1), read(2)],
  faultBudget: 2,
  bus: { statuses: ['GOOD', 'CHECK_CONDITION'], resets: 0 },
} satisfies AixAdapterLayer;

const explored = (changes: Partial<AixAdapterLayer> = {}) => {
  const { complete, violation, covered } = check(aixAdapterLayer('alone', { ...twoReads, ...changes }), {
    maxStates: 20_000,
  });
  return { complete, says: violation?.says, covered };
};

/** Whatever the device driver and the bus do: stubs stand in their places, which do whatever they may. */
describe('the AIX adapter driver alone has an answer to everything', () => {
  it('while its queue is held and others end', () => {
    const { complete, says, covered } = explored();
    expect([complete, says]).toEqual([true, undefined]);
    for (const row of [0, 1]) expect(covered).toContain(`aix-adapter-device: queue.HALT_HELD: device.ended #${row}`);
  });

  it('when a target comes back with a command that was given up with its queue: RST', () => {
    const { complete, says, covered } = explored({ params: { deviceClearsQueue: true } });
    expect([complete, says]).toEqual([true, undefined]);
    expect(covered).toContain('aix-adapter: theirs.checking: card.unknown #0');
  });
});
