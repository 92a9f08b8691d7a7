import pc from 'picocolors';
import type { CheckResult } from '../explore/check-result.ts';
import type { PropertyFinding } from '../explore/findings.ts';
import { isAsExpected, neverSeen, transitionsNotTaken } from '../explore/report.ts';
import { vacuousIn } from '../explore/vacuity.ts';
import { storyChart } from '../story/chart.ts';
import type { Story } from '../story/story.ts';
import { machines } from '../system/compose.ts';
import { transitionIndex } from '../system/transition-index.ts';
import { columnsOf, fitted } from './terminal.ts';

/** A chart as wide as the terminal, up to where lines are hard to follow. */
export function chartOf(story: Story, verbose: boolean): string {
  const columns = columnsOf(process.stdout);
  return storyChart(story, {
    verbose,
    ...(columns === undefined ? {} : { width: Math.min(140, Math.max(80, columns)) }),
  });
}

const number = (n: number): string => n.toLocaleString('en-US');

const stops: Readonly<Record<NonNullable<CheckResult['stopped']>, string>> = {
  states: 'stopped at the bound of states (--max-states)',
  memory: 'stopped at the bound of memory (--max-memory)',
  asked: 'interrupted',
  violation: 'stopped by what is wrong',
};

/**
 * A result for people. A run that shows what is not expected is always told; one that shows what is, on request.
 *
 * @param told whether all runs are told
 */
export function resultText(result: CheckResult, stories: readonly Story[], told: boolean, verbose = false): string {
  const chart = (about: string): string => {
    const story = stories.find(({ shows }) => (shows.kind === 'property' ? shows.id : shows.kind) === about);
    return story ? `\n${chartOf(story, verbose)}\n` : '';
  };
  const verdict = result.violation
    ? pc.red(result.violation.kind)
    : result.complete && result.stopped === undefined
      ? isAsExpected(result)
        ? pc.green('complete, every verdict as expected')
        : pc.red('complete, a verdict is not as expected')
      : pc.yellow(stops[result.stopped ?? 'asked']);
  const rate = number(Math.round(result.transitions / Math.max(result.seconds, 0.001)));
  const watched =
    result.statesWithoutWatchers !== undefined && result.states > result.statesWithoutWatchers
      ? ` (${number(result.statesWithoutWatchers)} without watchers)`
      : '';
  let out = `\n${pc.bold(result.name)}  ${verdict}\n`;
  out += fitted(
    `  ${number(result.states)} states${watched}, ${number(result.transitions)} transitions, depth ${result.depth}, ${result.seconds.toFixed(2)} s, ${rate} transitions/s, ${number(Math.round(result.bytes / 1024))} KiB, ${number(result.xstateCalls)} XState calls\n`,
  );
  if (result.compact) {
    out += fitted(
      `  compact: states are known by ${result.compact.bits} bits; one was left out with a probability below ${result.compact.omissionProbability.toExponential(1)}\n`,
    );
  }
  if (result.symmetry) out += symmetryText(result.symmetry);
  const held = result.properties.filter(({ verdict: v, expected }) => v === 'holds' && (expected ?? v) === v);
  const vacuous = vacuousIn(result);
  const idsOf = (some: readonly PropertyFinding[]): string => some.map(({ id }) => id).join(' ');
  const [idle, proved] = [true, false].map((isIdle) => held.filter(({ id }) => vacuous.has(id) === isIdle));
  if (proved?.length) out += fitted(`  hold  ${idsOf(proved)}\n`).replace('hold', pc.green('hold'));
  if (idle?.length) {
    const name = 'hold, because nothing that they speak of happens here';
    out += fitted(`  ${name}  ${idsOf(idle)}\n`).replace(name, pc.yellow(name));
  }
  const unchecked = result.properties.filter(({ verdict: v }) => v === 'not checked');
  for (const why of new Set(unchecked.map((each) => each.why ?? ''))) {
    const ids = unchecked.filter((each) => (each.why ?? '') === why).map(({ id }) => id);
    out += fitted(`  not checked${why === '' ? '' : ` (${why})`}  ${ids.join(' ')}\n`);
  }
  for (const finding of result.properties) {
    if (!held.includes(finding) && !unchecked.includes(finding))
      out += findingText(finding) + (told || !asExpected(finding) ? chart(finding.id) : '');
  }
  if (result.violation) out += `\n${fitted(`  ${result.violation.says}`)}\n${chart(result.violation.kind)}`;
  return out;
}

