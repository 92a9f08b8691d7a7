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
 * @param {string} model - file
 * @param {Record<string, number>} defines - parameters of the model
 * @returns {{ states: number, transitions: number, errors: string[] }} errors: one line each, in SPIN's words
 */
function explore(model, defines) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'verify-spin-'));
  try {
    const given = Object.entries(defines).map(([name, value]) => `-D${name}=${value}`);
    const run = (program, ...args) =>
      execFileSync(program, args, { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28 });
    run('spin', ...given, '-a', model);
    // Compiling takes longer than exploring these models does.
    run(compiler, '-O0', '-w', '-DSAFETY', '-o', 'pan', 'pan.c');
    // -c0: all errors, not only the first.
    const output = run(path.join(folder, 'pan'), '-m1000000', '-w20', '-c0');
    const count = (pattern) => Number(pattern.exec(output)?.[1] ?? Number.NaN);
    const result = {
      states: count(/^ *(\d+) states, stored/m),
      transitions: count(/^ *(\d+) transitions \(/m),
      errors: [...output.matchAll(/^pan:\d+: (.*)$/gm)].map(([, text]) => text),
    };
    if (/search was not completed|max search depth too small/.test(output) || Number.isNaN(result.states)) {
      throw new Error(`SPIN did not reach every state of ${model} ${given.join(' ')}:\n${output}`);
    }
    return result;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The hand-written model of queue, request sense and bus reset, in every configuration. */
function handWritten() {
  const model = path.join(root, 'test/verify/queue-sense-reset.pml');
  const rows = configurations.map((configuration) => {
    const { arq, next, queue, variant } = configuration;
    const { states, errors } = explore(model, { ARQ: arq, START_NEXT: next, QUEUE: queue, BROKEN: variant });
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

/**
 * Models generated from the machines: SPIN must store as many states, take as many transitions and give the same
 * verdicts as our explorer.
 */
function generated(models) {
  return models.every(({ name, file, expected }) => {
    const { states, transitions, errors } = explore(file, {});
    const found = { states, transitions, fails: errors.length > 0 };
    const agreed = Object.keys(found).every((key) => found[key] === expected[key]);
    process.stdout.write(
      `${name}: ${JSON.stringify(found)}${agreed ? '' : `, our explorer: ${JSON.stringify(expected)}`}\n`,
    );
    return agreed;
  });
}
// The export of explored systems to Promela fills this list.
const generatedModels = [];

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
  const agreed = [handWritten(), generated(generatedModels)];
  process.exitCode = agreed.every(Boolean) ? 0 : 1;
}
