import { describe, expect, it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { loaded, type Story } from '../../rules/play.ts';
import { withMachine } from '../../rules/variant.ts';
import { brokenMachines } from './broken-machines.ts';
import type { Broken } from './broken-stories.ts';
import { watchedRun } from './watched-run.ts';

const verdictOf = async (property: string, story: Story, variant?: Broken['variant']) => {
  const { verdicts, stopped: why } = await watchedRun(loaded(story), {
    watched: properties.filter(({ id }) => id === property),
    // Broken machines name places outright.
    runtime: 'stepper',
    ...(variant ? { variant: withMachine(variant.healthy, variant.broken) } : {}),
  });
  return { verdict: verdicts[0]?.verdict, why };
};

describe('a property is broken by a machine that is broken on purpose', () => {
  it.each(brokenMachines)('$property: $how', async ({ property, story, variant }) => {
    expect(await verdictOf(property, story)).toEqual({ verdict: 'holds', why: undefined });
    expect((await verdictOf(property, story, variant)).verdict).toBe('fails');
  });
});
