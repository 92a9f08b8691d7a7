import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';

const main = join(import.meta.dirname, '../../dist/src/cli/main.js');

/** How the program ended. */
export type Ended = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

/** The program in a directory of its own. */
export function program() {
  const directory = mkdtempSync(join(tmpdir(), 'cli-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const inside = (name: string): string => join(directory, name);
  return {
    /** The program, without a process for it: one call after the other. @param columns of the terminal that reads it; none: a file */
    run: async (args: readonly string[], columns?: number): Promise<Ended> => {
      const said = { stdout: '', stderr: '' };
      const terminals =
        columns === undefined ? [] : [asTerminal(process.stdout, columns), asTerminal(process.stderr, columns)];
      const spies = (['stdout', 'stderr'] as const).map((stream) =>
        vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
          said[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
          return true;
        }),
      );
      const before = process.cwd();
      process.chdir(directory);
      try {
        const status = await runProgram(args);
        // Whether there are colours is decided once for a process.
        return { status, stdout: stripVTControlCharacters(said.stdout), stderr: stripVTControlCharacters(said.stderr) };
      } finally {
        process.chdir(before);
        for (const spy of spies) spy.mockRestore();
        for (const putBack of terminals) putBack();
      }
    },
    /** The built program in a process, as its users start it. */
    start: (args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
      if (!existsSync(main)) throw new Error(`${main} is missing: npm test builds it, so does npm run build`);
      return new Promise((resolve) => {
        const options = { cwd: directory, env: { ...process.env, ...env }, maxBuffer: 1 << 26 };
        const child = execFile(process.execPath, [main, ...args], options, (_, stdout, stderr) =>
          resolve({ status: child.exitCode, stdout, stderr }),
        );
      });
    },
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

/** Lets a stream be a terminal of that width. @returns puts it back */
function asTerminal(stream: NodeJS.WriteStream, columns: number): () => void {
  const names = ['isTTY', 'columns'] as const;
  const before = names.map((name) => Object.getOwnPropertyDescriptor(stream, name));
  Object.defineProperty(stream, 'isTTY', { value: true, configurable: true });
  Object.defineProperty(stream, 'columns', { value: columns, configurable: true });
  return () => {
    for (const [i, name] of names.entries()) {
      Reflect.deleteProperty(stream, name);
      const own = before[i];
      if (own) Object.defineProperty(stream, name, own);
    }
  };
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
