import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import type { WatcherProperty } from '../../machines/properties/property.ts';
import { check, Exploration } from '../../src/explore/check.ts';
import type { CheckResult } from '../../src/explore/check-result.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { randomWalks } from '../../src/explore/random-walk.ts';
import { player, server } from './toys.ts';
import { counting, late, owing, patient, property, sink, watched } from './watched-toys.ts';

type Actor = readonly [address: string, machine: AnyStateMachine, input: unknown];

const spec = (watcher: WatcherProperty, ...actors: readonly Actor[]): ModelSpec => ({
  name: 'toy',
  actors: actors.map(([address, machine, input]) => ({ address, machine, input })),
  offered: {},
  spontaneous: [],
  timerMode: 'classes',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 100,
  properties: watched(watcher),
});
const only = (result: Pick<CheckResult, 'properties'>) => result.properties[0];
const game: readonly Actor[] = [
  ['a', server, { other: 'b' }],
  ['b', player, { other: 'a' }],
];

describe('never', () => {
  it('fails by the shortest run, and the exploration goes on to the end', () => {
    const result = check(spec(property('never', counting('violated', 3), { end: 'b' }), ...game), { maxStates: 100 });
    expect(result.complete).toBe(true);
    expect(only(result)).toMatchObject({ verdict: 'fails', length: 5, instance: 'only' });
    expect(only(result)?.trace?.at(-1)).toMatchObject({ move: { kind: 'message', to: 'b' } });
  });

  it('fails by the shortest run also where others act beside it, after whom it is as wrong', () => {
    const beside: readonly Actor[] = [
      ['c', server, { other: 'd' }],
      ['d', player, { other: 'c' }],
    ];
    const watcher = property('never', counting('violated', 3), { end: 'b' });
    const result = check(spec(watcher, ...beside, ...game), { maxStates: 100 });
    expect(result.complete).toBe(true);
    expect(only(result)).toMatchObject({ verdict: 'fails', length: 5 });
    expect(
      only(result)
        ?.trace?.map(({ move }) => (move.kind === 'message' ? move.to : ''))
        .join(' '),
    ).toBe('b a b a b');
  });

  it('holds when what it forbids does not happen', () => {
    const result = check(spec(property('never', counting('violated', 3), { end: 'c' }), ...game), { maxStates: 100 });
    expect(only(result)).toMatchObject({ verdict: 'holds' });
  });

  it('counts the states of the system without its watchers', () => {
    const result = check(spec(property('never', counting('violated', 3), { end: 'b' }), ...game), { maxStates: 100 });
    expect(result).toMatchObject({ states: 7, statesWithoutWatchers: 2 });
  });

  it('is not said to hold before all was seen', () => {
    const result = check(spec(property('never', counting('violated', 50), { end: 'b' }), ...game), { maxStates: 20 });
    expect(result).toMatchObject({ complete: false, stopped: 'states' });
    expect(only(result)).toMatchObject({ verdict: 'not checked', why: 'not all seen' });
  });
});

describe('sometimes', () => {
  it('holds with the run that shows it', () => {
    const result = check(spec(property('sometimes', counting('seen', 2), { end: 'b' }), ...game), { maxStates: 100 });
    expect(only(result)).toMatchObject({ verdict: 'holds', length: 3 });
  });

  it('fails when no run shows it', () => {
    const result = check(spec(property('sometimes', counting('seen', 2), { end: 'c' }), ...game), { maxStates: 100 });
    expect(only(result)).toMatchObject({ verdict: 'fails' });
  });
});

describe('eventually', () => {
  const owed = (start: string, end: string) => property('eventually', owing, { start, end });

  it('fails by a run that goes round for ever', () => {
    const result = check(spec(owed('a', 'nobody'), ...game), { maxStates: 100 });
    const found = only(result);
    expect(found).toMatchObject({ verdict: 'fails' });
    const around = found?.trace?.slice(found.cycleFrom);
    expect(around?.map(({ move }) => (move.kind === 'message' ? move.to : ''))).toHaveLength(2);
  });

  it('holds when every round gives what is owed', () => {
    expect(only(check(spec(owed('a', 'b'), ...game), { maxStates: 100 }))).toMatchObject({ verdict: 'holds' });
  });

  it('is not decided, and nothing is claimed, when the search for rounds is ended early', () => {
    const exploration = new Exploration(spec(owed('a', 'nobody'), ...game), { maxStates: 100 });
    while (exploration.advance(10));
    const pieces = exploration.resultInPieces();
    expect(pieces.next().done).toBe(false);
    exploration.stop();
    let last = pieces.next();
    while (!last.done) last = pieces.next();
    expect(last.value).toMatchObject({ complete: true, stopped: 'asked' });
    expect(only(last.value)).toMatchObject({ verdict: 'not checked', why: 'interrupted' });
  });

  it('trusts the world to deliver what is on its way', () => {
    const other: readonly Actor[] = [
      ['c', server, { other: 'd' }],
      ['d', player, { other: 'c' }],
    ];
    expect(only(check(spec(owed('a', 'd'), ...game, ...other), { maxStates: 100 }))).toMatchObject({
      verdict: 'holds',
    });
  });

  const withLong = (machine: AnyStateMachine): readonly Actor[] => [
    ['a', server, { other: 'b' }],
    ['b', machine, { other: 'a', third: 'c' }],
    ['c', sink, {}],
  ];

  it('trusts a delay that stays armed to end', () => {
    const result = check(spec(owed('a', 'c'), ...withLong(late)), { maxStates: 100 });
    expect(only(result)).toMatchObject({ verdict: 'holds' });
  });

  it('does not trust a delay that is armed anew on the way', () => {
    const result = check(spec(owed('a', 'c'), ...withLong(patient)), { maxStates: 100 });
    expect(only(result)).toMatchObject({ verdict: 'fails' });
  });
});

describe('random walks', () => {
  it('find what a long enough walk meets, with its run', () => {
    const result = randomWalks(spec(property('never', counting('violated', 3), { end: 'b' }), ...game), {
      walks: 1,
      steps: 20,
      seed: 1,
    });
    expect(result.steps).toBe(20);
    expect(only(result)).toMatchObject({ verdict: 'fails', length: 5 });
  });

  it('prove nothing', () => {
    const result = randomWalks(spec(property('never', counting('violated', 3), { end: 'c' }), ...game), {
      walks: 3,
      steps: 20,
      seed: 1,
    });
    expect(result.properties).toEqual([]);
  });
});
