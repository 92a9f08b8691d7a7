import { alternativesOf } from '../../../src/scenario/fault-rule.ts';
import type { Pick } from '../../../src/system/pick.ts';
import type { Trace } from '../trace/trace.ts';
import { type Change, noChange } from './change.ts';
import { pickCode, pickOfCode } from './picks.ts';
import { choiceCode } from './rule-codes.ts';
import type { Run, Session } from './session.ts';

/** What a person who is the scheduler does. Each changes the run that is looked at; nothing happens where it cannot. */

/** As often as anybody would let it go on at once. */
const toTheEnd = 100_000_000;

/** Can somebody be the scheduler of this run? There has to be a step to begin behind. */
export const canTakeOver = (session: Session): boolean => session.run() !== undefined && session.places() > 0;

/** From the step that is looked at on, a person says what happens. What had been chosen later is forgotten. */
export function takeOver(session: Session): void {
  const run = session.run();
  const trace = session.trace();
  if (!run || !trace || trace.places === 0) return;
  const next = trace.stepOf.at(session.place()) + 1;
  if (session.asks()?.step === next) return;
  session.openRun(run.again, {
    change: { ...until(run.change, next), ...followed(run, next) },
    at: session.place(),
    takeOver: next,
    // What has come to its end is a future of its own.
    compare: run.takenOver !== undefined && !run.report() ? (session.other() ?? run) : run,
  });
}

/** A trace is done as it was recorded up to where a person begins to say what happens, and never further than before. */
const followed = ({ again, change }: Run, next: number): Partial<Change> =>
  again.kind === 'trace' ? { follow: Math.min(change.follow ?? next, next) } : {};

/** A change without what was chosen in a step or later. */
const until = (change: Change, step: number): Change => ({
  ...change,
  picks: change.picks.filter((code) => (pickOfCode(code)?.step ?? step) < step),
});

/** Lets something happen next, and decides in it as the world would. */
export function choose(
  session: Session,
  pick: Pick,
  decision?: { readonly point: string; readonly value: string },
): void {
  const [run, question] = [session.run(), session.asks()];
  if (!run || !question) return;
  const change = { ...run.change, picks: [...run.change.picks, pickCode(question.step, pick)] };
  if (!decision) run.tell({ kind: 'pick', pick }, change);
  else {
    const fault = nextTime(run.trace, decision.point, decision.value);
    session.openRun(run.again, {
      change: { ...change, faults: [...change.faults, fault] },
      takeOver: question.step + 1,
      compare: session.other(),
    });
  }
}

/** The next message that asks for this gets this answer from the world. */
export function arm(session: Session, point: string, value: string): void {
  const [run, question] = [session.run(), session.asks()];
  if (!run || !question || !alternativesOf(point).includes(value)) return;
  session.openRun(run.again, {
    change: { ...run.change, faults: [...run.change.faults, nextTime(run.trace, point, value)] },
    takeOver: question.step,
    compare: session.other(),
  });
}

/** Takes back what `arm` has put in and what has not happened yet. */
export function disarm(session: Session, fault: string): void {
  const [run, question] = [session.run(), session.asks()];
  if (!run || !question) return;
  session.openRun(run.again, {
    change: { ...run.change, faults: run.change.faults.filter((each) => each !== fault) },
    takeOver: question.step,
    compare: session.other(),
  });
}

/** A choice of the world in its next occurrence after all that has happened. */
export function nextTime(trace: Trace, point: string, value: string): string {
  const type = point.slice(0, point.lastIndexOf('.'));
  return choiceCode(point, value, occurrences(trace, type, trace.places - 1) + 1);
}

/** How often a message was received up to a place. */
export function occurrences(trace: Trace, type: string, place: number): number {
  const number = trace.types.find(type);
  if (number < 0) return 0;
  let found = 0;
  for (let at = 0; at <= place; at++) if (trace.type.at(at) === number) found += 1;
  return found;
}

/** Lets so many steps happen as they are due; breakpoints stop it. */
export function goOn(session: Session, steps = toTheEnd): void {
  session.run()?.tell({ kind: 'go', steps, stops: session.stops() });
}

/** Takes back the step that was chosen last. */
export function undo(session: Session): void {
  const run = session.run();
  const last = pickOfCode(run?.change.picks.at(-1) ?? '');
  if (!run || !last) return;
  session.openRun(run.again, {
    change: until(run.change, last.step),
    takeOver: last.step,
    compare: session.other(),
  });
}

/** Lets the scenario run as it would, with what else was changed. */
export function leave(session: Session): void {
  const run = session.run();
  if (run) {
    session.openRun(run.again, {
      change: { ...noChange, ...run.change, picks: [], follow: undefined },
      compare: session.other(),
    });
  }
}
