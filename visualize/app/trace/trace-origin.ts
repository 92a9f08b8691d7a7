/** Where a trace is; `live` is the address from which the rest of it comes as it is written. */
export type TraceOrigin =
  | { readonly kind: 'file'; readonly file: Blob }
  | { readonly kind: 'address'; readonly address: string; readonly live?: string };

export type OpenedTrace = {
  /** Bytes; unknown of what is still being written. */
  readonly size: number | undefined;
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
};

/** All of a trace, from its beginning. @throws when it cannot be had. */
export async function openTrace(origin: TraceOrigin): Promise<OpenedTrace> {
  if (origin.kind === 'file') return { size: origin.file.size, stream: origin.file.stream() };
  const response = await fetch(origin.live ?? origin.address);
  if (!response.ok) throw new Error(`the server does not hand out the trace: ${(await response.text()).trim()}`);
  const size = response.headers.get('Content-Length');
  return { size: size === null ? undefined : Number(size), stream: response.body ?? new Blob([]).stream() };
}

/** What a stream gives, as it comes. */
export async function* piecesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}
