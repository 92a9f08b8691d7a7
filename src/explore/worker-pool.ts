import { Worker } from 'node:worker_threads';
import { type Block, type Expanded, sharedLists, sharedRest, sharedTables, type TablesNow } from './expand-worker.ts';
import type { StateSpace } from './state-space.ts';
import type { StepTree } from './step-tree.ts';

/** Threads that expand blocks of stored states from the tables. */
export class WorkerPool {
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly done = new Map<number, Expanded>();
  private failure: Error | undefined;
  private wake: (() => void) | undefined;

  constructor(threads: number) {
    this.workers = Array.from({ length: threads }, () => new Worker(new URL('./expand-worker.js', import.meta.url)));
    this.idle = [...this.workers];
    for (const worker of this.workers) {
      worker.on('message', (expanded: Expanded) => {
        this.done.set(expanded.block, expanded);
        this.idle.push(worker);
        this.wake?.();
      });
      worker.on('error', (error) => {
        this.failure = error instanceof Error ? error : new Error(String(error));
        this.wake?.();
      });
    }
  }

  get hasIdle(): boolean {
    return this.idle.length > 0;
  }

  /** Has a block expanded. @returns false if every thread has work */
  ask(space: StateSpace, block: number, first: number, states: number): boolean {
    const worker = this.idle.pop();
    if (!worker) return false;
    const { store, layout, tree } = space;
    const request: Block = {
      block,
      tables: tablesNow(tree),
      layout: layout.shape,
      chunk: store.chunkOf(first),
      base: store.baseOf(first),
      states,
    };
    worker.postMessage(request);
    return true;
  }

  /** The block, when a thread has expanded it. */
  async take(block: number): Promise<Expanded> {
    for (;;) {
      if (this.failure) throw this.failure;
      const expanded = this.done.get(block);
      if (expanded) {
        this.done.delete(block);
        return expanded;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function tablesNow(tree: StepTree): TablesNow {
  const lists = Object.fromEntries(
    sharedLists.map((name) => [name, { data: tree[name].data, length: tree[name].length }]),
  );
  const tables = Object.fromEntries(
    sharedTables.map((name) => [name, { data: tree[name].data, mask: tree[name].mask }]),
  );
  return {
    // The names are the fields of the type.
    lists: lists as TablesNow['lists'],
    tables: tables as TablesNow['tables'],
    rest: Object.fromEntries(sharedRest.map((name) => [name, tree[name]])) as TablesNow['rest'],
  };
}
