import { describe, expect, it } from 'vitest';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { check } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { retell, type Story, storiesOf, storyChart } from '../../src/story/index.ts';
import { shownText } from '../../src/story/shown-text.ts';
import { keeper, multiplier, server, thrower } from '../explore/toys.ts';
import { at, rewritten, withMachine } from '../rules/variant.ts';

const toy = (a: ModelSpec['actors'][number]['machine'], b: ModelSpec['actors'][number]['machine']): ModelSpec => ({
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
});

function storyOfDefect(spec: ModelSpec): Story {
  const [story] = storiesOf(check(spec, { maxStates: 10_000 }), spec);
  if (!story) throw new Error('nothing was found');
  return story;
}

/** The stack with a packet that does not know what TRAN_BUSY is. */
const deafPacket = rewritten(scsiPktMachine, (text) => {
  delete at(text, 'states', 'submitting', 'on')['tran.return'];
});

it('a defect is named as it is; only a property, which says what should be, is quoted', () => {
  expect(shownText({ kind: 'deadlock', says: 'nothing can happen' })).toBe('deadlock: nothing can happen');
  const property = { kind: 'property', id: 'Q4', says: 'Sense is kept.', instance: 'd0' } as const;
  expect(shownText(property)).toBe('Q4 is violated: \u201cSense is kept.\u201d');
});

describe('a defect', () => {
  it.each([
    ['deadlock', toy(server, keeper)],
    ['lane overflow', toy(server, multiplier)],
    ['actor in error', toy(server, thrower)],
  ] as const)('that is a %s is shown again', (kind, spec) => {
    const story = storyOfDefect(spec);
    expect(story.shows.kind).toBe(kind);
    expect(retell(story).shown).toMatchObject({ kind, step: story.moves.length });
  });

  it('ends its run: steps behind it cannot be done', () => {
    const story = storyOfDefect(toy(server, thrower));
    const again = { ...story, moves: [...story.moves, ...story.moves] };
    expect(() => retell(again)).toThrow(
      new RegExp(`^step ${story.moves.length} of the story cannot be done: .*${story.shows.says}`),
    );
  });

  it('is not shown by a run that stops before it', () => {
    const story = storyOfDefect(toy(server, multiplier));
    expect(retell({ ...story, moves: story.moves.slice(0, -1) }).shown).toBeNull();
  });

  it('of a machine of the stack is told to its end: who did not expect what, and where', () => {
    const model = publishedModels.find(({ name }) => name === '1-target-1-slot');
    if (!model) throw new Error('no such system');
    const spec = publishedSpec(model);
    const story = storyOfDefect({ ...spec, actors: withMachine(scsiPktMachine, deafPacket)([...spec.actors]) });
    expect(retell(story).shown).toMatchObject({ kind: 'unexpected message', step: story.moves.length });
    const chart = storyChart(story);
    expect(chart).toContain('!! pkt:d0.1 in state submitting did not expect');
    expect(chart).toContain(`unexpected message: shown in step ${story.moves.length}`);
  });

  it('is not shown by the healthy machine', () => {
    const model = publishedModels.find(({ name }) => name === '1-target-1-slot');
    if (!model) throw new Error('no such system');
    const spec = publishedSpec(model);
    const story = storyOfDefect({ ...spec, actors: withMachine(scsiPktMachine, deafPacket)([...spec.actors]) });
    expect(retell({ ...story, actors: spec.actors }).shown).toBeNull();
  });
});
