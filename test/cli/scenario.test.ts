import { beforeAll, describe, expect, test } from 'vitest';
import { program } from './program.ts';

const { run, write, read, inside } = program();
let trace: string;

beforeAll(async () => {
  await run(['run', 'medium-error', '--trace', 'run.jsonl']);
  trace = read('run.jsonl').toString();
});

describe('scenario', () => {
  test('makes a file of a trace that does the same by itself', async () => {
    expect(await run(['scenario', 'run.jsonl', '--output', 'mine.yaml'])).toEqual({
      ...{ status: 0, stdout: '', stderr: '' },
    });
    const again = await run(['run', 'mine.yaml', '--trace', 'again.jsonl']);
    expect(again.stdout).toContain('everything as the scenario expects');
    const steps = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('{"step"'));
    expect(steps(read('again.jsonl').toString())).toEqual(steps(trace));
  });

  test('prints it, under the title that is asked for', async () => {
    const { stdout } = await run(['scenario', 'run.jsonl', '--title', 'The disk is ill']);
    expect(stdout).toMatch(/^name: run-recorded\ntitle: The disk is ill\nstory: What was recorded in run\.jsonl\.\n/);
  });

  test('tells a story that check saved, with what it shows, and says what is not as it was', async () => {
    await run(['check', '--topology', 'sense-lost', '--property', 'Q4', '--save', 'stories']);
    const { stdout, stderr, status } = await run(['scenario', 'stories/sense-lost-Q4.jsonl']);
    expect(stdout).toContain('title: "sense-lost: Q4 is violated:');
    expect(stderr).toContain('note: The same steps in the same order, at other times.');
    expect(status).toBe(0);
    const told = await run(['run', write('told.yaml', stdout), '--json']);
    expect(JSON.parse(told.stdout)).toMatchObject({ senseLost: 1, unexpected: 0 });
  });

  test('makes a test of it', async () => {
    const { stdout } = await run(['scenario', 'run.jsonl', '--test']);
    expect(stdout).toMatch(/^import \{ readScenario, runScenario \} from 'scsi-statecharts';/);
    expect(stdout).toContain("it('medium-error, recorded'");
    expect(stdout).toContain('expect(failures).toEqual([]);');
  });

  test('says what a scenario cannot tell', async () => {
    const other = write('other.jsonl', trace.replace('"state":"', '"state":"not '));
    const { stdout, stderr, status } = await run(['scenario', other]);
    expect(stderr).toMatch(
      /^other\.jsonl: A scenario file cannot tell this run: in step \d+ it would do something else/,
    );
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('of a trace that breaks off behind a line it tells what there is, and says so on top and aside', async () => {
    const lines = trace.split('\n');
    const at = lines.findLastIndex((line) => line.startsWith('{"step":'));
    const cut = write('interrupted.jsonl', `${lines.slice(0, at).join('\n')}\n`);
    const { stdout, stderr, status } = await run(['scenario', cut]);
    const says = /The recording breaks off behind step 242: what comes then is not as it was recorded\.\n/;
    expect(stdout).toMatch(new RegExp(`^# ${says.source}`));
    expect(stderr).toMatch(new RegExp(`^note: ${says.source}$`));
    expect(status).toBe(0);
  });

  const lines = () => trace.split('\n');
  test.each<readonly [string, () => readonly string[], RegExp]>([
    [
      'a trace without one of its steps',
      () => [write('gap.jsonl', lines().toSpliced(99, 1).join('\n'))],
      /^gap\.jsonl:100: got step 96; accepted: step 95: the steps of a trace are numbered without a gap$/m,
    ],
    [
      'a trace with a line that nobody can read',
      () => [write('torn.jsonl', lines().with(99, '{"step":{"n":garbage').join('\n'))],
      /^torn\.jsonl:100: got no JSON object: \{"step":\{"n":garbage; accepted: a line of a trace/,
    ],
    [
      'a trace that is cut off within a line',
      () => [write('cut.jsonl', trace.slice(0, 60_000))],
      /^cut\.jsonl:\d+: got a last line that is cut off \(.*; accepted: a complete trace/,
    ],
    [
      'a trace without its last steps',
      () => [write('short.jsonl', lines().toSpliced(-4, 1).join('\n'))],
      /^short\.jsonl:\d+: got an end behind 243 steps: .*; accepted: an end that says how many steps there are$/m,
    ],
    [
      'two traces in one file',
      () => [write('two.jsonl', trace + trace)],
      /^two\.jsonl:253: got a line behind the end of the trace; accepted: nothing behind it$/m,
    ],
    [
      'a shipped scenario',
      () => ['medium-error'],
      /^got medium-error, which is a scenario already; accepted: a trace: /,
    ],
    ['a file that does not exist', () => ['none.jsonl'], /^none\.jsonl: got a file that does not exist/],
    ['a directory', () => ['.'], /^\.: got a directory/],
    [
      'an empty file',
      () => [write('empty.jsonl', '')],
      /^empty\.jsonl:1: got an empty first line; accepted: the header/,
    ],
    ['a binary file', () => [write('x.bin', '\u007fELF\0\0')], /^x\.bin:1: got a binary file; accepted: the header/],
    [
      'a binary file without a zero',
      () => [write('y.bin', '=]\u0011\ufffd\u0017')],
      /^y\.bin:1: got a binary file; accepted: the header/,
    ],
    ['a scenario', () => [write('x.yaml', 'name: x\n')], /^x\.yaml:1: got name: x; accepted: the header of a trace/],
    [
      'a place that cannot be written',
      () => ['run.jsonl', '--output', inside('none/x.yaml')],
      /^--output .*: got a directory that does not exist; accepted: a path that can be written$/m,
    ],
  ])('refuses %s', async (_, args, message) => {
    const { stdout, stderr, status } = await run(['scenario', ...args()]);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
