import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll } from 'vitest';
import { failure } from '../../src/cli/failure.ts';
import { addRun } from '../../src/cli/run.ts';

const main = join(import.meta.dirname, '../../dist/src/cli/main.js');

/** How the program ended. */
export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The built program, run as its users do, in a directory of its own. */
export function program() {
  const directory = mkdtempSync(join(tmpdir(), 'cli-'));
  beforeAll(() => {
    if (!existsSync(main)) throw new Error(`${main} is missing: npm test builds it, so does npm run build`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));
  const inside = (name: string): string => join(directory, name);
  return {
    run: (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
      new Promise((resolve) => {
        const options = { cwd: directory, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
        const child = execFile(process.execPath, [main, ...args], options, (_, stdout, stderr) =>
          resolve({ status: child.exitCode, stdout, stderr }),
        );
      }),
    write: (name: string, content: string | Uint8Array): string => {
      writeFileSync(inside(name), content);
      return name;
    },
    /** A file of zeros that takes no room. */
    image: (name: string, bytes: number): string => {
      writeFileSync(inside(name), '');
      truncateSync(inside(name), bytes);
      return name;
    },
    read: (name: string): Buffer => readFileSync(inside(name)),
    inside,
  };
}

/** How `run` would refuse its input, without starting the program: for the many ways in which a file can be wrong. */
export async function refusal(...args: readonly string[]): Promise<Ended> {
  const command = new Command().exitOverride();
  addRun(command, () => {});
  try {
    await command.parseAsync(['run', ...args], { from: 'user' });
    return { status: 0, stdout: 'the report', stderr: '' };
  } catch (error) {
    const { line, status } = failure(error);
    return { status, stdout: '', stderr: `${line}\n` };
  }
}

/** A scenario of two requests on one disk; more YAML can be put behind it. */
export const shortScenario = `name: short
title: Write and read
story: One block range is written and read back.
workload:
  requests:
    - write: { lba: 0, blocks: 8 }
    - read: { lba: 0, blocks: 8 }
`;
