import type { Header } from '../trace/records.ts';
import type { RunOrder } from './run-order.ts';

/** What a run can be run again from, otherwise than before. */
export type Again =
  | { readonly kind: 'scenario'; readonly name: string }
  /** What a trace tells is run again: its system, its requests, what the world decided, in the recorded order. */
  | { readonly kind: 'trace'; readonly name: string; readonly whole: () => Promise<Blob> };

/** A trace, as far as it is there when it is wanted for the first time. */
export function traceAgain(name: string, read: () => Promise<Blob>): Again {
  let whole: Promise<Blob> | undefined;
  return {
    kind: 'trace',
    name,
    whole: () => {
      whole ??= read();
      return whole;
    },
  };
}

/** Bytes of a trace that is run again: it is read from its beginning, and kept. */
const most = 128 * 2 ** 20;

/** The run that an order is about. @throws when the trace cannot be had, or is too long. */
export async function subjectOf(again: Again): Promise<Pick<RunOrder, 'scenario' | 'trace'>> {
  if (again.kind === 'scenario') return { scenario: again.name };
  const trace = await again.whole();
  if (trace.size > most) {
    const size = `${Math.ceil(trace.size / 2 ** 20)} MiB`;
    throw new Error(
      `got a trace of ${size}; accepted: up to ${most / 2 ** 20} MiB, because it is run again from its beginning`,
    );
  }
  return { scenario: again.name, trace };
}

/** The first line of a trace that a run is made from; undefined where there is none that can be read. */
export async function headerOf(trace: Blob): Promise<Header | undefined> {
  const begin = await trace.slice(0, longestHeader).text();
  const end = begin.indexOf('\n');
  try {
    return JSON.parse(end < 0 ? begin : begin.slice(0, end)) as Header;
  } catch {
    return undefined;
  }
}

/** Bytes; a topology of a hundred units has some twenty thousand. */
const longestHeader = 2 ** 20;
