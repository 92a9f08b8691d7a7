import { describe, expect, it } from 'vitest';
import { type MachineContext, setup } from 'xstate';
import { send } from '../../machines/protocol/send.ts';
import { LiveActors } from '../../src/system/live-actors.ts';
import type { StepRecord } from '../../src/system/step-record.ts';
import { VirtualClock } from '../../src/system/virtual-clock.ts';
import { VirtualTime } from '../../src/system/virtual-time.ts';
import type { World } from '../../src/system/world.ts';

type Events =
  | { type: 'tran.ask'; n: number }
  | { type: 'inner.ask' }
  | { type: 'inner.answer' }
  | { type: 'tran.done' };
const asker = setup({
  types: { events: {} as Events },
  delays: { patience: 50 },
  actions: {
    ask: send<MachineContext, Events, Events>(
      () => 'b',
      () => ({ type: 'inner.ask' }),
    ),
    post: send<MachineContext, Events, Events>(
      () => 'b',
      () => ({ type: 'tran.done' }),
    ),
  },
}).createMachine({
  id: 'asker',
  initial: 'idle',
  states: {
    idle: { on: { 'tran.ask': { target: 'asking', actions: ['post', 'ask'] } } },
    asking: { on: { 'inner.answer': 'answered' } },
    answered: { after: { patience: 'idle' } },
  },
});
const answerer = setup({
  types: { events: {} as Events },
  actions: {
    answer: send<MachineContext, Events, Events>(
      () => 'a',
      () => ({ type: 'inner.answer' }),
    ),
  },
}).createMachine({
  id: 'answerer',
  initial: 'idle',
  states: {
    idle: { on: { 'inner.ask': { actions: 'answer' }, 'tran.done': 'told' } },
    told: { on: { 'inner.ask': { actions: 'answer' }, 'tran.done': 'idle' } },
  },
});

const specs = [
  { address: 'a', machine: asker, input: {} },
  { address: 'b', machine: answerer, input: {} },
];
const world: World = {
  decide: () => undefined,
  effect: () => undefined,
  duration: (_o, _d, ms) => ms,
  latency: () => 0,
  holdBack: () => 0,
};
const shape = (records: StepRecord[]) =>
  records.map(({ kind, deliveries, posted, armed, cancelled }) => ({ kind, deliveries, posted, armed, cancelled }));

describe('live actors', () => {
  it('take the same steps as the stepper: a critical section is one step, posted messages follow it', () => {
    const live: StepRecord[] = [];
    const clock = new VirtualClock();
    const actors = new LiveActors(specs, world, 1, clock);
    actors.observe((r) => live.push(r));
    actors.start();
    actors.tell('a', { type: 'tran.ask', n: 1 });
    while (actors.step() || clock.advance());

    const stepped: StepRecord[] = [];
    const virtual = new VirtualTime(specs, world, 1);
    virtual.observe((r) => stepped.push(r));
    virtual.start();
    virtual.tell('a', { type: 'tran.ask', n: 1 });
    while (virtual.step());

    expect(shape(live)).toEqual(shape(stepped));
    expect(live.map((r) => r.deliveries.map((d) => d.message.type))).toEqual([
      ['xstate.init', 'xstate.init'],
      ['tran.ask', 'inner.ask', 'inner.answer'],
      ['tran.done'],
      ['xstate.after.patience.asker.answered'],
    ]);
    expect(live.at(-1)?.at).toBe(50_000);
  });

  it('end the run at a message that no state expects', () => {
    const actors = new LiveActors(specs, world, 1, new VirtualClock());
    actors.start();
    actors.tell('a', { type: 'inner.answer' });
    expect(() => actors.step()).toThrow('a in state idle did not expect');
  });
});

describe('a message that is kept back', () => {
  it('keeps those behind it in its channel back as well, in their order', () => {
    type Ask = { type: 'tran.ask'; n: number };
    type Talk = Ask | { type: 'tran.done' } | { type: 'tran.more' };
    const ask = (n: number) =>
      send<MachineContext, Talk, Ask>(
        () => 'b',
        () => ({ type: 'tran.ask', n }),
      );
    const sender = setup({
      types: { events: {} as Talk },
      actions: { first: ask(1), second: ask(2), third: ask(3) },
    }).createMachine({
      id: 'sender',
      initial: 'idle',
      states: { idle: { on: { 'tran.done': { actions: ['first', 'second'] }, 'tran.more': { actions: 'third' } } } },
    });
    const receiver = setup({
      types: { events: {} as Talk },
      guards: { first: ({ event }) => event.type === 'tran.ask' && event.n === 1 },
      actions: {
        'ask for more': send<MachineContext, Talk, Talk>(
          () => 'a',
          () => ({ type: 'tran.more' }),
        ),
      },
    }).createMachine({
      id: 'receiver',
      initial: 'idle',
      states: { idle: { on: { 'tran.ask': [{ guard: 'first', actions: 'ask for more' }, { target: 'idle' }] } } },
    });
    const clock = new VirtualClock();
    const slowFirst: World = { ...world, holdBack: ({ message }) => (message['n'] === 1 ? 10 : 0) };
    const actors = new LiveActors(
      [
        { address: 'a', machine: sender, input: {} },
        { address: 'b', machine: receiver, input: {} },
      ],
      slowFirst,
      1,
      clock,
    );
    const seen: unknown[] = [];
    actors.observe((record) => seen.push(...record.deliveries.filter((d) => d.to === 'b').map((d) => d.message['n'])));
    actors.start();
    actors.tell('a', { type: 'tran.done' });
    // The clock goes on only when nothing is ready, as in a run.
    while (actors.step() || clock.advance());
    expect(seen.filter((n) => n !== undefined)).toEqual([1, 2, 3]);
  });
});
