import type { StateValue } from 'xstate';
import type { TraceAnswer, TraceEnd, TraceHeader, TraceRequest } from '../../../src/trace/format.ts';

export type TraceMessage = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A message that a machine received, as a trace tells it. */
export type TraceDelivery = {
  readonly from: string | null;
  readonly to: string;
  readonly message: TraceMessage;
  readonly took: readonly string[];
  readonly ignored?: true;
  readonly state: StateValue;
};

export type TraceStep = {
  readonly n: number;
  readonly at: number;
  readonly kind: 'start' | 'message' | 'timer';
  readonly got: readonly TraceDelivery[];
  readonly chose?: readonly { n: number; to: string; type: string; fields: Readonly<Record<string, unknown>> }[];
  readonly sent?: readonly { from: string | null; to: string; message: TraceMessage }[];
  readonly effects?: readonly { from: string; effect: { type: string } & Readonly<Record<string, unknown>> }[];
  readonly armed?: readonly { owner: string; timer: string; delay: string; ms: number }[];
  readonly cancelled?: readonly { owner: string; timer: string }[];
  readonly moved?: readonly ({ n: number; type: string } & ({ ms: number } | { first: true }))[];
  /** Only what the index of the trace knows: the fields of its messages are still to come. */
  readonly outline?: true;
};

export type Request = TraceRequest['request'];
export type Answer = TraceAnswer['answer'];
export type Header = TraceHeader;
export type End = TraceEnd['end'];
