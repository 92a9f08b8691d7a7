import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import type { RunReport } from '../run/report.ts';
import { columnsOf, fitted } from './terminal.ts';

const nameWidth = 22;
/** Where nobody knows how wide the window is. */
const usualWidth = 100;
const lineWidth = (): number => columnsOf(process.stdout) ?? usualWidth;

const number = (n: number): string => n.toLocaleString('en-US');
const bytes = (n: number): string =>
  n < 1024 ? `${n} B` : n < 1024 ** 2 ? `${(n / 1024).toFixed(1)} KiB` : `${(n / 1024 ** 2).toFixed(1)} MiB`;
const seconds = (s: number): string => (s < 1 ? `${(s * 1000).toFixed(1)} ms` : `${s.toFixed(2)} s`);
const quantity = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

const counted = (of: Readonly<Record<string, number>>): string[] =>
  Object.entries(of)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1])
    .map(([name, n]) => `${name} ${number(n)}`);

/** Items separated by commas, on as many lines as they need. */
function listed(items: readonly string[]): string {
  const lines = [''];
  const seen = (text: string): number => stripVTControlCharacters(text).length;
  for (const [i, item] of items.entries()) {
    const piece = i < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = piece;
    else if (nameWidth + 3 + seen(last) + seen(piece) <= lineWidth()) lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(piece);
  }
  return lines.join(`\n${' '.repeat(nameWidth + 2)}`) || 'none';
}

/** A value that has no room beside its name stands below it. */
function row(name: string, value: string): string {
  const below = nameWidth + 2 + value.length > lineWidth() && !/[\s\u001b]/.test(value);
  return below ? `  ${pc.dim(name)}\n    ${value}\n` : `  ${pc.dim(name.padEnd(nameWidth))}${value}\n`;
}
const verdict = (good: boolean, text: string): string => (good ? pc.green(text) : pc.red(text));

/** What the scenario expected: its failures, and whether it was tried at all. */
export type Expected = { readonly title: string; readonly failures: readonly string[]; readonly tried: boolean };

/** The report for people. */
export function reportText(report: RunReport, { title, failures, tried }: Expected): string {
  const about = `${report.runtime}, seed ${report.seed}`;
  const heading = fitted(`${title}  ${about}`, lineWidth());
  let out = `\n${heading.replace(title, pc.bold(title)).replace(about, pc.dim(about))}\n\n`;
  out += requests(report) + transport(report) + faults(report) + coverage(report);
  out += `\n${row('trace digest', report.traceDigest)}${row('machines', report.machineDigest)}`;
  out += row('time', `${seconds(report.seconds.virtual)} virtual, ${seconds(report.seconds.wall)} wall`);
  if (failures.length > 0)
    out += `\n${failures.map((each) => pc.red(fitted(`  not as expected: ${each}`))).join('\n')}\n`;
  else if (tried) out += `\n  ${pc.green('everything as the scenario expects')}\n`;
  return `${out}\n`;
}

function requests({ commands, answers, answeredTwice, data, biodone }: RunReport): string {
  const inError = counted(Object.fromEntries(Object.entries(answers).filter(([error]) => error !== 'none')));
  const answered = commands.completed === commands.submitted && answeredTwice === 0;
  const figures = [
    `${number(commands.submitted)} submitted`,
    verdict(answered, `${number(commands.completed)} answered once`),
    ...(answeredTwice > 0 ? [pc.red(`${number(answeredTwice)} answered twice`)] : []),
    `${number(commands.failed)} in error${inError.length > 0 ? ` (${inError.join(', ')})` : ''}`,
  ];
  return (
    row('requests', listed(figures)) +
    row('commands', listed(counted(commands.byOpcode))) +
    row(
      'data',
      listed([
        `${bytes(data.bytesRead)} read`,
        `${bytes(data.bytesWritten)} written`,
        verdict(data.mismatches === 0, quantity(data.mismatches, 'block mismatch', 'block mismatches')),
      ]),
    ) +
    row(
      'biodone',
      `${verdict(biodone.actual === biodone.expected, number(biodone.actual))} of ${number(biodone.expected)} expected`,
    )
  );
}

function transport(report: RunReport): string {
  const { checkConditions: checks } = report;
  const keys = counted(checks.bySenseKey);
  const sense = [
    `${number(report.autoRequestSense)} by auto request sense`,
    quantity(report.requestSense, 'REQUEST SENSE packet'),
    `${number(report.senseLost)} lost`,
  ];
  return (
    row(
      'packets transported',
      `${number(report.transported)}, ${number(report.attach.transported)} of them while attaching`,
    ) +
    // The packets of AIX have none.
    (Object.keys(report.pktReasons).length > 0 ? row('pkt_reason', listed(counted(report.pktReasons))) : '') +
    row('status', listed(counted(report.statuses))) +
    queueFull(report) +
    row('retries by the driver', listed(counted(report.retries))) +
    row('check conditions', withParts(checks.total, keys)) +
    row('sense fetched', listed(sense)) +
    row('resets', listed(counted(report.resets))) +
    row('timeouts', number(report.timeouts)) +
    row(
      'messages',
      listed([
        quantity(report.steps, 'step'),
        verdict(report.unexpected === 0, `${number(report.unexpected)} unexpected`),
        `${number(report.ignored)} ignored on purpose`,
      ]),
    )
  );
}

/** A number, and in brackets what it is made of. */
function withParts(total: number, parts: readonly string[]): string {
  if (parts.length === 0) return number(total);
  const last = parts.length - 1;
  return listed(parts.map((part, i) => `${i === 0 ? `${number(total)} (` : ''}${part}${i === last ? ')' : ''}`));
}

/** The adapter retries QUEUE FULL by itself (qfull-retries): its driver sees what is left. */
function queueFull({ queueFull: came, statuses }: RunReport): string {
  const passedOn = statuses['QUEUE_FULL'] ?? statuses['SC_QUEUE_FULL'] ?? 0;
  if (came <= passedOn) return '';
  return row(
    'QUEUE FULL',
    listed([
      `${number(came)} from devices`,
      `${number(came - passedOn)} retried by the adapter`,
      `${number(passedOn)} passed on`,
    ]),
  );
}

function faults({ faults: rules }: RunReport): string {
  if (rules.length === 0) return '';
  const lines = rules.map(({ rule, times }) => {
    const line = `    ${number(times).padStart(4)} x ${rule}`;
    return times === 0 ? pc.yellow(fitted(`${line}   (never came to it)`)) : fitted(line);
  });
  return `\n  ${pc.dim('faults injected')}\n${lines.join('\n')}\n`;
}

function coverage(report: RunReport): string {
  const rows = Object.entries(report.coverage).map(([machine, { states, transitions }]) => [
    machine,
    `${states.covered}/${states.total}`,
    `${transitions.covered}/${transitions.total}`,
  ]);
  const [first = 0, second = 0, third = 0] = [0, 1, 2].map((column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0), ['', 'states', 'transitions'][column]?.length ?? 0),
  );
  const line = ([machine = '', states = '', transitions = '']: readonly string[]): string =>
    `${machine.padEnd(first)}  ${states.padStart(second)}  ${transitions.padStart(third)}\n`;
  return `\n  ${pc.dim(line(['coverage'.padEnd(first + 2), 'states', 'transitions']))}${rows.map((cells) => `    ${line(cells)}`).join('')}`;
}
