import { topologySchema } from '../../../src/system/topology.ts';
import { provideBytes } from '../in-page/bytes.ts';
import { openPieces, type TraceOrigin } from '../trace/trace-origin.ts';
import { WholeLines } from '../trace/whole-lines.ts';
import { type Composition, composedAs } from './composition.ts';
import { FrameTaker } from './frame-taker.ts';
import type { Frame } from './key-frames.ts';

export type FramesOrder =
  | {
      readonly kind: 'read';
      readonly origin: TraceOrigin;
      readonly topology: unknown;
      readonly composition: Composition;
    }
  | { readonly kind: 'nearest'; readonly id: number; readonly address: string; readonly n: number };

export type FramesNews = { readonly kind: 'nearest'; readonly id: number; readonly frame: Frame | undefined };

provideBytes();

const tell = (news: FramesNews): void => self.postMessage(news);

type Question = Extract<FramesOrder, { kind: 'nearest' }>;

let taker: FrameTaker | undefined;
let isRead = false;
/** Questions about what has not been passed yet: to get there with tables is faster than any other way. */
let waiting: Question[] = [];

function answerThose(): void {
  const [now, later]: [Question[], Question[]] = [[], []];
  for (const each of waiting) (isRead || (taker?.has(each.address, each.n) ?? false) ? now : later).push(each);
  waiting = later;
  for (const { id, address, n } of now) tell({ kind: 'nearest', id, frame: taker?.frames.nearest(address, n) });
}

async function read({ origin, topology, composition }: Extract<FramesOrder, { kind: 'read' }>): Promise<void> {
  const parsed = topologySchema.parse(topology);
  const own = new FrameTaker(composedAs(parsed, composition), parsed);
  taker = own;
  const lines = new WholeLines();
  const decoder = new TextDecoder();
  for await (const piece of (await openPieces(origin)).pieces) {
    const whole = lines.push(piece);
    if (!whole) continue;
    let paused = performance.now();
    for (const line of decoder.decode(whole).split('\n')) {
      if (line.startsWith('{"step"')) own.sees(line);
      if (performance.now() - paused < 30) continue;
      answerThose();
      // What is asked meanwhile comes in.
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
    // A run that still goes on may say nothing for a while.
    answerThose();
  }
}

self.onmessage = ({ data }: MessageEvent<FramesOrder>) => {
  if (data.kind === 'nearest') {
    waiting.push(data);
    answerThose();
    return;
  }
  // Behind what these machines cannot repeat there are no frames, as there are no contexts.
  const ended = (): void => {
    isRead = true;
    answerThose();
  };
  read(data).then(ended, ended);
};
