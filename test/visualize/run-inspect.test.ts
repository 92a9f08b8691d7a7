import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WebSocket } from '../../visualize/xstate-inspect/receiver.mjs';
import { program, shortScenario } from '../cli/program.ts';

const main = join(import.meta.dirname, '../../dist/src/cli/main.js');
const { inside, run, write } = program();

/** Starts `run`; resolves as soon as it has said where to look. */
async function started(...args: readonly string[]) {
  const temporary = inside(`temporary-${args.join('')}`.replaceAll(/\W/g, ''));
  mkdirSync(temporary);
  const child = spawn(process.execPath, [main, 'run', ...args], { env: { ...process.env, TMPDIR: temporary } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  while (!/(http|ws):\/\/\S+\n/.test(stderr)) await once(child.stderr, 'data');
  const [, address = ''] = /((?:http|ws):\/\/[^\s#]+)/.exec(stderr) ?? [];
  const printed = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(stdout)) await once(child.stdout, 'data');
  };
  const interrupted = async () => {
    child.kill('SIGINT');
    const [status] = (await once(child, 'exit')) as [number];
    return { status, stdout, stderr, left: readdirSync(temporary) };
  };
  return { address, printed, interrupted };
}

describe('run --inspect', () => {
  test('serves live actors on the real clock as they run, then the trace, until Ctrl-C', async () => {
    const { address, printed, interrupted } = await started(
      ...['clean-read', '--runtime', 'actors', '--clock', 'real', '--inspect', '--json'],
    );
    const lines = (await (await fetch(new URL('live', address))).text()).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ format: 'scsi-statecharts-trace', scenario: 'clean-read' });
    const { end } = JSON.parse(lines.at(-1) ?? '') as { end: { steps: number } };
    expect(lines.filter((line) => line.startsWith('{"step"'))).toHaveLength(end.steps);
    await printed(/\n}\n$/);
    expect(await (await fetch(new URL('source.json', address))).json()).toMatchObject({ kind: 'trace' });
    const { status, stdout, left } = await interrupted();
    expect([status, left]).toEqual([0, []]);
    // The address is not among the results.
    expect(JSON.parse(stdout)).toMatchObject({ runtime: 'actors', steps: end.steps });
  });

  test('Ctrl-C during the run ends it, and leaves nothing behind', async () => {
    const { address, interrupted } = await started('command-timeout', '--clock', 'real', '--inspect');
    expect((await fetch(address)).status).toBe(200);
    const { status, stdout, left } = await interrupted();
    expect([status, stdout, left]).toEqual([130, '', []]);
  });
});

test('a schedule that the run cannot keep ends the serving too: nobody waits for Ctrl-C', async () => {
  const listening = process.listenerCount('SIGINT');
  const scenario = write(
    'early.yaml',
    `${shortScenario}schedule: [{ step: 40, deliver: unit.accepted, to: 'sd:d0' }]\n`,
  );
  const { status, stderr } = await run(['run', scenario, '--inspect']);
  expect(stderr).toMatch(/^Watch it, .*\nearly\.yaml:\d+:\d+: got step 40: unit\.accepted .*\n$/);
  expect(status).toBe(2);
  expect(process.listenerCount('SIGINT')).toBe(listening);
});

test('a run that is refused because its port is taken leaves the trace of the run before as it was', async () => {
  const scenario = write('short.yaml', shortScenario);
  await run(['run', scenario, '--trace', 'kept.jsonl']);
  const kept = readFileSync(inside('kept.jsonl'), 'utf8');
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const refused = await run(['run', scenario, '--trace', 'kept.jsonl', '--inspect', String(port)]);
  other.close();
  expect(refused).toMatchObject({ status: 2, stderr: expect.stringContaining('a port that is in use') });
  expect(readFileSync(inside('kept.jsonl'), 'utf8')).toBe(kept);
  // A run that is not refused takes its place.
  expect((await run(['run', scenario, '--seed', '2', '--trace', 'kept.jsonl'])).status).toBe(0);
  const [header = ''] = readFileSync(inside('kept.jsonl'), 'utf8').split('\n');
  expect(JSON.parse(header)).toMatchObject({ format: 'scsi-statecharts-trace', seed: 2 });
});

describe('run --inspect-protocol', () => {
  test('begins when a viewer attaches, and tells it of the actors, those of the other driver architecture too', async () => {
    const { address, printed, interrupted } = await started('clean-read', '--driver', 'aix', '--inspect-protocol');
    const viewer = new WebSocket(address);
    const told: { readonly type: string; readonly sessionId?: string; readonly machine?: string }[] = [];
    viewer.on('message', (data: Buffer) => told.push(JSON.parse(data.toString()) as (typeof told)[number]));
    await once(viewer, 'open');
    expect(told).toEqual([]);
    viewer.send('{"type":"xstate.inspecting"}');
    await printed(/ wall\n/);
    const { status, stderr } = await interrupted();
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^For @xstate\/inspect, the run begins when a viewer attaches: ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\n$/,
    );
    expect(new Set(told.map(({ type }) => type))).toEqual(
      new Set(['service.register', 'service.event', 'service.state', 'service.stop']),
    );
    const registered = told.filter(({ type }) => type === 'service.register');
    const machines = registered.map(({ machine }) => (JSON.parse(machine ?? '{}') as { id?: string }).id);
    expect(machines).toEqual(expect.arrayContaining(['aix-disk', 'sc-buf', 'aix-adapter-device', 'logical-unit']));
    expect(machines.filter((id) => id?.startsWith('scsa-'))).toEqual([]);
    const events = told.filter(({ type, sessionId }) => type === 'service.event' && sessionId === 'hdisk:d0');
    expect(events.length).toBeGreaterThan(3);
  });

  test('is for live actors', async () => {
    const { status, stderr } = await run(['run', 'clean-read', '--runtime', 'table', '--inspect-protocol']);
    expect([status, stderr]).toEqual([
      2,
      'got --runtime table with --inspect-protocol; accepted: --runtime actors: the others have no actors of XState to attach to\n',
    ]);
    expect((await run(['run', 'clean-read', '--inspect', '70000'])).stderr).toMatch(
      /got --inspect 70000; accepted: a whole number/,
    );
  });
});
