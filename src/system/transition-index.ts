import type { AnyStateMachine, AnyStateNode } from 'xstate';

/** `machine: state.path: event.type #n`; stable as long as the machine's text is. */
export type TransitionId = string;

/** A transition of a machine. */
export type TransitionEntry = {
  readonly id: TransitionId;
  readonly machine: string;
  /** Path of the state that has the transition, `` for the root. */
  readonly state: string;
  /** Event type; `always` for eventless transitions, `after NAME` for timers. */
  readonly event: string;
  readonly guard: string | undefined;
  readonly targets: readonly string[];
  readonly description: string | undefined;
  /** Ids of the clauses that it restates. */
  readonly source: readonly string[];
  /** Why the message is ignored here, if it is. */
  readonly ignored: string | undefined;
};

export type StateEntry = {
  readonly machine: string;
  readonly state: string;
  readonly description: string | undefined;
  readonly type: string;
};

type Definition = {
  guard?: unknown;
  target?: readonly AnyStateNode[] | undefined;
  description?: string | undefined;
  meta?: { source?: readonly string[]; ignored?: string } | undefined;
};

const pathOf = (node: AnyStateNode): string => node.path.join('.');

function nameOfGuard(guard: unknown): string | undefined {
  if (guard === undefined || guard === null) return undefined;
  if (typeof guard === 'string') return guard;
  if (typeof guard === 'object' && 'type' in guard) return String(guard.type);
  // Combinators (and/or/not) are functions that carry their operands.
  if (typeof guard === 'function' && 'guards' in guard && Array.isArray(guard.guards)) {
    const kind = guard.name || 'guard';
    return `${kind}(${guard.guards.map((g: unknown) => nameOfGuard(g) ?? '?').join(', ')})`;
  }
  return '(inline)';
}

function eventName(eventType: string): string {
  if (!eventType.startsWith('xstate.after.')) return eventType === '' ? 'always' : eventType;
  const rest = eventType.slice('xstate.after.'.length);
  return `after ${rest.slice(0, rest.indexOf('.'))}`;
}

/** Every state and transition of every machine that was started, by XState's own definition objects. */
class TransitionIndex {
  private readonly byDefinition = new WeakMap<object, TransitionEntry>();
  private readonly machines = new Map<
    string,
    { machine: AnyStateMachine; transitions: TransitionEntry[]; states: StateEntry[] }
  >();

  /** Indexes a machine once. */
  add(machine: AnyStateMachine): void {
    if (this.machines.get(machine.id)?.machine === machine) return;
    const transitions: TransitionEntry[] = [];
    const states: StateEntry[] = [];
    const visit = (node: AnyStateNode): void => {
      states.push({ machine: machine.id, state: pathOf(node), description: node.description, type: node.type });
      for (const [event, definitions] of node.transitions) this.index(machine, node, event, definitions, transitions);
      this.index(machine, node, '', node.always ?? [], transitions);
      for (const child of Object.values(node.states)) visit(child);
    };
    visit(machine.root);
    this.machines.set(machine.id, { machine, transitions, states });
  }

  /** The entry of a transition object that XState reports, if its machine was added. */
  describe(definition: unknown): TransitionEntry | undefined {
    return typeof definition === 'object' && definition !== null ? this.byDefinition.get(definition) : undefined;
  }

  /** A transition of a machine that was added. */
  find(machine: string, id: TransitionId): TransitionEntry | undefined {
    return this.machines.get(machine)?.transitions.find((entry) => entry.id === id);
  }

  /** All transitions of a machine, in document order. */
  transitionsOf(machine: AnyStateMachine): readonly TransitionEntry[] {
    this.add(machine);
    return this.machines.get(machine.id)?.transitions ?? [];
  }

  /** All states of a machine, in document order. */
  statesOf(machine: AnyStateMachine): readonly StateEntry[] {
    this.add(machine);
    return this.machines.get(machine.id)?.states ?? [];
  }

  private index(
    machine: AnyStateMachine,
    node: AnyStateNode,
    event: string,
    definitions: readonly unknown[],
    into: TransitionEntry[],
  ): void {
    for (const [n, definition] of definitions.entries()) {
      const d = definition as Definition;
      const state = pathOf(node);
      const entry: TransitionEntry = {
        id: `${machine.id}: ${state || '(root)'}: ${eventName(event)} #${n}`,
        machine: machine.id,
        state,
        event: eventName(event),
        guard: nameOfGuard(d.guard),
        targets: (d.target ?? []).map(pathOf),
        description: d.description,
        source: d.meta?.source ?? [],
        ignored: d.meta?.ignored,
      };
      this.byDefinition.set(d, entry);
      into.push(entry);
    }
  }
}

/** One index for the process: machines are module constants. */
export const transitionIndex = new TransitionIndex();
