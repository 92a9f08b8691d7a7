import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { properties } from '../../machines/properties/index.ts';
import { ignored } from '../../machines/protocol/ignored.ts';
import { take } from '../../src/reach/gather.ts';
import { reachOf, vacuous } from '../../src/reach/reached.ts';

const lamp = setup({}).createMachine({
  id: 'reach-lamp',
  initial: 'off',
  states: {
    off: { on: { press: 'on', release: ignored('it is off') } },
    on: { initial: 'dim', states: { dim: { on: { turn: 'bright' } }, bright: {} }, on: { press: 'off' } },
    broken: {},
  },
});

describe('what of a machine is reached', () => {
  it('nothing but where it starts, when nothing was taken', () => {
    expect(reachOf(lamp, new Set())).toMatchObject({
      states: 5,
      unreachedStates: ['on', 'on.dim', 'on.bright', 'broken'],
      transitions: 3,
      ignores: 1,
    });
  });

  it('where a transition leads, and what is entered with it', () => {
    const reach = reachOf(lamp, new Set(['reach-lamp: off: press #0']));
    expect(reach.unreachedStates).toEqual(['on.bright', 'broken']);
    expect(reach.untaken.map(({ id }) => id)).toEqual(['reach-lamp: on: press #0', 'reach-lamp: on.dim: turn #0']);
    expect(reach.neverIgnored.map(({ id }) => id)).toEqual(['reach-lamp: off: release #0']);
  });

  it('an ignored message that came is not among those that never did', () => {
    expect(reachOf(lamp, new Set(['reach-lamp: off: release #0'])).neverIgnored).toEqual([]);
  });
});

describe('vacuous properties', () => {
  it('a watcher that saw nothing, and a property that no system has', () => {
    const watched = properties.find(({ id }) => id === 'I3');
    const [always] = properties.filter(({ kind }) => kind === 'always');
    if (!watched || !always) throw new Error('there are no such properties');
    const ids = new Set([watched.id, always.id]);
    expect(vacuous([watched, always], ids, new Set())).toEqual([{ id: watched.id, why: 'nothing happened' }]);
    expect(vacuous([watched], ids, ids)).toEqual([]);
    expect(vacuous([watched], new Set(), ids)).toEqual([{ id: watched.id, why: 'no system' }]);
  });

  it('a watcher that judges each message by itself waits for nothing', () => {
    const eachMessage = properties.filter(({ id }) => id === 'S3' || id === 'B4');
    const ids = new Set(eachMessage.map(({ id }) => id));
    expect([...ids]).toHaveLength(2);
    expect(vacuous(eachMessage, ids, new Set())).toEqual([]);
  });

  it('a walk says to which watchers something happened', async () => {
    const taken = await take({ kind: 'system', name: 'busy-for-ever', states: 500 });
    expect(taken.checked).toContain('R2');
    expect(taken.stirred).toContain('R2');
    expect(taken.failures).toEqual([]);
  });
});
