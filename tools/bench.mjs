// Runs test/bench/*.bench.ts (those whose name contains one of the arguments, or all but the long ones), each compiled
// and in a process of its own: a test runner's module loader wraps every imported call, and that is not what a
// benchmark should measure. A benchmark prints its own figures to stdout.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);

const names = fs
  .readdirSync(path.join(root, 'test/bench'))
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.slice(0, -'.ts'.length))
  .filter((name) => (wanted.length === 0 ? !name.startsWith('long-') : wanted.some((word) => name.includes(word))))
  .sort();

if (names.length === 0) {
  process.stderr.write(`No benchmark in test/bench matches "${wanted.join(' ')}".\n`);
  process.exit(2);
}

node([path.join(root, 'node_modules/typescript/bin/tsc'), '-p', path.join(root, 'tsconfig.bench.json')]);
for (const name of names) {
  process.stdout.write(`\n== ${name}\n`);
  node([path.join(root, 'dist/test/bench', `${name}.js`)]);
}

function node(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status || 1);
}
