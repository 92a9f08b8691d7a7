// A second opinion on the machines by SPIN, which shares no code with our explorer (npm run verify:spin). Exit code 0:
// every verdict is the expected one; 1: one is not; 2: SPIN or a C compiler is missing.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** Properties of the hand-written model, each with the errors by which SPIN says that it fails. */
const properties = {
  // Q3, Q4: sense is delivered, and is that of the command it was asked for.
  SENSE: /assertion violated .*\bsense/,
  // I2, I5: one completion for each packet that was accepted. A packet without one leaves its command waiting at the end.
  ONCE: /assertion violated .*\bowed|invalid end state/,
  // X2, X3, S1: who was active, queued or expired has the reason and statistics for it; the first cause wins.
  REASONS: /assertion violated .*\breason/,
};

const startNext = ['never', 'afterGood', 'always'];
const broken = [
  'as specified',
  'a later cause wins',
  'a queued victim is marked like an active one',
  'a reset ends finished packets again',
  'a reset forgets the packet whose sense is under way',
  'an expired packet is marked by the reset',
];

/** Every configuration as specified, then the broken variants, each in one configuration. */
const configurations = [
  ...[0, 1].flatMap((arq) => [0, 1, 2].flatMap((next) => [1, 2].map((queue) => ({ arq, next, queue, variant: 0 })))),
  { arq: 1, next: 1, queue: 2, variant: 1 },
  { arq: 1, next: 1, queue: 2, variant: 2 },
  { arq: 1, next: 1, queue: 2, variant: 3 },
  { arq: 1, next: 1, queue: 2, variant: 4 },
  { arq: 1, next: 1, queue: 2, variant: 5 },
];

/** Which properties fail, by what the documents say. */
function expectedFailures({ arq, next, queue, variant }) {
  if (variant === 3 || variant === 4) return ['ONCE'];
  if (variant > 0) return ['REASONS'];
  // Without auto request sense, a command that was queued and is started before the callback clears the sense.
  return arq === 0 && startNext[next] === 'always' && queue === 2 ? ['SENSE'] : [];
}

/**
 * Runs SPIN on a model through every state.
 *
 * @param {string} folder - where the model and what belongs to it are
 * @param {string} model - file
 * @param {{ spin?: string[], cc: string[], pan: string[] }} options
 */
