import { describe, expect, it } from 'vitest';
import { propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { tellingOpens } from '../../src/explore/telling-aix-opens.ts';

describe('processes that use a disk over FCP', () => {
  it('open, close and have commands of their own sent, whatever fails: every call returns', () => {
    const model = tellingOpens.find(({ name }) => name === 'telling-opens-fcp');
    if (!model) throw new Error('no such system');
    const { complete, violation, properties } = check(publishedSpec(model, propertiesOfArchitecture('aix-sam')), {
      maxStates: 100_000,
    });
    expect([complete, violation?.says]).toEqual([true, undefined]);
    expect(properties.filter(({ verdict, expected }) => verdict !== expected)).toEqual([]);
  });
});
