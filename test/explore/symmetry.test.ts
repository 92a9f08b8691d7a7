import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { properties } from '../../machines/properties/index.ts';
import { send } from '../../machines/protocol/send.ts';
import { withSlotsAlike } from '../../src/explore/alike.ts';
import { allPublished } from '../../src/explore/all-published.ts';
import { check, Exploration } from '../../src/explore/check.ts';
import { scaledDown } from '../../src/explore/limits.ts';
import { Model } from '../../src/explore/model.ts';
import { modelOf } from '../../src/explore/model-of.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { UndeclaredSlotError } from '../../src/explore/renaming.ts';
import { successors } from '../../src/explore/successors.ts';
import { alikeSystem, SymmetryError } from '../../src/explore/symmetry.ts';
import { type Run, traceTo } from '../../src/explore/trace.ts';
import type { TopologyInput } from '../../src/system/topology.ts';
import { asleep, slotted, suspended } from './slotted.ts';

const all = { maxStates: 1_000_000 };

const readers = (slots: readonly number[], parameters: TopologyInput['parameters'], faultBudget: number): ModelSpec =>
  slotted({ faultBudget, properties }, slots, parameters);
/** The machines are asked for more, and states may have to be packed in another way. */
const lookingBack = (state: Parameters<typeof asleep>[0], { space, states, queued }: Exploration): boolean =>
  traceTo(space, states - queued - 1).length > 0 && asleep(state);

function withoutProperties(spec: ModelSpec): ModelSpec {
  const { properties: _, ...rest } = spec;
  return rest;
}

