import { beforeAll, describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loaded, type Story } from '../../rules/play.ts';
import { brokenMachines } from './broken-machines.ts';
import { type Broken, type BrokenMachine, inTheirPlaces } from './broken-stories.ts';
import { type WatchedRun, watchedRun } from './watched-run.ts';

/** Healthy machines take fewer in every story, or it is stopped; a broken one that goes on longer goes on for ever. */
const mostSteps = 1500;

const watching = (ids: readonly string[], story: Story, machines: readonly (BrokenMachine | undefined)[]) =>
  watchedRun(loaded(story), {
    watched: properties.filter(({ id }) => ids.includes(id)),
    // Broken machines name places outright.
    runtime: 'stepper',
    mostSteps,
    variant: inTheirPlaces(machines),
  });

const verdictOf = (id: string, { verdicts }: WatchedRun) => verdicts.find((each) => each.id === id)?.verdict;

/** Several properties are broken in the same story, which healthy machines need to play only once. */
const byStory = new Map<string, { story: Story; beside: BrokenMachine | undefined; inStory: Broken[] }>();
for (const each of brokenMachines) {
  const { story, beside, how } = each;
  const text = JSON.stringify([story, beside && how]);
  const found = byStory.get(text) ?? { story, beside, inStory: [] };
  found.inStory.push(each);
  byStory.set(text, found);
}

describe.each([...byStory.values()])('a machine that is broken on purpose', ({ story, beside, inStory }) => {
  let healthy: WatchedRun;
  beforeAll(async () => {
    healthy = await watching(
      inStory.map(({ property }) => property),
      story,
      [beside],
    );
  });

  it.each(inStory)('breaks $property: $how', async ({ property, variant }) => {
    expect(healthy.stopped).toBeUndefined();
    expect(verdictOf(property, healthy)).toBe('holds');
    expect(verdictOf(property, await watching([property], story, [beside, variant]))).toBe('fails');
  });
});
