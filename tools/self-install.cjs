// `npm start` and `npm test` have to work on a clone that has no node_modules. So this file runs before anything is
// installed or compiled: it lives outside the compiled tree, needs no dependency, and is CommonJS in old syntax so that
// even a Node that is too old parses it far enough to say so. It prints to stderr only: stdout belongs to the results.
//
//   node tools/self-install.cjs            install what the lockfile asks for, if it is not there
//   node tools/self-install.cjs --build    ... and compile, if a source is newer than the last good build
const { engines } = require('../package.json');

if (!accepts(engines.node, process.versions.node)) {
  process.stderr.write(`scsi-statecharts needs Node ${engines.node}; this is Node ${process.versions.node}.\n`);
  process.exit(2);
}

const { spawn, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const dist = path.join(root, 'dist');
const stamp = path.join(dist, '.built');

if (!isInstalled()) install();
if (process.argv.includes('--build') && !isBuilt()) build().catch((error) => fail(error.stack));

/** Understands the two forms that package.json uses: `^a.b.c` and `>=a.b.c`, joined by `||`. */
function accepts(range, version) {
  const [major, minor] = version.split('.').map(Number);
  return range.split('||').some((part) => {
    const found = /^(\^|>=)(\d+)\.(\d+)\.0$/.exec(part.trim());
    if (!found) throw new Error(`tools/self-install.cjs cannot read engines.node "${part}"`);
    const least = { major: Number(found[2]), minor: Number(found[3]) };
    if (major === least.major) return minor >= least.minor;
    return found[1] === '>=' && major > least.major;
  });
}

/** Compares versions, not file times: a checkout or a copy changes times without changing what is installed. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(([where, want]) => {
    if (!where.includes('node_modules/')) return true;
    const have = present[where];
    // Packages for other platforms are in the lockfile, never in node_modules.
    if (have === undefined) return want.optional === true || want.devOptional === true;
    return have.version === want.version && have.integrity === want.integrity;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

function install() {
  process.stderr.write('Installing dependencies (npm ci); this happens once.\n');
  // The compiler and the test runner are development dependencies, wanted whatever NODE_ENV says.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const result =
    npm && npm.endsWith('npm-cli.js')
      ? run(process.execPath, [npm, ...args])
      : run('npm', args, { shell: process.platform === 'win32' });
  if (result !== 0) fail('npm ci failed (see above): the dependencies could not be installed.');
}

function isBuilt() {
  if (!fs.existsSync(stamp)) return false;
  const built = fs.statSync(stamp).mtimeMs;
  const inputs = ['tsconfig.json', 'package-lock.json', 'machines', 'src', 'visualize'].map((name) =>
    path.join(root, name),
  );
  return inputs.every((input) => isOlder(input, built));
}

/** A folder's own time counts too: it changes when a file is removed. */
function isOlder(file, time) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return true;
  if (stat.mtimeMs >= time) return false;
  return !stat.isDirectory() || fs.readdirSync(file).every((name) => isOlder(path.join(file, name), time));
}

async function build() {
  const started = new Date();
  fs.rmSync(stamp, { force: true });
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (run(process.execPath, [tsc, '-p', root]) !== 0) fail('The build failed (see above).');
  for (const tree of ['machines', 'src', 'visualize/chart', 'visualize/server']) {
    removeOrphans(path.join(dist, tree), path.join(root, tree));
  }
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const config = (...where) => path.join(root, 'visualize', ...where, 'vite.config.ts');
  // Each takes seconds, most of them on one core.
  const failures = await Promise.all([
    start('inspector', [vite, 'build', '--config', config()]),
    // Laid out by what tsc compiled. The build of the page empties the folder where they belong.
    start('charts', [path.join(dist, 'visualize', 'chart', 'build-charts.js'), path.join(dist, 'charts.json')]),
    // What it needs, XState 4 among it, in one file.
    start('protocol of @xstate/inspect', [vite, 'build', '--config', config('xstate-inspect')]),
  ]);
  const said = failures.filter((failure) => failure !== undefined);
  if (said.length > 0) fail(said.join('\n'));
  fs.renameSync(path.join(dist, 'charts.json'), path.join(dist, 'visualize', 'app', 'charts.json'));
  fs.writeFileSync(stamp, '');
  fs.utimesSync(stamp, started, started);
}

/** Starts a part of the build; resolves when it has ended, to what went wrong if something did. */
function start(part, args) {
  return new Promise((resolve) => {
    // The child's stdout goes to our stderr.
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 2, 2] });
    child.on('error', (error) => resolve(`The build of the ${part} could not be started: ${error.message}`));
    child.on('close', (status) => resolve(status === 0 ? undefined : `The build of the ${part} failed (see above).`));
  });
}

/** tsc leaves the output of a source that was renamed or removed; it would be run, and published. */
function removeOrphans(output, source) {
  if (!fs.existsSync(output)) return;
  for (const entry of fs.readdirSync(output, { withFileTypes: true })) {
    const file = path.join(output, entry.name);
    if (entry.isDirectory()) removeOrphans(file, path.join(source, entry.name));
    else if (!fs.existsSync(path.join(source, entry.name.replace(/(\.d\.ts|\.js|\.js\.map|\.cache\.json)$/, '.ts'))))
      fs.rmSync(file);
  }
  if (fs.readdirSync(output).length === 0) fs.rmdirSync(output);
}

function run(command, args, options) {
  // The child's stdout goes to our stderr.
  const result = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  return result.status;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
