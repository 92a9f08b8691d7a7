import { aixBreakers } from './aix-breakers.ts';
import { explorerTrials } from './explorer-trials.ts';
import { propertyTrials } from './property-trials.ts';
import { scenarioTrials } from './scenario-trials.ts';
import type { Trial } from './trial.ts';

/** Trials that need nothing but the program: scenarios, watched and not, and explorations. */
export const systemTrials = async (): Promise<Trial[]> => [
  ...(await scenarioTrials()),
  ...(await propertyTrials()),
  ...explorerTrials(),
  ...aixBreakers().trials,
];
