import type { InspectionEvent } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import type { Message } from '../system/machine-step.ts';

/** Gives an actor a message now; says why not when it is not expected. */
export type Offer = (to: Address, message: Message) => string | undefined;

/** Whoever watches a run from outside while it goes on. */
export type Watcher = {
  /** Told what XState tells inspectors; with the runtime `actors` only. */
  readonly inspect?: (event: InspectionEvent) => void;
  /** Told how to give messages to actors from outside the model while live actors run; of nothing when the run is over. */
  readonly door?: (offer: Offer | undefined) => void;
  /** Asked before each step whether to wait; what was written of the trace goes out before. */
  readonly pause?: () => Promise<void> | undefined;
};
