import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { scenarioTest, storyTest } from '../../src/story/index.ts';
import { savedScenario } from '../../visualize/app/export/saved-scenario.ts';
import { noChange } from '../../visualize/app/session/change.ts';
import { foundStory } from './found.ts';

const root = join(import.meta.dirname, '../..');
const directory = mkdtempSync(join(tmpdir(), 'story-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

const text = storyTest(foundStory('sense-lost', 'Q4'));

/** What vitest says of test files that stand outside the project, with what was built in place of the installed package. */
async function outcomes(
  files: Readonly<Record<string, string>>,
): Promise<Record<string, { status: string; message: string }>> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, `${name}.test.ts`), content);
  const alias = [
    { find: 'scsi-statecharts/story', replacement: join(root, 'dist/src/story/index.js') },
    { find: 'scsi-statecharts/system', replacement: join(root, 'dist/src/system/index.js') },
    { find: 'scsi-statecharts', replacement: join(root, 'dist/src/index.js') },
    { find: 'vitest', replacement: join(root, 'node_modules/vitest/dist/index.js') },
  ];
  const test = {
    dir: directory,
    include: [join(directory, '*.test.ts')],
    maxWorkers: 1,
    isolate: false,
    testTimeout: 60_000,
  };
  const config = join(directory, 'vitest.config.mjs');
  // As a package would be: read by Node, not transformed.
  const server = '{ deps: { external: [/\\/dist\\//] } }';
  writeFileSync(
    config,
    `export default { root: ${JSON.stringify(root)}, resolve: ${JSON.stringify({ alias })}, test: { ...${JSON.stringify(test)}, server: ${server} } };`,
  );
  const report = join(directory, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const arguments_ = [vitest, 'run', '--config', config, '--reporter', 'json', '--outputFile', report];
  await new Promise((resolve) => {
    execFile(process.execPath, arguments_, { cwd: root, timeout: 100_000 }, resolve);
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { status: string; failureMessages: string[] }[] }[];
  };
  return Object.fromEntries(
    testResults.map(({ name, assertionResults: [result] }) => [
      name.slice(name.lastIndexOf('/') + 1, -'.test.ts'.length),
      { status: result?.status ?? 'not run', message: result?.failureMessages.join('\n') ?? '' },
    ]),
  );
}

/** As the inspector saves a run in which somebody let the time of a command run out. */
async function scenarioTestOfConductedRun(): Promise<string> {
  const original = readFileSync(join(root, 'src/scenario/library/clean-read.yaml'), 'utf8');
  const change = { ...noChange, picks: ['25~fire~pktTime~hbaq:d0'] };
  const asWritten = savedScenario(original, change, { kind: 'failed', says: 'not yet known' });
  const { report, answers } = await runScenario(await readScenario(asWritten.yaml, 'as-written.yaml'));
  const ends = answers.map(({ request, error }) => ({ index: request.index, error }));
  const { name, title, yaml } = savedScenario(original, change, { kind: 'done', report, answers: ends });
  return scenarioTest({ title, file: `${name}.yaml`, yaml });
}

describe('the test that is made of a story', () => {
  it('speaks of the system, what it shows, and every step', () => {
    expect(text).toContain('// Q4 (d0): No command that the adapter starts before a completion callback destroys');
    expect(text).toContain('    // 1. app:d0.1 -> sd:d0: buf.strategy d0.1 read\n');
    expect(text.match(/^ {4}\/\/ \d+\. /gm)).toHaveLength(text.match(/kind: '(message|timer)'/g)?.length ?? 0);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it('a scenario that is saved says where its fields are described, and points to nothing that is not beside it', () => {
    const original = readFileSync(join(root, 'src/scenario/library/clean-read.yaml'), 'utf8');
    expect(original).toContain('$schema=');
    for (const picks of [[], ['25~fire~pktTime~hbaq:d0']]) {
      const { yaml } = savedScenario(original, { ...noChange, picks }, { kind: 'failed', says: 'not yet known' });
      expect(yaml).not.toContain('$schema');
      const [, path = ''] = /^# .*: scsi-statecharts\/(\S+)$/m.exec(yaml) ?? [];
      expect(JSON.parse(readFileSync(join(root, path), 'utf8'))).toHaveProperty('properties');
    }
  });

  it('has a title of somebody else in a comment and in a string, whatever line breaks are in it', () => {
    const title = 'one\ntwo\r\nthree\u2028throw new Error()';
    const lines = scenarioTest({ title, file: 'a.yaml', yaml: 'name: a\n' }).split(/[\n\r]/);
    expect(lines.filter((line) => line.includes('throw'))).toEqual([
      '// one two three throw new Error().',
      `it(${JSON.stringify(title)}, async () => {`,
    ]);
  });

  it('passes, and fails for a system that behaves otherwise or when it no longer shows the violation; so does that of a scenario', async () => {
    const saved = await scenarioTestOfConductedRun();
    const last = text.lastIndexOf('    // ');
    const results = await outcomes({
      asFound: text,
      cured: text.replace("startNextBeforeCallback: 'always'", "startNextBeforeCallback: 'never'"),
      shorter: `${text.slice(0, last)}${text.slice(text.indexOf('  ],\n};', last))}`,
      scenario: saved,
      otherScenario: saved.replace('fire: pktTime', 'fire: callbackDelay'),
      otherOutcome: saved.replace('timeouts: 1', 'timeouts: 2'),
    });
    expect(results['scenario']).toEqual({ status: 'passed', message: '' });
    expect(results['otherScenario']?.message).toContain('clean-read-changed.yaml');
    expect(results['otherOutcome']?.message).toContain('timeouts is 1; expected 2');
    expect(results['asFound']).toEqual({ status: 'passed', message: '' });
    expect(results['cured']?.status).toBe('failed');
    expect(results['cured']?.message).toMatch(/step \d+ of the story cannot be done/);
    expect(results['shorter']).toMatchObject({ status: 'failed' });
    expect(results['shorter']?.message).toContain('shown');
  }, 120_000);
});
