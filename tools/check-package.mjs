// Checks the package as a user gets it: the packed tarball, linted, then installed into an empty project, where every
// entry point must import and the program must answer.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const { bin, exports, name } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const temporary = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-package-`));

try {
  const packed = JSON.parse(npm(['pack', '--json', '--pack-destination', temporary], { cwd: root, stdio: 'pipe' }));
  const tarball = path.join(temporary, packed[0].filename);
  process.stdout.write(`${packed[0].filename}: ${packed[0].entryCount} files, ${packed[0].size} bytes\n`);

  execute('publint', ['run', '--strict', tarball]);
  execute('attw', ['--profile', 'esm-only', tarball]);

  const consumer = path.join(temporary, 'consumer');
  fs.mkdirSync(consumer);
  fs.writeFileSync(path.join(consumer, 'package.json'), '{ "private": true, "type": "module" }');
  npm(['install', '--no-audit', '--no-fund', '--loglevel=error', tarball], { cwd: consumer, stdio: 'inherit' });

  const entries = Object.keys(exports).filter((entry) => entry !== './package.json');
  for (const entry of entries) {
    const specifier = path.posix.join(name, entry);
    const script = `const entry = await import('${specifier}'); console.log('${specifier}:', Object.keys(entry).length, 'exports')`;
    run(process.execPath, ['--input-type=module', '--eval', script], { cwd: consumer, stdio: 'inherit' });
  }
  for (const program of Object.keys(bin)) {
    // Its default run reads files that are not code: it fails if package.json "files" has left them out.
    for (const args of [['--help'], ['run', '--json']]) {
      npm(['exec', '--no', '--', program, ...args], { cwd: consumer, stdio: ['ignore', 'ignore', 'inherit'] });
      process.stdout.write(`${program} ${args.join(' ')}: exit code 0\n`);
    }
  }
} catch (error) {
  // A child that failed has said why on its own stderr; anything else is a fault of this file.
  if (error.status === undefined) throw error;
  process.stderr.write(`The package check failed: ${error.message}\n`);
  process.exitCode = 1;
} finally {
  fs.rmSync(temporary, { recursive: true, force: true });
}

function npm(args, options) {
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}

function execute(tool, args) {
  npm(['exec', '--no', '--', tool, ...args], { cwd: root, stdio: 'inherit' });
}

function run(command, args, options) {
  return execFileSync(command, args, { encoding: 'utf8', ...options });
}
