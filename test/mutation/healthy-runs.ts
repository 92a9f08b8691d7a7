import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/cli/package-root.ts';
import type { Healthy } from './judge.ts';
import { shareOut, Worker } from './workers.ts';

/** What all trials did with the healthy machines. */
export type HealthyRuns = { readonly trials: readonly Healthy[]; readonly together: readonly string[] };

/** The digest of everything that a trial runs; this file is compiled to `dist/test/mutation`. */
export function digestOfEverything(): string {
  const folder = join(import.meta.dirname, '../..');
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

/**
 * The file with the runs of the healthy machines, which are run if that has not been done.
 *
 * @param layers tests of these layers are all that is tried; without any, everything
 */
export async function healthyRuns(
  everything: string,
  jobs: number,
  layers: readonly string[],
  say: (text: string) => void,
): Promise<string> {
  const name = ['healthy', everything, ...layers].join('-');
  const file = join(packageRoot(), 'node_modules/.cache/scsi-statecharts', `${name}.json`);
  if (existsSync(file)) return file;
  const start = (): Worker => new Worker(layers);
  const workers = Array.from({ length: jobs }, start);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(await run(workers, start, say)));
    return file;
  } finally {
    for (const worker of workers) worker.stop();
  }
}

async function run(workers: readonly Worker[], start: () => Worker, say: (text: string) => void): Promise<HealthyRuns> {
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
    async () => start(),
  );
  const together = new Set<string>();
  for (const worker of workers) {
    const found = await worker.ask({ kind: 'which guards' });
    if (found.kind === 'guards') for (const key of found.together) together.add(key);
  }
  say('\n');
  return { trials, together: [...together].sort() };
}
