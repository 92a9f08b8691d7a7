import { existsSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { GrowingTrace } from '../../visualize/server/growing-trace.ts';
import { type InspectorServer, serveInspector } from '../../visualize/server/inspector-server.ts';

let trace: GrowingTrace;
let server: InspectorServer | undefined;
afterEach(async () => {
  trace.close();
  await server?.close();
  server = undefined;
});

/** A receiver that takes no more than it is allowed to. */
function receiver(room = Number.POSITIVE_INFINITY) {
  let got = '';
  let free = room;
  let waiting: (() => void) | undefined;
  const stream = new Writable({
    highWaterMark: 1000,
    write(chunk: Buffer, _, done) {
      got += chunk.toString();
      free -= chunk.length;
      if (free > 0) done();
      else waiting = done;
    },
  });
  const more = (bytes: number): void => {
    free += bytes;
    waiting?.();
    waiting = undefined;
  };
  return { stream, more, got: () => got, ended: () => stream.writableEnded };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a trace that is being written', () => {
  test('reaches those who came early and those who come late, from its beginning to its end', async () => {
    trace = new GrowingTrace();
    const early = receiver();
    trace.streamTo(early.stream);
    trace.write('one\n');
    expect(early.got()).toBe('one\n');
    trace.write('zwei – 二\n');
    const late = receiver();
    trace.streamTo(late.stream);
    trace.write('three\n');
    expect([early.got(), late.got()]).toEqual(Array(2).fill('one\nzwei – 二\nthree\n'));
    expect(readFileSync(trace.file, 'utf8')).toBe(early.got());
    expect(early.ended()).toBe(false);
    trace.end();
    expect([early.ended(), late.ended()]).toEqual([true, true]);
    const after = receiver();
    trace.streamTo(after.stream);
    expect([after.got(), after.ended()]).toEqual([early.got(), true]);
  });

  test('waits for a receiver that is slow, and keeps nothing in memory for it', async () => {
    trace = new GrowingTrace();
    const slow = receiver(1);
    trace.streamTo(slow.stream);
    const line = `${'x'.repeat(999)}\n`;
    for (let i = 0; i < 2000; i++) trace.write(line);
    trace.end();
    await settled();
    expect(slow.got().length).toBeLessThanOrEqual(1 << 18);
    expect(slow.stream.writableLength).toBeLessThanOrEqual(2 << 18);
    expect(slow.ended()).toBe(false);
    slow.more(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 50 && !slow.ended(); i++) await settled();
    expect(slow.got()).toBe(line.repeat(2000));
  });

  test('receivers that go away and a trace that is closed leave nothing behind', async () => {
    trace = new GrowingTrace();
    const gone = receiver();
    const stays = receiver();
    trace.streamTo(gone.stream);
    trace.streamTo(stays.stream);
    gone.stream.destroy(new Error('the connection is gone'));
    gone.stream.on('error', () => undefined);
    await settled();
    trace.write('one\n');
    expect([gone.got(), stays.got()]).toEqual(['', 'one\n']);
    trace.close();
    expect(stays.ended()).toBe(true);
    expect(existsSync(trace.file)).toBe(false);
  });
});

describe('the server of a run that goes on', () => {
  const about = async (): Promise<unknown> =>
    (await fetch(new URL('source.json', server?.address.split('#')[0]))).json();

  test('tells what is happening, and in the end what became of it', async () => {
    trace = new GrowingTrace();
    server = await serveInspector({ kind: 'live', name: 'a run', trace });
    expect(server.address).toMatch(/\/#served=1$/);
    expect(await about()).toEqual({ kind: 'live', name: 'a run' });
    trace.write('{"first":1}\n');
    const stream = await fetch(new URL('live', server.address.split('#')[0]));
    const reader = stream.body!.getReader();
    const text = async () => new TextDecoder().decode((await reader.read()).value);
    expect(await text()).toBe('{"first":1}\n');
    trace.write('{"second":2}\n');
    expect(await text()).toBe('{"second":2}\n');
    const part = await fetch(new URL('source', server.address.split('#')[0]), { headers: { Range: 'bytes=12-23' } });
    expect([part.status, await part.text()]).toEqual([206, '{"second":2}']);
    trace.end('the stack is stuck');
    expect((await reader.read()).done).toBe(true);
    expect(await about()).toEqual({ kind: 'trace', name: 'a run', says: 'the stack is stuck' });
  });
});
