import { setImmediate } from 'node:timers/promises';
import { Exploration } from '../explore/check.ts';
import type { CheckResult } from '../explore/check-result.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { continueRun, saveRun } from '../explore/saved-run.ts';
import { WorkerPool } from '../explore/worker-pool.ts';
import { progressLine } from './progress.ts';

/** Bounds of an exploration, what helps with it, and where it comes from and goes to. */
export type ExploringOptions = {
  readonly maxStates: number;
  readonly maxMemory: number;
  readonly compact?: boolean;
  readonly workers: number;
  readonly shareFrom: number;
  readonly saveRun?: string;
  readonly continue?: string;
};

/** Explores until the end, a bound, or Ctrl-C, which ends it with what is known; a second one ends the program. */
export async function exploreSystem(spec: ModelSpec, options: ExploringOptions): Promise<CheckResult> {
  const { maxStates, maxMemory, workers, shareFrom } = options;
  const exploration = new Exploration(spec, {
    maxStates,
    maxBytes: maxMemory * 1024 * 1024,
    compact: options.compact === true,
  });
  if (options.continue !== undefined) continueRun(exploration, options.continue);
  const progress = progressLine(`states expanded (${spec.name})`);
  const interrupted = (): void => exploration.stop();
  process.once('SIGINT', interrupted);
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
  const advance = async (): Promise<boolean> =>
    pool && exploration.states >= shareFrom
      ? await exploration.advanceWith(pool, 500_000)
      : exploration.advance(10_000);
  try {
    while (await advance()) {
      progress.show(exploration.states - exploration.queued, exploration.states);
      await setImmediate();
    }
    if (options.saveRun !== undefined && exploration.canGoOn) {
      saveRun(exploration, options.saveRun);
      process.stderr.write(`saved ${options.saveRun}: go on with --continue ${options.saveRun}\n`);
    }
    return exploration.result();
  } finally {
    await pool?.close();
    process.off('SIGINT', interrupted);
    progress.clear();
  }
}
