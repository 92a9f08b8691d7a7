import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Ended, program, shortScenario } from './program.ts';

const { run, start: startProgram, write, image, inside } = program();
const recording = readFileSync(join(import.meta.dirname, '../data/transport.trace.txt'), 'utf8');
const compressed = gzipSync(recording);

write('short.yaml', shortScenario);

/** One line on stderr that says it all, nothing on stdout, exit code 2. */
function expectRefused({ status, stdout, stderr }: Ended, message: RegExp): void {
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\bat .*\.js:\d|Error:/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
}

test('a system that is too large to explore names the slots', async () => {
  expectRefused(
    await run(['check', '--topology', `./${write('empty.yaml', '{}')}`]),
    /empty\.yaml:1:1: got 32 slots in all; accepted: at most 8, e\.g\. targets:/,
  );
});

let written = 0;
/** A file with a name of its own, for tests that run at the same time. */
const file = (content: string | Uint8Array, kind = 'yaml'): string => write(`input-${written++}.${kind}`, content);

type Case = readonly [what: string, content: string, message: RegExp];

describe('the command line', () => {
  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'an unknown verb',
      ['rum'],
      /unknown command 'rum' \(Did you mean run\?\); accepted: run, list, check, compare, decode/,
    ],
    ['help for an unknown verb', ['help', 'rum'], /^got help rum; accepted: run, /],
    [
      'a system without its option',
      ['check', 'sense-lost'],
      /too many arguments .*; accepted: --topology NAME for one/,
    ],
    ['a property in other letters', ['check', '--property', 'q4'], /got --property q4; accepted: Q4 \(scsi-/],
    [
      'a directory that is a file',
      ['export', '--format', 'dot', '--output', 'short.yaml/'],
      /^--output short\.yaml\/: got a directory that is a file; accepted: a path that can be written/,
    ],
    ['words with --coverage', ['spec', 'x', '--coverage'], /^got spec x --coverage; accepted: words, or --document/],
    ['an unknown option', ['run', '--sede', '1'], /unknown option '--sede' \(Did you mean --seed\?\)/],
    ['an option without its value', ['run', '--seed'], /'--seed <n>' argument missing/],
    ['two scenarios', ['run', 'a', 'b'], /too many arguments/],
    [
      'a misspelt scenario',
      ['run', 'clean-raed'],
      /got clean-raed,.*; accepted: a scenario file, or clean-read \(scsi-statecharts list shows all\)/,
    ],
    ['a seed that is no number', ['run', '--seed', 'abc'], /got --seed abc; accepted: a whole number from 0/],
    ['a negative seed', ['run', '--seed=-1'], /got --seed -1; accepted: a whole number from 0/],
    ['a depth of 0', ['run', '--depth', '0'], /got --depth 0; accepted: a whole number from 1 to 256/],
    ['an unknown runtime', ['run', '--runtime', 'x'], /got --runtime x; accepted: table or stepper or actors/],
    ['an unknown clock', ['run', '--clock', 'x'], /got --clock x; accepted: virtual or real/],
    [
      'an unknown parameter',
      ['run', 'short.yaml', '--set', 'sd.retryCout=1'],
      /got --set sd.retryCout=1;.*sd.retryCount/,
    ],
    ['a parameter without a value', ['run', 'short.yaml', '--set', 'retryCount'], /accepted: NAME=VALUE/],
    [
      'a number that is none',
      ['run', 'short.yaml', '--set', 'retryCount=abc'],
      /accepted: a whole number from 0, e.g. 5/,
    ],
    ['an empty number', ['run', 'short.yaml', '--set', 'retryCount='], /accepted: a whole number from 0, e.g. 5/],
    ['a switch that is none', ['run', 'short.yaml', '--set', 'sd.autoRequestSense=maybe'], /autoRequestSense/],
    ['a name of two layers', ['run', 'short.yaml', '--set', 'autoRequestSense=true'], /sd\.autoRequestSense or hba\./],
    ['a faults bound out of range', ['check', '--faults', '9'], /got --faults 9; accepted: a whole number from 0 to 8/],
    [
      'faults for a published system',
      ['check', '--topology', 'sense-lost', '--faults', '2'],
      /got --faults for published systems; accepted: --faults with --topology FILE/,
    ],
    [
      'times for all published systems',
      ['check', '--all', '--timers', 'any'],
      /got --timers for published systems; accepted: --timers with --topology FILE/,
    ],
    [
      'larger limits for a file',
      ['check', '--topology', './topology.yaml', '--more', '1'],
      /got --more for a topology file; accepted: --more for published systems/,
    ],
    [
      'a file where stories are to go',
      ['check', '--topology', 'sense-lost', '--save', 'short.yaml'],
      /got --save short\.yaml \(a file, not a directory\)/,
    ],
    [
      'a run that is not there',
      ['check', '--topology', 'sense-lost', '--continue', 'nothing'],
      /nothing: got a file that does not exist; accepted: what check --save-run wrote/,
    ],
    [
      'a limit with which nothing moves',
      ['run', 'short.yaml', '--set', 'throttleMax=0'],
      /got parameter sd\.throttleMax = 0; accepted: a whole number from 1, e\.g\. 256/,
    ],
    [
      'a scenario with what only one driver has, side by side',
      ['compare', 'aix-dump'],
      /got a scenario of aix that cannot be run under scsa \(unknown actor proc:h0\)/,
    ],
    ['text that cannot be decoded', ['decode', 'zz'], /got 'zz'; accepted: a CDB or sense bytes in hex/],
    ['a CDB that is cut off', ['decode', '28', '00'], /got 2 bytes; accepted: 10 bytes/],
    ['bytes of which one is a slip', ['decode', '28', '2g', '00', '00'], /got '28 2g 00 00'; accepted: a CDB/],
  ])('refuses %s', async (_, args, message) => {
    expectRefused(await run(args), message);
  });

  test('refuses an unknown option as users see it', async () => {
    expectRefused(await startProgram(['run', '--sede', '1']), /unknown option '--sede' \(Did you mean --seed\?\)/);
  });
});

