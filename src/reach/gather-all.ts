import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Job, type Taken, take } from './gather.ts';
import type { Answer } from './reach-worker.ts';

/**
 * Runs all of them in so many threads: one is this one. What comes out does not depend on their number, and is in the order
 * of the jobs.
 *
 * @throws Error when one of them cannot be run
 */
export async function gatherAll(
  jobs: readonly Job[],
  threads: number,
  progress: (done: number) => void,
): Promise<readonly Taken[]> {
  const found: Taken[] = [];
  let [next, done] = [0, 0];
  const each = async (run: (job: Job) => Promise<Taken>): Promise<void> => {
    for (let at = next++; at < jobs.length; at = next++) {
      const job = jobs[at];
      if (!job) return;
      found[at] = await run(job);
      done += 1;
      progress(done);
    }
  };
  if (threads <= 1) {
    await each(async (job) => {
      // Ctrl-C is heard between two of them.
      await setImmediate();
      return take(job);
    });
    return found;
  }
  const workers = Array.from({ length: threads }, () => new Worker(new URL('./reach-worker.js', import.meta.url)));
  try {
    await Promise.all(workers.map((worker) => each((job) => ask(worker, job))));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return found;
}

const ask = (worker: Worker, job: Job): Promise<Taken> =>
  new Promise((resolve, reject) => {
    const settle = (how: () => void): void => {
      worker.off('message', onMessage);
      worker.off('error', onError);
      how();
    };
    const onMessage = (answer: Answer): void =>
      settle(() => ('taken' in answer ? resolve(answer.taken) : reject(new Error(answer.failed))));
    const onError = (error: unknown): void =>
      settle(() => reject(error instanceof Error ? error : new Error(String(error))));
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.postMessage(job);
  });
