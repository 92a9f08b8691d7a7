import { expect, it } from 'vitest';
import { tellingSystems } from '../../src/explore/telling-systems.ts';
import { take } from '../../src/reach/gather.ts';

it.each([
  ['telling-polled', 'I3'],
  ['telling-panic', 'D5'],
  ['telling-clear', 'aix-I15'],
  ['telling-stopped', 'start-unit-early'],
  ['telling-resources', 'R8'],
  ['telling-resources', 'R6'],
])('%s is about what %s speaks of', async (name, property) => {
  expect(tellingSystems.map((each) => each.name)).toContain(name);
  const taken = await take({ kind: 'system', name, states: 800 });
  expect(taken.stirred).toContain(property);
  expect(taken.failures).toEqual([]);
});
