import { properties } from '../../machines/properties/index.ts';
import type { Verdict } from './judge.ts';
import { type Mutant, operatorNames } from './mutant.ts';
import { survivors } from './survivors.ts';

export type Counted = { readonly total: number; readonly killed: number };

export type MutationReport = {
  readonly named: Counted & {
    readonly survivors: readonly string[];
    /** By name: the trial that noticed it first. */
    readonly noticedBy: Readonly<Record<string, string>>;
  };
  readonly operators: Counted & {
    /** Left out of the total: the defect cannot make a difference. */
    readonly equivalent: number;
    readonly byOperator: Readonly<Record<string, Counted>>;
    readonly byMachine: Readonly<Record<string, Counted>>;
    /** What noticed the killed ones first. */
    readonly byKind: Readonly<Record<string, number>>;
    readonly survivors: readonly Survivor[];
  };
  /** By property: how many mutants break it. */
  readonly byProperty: Readonly<Record<string, number>>;
};

export type Survivor = {
  readonly id: string;
  readonly says: string;
  /** Why, if a person has looked at it. */
  readonly reason: string | null;
  /** Trials that have to do with what was changed: none means that nothing gets there. */
  readonly concerned: number;
  readonly run: number;
};

export type Judged = { readonly mutant: Mutant; readonly verdict: Verdict };

function counted(judged: readonly Judged[], key: (mutant: Mutant) => string): Record<string, Counted> {
  const found: Record<string, Counted> = {};
  for (const { mutant, verdict } of judged) {
    const { total, killed } = found[key(mutant)] ?? { total: 0, killed: 0 };
    found[key(mutant)] = { total: total + 1, killed: killed + (verdict.killed ? 1 : 0) };
  }
  return found;
}

const tally = (judged: readonly Judged[]): Counted => ({
  total: judged.length,
  killed: judged.filter(({ verdict }) => verdict.killed).length,
});

/** @param equivalent how many mutants were not run because they cannot make a difference */
export function reportOf(judged: readonly Judged[], equivalent: number): MutationReport {
  const named = judged.filter(({ mutant }) => mutant.operator === 'named');
  const operators = judged.filter(({ mutant }) => mutant.operator !== 'named');
  const byKind: Record<string, number> = {};
  for (const { verdict } of operators)
    if (verdict.killed) byKind[verdict.killed.kind] = (byKind[verdict.killed.kind] ?? 0) + 1;
  return {
    named: {
      ...tally(named),
      survivors: named.filter(({ verdict }) => !verdict.killed).map(({ mutant }) => mutant.id),
      noticedBy: Object.fromEntries(
        named.flatMap(({ mutant, verdict: { killed } }) => (killed ? [[mutant.id, killed.trial] as const] : [])),
      ),
    },
    operators: {
      ...tally(operators),
      equivalent,
      byOperator: counted(operators, ({ operator }) => operator),
      byMachine: counted(operators, ({ machine }) => machine.id),
      byKind,
      survivors: operators
        .filter(({ verdict }) => !verdict.killed)
        .map(({ mutant: { id, says }, verdict: { concerned, run } }) => ({
          id,
          says,
          reason: survivors[id] ?? null,
          concerned,
          run,
        })),
    },
    byProperty: Object.fromEntries(
      properties.map(({ id }) => [id, judged.filter(({ verdict }) => verdict.properties.includes(id)).length]),
    ),
  };
}

const percent = ({ total, killed }: Counted): string => (total === 0 ? '' : `${((100 * killed) / total).toFixed(1)} %`);

/** A line of a table: name, total, killed, what part that is, and what else there is to say. */
export function countedLine(
  name: string,
  count: Counted | { readonly total: string; readonly killed: string },
  remarks: readonly string[] = [],
): string {
  const { total, killed } = count;
  const part = typeof total === 'number' && typeof killed === 'number' ? percent({ total, killed }) : '';
  const rest = remarks.map((remark) => `  ${remark}`).join('');
  return `${`  ${name.padEnd(26)}${String(total).padStart(6)}${String(killed).padStart(8)}${part.padStart(10)}${rest}`.trimEnd()}\n`;
}

/** At least 90 % of the operator mutants, all named variants and, if these were judged, all properties. */
export function isGoodEnough({ named, operators, byProperty }: MutationReport): boolean {
  return (
    named.survivors.length === 0 &&
    operators.killed >= 0.9 * operators.total &&
    (named.total === 0 || Object.values(byProperty).every((broken) => broken > 0))
  );
}

/** The report for people. */
export function reportText({ named, operators, byProperty }: MutationReport): string {
  const unknown = operators.survivors.filter(({ reason }) => reason === null);
  const reviewed = operators.survivors.filter(({ reason }) => reason !== null);
  return [
    countedLine('', { total: 'total', killed: 'killed' }),
    ...(named.total > 0 ? [countedLine('named variants', named)] : []),
    ...named.survivors.map((id) => `    not caught: ${id}\n`),
    ...Object.entries(named.noticedBy).map(([name, trial]) => `    ${name}: ${trial}\n`),
    ...(operators.total > 0 ? [countedLine('operator mutants', operators)] : []),
    ...(operators.equivalent > 0 ? [`    and ${operators.equivalent} that cannot make a difference\n`] : []),
    ...(operators.total > 0 ? ['\nby operator\n'] : []),
    ...operatorNames.flatMap((name) =>
      operators.byOperator[name] ? [countedLine(name, operators.byOperator[name])] : [],
    ),
    ...(operators.total > 0 ? ['\nby machine\n'] : []),
    ...Object.entries(operators.byMachine).map(([name, count]) => countedLine(name, count)),
    ...(operators.killed > 0 ? ['\nnoticed first by\n'] : []),
    ...Object.entries(operators.byKind).map(([name, count]) => `  ${name.padEnd(26)}${String(count).padStart(6)}\n`),
    ...(named.total > 0 ? propertyLines(byProperty) : []),
    ...(reviewed.length > 0 ? ['\nnot caught, for a reason\n'] : []),
    ...reviewed.map(({ id, says, reason }) => `  ${id} (${says})\n    ${reason ?? ''}\n`),
    ...(unknown.length > 0 ? ['\nnot caught\n'] : []),
    ...unknown.map(
      ({ id, says, concerned, run }) =>
        `  ${id} (${says}): ${concerned === 0 ? 'nothing gets there' : `${run} of ${concerned} trials`}\n`,
    ),
  ].join('');
}

function propertyLines(byProperty: MutationReport['byProperty']): string[] {
  const idle = Object.entries(byProperty).filter(([, count]) => count === 0);
  return [
    '\nproperties, with the number of mutants that break them\n',
    ...Object.entries(byProperty).map(([id, count]) => `  ${id.padEnd(26)}${String(count).padStart(6)}\n`),
    ...(idle.length > 0 ? [`  broken by none: ${idle.map(([id]) => id).join(', ')}\n`] : []),
  ];
}
