import type { AnyStateMachine } from 'xstate';
import type { Clause, Confidence } from '../../machines/clauses/clause.ts';
import { clauses } from '../../machines/clauses/index.ts';
import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { properties as allProperties } from '../../machines/properties/index.ts';
import { machines as composed } from '../system/compose.ts';
import { type TransitionEntry, transitionIndex } from '../system/transition-index.ts';
import { machineDigest } from './machine-digest.ts';
import type { Measured, Measurement } from './measured.ts';

const machines = [...composed, ...standIns];

/** A clause whose transitions cannot all be broken without a test failing. */
export type UncoveredClause = {
  readonly id: string;
  readonly confidence: Confidence;
  readonly why: string;
  /** Transitions that cite it, and how many of them its tests notice when they are broken. */
  readonly transitions: number;
  readonly noticed: number;
  /** Ids of the others. */
  readonly unnoticed: readonly string[];
};

export type Counted = { readonly clauses: number; readonly covered: number };

export type ClauseCoverage = Counted & {
  readonly uncovered: readonly UncoveredClause[];
  readonly byConfidence: Readonly<Record<Confidence, Counted>>;
  /** Machines that have changed since their transitions were broken: what is said of them may be out of date. */
  readonly stale: readonly string[];
};

/** What is known of each clause: which transitions cite it, and which tests fail when those are broken. */
export type MeasuredClause = {
  readonly id: string;
  readonly clause: Clause;
  readonly transitions: readonly { readonly entry: TransitionEntry; readonly measured: Measured | undefined }[];
  /** Properties that demand it, each with the broken machine that breaks it, if there is one. */
  readonly properties: readonly { readonly id: string; readonly brokenBy: string | undefined }[];
};

/** By clause: the transitions of these machines that cite it. */
function citing(all: readonly AnyStateMachine[]): ReadonlyMap<string, readonly TransitionEntry[]> {
  const found = new Map<string, TransitionEntry[]>();
  for (const entry of all.flatMap((machine) => transitionIndex.transitionsOf(machine)))
    for (const id of new Set(entry.source)) found.set(id, [...(found.get(id) ?? []), entry]);
  return found;
}

/** All clauses in the order of the registry. */
export function measuredClauses({ machines: measured, properties: broken }: Measurement): MeasuredClause[] {
  const ofStack = citing(composed);
  // A stand-in offers what a neighbour may do: it carries a clause out only where nothing else does.
  const ofStandIns = citing(standIns);
  return Object.entries<Clause>(clauses).map(([id, clause]) => ({
    id,
    clause,
    transitions: (ofStack.get(id) ?? ofStandIns.get(id) ?? []).map((entry) => ({
      entry,
      measured: measured.get(entry.machine)?.transitions.get(entry.id),
    })),
    properties: allProperties
      .filter(({ source }) => source.includes(id))
      .map((property) => ({ id: property.id, brokenBy: broken.get(property.id) })),
  }));
}

/** Tests that fail when a transition that cites the clause is broken. */
export const testsOf = ({ transitions }: MeasuredClause): readonly string[] => [
  ...new Set(transitions.flatMap(({ measured }) => (measured?.kind === 'noticed' ? measured.tests : []))),
];

/** A clause is covered when each transition that cites it is noticed by a test when it is broken. */
export function coverageOf(measurement: Measurement): ClauseCoverage {
  const byConfidence: Record<Confidence, Counted> = {
    document: { clauses: 0, covered: 0 },
    header: { clauses: 0, covered: 0 },
    code: { clauses: 0, covered: 0 },
    recalled: { clauses: 0, covered: 0 },
    design: { clauses: 0, covered: 0 },
  };
  const uncovered: UncoveredClause[] = [];
  const all = measuredClauses(measurement);
  for (const each of all) {
    const { confidence } = each.clause;
    const missing = uncoveredIf(each);
    if (missing) uncovered.push(missing);
    const counted = byConfidence[confidence];
    byConfidence[confidence] = { clauses: counted.clauses + 1, covered: counted.covered + (missing ? 0 : 1) };
  }
  return {
    clauses: all.length,
    covered: all.length - uncovered.length,
    uncovered,
    byConfidence,
    stale: machines
      .filter((machine) => measurement.machines.get(machine.id)?.digest !== machineDigest(machine))
      .map(({ id }) => id),
  };
}

function uncoveredIf({
  id,
  clause: { confidence },
  transitions,
  properties,
}: MeasuredClause): UncoveredClause | undefined {
  const noticed = transitions.filter(({ measured }) => measured?.kind === 'noticed');
  const open = transitions.filter(({ measured }) => measured?.kind !== 'noticed' && measured?.kind !== 'equivalent');
  const uncovered = (why: string): UncoveredClause => ({
    id,
    confidence,
    why,
    transitions: transitions.length,
    noticed: noticed.length,
    unnoticed: open.map(({ entry }) => entry.id),
  });
  if (transitions.length === 0) {
    if (properties.length === 0) return uncovered('cited by watchers only, which are not broken');
    const unbroken = properties.filter(({ brokenBy }) => brokenBy === undefined);
    return unbroken.length === 0
      ? undefined
      : uncovered(
          `demanded by a property that no broken machine breaks: ${unbroken.map((each) => each.id).join(', ')}`,
        );
  }
  if (noticed.length === 0 && open.length === 0)
    return uncovered('no defect in what cites it can make a difference: other rows do the same');
  if (open.length === 0) return undefined;
  if (open.every(({ measured }) => measured === undefined)) return uncovered('not measured yet');
  return uncovered(
    noticed.length === 0
      ? 'no test notices when a transition that cites it is broken'
      : 'no test notices when some of the transitions that cite it are broken',
  );
}
