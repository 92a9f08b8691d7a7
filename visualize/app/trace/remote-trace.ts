import type { Batch } from './batch.ts';
import type { IndexNews, IndexOrder } from './index-worker.ts';
import { addressReader, fileReader, PagedBytes } from './paged-bytes.ts';
import { Trace } from './trace.ts';
import type { TraceOrigin } from './trace-origin.ts';
import { TraceProblem } from './trace-problem.ts';

export type Reading = {
  readonly trace: Trace;
  /** To be called when nothing else is to be done: has lines parsed that were only skimmed. */
  readonly check: () => void;
  readonly stop: () => void;
};

/** What became of reading a trace. */
export type ReadingNews = {
  /** `batch` has been added to the index; its columns are whoever's wants them. */
  readonly grown: (batch: Batch) => void;
  /** The end has been reached. */
  readonly read: () => void;
  readonly failed: (problem: Error) => void;
};

/** Reads a trace where it is: a thread goes through it, and tells its index piece by piece. */
export function readTrace(origin: TraceOrigin, { grown, read, failed }: ReadingNews): Reading {
  const bytes = new PagedBytes(origin.kind === 'file' ? fileReader(origin.file) : addressReader(origin.address));
  const trace = new Trace(bytes);
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { type: 'module' });
  let skimmed = false;
  worker.onerror = (event) => failed(new Error(event.message || 'the trace could not be opened'));
  worker.onmessage = ({ data }: MessageEvent<IndexNews>) => {
    switch (data.kind) {
      case 'batch':
        if (data.lines) bytes.feed(trace.upTo, data.lines);
        trace.append(data.batch);
        grown(data.batch);
        if (data.batch.problem !== undefined) failed(new TraceProblem(data.batch.problem, true));
        return;
      case 'read':
        if (data.checked) worker.terminate();
        skimmed = !data.checked;
        read();
        return;
      case 'checked':
        worker.terminate();
        if (data.problem !== undefined) failed(new TraceProblem(data.problem));
        return;
      case 'failed':
        failed(data.isProblem ? new TraceProblem(data.says) : new Error(data.says));
        return;
    }
  };
  const order = (what: IndexOrder): void => worker.postMessage(what);
  order({ kind: 'read', origin });
  return {
    trace,
    check: () => {
      if (skimmed) order({ kind: 'check', origin });
      skimmed = false;
    },
    stop: () => worker.terminate(),
  };
}
