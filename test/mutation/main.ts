import { readFileSync } from 'node:fs';
import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { InputError } from '../../src/input-error.ts';
import { machines as composed } from '../../src/system/compose.ts';
import { SeededRandom } from '../../src/system/random.ts';
import { allMutants } from './all-mutants.ts';
import { earlierMeasurement, keep, measure } from './clause-measurement.ts';
import { digestOfEverything, type HealthyRuns, healthyRuns } from './healthy-runs.ts';
import type { Verdict } from './judge.ts';
import { judgeAll } from './judging.ts';
import { areGoodEnough, keepFigures, keptFigures, keptText, staleIn } from './kept-figures.ts';
import type { Mutant } from './mutant.ts';
import { type Options, optionsOf, USAGE } from './options.ts';
import { isGoodEnough, type Judged, reportOf, reportText } from './report.ts';
import { VerdictFile } from './verdict-file.ts';

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
  const { machines, operator, sample, seed } = options;
  const all = allMutants();
  const narrowed = machines !== undefined || operator !== undefined;
  const named = narrowed ? [] : all.filter((each) => each.operator === 'named');
  const operators = all.filter(
    (each) =>
      each.operator !== 'named' &&
      !options.named &&
      (machines === undefined || machines.includes(each.machine.id)) &&
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

/** Measures which tests notice which broken transition, for `spec --coverage`. */
async function measureClauses(options: Options): Promise<void> {
  const everything = digestOfEverything();
  const journal = new VerdictFile(options.again, everything);
  const file = await healthyRuns(everything, options.jobs, options.layers, say);
  const { trials } = JSON.parse(readFileSync(file, 'utf8')) as HealthyRuns;
  const names = new Set(trials.map(({ name }) => name));
  const verdicts = new Map<string, Verdict>();
  const isOver = ({ killed }: Verdict): boolean =>
    killed !== undefined && /^(test|scenario|watched|explorer) /.test(killed.trial) && !names.has(killed.trial);
  const measurement = await measure([...composed, ...standIns], earlierMeasurement(), {
    recall(mutant) {
      const verdict = verdicts.get(mutant.id) ?? journal.recall(mutant);
      return verdict && isOver(verdict) ? undefined : verdict;
    },
    exists: (trial) => names.has(trial),
    named: allMutants().filter(({ operator }) => operator === 'named'),
    async judge(mutants) {
      say(`${mutants.length} broken transitions\n`);
      let done = 0;
      await judgeAll(mutants, options, file, (mutant, verdict) => {
        verdicts.set(mutant.id, verdict);
        journal.add(mutant, verdict);
        say(`\r${++done} of ${mutants.length} `);
      });
      say('\n');
    },
  });
  keep(measurement);
}

/** Judges what the options ask for, as far as nothing is known of it, and reports. */
async function main(options: Options): Promise<void> {
  const everything = digestOfEverything();
  const earlier = new VerdictFile(options.again, everything);
  const file = await healthyRuns(everything, options.jobs, options.layers, say);
  const { together } = JSON.parse(readFileSync(file, 'utf8')) as HealthyRuns;
  const { mutants, equivalent } = wanted(options, new Set(together));
  const verdicts = new Map<Mutant, Verdict>();
  for (const mutant of options.fresh ? [] : mutants) {
    const verdict = earlier.recall(mutant);
    if (verdict) verdicts.set(mutant, verdict);
  }
  const started = performance.now();
  const left = mutants.filter((mutant) => !verdicts.has(mutant));
  let [done, survived] = [0, 0];
  say(`${mutants.length} mutants, of which ${mutants.length - left.length} were judged before\n`);
  await judgeAll(left, options, file, (mutant, verdict) => {
    verdicts.set(mutant, verdict);
    // What its own tests do not notice another trial may.
    if (verdict.killed || !options.own) earlier.add(mutant, verdict);
    done += 1;
    if (!verdict.killed) survived += 1;
    const seconds = Math.round((performance.now() - started) / 1000);
    say(`\r${done} of ${left.length} mutants, ${survived} survive, ${seconds} s `);
  });
  if (left.length > 0) say('\n');
  const judged: Judged[] = mutants.flatMap((mutant) => {
    const verdict = verdicts.get(mutant);
    return verdict ? [{ mutant, verdict }] : [];
  });
  const report = reportOf(judged, equivalent);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (options.keep && !options.own) keepFigures(report);
  if (!isGoodEnough(report)) process.exitCode = 1;
}

/** What was kept by an earlier run, which takes no time. */
function showKept({ json }: Options): void {
  const kept = keptFigures();
  const stale = staleIn(kept);
  process.stdout.write(json ? `${JSON.stringify({ ...kept, stale }, null, 2)}\n` : keptText(kept, stale));
  if (stale.length > 0 || !areGoodEnough(kept)) process.exitCode = 1;
}

try {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) process.stdout.write(USAGE);
  else if (options.kept) showKept(options);
  else if (options.clauses) await measureClauses(options);
  else await main(options);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  say(`${error.message}\n`);
  process.exitCode = 2;
}
