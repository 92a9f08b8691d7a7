import { type Batch, buffersOf } from './batch.ts';
import { Scanner } from './scanner.ts';
import { openPieces, type TraceOrigin } from './trace-origin.ts';
import { joined, WholeLines } from './whole-lines.ts';

export type IndexNews =
  /** `lines` are those of the batch, when the trace is still being written. */
  | { readonly kind: 'batch'; readonly batch: Batch; readonly lines?: Uint8Array<ArrayBuffer> }
  /** The end has been reached. */
  | { readonly kind: 'read' }
  /** Every line was parsed, after a longer trace had been skimmed. */
  | { readonly kind: 'checked'; readonly problem: string | undefined }
  | { readonly kind: 'failed'; readonly says: string };

/** Up to here every line is parsed at once; longer traces are skimmed first and checked afterwards. */
const checkedAtOnce = 16 << 20;
const batchSize = 4 << 20;
/** Milliseconds between two batches of a trace that is being written. */
const between = 40;

const tell = (news: IndexNews, transfer: Transferable[] = []): void => self.postMessage(news, { transfer });

type Take = (lines: Uint8Array<ArrayBuffer>) => boolean;

/** Hands over whole lines, many at a time, until `take` has had enough. @returns false in that case. */
async function inBatches(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>, take: Take): Promise<boolean> {
  const lines = new WholeLines();
  let gathered: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const handOver = (): boolean => {
    const whole = lines.push(together(gathered, size));
    gathered = [];
    size = 0;
    return whole === undefined || take(whole);
  };
  for await (const piece of pieces) {
    gathered.push(piece);
    size += piece.length;
    if (size >= batchSize && !handOver()) return false;
  }
  if (!handOver()) return false;
  const rest = lines.finish();
  return rest === undefined || take(rest);
}

/** Hands over whole lines as they come, so often that a person sees them come. */
async function asTheyCome(pieces: AsyncIterable<Uint8Array<ArrayBuffer>>, take: Take): Promise<void> {
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
  for await (const piece of pieces) {
    if (!going) return;
    gathered.push(piece);
    timer ??= setTimeout(handOver, between);
  }
  clearTimeout(timer);
  handOver();
  const rest = lines.finish();
  if (rest && going) take(rest);
}

function together(pieces: readonly Uint8Array<ArrayBuffer>[], size: number): Uint8Array<ArrayBuffer> {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

async function read(origin: TraceOrigin): Promise<void> {
  const { size, pieces } = await openPieces(origin);
  const live = origin.kind === 'address' && origin.live !== undefined;
  const thorough = size !== undefined && size <= checkedAtOnce;
  const scanner = new Scanner({ thorough });
  const index: Take = (lines) => {
    const batch = scanner.scan(lines);
    if (live) tell({ kind: 'batch', batch, lines }, [...buffersOf(batch), lines.buffer]);
    else tell({ kind: 'batch', batch }, buffersOf(batch));
    return batch.problem === undefined;
  };
  let sound = true;
  if (live) await asTheyCome(pieces, index);
  else sound = await inBatches(pieces, index);
  tell({ kind: 'read' });
  if (live || thorough || !sound) return;
  const checker = new Scanner({ thorough: true });
  let problem: string | undefined;
  await inBatches((await openPieces(origin)).pieces, (lines) => {
    ({ problem } = checker.scan(lines));
    return problem === undefined;
  });
  tell({ kind: 'checked', problem });
}

self.onmessage = ({ data }: MessageEvent<TraceOrigin>) => {
  read(data).catch((error: unknown) => {
    tell({ kind: 'failed', says: error instanceof Error ? error.message : String(error) });
  });
};
