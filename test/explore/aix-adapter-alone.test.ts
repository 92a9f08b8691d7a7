import { describe, expect, it } from 'vitest';
import { check } from '../../src/explore/check.ts';
import { tellingAixAdapter } from '../../src/explore/telling-aix-adapter.ts';

const explored = (name: string) => {
  const model = tellingAixAdapter.find((each) => each.name === `telling-adapter-${name}`);
  if (!model || !('spec' in model)) throw new Error(`no model ${name}`);
  const { complete, violation, covered } = check(model.spec(0), { maxStates: 100_000 });
  return { complete, says: violation?.says, covered };
};

/** Whatever the device driver and the bus do: they stand in its place and ask for nothing that it would be owed. */
describe('the AIX adapter driver alone has an answer to everything', () => {
  it('while its queue is held: whoever ends meanwhile, and the one command that may pass', () => {
    const { complete, says, covered } = explored('held');
    expect([complete, says]).toEqual([true, undefined]);
    for (const ends of ['HALT_HELD: device.ended #1', 'HELD_RECOV: device.ended #3', 'HELD_SENSED: device.ended #2'])
      expect(covered).toContain(`aix-adapter-device: queue.${ends}`);
  });

  it('when a target comes back with a command that was given up with its queue: RST', () => {
    const { complete, says, covered } = explored('unknown');
    expect([complete, says]).toEqual([true, undefined]);
    expect(covered).toContain('aix-adapter: theirs.checking: card.unknown #0');
  });

  it('by parameter: a rejected sc_buf halts the queue while another is on its way to the bus', () => {
    const { complete, says, covered } = explored('rejected');
    expect([complete, says]).toEqual([true, undefined]);
    expect(covered).toContain('aix-adapter-device: queue.HALT_CLEARED: device.requeue #0');
  });
});
