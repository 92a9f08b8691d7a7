import { readFileSync } from 'node:fs';
import { InputError } from '../../src/input-error.ts';
import { SeededRandom } from '../../src/system/random.ts';
import { allMutants, control } from './all-mutants.ts';
import { earlierMeasurement, keep, measure } from './clause-measurement.ts';
import { digestOfEverything, type HealthyRuns, healthyRuns } from './healthy-runs.ts';
import type { Effort, Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { type Judged, reportOf, reportText } from './report.ts';
import { VerdictFile } from './verdict-file.ts';
import { shareOut, Worker, type WorkerLostError } from './workers.ts';

const say = (text: string): void => void process.stderr.write(text);

/** So many of them, always the same for a seed, in their order. */
function drawn<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = new SeededRandom(seed);
  const ranked = all.map((each, n) => ({ each, n, rank: random.next() }));
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .sort((a, b) => a.n - b.n)
    .map(({ each }) => each);
}

/** The mutants that the options ask for, and how many of those cannot make a difference. */
function wanted(options: Options, together: ReadonlySet<string>): { mutants: Mutant[]; equivalent: number } {
  const { machine, operator, sample, seed } = options;
  const all = allMutants();
  const narrowed = machine !== undefined || operator !== undefined;
  const named = narrowed ? [] : all.filter((each) => each.operator === 'named');
  const operators = all.filter(
    (each) =>
      each.operator !== 'named' &&
      !options.named &&
      (machine === undefined || each.machine.id === machine) &&
      (operator === undefined || each.operator === operator),
  );
  const different = operators.filter(
    ({ needs }) => needs === undefined || !('pair' in needs) || together.has(needs.pair),
  );
  return {
    mutants: [...named, ...(sample === undefined ? different : drawn(different, sample, seed))],
    equivalent: operators.length - different.length,
  };
}

/** Each named variant is tried until something notices it, and shows some of the properties it breaks. */
const untilNoticed: Effort = { budget: Number.MAX_SAFE_INTEGER, watched: 4 };

/** Whatever the mutants have left behind, the healthy machine must still pass. */
async function isRepeatable(worker: Worker): Promise<void> {
  const found = await worker.ask({ kind: 'judge', mutant: control.id, effort: { budget: 20_000, watched: 2 } });
  if (found.kind !== 'verdict' || found.verdict.killed)
    throw new Error(
      `the healthy machine is noticed: ${found.kind === 'verdict' ? (found.verdict.killed?.trial ?? '') : ''}`,
    );
}

/** Judges those of which nothing is known yet; `found` hears of each. */
async function judge(
  mutants: readonly Mutant[],
  { jobs, budget }: Options,
  file: string,
  found: (mutant: Mutant, verdict: Verdict) => void,
): Promise<void> {
  const started: Worker[] = [];
  const renew = async (): Promise<Worker> => {
    const worker = new Worker();
    started.push(worker);
    await worker.ask({ kind: 'know', file });
    return worker;
  };
  try {
    const workers = await Promise.all(Array.from({ length: Math.min(jobs, mutants.length) }, renew));
    await shareOut<Mutant, void>(
      mutants,
      workers,
      async (worker, mutant) => {
        const effort = mutant.operator === 'named' ? untilNoticed : { budget, watched: 0 };
        const answer = await worker.ask({ kind: 'judge', mutant: mutant.id, effort });
        if (answer.kind !== 'verdict') throw new Error(`${mutant.id} was not judged`);
        found(mutant, answer.verdict);
      },
      (mutant, error: WorkerLostError) => {
        const killed = { kind: 'explorer', says: error.message, trial: 'process' } as const;
        found(mutant, { id: mutant.id, killed, properties: [], concerned: 0, run: 0 });
      },
      renew,
    );
    await Promise.all(workers.map(isRepeatable));
  } finally {
    for (const worker of started) worker.stop();
  }
}

/** Measures which tests notice which broken transition, for `spec --coverage`. */
async function measureClauses(options: Options): Promise<void> {
  const everything = digestOfEverything();
  const journal = options.again === undefined ? undefined : new VerdictFile(options.again, everything);
  const file = await healthyRuns(everything, options.jobs, say);
  const { trials } = JSON.parse(readFileSync(file, 'utf8')) as HealthyRuns;
  const names = new Set(trials.map(({ name }) => name));
  const verdicts = new Map<string, Verdict>();
  const isOver = ({ killed }: Verdict): boolean =>
    killed !== undefined && /^(test|scenario|watched|explorer) /.test(killed.trial) && !names.has(killed.trial);
  const measurement = await measure(earlierMeasurement(), {
    recall(mutant) {
      const verdict = verdicts.get(mutant.id) ?? journal?.recall(mutant);
      return verdict && isOver(verdict) ? undefined : verdict;
    },
    exists: (trial) => names.has(trial),
    named: allMutants().filter(({ operator }) => operator === 'named'),
    async judge(mutants) {
      say(`${mutants.length} broken transitions\n`);
      let done = 0;
      await judge(mutants, options, file, (mutant, verdict) => {
        verdicts.set(mutant.id, verdict);
        journal?.add(mutant, verdict);
        say(`\r${++done} of ${mutants.length} `);
      });
      say('\n');
    },
  });
  keep(measurement);
}

async function main(options: Options): Promise<void> {
  const everything = digestOfEverything();
  const earlier = options.again === undefined ? undefined : new VerdictFile(options.again, everything);
  const file = await healthyRuns(everything, options.jobs, say);
  const { together } = JSON.parse(readFileSync(file, 'utf8')) as HealthyRuns;
  const { mutants, equivalent } = wanted(options, new Set(together));
  const verdicts = new Map<Mutant, Verdict>();
  for (const mutant of mutants) {
    const verdict = earlier?.recall(mutant);
    if (verdict) verdicts.set(mutant, verdict);
  }
  const started = performance.now();
  const left = mutants.filter((mutant) => !verdicts.has(mutant));
  let [done, survived] = [0, 0];
  await judge(left, options, file, (mutant, verdict) => {
    verdicts.set(mutant, verdict);
    earlier?.add(mutant, verdict);
    done += 1;
    if (!verdict.killed) survived += 1;
    const seconds = Math.round((performance.now() - started) / 1000);
    say(`\r${done} of ${left.length} mutants, ${survived} survive, ${seconds} s `);
  });
  say('\n');
  const judged: Judged[] = mutants.flatMap((mutant) => {
    const verdict = verdicts.get(mutant);
    return verdict ? [{ mutant, verdict }] : [];
  });
  const report = reportOf(judged, equivalent);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  const { named, operators } = report;
  if (named.survivors.length > 0 || operators.killed < 0.9 * operators.total) process.exitCode = 1;
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else if (options.clauses) await measureClauses(options);
  else await main(options);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(`${error.message}\n`);
  process.exitCode = 2;
}
