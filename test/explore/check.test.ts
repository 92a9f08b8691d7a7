import { describe, expect, it } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { check } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { TableLimitError } from '../../src/explore/step-table.ts';
import { counter, keeper, multiplier, player, racer, server, thrower } from './toys.ts';

const spec = (a: AnyStateMachine, b: AnyStateMachine, changes: Partial<ModelSpec> = {}): ModelSpec => ({
  name: 'toy',
  actors: [
    { address: 'a', machine: a, input: { other: 'b' } },
    { address: 'b', machine: b, input: { other: 'a' } },
  ],
  offered: {},
  spontaneous: [],
  timerMode: 'classes',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 100,
  ...changes,
});
const options = { maxStates: 10_000 };

describe('check', () => {
  it('visits every state of a system that runs for ever', () => {
    const result = check(spec(server, player), options);
    expect(result).toMatchObject({ complete: true, violation: undefined, states: 2, transitions: 2 });
  });

  it('finds a deadlock and the way to it', () => {
    const result = check(spec(server, keeper), options);
    expect(result.complete).toBe(false);
    expect(result.violation).toMatchObject({ kind: 'deadlock', trace: [{ move: { kind: 'message', to: 'b' } }] });
  });

  it('finds a message that a state does not expect, by the shortest way', () => {
    const result = check(
      spec(multiplier, keeper, {
        actors: [
          { address: 'a', machine: server, input: { other: 'c' } },
          { address: 'c', machine: multiplier, input: { other: 'b' } },
          { address: 'b', machine: keeper, input: {} },
        ],
      }),
      options,
    );
    expect(result.violation).toMatchObject({ kind: 'unexpected message' });
    expect(result.violation?.says).toContain('b in state holding did not expect');
    expect(result.violation?.trace).toHaveLength(3);
  });

  it('finds a lane that overflows and never cuts it', () => {
    const result = check(spec(server, multiplier), options);
    expect(result.violation).toMatchObject({ kind: 'lane overflow' });
  });

  it('finds an actor in error', () => {
    const result = check(spec(server, thrower), options);
    expect(result.violation).toMatchObject({ kind: 'actor in error' });
    expect(result.violation?.says).toContain('the guard fell over');
  });

  it('names the context field that makes a machine unbounded', () => {
    expect(() => check(spec(server, counter), options)).toThrow(TableLimitError);
    expect(() => check(spec(server, counter), options)).toThrow(/'n' takes 100 values/);
  });

  it('says so when it stops before the end', () => {
    const result = check(spec(server, counter, { localLimit: 1000 }), { maxStates: 50 });
    expect(result.complete).toBe(false);
    expect(result.violation).toBeUndefined();
  });

  it('lets every delay fire at any time when told to', () => {
    const result = check(spec(racer, racer, { timerMode: 'any' }), options);
    expect([...result.covered].filter((id) => id.includes('after later'))).toEqual(['racer: running: after later #0']);
  });

  it('does not let a long delay fire while a short one is armed', () => {
    const result = check(spec(racer, racer), options);
    expect(result.complete).toBe(true);
    expect([...result.covered].filter((id) => id.includes('after later'))).toEqual([]);
  });
});
