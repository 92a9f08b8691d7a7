import { InputError } from '../input-error.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { runScenario } from '../run/run-scenario.ts';
import { type Driver, withDriver } from '../system/topology.ts';
import { type AlignedRow, align } from './align.ts';
import { Chronicle, type Happening, senseWords } from './happening.ts';

/** What one fault did under one driver architecture. */
export type Consequences = {
  readonly driver: Driver;
  /** Answers by error: what the application saw. */
  readonly answers: Readonly<Record<string, number>>;
  readonly sense: { readonly held: number; readonly fetched: number; readonly lost: number };
  /** Commands that reached a logical unit between its first CHECK CONDITION and what became of the sense data. */
  readonly startedBeforeSense: number;
  /** Requests that had to be tried again, or failed, because of the trouble of another one, by index. */
  readonly innocentRequests: readonly number[];
  readonly resets: number;
  /** From the first trouble until every request is answered that suffered from any, ms; null without trouble. */
  readonly recoveryMs: number | null;
};

/** One scenario under two driver architectures, side by side from the first difference that matters. */
export type Comparison = {
  readonly scenario: string;
  readonly title: string;
  readonly seed: number;
  readonly consequences: readonly Consequences[];
  readonly rows: readonly AlignedRow<Happening>[];
};

/** The two that are put side by side: what the scenario was written for, and what differs from it in one respect. */
const comparedWith: Readonly<Record<Driver, readonly [Driver, Driver]>> = {
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
    runs.push({ driver, loaded, seed, happenings, consequences: consequencesOf(driver, happenings, answers) });
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

function consequencesOf(
  driver: Driver,
  happenings: readonly Happening[],
  answers: readonly { readonly error: string }[],
): Consequences {
  const byError: Record<string, number> = {};
  for (const { error } of answers) byError[error] = (byError[error] ?? 0) + 1;
  const begins = (text: string) => happenings.filter(({ label }) => label.startsWith(text));
  const trouble = happenings.find(({ bad }) => bad);
  const suffered = new Set(happenings.flatMap(({ bad, request }) => (bad && request !== null ? [request] : [])));
  const last = happenings.findLast(
    ({ kind, request }) => kind === 'answer' && request !== null && suffered.has(request),
  );
  const innocent = happenings.flatMap((each) => (each.innocent && each.request !== null ? [each.request] : []));
  return {
    driver,
    answers: byError,
    sense: {
      held: begins(senseWords.kept).length,
      fetched: begins(senseWords.read).length,
      lost: begins(senseWords.lost).length,
    },
    startedBeforeSense: startedBeforeSense(happenings),
    innocentRequests: [...new Set(innocent)].sort((a, b) => a - b),
    resets: happenings.filter(({ kind }) => kind === 'reset').length,
    recoveryMs: trouble && last ? (last.at - trouble.at) / 1000 : null,
  };
}

/** Other commands that reach a unit while it holds sense data. */
function startedBeforeSense(happenings: readonly Happening[]): number {
  const holding = new Set<string>();
  let started = 0;
  for (const { kind, label, unit } of happenings) {
    if (unit === null) continue;
    if (label.startsWith(senseWords.kept)) holding.add(unit);
    else if (kind === 'command' && holding.has(unit) && !label.startsWith('REQUEST SENSE')) {
      started += 1;
      // It has cleared them.
      holding.delete(unit);
    } else if (kind === 'sense') holding.delete(unit);
  }
  return started;
}
