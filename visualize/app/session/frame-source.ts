import { topologySchema } from '../../../src/system/topology.ts';
import type { Trace } from '../trace/trace.ts';
import type { TraceOrigin } from '../trace/trace-origin.ts';
import { compositionOf } from './composition.ts';
import type { FramesNews, FramesOrder } from './frames-worker.ts';
import type { Frame, FrameSource } from './key-frames.ts';

/** Has a thread go through a trace and take frames. */
export function takeFrames(trace: Trace, origin: TraceOrigin): FrameSource | undefined {
  const topology = topologySchema.safeParse(trace.header?.topology);
  if (!topology.success) return undefined;
  const worker = new Worker(new URL('./frames-worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (frame: Frame | undefined) => void>();
  let asked = 0;
  const order = (what: FramesOrder): void => worker.postMessage(what);
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    worker.terminate();
    for (const answer of waiting.values()) answer(undefined);
    waiting.clear();
  };
  worker.onerror = stop;
  worker.onmessage = ({ data }: MessageEvent<FramesNews>) => {
    waiting.get(data.id)?.(data.frame);
    waiting.delete(data.id);
  };
  order({ kind: 'read', origin, topology: trace.header?.topology, composition: compositionOf(trace, topology.data) });
  return {
    nearest: (address, n) =>
      new Promise((resolve) => {
        if (stopped) {
          resolve(undefined);
          return;
        }
        asked += 1;
        waiting.set(asked, resolve);
        order({ kind: 'nearest', id: asked, address, n });
      }),
    stop,
  };
}
