import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, expect, test, vi } from 'vitest';
import { addExport } from '../../src/cli/export.ts';
import { failure } from '../../src/cli/failure.ts';

const directory = mkdtempSync(join(tmpdir(), 'promela-'));
afterAll(() => rmSync(directory, { recursive: true }));
const small = join(directory, 'small.yaml');
writeFileSync(small, 'targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]\n');

/** What the verb says on the standard error, or the line and the exit code by which it refuses. */
async function exported(...args: readonly string[]): Promise<string | { line: string; status: number }> {
  const program = new Command().exitOverride();
  addExport(program);
  let text = '';
  const errors = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await program.parseAsync(['export', '--format', 'promela', ...args], { from: 'user' });
    return text;
  } catch (error) {
    return failure(error);
  } finally {
    errors.mockRestore();
  }
}

test('a system becomes three files, and how to run them is said', async () => {
  const output = join(directory, 'new', 'spin');
  const said = await exported('--topology', 'sense-lost', '--property', 'Q4', '--output', output);
  expect(readdirSync(output).sort()).toEqual(['model.pml', 'steps.h', 'tables.h']);
  expect(readFileSync(join(output, 'model.pml'), 'utf8')).toMatch(/^\/\* sense-lost: \d+ states/);
  expect(readFileSync(join(output, 'tables.h'), 'utf8')).toContain('"Q4:d0 is violated"');
  expect(said).toMatch(/^sense-lost: \d+ states, \d+ transitions\./);
  expect(said).toMatch(
    / {2}spin -a model\.pml\n {2}cc -O2 -DSAFETY -DNOREDUCE -o pan pan\.c\n {2}\.\/pan -m\d+ -w\d+\n$/,
  );
});

test('a topology file is a system, too', async () => {
  const output = join(directory, 'file');
  expect(await exported('--topology', small, '--faults', '0', '--output', output)).toContain('small.yaml: ');
  expect(readFileSync(join(output, 'model.pml'), 'utf8')).toContain('now.budget = 0;');
});

const to = ['--output', join(directory, 'refused')];
test.each<readonly [string, readonly string[], RegExp]>([
  [
    'no system',
    to,
    /got --format promela without --topology; accepted: a topology file \(YAML\), or what .*check --list shows/,
  ],
  [
    'a system that is none',
    ['--topology', 'sense', ...to],
    /got --topology sense; accepted: a topology file \(YAML\), or sense-lost or /,
  ],
  ['no directory', ['--topology', 'sense-lost'], /got --format promela without --output; accepted: --output DIRECTORY/],
  ['a machine', ['--machine', 'target', ...to], /got --machine with --format promela; accepted: --topology/],
  [
    'a property that forbids nothing',
    ['--topology', 'sense-lost', '--property', 'B7', ...to],
    /got --property B7; accepted: what must never happen: .*check --list shows all/,
  ],
  [
    'delays by the time left',
    ['--topology', small, '--timers', 'due', ...to],
    /small\.yaml: delays by the time left; accepted: for promela, /,
  ],
  [
    'faults that stick',
    ['--topology', 'retry-without-sensing', ...to],
    /got retry-without-sensing: .*faults that stick; accepted: /,
  ],
  ['runs that may end', ['--topology', 'attach', ...to], /got attach: runs that may end; accepted: /],
  [
    'systems that are too large',
    ['--topology', 'sense-lost', '--max-states', '100', ...to],
    /got sense-lost: stopped after \d+ states; accepted: /,
  ],
])('refuses %s, on one line, with exit code 2', async (_, args, message) => {
  const refused = await exported(...args);
  expect(refused).toEqual({ line: expect.stringMatching(message), status: 2 });
  expect(refused).not.toMatchObject({ line: expect.stringContaining('\n') });
});

test('other formats are of machines', async () => {
  const program = new Command().exitOverride();
  addExport(program);
  const refused = program.parseAsync(['export', '--format', 'dot', '--topology', 'sense-lost'], { from: 'user' });
  await expect(refused).rejects.toThrow(/got --topology with --format dot; accepted: --topology with --format promela/);
});
