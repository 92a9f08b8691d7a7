import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { machines } from '../../src/system/compose.ts';
import { areGoodEnough, keptFigures, keptText, staleIn } from './kept-figures.ts';
import { optionsOf } from './options.ts';

const refusalOf = (...args: string[]): string => {
  try {
    optionsOf(args);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('options of the mutation run', () => {
  it('are several machines, or all', () => {
    expect(optionsOf(['--machine', 'target,task-set'])).toMatchObject({ machines: ['target', 'task-set'] });
    expect(optionsOf([])).toMatchObject({ machines: undefined, fresh: false, keep: false });
    expect(optionsOf([]).again).toMatch(/mutants\.jsonl$/);
  });

  it.each([
    [['--machne', 'target'], '--machne', '--machine'],
    [['--machine', 'target,x'], 'x', 'logical-unit'],
    [['--machine'], 'nothing', 'a value'],
    [['--operator', 'delete'], 'delete', 'retarget'],
    [['--jobs', '0'], '0', 'a whole number from 1'],
    [['--budget', 'much'], 'much', 'a whole number'],
    [['--json=yes'], 'yes', 'no value'],
    [['target'], 'target', '--machine'],
  ])('%j is refused: what was given, and what is accepted', (args, given, accepted) => {
    const says = refusalOf(...args);
    expect(says).toContain(given);
    expect(says).toContain(accepted);
  });
});

describe('the figures that are kept', () => {
  it('are of machines that exist, and good enough', () => {
    const kept = keptFigures();
    const ids = machines.map(({ id }) => id);
    expect(Object.keys(kept.machines).filter((id) => !ids.includes(id))).toEqual([]);
    for (const { total, killed, explained } of Object.values(kept.machines))
      expect(killed + explained).toBeLessThanOrEqual(total);
    expect(areGoodEnough(kept)).toBe(true);
  });

  it('are stale for a machine that has changed, and say so', () => {
    const { id, ...machine } = { id: 'target', ...{ digest: 'of another text', total: 10, killed: 9, explained: 1 } };
    const kept = { machines: { [id]: machine }, named: { total: 2, killed: 2 }, byProperty: { I1: 1 } };
    expect(staleIn(kept)).toContain('target');
    expect(keptText(kept, ['target'])).toMatch(
      /target +10 +9 +90\.0 % {2}1 survive for a reason {2}the machine has changed/,
    );
    expect(areGoodEnough(kept)).toBe(true);
    expect(areGoodEnough({ ...kept, byProperty: { I1: 0 } })).toBe(false);
    expect(areGoodEnough({ ...kept, named: { total: 2, killed: 1 } })).toBe(false);
    expect(areGoodEnough({ ...kept, machines: { [id]: { ...machine, killed: 8 } } })).toBe(false);
  });
});
