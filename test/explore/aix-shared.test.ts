import { expect, it } from 'vitest';
import { propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import { publishedAixModels } from '../../src/explore/published-aix.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';

// Here a reset may come before the disk is opened: SCIOSTART begins with a queue that runs all the same.
it('a shared disk beside another initiator: explored to the end, every verdict as expected', () => {
  const model = publishedAixModels.find(({ name }) => name === 'aix-shared');
  if (!model || !('topology' in model)) throw new Error('no model');
  const smaller = { ...model, surroundings: { ...model.surroundings, faultBudget: 1 } };
  const { complete, violation, properties } = check(publishedSpec(smaller, propertiesOfArchitecture('aix')), {
    maxStates: 100_000,
  });
  expect([complete, violation?.says]).toEqual([true, undefined]);
  expect(properties.filter(({ verdict, expected }) => verdict !== expected)).toEqual([]);
});
