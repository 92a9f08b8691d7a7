import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Done, Order } from './worker.ts';

const script = fileURLToPath(new URL('./worker.js', import.meta.url));

/** A worker ended instead of answering: out of memory, or the stack. */
export class WorkerLostError extends Error {
  constructor(code: number | null) {
    super(`the process ended with ${code ?? 'a signal'}`);
    this.name = 'WorkerLostError';
  }
}

/** A process that does one thing after the other. */
export class Worker {
  private readonly child: ChildProcess;

  /** @param layers tests of these layers are all that it tries; without any it tries everything */
  constructor(layers: readonly string[]) {
    this.child = fork(script, [...layers], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  }

  ask(order: Order): Promise<Done> {
    return new Promise((resolve, reject) => {
      const { child } = this;
      const settle = (end: () => void): void => {
        child.off('message', heard);
        child.off('exit', lost);
        end();
      };
      const heard = (done: Done): void =>
        settle(() => (done.kind === 'failed' ? reject(new Error(done.says)) : resolve(done)));
      const lost = (code: number | null): void => settle(() => reject(new WorkerLostError(code)));
      child.on('message', heard);
      child.on('exit', lost);
      child.send(order);
    });
  }

  stop(): void {
    this.child.kill();
  }
}

/**
 * Has every task done by one of so many workers. A worker that is lost is replaced; `lost` says what becomes of its task.
 * Results come in the order of the tasks whatever the number of workers.
 */
export async function shareOut<T, R>(
  tasks: readonly T[],
  workers: Worker[],
  work: (worker: Worker, task: T) => Promise<R>,
  lost: (task: T, error: WorkerLostError) => R,
  renew: () => Promise<Worker>,
): Promise<R[]> {
  const results = new Map<number, R>();
  let next = 0;
  await Promise.all(
    workers.map(async (_, w) => {
      for (let n = next++; n < tasks.length; n = next++) {
        const [task, worker] = [tasks[n] as T, workers[w] as Worker];
        try {
          results.set(n, await work(worker, task));
        } catch (error) {
          if (!(error instanceof WorkerLostError)) throw error;
          results.set(n, lost(task, error));
          workers[w] = await renew();
        }
      }
    }),
  );
  return tasks.map((_, n) => results.get(n) as R);
}
