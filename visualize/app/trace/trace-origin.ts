/** Where a trace is; `live` is the address from which the rest of it comes as it is written. */
export type TraceOrigin =
  | { readonly kind: 'file'; readonly file: Blob }
  | { readonly kind: 'address'; readonly address: string; readonly live?: string };

export type Pieces = {
  /** Bytes; unknown of what is still being written. */
  readonly size: number | undefined;
  readonly pieces: AsyncIterable<Uint8Array<ArrayBuffer>>;
};

const pieceSize = 4 << 20;

/** All of a trace, from its beginning, in pieces that end anywhere. @throws when it cannot be had. */
export async function openPieces(origin: TraceOrigin): Promise<Pieces> {
  if (origin.kind === 'file') return { size: origin.file.size, pieces: ofFile(origin.file) };
  const response = await fetch(origin.live ?? origin.address);
  if (!response.ok) throw new Error(`the server does not hand out the trace: ${(await response.text()).trim()}`);
  const size = response.headers.get('Content-Length');
  const body = response.body ?? new Blob([]).stream();
  return { size: size === null ? undefined : Number(size), pieces: ofStream(body.getReader()) };
}

async function* ofFile(file: Blob): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const read = async (from: number) => new Uint8Array(await file.slice(from, from + pieceSize).arrayBuffer());
  let next = read(0);
  for (let from = 0; from < file.size; from += pieceSize) {
    const piece = await next;
    next = read(from + pieceSize);
    yield piece;
  }
}

async function* ofStream(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
