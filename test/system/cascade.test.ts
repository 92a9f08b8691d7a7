import { describe, expect, it } from 'vitest';
import { type MachineContext, setup } from 'xstate';
import { send } from '../../machines/protocol/send.ts';
import { UnexpectedMessageError } from '../../src/system/errors.ts';
import { Bench } from '../../src/system/testing/cascade.ts';

type Events = { type: 'tran.ask' } | { type: 'inner.ask' } | { type: 'inner.answer' } | { type: 'tran.done' };
const asker = setup({
  types: { events: {} as Events },
  delays: { patience: 50 },
  actions: {
    ask: send<MachineContext, Events, Events>(
      () => 'b',
      () => ({ type: 'inner.ask' }),
    ),
    post: send<MachineContext, Events, Events>(
      () => 'elsewhere',
      () => ({ type: 'tran.done' }),
    ),
  },
}).createMachine({
  id: 'asker',
  initial: 'idle',
  states: {
    idle: { on: { 'tran.ask': { target: 'asking', actions: ['ask', 'post'] } } },
    asking: { after: { patience: 'idle' }, on: { 'inner.answer': 'answered' } },
    answered: {},
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
}).createMachine({ id: 'answerer', initial: 'idle', states: { idle: { on: { 'inner.ask': { actions: 'answer' } } } } });

const bench = () => new Bench().add('a', asker, {}).add('b', answerer, {});

describe('a step', () => {
  it('contains the whole conversation between atomic partners and collects what was posted', () => {
    const b = bench().deliver('a', { type: 'tran.ask' });
    expect(b.state('a')).toBe('answered');
    expect(b.takePosted()).toEqual([{ from: 'a', to: 'elsewhere', message: { type: 'tran.done' } }]);
    expect(b.transitions).toEqual([
      'asker: idle: tran.ask #0',
      'answerer: idle: inner.ask #0',
      'asker: asking: inner.answer #0',
    ]);
  });

  it('cancels a delay when its state is left', () => {
    const b = bench().deliver('a', { type: 'tran.ask' });
    expect(b.armed()).toEqual([]);
  });

  it('arms named delays', () => {
    const lonely = new Bench().add('a', asker, {}).deliver('a', { type: 'tran.ask' });
    expect(lonely.armed()).toEqual(['a patience']);
    expect(lonely.fire('a', 'patience').state('a')).toBe('idle');
    expect(lonely.armed()).toEqual([]);
  });

  it('stops at a message that the state neither handles nor ignores', () => {
    expect(() => bench().deliver('a', { type: 'inner.answer' })).toThrow(UnexpectedMessageError);
  });
});
