import { describe, expect, it } from 'vitest';
import { properties, propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import type { Observation } from '../../../machines/properties/property.ts';
import { namesOf } from '../../../src/system/system-names.ts';
import { topologySchema } from '../../../src/system/topology.ts';
import { Watchers } from '../../../src/system/watching.ts';
import { allowed, debts, sights, violations } from './stories.ts';

const topology = topologySchema.parse({
  foreignInitiator: {},
  targets: [
    { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] },
    { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 1 }] },
  ],
});

/** The verdict on one property after each observation. */
function verdictsAlong(id: string, story: readonly Observation[]): string[] {
  const watchers = new Watchers(
    properties.filter((property) => property.id === id),
    namesOf(topology),
  );
  return story.map((observation) => {
    watchers.sees(observation);
    return watchers.verdicts()[0]?.verdict ?? 'unknown property';
  });
}

describe('what a property forbids', () => {
  it.each(violations.map(([id, how, ...story]) => ({ id, how, story })))('$id: $how', ({ id, story }) => {
    const verdicts = verdictsAlong(id, story);
    expect(verdicts).toEqual([...story.slice(1).map(() => 'holds'), 'fails']);
  });
});

describe('what a property has to allow', () => {
  it.each(allowed.map(([id, why, ...story]) => ({ id, why, story })))('$id: $why', ({ id, story }) => {
    expect(verdictsAlong(id, story)).toEqual(story.map(() => 'holds'));
  });
});

describe('what has to end some day', () => {
  it.each(debts.map(([id, ...story]) => ({ id, story })))('$id', ({ id, story }) => {
    expect(verdictsAlong(id, story).slice(-2)).toEqual(['fails', 'holds']);
  });
});

describe('what is worth seeing', () => {
  it.each(sights.map(([id, ...story]) => ({ id, story })))('$id', ({ id, story }) => {
    const verdicts = verdictsAlong(id, story);
    expect(verdicts).toEqual([...story.slice(1).map(() => 'fails'), 'holds']);
  });
});

it('every property of SCSA over messages has a story that shows what it means', () => {
  const told = new Set([...violations, ...debts, ...sights].map(([id]) => id));
  const untold = propertiesOfArchitecture('scsa').filter(({ kind, id }) => kind !== 'always' && !told.has(id));
  expect(untold.map(({ id }) => id)).toEqual([]);
});
