import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { send } from '../../machines/protocol/send.ts';
import { Exploration } from '../../src/explore/check.ts';
import { successors } from '../../src/explore/successors.ts';
import type { Ball } from './toys.ts';
import { owing, property, watched } from './watched-toys.ts';

/** What a state does with a ball, and where it goes by itself after a while. */
type Node = { readonly to: number; readonly passes: boolean; readonly after: number | null };

type At = { at: { other: string } };
const passing = setup({
  types: { context: {} as At, events: {} as Ball, input: {} as At['at'] },
  actions: {
    pass: send<At, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
  },
  delays: { d0: 10, d1: 10, d2: 10 },
});

/** A player that behaves as the nodes say; the ones that serve have a ball at the beginning. */
const randomPlayer = (id: string, nodes: readonly Node[], serves: boolean): AnyStateMachine =>
  passing.createMachine({
    id,
    context: ({ input }) => ({ at: input }),
    initial: 's0',
    ...(serves ? { entry: 'pass' as const } : {}),
    states: Object.fromEntries(
      nodes.map(({ to, passes, after }, i) => [
        `s${i}`,
        {
          on: {
            'tran.ball': { ...(to === i ? {} : { target: `s${to}` }), ...(passes ? { actions: 'pass' as const } : {}) },
          },
          ...(after === null || after === i ? {} : { after: { [`d${i}`]: `s${after}` } }),
        },
      ]),
    ),
  });

const node = fc.record({
  to: fc.nat(2),
  passes: fc.boolean(),
  after: fc.option(fc.nat(2), { nil: null }),
});
const nodes = fc.array(node, { minLength: 3, maxLength: 3 });
const systems = fc.record({
  a: nodes,
  b: nodes,
  bServes: fc.boolean(),
  start: fc.constantFrom('a', 'b'),
  end: fc.constantFrom('a', 'b', 'nobody'),
});
type System = typeof systems extends fc.Arbitrary<infer T> ? T : never;

function explored({ a, b, bServes, start, end }: System): Exploration {
  const exploration = new Exploration(
    {
      name: 'random',
      actors: [
        { address: 'a', machine: randomPlayer('a', a, true), input: { other: 'b' } },
        { address: 'b', machine: randomPlayer('b', b, bServes), input: { other: 'a' } },
      ],
      offered: {},
      spontaneous: [],
      timerMode: 'any',
      faultBudget: 0,
      laneBound: 3,
      localLimit: 100,
      mayEnd: () => true,
      properties: watched(property('eventually', owing, { start, end })),
    },
    { maxStates: 1000 },
  );
  while (exploration.advance(100));
  return exploration;
}

/** Of each state that owes something: its steps, by what they are owed to, and where they lead. */
type Graph = ReadonlyMap<number, readonly { readonly demand: string; readonly to: number }[]>;

function graphOf({ space }: Exploration): Graph {
  const { model, store } = space;
  const numbers = new Map(Array.from({ length: store.count }, (_, i) => [space.vectorOf(i).join(), i]));
  const graph = new Map<number, { demand: string; to: number }[]>();
  for (let index = 0; index < store.count; index++) {
    const vector = space.vectorOf(index);
    if (model.watchers[0]?.isPending(vector[model.watchersAt] ?? 0) !== true) continue;
    const steps = successors(model, vector).flatMap((each) => {
      if (!('vector' in each)) return [];
      const { move } = each;
      const demand =
        move.kind === 'message'
          ? `${move.from} to ${move.to}`
          : move.kind === 'timer'
            ? `${move.owner} ${move.delay}`
            : '';
      return [{ demand, to: numbers.get(each.vector.join()) ?? -1 }];
    });
    graph.set(index, steps);
  }
  return graph;
}

/** Tries every set of states that owe something: can a fair world stay in it for ever? */
function canBeOwedForEver(graph: Graph): boolean {
  const states = [...graph.keys()];
  if (states.some((state) => graph.get(state)?.length === 0)) return true;
  for (let mask = 1; mask < 2 ** states.length; mask++) {
    const inside = new Set(states.filter((_, i) => mask & (1 << i)));
    if (isConnected(graph, inside) && isFair(graph, inside)) return true;
  }
  return false;
}

function isConnected(graph: Graph, inside: ReadonlySet<number>): boolean {
  return [...inside].every((from) => {
    const reached = new Set<number>();
    const queue = [from];
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      for (const { to } of graph.get(state) ?? []) {
        if (!inside.has(to) || reached.has(to)) continue;
        reached.add(to);
        queue.push(to);
      }
    }
    return reached.size === inside.size;
  });
}

/** What is due in all of the states happens between two of them. */
function isFair(graph: Graph, inside: ReadonlySet<number>): boolean {
  const all = [...inside].map((state) => graph.get(state) ?? []);
  const demands = new Set(all.flatMap((steps) => steps.map(({ demand }) => demand)));
  return [...demands].every(
    (demand) =>
      all.some((steps) => steps.every((step) => step.demand !== demand)) ||
      all.some((steps) => steps.some((step) => step.demand === demand && inside.has(step.to))),
  );
}

it('what is owed for ever is found exactly where trying all sets of states finds it', () => {
  const verdicts = { holds: 0, fails: 0 };
  fc.assert(
    fc.property(systems, (system) => {
      const exploration = explored(system);
      const graph = graphOf(exploration);
      const result = exploration.result();
      fc.pre(result.complete && graph.size > 0 && graph.size <= 12);
      const verdict = canBeOwedForEver(graph) ? 'fails' : 'holds';
      verdicts[verdict] += 1;
      expect(result.properties[0]?.verdict).toBe(verdict);
    }),
    { numRuns: 150, seed: 1 },
  );
  expect(Math.min(verdicts.holds, verdicts.fails)).toBeGreaterThan(20);
});
