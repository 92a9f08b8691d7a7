import { machineDigest } from '../run/machine-digest.ts';
import { machines } from '../system/compose.ts';
import { transitionIndex } from '../system/transition-index.ts';
import type { CheckResult } from './check-result.ts';
import type { CheckReport, CheckReports } from './report-schema.ts';
import type { Run } from './trace.ts';
import { vacuousIn } from './vacuity.ts';

/** Whether all was explored, nothing went wrong and every property has the verdict that the sources give it. */
export function isAsExpected(result: CheckResult): boolean {
  return (
    result.complete &&
    result.properties.every(({ expected, verdict }) => expected === undefined || expected === verdict)
  );
}

/** Properties of what can happen that none of these explorations has seen. */
export function neverSeen(results: readonly CheckResult[]): string[] {
  const sometimes = results.flatMap(({ properties }) => properties.filter(({ kind }) => kind === 'sometimes'));
  const seen = new Set(sometimes.filter(({ verdict }) => verdict === 'holds').map(({ id }) => id));
  return [...new Set(sometimes.map(({ id }) => id))].filter((id) => !seen.has(id));
}

/** The results of explorations, for programs. @param uncovered with the transitions that none of them took */
export const checkReports = (results: readonly CheckResult[], uncovered = false): CheckReports => ({
  topologies: results.map(checkReport),
  ...(uncovered ? { uncovered: transitionsNotTaken(results) } : {}),
});

/** Transitions of all machines that none of these explorations took. */
export function transitionsNotTaken(results: readonly CheckResult[]): string[] {
  const taken = new Set(results.flatMap(({ covered }) => [...covered]));
  return machines.flatMap((machine) =>
    transitionIndex.transitionsOf(machine).flatMap(({ id }) => (taken.has(id) ? [] : [id])),
  );
}

/** The result of an exploration, for programs. */
export function checkReport(result: CheckResult): CheckReport {
  const { spec, properties, violation } = result;
  const vacuous = vacuousIn(result);
  const perSecond = (count: number): number => Math.round(count / Math.max(result.seconds, 0.001));
  const phases = spec.actors.some(({ machine }) => machine.id === 'parallel-phase');
  return {
    topology: result.name,
    machineDigest: machineDigest(),
    grain: phases ? 'phase' : 'command',
    timerMode: spec.timerMode,
    limits: spec.limits ?? {},
    faultBudget: spec.faultBudget,
    laneBounds: spec.laneBound,
    reductions: reductionsOf(result),
    states: result.states,
    statesWithoutWatchers: result.statesWithoutWatchers ?? null,
    transitions: result.transitions,
    depth: result.depth,
    complete: result.complete,
    ...(result.stopped ? { stopped: result.stopped } : {}),
    seconds: result.seconds,
    statesPerSecond: perSecond(result.states),
    transitionsPerSecond: perSecond(result.transitions),
    peakBytes: result.bytes,
    xstateCalls: result.xstateCalls,
    transitionsCovered: result.covered.size,
    tables: [...result.tables],
    assumptions: assumptions(result, spec.timerMode, spec.faultBudget, spec.sticky !== undefined),
    violation: violation ? { kind: violation.kind, says: violation.says, trace: steps(violation.trace) } : null,
    properties: properties.map(({ id, expected, verdict, length, trace, instance, why, cycleFrom }) => ({
      id,
      expected: expected ?? null,
      verdict,
      ...(why === undefined ? {} : { why }),
      ...(vacuous.has(id) ? { vacuous: true as const } : {}),
      ...(instance === undefined ? {} : { instance }),
      length: length ?? null,
      ...(cycleFrom === undefined ? {} : { cycleFrom }),
      trace: trace ? steps(trace) : null,
    })),
  };
}

const steps = (run: Run): NonNullable<CheckReport['violation']>['trace'] =>
  run.map(({ move, chosen }) => ({ move, chosen: [...chosen] }));

/** What makes the run smaller than the system. */
function reductionsOf({ symmetry, compact }: CheckResult): CheckReport['reductions'] {
  return [
    ...(symmetry
      ? [
          {
            kind: 'symmetry' as const,
            alike: symmetry.classes.map((names) => [...names]),
            ofStates: symmetry.states,
            ofTransitions: symmetry.transitions,
          },
        ]
      : []),
    ...(compact ? [{ kind: 'hash compaction' as const, ...compact }] : []),
  ];
}

function assumptions({ symmetry, compact }: CheckResult, timerMode: string, faults: number, sticky: boolean): string[] {
  const timers = {
    classes:
      'a delay ends only when no delay of a shorter class (10 us, 100 ms, 5 s, longer) is armed, and, but for the shortest class, no message is on its way',
    due: 'a delay ends when it is the next one due and no message is on its way',
    any: 'every armed delay may end at any time',
  }[timerMode];
  return [
    ...(timers === undefined ? [] : [timers]),
    `at most ${faults} ${faults === 1 ? 'fault' : 'faults'} in one run${sticky ? '; one that sticks is met again until it is taken back' : ''}`,
    ...(symmetry
      ? [
          `${symmetry.classes.map((names) => names.join(' = ')).join(', ')}: names that may be exchanged, which every step was asked; runs without end are not looked at`,
        ]
      : []),
    ...(compact
      ? [`compact: a state was left out with a probability below ${compact.omissionProbability.toExponential(1)}`]
      : []),
    'cycles: a message on its way is delivered some day, a delay that stays armed ends some day; what sticks may stick for ever',
  ];
}
