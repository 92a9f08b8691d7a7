import { timeText } from './time-text.ts';

/** Steps of a run, and when each begins, in microseconds. */
export type Timed = { readonly steps: number; readonly timeOf: (step: number) => number };

export type Tick = { readonly part: number; readonly text: string };
/** What is told beside a mark, and which end of the text stands there; nothing where there is no room. */
export type Jump = Tick & { readonly anchor: 'start' | 'middle' | 'end' };

/** Where the steps in sight are drawn: 0 is the left end, 1 the right one. */
export type Ruler = {
  /** The first step in sight, and the first that is not any more. */
  readonly from: number;
  readonly to: number;
  readonly partOf: (step: number) => number;
  readonly stepAt: (part: number) => number;
  readonly ticks: readonly Tick[];
  /** By message: where much time passes between one column and the next. */
  readonly jumps: readonly Jump[];
};

/** Steps that are drawn at most. */
const mostSteps = 4000;
/** Time that passes unnoticed between two messages, microseconds. */
const unnoticed = 1000;
const mostJumps = 4;
/** Letters for one mark in a wide drawing, and the least between two texts. */
const lettersOfTick = 26;
const between = 1.5;

const within = (part: number): number => Math.max(0, Math.min(1, part));

const ticksIn = (letters: number): number => Math.max(4, Math.floor(letters / lettersOfTick));

/** Is there room for each text, from its mark on, before the next one and before the right end? */
function haveRoom(ticks: readonly Tick[], letters: number): boolean {
  return ticks.every(({ part, text }, i) => {
    const next = ticks[i + 1]?.part;
    return text.length + (next === undefined ? 0 : between) <= ((next ?? 1) - part) * letters;
  });
}

/** The most marks whose texts have room. */
function mostThatFit(ticksOf: (marks: number) => readonly Tick[], most: number, letters: number): readonly Tick[] {
  for (let marks = most; marks > 1; marks--) {
    const ticks = ticksOf(marks);
    // The last may be too near to the right end, wherever the marks are.
    const found = [ticks, ticks.slice(0, -1)].find((each) => each.length > 1 && haveRoom(each, letters));
    if (found) return found;
  }
  return ticksOf(1)
    .filter((tick) => haveRoom([tick], letters))
    .slice(0, 1);
}

const anchors = ['middle', 'end', 'start'] as const;

/** Where much time passes; what passes most is told first, the others where there is room. */
function toldJumps(jumps: readonly Tick[], letters: number): readonly Jump[] {
  const taken: (readonly [from: number, to: number])[] = [];
  const space = between / letters;
  return jumps.map(({ part, text }) => {
    const length = text.length / letters;
    for (const anchor of anchors) {
      const from = part - { middle: length / 2, end: length, start: 0 }[anchor];
      const to = from + length;
      if (from < 0 || to > 1 || taken.some(([begin, end]) => to + space > begin && end + space > from)) continue;
      taken.push([from, to]);
      return { part, anchor, text };
    }
    return { part, anchor: 'middle', text: '' };
  });
}

/**
 * Every step a column: what is dense in time is as wide as what takes a minute.
 *
 * @param letters that have room beside one another, from the left end to the right one.
 */
export function byMessage(run: Timed, now: number, span: number, letters: number): Ruler {
  const length = Math.min(span, Math.max(1, run.steps));
  const from = Math.max(0, Math.min(run.steps - length, now - Math.floor(length / 2)));
  const to = from + length;
  const partOf = (step: number): number => within((step - from) / length);
  const ticksOf = (marks: number): Tick[] =>
    Array.from({ length: marks }, (_, i) => {
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
    ticks: mostThatFit(ticksOf, ticksIn(letters), letters),
    jumps: toldJumps(jumps.slice(0, mostJumps), letters),
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

/** A round distance between marks, so that there are about so many. */
function roundStep(span: number, marks: number): number {
  const rough = span / marks;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? rough;
}

function roundText(time: number, distance: number): string {
  const [unit, name] = time >= 1_000_000 ? [1_000_000, 's'] : time >= 1000 ? [1000, 'ms'] : [1, 'µs'];
  const digits = Math.max(0, Math.min(6, -Math.floor(Math.log10(distance / unit))));
  return `${(time / unit).toFixed(digits)} ${name}`;
}

/** Every step as wide as its time. */
export function byTime(run: Timed, now: number, span: number, letters: number): Ruler {
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
  const ticksOf = (marks: number): Tick[] => {
    const distance = roundStep(length, marks);
    const ticks: Tick[] = [];
    for (let time = Math.ceil(begin / distance) * distance; time <= begin + length; time += distance)
      ticks.push({ part: within((time - begin) / length), text: roundText(time, distance) });
    return ticks;
  };
  return {
    from,
    to,
    partOf,
    stepAt: (part) => Math.max(from, Math.min(firstAt(run, begin + part * length), to - 1)),
    ticks: mostThatFit(ticksOf, ticksIn(letters), letters),
    jumps: [],
  };
}
