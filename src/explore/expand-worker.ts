import { parentPort } from 'node:worker_threads';
import { Expander } from './expander.ts';
import type { LayoutShape } from './layout.ts';
import type { Finding } from './missing.ts';
import { PairTable } from './shared-ints.ts';
import type { StepTables } from './step-tables.ts';

/** Names of the lists and tables that are shared. */
export const sharedLists = [
  'nodes',
  'choices',
  'leaves',
  'writes',
  'leafWatchers',
  'rootNodes',
  'inboxMoves',
  'messageMoves',
  'afterTake',
  'parcels',
  'parcelLists',
  'timerMoves',
  'timerEnds',
  'afterEnd',
  'timerLeft',
  'operationLists',
  'operationParcels',
] as const satisfies readonly (keyof StepTables)[];
export const sharedTables = [
  'children',
  'afterPost',
  'timersAfter',
  'timersPassed',
  'watcherSteps',
  'clearings',
] as const satisfies readonly (keyof StepTables)[];

/** What else threads are told. */
export const sharedRest = [
  'contents',
  'timerSets',
  'spontaneous',
  'symmetry',
  'watcherLocals',
  'slowFaults',
  'byTimeLeft',
  'components',
] as const satisfies readonly (keyof StepTables)[];

/** The tables as they are now, as one thread tells another. */
export type TablesNow = {
  readonly lists: Readonly<
    Record<(typeof sharedLists)[number], { readonly data: Int32Array; readonly length: number }>
  >;
  readonly tables: Readonly<
    Record<(typeof sharedTables)[number], { readonly data: Int32Array; readonly mask: number }>
  >;
  readonly rest: Pick<StepTables, (typeof sharedRest)[number]>;
};

/** States to expand: one behind the other from `base` in a chunk of the store. */
export type Block = {
  readonly block: number;
  readonly tables: TablesNow;
  readonly layout: LayoutShape;
  readonly chunk: Int32Array;
  readonly base: number;
  readonly states: number;
};

/** What the tables say about them. */
export type Expanded = {
  readonly block: number;
  /** Successors of each state; -1 where the tables end. */
  readonly counts: Int32Array;
  /** All successors, packed, in order. */
  readonly successors: Int32Array;
  readonly findings: readonly { readonly state: number; readonly findings: readonly Finding[] }[];
};

function expandBlock({ block, tables: { lists, tables, rest }, layout, chunk, base, states }: Block): Expanded {
  const looking = Object.fromEntries(sharedTables.map((name) => [name, PairTable.reading(tables[name])]));
  // The names above are those of the fields.
  const expander = new Expander({ ...lists, ...looking, ...rest } as StepTables, layout);
  const counts = new Int32Array(states);
  const found: { state: number; findings: Finding[] }[] = [];
  let out = new Int32Array(layout.words * states * 4);
  let used = 0;
  for (let state = 0; state < states; state++) {
    if (!expander.expand(chunk, base + state * layout.words)) {
      counts[state] = -1;
      continue;
    }
    counts[state] = expander.count;
    if (expander.findings.length > 0) found.push({ state, findings: [...expander.findings] });
    const words = expander.count * layout.words;
    while (used + words > out.length) {
      const larger = new Int32Array(out.length * 2);
      larger.set(out);
      out = larger;
    }
    out.set(expander.out.subarray(0, words), used);
    used += words;
  }
  return { block, counts, successors: out.slice(0, used), findings: found };
}

parentPort?.on('message', (block: Block) => {
  const expanded = expandBlock(block);
  parentPort?.postMessage(expanded, [expanded.counts.buffer as ArrayBuffer, expanded.successors.buffer as ArrayBuffer]);
});
