import { describe, expect, test } from 'vitest';
import { byMessage, byTime, type Timed } from '../../visualize/app/views/ruler.ts';

/** Ten messages in a millisecond, a timeout of a minute, ten more. */
const times = [
  ...Array.from({ length: 10 }, (_, i) => i * 100),
  ...Array.from({ length: 10 }, (_, i) => 60_001_000 + i * 100),
];
const run: Timed = { steps: times.length, timeOf: (step) => times[step] ?? 0 };

describe('by message', () => {
  const ruler = byMessage(run, 10, 160);

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
    expect(byMessage(run, 3, 8).jumps).toEqual([]);
  });

  test('a window is around what is looked at, and within the run', () => {
    expect(byMessage(run, 9, 6)).toMatchObject({ from: 6, to: 12 });
    expect(byMessage(run, 19, 6)).toMatchObject({ from: 14, to: 20 });
    expect(byMessage({ steps: 0, timeOf: () => 0 }, 0, 6)).toMatchObject({ from: 0, to: 1 });
  });
});

describe('by time', () => {
  test('a minute takes the room of a minute', () => {
    const ruler = byTime(run, 10, Number.POSITIVE_INFINITY);
    expect(ruler).toMatchObject({ from: 0, to: 20, jumps: [] });
    expect(ruler.partOf(9)).toBeLessThan(0.001);
    expect(ruler.partOf(10)).toBeGreaterThan(0.99);
    expect(ruler.ticks.map(({ text }) => text)).toEqual(['0 µs', '20 s', '40 s']);
  });

  test('a window of some microseconds has only what happens in it, with round times at the marks', () => {
    const ruler = byTime(run, 5, 400);
    expect([ruler.from, ruler.to]).toEqual([3, 8]);
    expect(ruler.partOf(5)).toBeCloseTo(0.5);
    expect(ruler.ticks.map(({ text }) => text)).toEqual(['300 µs', '400 µs', '500 µs', '600 µs']);
    expect([0.01, 0.5, 0.99].map(ruler.stepAt)).toEqual([4, 5, 7]);
  });

  test('has what is looked at in sight, whatever the times', () => {
    const still: Timed = { steps: 5, timeOf: () => 0 };
    for (const step of times.keys()) {
      const ruler = byTime(run, step, 250);
      expect(ruler.from).toBeLessThanOrEqual(step);
      expect(ruler.to).toBeGreaterThan(step);
    }
    expect(byTime(still, 2, 100)).toMatchObject({ from: 0, to: 5 });
  });

  test('does not draw more steps than can be told apart', () => {
    const long: Timed = { steps: 1_000_000, timeOf: (step) => step };
    const ruler = byTime(long, 500_000, 1_000_000);
    expect(ruler.to - ruler.from).toBeLessThanOrEqual(4001);
    expect(ruler.from).toBeLessThan(500_000);
  });
});
