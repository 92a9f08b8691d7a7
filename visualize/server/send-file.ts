import { createReadStream, fstatSync } from 'node:fs';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

type Part = { readonly from: number; readonly to: number };

/**
 * Answers with an open file, or with the part of it that is asked for (RFC 9110, 14: one range of bytes). What a file that
 * grows gains meanwhile is not sent; where it becomes shorter the answer breaks off.
 */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { descriptor, headers }: { readonly descriptor: number; readonly headers: OutgoingHttpHeaders },
): void {
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
  if (request.method === 'HEAD' || from === to) {
    response.end();
    return;
  }
  const stream = createReadStream('', {
    fd: descriptor,
    autoClose: false,
    start: from,
    end: to - 1,
    highWaterMark: 1 << 18,
  });
  // A client that goes away ends the reading; one that was promised more than there is must not wait for it.
  pipeline(stream, atLeast(to - from), response, () => undefined);
}

const atLeast = (bytes: number) =>
  async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let left = bytes;
    for await (const piece of source) {
      left -= piece.length;
      yield piece;
    }
    if (left > 0) throw new Error('the file has become shorter');
  };

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
