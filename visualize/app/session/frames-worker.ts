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

export type FramesNews =
  | { readonly kind: 'nearest'; readonly id: number; readonly frame: Frame | undefined }
  /** All that there are. */
  | { readonly kind: 'read' };

provideBytes();

const tell = (news: FramesNews): void => self.postMessage(news);

let taker: FrameTaker | undefined;

async function read({ origin, topology, composition }: Extract<FramesOrder, { kind: 'read' }>): Promise<void> {
  const parsed = topologySchema.parse(topology);
  const own = new FrameTaker(composedAs(parsed, composition), parsed);
  taker = own;
  const lines = new WholeLines();
  const decoder = new TextDecoder();
  for await (const piece of (await openPieces(origin)).pieces) {
    const whole = lines.push(piece);
    if (!whole) continue;
    for (const line of decoder.decode(whole).split('\n')) if (line.startsWith('{"step"')) own.sees(line);
    // Those who ask are answered in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
}

self.onmessage = ({ data }: MessageEvent<FramesOrder>) => {
  if (data.kind === 'nearest') {
    const { id, address, n } = data;
    tell({ kind: 'nearest', id, frame: taker?.frames.nearest(address, n) });
    return;
  }
  // Behind what these machines cannot repeat there are no frames, as there are no contexts.
  read(data).then(
    () => tell({ kind: 'read' }),
    () => tell({ kind: 'read' }),
  );
};
