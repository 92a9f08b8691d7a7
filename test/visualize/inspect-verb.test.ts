import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { program } from '../cli/program.ts';

const main = join(import.meta.dirname, '../../dist/src/cli/main.js');
const { run, start, write, inside } = program();

/** Starts the program, and ends it when it has said where the page is. */
type Ended = { lines: string[]; errors: string; page: number; status: number | null };
function inspect(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, 'inspect', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    let page = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (page !== 0 || !said.includes('\n')) return;
      page = -1;
      const ask = async (): Promise<void> => {
        page = (await fetch(said.trim().split('#')[0] ?? '')).status;
        child.kill('SIGINT');
      };
      ask().catch(reject);
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ lines: said.split('\n').filter(Boolean), errors, page, status }));
  });
}

describe('scsi-statecharts inspect', () => {
  test('prints one line with the address, serves the page, ends at Ctrl-C', async () => {
    const { lines, errors, page, status } = await inspect(['medium-error']);
    expect(errors).toBe('');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}\/#scenario=medium-error$/);
    expect(page).toBe(200);
    expect(status).toBe(0);
  });

  test('takes a trace, and says where it breaks off', async () => {
    const { status } = await run(['run', 'clean-read', '--trace', 'trace.jsonl']);
    expect(status).toBe(0);
    const text = readFileSync(inside('trace.jsonl'), 'utf8');
    const { lines, errors } = await inspect([inside(write('cut.jsonl', text.slice(0, 20_000)))]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/#served=1$/);
    const before = text.slice(0, text.lastIndexOf('\n', 20_000)).split('\n');
    const shown = before.filter((line) => line.startsWith('{"step"')).length - 1;
    const cutLine = before.length + 1;
    expect(errors).toMatch(/cut\.jsonl: Shown up to step \d+: line \d+ is no JSON object \(is the file cut off\?\)\n$/);
    expect(errors).toContain(`up to step ${shown}: line ${cutLine} `);
  });

  test('refuses what it cannot show, on one line', async () => {
    const missing = await run(['inspect', 'no-such-thing']);
    expect([missing.status, missing.stdout]).toEqual([2, '']);
    expect(missing.stderr).toMatch(/^got no-such-thing, which is neither[^\n]*\n$/);
    const scenario = write('broken.yaml', 'name: x\ntitle: x\n');
    expect(await run(['inspect', scenario])).toMatchObject({ status: 2 });
    expect(await run(['inspect', '--port', '70000'])).toMatchObject({ status: 2 });
  });
});

test('run --serve exits after the report when no person reads it', async () => {
  const ended = await start(['run', 'clean-read', '--serve']);
  expect(ended.status).toBe(0);
  expect(ended.stdout).not.toContain('http://');
});
