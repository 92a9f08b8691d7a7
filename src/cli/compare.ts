import type { Command } from 'commander';
import pc from 'picocolors';
import { type Comparison, compareScenario } from '../compare/compare-scenario.ts';
import type { Happening } from '../compare/happening.ts';
import { wholeNumber } from './number-option.ts';
import { scenarioFile } from './scenario-file.ts';

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
      process.stdout.write(json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison));
    });
}

const width = 56;

function comparisonText({ title, seed, consequences, rows }: Comparison): string {
  const cell = (happening: Happening | undefined): string => {
    if (!happening) return ' '.repeat(width);
    const { at, label, detail, bad, innocent } = happening;
    const line = `${(at / 1000).toFixed(2).padStart(9)}  ${label}${detail ? ` (${detail})` : ''}`;
    const cut = line.length > width ? `${line.slice(0, width - 1)}…` : line.padEnd(width);
    return innocent ? pc.magenta(cut) : bad ? pc.yellow(cut) : cut;
  };
  const [left, right] = consequences.map(({ driver }) => pc.bold(driver.toUpperCase().padEnd(width)));
  let out = `${pc.bold(title)}  seed ${seed}\n\n${left ?? ''} │ ${(right ?? '').trimEnd()}\n`;
  for (const row of rows) out += `${cell(row.left)} │ ${cell(row.right)}`.trimEnd().concat('\n');
  const line = (name: string, value: (each: Comparison['consequences'][number]) => string): string =>
    `  ${name.padEnd(28)} ${consequences
      .map((each) => value(each).padEnd(24))
      .join(' ')
      .trimEnd()}\n`;
  out += `\n  ${''.padEnd(28)} ${consequences.map(({ driver }) => pc.bold(driver.toUpperCase().padEnd(24))).join(' ')}\n`;
  out += line('the application saw', ({ answers }) =>
    Object.entries(answers)
      .map(([error, count]) => `${error} ${count}`)
      .join(', '),
  );
  out += line('sense data', ({ sense }) => `${sense.held} held, ${sense.fetched} fetched, ${sense.lost} lost`);
  out += line('commands before the sense', ({ startedBeforeSense }) => String(startedBeforeSense));
  out += line('innocent requests hurt', ({ innocentRequests }) =>
    innocentRequests.length === 0 ? 'none' : innocentRequests.map((index) => `#${index}`).join(' '),
  );
  out += line('resets', ({ resets }) => String(resets));
  out += line('time to recover', ({ recoveryMs }) =>
    recoveryMs === null ? 'no trouble' : `${recoveryMs.toFixed(2)} ms`,
  );
  return out;
}
