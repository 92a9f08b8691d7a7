import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { replay } from '../../src/cli/replay.ts';
import { saveStories } from '../../src/cli/story-files.ts';
import { foundStory } from './found.ts';

const directory = mkdtempSync(join(tmpdir(), 'replay-'));
afterAll(() => rmSync(directory, { recursive: true }));
const [trace = '', test = ''] = saveStories([foundStory('sense-lost', 'Q4')], join(directory, 'new', 'stories'));

/** What `run` would print and exit with for a saved story. */
function printed(...[file, options]: Parameters<typeof replay>): { status: number; out: string } {
  let out = '';
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    return { status: replay(file, options), out };
  } finally {
    stdout.mockRestore();
  }
}

it('every story becomes a trace and a test, named for system and property', () => {
  expect([trace, test].map((file) => file.slice(file.lastIndexOf('/') + 1))).toEqual([
    'sense-lost-Q4.jsonl',
    'sense-lost-Q4.test.ts',
  ]);
  expect(readFileSync(test, 'utf8')).toContain("from 'scsi-statecharts/story'");
});

it('a replay shows the chart, the bytes, and that all was as recorded', () => {
  const { status, out } = printed(trace, {});
  expect(status).toBe(0);
  expect(out).toContain('Q4: shown in step');
  expect(out).toContain('lu.execute.outcome = MEDIUM_ERROR 11/00: d0.1 READ(10) 28000000000000000800, blocks 0 to 7');
  expect(out).toMatch(/all \d+ steps as recorded, byte for byte/);
});

it('a replay that is not as recorded says where, and fails', () => {
  const other = join(directory, 'other.jsonl');
  writeFileSync(other, readFileSync(trace, 'utf8').replace('"resid":"all"', '"resid":"partial"'));
  const { status, out } = printed(other, {});
  expect(status).toBe(1);
  expect(out).toMatch(/\d+ steps as recorded, then not: step \d+, step\..*resid \(line \d+\)/);
  expect(JSON.parse(printed(other, { json: true }).out)).toMatchObject({ divergence: { recorded: '"partial"' } });
});
