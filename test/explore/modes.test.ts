import { describe, expect, it } from 'vitest';
import { address } from '../../machines/protocol/names.ts';
import { check } from '../../src/explore/check.ts';
import { scaledDown } from '../../src/explore/limits.ts';
import { modelOf } from '../../src/explore/model-of.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { checkTopology, topologySchema } from '../../src/system/topology.ts';
import { racer } from './toys.ts';

const race = (changes: Partial<ModelSpec>): ModelSpec => ({
  name: 'race',
  actors: ['a', 'b'].map((at) => ({ address: at, machine: racer, input: {} })),
  offered: {},
  spontaneous: [],
  timerMode: 'classes',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 100,
  ...changes,
});
const lates = ({ covered }: { covered: ReadonlySet<string> }): number =>
  [...covered].filter((id) => id.includes('after later')).length;

const disk = checkTopology(
  topologySchema.parse({
    targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 1 }] }],
    parameters: scaledDown,
  }),
);

describe('timers', () => {
  it('due: the longer delay never wins, whoever else is armed', () => {
    const result = check(race({ timerMode: 'due' }), { maxStates: 1000 });
    expect(result.complete).toBe(true);
    expect(lates(result)).toBe(0);
  });

  it('due: with other lengths it does', () => {
    const result = check(race({ timerMode: 'due', delays: { soon: 20, later: 10 } }), { maxStates: 1000 });
    expect(lates(result)).toBe(1);
  });

  it('a fault may end the longer delay first', () => {
    expect(lates(check(race({ faultBudget: 1 }), { maxStates: 1000 }))).toBe(0);
    expect(lates(check(race({ faultBudget: 1, slowFaults: true }), { maxStates: 1000 }))).toBe(1);
    expect(lates(check(race({ faultBudget: 0, slowFaults: true }), { maxStates: 1000 }))).toBe(0);
  });
});

describe('faults', () => {
  const busy = { 'target.command.arrival': ['busy'] };

  it('one that sticks is met again and again for the price of one', () => {
    const once = check(modelOf('once', disk, { faultBudget: 1, offered: busy }), { maxStates: 100_000 });
    const stuck = check(modelOf('stuck', disk, { faultBudget: 1, offered: {}, sticky: busy }), { maxStates: 100_000 });
    expect(once.complete && stuck.complete).toBe(true);
    // Only a device that stays BUSY uses up the retries.
    expect([...stuck.covered].filter((id) => !once.covered.has(id)).length).toBeGreaterThan(0);
  });

  it('none happens without a budget', () => {
    const clean = check(modelOf('clean', disk, { faultBudget: 0 }), { maxStates: 100_000 });
    const one = check(modelOf('one', disk, { faultBudget: 1 }), { maxStates: 100_000 });
    expect(clean.states).toBeLessThan(one.states / 10);
  });
});

describe('orders and bounds', () => {
  it('depth first visits the same states', () => {
    const model = () => modelOf('disk', disk, { faultBudget: 1 });
    const broad = check(model(), { maxStates: 100_000 });
    const deep = check(model(), { maxStates: 100_000, order: 'depth' });
    expect([deep.states, deep.transitions]).toEqual([broad.states, broad.transitions]);
    expect([...deep.covered].toSorted()).toEqual([...broad.covered].toSorted());
  });

  it('stops at the bound of memory and says so', () => {
    const result = check(modelOf('disk', disk, { faultBudget: 2 }), { maxStates: 100_000, maxBytes: 1000 });
    expect(result).toMatchObject({ complete: false, stopped: 'memory' });
  });

  it('stops when asked to', () => {
    let asked = 0;
    const model = modelOf(
      'disk',
      checkTopology(
        topologySchema.parse({
          targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] }],
          parameters: scaledDown,
        }),
      ),
      { faultBudget: 2 },
    );
    const result = check(model, {
      maxStates: 1_000_000,
      progress: () => {
        asked += 1;
        return false;
      },
    });
    expect(asked).toBe(1);
    expect(result).toMatchObject({ complete: false, stopped: 'asked' });
  });

  it('ends where nothing needs to happen any more are no deadlocks', () => {
    const attach = (mayEnd: NonNullable<ModelSpec['mayEnd']>) =>
      check(
        modelOf('attach', disk, {
          faultBudget: 0,
          compose: { startAttached: false, forever: null },
          begins: [{ to: address.disk('d0'), message: { type: 'world.attach' } }],
          mayEnd,
        }),
        { maxStates: 10_000 },
      );
    expect(attach((state) => state(address.disk('d0')).matches('lifecycle.attached')).violation).toBeUndefined();
    expect(attach((state) => state(address.disk('d0')).matches('lifecycle.detached')).violation?.kind).toBe('deadlock');
  });
});
