import { createSignal } from 'solid-js';
import { shippedScenarios } from '../in-page/shipped-files.ts';
import { MemoryTrace } from '../trace/trace.ts';
import type { RunNews, RunOrder } from './run-order.ts';

/** Which scenarios take a transition. */
export type Atlas = ReadonlyMap<string, readonly string[]>;

/** The recorded workload takes long and shows little that the others do not. */
const leftOut = new Set(['ext4-mixed']);

function takenIn(scenario: string, worker: Worker): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const trace = new MemoryTrace({ thorough: false });
    const end = (): void => resolve([...trace.taken.keys()]);
    worker.onerror = end;
    worker.onmessage = ({ data }: MessageEvent<RunNews>) => {
      if (data.kind === 'trace') trace.add(data.bytes);
      else if (data.kind !== 'progress') end();
    };
    worker.postMessage({ scenario } satisfies RunOrder);
  });
}

/** Runs every shipped scenario once and remembers which transitions each takes. */
export function createAtlas() {
  const [atlas, setAtlas] = createSignal<Atlas>();
  const [progress, setProgress] = createSignal<string>();
  const make = async (): Promise<void> => {
    if (progress() !== undefined || atlas()) return;
    const scenarios = shippedScenarios().filter((name) => !leftOut.has(name));
    const found = new Map<string, string[]>();
    // One for all: a worker reads the program anew.
    const worker = new Worker(new URL('./run-worker.ts', import.meta.url), { type: 'module' });
    for (const [i, scenario] of scenarios.entries()) {
      setProgress(`${i} of ${scenarios.length} scenarios`);
      for (const id of await takenIn(scenario, worker)) found.set(id, [...(found.get(id) ?? []), scenario]);
    }
    worker.terminate();
    setProgress(undefined);
    setAtlas(found);
  };
  return { atlas, progress, make };
}
