import type { MissingImage } from './canonical.ts';

/** What the tables do not say yet. */
export type Missing =
  | { readonly kind: 'step'; readonly root: number; readonly faultsLeft: number }
  | { readonly kind: 'inboxMoves'; readonly inbox: number; readonly contents: number }
  | { readonly kind: 'afterPost'; readonly inbox: number; readonly contents: number; readonly posts: number }
  | { readonly kind: 'timerMoves'; readonly actor: number; readonly set: number }
  | { readonly kind: 'timersAfter'; readonly actor: number; readonly set: number; readonly operations: number }
  | { readonly kind: 'timersPassed'; readonly actor: number; readonly set: number; readonly passed: number }
  | { readonly kind: 'leafWatchers'; readonly leaf: number }
  | { readonly kind: 'watcherStep'; readonly sequence: number; readonly local: number }
  /** A leaf that another thread has written meanwhile. */
  | { readonly kind: 'leaf'; readonly leaf: number }
  | ({ readonly kind: 'image' } & Readonly<MissingImage>)
  | { readonly kind: 'clearings'; readonly set: number }
  | { readonly kind: 'layout' };

/** Something wrong with a step out of the state that is expanded. */
export type Finding =
  | { readonly kind: 'failure'; readonly failure: number; readonly move: number }
  | { readonly kind: 'watcher'; readonly component: number; readonly successor: number };
