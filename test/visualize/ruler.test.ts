import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byMessage, byTime, type Ruler, type Timed } from '../../visualize/app/views/ruler.ts';
import { timeText } from '../../visualize/app/views/time-text.ts';

/** Ten messages in a millisecond, a timeout of a minute, ten more. */
const times = [
  ...Array.from({ length: 10 }, (_, i) => i * 100),
  ...Array.from({ length: 10 }, (_, i) => 60_001_000 + i * 100),
];
const run: Timed = { steps: times.length, timeOf: (step) => times[step] ?? 0 };

/** As many as have room in a window of 1280. */
const letters = 86;

describe('by message', () => {
  const ruler = byMessage(run, 10, 160, letters);

  test('every step is as wide as every other, and the axis says which step and when', () => {
    const widths = times.map((_, step) => ruler.partOf(step + 1) - ruler.partOf(step));
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(1e-9);
    expect(ruler.ticks.map(({ text }) => text)).toEqual([
      'step 0 · 0 µs',
      'step 5 · 500 µs',
      'step 10 · 60.001 s',
      'step 15 · 60.002 s',
    ]);
    for (const step of times.keys()) expect(ruler.stepAt(ruler.partOf(step) + 0.001)).toBe(step);
  });

  test('time that passes between two columns is told', () => {
    expect(ruler.jumps).toMatchObject([{ part: 0.5, text: '60.000 s pass' }]);
    expect(byMessage(run, 3, 8, letters).jumps).toEqual([]);
  });

  test('a window is around what is looked at, and within the run', () => {
    expect(byMessage(run, 9, 6, letters)).toMatchObject({ from: 6, to: 12 });
    expect(byMessage(run, 19, 6, letters)).toMatchObject({ from: 14, to: 20 });
    expect(byMessage({ steps: 0, timeOf: () => 0 }, 0, 6, letters)).toMatchObject({ from: 0, to: 1 });
  });
});

describe('by time', () => {
  test('a minute takes the room of a minute', () => {
    const ruler = byTime(run, 10, Number.POSITIVE_INFINITY, letters);
    expect(ruler).toMatchObject({ from: 0, to: 20, jumps: [] });
    expect(ruler.partOf(9)).toBeLessThan(0.001);
    expect(ruler.partOf(10)).toBeGreaterThan(0.99);
    expect(ruler.ticks.map(({ text }) => text)).toEqual(['0 µs', '20 s', '40 s']);
  });

  test('a window of some microseconds has only what happens in it, with round times at the marks', () => {
    const ruler = byTime(run, 5, 400, letters);
    expect([ruler.from, ruler.to]).toEqual([3, 8]);
    expect(ruler.partOf(5)).toBeCloseTo(0.5);
    expect(ruler.ticks.map(({ text }) => text)).toEqual(['300 µs', '400 µs', '500 µs', '600 µs']);
    expect([0.01, 0.5, 0.99].map(ruler.stepAt)).toEqual([4, 5, 7]);
  });

  test('has what is looked at in sight, whatever the times', () => {
    const still: Timed = { steps: 5, timeOf: () => 0 };
    for (const step of times.keys()) {
      const ruler = byTime(run, step, 250, letters);
      expect(ruler.from).toBeLessThanOrEqual(step);
      expect(ruler.to).toBeGreaterThan(step);
    }
    expect(byTime(still, 2, 100, letters)).toMatchObject({ from: 0, to: 5 });
  });

  test('does not draw more steps than can be told apart', () => {
    const long: Timed = { steps: 1_000_000, timeOf: (step) => step };
    const ruler = byTime(long, 500_000, 1_000_000, letters);
    expect(ruler.to - ruler.from).toBeLessThanOrEqual(4001);
    expect(ruler.from).toBeLessThan(500_000);
  });
});

/** Where texts begin and end, in letters from the left end. */
function extents({ ticks, jumps }: Ruler, room: number): (readonly [begin: number, end: number])[][] {
  const from = (part: number, text: string, share: number) => {
    const begin = part * room - share * text.length;
    return [begin, begin + text.length] as const;
  };
  return [
    ticks.map(({ part, text }) => from(part, text, 0)),
    jumps
      .filter(({ text }) => text !== '')
      .map(({ part, text, anchor }) => from(part, text, { start: 0, middle: 0.5, end: 1 }[anchor])),
  ];
}

test('whatever the run, the window and its width, no text of a ruler is on another or cut off', () => {
  const runs = fc
    .array(fc.oneof(fc.nat(9), fc.nat(20_000), fc.nat(99_000_000)), { minLength: 1, maxLength: 60 })
    // A long run before them: of five figures, and a quarter of an hour.
    .map((waits) => {
      const begins = waits.map((_, i) => 900_000_000 + waits.slice(0, i + 1).reduce((sum, each) => sum + each, 0));
      const before = 70_000;
      return {
        steps: before + begins.length,
        timeOf: (step: number) => begins[step - before] ?? step * 12_800,
      };
    });
  fc.assert(
    fc.property(
      runs,
      fc.nat(90),
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 40, max: 300 }),
      (drawn, back, span, room) => {
        const now = drawn.steps - 1 - back;
        for (const ruler of [byMessage(drawn, now, span, room), byTime(drawn, now, span * 1000, room)]) {
          for (const texts of extents(ruler, room)) {
            texts.sort(([a], [b]) => a - b);
            for (const [i, [begin, end]] of texts.entries()) {
              expect(begin).toBeGreaterThan(-0.01);
              expect(end).toBeLessThanOrEqual((texts[i + 1]?.[0] ?? room + 1.01) - 1);
            }
          }
        }
      },
    ),
  );
});

test('a long run has as many marks as have room', () => {
  const long: Timed = { steps: 66_000, timeOf: (step) => step * 1620 };
  expect(byMessage(long, 62_000, 160, 86).ticks.map(({ text }) => text)).toEqual([
    'step 61920 · 100.310 s',
    'step 61973 · 100.396 s',
    'step 62026 · 100.482 s',
  ]);
  expect(byMessage(long, 62_000, 4000, 2000).ticks.length).toBeGreaterThan(40);
});

test('times have no more figures than can be told apart', () => {
  expect([1328.5379405133426, 4.3333333, 59_999_999, 999_999.7, 0].map(timeText)).toEqual([
    '1.329 ms',
    '4.33 µs',
    '60.000 s',
    '1.000 s',
    '0 µs',
  ]);
});
