import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import type { Message } from '../system/machine-step.ts';
import type { Topology } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { CheckedProperties } from './properties.ts';
import type { TimerMode } from './timer-sets.ts';

/** A system to explore: actors, what may go wrong and how often. */
export type ModelSpec = {
  readonly name: string;
  /** The system in a sentence. */
  readonly says?: string;
  /** What the actors were made from; without it, runs can be told but not saved. */
  readonly origin?: { readonly topology: Topology; readonly compose: ComposeOptions };
  readonly actors: readonly ActorSpec[];
  /** Alternatives the world may choose; each costs one of the budget. */
  readonly offered: OfferedChoices;
  /** Alternatives that, once chosen, the same receiver meets every time until the world takes them back. */
  readonly sticky?: OfferedChoices;
  /** What the environment does once, at the beginning. */
  readonly begins?: readonly { readonly to: Address; readonly message: Message }[];
  /** What the environment may do by itself; each costs one of the budget. */
  readonly spontaneous: readonly { readonly to: Address; readonly message: Message }[];
  readonly timerMode: TimerMode;
  /** Other lengths of named delays, milliseconds. */
  readonly delays?: Readonly<Record<string, number>>;
  /** A delay may end too early, before messages that are on their way and before shorter ones, at the cost of a fault. */
  readonly slowFaults?: boolean;
  /** How many faults one run may have. */
  readonly faultBudget: number;
  /** Limits of the actors that are smaller than the documented ones, by name. */
  readonly limits?: Readonly<Record<string, unknown>>;
  /** Most messages one channel may hold; more is an error. */
  readonly laneBound: number;
  /** Most local states one machine may have. */
  readonly localLimit: number;
  /** Every so many calls of a machine, it is asked the same again; 1: always. */
  readonly askedTwice?: number;
  /** Names of slots that may be exchanged without changing anything: states that differ in no more are visited once. */
  readonly alike?: readonly (readonly string[])[];
  /** What must hold. */
  readonly properties?: CheckedProperties;
  /** Whether nothing needs to happen any more in a state of the actors; without it every end is a deadlock. */
  readonly mayEnd?: (state: (address: Address) => { matches(value: string): boolean }) => boolean;
};

/** What happens in one step of an explored run. */
export type Move =
  | { readonly kind: 'message'; readonly from: Address | null; readonly to: Address; readonly message: Message }
  | { readonly kind: 'timer'; readonly owner: Address; readonly delay: string; readonly event: string }
  | { readonly kind: 'spontaneous'; readonly to: Address; readonly message: Message }
  /** A fault that stuck is over. */
  | { readonly kind: 'cleared'; readonly to: Address; readonly field: string; readonly value: string };
