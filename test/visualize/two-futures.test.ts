import { expect, test } from 'vitest';
import { consequenceLines } from '../../src/compare/consequence-lines.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { setParameter } from '../../src/system/topology.ts';
import { twoFutures } from '../../visualize/app/session/two-futures.ts';
import { foundStory } from '../story/found.ts';
import { traceOf, traceText } from './run-trace.ts';

const text = await traceText('medium-error');
const first = text.split('\n').findIndex((line) => line.startsWith('{"step"'));

test('one run is the same as itself', async () => {
  const { parted, rows, cut, consequences } = await twoFutures(traceOf(text), traceOf(text));
  expect({ parted, rows, cut }).toEqual({ parted: undefined, rows: [], cut: false });
  expect(consequences?.map(({ answers }) => answers)).toEqual([
    { none: 2, EIO: 1 },
    { none: 2, EIO: 1 },
  ]);
});

test('a driver that does not retry: they part at its decision; what one of them does not do has no partner', async () => {
  const other = await traceText('medium-error', (topology) => setParameter(topology, 'sd.retryCount=0'));
  const { parted = -1, rows, consequences } = await twoFutures(traceOf(text), traceOf(other));
  const [before, after] = [text, other].map((each) => each.split('\n').slice(first));
  // Independent of it: the first line of a step that differs in what was received.
  const received = (line = '{}'): string =>
    JSON.stringify((JSON.parse(line) as { step?: { got: unknown } }).step?.got ?? null);
  const steps = (lines: readonly string[] = []): string[] => lines.filter((line) => line.startsWith('{"step"'));
  const [ours, theirs] = [steps(before), steps(after)];
  expect(parted).toBe(ours.findIndex((line, n) => received(line) !== received(theirs[n])));
  expect(rows.every(({ left, right }) => (left?.step ?? parted) >= parted && (right?.step ?? parted) >= parted)).toBe(
    true,
  );
  const alone = rows.filter(({ left, right }) => left && !right).map(({ left }) => left?.label);
  // Five retries, and the one that the unit attention of the reset costs.
  expect(alone.filter((label) => label === 'read #1 reaches d0')).toHaveLength(6);
  expect(alone).toContain('message LOGICAL_UNIT_RESET');
  expect(rows.filter(({ left, right }) => right && !left)).toEqual([]);
  expect(rows.at(-1)?.left?.label).toBe('#2 is answered without error');
  expect(consequences?.map(({ resets }) => resets)).toEqual([1, 0]);
});

test('a run that has come only so far is compared as far as it is', async () => {
  const lines = text.split('\n');
  const part = `${lines.slice(0, first + 100).join('\n')}\n`;
  const whole = traceOf(text);
  const half = traceOf(part);
  const { parted, rows } = await twoFutures(half, whole);
  expect(parted).toBe(half.steps);
  expect(rows.every(({ left }) => left === undefined)).toBe(true);
  expect(rows.length).toBeGreaterThan(10);
});

test('what is not over is not said to have gone well: trouble that lasts, and trouble that may still come', async () => {
  const lines = text.split('\n');
  const upTo = (found: RegExp): string => {
    const end = lines.findIndex((line, n) => n > first && found.test(line));
    return `${lines.slice(0, end + 1).join('\n')}\n`;
  };
  const recovery = async (part: string): Promise<string | undefined> => {
    const { consequences } = await twoFutures(traceOf(part), traceOf(text));
    const [, value] = consequenceLines.find(([name]) => name === 'time to recover') ?? [];
    return consequences && value?.(consequences[0]);
  };
  expect(await recovery(upTo(/"effect\.senseCapture".*MEDIUM_ERROR/))).toBe('not over yet');
  expect(await recovery(lines.slice(0, first + 2).join('\n'))).toBe('no trouble so far');
  expect(await recovery(text)).toMatch(/^[\d.]+ ms$/);
  // What a story of the model checker asks for has requests, too.
  const story = traceOf(tracedStory(foundStory('sense-lost', 'Q4')).text);
  const { consequences } = await twoFutures(story, traceOf(text));
  expect(consequences?.[0]).toMatchObject({ answers: {}, recovery: 'not over yet' });
});