describe('states that differ in the names of slots are one', () => {
  it.each([
    ['two slots', [2], 1, 1.9],
    ['three slots', [3], 1, 5.5],
    ['two slots of each of two disks', [2, 2], 0, 3.5],
  ])('%s: they stand for exactly the states and transitions of the full run', (_, slots, faults, gain) => {
    const spec = withoutProperties(readers(slots, scaledDown, faults));
    const full = check(spec, all);
    const reduced = check(withSlotsAlike(spec), all);
    expect(reduced).toMatchObject({ complete: true, violation: undefined, depth: full.depth });
    expect(reduced.symmetry).toMatchObject({ states: full.states, transitions: full.transitions });
    expect(full.states / reduced.states).toBeGreaterThan(gain);
  });

  it.each(['aix-resume-at-once', 'aix-spanned', 'aix-fcp-2-slots-kept', 'aix-fcp-thrown-away', 'aix-iscsi-2-slots'])(
    'AIX, %s: as well',
    (name) => {
      const model = allPublished.find((each) => each.name === name);
      if (!model || !('topology' in model)) throw new Error(`${name} is not published`);
      const compose = { ...model.surroundings.compose, forever: [{ op: 'read' }] } as const;
      const spec = publishedSpec({ ...model, surroundings: { ...model.surroundings, compose } });
      const full = check(spec, all);
      const reduced = check(withSlotsAlike(spec), all);
      expect(reduced).toMatchObject({ complete: true, violation: undefined, depth: full.depth });
      expect(reduced.symmetry).toMatchObject({ states: full.states, transitions: full.transitions });
      expect(full.states / reduced.states).toBeGreaterThan(1.9);
    },
  );

  it('verdicts and shortest lengths are those of the full run, and a counterexample is a run of the system as it is', () => {
    // Queueing without auto request sense, the next command started first: sense is lost.
    const careless = {
      ...scaledDown,
      sd: { ...scaledDown.sd, queueWithoutArq: true, senseWhileOthersInTransport: true, taggedQueueing: false },
      hba: { ...scaledDown.hba, autoRequestSense: 'none', startNextBeforeCallback: 'always' },
    } as const;
    const spec = { ...readers([2], careless, 1), offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] } };
    const system = alikeSystem(withSlotsAlike(spec));
    if (!system) throw new Error('nothing is alike');
    const { alike: _, ...asItIs } = system.spec;
    const full = check(asItIs, all);
    const reduced = check(withSlotsAlike(spec), all);
    const told = ({ properties: found }: typeof full) => found.map(({ id, verdict, length }) => [id, verdict, length]);
    expect(told(reduced)).toEqual(told(full));
    expect(reduced.symmetry).toMatchObject({ states: full.states, transitions: full.transitions });
    const lost = reduced.properties.find(({ id }) => id === 'Q4');
    expect(lost).toMatchObject({ verdict: 'fails' });
    const model = new Model(asItIs);
    const end = follow(model, lost?.trace ?? []);
    const watching = model.watchers.filter((watcher, w) => watcher.tells(end[model.watchersAt + w] ?? 0));
    expect(watching.map(({ spec: { property, instance } }) => `${property.id} ${instance.name}`)).toContain(
      `Q4 ${lost?.instance}`,
    );
  });

  it('only slots whose applications ask for the same are alike', () => {
    const spec = readers([3], scaledDown, 0);
    const mixed = modelOf('mixed', spec.origin?.topology ?? never(), { faultBudget: 0 }); // read, write, read
    expect(alikeSystem(withSlotsAlike(mixed))?.classes).toEqual([['d0.1', 'd0.3']]);
  });

  it.each([
    ['is judged by itself', asleep],
    ['is judged by looking back at how it was reached', lookingBack],
  ])('states that wait behind an end are as they were when it %s', (_, judged) => {
    const spec = suspended({ faultBudget: 1 });
    const full = check(spec, all);
    const exploration: Exploration = new Exploration(
      withSlotsAlike({ ...spec, mayEnd: (state) => judged(state, exploration) }),
      all,
    );
    while (exploration.advance(1000));
    const reduced = exploration.result();
    expect(full.complete).toBe(true);
    expect(reduced).toMatchObject({ complete: true, violation: undefined, depth: full.depth });
    expect(reduced.symmetry).toMatchObject({ states: full.states, transitions: full.transitions });
  });

  it('with a step that fails, all states that were seen are states of the system', () => {
    const spec = { ...suspended({ faultBudget: 1, properties, timerMode: 'any', offered: {} }), laneBound: 1 };
    const exploration = new Exploration(withSlotsAlike(spec), all);
    while (exploration.advance(1000));
    const { violation } = exploration.result();
    const full = check(withoutProperties(spec), all);
    expect(violation?.kind).toBe('lane overflow');
    expect(violation?.trace).toHaveLength(full.violation?.trace.length ?? 0);
    for (let state = 0; state < exploration.states; state++) traceTo(exploration.space, state);
  });

  it('properties of runs without end are left out', () => {
    const reduced = check(withSlotsAlike(readers([2], scaledDown, 0)), all);
    expect(reduced.properties.filter(({ kind }) => kind === 'eventually')).toEqual([]);
    expect(reduced.properties.length).toBeGreaterThan(30);
  });
});

/** The state at the end of a run of the machines, step by step. */
function follow(model: Model, run: Run): Int32Array {
  return run.reduce((state, { move, chosen }) => {
    const step = successors(model, state).find(
      (each) => JSON.stringify([each.move, each.chosen]) === JSON.stringify([move, chosen]),
    );
    if (!step || !('vector' in step)) throw new Error(`the machines do not do ${JSON.stringify(move)}`);
    return step.vector;
  }, model.initial());
}

const never = (): never => {
  throw new Error('there is none');
};

type Ask =
  | { type: 'tran.ask'; slot: string }
  | { type: 'tran.give'; slot: string }
  | { type: 'tran.back'; slot: string };
type Arbiter = { waitq: readonly string[]; slot: string | null };

/** Gives something to one slot at a time; `first` says to whom. */
const arbiter = (first: (waitq: readonly string[]) => string, field: 'slot' | 'who' = 'slot'): AnyStateMachine =>
  setup({
    types: { context: {} as Arbiter, events: {} as Ask },
    guards: { 'someone waits': ({ context }) => context.waitq.length > 0 },
    actions: {
      note: assign({ waitq: ({ context, event }) => [...context.waitq, event.slot] }),
      choose: assign({
        slot: ({ context }) => first(context.waitq),
        waitq: ({ context }) => context.waitq.filter((slot) => slot !== first(context.waitq)),
      }),
      give: send<Arbiter, Ask, { type: 'tran.give' }>(
        ({ context }) => `app:${context.slot}`,
        ({ context }) => ({ type: 'tran.give', [field]: context.slot }),
      ),
    },
  }).createMachine({
    id: 'arbiter',
    context: { waitq: [], slot: null },
    initial: 'free',
    states: {
      free: {
        always: { guard: 'someone waits', target: 'given', actions: ['choose', 'give'] },
        on: { 'tran.ask': { actions: 'note' } },
      },
      given: { on: { 'tran.ask': { actions: 'note' }, 'tran.back': 'free' } },
    },
  });

