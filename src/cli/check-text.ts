import pc from 'picocolors';
import type { CheckResult } from '../explore/check-result.ts';
import type { PropertyFinding } from '../explore/findings.ts';
import { isAsExpected, neverSeen, transitionsNotTaken } from '../explore/report.ts';
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
    : result.complete
      ? isAsExpected(result)
        ? pc.green('complete, every verdict as expected')
        : pc.red('complete, a verdict is not as expected')
      : pc.yellow(`stopped (${result.stopped ?? 'early'})`);
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
  if (held.length > 0)
    out += fitted(`  hold  ${held.map(({ id }) => id).join(' ')}\n`).replace('hold', pc.green('hold'));
  for (const finding of result.properties) {
    if (!held.includes(finding)) out += findingText(finding) + (told || !asExpected(finding) ? chart(finding.id) : '');
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

/** What all explorations together say. */
export function summaryText(results: readonly CheckResult[], listed = false): string {
  const transitions = machines.reduce((sum, machine) => sum + transitionIndex.transitionsOf(machine).length, 0);
  const notTaken = transitionsNotTaken(results);
  const states = results.reduce((sum, { states: n }) => sum + n, 0);
  const seconds = results.reduce((sum, { seconds: n }) => sum + n, 0);
  const wrong = [...results.filter((result) => !isAsExpected(result)).map(({ name }) => name), ...neverSeen(results)];
  const uncovered = listed ? `\nnot taken by any of them\n${notTaken.map((id) => `  ${id}\n`).join('')}` : '';
  if (results.length < 2) return uncovered;
  return `${uncovered}\n${results.length} systems, ${number(states)} states, ${seconds.toFixed(1)} s; ${transitions - notTaken.length} of ${transitions} transitions of the machines taken\n${wrong.length === 0 ? pc.green('every verdict as expected') : pc.red(fitted(`not as expected: ${wrong.join(', ')}`))}\n`;
}
