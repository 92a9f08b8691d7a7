import type { Effect } from '../../machines/protocol/effects.ts';
import type { Lane } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { Delivery } from './cascade.ts';
import type { SeededRandom } from './random.ts';

/** What the world around the machines does in a run. */
export type World = {
  /** Fills the declared choices of a message at delivery; undefined leaves the message as it was sent. */
  decide(delivery: Delivery): Readonly<Record<string, unknown>> | undefined;
  /** Carries out an effect on the data plane. */
  effect(from: Address, effect: Effect): void;
  /** How long the named delay of this actor takes, ms; `ms` is the machine's own default. */
  duration(owner: Address, delay: string, ms: number, random: SeededRandom): number;
  /** How long this message is on its way by itself, ms. */
  latency(delivery: Delivery, lane: Lane, random: SeededRandom): number;
  /** How much longer a fault rule keeps it, ms. */
  holdBack(delivery: Delivery): number;
  /** A fault rule lets it come before whatever else is on its way. Without this nothing does. */
  hastens?(delivery: Delivery): boolean;
};
