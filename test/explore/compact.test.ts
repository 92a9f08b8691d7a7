import { describe, expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { checkReport } from '../../src/explore/report.ts';
import { slotted } from './slotted.ts';

const published = (name: string, watched = true): ModelSpec => {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  return publishedSpec(model, watched ? properties : []);
};
const all = { maxStates: 1_000_000 };
const counts = ({ states, transitions, depth, complete, symmetry }: CheckResult) => ({
  ...{ states, transitions, depth, complete, symmetry },
});
const found = ({ properties: results }: CheckResult) =>
  results
    .filter(({ kind }) => kind !== 'eventually')
    .map(({ id, verdict, instance, length, trace }) => ({ id, verdict, instance, length, trace }));

describe('a compact run', () => {
  it.each<readonly [string, ModelSpec]>([
    ['every property', published('sense-lost')],
    ['more states', published('1-target-3-slots', false)],
    ['slots that are alike', slotted({ faultBudget: 1, symmetry: true })],
  ])('%s: finds what the exact one finds, by the same ways', (_, spec) => {
    const exact = check(spec, all);
    const compact = check(spec, { ...all, compact: true });
    expect(counts(compact)).toEqual(counts(exact));
    expect(found(compact)).toEqual(found(exact));
    expect(exact.compact).toBeUndefined();
  });

  it('says how probable it is that a state was left out: n (n - 1) / 2 pairs, each alike with 2 to the power of -64', () => {
    const { compact, states } = check(published('sense-lost', false), { ...all, compact: true });
    expect(compact?.bits).toBe(64);
    expect(compact?.omissionProbability).toBeCloseTo((states * (states - 1)) / 2 ** 65, 20);
    expect(compact?.omissionProbability).toBeGreaterThan(0);
  });

  it('with too few bits it leaves states out, and says that this was to be expected', () => {
    const spec = published('sense-lost', false);
    const few = check(spec, { ...all, compact: true, fingerprintBits: 12 });
    expect(few.states).toBeLessThan(check(spec, all).states);
    expect(few.compact?.omissionProbability).toBeGreaterThan(0.9);
  });

  it('does not judge runs without end', () => {
    const { properties: results } = check(published('queue-full-for-ever'), { ...all, compact: true });
    const endless = results.filter(({ kind }) => kind === 'eventually');
    expect(endless.length).toBeGreaterThan(0);
    for (const { verdict, why } of endless) {
      expect([verdict, why]).toEqual(['not checked', 'a compact run keeps no states']);
    }
  });

  it('is told from others in the report for programs', () => {
    const result = check(published('sense-lost', false), { ...all, compact: true });
    const { reductions, assumptions } = checkReport(result) as { reductions: unknown[]; assumptions: string[] };
    expect(reductions).toEqual([{ kind: 'hash compaction', ...result.compact }]);
    expect(assumptions.join('\n')).toMatch(/compact: a state was left out with a probability below \d\.\de-\d+/);
  });
});
