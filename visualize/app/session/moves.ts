import type { Mark, MarkKind } from '../trace/marks.ts';
import type { Trace } from '../trace/trace.ts';
import { type Breakpoint, hitAt } from './breakpoints.ts';

/** Ways to move through a run. Each gives the place to go to, or the one it began at when there is nothing to go to. */
export type Direction = 1 | -1;

/** To the message that made the next step, or the one before. */
export function byStep(trace: Trace, place: number, direction: Direction): number {
  const n = trace.stepOf.at(place);
  if (direction === -1 && place > trace.firstPlace.at(n)) return trace.firstPlace.at(n);
  const next = n + direction;
  return next < 0 || next >= trace.steps ? place : trace.firstPlace.at(next);
}

/** One message further or back, those within a step too. */
export const byMessage = (trace: Trace, place: number, direction: Direction): number =>
  Math.max(0, Math.min(trace.places - 1, place + direction));

/**
 * To the end: the last step.
 *
 * @param verdict - where a run shows what it is there for; in the last step it may be any message.
 */
export function toEnd(trace: Trace, verdict?: number): number {
  const last = trace.steps - 1;
  return verdict !== undefined && trace.stepOf.at(verdict) === last ? verdict : trace.firstPlace.at(last);
}

export function toMark(
  marks: readonly Mark[],
  place: number,
  direction: Direction,
  kinds: readonly MarkKind[],
): number {
  const wanted = marks.filter(({ kind }) => kinds.includes(kind)).map((mark) => mark.place);
  const found =
    direction === 1
      ? wanted.reduce((best, at) => (at > place && (best < 0 || at < best) ? at : best), -1)
      : wanted.reduce((best, at) => (at < place && at > best ? at : best), -1);
  return found < 0 ? place : found;
}

export const troubles: readonly MarkKind[] = ['check', 'reset', 'timeout', 'fault', 'error', 'verdict'];

/** To the next message at which a breakpoint is met; -1 when there is none. */
export async function toBreakpoint(
  trace: Trace,
  stops: readonly Breakpoint[],
  place: number,
  direction: Direction,
): Promise<number> {
  let paused = performance.now();
  for (let at = place + direction; at >= 0 && at < trace.places; at += direction) {
    if (hitAt(trace, stops, at)) return at;
    if (at % 256 === 0 && performance.now() - paused > 12) {
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
  }
  return -1;
}

const plain = (text: string): string => text.toLowerCase().replaceAll('_', ' ');

/** The next message that has all these words in it, around the end of the run if need be; -1 when there is none. */
export async function search(trace: Trace, text: string, place: number, direction: Direction): Promise<number> {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0 || trace.places === 0) return -1;
  const { places } = trace;
  let paused = performance.now();
  for (let i = 1; i <= places; i++) {
    const at = (place + direction * i + places * 2) % places;
    const found = trace.exactDelivery(at) ?? (await trace.reading(at));
    if (found) {
      const { from, to, message, took, state } = found;
      const all = plain(`${from ?? ''} ${to} ${JSON.stringify(message)} ${took.join(' ')} ${JSON.stringify(state)}`);
      if (words.every((word) => all.includes(word))) return at;
    }
    if (i % 256 === 0 && performance.now() - paused > 12) {
      await new Promise((resolve) => setTimeout(resolve));
      paused = performance.now();
    }
  }
  return -1;
}
