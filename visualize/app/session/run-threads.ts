/** A thread that has done its run. */
let idle: Worker | undefined;

/** A thread that runs scenarios. To start one takes longer than most runs, so that one which is done is used again. */
export function takeThread(): Worker {
  const thread = idle ?? new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' });
  idle = undefined;
  return thread;
}

/** Keeps a thread whose run is over for the next one. */
export function leaveThread(thread: Worker): void {
  thread.onmessage = null;
  thread.onerror = null;
  if (idle) thread.terminate();
  else idle = thread;
}
