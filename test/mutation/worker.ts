import { readFileSync } from 'node:fs';
import { machines } from '../../src/system/compose.ts';
import { allMutants, control, standInMutants } from './all-mutants.ts';
import { GuardPairs } from './guard-pairs.ts';
import { type Effort, type Healthy, Judge, prepare, type Verdict, whenHealthy } from './judge.ts';
import { testTrials } from './test-trials.ts';
import { systemTrials } from './trials.ts';

// A process of its own for the work: broken machines may exhaust its memory.

/** What a worker is told. */
export type Order =
  | { readonly kind: 'which trials' }
  | { readonly kind: 'try healthy'; readonly trial: string }
  | { readonly kind: 'which guards' }
  | { readonly kind: 'know'; readonly file: string }
  | { readonly kind: 'judge'; readonly mutant: string; readonly effort: Effort };

/** What it says when it is done. */
export type Done =
  | { readonly kind: 'trials'; readonly names: readonly string[] }
  | { readonly kind: 'healthy'; readonly healthy: Healthy }
  /** Rows that held together with the next one. */
  | { readonly kind: 'guards'; readonly together: readonly string[] }
  | { readonly kind: 'ready' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'failed'; readonly says: string };

prepare();
// Layers may be named whose tests are all that is tried.
const layers = process.argv.slice(2);
const trials = layers.length > 0 ? await testTrials(layers) : [...(await systemTrials()), ...(await testTrials())];
const mutants = new Map([...allMutants(), ...standInMutants(), control].map((each) => [each.id, each]));
let pairs: GuardPairs | undefined;
let judge: Judge | undefined;

async function obey(order: Order): Promise<Done> {
  switch (order.kind) {
    case 'which trials':
      return { kind: 'trials', names: trials.map(({ name }) => name) };
    case 'try healthy': {
      const trial = trials.find(({ name }) => name === order.trial);
      if (!trial) throw new Error(`no trial is called ${order.trial}`);
      pairs ??= new GuardPairs(machines);
      return { kind: 'healthy', healthy: await whenHealthy(trial) };
    }
    case 'which guards':
      return { kind: 'guards', together: [...(pairs?.finish() ?? [])] };
    case 'know':
      judge = new Judge(trials, JSON.parse(readFileSync(order.file, 'utf8')).trials as Healthy[]);
      return { kind: 'ready' };
    case 'judge': {
      const mutant = mutants.get(order.mutant);
      if (!mutant || !judge) throw new Error(`no mutant is called ${order.mutant}`);
      return { kind: 'verdict', verdict: await judge.judge(mutant, order.effort) };
    }
  }
}

async function answer(order: Order): Promise<void> {
  let done: Done;
  try {
    done = await obey(order);
  } catch (error) {
    done = { kind: 'failed', says: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(done);
}

process.on('message', (order: Order) => void answer(order));
