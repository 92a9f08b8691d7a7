import { mkdirSync, readdirSync } from 'node:fs';
import type { Option } from 'commander';
import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../src/cli/program.ts';
import { program, shortScenario } from './program.ts';

const { run, write, inside } = program();
write('short.yaml', shortScenario);
write('program.bin', '\u007fELF\0\u0001\n');
write('one.yaml', 'targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]\n');
mkdirSync(inside('folder'));

/** The rest of a command line that would be right. */
const rest: Readonly<Record<string, readonly string[]>> = {
  run: ['short.yaml'],
  compare: ['short.yaml'],
  decode: ['00 00 00 00 00 00'],
  export: ['--format', 'json', '--machine', 'scsi-pkt'],
  scenario: ['run.jsonl'],
};

/** Whole numbers, from and to. */
const numbers: Readonly<Record<string, readonly [least: number, most: number]>> = {
  'run --depth': [1, 256],
  'run --seed': [0, 0xffff_ffff],
  'run --inspect': [0, 65_535],
  'run --inspect-protocol': [0, 65_535],
  'check --faults': [0, 8],
  'check --more': [0, 8],
  'check --max-states': [1, Number.MAX_SAFE_INTEGER],
  'check --max-memory': [1, Number.MAX_SAFE_INTEGER],
  'check --workers': [0, 64],
  'check --share-from': [1, Number.MAX_SAFE_INTEGER],
  'compare --seed': [0, 0xffff_ffff],
  'inspect --port': [0, 65_535],
  'export --faults': [0, 8],
  'export --max-states': [1, Number.MAX_SAFE_INTEGER],
  'reach --states': [1, Number.MAX_SAFE_INTEGER],
  'reach --threads': [1, 64],
};

/** One of some words. */
const words: Readonly<Record<string, RegExp>> = {
  'run --driver': /accepted: scsa or aix or aix-fcp or aix-iscsi$/,
  'run --runtime': /accepted: table or stepper or actors$/,
  'run --clock': /accepted: virtual or real$/,
  'check --timers': /accepted: classes or due or any$/,
  'decode --as': /accepted: cdb or sense or /,
  'decode --direction': /accepted: in or out$/,
  'export --format': /accepted: .*scxml.* or promela$/,
  'export --timers': /accepted: classes or due or any$/,
};

