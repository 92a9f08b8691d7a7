import { expect, it } from 'vitest';
import { leanRules } from '../../src/again/lean-rules.ts';
import { type FaultRuleInput, faultRule } from '../../src/scenario/fault-rule.ts';

const lean = (...rules: FaultRuleInput[]): object[] => leanRules(rules.map((rule) => faultRule.parse(rule)));
const at = 'tran.start.admission';
const busy = (nth: number): FaultRuleInput => ({ at, choose: 'busy', nth });

it('what happens several times in a row is one rule, and what is usual is left out', () => {
  expect(lean(busy(3), busy(2), busy(1))).toEqual([{ at, choose: 'busy', count: 3 }]);
  expect(lean({ ...busy(1), when: { unit: 'd0' } })).toEqual([{ at, choose: 'busy', when: { unit: 'd0' } }]);
});

it('what happens with something between stays apart', () => {
  expect(lean(busy(4), busy(3), busy(1))).toEqual([
    { at, choose: 'busy', nth: 3, count: 2 },
    { at, choose: 'busy' },
  ]);
});

it('thousands of them are put together at once', () => {
  const rules = Array.from({ length: 20_000 }, (_, i) => busy(2 * (20_000 - i)));
  const before = process.cpuUsage();
  expect(lean(...rules)).toHaveLength(20_000);
  // Of this process, in microseconds.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

it('where two decide at one point their order stays', () => {
  const fatal: FaultRuleInput = { at, choose: 'fatal', nth: 2 };
  expect(lean(busy(2), fatal, busy(1))).toEqual([{ at, choose: 'busy', nth: 2 }, fatal, { at, choose: 'busy' }]);
});
