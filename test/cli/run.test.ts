import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { traceHeader, traceLine } from '../../src/trace/format.ts';
import { program, shortScenario } from './program.ts';

const { run, start, write, read, image } = program();
write('short.yaml', shortScenario);

type Request = { unit: string; entry: string; cdb: string; flags: string[]; outstanding: number };

/** The requests of a trace in the order in which they were made, without what the interleaving decides. */
const requestsOf = (name: string): Request[] =>
  read(name)
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('{"request":'))
    .map((line) => (JSON.parse(line) as { request: Request }).request)
    .map(({ unit, entry, cdb, flags, outstanding }) => ({ unit, entry, cdb, flags, outstanding }));

describe('the report for people', () => {
  const rowsOf = async (scenario: string): Promise<Map<string, string>> => {
    const { stdout } = await run(['run', scenario]);
    const rows = stdout.split('\n').flatMap((line) => {
      const [, name = '', value = ''] = /^ {2}(\S.{20})[ ](\S.*)$/.exec(line) ?? [];
      return name === '' ? [] : [[name.trim(), value] as const];
    });
    return new Map(rows);
  };

  test('tells of QUEUE FULL that only the adapter has seen', async () => {
    const rows = await rowsOf('queue-full-absorbed');
    expect(rows.get('QUEUE FULL')).toMatch(/^([1-9]\d*) from devices, \1 retried by the adapter, 0 passed on$/);
    expect(rows.get('retries by the driver')).not.toContain('qfull');
  });

  test('does not repeat what the driver has seen, and has no row for what packets of AIX do not have', async () => {
    const [seen, aix] = [await rowsOf('queue-full-seen'), await rowsOf('aix-busy')];
    expect(seen.get('status')).toContain('QUEUE_FULL');
    expect([...seen.keys()]).not.toContain('QUEUE FULL');
    expect([...seen.keys()]).toContain('pkt_reason');
    expect([...aix.keys()]).toEqual(expect.arrayContaining(['status', 'retries by the driver']));
    expect([...aix.keys()]).not.toContain('pkt_reason');
  });
});

describe('a trace that the program wrote', () => {
  test.each(['queued-io', 'end-of-partition', 'uscsi-diagnose'])(
    'of %s is a workload: the same requests again',
    async (scenario) => {
      const first = await run(['run', scenario, '--json', '--trace', `${scenario}-1.jsonl`]);
      expect(first).toMatchObject({ status: 0, stderr: '' });
      const args = ['run', scenario, '--json', '--workload', `${scenario}-1.jsonl`, '--trace', `${scenario}-2.jsonl`];
      const second = await run(args);
      expect(second).toMatchObject({ status: 0, stderr: '' });
      expect(requestsOf(`${scenario}-2.jsonl`)).toEqual(requestsOf(`${scenario}-1.jsonl`));
      const { commands } = JSON.parse(first.stdout) as { commands: unknown };
      expect(JSON.parse(second.stdout)).toMatchObject({ commands, data: { mismatches: 0 } });
    },
  );

  test('is of the published format, and may be compressed', async () => {
    await run(['run', 'short.yaml', '--trace', 'format.jsonl']);
    const [first = '', ...lines] = read('format.jsonl').toString().trimEnd().split('\n');
    traceHeader.parse(JSON.parse(first));
    for (const line of lines) traceLine.parse(JSON.parse(line));
    write('format.jsonl.gz', gzipSync(read('format.jsonl')));
    const again = await run(['run', 'short.yaml', '--json', '--workload', 'format.jsonl.gz']);
    expect(JSON.parse(again.stdout)).toMatchObject({ commands: { submitted: 2, completed: 2 } });
  });
});

describe('options', () => {
  test('a recording, plain or compressed, with a depth', async () => {
    const recording = join(import.meta.dirname, '../data/transport.trace.txt');
    const { stdout, status } = await run(['run', 'short.yaml', '--workload', recording, '--depth', '2', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ data: { mismatches: 0 }, answeredTwice: 0 });
  });

  test('an image is written to', async () => {
    image('disk.img', 1 << 20);
    expect(await run(['run', 'short.yaml', '--image', 'disk.img'])).toMatchObject({ status: 0, stderr: '' });
    expect(
      read('disk.img')
        .subarray(0, 4096)
        .some((byte) => byte !== 0),
    ).toBe(true);
    expect(read('disk.img').length).toBe(1 << 20);
  });

  test('another seed is another interleaving of the same data; the same seed is the same run', async () => {
    const outcome = async (...args: string[]) => {
      const { traceDigest, data } = JSON.parse((await run(['run', 'queued-io', '--json', ...args])).stdout);
      return { traceDigest, data };
    };
    const [first, again, other] = [await outcome(), await outcome(), await outcome('--seed', '77')];
    expect(again).toEqual(first);
    expect(other.data).toEqual(first.data);
    expect(other.traceDigest).not.toBe(first.traceDigest);
  });

  test('actors, in real time', async () => {
    const { status, stdout } = await run(['run', 'short.yaml', '--runtime', 'actors', '--clock', 'real']);
    expect(stdout).toContain('2 submitted, 2 answered once');
    expect(status).toBe(0);
  });

  test('parameters, faults and a topology from the outside', async () => {
    write('faults.yaml', '- { at: tran.start.admission, choose: busy, when: { operation: write } }\n');
    write('topology.yaml', 'targets:\n  - { name: disk, id: 3, logicalUnits: [{ name: d0, slots: 2 }] }\n');
    const files = ['--faults', 'faults.yaml', '--topology', 'topology.yaml'];
    const args = ['run', 'short.yaml', '--json', ...files, '--set', 'tranBusyDelay=1'];
    expect(JSON.parse((await run(args)).stdout)).toMatchObject({ retries: { tranBusy: 1 }, faults: [{ times: 1 }] });
  });

  test('an expectation that is not met is named, and the exit code is 1', async () => {
    write('wrong.yaml', `${shortScenario}expect:\n  errors: { EIO: 2 }\n`);
    const { status, stdout } = await run(['run', 'wrong.yaml']);
    expect(stdout).toContain('not as expected: 0 requests ended with EIO; expected 2');
    expect(status).toBe(1);
  });
});

describe('what is printed', () => {
  test('has no colours when piped, not even where CI is set; FORCE_COLOR wins', async () => {
    const colour = String.fromCharCode(27);
    const environment = { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: 'true' };
    expect((await start(['run', 'short.yaml'], environment)).stdout).not.toContain(colour);
    expect((await start(['decode', '12 00 00 00 24 00'], environment)).stdout).not.toContain(colour);
    expect((await start(['run', 'short.yaml'], { ...environment, FORCE_COLOR: '1' })).stdout).toContain(colour);
  });

  test('a list of what is shipped, one line each', async () => {
    const library = readdirSync(join(import.meta.dirname, '../../src/scenario/library')).filter((name) =>
      name.endsWith('.yaml'),
    );
    const { stdout } = await run(['list']);
    expect(stdout.trim().split('\n')).toHaveLength(library.length);
    expect((await run(['list', '--parameters'])).stdout).toMatch(/^sd\.retryCount +5$/m);
  });

  test.each([[[]], [['run']], [['list']], [['check']], [['decode']]])('help for %j, with examples', async (verb) => {
    const { status, stdout, stderr } = await run([...verb, '--help']);
    expect(stdout).toMatch(/Examples:\n {2}scsi-statecharts/);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