function explore(folder, model, { spin = [], cc, pan }) {
  const run = (program, ...args) => execFileSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
  run('spin', ...spin, '-a', model);
  run(compiler, ...cc, '-w', '-DSAFETY', '-o', 'pan', 'pan.c');
  // -c0: all errors, not only the first.
  const output = run(path.join(folder, 'pan'), ...pan, '-c0');
  const count = (pattern) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
  const result = {
    states: count(/^ *(\d+) states, stored/m),
    transitions: count(/^ *(\d+) transitions \(/m),
    depth: count(/depth reached (\d+)/),
    /** One line each, in SPIN's words. */
    errors: [...output.matchAll(/^pan:\d+: (.*)$/gm)].map(([, text]) => text),
  };
  if (/search was not completed|max search depth too small/i.test(output) || Number.isNaN(result.states)) {
    throw new Error(`SPIN did not reach every state of ${model} ${spin.join(' ')}:\n${output}`);
  }
  return result;
}

function inFolder(act) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-spin-'));
  try {
    return act(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The hand-written model of queue, request sense and bus reset, in every configuration. */
function handWritten() {
  const model = path.join(root, 'test/verify/queue-sense-reset.pml');
  const rows = configurations.map((configuration) => {
    const { arq, next, queue, variant } = configuration;
    const spin = Object.entries({ ARQ: arq, START_NEXT: next, QUEUE: queue, BROKEN: variant }).map(
      ([name, value]) => `-D${name}=${value}`,
    );
    // Compiling with optimisation takes longer than exploring these models does.
    const options = { spin, cc: ['-O0'], pan: ['-m1000000', '-w20'] };
    const { states, errors } = inFolder((folder) => explore(folder, model, options));
    const unknown = errors.filter((error) => !Object.values(properties).some((pattern) => pattern.test(error)));
    const failures = Object.keys(properties).filter((name) => errors.some((error) => properties[name].test(error)));
    const agreed = unknown.length === 0 && failures.join() === expectedFailures(configuration).join();
    return {
      agreed,
      cells: [
        arq === 1 ? 'on' : 'off',
        startNext[next],
        String(queue),
        broken[variant],
        states.toLocaleString('en-US'),
        ...Object.keys(properties).map((name) => (failures.includes(name) ? 'FAILS' : 'holds')),
        agreed ? 'as expected' : `NOT EXPECTED ${unknown.join('; ')}`,
      ],
    };
  });
  const head = ['ARQ', 'start next', 'queue', 'variant', 'states', ...Object.keys(properties), ''];
  process.stdout.write(`Hand-written model (test/verify/queue-sense-reset.pml)\n${table(head, rows)}\n`);
  return rows.every(({ agreed }) => agreed);
}

/** Systems from 10^3 to 10^7 states, the largest last. `properties`: those that SPIN judges too. */
const systems = [
  { name: 'sense-lost', properties: ['Q4'] },
  { name: '1-target-1-slot', properties: 'all' },
  { name: '1-target-3-slots', properties: [] },
  { name: '1-target-2-slots', properties: [] },
  { name: '2-targets-1-slot', properties: [] },
  { name: 'two-disks-reset', properties: [] },
  // Compressed states: a third of the memory.
  { name: '2-targets-2-slots', properties: [], compress: true },
];

/**
 * Models generated from the machines: SPIN must store as many states, take as many transitions, go as deep and give the
 * same verdicts as our explorer, with shortest runs of the same length.
 */
async function generated() {
  const { promelaFiles, spinCountsMore } = await import('../dist/src/export/promela-files.js');
  const { publishedModels } = await import('../dist/src/explore/published.js');
  const { publishedSpec } = await import('../dist/src/explore/published-model.js');
  const { properties: library } = await import('../dist/machines/properties/index.js');
  const forbidding = library.filter(({ kind }) => kind === 'never');
  const rows = systems.map(({ name, properties: wanted, compress = false }) => {
    const chosen = forbidding.filter(({ id }) => wanted === 'all' || wanted.includes(id));
    const published = publishedModels.find((model) => model.name === name);
    if (!published) throw new Error(`there is no system ${name}`);
    const started = performance.now();
    const { files, result } = promelaFiles(publishedSpec(published, chosen), 100_000_000);
    const explored = performance.now();
    const bits = Math.max(16, Math.ceil(Math.log2(result.states)) + 1);
    const cc = ['-O2', '-DNOREDUCE', '-DBFS', ...(compress ? ['-DCOLLAPSE'] : [])];
    const spin = inFolder((folder) => {
      for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
      return explore(folder, 'model.pml', { cc, pan: [`-w${bits}`] });
    });
    const ended = performance.now();
    const ours = {
      states: result.states,
      transitions: result.transitions,
      depth: result.depth,
      verdicts: result.properties.map(({ id, verdict, length }) =>
        verdict === 'fails' ? `${id} fails in ${length}` : '',
      ),
    };
    const theirs = {
      states: spin.states - spinCountsMore.states,
      transitions: spin.transitions - spinCountsMore.transitions,
      depth: spin.depth - 1,
      verdicts: chosen.map(({ id }) => {
        const steps = spin.errors.flatMap((error) => violationOf(id).exec(error)?.[1] ?? []).map(Number);
        return steps.length > 0 ? `${id} fails in ${Math.min(...steps)}` : '';
      }),
    };
    const unknown = spin.errors.filter((error) => !chosen.some(({ id }) => violationOf(id).test(error)));
    const failures = ({ verdicts }) => verdicts.filter(Boolean).sort().join(', ');
    const agreed =
      unknown.length === 0 &&
      ['states', 'transitions', 'depth'].every((key) => ours[key] === theirs[key]) &&
      failures(ours) === failures(theirs);
    const both = (value) => (value(ours) === value(theirs) ? value(ours) : `${value(ours)} / ${value(theirs)}`);
    const grouped = (key) => both((side) => side[key].toLocaleString('en-US'));
    const seconds = (from, to) => `${((to - from) / 1000).toFixed(1)} s`;
    return {
      agreed,
      cells: [
        name,
        `${result.properties.length}`,
        grouped('states'),
        grouped('transitions'),
        grouped('depth'),
        both((side) => failures(side) || (chosen.length > 0 ? 'all hold' : '')),
        seconds(started, explored),
        seconds(explored, ended),
        agreed ? 'SPIN agrees' : `SPIN DISAGREES (ours / SPIN) ${unknown.join('; ')}`,
      ],
    };
  });
  const head = ['system', 'properties', 'states', 'transitions', 'depth', 'verdicts', 'explorer', 'SPIN', ''];
  process.stdout.write(`\nModels generated from the machines\n${table(head, rows)}\n`);
  return rows.every(({ agreed }) => agreed);
}

const violationOf = (id) => new RegExp(`^${id}:.* is violated \\(at depth (\\d+)\\)`);

function table(head, rows) {
  const all = [head, ...rows.map(({ cells }) => cells)];
  const widths = head.map((_, i) => Math.max(...all.map((cells) => cells[i].length)));
  return all.map((cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd()).join('\n');
}

const answers = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).error === undefined;

const compiler = ['cc', 'gcc', 'clang'].find((program) => answers(program, '--version'));
const missing = [...(answers('spin', '-V') ? [] : ['spin']), ...(compiler === undefined ? ['gcc'] : [])];
if (missing.length > 0) {
  process.stderr.write(`verify:spin needs ${missing.join(' and ')}: apt-get install ${missing.join(' ')}\n`);
  process.exitCode = 2;
} else {
  const agreed = [handWritten(), await generated()];
  process.exitCode = agreed.every(Boolean) ? 0 : 1;
}
