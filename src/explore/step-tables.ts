import type { SymmetryTables } from './canonical.ts';
import type { PlaceTable } from './places.ts';
import type { PairTable, SharedInts } from './shared-ints.ts';

/** What a node of the tree says. */
export const nodeKind = { unknown: 0, read: 1, choice: 2, leaf: 3, failure: 4 } as const;

/** Fields of a leaf. */
export const leafField = {
  writesAt: 0,
  writes: 1,
  posts: 2,
  timers: 3,
  cost: 4,
  watchersAt: 5,
  watchers: 6,
  /** How many local states all watchers had when the list of watchers was made. */
  watchersKnown: 7,
} as const;
export const leafFields = 8;

/** What is kept of a set of timers: where its moves begin (-1: not known yet), how many, and the least that any has left. */
export const timerMoveFields = 3;

/** What is known of the steps of a system, as integers that threads share. The step tree writes it, expanders read it. */
export type StepTables = {
  /** Kind and argument of each node. */
  readonly nodes: Reading;
  /** (node that reads, value) -> node + 1 */
  readonly children: Looking;
  /** Per choice: number of alternatives, then the node of each. */
  readonly choices: Reading;
  readonly leaves: Reading;
  /** Component and value of each write. */
  readonly writes: Reading;
  /** Component and sequence of observations of each watcher that a leaf concerns. */
  readonly leafWatchers: Reading;
  /** Root node of each delivery. */
  readonly rootNodes: Reading;
  /** Numbers of the contents of each inbox among those of all. */
  readonly contents: PlaceTable;
  /** Per contents of any inbox: where its moves begin (-1: not known yet) and how many there are. */
  readonly inboxMoves: Reading;
  /** Per move of an inbox: the delivery. */
  readonly messageMoves: Reading;
  /** Per move of an inbox: the inbox without the message. */
  readonly afterTake: Reading;
  /** Per list of posts: where its parcels begin and how many there are. */
  readonly parcelLists: Reading;
  /** Receiver of each parcel, and the posts to it by their number. */
  readonly parcels: Reading;
  /** (contents of any inbox, posts to it) -> contents of that inbox + 1; -1 - n: failure n */
  readonly afterPost: Looking;
  /** Numbers of the sets of timers of each actor among those of all. */
  readonly timerSets: PlaceTable;
  /** Per set of timers of any actor, `timerMoveFields`. */
  readonly timerMoves: Reading;
  /** Per move of a set of timers: the delivery, the set without the timer, and what the timer had left. */
  readonly timerEnds: Reading;
  readonly afterEnd: Reading;
  readonly timerLeft: Reading;
  /** Per list of operations on timers: where its parcels begin and how many there are. */
  readonly operationLists: Reading;
  /** Owner of each parcel, and the operations on its timers by their number. */
  readonly operationParcels: Reading;
  /** (set of timers of any actor, operations on them) -> set + 1 */
  readonly timersAfter: Looking;
  /** (set of timers of any actor, microseconds that pass) -> set + 1 */
  readonly timersPassed: Looking;
  /** Each timer keeps the time that it has left, which passes while others end. */
  readonly byTimeLeft: boolean;
  /** (sequence of observations, local state of its watcher) -> local state * 2 + 1 if the watcher now has its verdict, + 1 */
  readonly watcherSteps: Looking;
  /** (set of stuck faults, 0) -> how many there are + 1; (set, n) -> the set without the n-th, + 1 */
  readonly clearings: Looking;
  /** Deliveries of the environment. */
  readonly spontaneous: readonly number[];
  /** Local states of all watchers together. */
  readonly watcherLocals: number;
  /** Missing where no names are alike. */
  readonly symmetry?: SymmetryTables | undefined;
  readonly slowFaults: boolean;
  /** Components of a state behind the actors. */
  readonly components: {
    readonly inboxes: number;
    readonly timers: number;
    readonly budget: number;
    readonly stuck: number;
  };
};

type Reading = Pick<SharedInts, 'data' | 'length'>;
type Looking = Pick<PairTable, 'data' | 'mask' | 'get'>;
