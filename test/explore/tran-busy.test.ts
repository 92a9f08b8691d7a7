import { describe, expect, it } from 'vitest';
import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';

describe('a request that got TRAN_BUSY, where another target shares the bus', () => {
  const answered = (faultBudget?: number) => {
    const model = publishedModels.find(({ name }) => name === 'tran-busy-unnoticed');
    if (!model || !('surroundings' in model)) throw new Error('no such system');
    const surroundings = { ...model.surroundings, ...(faultBudget === undefined ? {} : { faultBudget }) };
    const judged = properties.filter(({ id }) => id === 'D1-tran-busy');
    return check(publishedSpec({ ...model, surroundings }, judged), { maxStates: 1_000_000 });
  };

  it('may never be answered after three faults', () => {
    const result = answered();
    expect(result.complete).toBe(true);
    expect(result.properties).toMatchObject([{ id: 'D1-tran-busy', verdict: 'fails', expected: 'fails' }]);
  });

  it('is answered some day after two', () => {
    const result = answered(2);
    expect(result.complete).toBe(true);
    expect(result.properties).toMatchObject([{ id: 'D1-tran-busy', verdict: 'holds', expected: 'holds' }]);
  });
});
