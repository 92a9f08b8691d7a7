import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AnyStateMachine, assign, setup } from 'xstate';
import { check } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { ImpureMachineError } from '../../src/explore/step-table.ts';
import { machines } from '../../src/system/compose.ts';
import { type Ball, server } from './toys.ts';

const playing = (partner: AnyStateMachine): ModelSpec => ({
  name: 'toy',
  actors: [
    { address: 'a', machine: server, input: { other: 'b' } },
    { address: 'b', machine: partner, input: {} },
  ],
  offered: {},
  spontaneous: [],
  timerMode: 'classes',
  faultBudget: 0,
  laneBound: 3,
  localLimit: 100,
  askedTwice: 1,
});

describe('purity', () => {
  it('a guard that remembers is found, with its machine, state, message and name', () => {
    let asked = 0;
    const moody = setup({
      types: { events: {} as Ball },
      guards: {
        'in the mood': () => {
          asked += 1;
          return asked % 2 === 0;
        },
      },
    }).createMachine({
      id: 'moody',
      initial: 'waiting',
      states: {
        waiting: { on: { 'tran.ball': [{ guard: 'in the mood', target: 'happy' }, { target: 'sad' }] } },
        happy: {},
        sad: {},
      },
    });
    const explore = () => check(playing(moody), { maxStates: 100 });
    expect(explore).toThrow(ImpureMachineError);
    expect(explore).toThrow(
      /moody\.machine\.ts is not pure: in state waiting with \{\}, \{"type":"tran\.ball"\} once took .*guard 'in the mood'/,
    );
  });

  it('the file that it names is there: a machine is in the file of its name', () => {
    const files = readdirSync(join(import.meta.dirname, '../../machines'), { recursive: true, encoding: 'utf8' });
    const names = files.flatMap((file) => /([^/]+)\.machine\.ts$/.exec(file)?.[1] ?? []);
    expect(names).toEqual(expect.arrayContaining(machines.map(({ id }) => id)));
  });

  it('an action that changes what it was given is found', () => {
    const rude = setup({
      types: { context: {} as { list: number[] }, events: {} as Ball },
      actions: {
        push: assign(({ context }) => {
          context.list.push(1);
          return {};
        }),
      },
    }).createMachine({
      id: 'rude',
      context: { list: [] },
      initial: 'waiting',
      states: { waiting: { on: { 'tran.ball': { actions: 'push' } } } },
    });
    const { violation } = check(playing(rude), { maxStates: 100 });
    expect(violation?.kind).toBe('actor in error');
    expect(violation?.says).toMatch(/b failed on 'tran\.ball': .*not extensible/);
  });

  it.each(['1-target-1-slot', '1-target-1-slot-phases', 'attach', 'sense-lost'])(
    'every step of the machines of %s gives the same twice',
    (name) => {
      const model = publishedModels.find((each) => each.name === name);
      if (!model) throw new Error(`no model ${name}`);
      const result = check({ ...publishedSpec(model), askedTwice: 1 }, { maxStates: 100_000 });
      expect(result.complete).toBe(true);
    },
  );
});
