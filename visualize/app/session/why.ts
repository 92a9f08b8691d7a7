import type { AnyStateNode, EventObject } from 'xstate';
import { transitionIndex } from '../../../src/system/transition-index.ts';
import type { Microstep } from './microsteps.ts';
import { transitionCalled } from './specification.ts';

export type Read = { readonly path: string; readonly value: string };

/** One transition that could have been taken, and what became of it. */
export type Candidate = {
  readonly id: string;
  readonly state: string;
  readonly guard: string | undefined;
  readonly verdict: 'taken' | 'guard false' | 'not tried';
  /** What its guard looked at. */
  readonly reads: readonly Read[];
};

export type Explanation = { readonly event: string; readonly candidates: readonly Candidate[] };

type Guard =
  | string
  | { readonly type: string; readonly params?: unknown }
  | (((...args: unknown[]) => unknown) & { guards?: readonly Guard[] });
type Definition = { readonly guard?: Guard; readonly eventType: string };
type Arguments = { readonly context: unknown; readonly event: EventObject };

/** Remembers which values are looked at. */
function watched<T>(value: T, path: string, reads: Map<string, string>): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      const found: unknown = Reflect.get(target, key, target);
      if (typeof key === 'symbol' || typeof found === 'function') return found;
      const at = `${path}.${key}`;
      if (typeof found === 'object' && found !== null) return watched(found, at, reads);
      reads.set(at, JSON.stringify(found) ?? 'undefined');
      return found;
    },
  });
}

function evaluate(guard: Guard | undefined, known: Readonly<Record<string, unknown>>, args: Arguments): boolean {
  if (guard === undefined) return true;
  if (typeof guard === 'function') {
    const inner = guard.guards ?? [];
    if (guard.name === 'not') return !evaluate(inner[0], known, args);
    if (guard.name === 'or') return inner.some((each) => evaluate(each, known, args));
    return inner.every((each) => evaluate(each, known, args));
  }
  const [name, params] = typeof guard === 'string' ? [guard, undefined] : [guard.type, guard.params];
  const implementation = known[name];
  if (typeof implementation !== 'function') return evaluateCombined(implementation as Guard | undefined, known, args);
  if ('guards' in implementation) return evaluate(implementation as Guard, known, args);
  const given: unknown = typeof params === 'function' ? (params as (a: Arguments) => unknown)(args) : params;
  return Boolean((implementation as (a: Arguments, p: unknown) => unknown)(args, given));
}

const evaluateCombined = (
  guard: Guard | undefined,
  known: Readonly<Record<string, unknown>>,
  args: Arguments,
): boolean => guard !== undefined && evaluate(guard, known, args);

const definitionsOf = (node: AnyStateNode, event: string): readonly Definition[] =>
  (event === '' ? (node.always ?? []) : (node.transitions.get(event) ?? [])) as unknown as readonly Definition[];

/** What could have been done at one microstep, and why the one thing was done and the others were not. */
export function explain(step: Microstep): Explanation {
  const { before, taken } = step;
  const [first] = taken as readonly Definition[];
  const eventType = first?.eventType === '' ? '' : step.event.type;
  const known = before.machine.implementations.guards as Readonly<Record<string, unknown>>;
  // Deepest first, as XState selects.
  const nodes = [...(before as unknown as { _nodes: readonly AnyStateNode[] })._nodes].sort(
    (a, b) => b.path.length - a.path.length || a.order - b.order,
  );
  const decided = new Set<string>();
  const candidates: Candidate[] = [];
  for (const node of nodes) {
    const definitions = definitionsOf(node, eventType);
    const path = node.path.join('.');
    let over = [...decided].some((state) => path === '' || state.startsWith(`${path}.`));
    for (const definition of definitions) {
      const entry = transitionIndex.describe(definition);
      if (!entry || entry.ignored !== undefined) continue;
      const isTaken = taken.includes(definition);
      const reads = new Map<string, string>();
      let holds = isTaken;
      if (!over) {
        try {
          const args = {
            context: watched(before.context as object, '', reads),
            event: watched(step.event, 'event', reads),
          };
          holds = evaluate(definition.guard, known, args) || isTaken;
        } catch {
          // A guard that insists on another event cannot be asked.
        }
      }
      candidates.push({
        id: entry.id,
        state: entry.state,
        guard: transitionCalled(entry.id)?.guard ?? entry.guard,
        verdict: isTaken ? 'taken' : over || holds ? 'not tried' : 'guard false',
        reads: [...reads].map(([at, value]) => ({ path: at.replace(/^\./, ''), value })),
      });
      if (isTaken) {
        over = true;
        decided.add(path);
      }
    }
  }
  return { event: eventType === '' ? 'at once' : step.event.type, candidates };
}
