import { assign, setup } from 'xstate';
import { send } from '../../machines/protocol/send.ts';

/** A ball that two players pass: the smallest system that runs for ever. */
export type Ball = { type: 'tran.ball' };

export const player = setup({
  types: {
    context: {} as { at: { other: string } },
    events: {} as Ball,
    input: {} as { other: string; serves: boolean },
  },
  actions: {
    pass: send<{ at: { other: string } }, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
  },
}).createMachine({
  id: 'player',
  context: ({ input }) => ({ at: { other: input.other } }),
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': { actions: 'pass' } } } },
});

/** Serves once and then never again. */
export const server = setup({
  types: { context: {} as { at: { other: string } }, events: {} as Ball, input: {} as { other: string } },
  actions: {
    pass: send<{ at: { other: string } }, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
  },
}).createMachine({
  id: 'server',
  context: ({ input }) => ({ at: { other: input.other } }),
  entry: 'pass',
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': { actions: 'pass' } } } },
});

/** Sends two balls for every one it gets: no channel holds them. */
export const multiplier = setup({
  types: { context: {} as { at: { other: string } }, events: {} as Ball, input: {} as { other: string } },
  actions: {
    pass: send<{ at: { other: string } }, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
  },
}).createMachine({
  id: 'multiplier',
  context: ({ input }) => ({ at: { other: input.other } }),
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': { actions: ['pass', 'pass'] } } } },
});

/** Counts without a bound. */
export const counter = setup({
  types: { context: {} as { at: { other: string }; n: number }, events: {} as Ball, input: {} as { other: string } },
  actions: {
    pass: send<{ at: { other: string }; n: number }, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
    count: assign({ n: ({ context }) => context.n + 1 }),
  },
}).createMachine({
  id: 'counter',
  context: ({ input }) => ({ at: { other: input.other }, n: 0 }),
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': { actions: ['count', 'pass'] } } } },
});

/** Keeps the ball. */
export const keeper = setup({ types: { events: {} as Ball } }).createMachine({
  id: 'keeper',
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': 'holding' } }, holding: {} },
});

/** Throws the ball away when it is bad. */
export const thrower = setup({
  types: { context: {} as { at: { other: string } }, events: {} as Ball, input: {} as { other: string } },
  guards: {
    bad: () => {
      throw new Error('the guard fell over');
    },
  },
}).createMachine({
  id: 'thrower',
  context: ({ input }) => ({ at: { other: input.other } }),
  initial: 'waiting',
  states: { waiting: { on: { 'tran.ball': { guard: 'bad', target: 'waiting' } } } },
});

/** Two timers race; the loser must not be heard of again. */
export const racer = setup({ delays: { soon: 50, later: 5000 } }).createMachine({
  id: 'racer',
  initial: 'running',
  states: {
    running: { after: { soon: 'early', later: 'late' } },
    early: { after: { soon: 'running' } },
    late: { after: { soon: 'running' } },
  },
});
