import { type Batch, buffersOf } from './batch.ts';
import { linesOf } from './line-stream.ts';
import { Scanner } from './scanner.ts';
import { type OpenedTrace, openTrace, piecesOf, type TraceOrigin } from './trace-origin.ts';
import { TraceProblem } from './trace-problem.ts';
import { joined, WholeLines } from './whole-lines.ts';

export type IndexNews =
  /** `lines` are those of the batch, when the trace is still being written. */
  | { readonly kind: 'batch'; readonly batch: Batch; readonly lines?: Uint8Array<ArrayBuffer> }
  /** The end has been reached; lines may be wrong that were not parsed. */
  | { readonly kind: 'read'; readonly checked: boolean }
  /** Every line was parsed, after a longer trace had been skimmed. */
  | { readonly kind: 'checked'; readonly problem: string | undefined }
  /** The trace cannot be had, or is none. */
  | { readonly kind: 'failed'; readonly says: string; readonly isProblem: boolean };

export type IndexOrder =
  | { readonly kind: 'read'; readonly origin: TraceOrigin }
  /** To parse what was only skimmed. */
  | { readonly kind: 'check'; readonly origin: TraceOrigin };

/** Up to here every line is parsed at once; longer traces are skimmed first and checked afterwards. */
const checkedAtOnce = 16 << 20;
/** What a batch is about, bytes. */
const batchSize = 4 << 20;
/** Milliseconds between two batches of a trace that is being written. */
const between = 40;

const tell = (news: IndexNews, transfer: Transferable[] = []): void => self.postMessage(news, { transfer });

type Take = (lines: Uint8Array<ArrayBuffer>) => boolean;

/** Hands over whole lines as they come, so often that a person sees them come. */
async function asTheyCome(stream: OpenedTrace['stream'], take: Take): Promise<void> {
  const lines = new WholeLines();
  let gathered: Uint8Array<ArrayBuffer>[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let going = true;
  const handOver = (): void => {
    timer = undefined;
    const whole = lines.push(gathered.reduce(joined, new Uint8Array()));
    gathered = [];
    if (whole && going) going = take(whole);
  };
  for await (const piece of piecesOf(stream)) {
    if (!going) return;
    gathered.push(piece);
    timer ??= setTimeout(handOver, between);
  }
  clearTimeout(timer);
  handOver();
  const rest = lines.finish();
  if (rest && going) take(rest);
}

async function read(origin: TraceOrigin): Promise<void> {
  const { size, stream } = await openTrace(origin);
  const thorough = size !== undefined && size <= checkedAtOnce;
  const scanner = new Scanner({ thorough });
  if (origin.kind === 'address' && origin.live !== undefined) {
    await asTheyCome(stream, (lines) => {
      const batch = scanner.scan(lines);
      tell({ kind: 'batch', batch, lines }, [...buffersOf(batch), lines.buffer]);
      return batch.problem === undefined;
    });
    tell({ kind: 'read', checked: true });
    return;
  }
  let sound = true;
  let passed = 0;
  // The beginning is shown at once.
  let told = -batchSize;
  const tellBatch = (): void => {
    const batch = scanner.batch();
    told = passed;
    tell({ kind: 'batch', batch }, buffersOf(batch));
  };
  for await (const lines of linesOf(stream)) {
    passed += lines.length;
    sound = scanner.pass(lines);
    if (!sound) break;
    if (passed - told >= batchSize) tellBatch();
  }
  tellBatch();
  tell({ kind: 'read', checked: thorough || !sound });
}

async function check(origin: TraceOrigin): Promise<void> {
  const scanner = new Scanner({ thorough: true });
  let problem: string | undefined;
  for await (const lines of linesOf((await openTrace(origin)).stream)) {
    ({ problem } = scanner.scan(lines));
    if (problem !== undefined) break;
  }
  tell({ kind: 'checked', problem });
}

self.onmessage = ({ data: { kind, origin } }: MessageEvent<IndexOrder>) => {
  (kind === 'read' ? read(origin) : check(origin)).catch((error: unknown) => {
    const says = error instanceof Error ? error.message : String(error);
    tell({ kind: 'failed', says, isProblem: error instanceof TraceProblem });
  });
};
