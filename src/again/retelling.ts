import type { Conductor, Look } from '../run/conduct.ts';
import { type ScheduledPick, scheduledAs } from '../scenario/scheduled.ts';
import { type Offer, type Pick, pickOfOffer } from '../system/pick.ts';
import type { StepRecord } from '../system/step-record.ts';
import { firstDifference } from '../trace/first-difference.ts';
import { stepText } from '../trace/trace-writer.ts';
import type { Parting } from './follow.ts';
import { type RecordedRun, type RecordedStep, recordedStep } from './recorded-run.ts';

/** More steps than this, in which something else happens than what is due, nobody reads. */
const mostPicks = 5000;

const isApplication = (address: string | null): boolean => address?.startsWith('app:') ?? false;

/** A request is handed to an application, as in every scenario; those of an explored system ask by themselves. */
const isAsked = ({ from, to, type }: { from: string | null; to: string; type: string }): boolean =>
  from === null && isApplication(to) && type.startsWith('world.');

const shortest = 60;
const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= shortest ? text : `${text.slice(0, shortest - 3)}...`;
};

/**
 * Leads a run along a recorded one by what a scenario can say, which is less than a recording: in a step happens what is
 * due, or something that is scheduled, at the time at which it was due. Gathers the schedule.
 */
export class Retelling {
  readonly schedule: ScheduledPick[] = [];
  /** Why it cannot go on; undefined: so far it did all that was recorded. */
  parting: Parting | undefined;
  /** Whatever happened, happened when it was recorded. */
  sameTimes = true;
  private readonly steps: readonly string[];
  /** The applications of the recorded run asked by themselves. */
  private readonly forever: boolean;
  private readonly delays = new Map<string, string>();
  private next = 0;

  constructor({ steps, forever }: RecordedRun) {
    this.steps = steps;
    this.forever = forever !== null;
  }

  /** Everything that was recorded has been done. */
  get isOver(): boolean {
    return this.next >= this.steps.length;
  }

  readonly conductor: Conductor = (step, look) => {
    const wanted = this.parting ? undefined : recordedStep(this.steps[this.next] ?? '');
    if (!wanted) return undefined;
    const offers = look.offers();
    const asked = this.forever ? offers.find((offer) => offer.kind === 'message' && isAskedIn(offer)) : undefined;
    const pick = asked ? pickOfOffer(asked) : this.pickFor(wanted, offers, look);
    if (!pick) return undefined;
    const [due] = offers;
    if (due && JSON.stringify(pickOfOffer(due)) === JSON.stringify(pick)) return undefined;
    this.schedule.push(scheduledAs(step, pick));
    if (this.schedule.length > mostPicks) {
      this.part(
        step,
        `up to there ${mostPicks} steps would have to be scheduled one by one, because it was not scheduled by a seed`,
      );
    }
    return pick;
  };

  /** A step is over. */
  observe(record: StepRecord): void {
    const line = this.steps[this.next];
    if (this.parting || line === undefined) return;
    const [first] = record.deliveries;
    if (this.forever && first && isAsked({ ...first, type: first.message.type })) return;
    const before = this.told(line);
    const after = this.told(stepText(record));
    if (JSON.stringify(before) !== JSON.stringify(after)) {
      const { what, before: then, after: now } = firstDifference(before, after);
      this.part(this.next, `${what}: recorded ${short(then)}, then ${short(now)}`);
      return;
    }
    for (const { owner, timer, delay } of record.armed) this.delays.set(`${owner} ${timer}`, delay);
    if (recordedStep(line)?.at !== record.at) this.sameTimes = false;
    this.next += 1;
  }

  /** The part of a step that does not depend on when it is, and on who asks. */
  private told(line: string): unknown {
    const { step } = JSON.parse(line) as { step: Record<string, unknown> };
    const { n: _, at: __, moved: ___, armed, ...rest } = step;
    const told: Record<string, unknown> = {
      ...rest,
      ...(Array.isArray(armed) ? { armed: armed.map((each) => ({ ...(each as object), ms: undefined })) } : {}),
    };
    if (!this.forever) return told;
    for (const [key, who] of [
      ['got', 'to'],
      ['sent', 'from'],
    ] as const) {
      const list = told[key];
      if (!Array.isArray(list)) continue;
      const others = (list as Record<string, unknown>[]).filter((each) => !isApplication(String(each[who])));
      told[key] = others.length === 0 ? undefined : others;
    }
    return told;
  }

  private pickFor({ kind, got }: RecordedStep, offers: readonly Offer[], look: Look): Pick | undefined {
    const [first] = got;
    if (!first) return undefined;
    const { from, to, message } = first;
    if (kind === 'timer') {
      const delay = this.delays.get(`${to} ${message.type}`);
      const armed = offers.some((offer) => offer.kind === 'timer' && offer.owner === to && offer.delay === delay);
      if (delay !== undefined && armed) return { kind: 'fire', owner: to, delay };
      this.part(this.next, `${message.type} of ${to} cannot be over there`);
      return undefined;
    }
    const offered = offers.some(
      (offer) =>
        offer.kind === 'message' && offer.from === from && offer.to === to && offer.message.type === message.type,
    );
    if (offered) return { kind: 'deliver', from, to, message: message.type };
    if (from === null && message.type.startsWith('world.') && !isApplication(to)) {
      return { kind: 'send', to, message };
    }
    const why =
      from === null && !message.type.startsWith('world.')
        ? 'came from outside the model, and a scenario can only say what the world does'
        : `is not on its way there (${to} is in ${short(look.snapshot(to).value)})`;
    this.part(this.next, `${message.type} to ${to} ${why}`);
    return undefined;
  }

  private part(step: number, says: string): void {
    this.parting ??= { step, says };
  }
}

const isAskedIn = (offer: Extract<Offer, { kind: 'message' }>): boolean =>
  isAsked({ from: offer.from, to: offer.to, type: offer.message.type });
