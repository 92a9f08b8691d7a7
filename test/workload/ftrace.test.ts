import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { loadFtrace, readFtrace } from '../../src/workload/ftrace.ts';
import { temporaryFiles } from './temporary-file.ts';

const data = (name: string): string => fileURLToPath(new URL(`../data/${name}`, import.meta.url));
const EXT4 = data('ext4-mixed.trace.txt.gz');
const write = temporaryFiles();

const RAW = 'cmnd=(TEST_UNIT_READY - raw=00 00 00 00 00 00)';
const GOOD = 'result=(driver=DRIVER_OK host=DID_OK message=COMMAND_COMPLETE status=SAM_STAT_GOOD)';

/** A line of a dispatch event of the unit 0:0:0:0. */
function line(kind: 'start' | 'done' | 'error' | 'timeout', tag: number, seconds = 1): string {
  const tail = { start: '', done: ` ${GOOD}`, error: ' rtn=4181', timeout: ` ${GOOD}` }[kind];
  return `  dd-1 [000] ..... ${seconds.toFixed(6)}: scsi_dispatch_cmd_${kind}: host_no=0 channel=0 id=0 lun=0 data_sgl=0 driver_tag=${tag} scheduler_tag=1 ${RAW}${tail}\n`;
}

async function problemOf(file: string): Promise<{ code: string; where: string | undefined; message: string }> {
  try {
    await loadFtrace(file);
  } catch (error) {
    if (error instanceof InputError) return { ...error.problem, where: error.problem.where, message: error.message };
    throw error;
  }
  throw new Error('no InputError');
}

describe('the recorded ext4 workload', () => {
  it('holds the commands that its recorder counted', async () => {
    const { commands, summary } = await loadFtrace(EXT4);
    expect(commands).toHaveLength(3455);
    expect(summary.byOpcode).toEqual(
      new Map([
        [0x28, 2066],
        [0x2a, 1282],
        [0x35, 52],
        [0x12, 25],
        [0x93, 12],
        [0x1a, 6],
        [0xa3, 6],
        [0x00, 3],
        [0x9e, 2],
        [0xa0, 1],
      ]),
    );
    expect(summary).toMatchObject({
      commands: 3455,
      maxOutstanding: 17,
      refused: 0,
      timedOut: 0,
      unfinished: [],
      units: [{ host: 0, channel: 0, target: 0, lun: 0 }],
    });
    expect(summary.overlapped).toBeGreaterThan(2650);
    expect(summary.overlapped).toBeLessThan(2750);
  });

  it('gives each command its place, time, depth, outcome and line', async () => {
    const { commands, summary } = await loadFtrace(EXT4);
    expect(commands.map((command) => command.index)).toEqual(commands.map((_, index) => index));
    expect(commands[0]).toEqual({
      index: 0,
      initiatorTime: 0,
      host: 0,
      channel: 0,
      target: 0,
      lun: 0,
      cdb: Uint8Array.of(0x12, 0, 0, 0, 0x24, 0),
      outstandingAtStart: 0,
      where: `${EXT4}:13`,
      recordedStatus: 'GOOD',
    });
    expect(commands[1]?.initiatorTime).toBe(0.002926);
    expect(
      commands.every(({ initiatorTime }, index) => initiatorTime >= (commands[index - 1]?.initiatorTime ?? 0)),
    ).toBe(true);
    expect(summary.seconds).toBe(11.26877);
    expect(Math.max(...commands.map((command) => command.outstandingAtStart))).toBe(16);
    const notGood = commands.filter((command) => command.recordedStatus !== 'GOOD');
    expect(notGood.map(({ cdb, recordedStatus }) => [cdb[0], recordedStatus])).toEqual([[0x00, 'CHECK_CONDITION']]);
  });

  it('reads the same from plain text as from gzip', async () => {
    const plain = write('plain.txt', gunzipSync(readFileSync(EXT4)));
    const withoutWhere = (file: string): Promise<unknown> =>
      loadFtrace(file).then(({ commands }) => commands.map(({ where, ...rest }) => [where.split(':').at(-1), rest]));
    expect(await withoutWhere(plain)).toEqual(await withoutWhere(EXT4));
  });
});

