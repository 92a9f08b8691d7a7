import { topologySchema } from '../../../src/system/topology.ts';
import type { Batch } from '../trace/batch.ts';
import type { Trace } from '../trace/trace.ts';
import { compositionOf } from './composition.ts';
import type { FramesNews, FramesOrder, Received } from './frames-worker.ts';
import { type Frame, type FrameSource, type KeptFrames, nearestOf } from './key-frames.ts';

/**
 * Has a thread take frames of a run, which is told to it as it is read. Nothing is done, and what is told is kept, before it
 * begins: few runs are so long that it is worth a thread.
 */
export class FrameFeed implements FrameSource {
  private told: Received[] = [];
  private worker: Worker | undefined;
  private state: 'waiting' | 'begun' | 'over' = 'waiting';
  private readonly questions = new Map<number, Question>();
  private asked = 0;
  /** What has been taken, when that is all. */
  private kept: ReadonlyMap<string, KeptFrames> = new Map();
  private readonly taken: () => void;

  /** @param taken - called when there will be no more frames */
  constructor(taken: () => void) {
    this.taken = taken;
  }

  get hasBegun(): boolean {
    return this.state !== 'waiting';
  }

  /** What reading a trace adds. The columns are given away when it has begun. */
  receive({ words, messages: { to, message } }: Batch): void {
    if (this.state === 'over') return;
    const { addresses, messages, messagesAnew } = words;
    this.told.push({ to, message, addresses, messages, anew: messagesAnew });
    if (this.worker) this.tellAll(this.worker);
  }

  /** @param trace - what was told so far, and the line of its first step */
  begin(trace: Trace): void {
    const topology = topologySchema.safeParse(trace.header?.topology);
    if (!topology.success) {
      this.stop();
      return;
    }
    this.state = 'begun';
    const worker = new Worker(new URL('./frames-worker.ts', import.meta.url), { type: 'module' });
    this.worker = worker;
    worker.onerror = () => this.stop();
    worker.onmessage = ({ data }: MessageEvent<FramesNews>) => {
      if (data.kind === 'nearest') {
        this.questions.get(data.id)?.answer(data.frame);
        this.questions.delete(data.id);
      } else {
        this.kept = data.kept;
        this.stop();
      }
    };
    const composition = compositionOf(trace, topology.data);
    order(worker, { kind: 'begin', topology: trace.header?.topology, composition });
    this.tellAll(worker);
  }

  end(): void {
    if (this.worker) order(this.worker, { kind: 'end' });
    else this.stop();
  }

  nearest(address: string, n: number): Promise<Frame | undefined> {
    const { worker } = this;
    if (!worker) return Promise.resolve(nearestOf(this.kept, address, n));
    return new Promise((answer) => {
      this.asked += 1;
      this.questions.set(this.asked, { address, n, answer });
      order(worker, { kind: 'nearest', id: this.asked, address, n });
    });
  }

  /** Ends the thread; what it has handed over stays. */
  stop(): void {
    if (this.state === 'over') return;
    this.state = 'over';
    this.told = [];
    this.worker?.terminate();
    this.worker = undefined;
    for (const { address, n, answer } of this.questions.values()) answer(nearestOf(this.kept, address, n));
    this.questions.clear();
    this.taken();
  }

  private tellAll(worker: Worker): void {
    for (const received of this.told) {
      order(worker, { kind: 'received', received }, [received.to.buffer, received.message.buffer]);
    }
    this.told = [];
  }
}

type Question = {
  readonly address: string;
  readonly n: number;
  readonly answer: (frame: Frame | undefined) => void;
};

const order = (worker: Worker, what: FramesOrder, transfer: Transferable[] = []): void =>
  worker.postMessage(what, { transfer });