/** Names and files: what is given, what is said. */
const names: Readonly<Record<string, readonly (readonly [given: string, says: RegExp])[]>> = {
  'run --workload': [
    ['no.txt', /^no\.txt: got a file that does not exist/],
    [
      'program.bin',
      /^program\.bin:1: got a binary file; accepted: a trace that run --trace wrote, or Linux ftrace text/,
    ],
  ],
  'run --image': [['no.img', /^no\.img: got an image that does not exist/]],
  'run --faults': [['no.yaml', /^no\.yaml: got a file that does not exist/]],
  'run --topology': [['folder', /^folder: got a directory/]],
  'run --set': [
    ['sd.retryCuont=1', /accepted: sd\.retryCount or .* \(scsi-statecharts list --parameters shows all\)$/],
    ['xyzzy=1', /accepted: what scsi-statecharts list --parameters shows$/],
    ['retryCount', /accepted: NAME=VALUE/],
    ['retryCount=', /accepted: a whole number from 0/],
    ['retryCount=-1', /accepted: a whole number from 0/],
    ['retryCount=99999999999999999999', /accepted: a whole number from 0/],
    ['retryCount=NaN', /accepted: a whole number from 0/],
    ['sd.retryCount=99999999999', /got parameter sd\.retryCount = 99999999999; accepted: up to 65,535, e\.g\. 5$/],
    ['delays.pktTime=1e12', /accepted: up to 1,000,000,000 ms, e\.g\. /],
  ],
  'run --trace': [
    ['no/trace.jsonl', /got a directory that does not exist/],
    ['short.yaml/trace.jsonl', /^--trace short\.yaml\/trace\.jsonl: got a directory that is a file/],
  ],
  'check --topology': [
    ['sense-lots', /accepted: a topology file \(YAML\), or sense-lost .*\(scsi-statecharts check --list shows all\)$/],
    ['lost-sense', /accepted: a topology file \(YAML\), or sense-lost \(/],
    ['xyzzy', /accepted: a topology file \(YAML\), or what scsi-statecharts check --list shows$/],
    ['./no.yaml', /no\.yaml: got a file that does not exist/],
  ],
  'check --property': [
    ['q4', /accepted: Q4 \(scsi-statecharts check --list shows all\)$/],
    ['sense', /accepted: sense-lost or .*\(scsi-statecharts check --list shows all\)$/],
    ['xyzzy', /accepted: what scsi-statecharts check --list shows$/],
  ],
  'check --save': [['short.yaml', /got --save short\.yaml \(a file, not a directory\)/]],
  'check --save-run': [
    ['no/run', /got --save-run no\/run \(its directory does not exist\)/],
    ['folder', /got --save-run folder \(a directory\)/],
  ],
  'check --continue': [
    ['no.run', /^no\.run: got a file that does not exist; accepted: what check --save-run wrote/],
    ['short.yaml/run', /^short\.yaml\/run: got a file that does not exist/],
    ['folder', /^folder: got a directory; accepted: what check --save-run wrote/],
  ],
  'spec --document': [['aix-sma', /accepted: aix-sam, /]],
  'export --machine': [
    ['scsa-disc', /accepted: all, or scsa-disk or .*\(scsi-statecharts export --help shows all\)$/],
    ['xyzzy', /accepted: all, or what scsi-statecharts export --help shows$/],
  ],
  'export --output': [['no/x.json', /^--output no\/x\.json: got a directory that does not exist/]],
  'export --topology': [['sense-lots', /accepted: a topology file \(YAML\), or sense-lost/]],
  'export --property': [['Q44', /accepted: what must never happen: Q4 /]],
  // What is written is made first: `scenario.test.ts` tries these.
  'scenario --output': [],
  'scenario --title': [],
  'reach --machine': [['scsa-disc', /accepted: scsa-disk or .*\(scsi-statecharts export --help shows all\)$/]],
  'reach --only': [
    [
      'clean-reed',
      /accepted: clean-read \(scsi-statecharts list \(scenarios\) or check --list \(systems\) shows all\)$/,
    ],
  ],
};

/** What has to stand beside an option for it to be heeded. */
const beside = (name: string, value: string): readonly string[] => {
  if (['check --faults', 'check --timers'].includes(name)) return ['--topology', './one.yaml'];
  if (name === 'check --share-from') return ['--topology', 'sense-lost', '--workers', '1'];
  if (name === 'export --topology') return ['--format', 'promela', '--output', 'spin'];
  if (name.startsWith('export') && !['--format', '--machine', '--output'].some((each) => name.endsWith(each)))
    return ['--format', 'promela', '--topology', 'sense-lost', '--output', 'spin'];
  if (name.startsWith('export --format')) return [];
  if (name === 'export --machine') return ['--format', 'json'];
  if (name.startsWith('check') && !name.endsWith('--topology')) return ['--topology', 'sense-lost'];
  if (name === 'reach --machine' || name === 'spec --document') return [];
  if (name === 'inspect --port' && value !== '') return [];
  return rest[name.split(' ')[0] ?? ''] ?? [];
};

type Told = { readonly name: string; readonly option: Option };
const told: readonly Told[] = makeProgram(() => undefined).commands.flatMap((command) =>
  command.options.map((option) => ({ name: `${command.name()} ${option.long}`, option })),
);
const valued = told.filter(({ option }) => option.required || option.optional);
const repeatable = ['run --set', 'check --property', 'export --property', 'reach --machine', 'reach --only'];

const before = readdirSync(inside('.')).sort();

/** One line that says it all, nothing done, exit code 2. */
async function refused(name: string, values: readonly string[], says: RegExp): Promise<void> {
  const [verb = '', flag = ''] = name.split(' ');
  const { status, stdout, stderr } = await run([verb, ...beside(name, values[0] ?? ''), flag, ...values]);
  expect(stderr).toMatch(/^[^\n]+\n$/);
  expect(stderr.trimEnd()).toMatch(says);
  expect(stderr).not.toMatch(/Error:|defect of|\.\.\.$/);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(readdirSync(inside('.')).sort()).toEqual(before);
}

const literal = (text: string): string => text.replace(/[[\]()|.*+?^$]/g, '\\$&');

describe('the options of every command', () => {
  test('are all told of here', () => {
    const known = [...Object.keys(numbers), ...Object.keys(words), ...Object.keys(names)];
    expect(known.sort()).toEqual(valued.map(({ name }) => name).sort());
  });

  test.each(valued)('$name: an empty value', async ({ name }) => {
    await refused(name, [''], new RegExp(`^got ${name.split(' ')[1]} ''; accepted: `));
  });

  test.each(valued.filter(({ option }) => option.required))(
    '$name: no value, or another option for it',
    async (each) => {
      const { name, option } = each;
      await refused(name, [], new RegExp(`^option '${literal(option.flags)}' argument missing`));
      const other = name.startsWith('inspect')
        ? '--port'
        : name.startsWith('export')
          ? '--machine'
          : name.startsWith('scenario')
            ? '--test'
            : '--json';
      await refused(name, [other], new RegExp(`^got ${name.split(' ')[1]} ${other}; accepted: `));
    },
  );

  test.each(Object.entries(numbers))(
    '%s: what is no number, or too small, or too large',
    async (name, [least, most]) => {
      const flag = name.split(' ')[1] ?? '';
      const range = new RegExp(`^got ${flag} .*; accepted: a whole number from ${least}( to ${most})?$`);
      const wrong = ['-1', 'NaN', 'Infinity', '1.5', '1e3', '0x10', ' 1', '99999999999999999999', `${most + 1}`];
      for (const value of least > 0 ? [...wrong, '0'] : wrong) {
        const [verb = ''] = name.split(' ');
        const { status, stdout, stderr } = await run([verb, ...beside(name, value), `${flag}=${value}`]);
        expect(stderr.trimEnd()).toMatch(range);
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      }
    },
  );

  test.each(Object.entries(words))('%s: another word', (name, says) => refused(name, ['xyzzy'], says));

  test.each(Object.entries(names).flatMap(([name, each]) => each.map(([given, says]) => [name, given, says] as const)))(
    '%s %s',
    (name, given, says) => refused(name, [given], says),
  );

  test.each(valued.filter(({ name }) => !repeatable.includes(name)))('$name: twice', async ({ name }) => {
    const [verb = '', flag = ''] = name.split(' ');
    const value = numbers[name]?.[1] ?? / ([a-z]+)/.exec(words[name]?.source ?? '')?.[1] ?? 'one.yaml';
    const given = name === 'export --format' ? 'scxml' : String(value);
    const args = [verb, ...(name === 'export --format' ? [] : (rest[verb] ?? [])), flag, given, flag, given];
    const { status, stdout, stderr } = await run(args);
    expect(stderr.trimEnd()).toMatch(new RegExp(`^got ${flag} twice \\(.*\\); accepted: ${flag} once$`));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test.each([...new Set(told.map(({ name }) => name.split(' ')[0] ?? ''))])(
    '%s: one that it does not have',
    async (verb) => {
      await refused(`${verb} --nonesuch`, [], /^unknown option '--nonesuch'/);
    },
  );

  test.each(['run', 'inspect', 'compare', 'decode', 'spec'])('%s: an empty argument', async (verb) => {
    const { status, stdout, stderr } = await run([verb, '']);
    expect(stderr).toMatch(/^got '' for [a-z]+; accepted: .+\n$/);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test.each<readonly [string, RegExp]>([
    ['check --list --topology sense-lost', /got --topology with --list; accepted: --list, also with --json/],
    ['check --all --topology sense-lost', /got --all with --topology; accepted: one of the two/],
    ['check --topology sense-lost --json --verbose', /got --verbose with --json/],
    ['check --topology sense-lost --share-from 5', /got --share-from without --workers/],
    ['check --save-run kept', /got --save-run without --topology/],
    ['check --topology sense-lost --compact --continue kept', /got --continue with --compact/],
    ['export --format json --max-states 5', /got --max-states with --format json; accepted: .* --format promela/],
    ['export --format promela --machine scsi-pkt --topology attach', /got --machine with --format promela/],
    ['export --format promela --topology attach', /got --format promela without --output/],
    ['list --parameters --stories', /got --stories with --parameters/],
    ['run short.yaml --verbose', /got --verbose with a scenario/],
    ['run short.yaml --set retryCount=1 --set sd.retryCount=2', /got --set sd\.retryCount twice/],
    ['spec --coverage --document aix-sam', /accepted: words, or --document, or --coverage: one of them/],
    ['check sense-lost', /too many arguments/],
    ['run short.yaml --json=yes', /--json/],
  ])('%s', async (line, says) => {
    const { status, stdout, stderr } = await run(line.split(' '));
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr).toMatch(says);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});
