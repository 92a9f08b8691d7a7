import type { Outcome } from '../export/saved-scenario.ts';
import type { RunNews, RunOrder } from './run-order.ts';
import { leaveThread, takeThread } from './run-threads.ts';

/** Runs an order to its end, by itself, and says how it ended. */
export function outcomeOf(order: RunOrder): Promise<Outcome> {
  return new Promise((resolve) => {
    const worker = takeThread();
    const end = (outcome: Outcome): void => {
      leaveThread(worker);
      resolve(outcome);
    };
    worker.onerror = (event) => end({ kind: 'failed', says: event.message });
    worker.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (data.kind === 'done' || data.kind === 'failed') end(data);
    };
    worker.postMessage(order);
  });
}
