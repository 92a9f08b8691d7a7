import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressReader, fileReader, PagedBytes } from '../../visualize/app/trace/paged-bytes.ts';

/** Three pages and a bit. */
const bytes = new Uint8Array(3 * 131_072 + 1000).map((_, i) => (i * 7919) >> 3);

const same = (a: Uint8Array | undefined, b: Uint8Array): boolean => a !== undefined && Buffer.compare(a, b) === 0;

async function read(paged: PagedBytes, offset: number, length: number): Promise<Uint8Array | undefined> {
  await paged.bring(offset, length);
  return paged.now(offset, length);
}

describe('a trace that stays where it is', () => {
  test('any part of it is read as it is', async () => {
    const paged = new PagedBytes(fileReader(new Blob([bytes])));
    expect(paged.now(5, 10)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 200_000 }), async (offset, wanted) => {
        const length = Math.max(1, Math.min(wanted, bytes.length - offset));
        expect(same(await read(paged, offset, length), bytes.subarray(offset, offset + length))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('only pages near what was looked at lately are kept', async () => {
    const asked: number[] = [];
    const paged = new PagedBytes({
      read: (from, to) => {
        asked.push(from);
        return Promise.resolve(new Uint8Array(to - from));
      },
      whole: () => Promise.resolve(new Blob([])),
    });
    const page = 131_072;
    for (let n = 0; n < 200; n++) await paged.bring(n * page, 10);
    expect(asked.length).toBe(200);
    const kept = Array.from({ length: 200 }, (_, n) => paged.now(n * page, 10) !== undefined);
    expect(kept.filter(Boolean).length).toBe(64);
    expect(kept.lastIndexOf(false)).toBe(135);
    // Several at once ask once.
    await Promise.all([paged.bring(5, 10), paged.bring(900, 10), paged.bring(5, 10)]);
    expect(asked.length).toBe(201);
  });

  test('what has come anyway is not asked for; what is missing before it is', async () => {
    let size = 0;
    let asked = 0;
    const paged = new PagedBytes({
      read: (from, to) => {
        asked += 1;
        return Promise.resolve(bytes.slice(from, Math.min(to, size)));
      },
      whole: () => Promise.resolve(new Blob([])),
    });
    for (; size < 200_000; size += 1000) paged.feed(size, bytes.slice(size, size + 1000));
    expect(same(paged.now(150_000, 50_000), bytes.subarray(150_000, 200_000))).toBe(true);
    expect(same(paged.now(0, 200_000), bytes.subarray(0, 200_000))).toBe(true);
    expect(asked).toBe(0);
    // A piece was missed: what follows does not belong to the page.
    size = 210_000;
    paged.feed(205_000, bytes.slice(205_000, 210_000));
    expect(paged.now(205_000, 10)).toBeUndefined();
    expect(same(await read(paged, 205_000, 10), bytes.subarray(205_000, 205_010))).toBe(true);
  });

  test('a trace that has become shorter is said to be', async () => {
    const paged = new PagedBytes(fileReader(new Blob([bytes.slice(0, 1000)])));
    await expect(paged.bring(990, 20)).rejects.toThrow(/the trace ends before byte 1010: was the file changed\?/);
  });
});

describe('behind an address', () => {
  let server: Server;
  let knowsRanges = true;
  const asked: (string | undefined)[] = [];
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  beforeAll(async () => {
    server = createServer(({ headers, url }, response) => {
      asked.push(headers.range);
      const [, from = '', to = ''] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
      if (url === '/gone') response.writeHead(404).end('it is not there any more\n');
      else if (knowsRanges && from !== '') response.writeHead(206).end(bytes.subarray(Number(from), Number(to) + 1));
      else response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([true, false])('parts are read, whether the server knows ranges or not: %s', async (knows) => {
    knowsRanges = knows;
    asked.length = 0;
    const paged = new PagedBytes(addressReader(address()));
    for (const offset of [300_000, 10, 140_000]) {
      expect(same(await read(paged, offset, 500), bytes.subarray(offset, offset + 500))).toBe(true);
    }
    // A server that sends everything is asked once.
    expect(asked.length).toBe(knows ? 3 : 1);
  });

  test('a server that sends everything is asked once, however many parts are wanted at the same time', async () => {
    knowsRanges = false;
    asked.length = 0;
    expect(same(await read(new PagedBytes(addressReader(address())), 0, bytes.length), bytes)).toBe(true);
    expect(asked).toHaveLength(1);
  });

  test('what the server says when it refuses reaches the person', async () => {
    await expect(new PagedBytes(addressReader(`${address()}gone`)).bring(0, 10)).rejects.toThrow(
      'the server does not hand out the trace: it is not there any more',
    );
  });
});
