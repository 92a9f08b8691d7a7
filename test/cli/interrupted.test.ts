import { describe, expect, test } from 'vitest';
import { checkReportsSchema } from '../../src/explore/report-schema.ts';
import { type Ended, program } from './program.ts';

const { run } = program();

/** Runs `check`, and presses Ctrl-C as soon as it heeds it. */
async function interrupted(...args: string[]): Promise<Ended> {
  const before = process.listenerCount('SIGINT');
  let turns = 0;
  let turn: NodeJS.Immediate | undefined;
  const countTurns = (): void => {
    turns += 1;
    turn = setImmediate(countTurns);
  };
  const look = setInterval(() => {
    if (process.listenerCount('SIGINT') === before) return;
    clearInterval(look);
    process.emit('SIGINT');
    countTurns();
  });
  try {
    return await run(['check', ...args]);
  } finally {
    clearInterval(look);
    clearImmediate(turn);
    expect(process.listenerCount('SIGINT')).toBe(before);
    // It looks up after every piece of its work, and ends when it does.
    expect(turns).toBeLessThan(10);
  }
}
const linesOf = (text: string): string[] => text.trimEnd().split('\n');

describe('check that is interrupted by Ctrl-C', () => {
  test('says so at once, then what it has found, each kind on one line, and last how far it came', async () => {
    const { status, stdout, stderr } = await interrupted();
    expect(linesOf(stderr)).toEqual([
      'stopping ... (Ctrl-C again ends it at once)',
      expect.stringMatching(/^interrupted: 1-target-1-slot in part, \d+ systems not begun; exit code 1$/),
    ]);
    const lines = linesOf(stdout.trimStart());
    expect(lines[0]).toBe('1-target-1-slot  interrupted');
    expect(lines.filter((line) => line.includes('not checked'))).toEqual([
      expect.stringMatching(/^ {2}not checked \(not all seen\) {2}I1 I2 .* R8$/),
    ]);
    expect(lines.length).toBeLessThan(6);
    expect(status).toBe(1);
  });

  test('keeps the run, and says last by what command it goes on, which ends as if nothing had been', async () => {
    const args = ['--topology', '2-targets-1-slot', '--property', 'I2', '--property', 'I11'];
    const first = await interrupted(...args, '--max-states', '90000', '--save-run', 'run.bin');
    const [command = ''] = linesOf(first.stderr).slice(-1);
    expect(command).toBe(
      `  scsi-statecharts check ${args.join(' ')} --save-run run.bin --max-states 90000 --continue run.bin`,
    );
    expect(first.stdout).toContain('not checked (not all seen)  I2 I11');
    const { stdout, status } = await run([...command.trim().split(' ').slice(1), '--json']);
    const report = checkReportsSchema.parse(JSON.parse(stdout)).topologies[0];
    expect(report).toMatchObject({ topology: '2-targets-1-slot', complete: true });
    expect(report?.properties).toMatchObject([
      { id: 'I2', verdict: 'holds' },
      { id: 'I11', verdict: 'holds' },
    ]);
    expect(status).toBe(0);
  });

  test('prints for programs what it knows, as one JSON document', async () => {
    const { status, stdout, stderr } = await interrupted('--topology', '2-targets-2-slots', '--json');
    expect(checkReportsSchema.parse(JSON.parse(stdout)).topologies).toMatchObject([
      { complete: false, stopped: 'asked' },
    ]);
    expect(linesOf(stderr).at(-1)).toBe('interrupted: 2-targets-2-slots in part; exit code 1');
    expect(status).toBe(1);
  });
});

test('a run that ended at a bound is continued by the same command without the bound', async () => {
  const { stderr, status } = await run([
    ...['check', '--topology', 'sense-lost', '--property', 'Q4', '--max-states', '50', '--save-run', "it's kept"],
  ]);
  expect(linesOf(stderr)).toEqual([
    "kept in it's kept; to go on:",
    String.raw`  scsi-statecharts check --topology sense-lost --property Q4 --save-run 'it'\''s kept' --continue 'it'\''s kept'`,
  ]);
  expect(status).toBe(1);
});
