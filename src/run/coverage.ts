import type { AnyStateMachine, StateValue } from 'xstate';
import type { ActorSpec } from '../system/cascade.ts';
import { jsonText } from '../system/json-text.ts';
import type { StepRecord } from '../system/step-record.ts';
import { transitionIndex } from '../system/transition-index.ts';

export type Covered = { readonly covered: number; readonly total: number };
/** By machine. Transitions that ignore a message on purpose are not counted. */
export type CoverageReport = Readonly<Record<string, { readonly states: Covered; readonly transitions: Covered }>>;

/** Paths of all states in a state value, with those above them. */
export function pathsOf(value: StateValue, prefix = ''): string[] {
  if (typeof value === 'string') return [prefix + value];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [prefix + key] : [prefix + key, ...pathsOf(inner, `${prefix}${key}.`)],
  );
}

/** A path and those above it. */
const withParents = (path: string): string[] => path.split('.').map((_, i, parts) => parts.slice(0, i + 1).join('.'));

/** Steps that are known again. */
const mostSeen = 20_000;

/** Which states were visited and which transitions taken in a run. */
export class Coverage {
  private readonly machineOf: ReadonlyMap<string, AnyStateMachine>;
  private readonly visited = new Map<string, Set<string>>();
  private readonly values = new Map<string, Set<unknown>>();
  private readonly taken = new Set<string>();
  /** Transitions of steps that were looked at: a step that is remembered is told of by the same list every time. */
  private readonly seen = new Set<readonly string[]>();

  constructor(specs: readonly ActorSpec[]) {
    this.machineOf = new Map(specs.map((spec) => [spec.address, spec.machine]));
  }

  add(record: StepRecord): void {
    for (const { to, transitions, state } of record.deliveries) {
      if (this.seen.has(transitions)) continue;
      if (this.seen.size >= mostSeen) this.seen.clear();
      this.seen.add(transitions);
      for (const id of transitions) this.taken.add(id);
      const machine = this.machineOf.get(to);
      if (machine) this.visit(machine.id, state);
    }
  }

  /** Clauses cited by the transitions that were taken. */
  clauses(): ReadonlySet<string> {
    const cited = new Set<string>();
    for (const machine of new Set(this.machineOf.values())) {
      for (const { id, source } of transitionIndex.transitionsOf(machine))
        if (this.taken.has(id)) for (const clause of source) cited.add(clause);
    }
    return cited;
  }

  report(): CoverageReport {
    const report: Record<string, { states: Covered; transitions: Covered }> = {};
    for (const machine of new Set(this.machineOf.values())) {
      const states = transitionIndex.statesOf(machine).filter(({ state }) => state !== '');
      const taken = transitionIndex.transitionsOf(machine).filter(({ id }) => this.taken.has(id));
      const transitions = transitionIndex.transitionsOf(machine).filter(({ ignored }) => ignored === undefined);
      const visited = new Set(this.visited.get(machine.id));
      // Decision states are passed within a step: only their transitions tell of them.
      for (const { state, targets } of taken)
        for (const path of [state, ...targets].flatMap(withParents)) visited.add(path);
      report[machine.id] = {
        states: { covered: states.filter(({ state }) => visited.has(state)).length, total: states.length },
        transitions: { covered: transitions.filter(({ id }) => this.taken.has(id)).length, total: transitions.length },
      };
    }
    return report;
  }

  private visit(machine: string, value: StateValue): void {
    const text = jsonText(value);
    let values = this.values.get(machine);
    if (!values) {
      values = new Set();
      this.values.set(machine, values);
      this.visited.set(machine, new Set());
    }
    if (values.has(text)) return;
    values.add(text);
    for (const path of pathsOf(value)) this.visited.get(machine)?.add(path);
  }
}
