import type { Lane } from '../../machines/protocol/lanes.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { Message } from './machine-step.ts';

/** Something that could happen next. `at`: when it would, microseconds. */
export type Offer =
  | {
      readonly kind: 'message';
      readonly at: number;
      readonly lane: Lane;
      /** null: the environment. */
      readonly from: Address | null;
      readonly to: Address;
      readonly message: Message;
    }
  | { readonly kind: 'timer'; readonly at: number; readonly owner: Address; readonly delay: string };

/** What somebody who is the scheduler lets happen next. */
export type Pick =
  /** The oldest message of its channel. */
  | { readonly kind: 'deliver'; readonly from: Address | null; readonly to: Address; readonly message: string }
  /** A delay ends. */
  | { readonly kind: 'fire'; readonly owner: Address; readonly delay: string }
  /** The environment does something by itself. */
  | { readonly kind: 'send'; readonly to: Address; readonly message: Message };

/** Lets what is offered happen. */
export const pickOfOffer = (offer: Offer): Pick =>
  offer.kind === 'timer'
    ? { kind: 'fire', owner: offer.owner, delay: offer.delay }
    : { kind: 'deliver', from: offer.from, to: offer.to, message: offer.message.type };
