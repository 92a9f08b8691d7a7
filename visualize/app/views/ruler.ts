import { timeText } from './time-text.ts';

/** Steps of a run, and when each begins, in microseconds. */
export type Timed = { readonly steps: number; readonly timeOf: (step: number) => number };

export type Tick = { readonly part: number; readonly text: string };

/** Where the steps in sight are drawn: 0 is the left end, 1 the right one. */
export type Ruler = {
  /** The first step in sight, and the first that is not any more. */
  readonly from: number;
  readonly to: number;
  readonly partOf: (step: number) => number;
  readonly stepAt: (part: number) => number;
  readonly ticks: readonly Tick[];
  /** By message: where much time passes between one column and the next. */
  readonly jumps: readonly Tick[];
};

/** Steps that are drawn at most. */
const mostSteps = 4000;
/** Time that passes unnoticed between two messages, microseconds. */
const unnoticed = 1000;
const mostJumps = 4;

const within = (part: number): number => Math.max(0, Math.min(1, part));

/** Every step a column: what is dense in time is as wide as what takes a minute. */
export function byMessage(run: Timed, now: number, span: number, marks = 4): Ruler {
  const length = Math.min(span, Math.max(1, run.steps));
  const from = Math.max(0, Math.min(run.steps - length, now - Math.floor(length / 2)));
  const to = from + length;
  const partOf = (step: number): number => within((step - from) / length);
  const ticks = Array.from({ length: marks }, (_, i) => {
    const step = Math.floor(from + (i / marks) * length);
    return { part: partOf(step), text: `step ${step} · ${timeText(run.timeOf(step))}` };
  });
  const whole = run.timeOf(Math.max(from, to - 1)) - run.timeOf(from);
  const jumps: { part: number; text: string; passes: number }[] = [];
  for (let step = from + 1; step < to; step++) {
    const passes = run.timeOf(step) - run.timeOf(step - 1);
    if (passes > unnoticed && passes * 5 > whole)
      jumps.push({ part: partOf(step), text: `${timeText(passes)} pass`, passes });
  }
  jumps.sort((a, b) => b.passes - a.passes);
  return {
    from,
    to,
    partOf,
    stepAt: (part) => Math.max(from, Math.min(Math.floor(from + part * length), to - 1)),
    ticks,
    jumps: jumps.slice(0, mostJumps),
  };
}

/** The first step that begins at this time or later. */
function firstAt(run: Timed, time: number): number {
  let [low, high] = [0, run.steps];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (run.timeOf(middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A round distance between marks, so that there are about five. */
function roundStep(span: number): number {
  const rough = span / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
}

function roundText(time: number, distance: number): string {
  const [unit, name] = time >= 1_000_000 ? [1_000_000, 's'] : time >= 1000 ? [1000, 'ms'] : [1, 'µs'];
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(distance / unit))));
  return `${(time / unit).toFixed(digits)} ${name}`;
}

/** Every step as wide as its time. */
export function byTime(run: Timed, now: number, span: number): Ruler {
  const end = run.timeOf(Math.max(0, run.steps - 1));
  let length = Math.max(1, Math.min(span, end));
  const begins = (): number => Math.max(0, Math.min(end - length, run.timeOf(now) - length / 2));
  const steps = (): [number, number] => [firstAt(run, begins()), firstAt(run, begins() + length + 1)];
  while (length > 1 && steps()[1] - steps()[0] > mostSteps) length /= 2;
  const begin = begins();
  const [first, last] = steps();
  // What began before and goes on is drawn from the left end.
  const from = Math.max(0, Math.min(first, now, run.steps - 1));
  const to = Math.max(last, now + 1, from + 1);
  const partOf = (step: number): number =>
    step >= run.steps ? 1 : within((run.timeOf(Math.max(0, step)) - begin) / length);
  const distance = roundStep(length);
  const ticks: Tick[] = [];
  for (let time = Math.ceil(begin / distance) * distance; time <= begin + length * 0.97; time += distance)
    ticks.push({ part: within((time - begin) / length), text: roundText(time, distance) });
  return {
    from,
    to,
    partOf,
    stepAt: (part) => Math.max(from, Math.min(firstAt(run, begin + part * length), to - 1)),
    ticks,
    jumps: [],
  };
}
