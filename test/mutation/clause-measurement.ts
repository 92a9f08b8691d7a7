import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AnyStateMachine } from 'xstate';
import { measurementFile } from '../../src/cli/measurement-file.ts';
import { machineDigest } from '../../src/spec/machine-digest.ts';
import {
  type Measured,
  type MeasuredMachine,
  type Measurement,
  measurementText,
  readMeasurement,
} from '../../src/spec/measured.ts';
import { type TransitionEntry, transitionIndex } from '../../src/system/transition-index.ts';
import type { Verdict } from './judge.ts';
import type { Mutant, OperatorName } from './mutant.ts';
import { operatorMutants } from './operators.ts';
import { survivors } from './survivors.ts';

/** What tells most about a transition first. */
const order: readonly OperatorName[] = ['drop', 'silence', 'retarget', 'negate', 'swap'];
const rankOf = ({ operator }: Mutant): number => (operator === 'named' ? order.length : order.indexOf(operator));

/** More names of tests say no more. */
const mostTests = 3;

/** A transition with everything that can be broken about it. */
type Breakable = { readonly entry: TransitionEntry; readonly mutants: readonly Mutant[] };

const belongsTo = (mutant: Mutant, { id }: TransitionEntry): boolean =>
  mutant.id.startsWith(`${id}: `) || mutant.id.startsWith(`${id} `);

/** Transitions that do something. */
function breakables(machines: readonly AnyStateMachine[]): Breakable[] {
  return machines.flatMap((machine) => {
    const mutants = operatorMutants(machine).sort((a, b) => rankOf(a) - rankOf(b));
    return transitionIndex
      .transitionsOf(machine)
      .filter(({ ignored }) => ignored === undefined)
      .map((entry) => ({ entry, mutants: mutants.filter((mutant) => belongsTo(mutant, entry)) }));
  });
}

export type Finding = {
  /** Verdicts that are known already. */
  readonly recall: (mutant: Mutant) => Verdict | undefined;
  /** Judges these and remembers the verdicts. */
  readonly judge: (mutants: readonly Mutant[]) => Promise<void>;
  /** Is there still a trial of that name? */
  readonly exists: (trial: string) => boolean;
  /** Named variants of which something is known. */
  readonly named: readonly Mutant[];
};

/** What was measured before, if anything. */
export function earlierMeasurement(): Measurement {
  const file = measurementFile();
  return existsSync(file)
    ? readMeasurement(readFileSync(file, 'utf8'), file)
    : { machines: new Map(), properties: new Map() };
}

/**
 * Breaks each transition in one way after the other until a test fails, and says which: what was found earlier counts as
 * long as the machine is the same and the test exists.
 */
export async function measure(
  machines: readonly AnyStateMachine[],
  earlier: Measurement,
  { recall, judge, exists, named }: Finding,
): Promise<Measurement> {
  const all = breakables(machines);
  const kept = new Map<string, Measured>();
  for (const machine of machines) {
    const found = earlier.machines.get(machine.id);
    if (found?.digest !== machineDigest(machine)) continue;
    for (const [id, each] of found.transitions)
      if (each.kind === 'noticed') {
        const tests = each.tests.filter(exists);
        if (tests.length > 0) kept.set(id, { kind: 'noticed', tests });
      }
  }
  // The first one tells for most transitions; where it does not, all the others are asked at once.
  const next = ({ entry, mutants }: Breakable): readonly Mutant[] => {
    if (kept.has(entry.id) || mutants.some((each) => noticedBy(recall(each), exists))) return [];
    const unknown = mutants.filter((each) => recall(each) === undefined);
    return unknown.length === mutants.length ? unknown.slice(0, 1) : unknown;
  };
  for (let open = all.flatMap(next); open.length > 0; open = all.flatMap(next)) await judge(open);
  const measured = new Map<string, MeasuredMachine>(
    machines.map((machine) => [
      machine.id,
      { machine: machine.id, digest: machineDigest(machine), transitions: new Map<string, Measured>() },
    ]),
  );
  for (const each of all) {
    const transitions = measured.get(each.entry.machine)?.transitions as Map<string, Measured>;
    transitions.set(each.entry.id, kept.get(each.entry.id) ?? foundOf(each, recall, exists));
  }
  const properties = new Map(earlier.properties);
  for (const mutant of [...named, ...all.flatMap(({ mutants }) => mutants)])
    for (const id of recall(mutant)?.properties ?? []) if (!properties.has(id)) properties.set(id, mutant.id);
  return { machines: measured, properties: new Map([...properties].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

export const keep = (measurement: Measurement): void => writeFileSync(measurementFile(), measurementText(measurement));

const noticedBy = (verdict: Verdict | undefined, exists: (trial: string) => boolean): string | undefined =>
  verdict?.killed && exists(verdict.killed.trial) ? verdict.killed.trial : undefined;

function foundOf({ mutants }: Breakable, recall: Finding['recall'], exists: Finding['exists']): Measured {
  const tests = [...new Set(mutants.map((each) => noticedBy(recall(each), exists)))].filter(
    (test) => test !== undefined,
  );
  if (tests.length > 0) return { kind: 'noticed', tests: tests.slice(0, mostTests) };
  if (mutants.length === 0) return { kind: 'equivalent', why: 'equivalent: the row behind it does the same' };
  const reasons = mutants.map(({ id }) => survivors[id]);
  const [why] = reasons;
  return why !== undefined && reasons.every((reason) => reason !== undefined)
    ? { kind: 'equivalent', why }
    : { kind: 'unnoticed' };
}
