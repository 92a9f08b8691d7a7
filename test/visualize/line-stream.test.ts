import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../visualize/app/trace/line-stream.ts';

const encoder = new TextEncoder();
type Bytes = Uint8Array<ArrayBuffer>;
let cancelled = 0;

/** Streams that write into the memory of who reads, as those of files and answers do in most browsers. */
function intoMemory(pieces: readonly Bytes[]): ReadableStream<Bytes> {
  const rest = [...pieces];
  return new ReadableStream({
    type: 'bytes',
    pull: (controller) => {
      const next = rest.shift();
      if (next) controller.enqueue(next.slice());
      else {
        controller.close();
        controller.byobRequest?.respond(0);
      }
    },
    cancel: () => {
      cancelled += 1;
    },
  }) as ReadableStream<Bytes>;
}

/** Streams that give what they have. */
const given = (pieces: readonly Bytes[]): ReadableStream<Bytes> => {
  const rest = [...pieces];
  return new ReadableStream<Bytes>({
    pull: (controller) => {
      const next = rest.shift();
      if (next) controller.enqueue(next);
      else controller.close();
    },
    cancel: () => {
      cancelled += 1;
    },
  });
};

async function read(stream: ReadableStream<Bytes>, longest?: number): Promise<string[]> {
  const parts: string[] = [];
  for await (const lines of linesOf(stream, longest)) parts.push(new TextDecoder().decode(lines));
  return parts;
}

function cut(bytes: Bytes, sizes: readonly number[]): Bytes[] {
  const pieces: Bytes[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    pieces.push(bytes.slice(at, at + size));
    at += size;
  }
  return pieces;
}

/** Lines of all lengths, a million bytes of them; the last one does not end. */
const text = Array.from({ length: 3000 }, (_, i) => `${i} ${'é'.repeat(i % 331)}`).join('\n');
const bytes = encoder.encode(text);

describe.each([
  ['into memory', intoMemory],
  ['as given', given],
])('the lines of a stream, %s', (_, streamOf) => {
  test('are whole, all of them, in their order, whichever pieces they come in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1000, max: 700_000 }), { minLength: 1 }), async (sizes) => {
        const parts = await read(streamOf(cut(bytes, sizes)));
        expect(parts.join('')).toBe(text);
        for (const part of parts.slice(0, -1)) expect(part.endsWith('\n')).toBe(true);
      }),
      { numRuns: 5 },
    );
  });

  test('may be longer than what is gathered at a time', async () => {
    const long = `{"a":1}\n${'x'.repeat(9 << 20)}\nend\n`;
    const parts = await read(streamOf(cut(encoder.encode(long), [1 << 20])));
    expect(parts.join('') === long).toBe(true);
  });

  test('none at all', async () => {
    expect(await read(streamOf([]))).toEqual([]);
  });

  test('a line that never ends is not waited for, and the stream is given up', async () => {
    cancelled = 0;
    const endless = Array.from({ length: 40 }, () => encoder.encode('x'.repeat(1 << 18)));
    await expect(read(streamOf(endless), 2 << 20)).rejects.toThrow('a line is longer than 2 MiB: this is not a trace');
    expect(cancelled).toBe(1);
  });
});