function symmetryText({ classes, states, transitions }: NonNullable<CheckResult['symmetry']>): string {
  const alike = classes.map((names) => names.join(' = ')).join(', ');
  return fitted(`  alike: ${alike}; they stand for ${number(states)} states, ${number(transitions)} transitions\n`);
}

const asExpected = ({ expected, verdict }: PropertyFinding): boolean => expected === undefined || expected === verdict;

function findingText(finding: PropertyFinding): string {
  const { id, says, kind, expected, verdict, length, instance, why } = finding;
  if (kind === 'sometimes' && (expected === undefined || expected === verdict)) return '';
  const mark = asExpected(finding) ? verdict : `${verdict}, expected: ${expected ?? ''}`;
  const how = length === undefined ? '' : ` (${instance ?? ''}, ${length} steps)`;
  // Colours come when the lines are as long as they will be.
  return fitted(`  ${id}  ${mark}${how}${why === undefined ? '' : ` (${why})`}: ${says}\n`)
    .replace(id, pc.bold(id))
    .replace(mark, (asExpected(finding) ? pc.cyan : pc.red)(mark));
}

/** What all explorations together say. @param listed with the transitions that none of them took */
export function summaryText(
  results: readonly CheckResult[],
  { listed, interrupted }: { readonly listed: boolean; readonly interrupted: boolean },
): string {
  const transitions = machines.reduce((sum, machine) => sum + transitionIndex.transitionsOf(machine).length, 0);
  const notTaken = transitionsNotTaken(results);
  const states = results.reduce((sum, { states: n }) => sum + n, 0);
  const seconds = results.reduce((sum, { seconds: n }) => sum + n, 0);
  const uncovered = listed ? `\nnot taken by any of them\n${notTaken.map((id) => fitted(`  ${id}\n`)).join('')}` : '';
  if (results.length < 2) return uncovered;
  const sums = `${results.length} systems, ${number(states)} states, ${seconds.toFixed(1)} s; ${transitions - notTaken.length} of ${transitions} transitions of the machines taken\n`;
  return `${uncovered}\n${fitted(sums)}${conclusion(results, interrupted)}`;
}

/** Wrong verdicts, systems that were not explored to the end, and what was seen in none of them, each on its own. */
function conclusion(results: readonly CheckResult[], interrupted: boolean): string {
  const odd = results.filter((result) => !isAsExpected(result));
  const isWrong = ({ violation, properties }: CheckResult): boolean =>
    violation !== undefined || properties.some((each) => each.verdict !== 'not checked' && !asExpected(each));
  const names = (some: readonly CheckResult[]): string => some.map(({ name }) => name).join(', ');
  const wrong = odd.filter(isWrong);
  const inPart = odd.filter((each) => !isWrong(each));
  const unseen = interrupted ? [] : neverSeen(results);
  const lines = [
    ...(wrong.length > 0 ? [pc.red(fitted(`not as expected: ${names(wrong)}`))] : []),
    ...(inPart.length > 0 ? [pc.yellow(fitted(`not explored to the end: ${names(inPart)}`))] : []),
    ...(unseen.length > 0
      ? [pc.red(fitted(`seen in none of them, although it can happen: ${unseen.join(', ')}`))]
      : []),
  ];
  const fine = pc.green(`every verdict as expected${interrupted ? ' so far' : ''}`);
  return `${(lines.length > 0 ? lines : [fine]).join('\n')}\n`;
}

/** How far an interrupted check came. @param asked the number of systems that it was to explore */
export function interruptedText(results: readonly CheckResult[], asked: number): string {
  const ended = results.filter(({ stopped }) => stopped !== 'asked').length;
  const count = (n: number): string => `${n} ${n === 1 ? 'system' : 'systems'}`;
  const parts = [
    ...(ended > 0 ? [`${count(ended)} done`] : []),
    ...(results.length > ended ? [`${results.at(-1)?.name ?? ''} in part`] : []),
    ...(asked > results.length ? [`${count(asked - results.length)} not begun`] : []),
  ];
  return `interrupted: ${parts.join(', ')}; exit code 1`;
}
