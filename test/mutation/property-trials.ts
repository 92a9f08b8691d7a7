import type { LoadedScenario } from '../../src/run/load-scenario.ts';
import { StackStuckError } from '../../src/run/run-stack.ts';
import type { RunVerdict } from '../../src/system/watching.ts';
import { brokenMachines } from '../machines/properties/broken-machines.ts';
import { type BrokenMachine, inTheirPlaces } from '../machines/properties/broken-stories.ts';
import { watchedRun } from '../machines/properties/watched-run.ts';
import { loaded } from '../rules/play.ts';
import { shippedScenarios } from './scenario-trials.ts';
import { StepLimitError } from './step-limit.ts';
import type { Complaint, Trial } from './trial.ts';

/** Longer ones tell no more and are run twice here. */
const mostRequests = 8;

/** May this kind of property be judged by a run that was stopped? */
function isJudged(kind: RunVerdict['kind'], stopped: Error | undefined): boolean {
  switch (kind) {
    case 'never':
    case 'always':
      return true;
    case 'eventually':
      // What goes on far longer than with healthy machines goes on for ever, and what is pending then stays pending.
      return stopped === undefined || stopped instanceof StackStuckError || stopped instanceof StepLimitError;
    case 'sometimes':
      return stopped === undefined || stopped instanceof StackStuckError;
  }
}

/** Properties that hold with healthy machines and do not with these. */
function lost(verdicts: readonly RunVerdict[], healthy: readonly string[], stopped: Error | undefined): Complaint[] {
  return verdicts
    .filter(({ kind }) => isJudged(kind, stopped))
    .filter(({ id, verdict }) => verdict === 'fails' && healthy.includes(id))
    .map(({ id, failing }) => ({ kind: 'property', property: id, says: `${id} fails for ${failing[0] ?? 'all'}` }));
}

const trialOf = (name: string, scenario: LoadedScenario, beside?: BrokenMachine): Trial => ({
  name,
  async run(healthy) {
    // Broken machines may name places outright.
    const { verdicts, stopped } = await watchedRun(scenario, { runtime: 'stepper', variant: inTheirPlaces([beside]) });
    const holding = verdicts.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id);
    const complaints = lost(verdicts, (healthy as string[] | undefined) ?? holding, stopped);
    // A run that stops early is wrong whatever the properties say.
    if (stopped) complaints.push({ kind: 'scenario', says: stopped.message });
    return { complaints, figures: holding };
  },
});

/** The trial that tells the story in which a property is broken. */
export const storyTrial = (property: string): string => `watched story of ${property}`;

/** With every property watching: the shipped scenarios, and the stories in which broken machines break a property. */
export async function propertyTrials(): Promise<Trial[]> {
  const scenarios = (await shippedScenarios(mostRequests)).map((each) => trialOf(`watched ${each.name}`, each.loaded));
  const stories = new Map(brokenMachines.map((each) => [storyTrial(each.property), each]));
  return [...scenarios, ...[...stories].map(([name, { story, beside }]) => trialOf(name, loaded(story), beside))];
}
