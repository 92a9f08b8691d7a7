import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exploration } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import { Expander } from '../../src/explore/expander.ts';
import { bitsOf, Layout } from '../../src/explore/layout.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { promelaOf, tablesFile } from '../../src/explore/promela.ts';
import { promelaSteps, stepsFile } from '../../src/explore/promela-steps.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import type { StateSpace } from '../../src/explore/state-space.ts';
import { chunkStates, StateStore } from '../../src/explore/state-store.ts';

/** The last is the largest that is explored to the end without symmetry. */
const systems = [
  { name: '2-targets-1-slot', rounds: 5 },
  { name: 'two-disks-reset', rounds: 5 },
  { name: '2-targets-2-slots', rounds: 3 },
];
const batch = 32;
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Processor time of this process so far, all threads together. */
const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Everything: the machines are asked, states are kept, deadlocks and messages that nobody expects are looked for. */
function fromNothing(spec: ModelSpec): { seconds: number; result: CheckResult; space: StateSpace } {
  const started = ownSeconds();
  const exploration = new Exploration(spec, { maxStates: 10_000_000 });
  while (exploration.advance(100_000));
  const result = exploration.result();
  const seconds = ownSeconds() - started;
  if (!result.complete) throw new Error(`${spec.name} was not explored to the end`);
  return { seconds, result, space: exploration.space };
}

/**
 * Every state once more, when all steps are in the tables: what SPIN does with the exported ones. As in the exported model,
 * each component has the bits that it needs. Deadlocks, unexpected messages and overflows are looked for.
 */
function fromTables({ model, tree, initial, store: known }: StateSpace): { seconds: number; transitions: number } {
  const started = ownSeconds();
  const layout = new Layout({ bits: model.largest().map(bitsOf), added: [] }, model.watchersAt);
  const store = new StateStore(layout.words);
  const expander = new Expander(tree, layout);
  const first = new Int32Array(layout.words);
  layout.pack(initial, first, 0);
  store.add(first, 0, -1);
  const counts = new Int32Array(batch);
  let transitions = 0;
  for (let state = 0; state < store.count; ) {
    const most = Math.min(batch, store.count - state, chunkStates - (state % chunkStates));
    const states = expander.expandMany(store.chunkOf(state), store.baseOf(state), most, counts);
    if (states === 0) throw new Error('the tables are not complete');
    if (expander.findings.length > 0) throw new Error('a step cannot be done');
    const hashes = store.prepare(expander.out, expander.count);
    for (let i = 0, at = 0; i < states; i++, state++) {
      const end = at + (counts[i] ?? 0);
      if (at === end) throw new Error(`nothing follows state ${state}`);
      for (; at < end; at++) store.add(expander.out, at * layout.words, state, hashes[at]);
    }
    transitions += expander.count;
  }
  const seconds = ownSeconds() - started;
  if (store.count !== known.count) throw new Error(`${store.count} states instead of ${known.count}`);
  return { seconds, transitions };
}

/** Compiles the exported system; running it gives processor seconds and transitions. */
function spinOf(space: StateSpace, folder: string): () => { seconds: number; transitions: number } {
  const { model, tables } = promelaOf(space);
  for (const [name, text] of [
    ['model.pml', model],
    [tablesFile, tables],
    [stepsFile, promelaSteps],
  ] as const) {
    writeFileSync(join(folder, name), text);
  }
  const run = (program: string, ...args: readonly string[]): string =>
    execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
  run('spin', '-a', 'model.pml');
  run('cc', '-O2', '-w', '-DSAFETY', '-DNOREDUCE', '-o', 'pan', 'pan.c');
  const bits = Math.max(16, Math.ceil(Math.log2(space.store.count)) + 1);
  return () => {
    // `times` of the shell: its own processor time, then that of its children.
    const command = `./pan -m100000 -w${bits} -c0 && times`;
    const text = run('sh', '-c', command);
    const children = text.trim().split('\n').at(-1) ?? '';
    const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, m, s]) => sum + Number(m) * 60 + Number(s),
      0,
    );
    const transitions = Number(/(\d+) transitions \(/.exec(text)?.[1]);
    if (!/errors: 0$/m.test(text) || !(seconds > 0)) throw new Error(`SPIN:\n${text}`);
    return { seconds, transitions };
  };
}

const answers = (program: string, flag: string): boolean =>
  spawnSync(program, [flag], { stdio: 'ignore' }).error === undefined;
const missing = [...(answers('spin', '-V') ? [] : ['spin']), ...(answers('cc', '--version') ? [] : ['cc'])];

const perSecond = (n: number): string => `${(n / 1000).toFixed(0)} k/s`.padStart(10);
const line = (name: string, rate: number, note = ''): void =>
  console.log(`  ${name.padEnd(44)}${perSecond(rate)}${note}`);

console.log(`transitions per second of processor time, one thread, medians`);
for (const { name, rounds } of systems) {
  const published = publishedModels.find((model) => model.name === name);
  if (!published) throw new Error(`there is no system ${name}`);
  const folder = mkdtempSync(join(tmpdir(), 'spin-bench-'));
  try {
    const first = fromNothing(publishedSpec(published));
    const runSpin = missing.length === 0 ? spinOf(first.space, folder) : undefined;
    const rates: { nothing: number[]; tables: number[]; spin: number[] } = { nothing: [], tables: [], spin: [] };
    for (let round = 0; round <= rounds; round++) {
      const nothing = fromNothing(publishedSpec(published));
      const tables = fromTables(first.space);
      const spin = runSpin?.();
      if (round === 0) continue; // warm-up
      rates.nothing.push(nothing.result.transitions / nothing.seconds);
      rates.tables.push(tables.transitions / tables.seconds);
      if (spin) rates.spin.push(spin.transitions / spin.seconds);
    }
    const { states, transitions } = first.result;
    console.log(`${name}: ${states} states, ${transitions} transitions, ${rounds} rounds`);
    line('explorer, machines asked on the way', median(rates.nothing));
    line('explorer, all steps in its tables', median(rates.tables));
    if (runSpin) {
      const ratio = median(rates.tables) / median(rates.spin);
      line('SPIN -O2 -DSAFETY, the same tables exported', median(rates.spin), `   explorer: ${ratio.toFixed(2)} of it`);
    } else {
      console.log(`  SPIN was skipped: ${missing.join(' and ')} missing (apt-get install spin gcc)`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
