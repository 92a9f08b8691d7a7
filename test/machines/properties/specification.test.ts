import { describe, expect, it } from 'vitest';
import { clause } from '../../../machines/clauses/index.ts';
import { notChecked, properties } from '../../../machines/properties/index.ts';
import type { WatcherProperty } from '../../../machines/properties/property.ts';
import { laneOf } from '../../../machines/protocol/lanes.ts';
import { namesOf } from '../../../src/system/system-names.ts';
import { defaultTopology } from '../../../src/system/topology.ts';
import { transitionIndex } from '../../../src/system/transition-index.ts';

const watchers = properties.filter((property): property is WatcherProperty => property.kind !== 'always');

describe('properties', () => {
  it('have names of their own', () => {
    const ids = properties.map(({ id }) => id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it('state something, and name clauses that demand it', () => {
    for (const { id, says, source } of properties) {
      expect(says, id).toMatch(/^[A-Za-z].{20,}\.$/s);
      expect(source.length, id).toBeGreaterThan(0);
      expect(
        source.filter((each) => clause(each) === undefined),
        id,
      ).toEqual([]);
    }
  });

  it('have something to watch in the smallest system', () => {
    const names = namesOf(defaultTopology());
    expect(properties.filter((property) => property.instances(names).length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('are either checked or said not to be, with the reason', () => {
    expect(notChecked.filter(({ id }) => properties.some((property) => property.id === id))).toEqual([]);
    for (const { id, why } of notChecked) expect(why.length, id).toBeGreaterThan(20);
  });
});

describe.each(watchers.map((property) => [property.id, property] as const))('the watcher of %s', (_, property) => {
  const { machine, kind } = property;
  const states = transitionIndex.statesOf(machine).filter(({ state }) => state !== '');
  const transitions = transitionIndex.transitionsOf(machine);

  it('describes every state and transition, and names the sources of each', () => {
    expect(states.filter(({ description }) => !description).map(({ state }) => state)).toEqual([]);
    expect(
      transitions.filter(({ description, source }) => !description || source.length === 0).map(({ id }) => id),
    ).toEqual([]);
    expect(transitions.flatMap(({ source }) => source).filter((id) => clause(id) === undefined)).toEqual([]);
    expect(transitions.filter(({ guard }) => guard?.includes('(inline)')).map(({ id }) => id)).toEqual([]);
  });

  it('is known by the name of its property', () => {
    expect(machine.id).toBe(property.id);
  });

  it('can say what it is there to say', () => {
    const tags = Object.values(machine.states).flatMap(({ tags: own }) => own);
    expect(tags).toContain({ never: 'violated', eventually: 'pending', sometimes: 'seen' }[kind]);
  });

  it('looks at the sending only of what is on its way for a while: all else is sent and taken at once', () => {
    const atOnce = machine.events.filter(
      (type) => type.startsWith('sent.') && laneOf(type.slice('sent.'.length)) === 'atomic',
    );
    expect(atOnce).toEqual([]);
  });
});
