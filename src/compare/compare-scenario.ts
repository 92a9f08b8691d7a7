import { InputError } from '../input-error.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { runScenario } from '../run/run-scenario.ts';
import { type Driver, withDriver } from '../system/topology.ts';
import { type AlignedRow, align } from './align.ts';
import { type Consequences, consequencesOf } from './consequences.ts';
import { Chronicle, type Happening } from './happening.ts';

/** What one fault did under one driver architecture. */
export type UnderDriver = { readonly driver: Driver } & Consequences;

/** One scenario under two driver architectures, side by side from the first difference that matters. */
export type Comparison = {
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly consequences: readonly UnderDriver[];
  readonly rows: readonly AlignedRow<Happening>[];
};

/** The two that are put side by side: what the scenario was written for, and what differs from it in one respect. */
export const comparedWith: Readonly<Record<Driver, readonly [Driver, Driver]>> = {
  scsa: ['scsa', 'aix'],
  aix: ['scsa', 'aix'],
  'aix-fcp': ['aix', 'aix-fcp'],
  'aix-iscsi': ['aix', 'aix-iscsi'],
};

/** Happenings that can be put side by side. */
const longest = 1500;

/**
 * Runs a scenario with the same workload, faults and seed under SCSA and AIX; one that was written for AIX over FCP or
 * iSCSI there and under AIX over a parallel bus.
 *
 * @throws InputError when the faults of the scenario speak of messages that only one of the two has, or when too much
 * happens to be read side by side.
 */
export async function compareScenario(file: string, givenSeed?: number): Promise<Comparison> {
  const runs = [];
  const { driver: writtenFor } = (await loadScenario(file)).scenario.topology;
  for (const driver of comparedWith[writtenFor]) {
    const loaded = await loadScenario(file, { change: (topology) => withDriver(topology, driver) }).catch((error) => {
      throw driver === writtenFor ? error : ofOneOnly(error, writtenFor, driver);
    });
    const chronicle = new Chronicle();
    const seed = givenSeed ?? loaded.scenario.seed;
    const { answers } = await runScenario(loaded, { seed, observe: (record) => chronicle.add(record) });
    // What happens while the drivers attach has nothing to do with the workload.
    const begin = chronicle.happenings.findIndex(({ request }) => request !== null);
    const ofWorkload = chronicle.happenings.slice(Math.max(0, begin));
    const start = ofWorkload[0]?.at ?? 0;
    const happenings = ofWorkload.map((each) => ({ ...each, at: each.at - start }));
    runs.push({ driver, loaded, seed, happenings, consequences: { driver, ...consequencesOf(happenings, answers) } });
  }
  const [first, second] = runs;
  if (!first || !second) throw new Error('there are two driver architectures');
  const longer = Math.max(first.happenings.length, second.happenings.length);
  if (longer > longest) {
    throw new InputError({
      code: 'too-long-to-compare',
      given: `a scenario in which ${longer} things happen`,
      accepted: `at most ${longest}, e.g. command-timeout or aix-held-queue`,
      where: file,
    });
  }
  return {
    scenario: first.loaded.scenario.name,
    title: first.loaded.scenario.title,
    seed: first.seed,
    consequences: runs.map(({ consequences }) => consequences),
    rows: align(first.happenings, second.happenings, ({ label }) => label),
  };
}

/** What a scenario speaks of is not there under the other driver. */
function ofOneOnly(error: unknown, writtenFor: Driver, driver: Driver): unknown {
  if (!(error instanceof InputError)) return error;
  const { given, where } = error.problem;
  return new InputError({
    code: 'nothing-to-compare',
    given: `a scenario of ${writtenFor} that cannot be run under ${driver} (${given})`,
    accepted: 'a scenario that speaks of what both have, e.g. command-timeout or aix-held-queue',
    ...(where === undefined ? {} : { where }),
  });
}
