import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { machines } from '../../src/system/compose.ts';
import { openSource } from '../../visualize/server/inspect-source.ts';
import { type InspectorServer, serveInspector } from '../../visualize/server/inspector-server.ts';
import { listenOnLoopback } from '../../visualize/server/loopback.ts';

type Reply = { status: number; headers: Record<string, unknown>; body: string };

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-server-'));
const file = join(folder, 'a trace & more.jsonl');
let server: InspectorServer;
let secret: string;

beforeAll(async () => {
  writeFileSync(file, '{"format":"scsi-statecharts-trace","version":1,"topology":{}}\n');
  writeFileSync(join(folder, 'private.txt'), 'not for the page');
  server = await serveInspector({ kind: 'trace', name: '<b>"name"</b>.jsonl', file });
  secret = new URL(server.address).pathname;
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The path goes out as it is written: nothing is put in order on the way. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', port = server.port): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: headers['host'] === undefined },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('the server of the inspector', () => {
  test('hands out the page, its files, and the one source', async () => {
    const page = await ask(secret);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(page.body)?.[1];
    expect((await ask(`${secret}${script}`)).headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(JSON.parse((await ask(`${secret}charts.json`)).body)).toHaveLength(machines.length);
    expect(JSON.parse((await ask(`${secret}source.json`)).body)).toEqual({
      kind: 'trace',
      name: '<b>"name"</b>.jsonl',
    });
    expect((await ask(`${secret}source`)).body).toBe('{"format":"scsi-statecharts-trace","version":1,"topology":{}}\n');
    expect((await ask(`${secret}source`, {}, 'HEAD')).body).toBe('');
    expect((await ask(secret.slice(0, -1))).headers['location']).toBe(secret);
  });

  test('allows the page nothing that is not its own', async () => {
    const { headers } = await ask(secret);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  test('has nothing for those who do not know the secret', async () => {
    for (const path of [
      '/',
      '/index.html',
      '/source',
      `/${'0'.repeat(32)}/source`,
      `${secret.slice(0, -2)}/source`,
      '//',
      '/%',
    ]) {
      const reply = await ask(path);
      expect([path, reply.status]).toEqual([path, 404]);
      expect(reply.body).not.toContain('scsi-statecharts-trace');
    }
    const other = await serveInspector(undefined);
    expect(new URL(other.address).pathname).not.toBe(secret);
    expect((await ask(secret, {}, 'GET', other.port)).status).toBe(404);
    await other.close();
  });

  test.each([
    '../private.txt',
    '..%2fprivate.txt',
    '%2e%2e/private.txt',
    'assets/../../../package.json',
    'source/../private.txt',
    '/etc/passwd',
    'assets',
    'assets/',
    'source.json/..',
    'index.html%00',
    '\\..\\private.txt',
    'constructor',
    '__proto__',
  ])('no path leads out of what is served: %s', async (path) => {
    expect((await ask(`${secret}${path}`)).status).toBe(404);
  });

  test('answers to no other name, for no other page, and to reading only', async () => {
    expect((await ask(secret, { host: 'evil.example' })).status).toBe(403);
    expect((await ask(secret, { host: `evil.example:${server.port}` })).status).toBe(403);
    expect((await ask(secret, { host: `localhost:${server.port}` })).status).toBe(200);
    expect((await ask(secret, { origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(secret, { origin: 'null' })).status).toBe(403);
    expect((await ask(secret, { origin: `http://127.0.0.1:${server.port}` })).status).toBe(200);
    expect((await ask(`${secret}source`, { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).status).toBe(
      403,
    );
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask(secret, {}, method)).status).toBe(405);
  });

  test('serves a trace that grows as far as it was when asked', async () => {
    const growing = join(folder, 'growing.jsonl');
    writeFileSync(growing, 'one\n');
    const own = await serveInspector({ kind: 'trace', name: 'growing', file: growing });
    const path = `${new URL(own.address).pathname}source`;
    expect((await ask(path, {}, 'GET', own.port)).body).toBe('one\n');
    appendFileSync(growing, 'two\n');
    expect((await ask(path, {}, 'GET', own.port)).body).toBe('one\ntwo\n');
    await own.close();
  });

  test('serves the trace that it opened, whatever its name leads to later', async () => {
    const swapped = join(folder, 'swapped.jsonl');
    writeFileSync(swapped, 'one\n');
    const own = await serveInspector({ kind: 'trace', name: 'swapped', file: swapped });
    rmSync(swapped);
    symlinkSync(join(folder, 'private.txt'), swapped);
    expect((await ask(`${new URL(own.address).pathname}source`, {}, 'GET', own.port)).body).toBe('one\n');
    await own.close();
  });

  test('an answer breaks off where the trace has become shorter than was promised', async () => {
    const shrinking = join(folder, 'shrinking.jsonl');
    writeFileSync(shrinking, '');
    truncateSync(shrinking, 1 << 26);
    const own = await serveInspector({ kind: 'trace', name: 'shrinking', file: shrinking });
    const url = new URL('source', own.address.split('#')[0]);
    const got = await new Promise<string>((resolve) => {
      get(url, (reply) => {
        truncateSync(shrinking, 1000);
        reply.resume();
        reply.on('error', (error) => resolve(error.message));
        reply.on('end', () => resolve('all of it'));
      });
    });
    expect(got).toBe('aborted');
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(1000);
    await own.close();
  });

  test('a client that goes away in the middle of an answer takes the trace from nobody', async () => {
    const long = join(folder, 'long.jsonl');
    writeFileSync(long, 'one\n');
    truncateSync(long, 1 << 26);
    const own = await serveInspector({ kind: 'trace', name: 'long', file: long });
    const url = new URL('source', own.address.split('#')[0]);
    for (let i = 0; i < 3; i++) {
      await new Promise<void>((resolve) => {
        const sent = get(url, (reply) => {
          reply.once('data', () => sent.destroy());
          reply.once('close', resolve);
          reply.on('error', () => undefined);
        });
      });
      expect(await (await fetch(url, { headers: { Range: 'bytes=0-3' } })).text()).toBe('one\n');
    }
    await own.close();
  });

  test('a connection that cannot be accepted does not end the program', async () => {
    const own = createServer();
    await listenOnLoopback(own, 0, '--port');
    for (const code of ['EMFILE', 'ENFILE']) expect(own.emit('error', new Error(`accept ${code}`))).toBe(true);
    own.close();
  });

  test('a port that is taken is a mistake of the user', async () => {
    await expect(serveInspector(undefined, server.port)).rejects.toThrow(/a port that is in use.*a free port/);
  });
});

describe('what inspect is given', () => {
  test('a shipped scenario, a trace, or a scenario file, which is run', async () => {
    expect((await openSource('medium-error')).source).toEqual({ kind: 'scenario', name: 'medium-error' });
    expect((await openSource(file)).source).toMatchObject({ kind: 'trace', file });
    const own = join(folder, 'mine.yaml');
    writeFileSync(
      own,
      'name: mine\ntitle: mine\nstory: mine\nworkload: { requests: [{ read: { lba: 0, blocks: 8 } }] }\n',
    );
    const opened = await openSource(own);
    expect(opened.source).toMatchObject({ kind: 'trace', name: 'mine.yaml' });
    opened.close();
  });

  test('anything else is refused in words', async () => {
    await expect(openSource('no-such-thing')).rejects.toThrow(/neither a file nor a shipped scenario/);
    mkdirSync(join(folder, 'directory'));
    await expect(openSource(join(folder, 'directory'))).rejects.toThrow(/a directory.*a trace or a scenario file/);
    await expect(openSource('/dev/null')).rejects.toThrow(/got a device; accepted: a trace or a scenario file/);
    // Node makes no pipes with names.
    const maker = 'mkfifo';
    spawnSync(maker, [join(folder, 'fifo')]);
    await expect(openSource(join(folder, 'fifo'))).rejects.toThrow(/got a pipe; accepted/);
    writeFileSync(join(folder, 'broken.yaml'), 'name: [\n');
    await expect(openSource(join(folder, 'broken.yaml'))).rejects.toThrow(/broken\.yaml:\d+:\d+/);
  });

  const header = '{"format":"scsi-statecharts-trace","version":1,"topology":{}}';
  const odd = (content: string | Uint8Array): string => {
    writeFileSync(join(folder, 'odd.jsonl'), content);
    return join(folder, 'odd.jsonl');
  };
  test.each([
    ['nothing in it', '', /odd\.jsonl: got an empty file; accepted: a trace or a scenario file$/],
    ['packed', gzipSync(header), /got a file packed by gzip; accepted: .*, unpacked/],
    [
      'of another version',
      header.replace(':1,', ':0,'),
      /jsonl:1: got a trace of version 0; accepted: a trace of version 1/,
    ],
    ['of another program', header.replace('-trace', '-else'), /got format "scsi-statecharts-else"/],
    ['a header cut off', header.slice(0, 50), /got a first line that breaks off/],
    ['no UTF-8', new Uint8Array([0xff, 0xfe, 0x7b, 0]), /got a binary file/],
    ['no end of what is nested', '{"a":'.repeat(5000), /odd\.jsonl:1:\d+: got /],
  ])('what was meant as a trace: %s', async (_, content, says) => {
    await expect(openSource(odd(content))).rejects.toThrow(says);
  });

  test('a trace may have a mark of its byte order, and lines as on Windows', async () => {
    expect((await openSource(odd(`\ufeff${header}\r\n{"end":{"at":1,"steps":0}}\r\n`))).says).toBeUndefined();
  });

  test('how a trace ends that was not written to its end', async () => {
    const step = (n: number) => `{"step":{"n":${n},"at":${n},"kind":"message","got":[]}}`;
    const says = async (...lines: string[]) => (await openSource(odd(lines.join('\n')))).says;
    const end = '{"end":{"at":5,"steps":2}}';
    expect(await says(header, step(0), step(1), end, '')).toBeUndefined();
    expect(await says(header, step(0), step(1), '')).toMatch(/odd\.jsonl: the trace has no end.*up to step 1$/);
    expect(await says(header, step(0), step(1).slice(0, -1))).toMatch(
      /odd\.jsonl: Shown up to step 0: line 3 is no JSON object \(is the file cut off\?\)$/,
    );
    expect(await says(header, step(0), '{"step":', step(1), end, '')).toMatch(
      /Shown up to step 0: line 3 is no JSON object/,
    );
    expect(await says(header, step(0), step(2), end, '')).toMatch(
      /Shown up to step 0: line 3 has step 2 where step 1 follows \(is a line missing\?\)$/,
    );
    expect(await says(header)).toMatch(/no end.*what comes before is shown$/);
    // However long it is, its end is found from its end.
    expect(await says(header, ...Array.from({ length: 40_000 }, (_, n) => step(n)), end.slice(0, 9))).toMatch(
      /up to step 39999: line 40002 is no JSON object/,
    );
  });
});