describe('recordings of trouble', () => {
  it('marks dispatches that the host refused, and does not count them as outstanding', async () => {
    const { commands, summary } = await loadFtrace(data('host-busy.trace.txt'));
    expect(commands).toHaveLength(92);
    expect(summary.refused).toBe(6);
    expect(commands.filter((command) => command.recordedStatus === 'REFUSED')).toHaveLength(6);
    expect(summary.unfinished).toEqual([]);
  });

  it('marks the command that timed out; its retry is good', async () => {
    const { commands, summary } = await loadFtrace(data('timeout-abort.trace.txt'));
    expect(commands).toHaveLength(59);
    expect(summary.timedOut).toBe(1);
    const lost = commands.findIndex((command) => command.recordedStatus === 'TIMED_OUT');
    expect(commands[lost + 1]).toMatchObject({
      cdb: commands[lost]?.cdb,
      outstandingAtStart: 0,
      recordedStatus: 'GOOD',
    });
    expect(summary.unfinished).toEqual([]);
  });

  it('shows the check conditions behind the retries', async () => {
    const { commands } = await loadFtrace(data('transport.trace.txt'));
    const plainReadsAndWrites = commands.filter(({ cdb }) => cdb[0] === 0x28 || cdb[0] === 0x2a);
    expect(plainReadsAndWrites.filter((command) => command.recordedStatus === 'CHECK_CONDITION')).toHaveLength(6);
  });
});

describe('matching starts and ends', () => {
  it('matches per tag, whatever the order of completion', async () => {
    const file = write('order.txt', [line('start', 1), line('start', 2), line('done', 2), line('done', 1)].join(''));
    const { commands } = await loadFtrace(file);
    expect(commands.map((command) => command.outstandingAtStart)).toEqual([0, 1]);
  });

  it('keeps the units apart', async () => {
    const other = line('start', 1).replace('lun=0', 'lun=1');
    const { summary } = await loadFtrace(write('units.txt', line('start', 1) + other));
    expect(summary.units.map((unit) => unit.lun)).toEqual([0, 1]);
  });

  it('reports commands that never end', async () => {
    const { commands, summary } = await loadFtrace(
      write('open.txt', line('start', 1) + line('start', 2) + line('done', 2)),
    );
    expect(commands).toHaveLength(2);
    expect(commands[0]).not.toHaveProperty('recordedStatus');
    expect(summary.unfinished).toEqual([commands[0]]);
  });

  it('hands out later commands although one outcome is long in coming', async () => {
    const pairs = Array.from({ length: 6000 }, () => line('start', 2) + line('done', 2)).join('');
    const reading = readFtrace(write('long.txt', line('start', 1) + pairs + line('done', 1)));
    const statuses: unknown[] = [];
    for await (const command of reading) statuses.push(command.recordedStatus);
    expect(statuses).toHaveLength(6001);
    expect(statuses[0]).toBeUndefined();
    expect(new Set(statuses.slice(1))).toEqual(new Set(['GOOD']));
    expect(reading.summary().unfinished).toEqual([]);
  });

  it('gives no summary before the end', () => {
    expect(() => readFtrace(EXT4).summary()).toThrow('after its last command');
  });

  it('accepts a completion, a second timeout or a new start after a timeout', async () => {
    const late = [line('start', 1), line('timeout', 1), line('timeout', 1), line('done', 1)].join('');
    const aborted = [line('start', 2), line('timeout', 2), line('start', 2), line('done', 2)].join('');
    const { commands, summary } = await loadFtrace(write('late.txt', late + aborted));
    expect(commands.map((command) => [command.recordedStatus, command.outstandingAtStart])).toEqual([
      ['TIMED_OUT', 0],
      ['TIMED_OUT', 0],
      ['GOOD', 0],
    ]);
    expect(summary.timedOut).toBe(2);
  });
});

