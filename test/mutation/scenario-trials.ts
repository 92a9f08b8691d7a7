import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolder } from '../../src/cli/package-root.ts';
import { type LoadedScenario, loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario, type ScenarioResult } from '../../src/run/run-scenario.ts';
import { StepLimitError } from './step-limit.ts';
import { reasonOf, type Trial } from './trial.ts';

/** Scenarios with more requests take longer than they tell. */
const mostRequests = 100;

const answersOf = ({ answers }: ScenarioResult): string[] =>
  answers.map(({ request, error, resid }) => `request ${request.index}: ${error}, b_resid ${resid}`).sort();

/** What a user of the program would call wrong about this run. */
function wrong(found: ScenarioResult, healthy: readonly string[]): string[] {
  const { report, failures } = found;
  const answers = answersOf(found);
  return [
    ...failures,
    ...(report.data.mismatches > 0 ? [`${report.data.mismatches} blocks are wrong`] : []),
    ...(report.answeredTwice > 0 ? [`${report.answeredTwice} requests were answered twice`] : []),
    ...(report.biodone.actual === report.biodone.expected ? [] : ['biodone was not called once for each buf']),
    ...answers.filter((answer, i) => healthy[i] !== answer).slice(0, 1),
  ];
}

const trialOf = (name: string, loaded: LoadedScenario): Trial => ({
  name: `scenario ${name}`,
  async run(healthy) {
    try {
      const result = await runScenario(loaded);
      const figures = answersOf(result);
      const complaints = wrong(result, healthy === undefined ? figures : (healthy as string[]));
      return { complaints: complaints.map((says) => ({ kind: 'scenario', says })), figures };
    } catch (error) {
      if (error instanceof StepLimitError) throw error;
      return { complaints: [{ kind: 'scenario', says: reasonOf(error) }] };
    }
  },
});

/** The shipped scenarios that have at most so many requests. */
export async function shippedScenarios(most: number): Promise<{ name: string; loaded: LoadedScenario }[]> {
  const files = readdirSync(libraryFolder())
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const found: { name: string; loaded: LoadedScenario }[] = [];
  for (const file of files) {
    const loaded = await loadScenario(join(libraryFolder(), file));
    if (loaded.requests.length <= most) found.push({ name: file.slice(0, -'.yaml'.length), loaded });
  }
  return found;
}

/** The shipped scenarios with what they expect. */
export const scenarioTrials = async (): Promise<Trial[]> =>
  (await shippedScenarios(mostRequests)).map(({ name, loaded }) => trialOf(name, loaded));
