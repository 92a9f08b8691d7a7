import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { guidedWalk } from '../../src/explore/guided-walk.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { randomWalks } from '../../src/explore/random-walk.ts';

const digits = 16;
/** Opens after the right digits; a wrong one, and all begins anew. */
const lock = setup({}).createMachine({
  id: 'guided-lock',
  initial: '0',
  states: Object.fromEntries(
    Array.from({ length: digits + 1 }, (_, i) => [
      String(i),
      i === digits
        ? { on: { 'press.right': String(i) } }
        : { on: { 'press.right': String(i + 1), 'press.wrong': '0', 'press.no': '0' } },
    ]),
  ),
});

const spec = (...presses: readonly string[]): ModelSpec => ({
  name: 'lock',
  actors: [{ address: 'lock', machine: lock, input: {} }],
  offered: {},
  spontaneous: presses.map((type) => ({ to: 'lock', message: { type } })),
  timerMode: 'classes',
  // Fewer than it has digits.
  faultBudget: 6,
  laneBound: 8,
  localLimit: 100,
  mayEnd: () => true,
});
const spokes = 40;
/** From the hub one step leads to any of the spokes, and from there one leads back. */
// States whose names are computed are no type.
const wheel: AnyStateMachine = setup({
  delays: { back: 1, ...Object.fromEntries(Array.from({ length: spokes }, (_, i) => [`to${i}`, i + 2])) },
}).createMachine({
  id: 'wheel',
  initial: 'hub',
  states: {
    hub: { after: Object.fromEntries(Array.from({ length: spokes }, (_, i) => [`to${i}`, `spoke${i}`])) },
    ...Object.fromEntries(Array.from({ length: spokes }, (_, i) => [`spoke${i}`, { after: { back: 'hub' } }])),
  },
} as never) as unknown as AnyStateMachine;
const turning: ModelSpec = {
  name: 'wheel',
  actors: [{ address: 'wheel', machine: wheel, input: undefined }],
  offered: {},
  spontaneous: [],
  timerMode: 'any',
  faultBudget: 0,
  laneBound: 1,
  localLimit: 100,
};

const last = `guided-lock: ${digits - 1}: press.right #0`;
const presses = ['press.right', 'press.wrong', 'press.no'] as const;

describe('a walk that looks for what it has not seen', () => {
  it('gets to what needs many steps in one order, which chance alone does not', () => {
    expect(guidedWalk(spec(...presses), { states: 1_500, seed: 1 }).covered).toContain(last);
    const byChance = randomWalks({ ...spec(...presses), faultBudget: 60 }, { walks: 25, steps: 60, seed: 1 });
    expect(byChance.covered).not.toContain(last);
  });

  it('goes rather where it has seldom been: chance would miss many of the successors', () => {
    const states = 160;
    // Every other state is the hub. So many spokes are drawn at least once, on average, when each draw is by chance alone.
    const byChance = spokes * (1 - (1 - 1 / spokes) ** (states / 2));
    const visited = Array.from({ length: 10 }, (_, seed) => {
      const { covered } = guidedWalk(turning, { states, seed });
      return [...covered].filter((id) => id.startsWith('wheel: spoke')).length;
    });
    expect(visited.reduce((sum, each) => sum + each) / visited.length).toBeGreaterThan(byChance + 3);
  });

  it('is the same for the same seed, and looks at no more states than it may', () => {
    const covered = (states: number) => [...guidedWalk(spec(...presses), { states, seed: 7 }).covered];
    expect(covered(40)).toEqual(covered(40));
    expect(covered(1)).toEqual([
      'guided-lock: 0: press.right #0',
      ...['wrong', 'no'].map((no) => `guided-lock: 0: press.${no} #0`),
    ]);
  });

  it('says once what has no answer, but not what the world does out of turn', () => {
    const { failures } = guidedWalk(spec('press.right', 'press.hard', 'world.stopped'), { states: 20, seed: 1 });
    expect(failures).toContain('UnexpectedMessageError: lock in state 0 did not expect {"type":"press.hard"}');
    expect(new Set(failures).size).toBe(failures.length);
    expect(failures.join()).not.toContain('world.stopped');
  });
});
