import type { Command } from 'commander';
import pc from 'picocolors';
import { type Comparison, compareScenario } from '../compare/compare-scenario.ts';
import { consequenceLines } from '../compare/consequence-lines.ts';
import type { Happening } from '../compare/happening.ts';
import { wrapped } from '../story/wrapped.ts';
import { wholeNumber } from './option-values.ts';
import { scenarioFile } from './scenario-file.ts';
import { columnsOf } from './terminal.ts';

type Options = { seed?: number; json?: boolean };

const EXAMPLES = `
Examples:
  scsi-statecharts compare medium-error       one CHECK CONDITION: who else is hurt?
  scsi-statecharts compare command-timeout    a bus reset under both
  scsi-statecharts compare aix-held-queue --json
  scsi-statecharts compare fcp-timeout        a timeout on a parallel bus and on a fabric

Left SCSA, right AIX; a scenario that was written for AIX over FCP or iSCSI: left AIX over a parallel bus. Times are milliseconds since the first command. Exit codes: 0 compared, 2 the input was wrong.`;

/** `compare`: one fault under both driver architectures. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .description('run a scenario under two driver architectures and put side by side what happens')
    .argument('<scenario>', 'name of a shipped scenario, or a file')
    .option('--seed <n>', 'seed of the interleaving (default: of the scenario)', wholeNumber('--seed', 0, 0xffff_ffff))
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
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
  const [left, right] = consequences.map(({ driver }) => pc.bold(driver.toUpperCase().padEnd(width)));
  let out = `${pc.bold(title)}  seed ${seed}\n\n${left ?? ''} │ ${(right ?? '').trimEnd()}\n`;
  for (const row of rows) out += sideBySide(cell(row.left), cell(row.right));
  const line = (name: string, value: (each: Comparison['consequences'][number]) => string): string =>
    `  ${name.padEnd(28)} ${consequences
      .map((each) => value(each).padEnd(32))
      .join(' ')
      .trimEnd()}\n`;
  out += `\n  ${''.padEnd(28)} ${consequences.map(({ driver }) => pc.bold(driver.toUpperCase().padEnd(32))).join(' ')}\n`;
  for (const [name, value] of consequenceLines) out += line(name, value);
  return out;
}
