import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import { InputError } from '../input-error.ts';
import { pickOf, type ScheduledPick } from '../scenario/scheduled.ts';
import { type Offer, type Pick, pickOfOffer } from '../system/pick.ts';
import type { RecordedStart } from '../system/step-record.ts';
import type { Runtime } from './runtime.ts';

/** Undefined lets happen what is due; `happened`: it has happened meanwhile. */
type Decision = Pick | 'happened' | undefined;

/** Somebody who is the scheduler: says what happens in the step with this number. */
export type Conductor = (step: number, look: Look) => Promise<Decision> | Decision;

/** What somebody who is to choose can look at. */
export type Look = {
  /** What is on its way, in the order in which it would happen. */
  offers(): readonly Offer[];
  snapshot(address: Address): AnyMachineSnapshot;
  /** Does what was recorded. @returns false when that cannot happen now. */
  repeat(recorded: RecordedStart): boolean;
  /** Hands out what has been written of the trace. */
  flush(): void;
};

export type ConductOptions = {
  readonly schedule: readonly ScheduledPick[];
  /** Where the scheduled step with this index stands, `file:line`, for messages. */
  readonly scheduleWhere?: (index: number) => string;
  readonly conductor?: Conductor;
  readonly trace: { flush(): void };
};

/** Steps of a run, of which some do something else than what is due. */
export class Conduct {
  private readonly runtime: Runtime;
  private readonly options: ConductOptions;
  private next = 0;

  /** @throws InputError when the runtime lets nobody choose. */
  constructor(runtime: Runtime, options: ConductOptions) {
    this.runtime = runtime;
    this.options = options;
    if (options.schedule.length > 0 && !runtime.choice) {
      throw this.problem(
        'a schedule with --runtime actors',
        'the runtime table or stepper: live actors schedule alone',
      );
    }
  }

  /** @returns false when nothing can happen any more. */
  step(): boolean | Promise<boolean> {
    const { runtime, options } = this;
    const scheduled = options.schedule[this.next];
    if (scheduled?.step === runtime.steps) {
      this.pick(pickOf(scheduled));
      this.next += 1;
      return true;
    }
    return options.conductor ? this.ask(options.conductor) : runtime.step();
  }

  /** The run is over. @throws InputError when it was shorter than its schedule. */
  end(): void {
    const left = this.options.schedule[this.next];
    if (left) throw this.problem(`step ${left.step}`, `a step from 1 to ${this.runtime.steps - 1}: the run ends there`);
  }

  private ask(conductor: Conductor): boolean | Promise<boolean> {
    const { runtime } = this;
    const decision = conductor(runtime.steps, {
      offers: () => runtime.choice?.offers() ?? [],
      snapshot: (at) => runtime.snapshot(at),
      repeat: (recorded) => runtime.choice?.repeat(recorded) ?? false,
      flush: () => this.options.trace.flush(),
    });
    return decision instanceof Promise ? decision.then((made) => this.does(made)) : this.does(decision);
  }

  private does(decision: Decision): boolean {
    if (decision === 'happened') return true;
    if (decision === undefined) return this.runtime.step();
    this.pick(decision);
    return true;
  }

  private pick(pick: Pick): void {
    const { choice, steps } = this.runtime;
    if (choice?.pick(pick)) return;
    const possible = (choice?.offers() ?? []).map(offerText);
    throw this.problem(
      `step ${steps}: ${pickText(pick)}`,
      possible.length === 0 ? 'nothing: nothing is on its way' : possible.slice(0, shown).join('; '),
    );
  }

  private problem(given: string, accepted: string): InputError {
    const where = this.options.scheduleWhere?.(this.next);
    return new InputError({ code: 'bad-schedule', given, accepted, ...(where === undefined ? {} : { where }) });
  }
}

/** Offers that a message lists. */
const shown = 8;

const pickText = (pick: Pick): string => {
  switch (pick.kind) {
    case 'deliver':
      return `${pick.message} from ${pick.from ?? 'the environment'} to ${pick.to}`;
    case 'fire':
      return `the end of ${pick.delay} of ${pick.owner}`;
    case 'send':
      return `${pick.message.type} to ${pick.to}`;
  }
};

const offerText = (offer: Offer): string => pickText(pickOfOffer(offer));
