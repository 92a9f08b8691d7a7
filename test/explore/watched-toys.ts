import { assign, setup } from 'xstate';
import type { Configuration, Observation, WatcherProperty } from '../../machines/properties/property.ts';
import { send } from '../../machines/protocol/send.ts';
import type { CheckedProperties } from '../../src/explore/properties.ts';
import type { Ball } from './toys.ts';

type Watching = Observation<Ball>;

/** Owes something from the first ball at `start` until a ball at `end`, once. */
export const owing = setup({
  types: {
    context: {} as { at: { start: string; end: string } },
    events: {} as Watching,
    input: {} as { start: string; end: string },
    tags: {} as 'pending',
  },
  guards: {
    'it starts': ({ context, event }) => event.to === context.at.start,
    'it ends': ({ context, event }) => event.to === context.at.end,
  },
}).createMachine({
  id: 'owing',
  context: ({ input }) => ({ at: input }),
  initial: 'idle',
  states: {
    idle: { on: { 'delivered.tran.ball': { guard: 'it starts', target: 'owed' } } },
    owed: { tags: 'pending', on: { 'delivered.tran.ball': { guard: 'it ends', target: 'given' } } },
    given: {},
  },
});

/** Violated by the third ball at `end`; has seen the second. */
export const counting = (tag: 'violated' | 'seen', balls: number) =>
  setup({
    types: {
      context: {} as { at: { end: string }; balls: number },
      events: {} as Watching,
      input: {} as { end: string },
      tags: {} as 'violated' | 'seen',
    },
    guards: {
      'it is the last': ({ context, event }) => event.to === context.at.end && context.balls + 1 === balls,
      'it is here': ({ context, event }) => event.to === context.at.end,
    },
    actions: { count: assign({ balls: ({ context }) => context.balls + 1 }) },
  }).createMachine({
    id: 'counting',
    context: ({ input }) => ({ at: input, balls: 0 }),
    initial: 'counting',
    states: {
      counting: {
        on: {
          'delivered.tran.ball': [
            { guard: 'it is the last', target: 'told' },
            { guard: 'it is here', actions: 'count' },
          ],
        },
      },
      told: { tags: tag },
    },
  });

export const property = (
  kind: WatcherProperty['kind'],
  machine: WatcherProperty['machine'],
  input: unknown,
): WatcherProperty => ({
  id: 'toy',
  kind,
  says: 'a toy',
  source: [],
  machine,
  expected: () => 'holds',
  instances: () => [{ name: 'only', input }],
});

/** A watcher of a toy: its configuration says nothing. */
export const watched = (watcher: WatcherProperty): CheckedProperties => ({
  properties: [watcher],
  watchers: [{ property: watcher, instance: { name: 'only', input: watcher.instances({} as never)[0]?.input } }],
  predicates: [],
  configuration: {} as Configuration,
});

type At = { at: { other: string; third: string } };
const passing = setup({
  types: { context: {} as At, events: {} as Ball, input: {} as At['at'] },
  actions: {
    pass: send<At, Ball, Ball>(
      ({ context }) => context.at.other,
      () => ({ type: 'tran.ball' }),
    ),
    share: send<At, Ball, Ball>(
      ({ context }) => context.at.third,
      () => ({ type: 'tran.ball' }),
    ),
  },
  delays: { long: 60_000 },
});

/** Passes every ball on; after a long time one to a third. */
export const late = passing.createMachine({
  id: 'late',
  context: ({ input }) => ({ at: input }),
  initial: 'waiting',
  states: {
    waiting: { after: { long: { target: 'shared', actions: 'share' } }, on: { 'tran.ball': { actions: 'pass' } } },
    shared: { on: { 'tran.ball': { actions: 'pass' } } },
  },
});

/** The same, but each ball that comes makes it wait anew. */
export const patient = passing.createMachine({
  id: 'patient',
  context: ({ input }) => ({ at: input }),
  initial: 'waiting',
  states: {
    waiting: {
      after: { long: { target: 'shared', actions: 'share' } },
      on: { 'tran.ball': { target: 'waiting', reenter: true, actions: 'pass' } },
    },
    shared: { on: { 'tran.ball': { actions: 'pass' } } },
  },
});

/** Takes balls and keeps them all. */
export const sink = setup({ types: { events: {} as Ball } }).createMachine({
  id: 'sink',
  initial: 'open',
  states: { open: { on: { 'tran.ball': {} } } },
});
