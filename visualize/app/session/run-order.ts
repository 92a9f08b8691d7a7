import type { AsScenario, Told } from '../../../src/again/as-scenario.ts';
import type { RunReport } from '../../../src/run/report.ts';
import type { FaultRule } from '../../../src/scenario/fault-rule.ts';
import type { ScheduledPick } from '../../../src/scenario/scheduled.ts';
import type { Question } from './conducted.ts';

/** What the thread that runs scenarios is told. */
export type RunOrder = {
  readonly scenario: string;
  /** A trace that is run again instead of the scenario. */
  readonly trace?: Blob;
  /** The first step of the trace that is not done as it was recorded; without it all are, as long as they can be. */
  readonly follow?: number;
  /** Text of a scenario that is not shipped. */
  readonly text?: string;
  readonly seed?: number;
  /** `layer.name=value`, `driver=aix`, `bus.grain=phase` */
  readonly set?: readonly string[];
  /** Fault rules beside those of the scenario; they come first. */
  readonly faults?: readonly FaultRule[];
  /** Places of the scenario's own rules that are left out. */
  readonly without?: readonly number[];
  /** Steps that a person chose, beside those that the scenario has. */
  readonly schedule?: readonly ScheduledPick[];
  /** From this step on a person says what happens. */
  readonly takeOver?: number;
  /** The trace, or what comes of it otherwise, is wanted as a scenario of which this is said. */
  readonly tell?: Told;
};

/** What it tells. */
export type RunNews =
  | { readonly kind: 'trace'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'progress'; readonly answered: number; readonly total: number }
  | ({ readonly kind: 'asks' } & Question)
  | {
      readonly kind: 'done';
      readonly report: RunReport;
      readonly failures: readonly string[];
      /** The step in which a trace that was run again did something else than recorded. */
      readonly parted?: number;
      /** How each request ended, by index. */
      readonly answers: readonly { readonly index: number; readonly error: string }[];
    }
  /** Requests of a trace whose data it does not tell. */
  | { readonly kind: 'untold'; readonly requests: readonly number[] }
  | { readonly kind: 'scenario'; readonly scenario: AsScenario }
  | { readonly kind: 'failed'; readonly says: string };
