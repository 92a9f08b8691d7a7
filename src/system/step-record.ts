import type { StateValue } from 'xstate';
import type { Effect } from '../../machines/protocol/effects.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { Delivery } from './cascade.ts';
import type { TransitionId } from './transition-index.ts';

/** A machine received something within a step. The first delivery is the one that made the step. */
export type RecordedDelivery = Delivery & {
  readonly transitions: readonly TransitionId[];
  /** Received and ignored on purpose. */
  readonly ignored: boolean;
  /** State value afterwards. */
  readonly state: StateValue;
};

/** Everything that one step did, whichever interpreter ran it. */
export type StepRecord = {
  readonly n: number;
  /** Virtual time, microseconds. */
  readonly at: number;
  readonly kind: 'start' | 'message' | 'timer';
  readonly to: Address | null;
  readonly deliveries: RecordedDelivery[];
  readonly posted: Delivery[];
  readonly effects: { readonly from: Address; readonly effect: Effect }[];
  readonly armed: { readonly owner: Address; readonly timer: string; readonly delay: string; readonly ms: number }[];
  readonly cancelled: { readonly owner: Address; readonly timer: string }[];
  /** Choices made; `n` counts the messages received in this step, from 0. */
  readonly chosen: {
    readonly n: number;
    readonly to: Address;
    readonly type: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  /** What fault rules keep on its way, ms longer, or let come first; `n` counts the messages that left, from 0. */
  readonly moved: (
    | { readonly n: number; readonly type: string; readonly ms: number }
    | { readonly n: number; readonly type: string; readonly first: true }
  )[];
};

/** How a recorded step began. */
export type RecordedStart = {
  /** Virtual time, microseconds. */
  readonly at: number;
  readonly kind: 'message' | 'timer';
  /** null: the environment. */
  readonly from: Address | null;
  readonly to: Address;
  /** Of its first message; of a delay, the timer itself. */
  readonly type: string;
};

/** The record of a step that begins. */
export const emptyRecord = (n: number, at: number, kind: StepRecord['kind'], to: Address | null): StepRecord => ({
  n,
  at,
  kind,
  to,
  deliveries: [],
  posted: [],
  effects: [],
  armed: [],
  cancelled: [],
  chosen: [],
  moved: [],
});
