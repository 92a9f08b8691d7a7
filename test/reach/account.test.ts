import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { ignored } from '../../machines/protocol/ignored.ts';
import { differenceOf, type Reason } from '../../src/reach/account.ts';
import { reachOf } from '../../src/reach/reached.ts';

const door = setup({}).createMachine({
  id: 'account-door',
  initial: 'shut',
  states: {
    shut: { on: { push: 'open', knock: ignored('nobody is at home') } },
    open: { on: { push: 'open', pull: [{ guard: () => false, target: 'gone' }, { target: 'shut' }] } },
    gone: { initial: 'for a while', states: { 'for a while': { on: { push: 'for good' } }, 'for good': {} } },
  },
});

const pushed = 'account-door: shut: push #0';
const difference = (reached: readonly string[], ...at: readonly string[]) =>
  differenceOf(reachOf(door, new Set(reached)), [{ machine: 'account-door', why: 'a test', at }]);

describe('what nothing gets to, held against the reasons', () => {
  it('has to have a reason, be it a state, a transition or an ignored message', () => {
    expect(difference([pushed]).without).toEqual([
      ...['gone', 'gone.for a while', 'gone.for good', 'open: push #0', 'open: pull #0', 'open: pull #1'],
      ...['gone.for a while: push #0', 'shut: knock #0'],
    ]);
  });

  it('a reason may be given for a state with all that is in it, an event, one transition, or an event anywhere', () => {
    const reasons = ['gone', 'open: pull', 'open: push #0', '*: knock'];
    expect(difference([pushed], ...reasons)).toMatchObject({ without: [], needless: [] });
  });

  it('one transition is not the other one of the same event', () => {
    expect(difference([pushed], 'gone', 'open: push', 'shut: knock', 'open: pull #1').without).toEqual([
      'open: pull #0',
    ]);
  });

  it('a reason for what is reached all the same is needless, and so is one for what does not exist', () => {
    expect(difference([pushed], '*: push', 'shut: knock', 'ajar').needless).toEqual(['*: push', 'ajar']);
    const all = ['open: pull #1', 'open: push #0'].map((id) => `account-door: ${id}`);
    expect(difference([pushed, ...all], 'open: pull').needless).toEqual(['open: pull']);
  });

  it('what a longer walk might get to may be reached', () => {
    const reasons: Reason[] = [{ machine: 'account-door', why: 'late', possible: true, at: ['*: push', 'ajar'] }];
    const { needless } = differenceOf(reachOf(door, new Set([pushed])), reasons);
    expect(needless).toEqual(['ajar']);
  });

  it('reasons of another machine say nothing', () => {
    const reasons: Reason[] = [{ machine: 'another', why: 'a test', at: ['gone'] }];
    expect(differenceOf(reachOf(door, new Set([pushed])), reasons)).toMatchObject({ needless: [] });
    expect(differenceOf(reachOf(door, new Set([pushed])), reasons).without).toContain('gone');
  });
});
