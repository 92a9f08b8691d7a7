import type { Mark } from './marks.ts';
import type { Answer, End, Header, Request } from './records.ts';

/** Steps that were found, as columns: what an index needs of each, so that their lines need not be kept. */
export type StepColumns = {
  /** Where its line begins in the trace, and how long it is; bytes. */
  readonly offset: Float64Array<ArrayBuffer>;
  readonly length: Int32Array<ArrayBuffer>;
  /** Virtual time, microseconds. */
  readonly at: Float64Array<ArrayBuffer>;
  /** Messages received. */
  readonly received: Int32Array<ArrayBuffer>;
};

/** Messages received; each value is the number of a word, `from` is -1 for none. */
export type MessageColumns = {
  readonly from: Int32Array<ArrayBuffer>;
  readonly to: Int32Array<ArrayBuffer>;
  readonly type: Int32Array<ArrayBuffer>;
  readonly state: Int32Array<ArrayBuffer>;
  readonly took: Int32Array<ArrayBuffer>;
  /** That the message names; -1 for none. */
  readonly slot: Int32Array<ArrayBuffer>;
  /** All that the message says. */
  readonly message: Int32Array<ArrayBuffer>;
};

/** Words that were not seen before, in the order of their numbers. */
export type NewWords = {
  readonly addresses: readonly string[];
  readonly types: readonly string[];
  /** States, and lists of transitions, as JSON. */
  readonly states: readonly string[];
  readonly took: readonly string[];
  readonly slots: readonly string[];
  /** Messages, as JSON. */
  readonly messages: readonly string[];
  /** There were too many messages: they are numbered from 0 again, from this piece on. */
  readonly messagesAnew: boolean;
};

/** A request came in or was answered when so many messages had been received. */
export type RequestNews =
  | { readonly kind: 'request'; readonly place: number; readonly request: Request }
  | { readonly kind: 'answer'; readonly place: number; readonly answer: Answer };

/** What a piece of a trace adds to the index of the whole. */
export type Batch = {
  readonly header: Header | undefined;
  readonly end: End | undefined;
  readonly words: NewWords;
  readonly steps: StepColumns;
  readonly messages: MessageColumns;
  readonly marks: readonly Mark[];
  readonly requests: readonly RequestNews[];
  /** Bytes of the trace up to the end of this piece. */
  readonly upTo: number;
  /** Why reading ended here. */
  readonly problem: string | undefined;
};

/** What can be handed from one thread to another without copying. */
export const buffersOf = ({ steps, messages }: Batch): ArrayBuffer[] =>
  [steps.offset, steps.length, steps.at, steps.received, ...Object.values(messages)].map(({ buffer }) => buffer);