describe('a scenario file', () => {
  const nine = (name: string): string => `[${Array(9).fill(name).join()}]`;
  const bomb = `a: &a ${nine('1')}\nb: &b ${nine('*a')}\nc: &c ${nine('*b')}\nd: ${nine('*c')}\n`;
  test.each<Case>([
    ['an empty file', '', /: got an empty file/],
    ['an unknown field', `${shortScenario}bogus: 1\n`, /:8:1: got unknown field 'bogus'; accepted: a field named/],
    ['a value of the wrong type', `${shortScenario}seed: abc\n`, /:8:7: got seed: "abc"; accepted: a number/],
    [
      'a key twice',
      `${shortScenario}name: other\n`,
      /:8:1: got 'name: other'; accepted: YAML \(Map keys must be unique/,
    ],
    ['no YAML', 'name: [', /:1:8: got 'name: \['; accepted: YAML \(.*\]/],
    ['YAML that breaks off', 'name: [\n', /:2:1: got a file that breaks off; accepted: YAML \(/],
    ['a mapping within a line', 'a: b: c', /:1:4: got 'a: b: c'; accepted: YAML \(Nested mappings are not allowed/],
    [
      'an alias of nothing',
      'a: *b',
      /got aliases that lead nowhere, or to too much; accepted: YAML \(Unresolved alias/,
    ],
    [
      'a trace',
      '{"format":"scsi-statecharts-trace","version":1}\n{"step":{}}\n',
      /got a trace that this program wrote; accepted: YAML; a trace is shown by scsi-statecharts inspect (\S+), .* scsi-statecharts scenario \1, .* scsi-statecharts run --workload \1$/m,
    ],
    ['a huge line', 'a'.repeat(3_000_000), /: got the file: "a+\.\.\.; accepted: a mapping/],
    [
      'an unknown tag',
      shortScenario.replace('title: ', 'title: !x '),
      /:2:8: got 'title: !x Write and read'; accepted: YAML \(Unresolved tag: !x\)/,
    ],
    ['aliases that grow', bomb, /alias count/],
    [
      'an unknown unit',
      shortScenario.replace('- read: {', '- unit: d5\n      read: {'),
      /:7:13: got unknown unit d5; accepted: d0/,
    ],
    [
      'an LBA beyond the capacity',
      shortScenario.replace('read: { lba: 0', 'read: { lba: 999999'),
      /:7:7: got blocks 999999 to 1000006; accepted: blocks 0 to 131071/,
    ],
    [
      'two targets with one id',
      `${shortScenario}topology:\n  targets:\n    - { name: t0, id: 1, logicalUnits: [{ name: d0 }] }\n    - { name: t1, id: 1, logicalUnits: [{ name: d1 }] }\n`,
      /:11:23: got SCSI id 1 for both target t0 and target t1/,
    ],
    [
      'a target with the id of the adapter',
      `${shortScenario}topology:\n  targets:\n    - { name: t0, id: 7, logicalUnits: [{ name: d0 }] }\n`,
      /:10:23: got SCSI id 7 for both adapter h0 and target t0/,
    ],
    [
      'an unknown parameter',
      `${shortScenario}topology: { parameters: { sd: { foo: 1 } } }\n`,
      /:8:11: got parameter sd.foo/,
    ],
  ])('is refused: %s', async (_, content, message) => {
    expectRefused(await run(['run', file(content)]), message);
  });

  test('is refused: a binary file, a directory, none at all', async () => {
    expectRefused(await run(['run', file(compressed)]), /: got a binary file/);
    expectRefused(await run(['run', inside('.')]), /: got a directory/);
    expectRefused(
      await run(['run', 'no-such.yaml']),
      /got no-such.yaml, which is neither a file nor a shipped scenario/,
    );
  });
});

describe('a fault rule', () => {
  const after = 'after: buf.strategy';
  test.each<Case>([
    [
      'an unknown choice',
      '{ at: lu.explode.outcome, choose: ok }',
      /:9:11: got faults\.0\.at: "lu\.explode\.outcome"; accepted: lu\.execute\.outcome/,
    ],
    [
      'an unknown alternative',
      '{ at: tran.start.admission, choose: bussy }',
      /:9:41: got unknown alternative of tran\.start\.admission: bussy; accepted: busy, /,
    ],
    [
      'a choice without its alternative',
      '{ at: tran.start.admission }',
      /:9:5: got no faults\.0\.choose; accepted: text/,
    ],
    [
      'an actor that does not exist',
      `{ send: { type: world.stopped }, to: 'lu:d9', ${after} }`,
      /:9:42: got unknown actor lu:d9; accepted: lu:d0/,
    ],
    [
      'an actor to which nothing happens',
      `{ send: { type: world.stopped }, to: 'hba:h0', ${after} }`,
      /:9:42: got hba:h0/,
    ],
    [
      'a message that the receiver does not know',
      `{ send: { type: world.gone }, to: 'lu:d0', ${after} }`,
      /:9:21: got unknown message to lu:d0: world\.gone; accepted: world\.powerOn/,
    ],
    [
      'a trigger that does not exist',
      "{ send: { type: world.stopped }, to: 'lu:d0', after: buf.stragety }",
      /:9:58: got unknown message buf\.stragety; accepted: buf\.strategy/,
    ],
    [
      'a delay of an unknown message',
      '{ delay: pkt.cmop, ms: 4 }',
      /:9:14: got unknown message pkt\.cmop; accepted: pkt\.comp/,
    ],
    ['a delay of what takes no time', '{ delay: tran.getcap, ms: 4 }', /:9:14: got delay of tran\.getcap/],
    ['haste of what takes no time', '{ hasten: tran.getcap }', /:9:15: got hasten of tran\.getcap/],
    ['a negative delay', '{ delay: pkt.comp, ms: -4 }', /:9:28: got faults\.0\.ms: -4; accepted: a number, at least 0/],
    [
      'an unknown condition',
      '{ delay: pkt.comp, ms: 4, when: { unti: d0 } }',
      /:9:39: got unknown field 'unti' in faults\.0\.when; accepted: a field named unit/,
    ],
    ['an unknown unit', '{ delay: pkt.comp, ms: 4, when: { unit: d7 } }', /:9:45: got unknown unit d7; accepted: d0/],
    [
      'an actor without a state',
      "{ delay: pkt.comp, ms: 4, when: { state: { 'sd:d8': x } } }",
      /got unknown actor sd:d8; accepted: sd:d0/,
    ],
    [
      'a request that nobody makes',
      '{ delay: pkt.comp, ms: 4, when: { request: 2 } }',
      /:9:48: got request 2; accepted: .*0 to 1/,
    ],
    [
      'none of the forms',
      '{ nonsense: 4 }',
      /:9:5: got faults\.0: .*a mapping with at and choose, or a mapping with delay and ms, or/,
    ],
  ])('is refused: %s', async (_, rule, message) => {
    expectRefused(await run(['run', file(`${shortScenario}faults:\n  - ${rule}\n`)]), message);
  });

  test('is refused by the program as users run it', async () => {
    const name = file(`${shortScenario}faults:\n  - { delay: pkt.cmop, ms: 4 }\n`);
    expectRefused(await startProgram(['run', name]), new RegExp(`^${name}:9:14: got unknown message pkt\\.cmop`));
  });

  test('is refused in a file of its own', async () => {
    const faults = file('- { at: tran.start.admission, choose: bussy }\n');
    expectRefused(
      await run(['run', 'short.yaml', '--faults', faults]),
      new RegExp(`^${faults}:1:39: got unknown alternative`),
    );
    expectRefused(
      await run(['run', 'short.yaml', '--faults', file('a: b\n')]),
      /:1:1: got the file: .*; accepted: a list/,
    );
  });

  test('is refused when another topology does not have its actors', async () => {
    const topology = file('targets:\n  - { name: t0, id: 0, logicalUnits: [{ name: d0 }] }\n');
    expectRefused(
      await run(['run', 'third-party-reset', '--topology', topology]),
      /third-party-reset\.yaml:\d+:\d+: got unknown actor/,
    );
  });
});

describe('an expectation', () => {
  test.each<Case>([
    ['an unknown clause', 'clauses: [lu-god]', /:9:13: got unknown clause lu-god; accepted: lu-good/],
    [
      'an unknown message',
      'never: [{ message: pkt.cmop }]',
      /:9:22: got unknown message pkt\.cmop; accepted: pkt\.comp/,
    ],
    [
      'an unknown message of a sequence',
      'sequences: [[{ message: pkt.cmop }]]',
      /:9:27: got unknown message pkt\.cmop/,
    ],
    [
      'an unknown actor',
      "never: [{ message: pkt.comp, to: 'sd:d9' }]",
      /:9:36: got unknown actor sd:d9; accepted: sd:d0/,
    ],
    [
      'an unknown figure',
      'report: { retries: { standrad: 0 } }',
      /got unknown figure of retries: standrad; accepted: standard/,
    ],
    ['an unknown error', 'answers: [{ request: 0, error: EOI }]', /got unknown error EOI; accepted: EIO/],
    ['a request that nobody makes', 'answers: [{ request: 2, error: none }]', /got request 2; accepted: .*0 to 1/],
  ])('is refused: %s', async (_, text, message) => {
    expectRefused(await run(['run', file(`${shortScenario}expect:\n  ${text}\n`)]), message);
  });
});

describe('a workload', () => {
  const corrupt = Uint8Array.from(compressed, (byte, i) => (i >= 600 && i < 640 ? byte ^ 0x5a : byte));
  const lines = recording.split('\n');
  test.each<readonly [string, string | Uint8Array, RegExp]>([
    ['truncated gzip', compressed.subarray(0, 1500), /: got gzip data that ends too early/],
    ['corrupt gzip', corrupt, /: got /],
    [
      'a line that is no event',
      [...lines.slice(0, 20), 'hello', ...lines.slice(20)].join('\n'),
      /:21: got 'hello'; accepted: ftrace text/,
    ],
    ['an empty file', '', /: got a trace without any scsi_dispatch_cmd_start event/],
    ['a huge line', 'a'.repeat(100_000), /:1: got a line of more than 8192 characters/],
    ['random bytes', Uint8Array.from({ length: 5000 }, (_, i) => 128 + ((i * 7919) % 127)), /:1: got /],
  ])('is refused: %s', async (_, content, message) => {
    expectRefused(await run(['run', 'short.yaml', '--workload', file(content, 'txt')]), message);
  });

  test('is refused: truncated gzip, by the program as users run it', async () => {
    const name = file(compressed.subarray(0, 1500), 'gz');
    expectRefused(
      await startProgram(['run', '--workload', name]),
      new RegExp(`^${name}: got gzip data that ends too early`),
    );
  });

  test('is refused: a missing file, a directory', async () => {
    expectRefused(await run(['run', '--workload', 'missing.txt']), /^missing\.txt: got a file that does not exist/);
    expectRefused(await run(['run', '--workload', '.']), /^\.: got a directory/);
  });

  test('is refused: a command beyond the capacity of the unit', async () => {
    const small = file('targets:\n  - { name: t0, id: 0, logicalUnits: [{ name: d0, blocks: 16 }] }\n');
    const workload = file(recording, 'txt');
    expectRefused(
      await run(['run', 'short.yaml', '--workload', workload, '--topology', small]),
      new RegExp(`^${workload}:\\d+: got blocks \\d+ to \\d+; accepted: blocks 0 to 15`),
    );
  });

  test('is refused: a recording of more units than the topology has', async () => {
    const start = lines.find((line) => line.includes('cmd_start')) ?? '';
    const done = lines.find((line) => line.includes('cmd_done')) ?? '';
    const two = [start, done, start.replace(' id=0', ' id=1'), done.replace(' id=0', ' id=1'), ''].join('\n');
    expectRefused(
      await run(['run', 'short.yaml', '--workload', file(two, 'txt')]),
      /got commands for 2 logical units.*topology has: 1/,
    );
  });

  describe('that is a trace of this program', () => {
    const header =
      '{"format":"scsi-statecharts-trace","version":1,"scenario":"x","seed":1,"machineDigest":"0","topology":{}}';
    const request = (unit: string, cdb: string): string =>
      `{"request":{"at":0,"index":0,"slot":"d0.1","unit":"${unit}","entry":"strategy","cdb":"${cdb}","flags":[],"outstanding":0}}`;
    const read = '28000000006400000800';
    const large = header.replace(
      '{}}',
      '{"targets":[{"name":"t0","id":0,"logicalUnits":[{"name":"d0","blocks":900000}]}]}}',
    );
    test.each<readonly [string, readonly string[], RegExp]>([
      [
        'another version',
        [header.replace('"version":1', '"version":2'), ''],
        /:1: got a header with .*version 2; accepted: .*version 1/,
      ],
      ['another format', ['{"format":"x"}', ''], /:1: got a header with format "x"/],
      [
        'a line of something else',
        [header, request('d0', read), 'garbage', ''],
        /:3: got garbage; accepted: a line of a/,
      ],
      [
        'a last line that is cut off',
        [header, request('d0', read).slice(0, 50)],
        /:2: got a last line that is cut off/,
      ],
      ['no request', [header, ''], /: got a trace without any request/],
      ['an unknown unit', [header, request('d9', read), ''], /:2: got a request for unit d9; accepted: .*d0/],
      ['an entry that the command cannot use', [header, request('d0', '000000000000'), ''], /:2: got entry strategy/],
      [
        'an LBA beyond the capacity',
        [large, request('d0', '28000007a12000000800'), ''],
        /:2: got blocks 500000 to 500007/,
      ],
    ])('is refused: %s', async (_, text, message) => {
      expectRefused(await run(['run', 'short.yaml', '--workload', file(text.join('\n'), 'jsonl')]), message);
    });
  });
});

describe('an image', () => {
  const looks = (name: string) => {
    const { mtimeNs, size } = statSync(inside(name), { bigint: true });
    return {
      mtimeNs,
      size,
      sha256: createHash('sha256')
        .update(readFileSync(inside(name)))
        .digest('hex'),
    };
  };

  async function refusedUntouched(
    name: string,
    args: readonly string[],
    message: RegExp,
    how: typeof run = run,
  ): Promise<void> {
    const before = looks(name);
    expectRefused(await how([...args, '--image', name]), message);
    expect(looks(name)).toEqual(before);
  }

  test('of odd size is refused and left as it was', () =>
    refusedUntouched(image('odd.img', 1000), ['run', 'short.yaml'], /^odd\.img: got 1000 bytes; accepted: a multiple/));

  test('without write permission is refused and left as it was, whoever asks', async () => {
    chmodSync(inside(image('read-only.img', 1 << 20)), 0o444);
    await refusedUntouched(
      'read-only.img',
      ['run', 'short.yaml'],
      /^read-only\.img: got an image without write permission/,
      (args) => startProgram(args),
    );
  });

  test('smaller than the workload needs is refused and left as it was', () =>
    refusedUntouched(
      image('small.img', 2048),
      ['run', 'short.yaml'],
      /^short\.yaml:6:7: got blocks 0 to 7; accepted: blocks 0 to 3, .*--image small\.img/,
    ));

  test('is left as it was when anything else is wrong', async () => {
    image('good.img', 1 << 20);
    const scenario = file(`${shortScenario}faults:\n  - { delay: pkt.cmop, ms: 4 }\n`);
    await refusedUntouched('good.img', ['run', scenario], /unknown message pkt\.cmop/);
    await refusedUntouched(
      'good.img',
      ['run', 'short.yaml', '--trace', 'good.img'],
      /^--trace good\.img: got a file that this run reads/,
    );
  });

  test('that is no file, or empty, is refused', async () => {
    expectRefused(await run(['run', 'short.yaml', '--image', '.']), /^\.: got a directory/);
    expectRefused(
      await run(['run', 'short.yaml', '--image', 'missing.img']),
      /^missing\.img: got an image that does not exist/,
    );
    expect(existsSync(inside('missing.img'))).toBe(false);
    expectRefused(await run(['run', 'short.yaml', '--image', image('empty.img', 0)]), /^empty\.img: got 0 bytes/);
  });
});

describe('a topology file', () => {
  const clash =
    'targets:\n  - { name: t0, id: 1, logicalUnits: [{ name: d0 }] }\n  - { name: t1, id: 1, logicalUnits: [{ name: d1 }] }\n';
  test.each([['run', 'short.yaml'], ['check']])('with overlapping targets is refused by %s', async (...args) => {
    const name = file(clash);
    expectRefused(
      await run([...args, '--topology', name]),
      new RegExp(`^${name}:3:21: got SCSI id 1 for both target t0 and target t1`),
    );
  });
});

describe('a trace', () => {
  test.each([
    [
      'a directory that does not exist',
      'nowhere/trace.jsonl',
      /^--trace nowhere\/trace\.jsonl: got a directory that does not exist/,
    ],
    ['a directory', '.', /^--trace \.: got a directory/],
    ['a file that is read', 'short.yaml', /^--trace short\.yaml: got a file that this run reads/],
  ])('cannot be written to %s', async (_, name, message) => {
    expectRefused(await run(['run', 'short.yaml', '--trace', name]), message);
    expect(readFileSync(inside('short.yaml'), 'utf8')).toBe(shortScenario);
  });

  test('cannot be written over the workload that the scenario names', async () => {
    await run(['run', 'short.yaml', '--trace', 'recorded.jsonl']);
    const recorded = readFileSync(inside('recorded.jsonl'), 'utf8');
    const [about = ''] = shortScenario.split('workload:');
    const scenario = file(`${about}workload: { trace: recorded.jsonl }\n`);
    expectRefused(
      await run(['run', scenario, '--trace', 'recorded.jsonl']),
      /^--trace recorded\.jsonl: got a file that this run reads/,
    );
    expect(readFileSync(inside('recorded.jsonl'), 'utf8')).toBe(recorded);
  });
});

describe('a defect of the model', () => {
  // A request that is asked again while it is on its way: no machine should ever see that.
  const rule =
    "{ send: { type: world.read, range: inside, failfast: false, physio: false }, to: 'app:d0.1', after: bus.select, when: { request: 0 } }";
  const scenario = write('defect.yaml', `${shortScenario}faults:\n  - ${rule}\n`);

  test('is one line with a hint, and exit code 1', async () => {
    const { status, stdout, stderr } = await startProgram(['run', scenario]);
    expect(stderr).toMatch(
      /^defect of the model: unexpected message: app:d0\.1 in state .* --trace FILE --seed 1 .*\n$/,
    );
    expect(stderr.trim()).not.toContain('\n');
    expect(stdout).toBe('');
    expect(status).toBe(1);
  });

  test('is counted for programs, and what led there is in the trace', async () => {
    const { status, stdout, stderr } = await run(['run', scenario, '--json', '--trace', 'defect.jsonl']);
    expect(JSON.parse(stdout)).toMatchObject({ scenario: 'short', seed: 1, unexpected: 1 });
    expect(stderr).toContain('what led there is in defect.jsonl');
    expect(readFileSync(inside('defect.jsonl'), 'utf8')).toContain('"request"');
    expect(status).toBe(1);
  });
});
