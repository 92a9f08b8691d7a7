// Compiles the tests of the machines and runs them against machines that are broken on purpose. A test runner's start
// for each of several thousand mutants would take hours, so the tests run in plain processes: test/mutation/main.ts.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const built = path.join(root, 'dist/test/mutation');

node([path.join(root, 'node_modules/typescript/bin/tsc'), '-p', path.join(root, 'test/mutation')]);
node(['--import', path.join(built, 'vitest-hook.js'), path.join(built, 'main.js'), ...process.argv.slice(2)]);

function node(args) {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status || 1);
}
