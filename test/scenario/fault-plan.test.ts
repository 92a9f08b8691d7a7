import { describe, expect, it } from 'vitest';
import { type CommandFacts, type FaultContext, FaultPlan } from '../../src/scenario/fault-plan.ts';
import { alternativesOf, choicePoints, type FaultRuleInput, faultRule } from '../../src/scenario/fault-rule.ts';

const facts = (changes: Partial<CommandFacts> = {}): CommandFacts => ({
  unit: 'd0',
  operation: 'read',
  opcode: 0x28,
  range: { lba: 100, blocks: 8 },
  request: 3,
  transport: 1,
  autoSense: false,
  ...changes,
});
const around = (known: CommandFacts | undefined, state = 'idle'): FaultContext => ({
  facts: () => known,
  stateOf: () => state,
});
const plan = (...rules: FaultRuleInput[]) => new FaultPlan(rules.map((rule) => faultRule.parse(rule)));
const execute = { from: 'tasks:d0', to: 'lu:d0', message: { type: 'lu.execute', slot: 'd0.1' } };
const times = (p: FaultPlan, known: CommandFacts, n: number) =>
  Array.from({ length: n }, () => p.decide(execute, around(known))?.['outcome']);

describe('a fault plan', () => {
  it('applies a rule once unless told otherwise', () => {
    expect(times(plan({ at: 'lu.execute.outcome', choose: 'hang' }), facts(), 3)).toEqual([
      'hang',
      undefined,
      undefined,
    ]);
  });

  it('begins with the nth and goes on with every kth, so often', () => {
    const p = plan({ at: 'lu.execute.outcome', choose: 'hang', nth: 2, every: 3, count: 2 });
    expect(times(p, facts(), 9)).toEqual([
      undefined,
      'hang',
      undefined,
      undefined,
      'hang',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(p.used.map((u) => u.times)).toEqual([2]);
  });

  it('goes on for ever when sticky', () => {
    expect(times(plan({ at: 'lu.execute.outcome', choose: 'hang', count: 'sticky' }), facts(), 3)).toEqual([
      'hang',
      'hang',
      'hang',
    ]);
  });

  it.each<[string, FaultRuleInput['when'], boolean]>([
    ['operation', { operation: ['write', 'read'] }, true],
    ['another operation', { operation: 'write' }, false],
    ['opcode', { opcode: 0x28 }, true],
    ['another opcode', { opcode: [0x2a] }, false],
    ['a range that overlaps', { lba: [107, 200] }, true],
    ['a range that ends with its first block', { lba: [0, 100] }, true],
    ['a range behind', { lba: [108, 200] }, false],
    ['a range before', { lba: [0, 99] }, false],
    ['the request', { request: 3 }, true],
    ['another request', { request: 4 }, false],
    ['the transport', { transport: [1, 2] }, true],
    ['a later transport', { transport: 2 }, false],
    ['the unit', { unit: 'd0' }, true],
    ['another unit', { unit: 'd1' }, false],
    ['commands of the drivers only', { internal: true }, false],
    ['a state', { state: { 'hba:h0': 'dle' } }, true],
    ['another state', { state: { 'hba:h0': 'reset' } }, false],
  ])('looks at %s', (_, when, applies) => {
    const p = plan({ at: 'lu.execute.outcome', choose: 'busy', when });
    expect(p.decide(execute, around(facts()))).toEqual(applies ? { outcome: 'busy' } : undefined);
  });

  it('lets the first rule win where two decide the same choice', () => {
    const p = plan({ at: 'lu.execute.outcome', choose: 'busy' }, { at: 'lu.execute.outcome', choose: 'hang' });
    expect(times(p, facts(), 2)).toEqual(['busy', 'hang']);
  });

  it('keeps messages back and lets the world act', () => {
    const p = plan(
      { delay: 'tran.return', ms: 20 },
      { send: { type: 'world.stopped' }, to: 'lu:d0', after: 'tran.return', ms: 5 },
    );
    const delivery = { from: 'hba:h0', to: 'pkt:d0.1', message: { type: 'tran.return' } };
    expect(p.delay(delivery, around(undefined))).toBe(20);
    expect(p.events(delivery, around(undefined))).toEqual([{ to: 'lu:d0', message: { type: 'world.stopped' }, ms: 5 }]);
    expect(p.delay(delivery, around(undefined))).toBe(0);
  });

  it('refuses an alternative that the choice does not have, naming those it has', () => {
    expect(() => plan({ at: 'bus.select.selection', choose: 'explode' })).toThrow(
      /fault rule 1: got choose: explode at bus.select.selection; accepted: one of ok, noResponse/,
    );
  });

  it('has a benign alternative first for every declared choice', () => {
    for (const point of choicePoints) expect(alternativesOf(point)[0]).toMatch(/^(ok|accept|no|whole|zero|known)$/);
  });
});
