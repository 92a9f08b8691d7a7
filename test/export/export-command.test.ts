import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, expect, test, vi } from 'vitest';
import { addExport } from '../../src/cli/export.ts';
import { failure } from '../../src/cli/failure.ts';
import { machines } from '../../src/system/compose.ts';

const directory = mkdtempSync(join(tmpdir(), 'export-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** What the verb prints, or the line and the exit code by which it refuses. */
async function exported(...args: readonly string[]): Promise<string | { line: string; status: number }> {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  addExport(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  let text = '';
  const output = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    await program.parseAsync(['export', ...args], { from: 'user' });
    return text;
  } catch (error) {
    return failure(error);
  } finally {
    output.mockRestore();
  }
}

test('one machine goes to the standard output', async () => {
  expect(await exported('--format', 'scxml', '--machine', 'adapter-queue')).toMatch(
    /^<\?xml .*<scxml .*name="adapter-queue"/s,
  );
  expect(await exported('--format', 'mermaid', '--machine', 'target')).toMatch(/^stateDiagram-v2\n/);
});

test('JSON holds all machines in one document', async () => {
  const { machines: written } = JSON.parse(String(await exported('--format', 'json')));
  expect(written).toHaveLength(machines.length);
});

test('a directory gets one file for each machine, a file what was asked for', async () => {
  await exported('--format', 'dot', '--output', join(directory, 'new', 'drawings'));
  expect(readdirSync(join(directory, 'new', 'drawings')).sort()).toEqual(machines.map(({ id }) => `${id}.dot`).sort());
  await exported('--format', 'json', '--output', join(directory, 'all.json'));
  expect(JSON.parse(readFileSync(join(directory, 'all.json'), 'utf8')).machines).toHaveLength(machines.length);
});

test.each([
  ['a format that is none', ['--format', 'svg'], /got --format svg; accepted: scxml or json or mermaid or dot/],
  [
    'a machine that is none',
    ['--format', 'dot', '--machine', 'sd'],
    /got --machine sd; accepted: all, or what scsi-statecharts export --help shows/,
  ],
  [
    'several documents for one place',
    ['--format', 'dot'],
    /got \d+ machines for the standard output; accepted: --output/,
  ],
  ['several documents for one file', ['--format', 'dot', '--output', 'a.dot'], /got \d+ machines for the file a\.dot/],
  [
    'a place that is none',
    ['--format', 'dot', '--machine', 'target', '--output', join(directory, 'none', 'x.dot')],
    /x\.dot: got a directory that does not exist; accepted: a path that can be written/,
  ],
])('refuses %s, on one line, with exit code 2', async (_, args, message) => {
  const refused = await exported(...args);
  expect(refused).toEqual({ line: expect.stringMatching(message), status: 2 });
  expect(refused).not.toMatchObject({ line: expect.stringContaining('\n') });
});
