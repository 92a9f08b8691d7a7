import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
// In a worktree of git `.git` is a file.
const skipped = new Set(['.git', 'node_modules', 'dist', 'coverage']);

interface SourceFile {
  /** Path from the root of the project, with forward slashes. */
  readonly name: string;
  readonly lines: readonly string[];
}

const files = listFiles('.');
const sources = files.filter((name) => /\.[cm]?tsx?$/.test(name)).map(readSource);

describe('dependencies point one way: machines <- src <- visualize', () => {
  test('machines import only xstate and one another', () => {
    expect(importsOf('machines/').filter((it) => it.target !== 'xstate' && !it.target.startsWith('machines/'))).toEqual(
      [],
    );
  });

  test('src never imports visualize, nor a test', () => {
    const back = importsOf('src/').filter((it) => /^(visualize|test)\//.test(it.target));
    // The program is put together in one place, from the verbs of all parts.
    expect(back.filter(({ from }) => from !== 'src/cli/program.ts')).toEqual([]);
    expect(back.map(({ target }) => target)).toEqual(['visualize/server/inspect-verb.ts']);
  });
});

test('machines are pure: no clock, no randomness, no I/O, nothing spawned or invoked', () => {
  const impure =
    /\bMath\.random\b|\bnew Date\b|\bDate\.now\b|\bperformance\.now\b|\bset(Timeout|Interval|Immediate)\(|\bqueueMicrotask\(|\bspawn(Child)?\(|\binvoke:/;
  expect(linesMatching(inFolder('machines/'), impure)).toEqual([]);
});

test('no file or folder is named for being shared', () => {
  const vague = /^(utils?|helpers?|common|misc|shared)(\.|$)/i;
  expect(files.filter((name) => name.split('/').some((part) => vague.test(part)))).toEqual([]);
});

test('no path of one machine is written down', () => {
  const homes = /(?<![\w.*})])\/(?:work|home|root|Users)\/\w/;
  expect(linesMatching(ourText(), homes)).toEqual([]);
});

test('no address of a package registry is written down', () => {
  const registry = /https?:\/\/[^\s"'/]*(?:registry\.|npmjs\.|yarnpkg\.|deb\.debian\.)/;
  expect(linesMatching(ourText(), registry)).toEqual([]);
});

function listFiles(folder: string): string[] {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (skipped.has(entry.name)) return [];
    return entry.isDirectory() ? listFiles(name) : [name];
  });
}

function readSource(name: string): SourceFile {
  return { name, lines: fs.readFileSync(path.join(root, name), 'utf8').split('\n') };
}

function inFolder(folder: string): SourceFile[] {
  return sources.filter((file) => file.name.startsWith(folder));
}

/** Everything that people here write. Recorded data (test/data) is left as it came. */
function ourText(): SourceFile[] {
  const text = /(\.([cm]?[jt]sx?|jsonc?|ya?ml|md|html|css|sh|svg)|^\.[\w.]+|(^|\/)(run|LICENSE))$/;
  return files.filter((name) => text.test(name) && !name.startsWith('test/data/')).map(readSource);
}

function linesMatching(candidates: readonly SourceFile[], pattern: RegExp): string[] {
  return candidates.flatMap(({ name, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${name}:${index + 1}: ${line.trim()}`] : [])),
  );
}

/** Every static, type-only, dynamic import and re-export; relative ones as paths from the root of the project. */
function importsOf(folder: string): { from: string; target: string }[] {
  const statement =
    /^(?:import|export)\s[\w\s,{}*$]*?\bfrom\s+['"](.+?)['"]|^import\s+['"](.+?)['"]|\bimport\(\s*['"](.+?)['"]/gm;
  return inFolder(folder).flatMap(({ name, lines }) =>
    [...lines.join('\n').matchAll(statement)].map((found) => {
      const specifier = found[1] ?? found[2] ?? found[3] ?? '';
      const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(name), specifier) : specifier;
      return { from: name, target };
    }),
  );
}
