import { describe, expect, it } from 'vitest';
import { ImpossibleStepError, retell, type Story } from '../../src/story/index.ts';
import { narrate } from '../../src/story/narrate.ts';
import { netChanges } from '../../src/story/state-change.ts';
import { foundStory } from './found.ts';

const lost = foundStory('sense-lost', 'Q4');
const full = foundStory('queue-full-for-ever', 'queue-full-retried');
/** Without sense data retried for ever. */
const forEver = foundStory('retry-without-sensing', 'Q7-ends');

const stepOf = (story: Story, type: string): number =>
  story.moves.findIndex(({ move }) => 'message' in move && move.message.type === type);

/** What each step of a story did, told at once. */
function told(story: Story) {
  return [...narrate(story)].map(({ n, played }) => {
    const happenings = played?.happenings ?? [];
    return {
      n,
      chosen: happenings.flatMap((each) =>
        each.kind === 'chosen' ? [`${each.to} ${each.choice}=${String(each.value)}`] : [],
      ),
      received: happenings.flatMap((each) => (each.kind === 'received' ? [each.delivery.message.type] : [])),
      changes: netChanges(happenings.flatMap((each) => (each.kind === 'received' && each.change ? [each.change] : []))),
      failure: played?.failure?.message,
    };
  });
}

describe('narrate', () => {
  it('does every step of a run that an exploration found', () => {
    expect(told(lost).map(({ n }) => n)).toEqual(Array.from({ length: lost.moves.length + 1 }, (_, i) => i));
  });

  it('tells what the world chose, in the step in which it did', () => {
    const choices = told(lost).filter(({ chosen }) => chosen.length > 0);
    expect(choices.map(({ chosen }) => chosen)).toEqual([['lu:d0 lu.execute.outcome=MEDIUM_ERROR 11/00']]);
  });

  it('tells the messages within a step in the order in which they are received', () => {
    const strategy = told(lost)[stepOf(lost, 'buf.strategy') + 1];
    expect(strategy?.received.slice(0, 3)).toEqual(['buf.strategy', 'command.prepare', 'command.start']);
  });

  it('tells only what changed, from how it was before the step to how it is after it', () => {
    const { changes } = told(lost)[stepOf(lost, 'buf.strategy') + 1] ?? { changes: [] };
    expect(changes.map(({ actor, states }) => ({ actor, states }))).toEqual([
      { actor: 'sd:d0', states: [] },
      { actor: 'cmd:d0.1', states: [{ region: '', before: 'idle', after: 'inTransport' }] },
      { actor: 'pkt:d0.1', states: [{ region: '', before: 'free', after: 'submitting' }] },
    ]);
    expect(changes[0]?.fields).toEqual([{ name: 'inTransport', before: 0, after: 1 }]);
  });

  it('meets again what sticks, until it is taken back', () => {
    const meetings = told(full).filter(({ chosen }) => chosen.some((each) => each.endsWith('=queueFull')));
    expect(meetings.length).toBeGreaterThan(full.moves.filter(({ chosen }) => chosen.length > 0).length);
    const taken = full.moves.findIndex(({ chosen }) => chosen.length > 0);
    const cleared = {
      move: { kind: 'cleared', to: 'target:t0', field: 'target.command.arrival', value: 'queueFull' },
      chosen: [],
    } as const;
    const story = { ...full, moves: [...full.moves.slice(0, taken + 1), cleared, ...full.moves.slice(taken + 1)] };
    // The unit takes the command the next time, and with that the run goes another way.
    expect(() => told(story)).toThrow(ImpossibleStepError);
    expect(() => told({ ...story, moves: story.moves.slice(0, taken + 2) })).not.toThrow();
  });

  it('does not take back what does not stick', () => {
    const move = { kind: 'cleared', to: 'target:t0', field: 'target.command.arrival', value: 'queueFull' } as const;
    expect(() => told({ ...full, moves: [{ move, chosen: [] }] })).toThrow(/^step 1 .*does not stick/);
  });
});

describe('a step that cannot be done', () => {
  it('is named when its message is not on its way', () => {
    const at = stepOf(lost, 'target.command');
    const moves = lost.moves.filter((_, i) => i !== at);
    expect(() => told({ ...lost, moves })).toThrow(
      new RegExp(`^step ${at + 1} of the story cannot be done: .* nothing is on its way`),
    );
  });

  it('is named when it is delivered out of the order of its channel', () => {
    // Two messages of the bus to the adapter: the later one first.
    const [earlier, later] = ['hba.disconnected', 'hba.reconnected'].map((type) => stepOf(lost, type));
    const moves = lost.moves.map((step, i) => (i === earlier ? (lost.moves[later ?? 0] ?? step) : step));
    expect(() => told({ ...lost, moves })).toThrow(
      new RegExp(`^step ${(earlier ?? 0) + 1} .* the oldest there is .*hba.disconnected`),
    );
  });

  it('is named when its delay is not armed', () => {
    const move = {
      kind: 'timer',
      owner: 'sd:d0',
      delay: 'restartDelay',
      event: 'xstate.after.restartDelay.nowhere',
    } as const;
    expect(() => told({ ...lost, moves: [{ move, chosen: [] }] })).toThrow(/^step 1 .*no delay .*restartDelay/);
  });

  it('is named when nobody asks for what the world is said to choose', () => {
    const chosen = lost.moves.flatMap((step) => step.chosen);
    const moves = lost.moves.map((step, i) => (i === 0 ? { ...step, chosen } : step));
    expect(() => told({ ...lost, moves })).toThrow(/^step 1 .*nobody asks the world/);
  });

  it('is the last one when a cycle does not come round', () => {
    expect(() => told({ ...forEver, moves: forEver.moves.slice(0, -1) })).toThrow(/does not lead back to where step/);
  });
});

describe('retell', () => {
  it('sees the violation in the step in which it happens', () => {
    expect(retell(lost)).toEqual({ steps: lost.moves.length, shown: { ...lost.shows, step: lost.moves.length } });
  });

  it('sees no violation in a run that ends before it', () => {
    expect(retell({ ...lost, moves: lost.moves.slice(0, -1) }).shown).toBeNull();
  });

  it('sees that something is owed all around a cycle', () => {
    expect(retell(forEver).shown).toMatchObject({ id: 'Q7-ends' });
    const { cycleFrom: _, ...withoutCycle } = forEver;
    expect(retell(withoutCycle).shown).toBeNull();
  });
});
