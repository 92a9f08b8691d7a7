import type { RunVerdict } from '../../src/system/watching.ts';
import { watchedRun } from '../machines/properties/watched-run.ts';
import { shippedScenarios } from './scenario-trials.ts';
import { StepLimitError } from './step-limit.ts';
import type { Complaint, Trial } from './trial.ts';

/** Longer ones tell no more and are run twice here. */
const mostRequests = 8;

/** Properties that hold with healthy machines and do not with these. */
function lost(verdicts: readonly RunVerdict[], healthy: readonly string[], ended: boolean): Complaint[] {
  return verdicts
    .filter(({ kind }) => ended || kind === 'never' || kind === 'always')
    .filter(({ id, verdict }) => verdict === 'fails' && healthy.includes(id))
    .map(({ id, failing }) => ({ kind: 'property', property: id, says: `${id} fails for ${failing[0] ?? 'all'}` }));
}

/** The shipped scenarios with every property watching. */
export async function propertyTrials(): Promise<Trial[]> {
  const found: Trial[] = [];
  for (const { name, loaded } of await shippedScenarios(mostRequests)) {
    // The properties speak of SCSA's packets.
    if (loaded.scenario.topology.driver !== 'scsa') continue;
    found.push({
      name: `watched ${name}`,
      async run(healthy) {
        const { verdicts, stopped } = await watchedRun(loaded);
        if (stopped instanceof StepLimitError) throw stopped;
        const holding = verdicts.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id);
        const complaints = lost(verdicts, (healthy as string[] | undefined) ?? holding, stopped === undefined);
        // A run that stops early is wrong whatever the properties say.
        if (stopped) complaints.push({ kind: 'scenario', says: stopped.message });
        return { complaints, figures: holding };
      },
    });
  }
  return found;
}
