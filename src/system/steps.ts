import type { AnyMachineSnapshot } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import type { Message, StepResult } from './machine-step.ts';

/** What one actor did with one message; `state` is its state value afterwards. */
export type Step = Pick<StepResult, 'outputs' | 'transitions' | 'ignoredOnly'> & {
  readonly state: AnyMachineSnapshot['value'];
};

/**
 * The actors of a system with the state each is in. How a step is found, computed or remembered, is the business of the
 * implementation; what it is follows from XState's transition function alone.
 */
export type Steps = {
  /** Puts an actor into its initial state. */
  start(address: Address): Step;
  /** An actor receives a message. Without transitions the message was not expected, and the actor is as it was. */
  take(address: Address, message: Message): Step;
  snapshot(address: Address): AnyMachineSnapshot;
};

/** An address that nobody has. */
export const nobody = (address: Address): Error => new Error(`no actor is known as '${address}'`);