const applications = setup({
  types: { context: {} as { at: { slot: string } }, events: {} as Ask, input: {} as { slot: string } },
  actions: {
    ask: send<{ at: { slot: string } }, Ask, Ask>(
      () => 'arbiter',
      ({ context }) => ({ type: 'tran.ask', slot: context.at.slot }),
    ),
    return: send<{ at: { slot: string } }, Ask, Ask>(
      () => 'arbiter',
      ({ context }) => ({ type: 'tran.back', slot: context.at.slot }),
    ),
  },
  delays: { pause: 10 },
});
const asking = applications.createMachine({
  id: 'asking',
  context: ({ input }) => ({ at: input }),
  initial: 'idle',
  states: {
    idle: { after: { pause: { target: 'waiting', actions: 'ask' } } },
    waiting: { on: { 'tran.give': { target: 'idle', actions: 'return' } } },
  },
});
/** Never gives back what it was given. */
const keeping = applications.createMachine({
  id: 'keeping',
  context: ({ input }) => ({ at: input }),
  initial: 'idle',
  states: {
    idle: { after: { pause: { target: 'waiting', actions: 'ask' } } },
    waiting: { on: { 'tran.give': 'kept' } },
    kept: {},
  },
});
const has =
  (slot: string): typeof asleep =>
  (state) =>
    state(`app:${slot}`).matches('kept');

const asked = (machine: AnyStateMachine, application: AnyStateMachine = asking): ModelSpec => ({
  name: 'arbiter',
  actors: [
    { address: 'arbiter', machine, input: undefined },
    ...['a', 'b', 'c'].map((slot) => ({ address: `app:${slot}`, machine: application, input: { slot } })),
  ],
  offered: {},
  spontaneous: [],
  timerMode: 'any',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 1000,
});
const alike = (machine: AnyStateMachine): ModelSpec => ({ ...asked(machine), alike: [['a', 'b', 'c']] });

describe('that names do not matter is checked', () => {
  it('a queue in the order of arrival is symmetric', () => {
    const fair = arbiter(([oldest = '']) => oldest);
    const full = check(asked(fair), all);
    expect(check(alike(fair), all)).toMatchObject({
      complete: true,
      symmetry: { classes: [['a', 'b', 'c']], states: full.states, transitions: full.transitions },
    });
  });

  it('a machine that puts names in an order is found, with its step and the field', () => {
    const greedy = arbiter((waiting) => [...waiting].sort()[0] ?? '');
    expect(check(asked(greedy), all).complete).toBe(true);
    expect(() => check(alike(greedy), all)).toThrow(SymmetryError);
    expect(() => check(alike(greedy), all)).toThrow(
      /^arbiter\.machine\.ts tells slots apart: arbiter in given on .*tran\.back.* takes .*'slot' is "[abc]" instead of "[abc]"/,
    );
  });

  it.each(['a', 'b', 'c'])(
    'an end that is one only when %s has something is no end that slots may be alike in',
    (slot) => {
      const spec = {
        ...asked(
          arbiter(([oldest = '']) => oldest),
          keeping,
        ),
        mayEnd: has(slot),
      };
      expect(check(spec, all).violation?.kind).toBe('deadlock');
      expect(() => check({ ...spec, alike: [['a', 'b', 'c']] }, all)).toThrow(
        /^mayEnd tells slots apart: \w+ of arbiter in given, .*app:[abc] in kept/,
      );
    },
  );

  it('a name in a field that is not declared to hold names is found', () => {
    const careless = arbiter(([oldest = '']) => oldest, 'who');
    expect(() => check(alike(careless), all)).toThrow(UndeclaredSlotError);
    expect(() => check(alike(careless), all)).toThrow(/holds the name [abc] in 'who'/);
  });
});
