import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeDirectory } from '../../src/cli/make-directory.ts';

const directory = mkdtempSync(join(tmpdir(), 'make-directory-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('makes those that are missing, and leaves what is there', () => {
  const wanted = join(directory, 'a', 'b', 'c');
  makeDirectory(wanted);
  makeDirectory(wanted);
  expect(statSync(wanted).isDirectory()).toBe(true);
});

it.each(['/proc/none', '/proc/none/below'])('comes to an end where nobody can make any: %s', (wanted) => {
  expect(() => makeDirectory(wanted)).toThrow(/ENOENT|EACCES|EPERM|EROFS/);
});

it('does not take a file for one', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(() => makeDirectory(file)).toThrow(/EEXIST/);
  expect(() => makeDirectory(join(file, 'below'))).toThrow(/ENOTDIR/);
});
