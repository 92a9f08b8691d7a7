import { createMachine } from 'xstate';
import { getAdjacencyMap } from 'xstate/graph';
import { check } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';

const rounds = 3;
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const perSecond = (count: number): string => `${(count / 1000).toFixed(0)} k/s`.padStart(12);

/** Processor time of this process so far. */
const ownSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/**
 * Rings of ten states that turn independently of each other: 10^n states, n steps out of each. Each is an actor with a
 * delay; the explorer stores the states, and looks for deadlocks, unexpected messages and full channels.
 */
const ring = (event: (position: number) => object) => ({
  initial: 's0',
  states: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`s${i}`, event((i + 1) % 10)])),
});
const rings = (n: number): ModelSpec => {
  const machine = createMachine({ id: 'ring', ...ring((next) => ({ after: { 10: `s${next}` } })) } as never);
  return {
    name: `${n} rings`,
    actors: Array.from({ length: n }, (_, i) => ({ address: `ring${i}`, machine, input: undefined })),
    offered: {},
    spontaneous: [],
    timerMode: 'any',
    faultBudget: 0,
    laneBound: 1,
    localLimit: 100,
  };
};
/** The same as one machine with events, which is what xstate/graph can do: it maps the states, and looks for nothing. */
const graphRings = (n: number) =>
  createMachine({
    id: 'rings',
    type: 'parallel',
    states: Object.fromEntries(
      Array.from({ length: n }, (_, i) => [`r${i}`, ring((next) => ({ on: { [`turn${i}`]: `s${next}` } }))]),
    ),
  } as never);

function graphStatesPerSecond(n: number): number {
  const started = ownSeconds();
  const map = getAdjacencyMap(graphRings(n), {
    events: Array.from({ length: n }, (_, i) => ({ type: `turn${i}` })) as never,
    limit: Number.POSITIVE_INFINITY,
  });
  const states = Object.keys(map).length;
  if (states !== 10 ** n) throw new Error(`xstate/graph found ${states} states`);
  return states / (ownSeconds() - started);
}

function ourStatesPerSecond(n: number): number {
  const started = ownSeconds();
  const { states, transitions, complete } = check(rings(n), { maxStates: 1e9 });
  if (!complete || states !== 10 ** n || transitions !== n * states) {
    throw new Error(`the explorer found ${states} states, ${transitions} transitions`);
  }
  return states / (ownSeconds() - started);
}

function stack(name: string): { states: number; transitions: number; seconds: number; bytes: number } {
  const model = publishedModels.find((each) => each.name === name);
  if (!model) throw new Error(`no model ${name}`);
  const started = ownSeconds();
  const { states, transitions, bytes, complete } = check(publishedSpec(model), { maxStates: 1e9 });
  const seconds = ownSeconds() - started;
  if (!complete) throw new Error(`${name} is not explored to the end`);
  return { states, transitions, seconds, bytes };
}

const graph: number[] = [];
const ours: number[] = [];
const large: ReturnType<typeof stack>[] = [];
for (let round = 0; round < rounds; round++) {
  graph.push(graphStatesPerSecond(5));
  ours.push(ourStatesPerSecond(5));
  large.push(stack('2-targets-2-slots'));
}
console.log(`per second of processor time, medians of ${rounds}, one process`);
console.log(`${'xstate/graph, 10^5 states'.padEnd(44)}${perSecond(median(graph))} states`);
console.log(
  `${'explorer, the same 10^5 states'.padEnd(44)}${perSecond(median(ours))} states   ${(median(ours) / median(graph)).toFixed(0)} x`,
);
console.log(`${'explorer, 10^6 states'.padEnd(44)}${perSecond(ourStatesPerSecond(6))} states`);
const { states, transitions, bytes } = large[0] ?? stack('2-targets-2-slots');
console.log(
  `${`explorer, 2-targets-2-slots (${states.toLocaleString('en-US')})`.padEnd(44)}${perSecond(median(large.map((r) => r.states / r.seconds)))} states`,
);
console.log(
  `${''.padEnd(44)}${perSecond(median(large.map((r) => r.transitions / r.seconds)))} transitions of ${transitions.toLocaleString('en-US')}, ${Math.round(bytes / states)} bytes a state`,
);
