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
const stories = new Set(brokenMachines.map(({ story }) => JSON.stringify(story)));
const byStory = [...stories].map((text) => brokenMachines.filter(({ story }) => JSON.stringify(story) === text));

describe.each(byStory.map((inStory) => ({ inStory })))('a story in which machines are broken on purpose', (each) => {
  const { inStory } = each;
  let healthy: WatchedRun;
  beforeAll(async () => {
    healthy = await watching(
      inStory.map(({ property }) => property),
      inStory[0]?.story ?? {},
    );
  });

  it.each(inStory)('breaks $property: $how', async ({ property, story, variant }) => {
    expect(healthy.stopped).toBeUndefined();
    expect(verdictOf(property, healthy)).toBe('holds');
    expect(verdictOf(property, await watching([property], story, variant))).toBe('fails');
  });
});
