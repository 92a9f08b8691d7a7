import { control } from './all-mutants.ts';
import type { Effort, Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';
import { shareOut, Worker, type WorkerLostError } from './workers.ts';

/** A named variant is tried until something notices it; one that is there for a property shows in its story what it breaks. */
const untilNoticed: Effort = { budget: Number.MAX_SAFE_INTEGER, watched: 0 };

/** Whatever the mutants have left behind, the healthy machine must still pass. */
async function isRepeatable(worker: Worker): Promise<void> {
  const found = await worker.ask({ kind: 'judge', mutant: control.id, effort: { budget: 20_000, watched: 2 } });
  if (found.kind !== 'verdict' || found.verdict.killed)
    throw new Error(
      `the healthy machine is noticed: ${found.kind === 'verdict' ? (found.verdict.killed?.trial ?? '') : ''}`,
    );
}

/**
 * Judges all of these; `found` hears of each.
 *
 * @param file what the trials did with the healthy machines
 */
export async function judgeAll(
  mutants: readonly Mutant[],
  { jobs, budget, layers }: { readonly jobs: number; readonly budget: number; readonly layers: readonly string[] },
  file: string,
  found: (mutant: Mutant, verdict: Verdict) => void,
): Promise<void> {
  const started: Worker[] = [];
  const renew = async (): Promise<Worker> => {
    const worker = new Worker(layers);
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
