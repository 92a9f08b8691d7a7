import type { Missing } from './missing.ts';
import { SharedInts } from './shared-ints.ts';

/** What can be learnt from the machines. */
export type Lesson = Exclude<Missing, { kind: 'layout' | 'leaf' }>;
type Kind = Lesson['kind'];

/** Each kind of lesson and the numbers that it is about. */
const fieldsOf = {
  step: ['root', 'faultsLeft'],
  inboxMoves: ['inbox', 'contents'],
  afterPost: ['inbox', 'contents', 'posts'],
  timerMoves: ['actor', 'set'],
  timersAfter: ['actor', 'set', 'operations'],
  timersPassed: ['actor', 'set', 'passed'],
  leafWatchers: ['leaf'],
  watcherStep: ['sequence', 'local'],
  clearings: ['set'],
  image: ['permutation', 'component', 'value'],
} as const satisfies Record<Kind, readonly string[]>;
const kinds = Object.keys(fieldsOf) as Kind[];

/**
 * What was learnt, in order. Machines are pure, so learning the same again in the same order gives everything the same
 * number again: this is how a run that was interrupted gets its tables back.
 */
export class Lessons {
  readonly numbers = new SharedInts();

  /** @param state belongs to a lesson about a step */
  add(lesson: Lesson, state: () => Int32Array): void {
    const { kind, ...rest } = lesson;
    const about: Readonly<Record<string, number>> = rest;
    this.numbers.push(kinds.indexOf(kind));
    for (const field of fieldsOf[kind]) this.numbers.push(about[field] ?? 0);
    if (kind === 'step') for (const value of state()) this.numbers.push(value);
  }
}

/**
 * Every lesson with the state it was learnt in.
 *
 * @throws RangeError if the numbers are no lessons
 */
export function* lessonsIn(
  numbers: Int32Array,
  width: number,
): Generator<{ readonly lesson: Lesson; readonly state: Int32Array }> {
  for (let at = 0; at < numbers.length; ) {
    const kind = kinds[numbers[at] ?? -1];
    if (!kind) throw new RangeError(`no lesson ${numbers[at]}`);
    at += 1;
    const lesson: Record<string, unknown> = { kind };
    for (const field of fieldsOf[kind]) lesson[field] = numbers[at++];
    const state = numbers.slice(at, kind === 'step' ? at + width : at);
    at += state.length;
    yield { lesson: lesson as Lesson, state };
  }
}
