import { expect, it } from 'vitest';
import { samPathMachine } from '../../machines/hba/aix-sam-path.machine.ts';
import { check } from '../../src/explore/check.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { tellingPaths } from '../../src/explore/telling-aix-paths.ts';
import { reachOf } from '../../src/reach/reached.ts';

/**
 * Two devices climb at once, or a target moves in the very moment of a login or logout. Nobody climbs any more once
 * everything has been given back: those who do while it is (OUT, AWAY, REFUSED, MOVED) are not met here.
 */
const late = [
  'LOGGING_IN.moved: path.loggedIn #0',
  'LOGGING_OUT.moved: path.loggedOut #1',
  'OUT: path.giveUp #0',
  'AWAY: path.giveUp #0',
  'REFUSED: path.giveUp #0',
  'MOVED: path.giveUp #0',
  'LOGGING_OUT: path.giveUp #0',
  'LOGGING_OUT.moved: path.back #0',
];

it('every row of the way to a target is taken in systems that are explored to the end, but for some that are late', () => {
  const taken = new Set<string>();
  for (const model of tellingPaths) {
    const { complete, violation, covered } = check(publishedSpec(model), { maxStates: 100_000 });
    expect([model.name, complete, violation?.says]).toEqual([model.name, true, undefined]);
    for (const id of covered) taken.add(id);
  }
  const { untaken, neverIgnored } = reachOf(samPathMachine, taken);
  expect([...untaken, ...neverIgnored].map(({ id }) => id.slice('aix-sam-path: '.length))).toEqual(late);
});
