import type { Reason } from './account.ts';

/** What nothing gets to, by machine, and why it stands in the specification all the same. */
export const neverReached: readonly Reason[] = [];

/** Properties that say nothing about any of the systems, and why. */
export const emptyProperties: readonly { readonly id: string; readonly why: string }[] = [];