describe('input that is no recording', () => {
  it.each([
    ['a done without a start', line('start', 1) + line('done', 2), 'trace-no-start', 2],
    ['an error without a start', line('error', 2), 'trace-no-start', 1],
    ['a timeout without a start', line('timeout', 2), 'trace-no-start', 1],
    ['a second done', line('start', 1) + line('done', 1) + line('done', 1), 'trace-no-start', 3],
    ['a start of a busy tag', `\n# note\n${line('start', 1)}${line('start', 1)}`, 'trace-tag-busy', 4],
    ['a last line cut off', line('start', 1) + line('done', 1).slice(0, -9), 'trace-truncated', 2],
    ['a line in the middle cut off', `${line('start', 1).slice(0, -9)}\n${line('start', 1)}`, 'trace-fields', 1],
    ['a line that is no event', `${line('start', 1)}hello\n`, 'trace-line', 2],
    ['a line without end', 'x'.repeat(100_000), 'line-too-long', 1],
    ['binary data', Buffer.from([0, 1, 2, 3, 255, 10, 7]), 'trace-line', 1],
  ])('names the line of %s', async (_, content, code, at) => {
    const file = write('bad.txt', content);
    expect(await problemOf(file)).toMatchObject({ code, where: `${file}:${at}` });
  });

  it('names the file that is missing, a directory, or without commands', async () => {
    expect(await problemOf(data('nowhere.txt'))).toMatchObject({ code: 'file-missing', where: data('nowhere.txt') });
    expect(await problemOf(data('.'))).toMatchObject({ code: 'file-unreadable' });
    expect(await problemOf(write('empty.txt', ''))).toMatchObject({ code: 'trace-empty' });
    expect(await problemOf(write('comments.txt', '# tracer: nop\n#\n'))).toMatchObject({ code: 'trace-empty' });
  });

  it('names the gzip file that is truncated or corrupt', async () => {
    const packed = readFileSync(EXT4);
    const truncated = write('truncated.gz', packed.subarray(0, packed.length / 2));
    expect(await problemOf(truncated)).toMatchObject({ code: 'gzip-truncated', where: truncated });
    expect((await problemOf(truncated)).message).toBe(
      `${truncated}: got gzip data that ends too early; accepted: a complete gzip file`,
    );
    const corrupt = Buffer.from(packed);
    corrupt.fill(0xff, 40_000, 40_100);
    const file = write('corrupt.gz', corrupt);
    expect(await problemOf(file)).toMatchObject({ code: 'gzip-corrupt', where: file });
  });

  it('turns any mutation of a recording, plain or gzip, into commands or an InputError', async () => {
    const whole = [line('start', 1), line('start', 2), line('done', 2), line('error', 1), line('start', 1)].join('');
    const edit = fc.record({
      at: fc.nat({ max: 1300 }),
      remove: fc.nat({ max: 300 }),
      insert: fc.string({ maxLength: 5 }),
    });
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(edit, fc.constantFrom('plain', 'packed', 'damaged'), async ({ at, remove, insert }, form) => {
        let content = Buffer.from(whole.slice(0, at) + insert + whole.slice(at + remove));
        if (form !== 'plain') content = gzipSync(content);
        if (form === 'damaged')
          content = Buffer.concat([content.subarray(0, at % content.length), content.subarray(at)]);
        try {
          await loadFtrace(write('fuzz', content));
          outcomes.add('read');
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          outcomes.add(error.message.includes('\n') ? 'more than one line' : error.problem.code);
        }
      }),
      { numRuns: 600, seed: 2 },
    );
    expect(outcomes).not.toContain('more than one line');
    expect(outcomes).toContain('read');
    expect(outcomes).toContain('gzip-truncated');
    expect(outcomes).toContain('trace-fields');
  });
});
