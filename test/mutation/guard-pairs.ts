import type { AnyStateMachine } from 'xstate';
import type { Text } from '../rules/variant.ts';
import { textOf } from './mutant.ts';
import { listName, rowsOf, transitionLists } from './transition-place.ts';

type Arguments = { readonly context: unknown; readonly event: { readonly type: string } };
type Predicate = (given: Arguments, params: unknown) => boolean;
type Named = { readonly type: string; readonly params: unknown };
/** What can be said of a guard without the state of the machine. */
type Said = boolean | 'unknown';
type Pair = {
  readonly key: string;
  /** Guards of the rows above: where one of them holds, nobody asks further. */
  readonly above: readonly Named[];
  readonly first: Named;
  readonly second: Named;
};

/** Situations that are remembered of one machine: what guards were asked about. */
const mostSituations = 250;

const named = (guard: unknown): Named | undefined =>
  typeof guard === 'string'
    ? { type: guard, params: undefined }
    : typeof guard === 'object' && guard !== null && 'type' in guard && typeof guard.type === 'string'
      ? { type: guard.type, params: 'params' in guard ? guard.params : undefined }
      : undefined;

/** Pairs of neighbouring rows that both have a named guard. */
function pairsOf(machine: AnyStateMachine): Pair[] {
  const text = textOf(machine);
  return transitionLists(text).flatMap((list) => {
    const rows = rowsOf(text, list);
    return rows.flatMap((row: Text, n) => {
      const [first, second] = [named(row['guard']), named(rows[n + 1]?.['guard'])];
      const above = rows.slice(0, n).flatMap(({ guard }) => named(guard) ?? []);
      return first && second ? [{ key: `${machine.id}: ${listName(list)} #${n}`, above, first, second }] : [];
    });
  });
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Which neighbouring guards ever hold together. Where they never do, their order means nothing: asked are all
 * situations that come up in any trial, and every context that came up with every message that came up.
 */
export class GuardPairs {
  /** Keys of rows that held together with the next one. */
  readonly together = new Set<string>();
  private readonly machines: readonly AnyStateMachine[];
  private readonly contexts = new Map<string, Map<string, unknown>>();
  private readonly events = new Map<string, Map<string, { readonly type: string }>>();
  private readonly healthy = new Map<string, Record<string, Predicate>>();

  constructor(machines: readonly AnyStateMachine[]) {
    this.machines = machines;
    for (const machine of machines) this.listen(machine);
  }

  /** Tries every context with every message, and stops listening. */
  finish(): ReadonlySet<string> {
    for (const machine of this.machines) {
      const guards = this.healthy.get(machine.id) ?? {};
      const contexts = [...(this.contexts.get(machine.id)?.values() ?? [])];
      const events = [...(this.events.get(machine.id)?.values() ?? [])];
      for (const { key, above, first, second } of pairsOf(machine)) {
        if (this.together.has(key)) continue;
        const both = contexts.some((context) =>
          events.some((event) => {
            const asked = (guard: Named): Said => holds(guards, guard, { context, event });
            return asked(first) !== false && asked(second) !== false && above.every((guard) => asked(guard) !== true);
          }),
        );
        if (both) this.together.add(key);
      }
      Object.assign(machine.implementations.guards, guards);
    }
    return this.together;
  }

  private listen(machine: AnyStateMachine): void {
    const guards = machine.implementations.guards as Record<string, Predicate>;
    const healthy = { ...guards };
    this.healthy.set(machine.id, healthy);
    const [contexts, events] = [new Map<string, unknown>(), new Map<string, { readonly type: string }>()];
    this.contexts.set(machine.id, contexts);
    this.events.set(machine.id, events);
    const pairs = pairsOf(machine);
    for (const [name, predicate] of Object.entries(healthy)) {
      if (combined(predicate)) continue;
      const partners = pairs.filter(({ first }) => first.type === name);
      guards[name] = (given, params) => {
        const found = predicate(given, params);
        remember(contexts, given.context);
        remember(events, given.event);
        if (found)
          for (const { key, first, second } of partners)
            if (!this.together.has(key) && same(first.params, params) && holds(healthy, second, given) !== false)
              this.together.add(key);
        return found;
      };
    }
  }
}

/** `and`, `or`, `not`, `stateIn`: XState asks their parts. */
type Combined = { readonly name: string; readonly guards?: readonly unknown[] };
const combined = (predicate: unknown): Combined | undefined =>
  typeof predicate === 'function' && 'check' in predicate ? predicate : undefined;

function remember<T>(kept: Map<string, T>, value: T): void {
  if (kept.size >= mostSituations) return;
  const key = JSON.stringify(value);
  if (!kept.has(key)) kept.set(key, value);
}

function holds(guards: Readonly<Record<string, Predicate>>, { type, params }: Named, given: Arguments): Said {
  return said(guards, guards[type], given, params);
}

function said(guards: Readonly<Record<string, Predicate>>, guard: unknown, given: Arguments, params?: unknown): Said {
  const name = named(guard);
  if (name) return holds(guards, name, given);
  const whole = combined(guard);
  if (whole) {
    const parts = (whole.guards ?? []).map((part) => said(guards, part, given));
    const kind = /^(and|or|not)$/.exec(whole.name)?.[1];
    const [first = 'unknown'] = parts;
    if (kind === 'not') return first === 'unknown' ? first : !first;
    if (kind === undefined) return 'unknown';
    const decisive = kind === 'or';
    if (parts.includes(decisive)) return decisive;
    return parts.includes('unknown') ? 'unknown' : !decisive;
  }
  if (typeof guard !== 'function') return 'unknown';
  try {
    return (guard as Predicate)(given, params);
  } catch {
    // It is only ever asked about messages of another kind.
    return false;
  }
}
