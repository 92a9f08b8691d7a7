import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InspectorServer, serveInspector } from '../../visualize/server/inspector-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-ranges-'));
const text = 'The quick brown fox jumps over the lazy dog.\n';
let server: InspectorServer;
beforeAll(async () => {
  writeFileSync(join(folder, 'trace.jsonl'), text);
  server = await serveInspector({ kind: 'trace', name: 'trace', file: join(folder, 'trace.jsonl') });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(range: string): Promise<[status: number, range: string | null, body: string]> {
  const response = await fetch(new URL('source', server.address.split('#')[0]), { headers: { Range: range } });
  return [response.status, response.headers.get('content-range'), await response.text()];
}

describe('a part of a served trace (RFC 9110, 14)', () => {
  test.each([
    ['bytes=0-2', 206, 'bytes 0-2/45', 'The'],
    ['bytes=40-', 206, 'bytes 40-44/45', 'dog.\n'],
    ['bytes=40-999999', 206, 'bytes 40-44/45', 'dog.\n'],
    ['bytes=-5', 206, 'bytes 40-44/45', 'dog.\n'],
    ['bytes=-900', 206, 'bytes 0-44/45', text],
    ['bytes=45-', 416, 'bytes */45', ''],
    ['bytes=900-901', 416, 'bytes */45', ''],
    ['bytes=-0', 416, 'bytes */45', ''],
    // What is not understood is ignored.
    ['bytes=5-2', 200, null, text],
    ['bytes=-', 200, null, text],
    ['bytes=0-1,5-6', 200, null, text],
    ['lines=0-1', 200, null, text],
  ])('%s', async (range, status, about, body) => {
    expect(await ask(range)).toEqual([status, about, body]);
  });

  test('any words for a range get a part of the trace, all of it, or a refusal', async () => {
    const number = fc.oneof(
      fc.constant(''),
      fc.nat({ max: 60 }).map(String),
      fc.bigInt({ min: 0n, max: 1n << 80n }).map(String),
    );
    const range = fc.oneof(
      fc.tuple(number, number).map(([from, to]) => `bytes=${from}-${to}`),
      fc.string({ unit: fc.constantFrom('b', 'bytes=', '-', ',', '0', '7', '40', ' ', ';', '/', '*'), maxLength: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(range, async (words) => {
        const [status, , body] = await ask(words);
        expect([200, 206, 416]).toContain(status);
        if (status === 200) expect(body).toBe(text);
        else expect(text).toContain(body);
      }),
      { numRuns: 60 },
    );
    expect((await ask('bytes=0-2'))[2]).toBe('The');
  });
});
