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

/** The longest time without a look at whether it shall end, ms, and how many states may be expanded without looking at the clock. */
const [longest, unclocked] = [50, 32];

/** Explores until the end, a bound, or an interruption, which ends it with what is known. @returns also whether the run was kept */
export async function exploreSystem(
  spec: ModelSpec,
  options: ExploringOptions,
  interrupted: AbortSignal,
): Promise<{ readonly result: CheckResult; readonly kept: boolean }> {
  const { maxStates, maxMemory, workers, shareFrom } = options;
  const exploration = new Exploration(spec, {
    maxStates,
    maxBytes: maxMemory * 1024 * 1024,
    compact: options.compact === true,
  });
  if (options.continue !== undefined) continueRun(exploration, options.continue);
  const progress = progressLine(`states expanded (${spec.name})`);
  const stop = (): void => exploration.stop();
  interrupted.addEventListener('abort', stop);
  const pool = workers > 0 ? new WorkerPool(workers) : undefined;
  const advance = async (): Promise<boolean> =>
    pool && exploration.states >= shareFrom ? await exploration.advanceWith(pool, 500_000) : advanceAWhile(exploration);
  try {
    while (await advance()) {
      progress.show(exploration.states - exploration.queued, exploration.states);
      await setImmediate();
    }
    const kept = options.saveRun !== undefined && exploration.canGoOn;
    if (kept) saveRun(exploration, options.saveRun);
    const pieces = exploration.resultInPieces();
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return { result: value, kept };
      await setImmediate();
    }
  } finally {
    await pool?.close();
    interrupted.removeEventListener('abort', stop);
    progress.clear();
  }
}

function advanceAWhile(exploration: Exploration): boolean {
  const end = performance.now() + longest;
  while (exploration.advance(unclocked)) if (performance.now() > end) return true;
  return false;
}
