import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/cli/package-root.ts';
import { machines } from '../../src/system/compose.ts';
import { SeededRandom } from '../../src/system/random.ts';
import { allMutants, control } from './all-mutants.ts';
import type { Effort, Healthy, Verdict } from './judge.ts';
import { type Mutant, operatorNames } from './mutant.ts';
import { type Judged, type MutationReport, reportOf, reportText } from './report.ts';
import { shareOut, Worker, type WorkerLostError } from './workers.ts';

const USAGE = `npm run mutants -- [options]: which broken machines are noticed, and by what
  --named           the named variants only
  --machine <id>    operator mutants of this machine only
  --operator <name> ${operatorNames.join(', ')}
  --sample <n>      so many operator mutants, drawn with --seed <s> (1)
  --again <file>    only what survived according to this report (of --json)
  --jobs <n>        processes (${availableParallelism()})
  --budget <n>      messages that trials may take per mutant
  --watched <n>     watched runs per mutant, for the table of properties
  --json            for programs
`;

class UsageError extends Error {}

const { values: options } = parseArgs({
  options: {
    named: { type: 'boolean', default: false },
    machine: { type: 'string' },
    operator: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    again: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    budget: { type: 'string', default: '60000' },
    watched: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** What all trials did with the healthy machines. */
type Known = { readonly trials: readonly Healthy[]; readonly together: readonly string[] };

const say = (text: string): void => void process.stderr.write(text);

function number(name: 'sample' | 'seed' | 'jobs' | 'budget' | 'watched'): number {
  const given = options[name] ?? '';
  if (!/^\d+$/.test(given)) throw new UsageError(`--${name} ${given}: a whole number is accepted`);
  return Number(given);
}

/** The digest of everything that a trial with healthy machines runs. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) visit(inner);
      else if (/\.js$/.test(entry.name)) hash.update(inner.slice(folder.length)).update(readFileSync(inner));
    }
  };
  for (const part of ['machines', 'src', 'test/machines', 'test/rules']) visit(join(folder, part));
  for (const name of readdirSync(join(folder, 'test/mutation'))
    .filter((each) => /trials\.js$/.test(each))
    .sort())
    hash.update(name).update(readFileSync(join(folder, 'test/mutation', name)));
  return hash.digest('hex').slice(0, 16);
}

async function healthy(workers: readonly Worker[], file: string): Promise<void> {
  const [first] = workers;
  const listed = await first?.ask({ kind: 'which trials' });
  if (listed?.kind !== 'trials') throw new Error('no trials');
  let done = 0;
  const trials = await shareOut(
    listed.names,
    [...workers],
    async (worker, trial) => {
      const found = await worker.ask({ kind: 'try healthy', trial });
      say(`\rhealthy machines: ${++done} of ${listed.names.length} trials `);
      if (found.kind !== 'healthy') throw new Error(`${trial} was not tried`);
      return found.healthy;
    },
    (_, error) => {
      throw error;
    },
    async () => new Worker(),
  );
  const together = new Set<string>();
  for (const worker of workers) {
    const found = await worker.ask({ kind: 'which guards' });
    if (found.kind === 'guards') for (const key of found.together) together.add(key);
  }
  say('\n');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ trials, together: [...together] } satisfies Known));
}

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

function wanted(together: ReadonlySet<string>): { mutants: Mutant[]; equivalent: number } {
  const { machine, operator, again } = options;
  if (machine !== undefined && !machines.some(({ id }) => id === machine))
    throw new UsageError(`--machine ${machine}: known are ${machines.map(({ id }) => id).join(', ')}`);
  if (operator !== undefined && !operatorNames.some((name) => name === operator))
    throw new UsageError(`--operator ${operator}: known are ${operatorNames.join(', ')}`);
  const all = allMutants();
  if (again !== undefined) {
    const { named, operators } = JSON.parse(readFileSync(again, 'utf8')) as MutationReport;
    const ids = new Set([...named.survivors, ...operators.survivors.map(({ id }) => id)]);
    return { mutants: all.filter(({ id }) => ids.has(id)), equivalent: 0 };
  }
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
  const sample = options.sample === undefined ? different : drawn(different, number('sample'), number('seed'));
  return { mutants: [...named, ...sample], equivalent: operators.length - different.length };
}

const stopAll = (workers: readonly Worker[]): void => {
  for (const worker of workers) worker.stop();
};

/** Whatever the mutants have left behind, the healthy machine must still pass. */
async function isRepeatable(worker: Worker): Promise<void> {
  const found = await worker.ask({ kind: 'judge', mutant: control.id, effort: { budget: 20_000, watched: 2 } });
  if (found.kind !== 'verdict' || found.verdict.killed)
    throw new Error(
      `the healthy machine is noticed: ${found.kind === 'verdict' ? (found.verdict.killed?.trial ?? '') : ''}`,
    );
}

async function main(): Promise<void> {
  if (options.help) return void process.stdout.write(USAGE);
  const effort: Effort = { budget: number('budget'), watched: number('watched') };
  const jobs = number('jobs');
  const built = join(import.meta.dirname, '../..');
  const file = join(packageRoot(), 'node_modules/.cache/scsi-statecharts', `healthy-${digestOf(built)}.json`);
  // Wrong options are told before anything is run.
  wanted(new Set());
  const started = performance.now();
  if (!existsSync(file)) {
    const first = Array.from({ length: jobs }, () => new Worker());
    await healthy(first, file).finally(() => stopAll(first));
  }
  const { together } = JSON.parse(readFileSync(file, 'utf8')) as Known;
  const { mutants, equivalent } = wanted(new Set(together));
  const renew = async (): Promise<Worker> => {
    const worker = new Worker();
    await worker.ask({ kind: 'know', file });
    return worker;
  };
  const workers = await Promise.all(Array.from({ length: Math.min(jobs, mutants.length) }, renew));
  let [done, killed] = [0, 0];
  const verdicts = await shareOut<Mutant, Verdict>(
    mutants,
    workers,
    async (worker, { id, operator }) => {
      const found = await worker.ask({
        kind: 'judge',
        mutant: id,
        // Each named variant is tried until something notices it, and shows all the properties it breaks.
        effort: operator === 'named' ? { budget: Number.MAX_SAFE_INTEGER, watched: effort.watched * 3 } : effort,
      });
      if (found.kind !== 'verdict') throw new Error(`${id} was not judged`);
      done += 1;
      if (found.verdict.killed) killed += 1;
      say(
        `\r${done} of ${mutants.length} mutants, ${killed} killed, ${Math.round((performance.now() - started) / 1000)} s `,
      );
      return found.verdict;
    },
    ({ id }, error: WorkerLostError) => ({
      id,
      killed: { kind: 'explorer', says: error.message, trial: 'process' },
      properties: [],
      concerned: 0,
      run: 0,
    }),
    renew,
  );
  await Promise.all(workers.map(isRepeatable)).finally(() => stopAll(workers));
  say('\n');
  const judged: Judged[] = mutants.flatMap((mutant, n) => {
    const verdict = verdicts[n];
    return verdict ? [{ mutant, verdict }] : [];
  });
  const report = reportOf(judged, equivalent);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  const unexplained = report.operators.survivors.filter(({ reason }) => reason === null).length;
  const caught = report.operators.total - unexplained;
  if (report.named.survivors.length > 0 || caught < 0.9 * report.operators.total) process.exitCode = 1;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`${error.message}\n`);
  process.exitCode = 2;
}
