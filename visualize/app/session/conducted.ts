import type { StateValue } from 'xstate';
import type { Conductor } from '../../../src/run/conduct.ts';
import type { Offer, Pick } from '../../../src/system/pick.ts';
import { type Spontaneous, spontaneousIn } from '../../../src/system/spontaneous.ts';
import type { StepRecord } from '../../../src/system/step-record.ts';
import type { Topology } from '../../../src/system/topology.ts';
import { type Breakpoint, isHit } from './breakpoints.ts';

/** What a person lets happen. */
export type Conducting =
  | { readonly kind: 'pick'; readonly pick: Pick }
  /** So many steps as they are due; fewer when a breakpoint is met. */
  | { readonly kind: 'go'; readonly steps: number; readonly stops: readonly Breakpoint[] };

/** What is to happen in the step with this number? */
export type Question = {
  readonly step: number;
  readonly offers: readonly Offer[];
  readonly spontaneous: readonly Spontaneous[];
  /** The breakpoint because of which the run stopped. */
  readonly stopped?: Breakpoint;
};

/** A run that waits for a person from a step on. */
export class Conducted {
  private readonly takeOver: number;
  private readonly topology: Topology;
  private readonly ask: (question: Question) => void;
  private readonly states = new Map<string, StateValue>();
  private answer: ((pick: Pick | undefined) => void) | undefined;
  /** Steps that may still happen as they are due. */
  private free = 0;
  private stops: readonly Breakpoint[] = [];
  private stopped: Breakpoint | undefined;

  constructor(takeOver: number, topology: Topology, ask: (question: Question) => void) {
    this.takeOver = takeOver;
    this.topology = topology;
    this.ask = ask;
  }

  readonly conductor: Conductor = (step, look) => {
    if (step < this.takeOver) return undefined;
    if (this.free > 0) {
      this.free -= 1;
      return undefined;
    }
    look.flush();
    this.ask({
      step,
      offers: look.offers(),
      spontaneous: spontaneousIn(this.topology, (address) => look.snapshot(address)),
      ...(this.stopped ? { stopped: this.stopped } : {}),
    });
    this.stopped = undefined;
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  };

  /** What the person says. Ignored while nothing was asked. */
  tell(conducting: Conducting): void {
    const { answer } = this;
    if (!answer) return;
    this.answer = undefined;
    this.free = conducting.kind === 'go' ? conducting.steps - 1 : 0;
    this.stops = conducting.kind === 'go' ? conducting.stops : [];
    answer(conducting.kind === 'pick' ? conducting.pick : undefined);
  }

  /** A step is over. */
  observe({ deliveries }: StepRecord): void {
    for (const { to, message, state } of deliveries) {
      this.stopped ??= this.stops.find((each) => isHit(each, { to, message, state }, () => this.states.get(to)));
      this.states.set(to, state);
    }
    if (this.stopped) this.free = 0;
  }
}
