import { fstatSync, read } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';

type Part = { readonly from: number; readonly to: number };

const readInto = promisify(read);
/** Bytes that are read at once. */
const pieceSize = 1 << 18;

/**
 * Answers with an open file, or with the part of it that is asked for (RFC 9110, 14: one range of bytes). What a file that
 * grows gains meanwhile is not sent; where it becomes shorter the answer breaks off.
 *
 * @returns resolves when nothing is read any more, whether the client has taken all or went away. The file stays open: a
 * stream of Node would close it when a client goes away, whoever else reads it.
 */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { descriptor, headers }: { readonly descriptor: number; readonly headers: OutgoingHttpHeaders },
): Promise<void> {
  const { size } = fstatSync(descriptor);
  const part = partOf(request.headers.range, size);
  if (part === 'none') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { from, to } = part ?? { from: 0, to: size };
  const about = part ? { 'Content-Range': `bytes ${from}-${to - 1}/${size}` } : {};
  response.writeHead(part ? 206 : 200, {
    ...headers,
    ...about,
    'Accept-Ranges': 'bytes',
    'Content-Length': to - from,
  });
  if (request.method !== 'HEAD') {
    for (let at = from; at < to; ) {
      const piece = Buffer.allocUnsafe(Math.min(pieceSize, to - at));
      const { bytesRead } = await readInto(descriptor, piece, 0, piece.length, at);
      // Who was promised more than there is must not wait for it.
      if (bytesRead === 0) response.destroy();
      if (response.destroyed) return;
      if (!response.write(piece.subarray(0, bytesRead))) await roomIn(response);
      at += bytesRead;
    }
  }
  response.end();
}

/** Resolves when the client has taken what it was sent, or has gone away. */
const roomIn = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const settle = (): void => {
      response.off('drain', settle);
      response.off('close', settle);
      resolve();
    };
    response.on('drain', settle);
    response.on('close', settle);
    if (response.destroyed) settle();
  });

/** The range that is asked for; undefined when all is wanted, or what is asked for is not understood: it may be ignored. */
function partOf(range: string | undefined, size: number): Part | 'none' | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '');
  const [, first = '', last = ''] = found ?? [];
  if (!found || (first === '' && last === '')) return undefined;
  if (first === '') return last === '0' ? 'none' : { from: Math.max(0, size - Number(last)), to: size };
  const from = Number(first);
  const to = last === '' ? size : Math.min(size, Number(last) + 1);
  if (last !== '' && Number(last) < from) return undefined;
  return from < size ? { from, to } : 'none';
}
