import type { Command } from 'commander';
import pc from 'picocolors';
import { type Comparison, compareScenario } from '../compare/compare-scenario.ts';
import { consequenceLines } from '../compare/consequence-lines.ts';
import type { Happening } from '../compare/happening.ts';
import { wrapped } from '../story/wrapped.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { wholeNumber } from './option-values.ts';
import { scenarioFile } from './scenario-file.ts';
import { columnsOf, fitted } from './terminal.ts';

type Options = { seed?: number; json?: boolean };

const more: MoreHelp = {
  examples: [
    ['compare medium-error', 'one CHECK CONDITION: who else is hurt?'],
    ['compare command-timeout', 'a bus reset under both'],
    ['compare aix-held-queue --json'],
    ['compare fcp-timeout', 'a timeout on a parallel bus and on a fabric'],
  ],
  notes: [
    'Left SCSA, right AIX; a scenario that was written for AIX over FCP or iSCSI: left AIX over a parallel bus.',
    'Exit codes: 0 compared, 2 the input was wrong.',
  ],
};

/** `compare`: one fault under both driver architectures. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('run a scenario under two driver architectures and put side by side what happens')
    .argument('<scenario>', 'name of a shipped scenario, or a file')
    .option('--seed <n>', 'seed of the interleaving (default: of the scenario)', wholeNumber('--seed', 0, 0xffff_ffff))
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action(async (name: string, { seed, json }: Options) => {
      const comparison = await compareScenario(scenarioFile(name), seed);
      process.stdout.write(
        json
          ? `${JSON.stringify(comparison, null, 2)}\n`
          : comparisonText(comparison, columnsOf(process.stdout) ?? 115),
      );
    });
}

const timeWidth = 9;
/** Of the names of what comes of it. */
const nameWidth = 25;
const gap = '   ';

/** @param columns of the terminal: two happenings stand side by side */
function comparisonText({ title, seed, consequences, rows }: Comparison, columns: number): string {
  const width = Math.floor((Math.min(columns, 140) - 3) / 2);
  const cell = (happening: Happening | undefined): string[] => {
    if (!happening) return [];
    const { at, label, detail, bad, innocent } = happening;
    const pieces = wrapped(`${label}${detail ? ` (${detail})` : ''}`, width - timeWidth - 2);
    return pieces.map((piece, i) => {
      const time = i === 0 ? (at / 1000).toFixed(2) : '';
      const line = `${time.padStart(timeWidth)}  ${piece}`.padEnd(width);
      return innocent ? pc.magenta(line) : bad ? pc.yellow(line) : line;
    });
  };
  const sideBySide = (one: readonly string[], other: readonly string[]): string =>
    Array.from({ length: Math.max(one.length, other.length) }, (_, i) =>
      `${one[i] ?? ' '.repeat(width)} │ ${other[i] ?? ''}`.trimEnd().concat('\n'),
    ).join('');
  const heading = (driver: string): string =>
    pc.bold(`${'ms'.padStart(timeWidth)}  ${driver.toUpperCase()}`.padEnd(width));
  const [left, right] = consequences.map(({ driver }) => heading(driver));
  let out = `${fitted(`${pc.bold(title)}  seed ${seed}`, columns)}\n\n${left ?? ''} │ ${(right ?? '').trimEnd()}\n`;
  for (const row of rows) out += sideBySide(cell(row.left), cell(row.right));
  const valueWidth = Math.floor((Math.min(columns, 140) - 2 - nameWidth - 2 * gap.length) / 2);
  const line = (name: string, value: (each: Comparison['consequences'][number]) => string): string => {
    const [one = [], other = []] = consequences.map((each) => wrapped(value(each), valueWidth));
    return Array.from(
      { length: Math.max(one.length, other.length) },
      (_, i) =>
        `  ${[(i === 0 ? name : '').padEnd(nameWidth), (one[i] ?? '').padEnd(valueWidth), other[i] ?? ''].join(gap).trimEnd()}\n`,
    ).join('');
  };
  const drivers = consequences.map(({ driver }) => pc.bold(driver.toUpperCase().padEnd(valueWidth)));
  out += `\n  ${['', ...drivers]
    .map((each, i) => (i === 0 ? each.padEnd(nameWidth) : each))
    .join(gap)
    .trimEnd()}\n`;
  for (const [name, value] of consequenceLines) out += line(name, value);
  return out;
}
