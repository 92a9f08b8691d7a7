import { parentPort } from 'node:worker_threads';
import { type Job, take } from './gather.ts';

/** What a thread says of a job. */
export type Answer = { readonly taken: Awaited<ReturnType<typeof take>> } | { readonly failed: string };

parentPort?.on('message', (job: Job) => {
  take(job).then(
    (taken) => parentPort?.postMessage({ taken } satisfies Answer),
    (error: unknown) => parentPort?.postMessage({ failed: `${job.name}: ${String(error)}` } satisfies Answer),
  );
});
