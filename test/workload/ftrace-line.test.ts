import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { parseFtraceLine } from '../../src/workload/ftrace-line.ts';

const ADDRESS = 'host_no=2 channel=1 id=3 lun=4 data_sgl=1 prot_sgl=0 prot_op=SCSI_PROT_NORMAL';
const START = `  kworker/u4:0-9  [001] .....     6.069355: scsi_dispatch_cmd_start: ${ADDRESS} driver_tag=16 scheduler_tag=-1 cmnd=(INQUIRY - raw=12 00 00 00 24 00)`;
const DONE = `  <idle>-0  [000] d.h1.  6.070351: scsi_dispatch_cmd_done: ${ADDRESS} driver_tag=16 scheduler_tag=-1 cmnd=(READ_10 lba=8 txlen=8 protect=0 raw=28 00 00 00 00 08 00 00 08 00) result=(driver=DRIVER_OK host=DID_OK message=COMMAND_COMPLETE status=SAM_STAT_CHECK_CONDITION)`;
const ERROR = `  dd-1  [000] .....  6.1: scsi_dispatch_cmd_error: ${ADDRESS} driver_tag=16 scheduler_tag=-1 cmnd=(INQUIRY - raw=12 00 00 00 24 00) rtn=4181`;

function codeOf(line: string): string {
  try {
    return `parsed ${parseFtraceLine(line, 'f:1')?.kind}`;
  } catch (error) {
    if (error instanceof InputError) return error.problem.code;
    throw error;
  }
}

describe('a line of ftrace text', () => {
  it('gives address, tag, time and CDB of a start', () => {
    expect(parseFtraceLine(START, 'f:1')).toEqual({
      kind: 'start',
      time: 6.069355,
      host: 2,
      channel: 1,
      target: 3,
      lun: 4,
      tag: 16,
      cdb: Uint8Array.of(0x12, 0, 0, 0, 0x24, 0),
    });
  });

  it('gives the status of a done', () => {
    expect(parseFtraceLine(DONE, 'f:1')).toMatchObject({ kind: 'done', tag: 16, status: 'CHECK_CONDITION' });
  });

  it('gives the host byte of a done that failed in transport', () => {
    expect(parseFtraceLine(DONE.replace('DID_OK', 'DID_RESET'), 'f:1')).toMatchObject({ status: 'DID_RESET' });
  });

  it('knows a refused dispatch and a timeout', () => {
    expect(parseFtraceLine(ERROR, 'f:1')?.kind).toBe('error');
    expect(parseFtraceLine(DONE.replace('cmd_done', 'cmd_timeout'), 'f:1')?.kind).toBe('timeout');
  });

  it('accepts task names with spaces and dashes, and the columns that trace options add or remove', () => {
    expect(codeOf(START.replace('kworker/u4:0-9', 'my odd [task]-7 x-12'))).toBe('parsed start');
    expect(codeOf(START.replace('[001]', '(  123) [001]'))).toBe('parsed start');
    expect(codeOf(START.replace('.....', ''))).toBe('parsed start');
  });

  it.each([
    ['a comment', '# tracer: nop'],
    ['a blank line', '   '],
    ['a block event', '  dd-328 [001] ...1. 38.651393: block_rq_insert: 8,0 RS 4096 () 48 + 8 [dd]'],
    ['an error handler event', '  scsi_eh_0-40 [001] ..... 38.651393: scsi_eh_wakeup: host_no=0'],
    ['a marker', '  sh-98 [000] ..... 17.347636: tracing_mark_write: MARK ext4-mixed work-done'],
    ['the heading of trace-cmd', 'cpus=2'],
  ])('skips %s', (_, line) => {
    expect(parseFtraceLine(line, 'f:1')).toBeUndefined();
  });

  it.each([
    ['prose', 'Dear diary', 'trace-line'],
    ['another kind of log', '[   12.3] sd 0:0:0:0: [sda] Attached SCSI disk', 'trace-line'],
    ['a note of lost events', 'CPU:1 [LOST 42 EVENTS]', 'trace-lost-events'],
    ['a start cut off', START.slice(0, -4), 'trace-fields'],
    ['a start without tag', START.replace('driver_tag=16 ', ''), 'trace-fields'],
    ['a start with a result', `${START} result=(x)`, 'trace-fields'],
    ['a done cut off', DONE.slice(0, -20), 'trace-fields'],
    ['a done without result', DONE.replace(/ result=.*/, ''), 'trace-fields'],
    ['an error without rtn', ERROR.replace(/ rtn=.*/, ''), 'trace-fields'],
    ['an unknown status', DONE.replace('CHECK_CONDITION', 'CHICKEN_CONDITION'), 'trace-status'],
    ['an unknown host byte', DONE.replace('DID_OK', 'DUD'), 'trace-status'],
    ['a byte that is no hex', START.replace('12 00', '1g 00'), 'trace-cdb'],
    ['no bytes', START.replace('12 00 00 00 24 00', ''), 'trace-cdb'],
    ['a CDB shorter than its group', DONE.replace(' 08 00)', ')'), 'trace-cdb'],
  ])('rejects %s', (_, line, code) => {
    expect(codeOf(line)).toBe(code);
  });

  it('names file, line and column of a bad byte, what it is and what is accepted, on one line', () => {
    const line = START.replace('12 00 00', '12 0x 00');
    expect(() => parseFtraceLine(line, 'disk.trace:7')).toThrow(
      `disk.trace:7:${line.indexOf('0x') + 1}: got '0x' among the CDB bytes; accepted: bytes of two hex digits, one space between`,
    );
    expect(() => parseFtraceLine('a\u0000b\u001b[1m', 'f:1')).toThrow(
      /^f:1: got 'a\\u0000b\\u001b\[1m'; accepted: .*$/,
    );
  });

  it.each([
    ['tags', ' driver_tag=1'.repeat(600)],
    ['commands', ' driver_tag=1 cmnd=(raw='.repeat(330)],
    ['bytes', ` driver_tag=1 cmnd=(raw=${'00 '.repeat(2600)}`],
    ['tasks', 'a-1 [0] '.repeat(1000)],
  ])('is done at once with a hostile line of %s', (_, hostile) => {
    const start = process.cpuUsage();
    expect(codeOf(`x-1 [0] 1.1: scsi_dispatch_cmd_start: ${ADDRESS}${hostile}`)).toBe('trace-fields');
    expect(codeOf(hostile)).toBe('trace-line');
    // Of this process, in microseconds: whatever else the machine does.
    expect(process.cpuUsage(start).user).toBeLessThan(1_000_000);
  });

  it('turns any mutation of a line into an event or an InputError, never into another failure', () => {
    const mutation = fc.record({
      line: fc.constantFrom(START, DONE, ERROR),
      edits: fc.array(
        fc.record({
          at: fc.nat({ max: 400 }),
          remove: fc.nat({ max: 12 }),
          insert: fc.oneof(
            fc.string({ unit: 'binary', maxLength: 8 }),
            fc.constantFrom('raw=', 'cmnd=(', ')', '-1', ': '),
          ),
        }),
        { maxLength: 4 },
      ),
    });
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(mutation, ({ line, edits }) => {
        let mutated = line;
        for (const { at, remove, insert } of edits) {
          mutated = mutated.slice(0, at) + insert + mutated.slice(at + remove);
        }
        outcomes.add(codeOf(mutated).split(' ')[0] ?? '');
      }),
      { numRuns: 5000, seed: 1 },
    );
    expect([...outcomes].sort()).toEqual(
      expect.arrayContaining(['parsed', 'trace-cdb', 'trace-fields', 'trace-line', 'trace-status']),
    );
  });
});
