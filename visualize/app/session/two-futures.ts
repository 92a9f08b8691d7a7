import type { Effect } from '../../../machines/protocol/effects.ts';
import { type AlignedRow, align } from '../../../src/compare/align.ts';
import { type Consequences, consequencesOf } from '../../../src/compare/consequences.ts';
import { Chronicle, errorOfAnswer, type Happening, type ToldStep } from '../../../src/compare/happening.ts';
import type { TraceStep } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';

/** Something that happened, and the step that it is part of. */
export type StepHappening = Happening & { readonly step: number };

/** Two runs of which one became the other by a change, side by side. */
export type TwoFutures = {
  /** The first step that is not the same in both; undefined when all are. */
  readonly parted: number | undefined;
  /** Of the whole runs; undefined when they are too long to be told. */
  readonly consequences: readonly [Consequences, Consequences] | undefined;
  /** What happened from there on. */
  readonly rows: readonly AlignedRow<StepHappening>[];
  /** More happened than is put side by side. */
  readonly cut: boolean;
};

/** Happenings behind the place where they part that can be read side by side. */
const most = 600;
/** Steps that are read at once where they are elsewhere. */
const piece = 256;

/** The steps of a run, one after the other, wherever its lines are. The page stays responsive meanwhile. */
async function* stepsOf(trace: Trace): AsyncGenerator<TraceStep> {
  let paused = performance.now();
  for (let n = 0; n < trace.steps; n++) {
    if (n % piece === 0) await trace.bring(n, n + piece - 1);
    if (performance.now() - paused > 12) {
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
    const step = trace.exact(n);
    if (!step) throw new Error(`step ${n} is not to be had any more`);
    yield step;
  }
}

/** Boundary: what is in a trace is what some run said, so that an effect of it is one. */
const told = ({ at, got, effects = [], chose = [] }: TraceStep): ToldStep => ({
  at,
  deliveries: got,
  effects: effects as unknown as readonly { readonly effect: Effect }[],
  chosen: chose,
});

/** What makes two steps one: the same messages to the same actors, and the same answers of the world. */
const sameness = ({ kind, got }: TraceStep): string => JSON.stringify([kind, got]);

/** Every request is answered, and nothing more will happen. */
const isOver = ({ end, lives }: Trace): boolean => end !== undefined && lives.every(({ to }) => to >= 0);

class Told {
  readonly happenings: StepHappening[] = [];
  readonly answers: { readonly error: string }[] = [];
  private readonly chronicle = new Chronicle();

  add(step: TraceStep): void {
    this.chronicle.add(told(step));
    for (const each of this.chronicle.happenings.slice(this.happenings.length)) {
      this.happenings.push({ ...each, step: step.n });
      if (each.kind === 'answer') this.answers.push({ error: errorOfAnswer(each) });
    }
  }
}

/**
 * Puts two runs side by side from the step on in which they part.
 *
 * @throws with the reason when lines of them cannot be read.
 */
export async function twoFutures(before: Trace, after: Trace): Promise<TwoFutures> {
  const [left, right] = [new Told(), new Told()];
  const [one, other] = [stepsOf(before), stepsOf(after)];
  let parted: number | undefined;
  let common = 0;
  let cut = false;
  for (let [a, b] = [await one.next(), await other.next()]; !(a.done && b.done); ) {
    if (parted === undefined) {
      if (a.done || b.done || sameness(a.value) !== sameness(b.value)) {
        parted = (a.value ?? b.value)?.n;
        common = left.happenings.length;
      }
    }
    if (!a.done) left.add(a.value);
    if (!b.done) right.add(b.value);
    if (parted !== undefined && Math.max(left.happenings.length, right.happenings.length) - common > most) {
      cut = true;
      break;
    }
    [a, b] = [await one.next(), await other.next()];
  }
  return {
    parted,
    consequences: cut
      ? undefined
      : [
          consequencesOf(left.happenings, left.answers, isOver(before)),
          consequencesOf(right.happenings, right.answers, isOver(after)),
        ],
    rows:
      parted === undefined
        ? []
        : align(left.happenings.slice(common), right.happenings.slice(common), ({ label }) => label),
    cut,
  };
}
