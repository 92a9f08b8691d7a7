import { alternativesOf } from '../../../src/scenario/fault-rule.ts';
import type { Offer, Pick } from '../../../src/system/pick.ts';
import type { Trace } from '../trace/trace.ts';
import { type Change, noChange } from './change.ts';
import { pickCode, pickOfCode } from './picks.ts';
import type { Run, Session } from './session.ts';

/** What a person who is the scheduler does. Each changes the run that is looked at; nothing happens where it cannot. */

/** As often as anybody would let it go on at once. */
const toTheEnd = 100_000_000;

export const pickOf = (offer: Offer): Pick =>
  offer.kind === 'timer'
    ? { kind: 'fire', owner: offer.owner, delay: offer.delay }
    : { kind: 'deliver', from: offer.from, to: offer.to, message: offer.message.type };

const scenarioOf = (run: Run | undefined): string | undefined =>
  run?.source?.kind === 'scenario' ? run.source.name : undefined;

/** Can somebody be the scheduler of this run? Only a scenario can be run again. */
export const canTakeOver = (session: Session): boolean => scenarioOf(session.run()) !== undefined;

/** From the step that is looked at on, a person says what happens. What had been chosen later is forgotten. */
export function takeOver(session: Session): void {
  const run = session.run();
  const name = scenarioOf(run);
  const trace = session.trace();
  if (!run || name === undefined || !trace || trace.places === 0) return;
  const next = trace.stepOf.at(session.place()) + 1;
  if (session.asks()?.step === next) return;
  session.openScenario(name, {
    change: until(run.change, next),
    at: session.place(),
    takeOver: next,
    compare: session.other() && run.takenOver !== undefined ? session.other() : run,
  });
}

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
  const name = scenarioOf(run);
  if (!run || !question || name === undefined) return;
  const change = { ...run.change, picks: [...run.change.picks, pickCode(question.step, pick)] };
  if (!decision) run.tell({ kind: 'pick', pick }, change);
  else {
    const fault = nextTime(run.trace, decision.point, decision.value);
    session.openScenario(name, {
      change: { ...change, faults: [...change.faults, fault] },
      takeOver: question.step + 1,
      compare: session.other(),
    });
  }
}

/** The next message that asks for this gets this answer from the world. */
export function arm(session: Session, point: string, value: string): void {
  const [run, question] = [session.run(), session.asks()];
  const name = scenarioOf(run);
  if (!run || !question || name === undefined || !alternativesOf(point).includes(value)) return;
  session.openScenario(name, {
    change: { ...run.change, faults: [...run.change.faults, nextTime(run.trace, point, value)] },
    takeOver: question.step,
    compare: session.other(),
  });
}

/** Takes back what `arm` has put in and what has not happened yet. */
export function disarm(session: Session, fault: string): void {
  const [run, question] = [session.run(), session.asks()];
  const name = scenarioOf(run);
  if (!run || !question || name === undefined) return;
  session.openScenario(name, {
    change: { ...run.change, faults: run.change.faults.filter((each) => each !== fault) },
    takeOver: question.step,
    compare: session.other(),
  });
}

/** A choice of the world in its next occurrence after all that has happened. */
export function nextTime(trace: Trace, point: string, value: string): string {
  const type = point.slice(0, point.lastIndexOf('.'));
  return `${point}=${value}@${occurrences(trace, type, trace.places - 1) + 1}`;
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
  const name = scenarioOf(run);
  const last = pickOfCode(run?.change.picks.at(-1) ?? '');
  if (!run || name === undefined || !last) return;
  session.openScenario(name, {
    change: until(run.change, last.step),
    takeOver: last.step,
    compare: session.other(),
  });
}

/** Lets the scenario run as it would, with what else was changed. */
export function leave(session: Session): void {
  const run = session.run();
  const name = scenarioOf(run);
  if (run && name !== undefined) {
    session.openScenario(name, { change: { ...noChange, ...run.change, picks: [] }, compare: session.other() });
  }
}
