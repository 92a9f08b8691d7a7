import pc from 'picocolors';
import type { RunReport } from '../run/report.ts';
import type { Scenario } from '../scenario/scenario.ts';

const counts = (of: Readonly<Record<string, number>>): string =>
  Object.entries(of)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, n]) => `${name} ${n}`)
    .join(', ') || 'none';

const number = (n: number): string => n.toLocaleString('en-US');
const bytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1024 ** 2 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 ** 2).toFixed(1)} MiB`;
const seconds = (s: number): string => (s < 1 ? `${(s * 1000).toFixed(1)} ms` : `${s.toFixed(2)} s`);

/** The report for people. */
export function reportText(scenario: Scenario, report: RunReport, failures: readonly string[]): string {
  const { commands, data, biodone } = report;
  const row = (name: string, value: string): string => `  ${pc.dim(name.padEnd(22))}${value}\n`;
  const ok = (good: boolean, text: string): string => (good ? pc.green(text) : pc.red(text));
  let out = `\n${pc.bold(scenario.title)}  ${pc.dim(`${report.runtime}, seed ${report.seed}`)}\n\n`;
  out += row(
    'requests',
    `${number(commands.submitted)} submitted, ${ok(commands.completed === commands.submitted && report.answeredTwice === 0, `${number(commands.completed)} answered once`)}${report.answeredTwice > 0 ? pc.red(`, ${report.answeredTwice} answered twice`) : ''}, ${number(commands.failed)} in error (${counts(Object.fromEntries(Object.entries(report.answers).filter(([e]) => e !== 'none')))})`,
  );
  out += row('commands', counts(commands.byOpcode));
  out += row(
    'data',
    `${bytes(data.bytesRead)} read, ${bytes(data.bytesWritten)} written, ${ok(data.mismatches === 0, `${data.mismatches} mismatches`)}`,
  );
  out += row('biodone', `${number(biodone.actual)} of ${number(biodone.expected)} expected`);
  out += row(
    'packets transported',
    `${number(report.transported)} (${report.attach.transported} of them while attaching)`,
  );
  out += row('pkt_reason', counts(report.pktReasons));
  out += row('status', counts(report.statuses));
  out += row('retries', counts(report.retries));
  out += row('check conditions', `${report.checkConditions.total} (${counts(report.checkConditions.bySenseKey)})`);
  out += row(
    'sense fetched',
    `${report.autoRequestSense} auto request sense, ${report.requestSense} REQUEST SENSE packets, ${report.senseLost} lost`,
  );
  out += row('resets', counts(report.resets));
  out += row('timeouts', String(report.timeouts));
  out += row(
    'messages',
    `${number(report.steps)} steps, ${ok(report.unexpected === 0, `${report.unexpected} unexpected`)}, ${number(report.ignored)} ignored on purpose`,
  );
  if (report.faults.length > 0) {
    out += `\n  ${pc.dim('faults injected')}\n`;
    for (const { rule, times } of report.faults) out += `    ${String(times).padStart(4)} x ${rule}\n`;
  }
  out += `\n  ${pc.dim('coverage'.padEnd(26))}${pc.dim('states     transitions')}\n`;
  for (const [machine, { states, transitions }] of Object.entries(report.coverage)) {
    out += `    ${machine.padEnd(24)}${`${states.covered}/${states.total}`.padEnd(11)}${transitions.covered}/${transitions.total}\n`;
  }
  out += `\n${row('trace digest', report.traceDigest)}${row('machines', report.machineDigest)}${row('time', `${seconds(report.seconds.virtual)} virtual, ${seconds(report.seconds.wall)} wall`)}`;
  const { answers } = scenario.expect;
  if (failures.length > 0)
    out += `\n${failures.map((failure) => pc.red(`  not as expected: ${failure}`)).join('\n')}\n`;
  else if (answers.length > 0 || Object.keys(scenario.expect.report).length > 0)
    out += `\n  ${pc.green('everything as the scenario expects')}\n`;
  return `${out}\n`;
}
