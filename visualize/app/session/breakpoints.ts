import type { StateValue } from 'xstate';
import { senseClasses } from '../../../machines/protocol/sense.ts';
import { pathsOf } from '../../../src/run/coverage.ts';
import type { TraceDelivery } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';
import { senseIn } from './bytes-of.ts';
import { machinesAt } from './roles.ts';

/** Where play and search stop. */
export type Breakpoint =
  | { readonly kind: 'message'; readonly type: string }
  /** An actor enters a state: the one with this address, or any that runs this machine. */
  | { readonly kind: 'state'; readonly who: string; readonly state: string }
  /** Sense data with this key are spoken of. */
  | { readonly kind: 'sense'; readonly key: string };

/** Sense keys, as `MEDIUM_ERROR`. */
export const senseKeys: readonly string[] = [...new Set(senseClasses.map((each) => each.split(' ')[0] ?? each))];

/** `message~TYPE`, `state~WHO~STATE`, `sense~KEY`: in an address, and to tell breakpoints apart. */
export function breakpointCode(point: Breakpoint): string {
  switch (point.kind) {
    case 'message':
      return `message~${point.type}`;
    case 'state':
      return `state~${point.who}~${point.state}`;
    case 'sense':
      return `sense~${point.key}`;
  }
}

export function breakpointOf(code: string): Breakpoint | undefined {
  const [kind, first = '', second = ''] = code.split('~');
  if (first === '') return undefined;
  if (kind === 'message') return { kind, type: first };
  if (kind === 'sense') return { kind, key: first };
  return kind === 'state' && second !== '' ? { kind, who: first, state: second } : undefined;
}

export function breakpointText(point: Breakpoint): string {
  switch (point.kind) {
    case 'message':
      return `message ${point.type}`;
    case 'state':
      return `${point.who} enters ${point.state}`;
    case 'sense':
      return `sense ${point.key.replaceAll('_', ' ')}`;
  }
}

type Seen = Pick<TraceDelivery, 'to' | 'message' | 'state'>;

/** @param before the state of the receiver before this message. */
export function isHit(point: Breakpoint, { to, message, state }: Seen, before: () => StateValue | undefined): boolean {
  switch (point.kind) {
    case 'message':
      return message.type === point.type;
    case 'sense':
      return senseIn(message)?.split(' ')[0] === point.key;
    case 'state': {
      if (to !== point.who && !machinesAt(to).includes(point.who)) return false;
      if (!pathsOf(state).includes(point.state)) return false;
      const was = before();
      return was === undefined || !pathsOf(was).includes(point.state);
    }
  }
}

/** The breakpoint that is met at a place. */
export function hitAt(trace: Trace, points: readonly Breakpoint[], place: number): Breakpoint | undefined {
  if (points.length === 0) return undefined;
  const delivery = trace.delivery(place);
  return delivery && points.find((each) => isHit(each, delivery, () => trace.stateOf(delivery.to, place - 1)));
}

type Stops = { readonly stops: () => readonly Breakpoint[]; readonly setStops: (stops: readonly Breakpoint[]) => void };

/** Adds a breakpoint, once. */
export function addStop({ stops, setStops }: Stops, point: Breakpoint): void {
  const code = breakpointCode(point);
  if (stops().every((each) => breakpointCode(each) !== code)) setStops([...stops(), point]);
}
