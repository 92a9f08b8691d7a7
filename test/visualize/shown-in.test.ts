import { expect, test } from 'vitest';
import { tracedStory } from '../../src/story/save-story.ts';
import { History } from '../../visualize/app/session/history.ts';
import { toEnd } from '../../visualize/app/session/moves.ts';
import { shownIn, type ToldStory } from '../../visualize/app/session/shown-in.ts';
import type { MemoryTrace } from '../../visualize/app/trace/trace.ts';
import { titleOf } from '../../visualize/app/views/title.ts';
import { foundStory } from '../story/found.ts';
import { traceOf, traceText } from './run-trace.ts';

const found = (system: string, property: string): MemoryTrace =>
  traceOf(tracedStory(foundStory(system, property)).text);
const shown = (trace: MemoryTrace, story: ToldStory | undefined = trace.header?.story) => {
  if (!story) throw new Error('the trace tells no story');
  return shownIn(story, trace, new History(trace));
};

const q4 = found('sense-lost', 'Q4');

test('a property is violated at the message that breaks it: in the last step, but not its first message', async () => {
  const { tells, place = -1, marks } = await shown(q4);
  expect(q4.delivery(place)?.message.type).toBe('lu.forgetSense');
  expect(q4.stepOf.at(place)).toBe(q4.steps - 1);
  expect(place).toBeGreaterThan(q4.firstPlace.at(q4.steps - 1));
  expect(tells).toBe(`Q4 is violated in step ${q4.steps - 1}`);
  expect(marks).toEqual([{ place, kind: 'verdict', text: 'Q4 is violated' }]);
});

test('the end of a run is its last step: where it shows what it is there for, the message that shows it', async () => {
  const { place = -1 } = await shown(q4);
  expect(toEnd(q4, place)).toBe(place);
  const first = q4.firstPlace.at(q4.steps - 1);
  expect([toEnd(q4), toEnd(q4, 3)]).toEqual([first, first]);
});

test('what can happen comes about', async () => {
  const story = q4.header!.story!;
  const shows = { kind: 'property', id: 'sense-lost', says: 'sense data are lost', instance: 'd0' } as const;
  const { tells, place = -1 } = await shown(q4, { ...story, shows });
  expect(tells).toBe(`sense-lost comes about in step ${q4.stepOf.at(place)}`);
  const clean = traceOf(await traceText('clean-read'));
  expect((await shown(clean, { ...story, shows })).tells).toBe('sense-lost does not come about');
});

test('what must happen is owed from some step on, and never comes: where the rounds begin is marked, too', async () => {
  const trace = found('queue-full-for-ever', 'D1-queue-full');
  const { tells, place = -1, marks } = await shown(trace);
  // The driver owes an answer from the first retry on.
  expect(trace.delivery(place)?.message.type).toBe('unit.retry');
  expect(tells).toBe(`D1-queue-full is violated: what is owed from step ${trace.stepOf.at(place)} on never comes`);
  expect(marks.map(({ text }) => text)).toEqual([
    'D1-queue-full is violated: what is owed from here on never comes',
    'from here on it repeats for ever',
  ]);
  expect(trace.stepOf.at(marks[1]?.place ?? 0)).toBe(trace.header?.story?.cycleFrom);
});

test('a run that is made from a story is looked at for the same: with a cure the property holds', async () => {
  const story = q4.header?.story;
  const lost = traceOf(await traceText('sense-lost'));
  const { place = -1 } = await shown(lost, story);
  expect(lost.delivery(place)?.message.type).toBe('lu.forgetSense');
  const kept = traceOf(await traceText('sense-kept-by-arq'));
  expect(await shown(kept, story)).toEqual({ tells: 'Q4 is not violated', place: undefined, marks: [] });
});

test('a deadlock stands at the end of its story, and is not looked for elsewhere', async () => {
  const deadlock: ToldStory = {
    says: 'made up',
    shows: { kind: 'deadlock', says: 'nothing can happen any more' },
    startAttached: true,
    forever: null,
  };
  expect((await shown(q4, deadlock)).place).toBe(q4.places - 1);
  const { place, tells } = await shown(traceOf(await traceText('clean-read')), deadlock);
  expect([place, tells]).toEqual([undefined, 'deadlock: not looked for here']);
});

test('a story that was cut off does not say that it shows what is not there', async () => {
  const lines = tracedStory(foundStory('sense-lost', 'Q4')).text.trimEnd().split('\n');
  const cut = traceOf(`${lines.slice(0, -2).join('\n')}\n`);
  expect(cut.steps).toBe(q4.steps - 1);
  expect(await shown(cut)).toEqual({
    tells: 'Q4 is violated, but not in what is here of the story',
    place: undefined,
    marks: [],
  });
});

test('titles say what is looked at: a run of the library, a trace, a story', () => {
  const header = () => q4.header;
  const file = { kind: 'file', name: 'x.jsonl' } as const;
  expect(titleOf({ title: 'x.jsonl', source: file, header })).toEqual({
    says: 'Story of Q4 in sense-lost',
    file: 'x.jsonl',
  });
  const recorded = () => traceHeader;
  const { story: _, ...traceHeader } = { ...q4.header!, scenario: 'busy' };
  expect(titleOf({ title: 'x.jsonl', source: { kind: 'served' }, header: recorded }).says).toBe('Trace of BUSY');
  expect(titleOf({ title: 'busy', source: { kind: 'scenario' }, header: () => undefined })).toEqual({
    says: 'BUSY',
    file: undefined,
  });
  // Before its first line is here.
  expect(titleOf({ title: 'x.jsonl', source: file, header: () => undefined }).says).toBe('x.jsonl');
});
