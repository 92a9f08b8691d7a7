import { beforeAll, describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loaded, type Story } from '../../rules/play.ts';
import { withMachine } from '../../rules/variant.ts';
import { brokenMachines } from './broken-machines.ts';
import type { Broken } from './broken-stories.ts';
import { type WatchedRun, watchedRun } from './watched-run.ts';

/** Healthy machines take fewer in every story, or it is stopped; a broken one that goes on longer goes on for ever. */
const mostSteps = 1500;

const watching = (ids: readonly string[], story: Story, variant?: Broken['variant']) =>
  watchedRun(loaded(story), {
    watched: properties.filter(({ id }) => ids.includes(id)),
    // Broken machines name places outright.
    runtime: 'stepper',
    mostSteps,
    ...(variant ? { variant: withMachine(variant.healthy, variant.broken) } : {}),
  });

const verdictOf = (id: string, { verdicts }: WatchedRun) => verdicts.find((each) => each.id === id)?.verdict;

/** Several properties are broken in the same story, which healthy machines need to play only once. */
const byStory = new Map<string, { story: Story; inStory: Broken[] }>();
for (const each of brokenMachines) {
  const text = JSON.stringify(each.story);
  const found = byStory.get(text) ?? { story: each.story, inStory: [] };
  found.inStory.push(each);
  byStory.set(text, found);
}

describe.each([...byStory.values()])('a machine that is broken on purpose', ({ story, inStory }) => {
  let healthy: WatchedRun;
  beforeAll(async () => {
    healthy = await watching(
      inStory.map(({ property }) => property),
      story,
    );
  });

  it.each(inStory)('breaks $property: $how', async ({ property, variant }) => {
    expect(healthy.stopped).toBeUndefined();
    expect(verdictOf(property, healthy)).toBe('holds');
    expect(verdictOf(property, await watching([property], story, variant))).toBe('fails');
  });
});
