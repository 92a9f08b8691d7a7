import { shippedScenarios } from '../in-page/shipped-files.ts';
import { MemoryTrace } from '../trace/trace.ts';
import type { Explorer } from './atlas.ts';
import type { RunNews, RunOrder } from './run-order.ts';
import { leaveThread, takeThread } from './run-threads.ts';

/** The recorded workload takes long and shows little that the others do not. */
const leftOut = new Set(['ext4-mixed']);

/** The shipped scenarios that are worth running only to see what they do. */
export const telling = (): readonly string[] => shippedScenarios().filter((name) => !leftOut.has(name));

function takenIn(scenario: string, worker: Worker): Promise<Iterable<string>> {
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

export function scenarioExplorer(): Explorer {
  const worker = takeThread();
  return { explore: (scenario) => takenIn(scenario, worker), end: () => leaveThread(worker) };
}
