import type { Outcome } from '../export/saved-scenario.ts';
import type { RunNews, RunOrder } from './run-order.ts';

/** Runs an order to its end, by itself, and says how it ended. */
export function outcomeOf(order: RunOrder): Promise<Outcome> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' });
    const end = (outcome: Outcome): void => {
      worker.terminate();
      resolve(outcome);
    };
    worker.onerror = (event) => end({ kind: 'failed', says: event.message });
    worker.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (data.kind === 'done' || data.kind === 'failed') end(data);
    };
    worker.postMessage(order);
  });
}
