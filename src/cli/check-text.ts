import pc from 'picocolors';
import type { CheckResult } from '../explore/check.ts';
import type { PropertyFinding } from '../explore/findings.ts';
import type { Move } from '../explore/model.ts';
import { isAsExpected, neverSeen } from '../explore/report.ts';
import type { Run } from '../explore/trace.ts';
import { machines } from '../system/compose.ts';
import { transitionIndex } from '../system/transition-index.ts';

const number = (n: number): string => n.toLocaleString('en-US');

/** A result for people. */
export function resultText(result: CheckResult): string {
  const verdict = result.violation
    ? pc.red(result.violation.kind)
    : result.complete
      ? isAsExpected(result)
        ? pc.green('complete, every verdict as expected')
        : pc.red('complete, a verdict is not as expected')
      : pc.yellow(`stopped (${result.stopped ?? 'early'})`);
  const rate = number(Math.round(result.transitions / Math.max(result.seconds, 0.001)));
  const watched = result.states > result.statesWithoutWatchers ? ` (${number(result.statesWithoutWatchers)} without watchers)` : '';
  let out = `\n${pc.bold(result.name)}  ${verdict}\n`;
  out += `  ${number(result.states)} states${watched}, ${number(result.transitions)} transitions, depth ${result.depth}, ${result.seconds.toFixed(2)} s, ${rate} transitions/s, ${number(Math.round(result.bytes / 1024))} KiB, ${number(result.xstateCalls)} XState calls\n`;
  const held = result.properties.filter(({ verdict: v, expected }) => v === 'holds' && (expected ?? v) === v);
  if (held.length > 0) out += `  ${pc.green('hold')}  ${held.map(({ id }) => id).join(' ')}\n`;
  for (const finding of result.properties) if (!held.includes(finding)) out += findingText(finding);
  if (result.violation) out += `\n  ${result.violation.says}\n\n${runText(result.violation.trace)}`;
  return out;
}

function findingText({ id, says, kind, expected, verdict, length, instance, why, trace, cycleFrom }: PropertyFinding): string {
  if (kind === 'sometimes' && expected === undefined) return '';
  const asExpected = expected === undefined || expected === verdict;
  const mark = asExpected ? pc.cyan(verdict) : pc.red(`${verdict}, expected: ${expected ?? ''}`);
  const how = length === undefined ? '' : ` (${instance ?? ''}, ${length} steps)`;
  const line = `  ${pc.bold(id)}  ${mark}${how}${why === undefined ? '' : ` (${why})`}: ${says}\n`;
  return asExpected || !trace ? line : `${line}\n${runText(trace, cycleFrom)}\n`;
}

function runText(run: Run, cycleFrom?: number): string {
  return run
    .map(({ move, chosen }, n) => {
      const cycle = n === cycleFrom ? pc.yellow('        from here for ever:\n') : '';
      const world = chosen.length > 0 ? pc.yellow(`   the world: ${chosen.map((m) => JSON.stringify(m)).join(' ')}`) : '';
      return `${cycle}  ${String(n + 1).padStart(4)}  ${moveText(move)}${world}\n`;
    })
    .join('');
}

function moveText(move: Move): string {
  if (move.kind === 'timer') return `${move.owner}  ${pc.dim(`after ${move.delay}`)}`;
  if (move.kind === 'cleared') return `${move.to}  ${pc.dim(`no longer ${move.field}=${move.value}`)}`;
  const { type, ...fields } = move.message;
  const from = move.kind === 'message' && move.from ? move.from : 'world';
  return `${from} -> ${move.to}  ${pc.bold(type)} ${pc.dim(JSON.stringify(fields))}`;
}

/** What all explorations together say. */
export function summaryText(results: readonly CheckResult[]): string {
  if (results.length < 2) return '';
  const taken = new Set(results.flatMap(({ covered }) => [...covered]));
  const transitions = machines.flatMap((machine) => transitionIndex.transitionsOf(machine).map(({ id }) => id));
  const states = results.reduce((sum, { states: n }) => sum + n, 0);
  const seconds = results.reduce((sum, { seconds: n }) => sum + n, 0);
  const wrong = [...results.filter((result) => !isAsExpected(result)).map(({ name }) => name), ...neverSeen(results)];
  const covered = transitions.filter((id) => taken.has(id)).length;
  return `\n${results.length} systems, ${number(states)} states, ${seconds.toFixed(1)} s; ${covered} of ${transitions.length} transitions of the machines taken\n${wrong.length === 0 ? pc.green('every verdict as expected') : pc.red(`not as expected: ${wrong.join(', ')}`)}\n`;
}
