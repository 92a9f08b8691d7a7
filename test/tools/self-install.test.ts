import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..', '..');
const nothing = { status: 0, stdout: '', stderr: '' };

let project: string;

/** A clone in miniature: the tool, one locked dependency and one for another platform, and an npm that only takes note. */
beforeEach(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'self-install-'));
  write('package.json', { engines: { node: '^20.19.0 || >=22.12.0' } });
  write('package-lock.json', {
    packages: {
      '': {},
      'node_modules/xstate': { version: '5.0.0', integrity: 'sha512-a' },
      'node_modules/other-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
    },
  });
  fs.mkdirSync(path.join(project, 'tools'));
  fs.copyFileSync(path.join(root, 'tools/self-install.cjs'), path.join(project, 'tools/self-install.cjs'));
  fs.writeFileSync(
    path.join(project, 'npm-cli.js'),
    `console.log('npm ' + process.argv.slice(2).join(' ')); process.exit(Number(process.env.NPM_EXIT ?? 0));`,
  );
});

afterEach(() => {
  fs.rmSync(project, { recursive: true });
});

test('installs what the lockfile says when nothing is installed, and keeps stdout free', () => {
  const { status, stdout, stderr } = selfInstall();
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  expect(stderr).toContain('npm ci --include=dev');
});

test('does nothing, silently, when what the lockfile says is installed', () => {
  installed('5.0.0');
  expect(selfInstall()).toEqual(nothing);
});

test('installs again when the lockfile has moved on, whatever the file times say', () => {
  installed('4.9.9');
  expect(selfInstall().stderr).toContain('npm ci');
});

test('says so and fails when npm fails', () => {
  const { status, stderr } = selfInstall({ NPM_EXIT: '7' });
  expect(status).toBe(1);
  expect(stderr).toContain('npm ci failed');
});

test.each(['18.20.8', '20.18.3', '21.7.3', '22.11.0'])('refuses Node %s with one line and exit code 2', (version) => {
  expect(selfInstall({}, version)).toEqual({
    status: 2,
    stdout: '',
    stderr: `scsi-statecharts needs Node ^20.19.0 || >=22.12.0; this is Node ${version}.\n`,
  });
});

test.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0'])('accepts Node %s', (version) => {
  installed('5.0.0');
  expect(selfInstall({}, version)).toEqual(nothing);
});

function installed(version: string): void {
  write('node_modules/.package-lock.json', {
    packages: { 'node_modules/xstate': { version, integrity: 'sha512-a' } },
  });
}

function selfInstall(env: Record<string, string> = {}, version = process.versions.node) {
  const pretend = path.join(project, 'pretend-version.cjs');
  const versions = JSON.stringify({ ...process.versions, node: version });
  fs.writeFileSync(pretend, `Object.defineProperty(process, 'versions', { value: ${versions} });`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', pretend, path.join(project, 'tools/self-install.cjs')],
    { encoding: 'utf8', env: { ...process.env, npm_execpath: path.join(project, 'npm-cli.js'), ...env } },
  );
  return { status, stdout, stderr };
}

function write(name: string, content: unknown): void {
  const file = path.join(project, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(content));
}
