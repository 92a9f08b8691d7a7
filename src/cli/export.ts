import { statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Command } from 'commander';
import { type TimerMode, timerModes } from '../explore/timer-sets.ts';
import { machineDefinition } from '../export/definition.ts';
import { type ExportFormat, type ExportFormatName, exportFormats } from '../export/formats.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { machines } from '../system/compose.ts';
import { timesOfFiles } from './check-options.ts';
import { exportPromela } from './export-promela.ts';
import { refuseUnheeded } from './heeded-options.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { makeDirectory } from './make-directory.ts';
import { oneOf, several as repeatable, wholeNumber } from './option-values.ts';
import { attemptOutput } from './output-file.ts';

const formatNames = [...(Object.keys(exportFormats) as ExportFormatName[]), 'promela'] as const;
const described = [
  ...Object.entries(exportFormats).map(([name, { says }]) => [name, says] as const),
  ['promela', 'a whole system for SPIN, every state of which was visited'] as const,
].map(([name, says]) => `${name.padEnd(8)} ${says}`);

const more: MoreHelp = {
  sections: [{ title: 'Formats', lines: described }],
  examples: [
    ['export --format scxml --machine adapter-queue'],
    ['export --format json --output machines.json'],
    ['export --format dot --output drawings/', 'then: dot -Tsvg -O drawings/*.dot'],
    ['export --format promela --topology sense-lost --output spin/'],
  ],
  notes: [`Machines: ${machines.map(({ id }) => id).join(', ')}.`],
};

type Options = {
  format: (typeof formatNames)[number];
  machine: string;
  output: string;
  topology?: string;
  property: string[];
  faults: number;
  timers: TimerMode;
  maxStates: number;
};

/** `export`: machines in the languages of other tools. */
export function addExport(program: Command): void {
  program
    .command('export')
    .description('write the machines for other tools: SCXML, JSON, diagrams, SPIN')
    .requiredOption('--format <name>', `${formatNames.join(', ')}: see below`, oneOf('--format', formatNames))
    .option('--machine <id>', 'this machine, or all', 'all')
    .option(
      '--output <path>',
      'a file, or a directory that gets one file for each machine; - is the standard output, for one machine or for json',
      '-',
    )
    .option('--topology <name|file>', 'promela: a system that check knows, or a topology file (YAML)')
    .option('--property <id>', 'promela: this must not happen (may be given several times)', repeatable, [])
    .option(
      '--faults <n>',
      'promela: faults that one run may have, for a topology file',
      wholeNumber('--faults', 0, 8),
      1,
    )
    .option(
      '--timers <mode>',
      'promela: which delay may end when, for a topology file',
      oneOf('--timers', timerModes),
      'classes' as const,
    )
    .option(
      '--max-states <n>',
      'promela: refuse systems with more states than this',
      wholeNumber('--max-states', 1),
      100_000_000,
    )
    .addHelpText('after', moreHelp(more))
    .action((options: Options, command: Command) => {
      const { format, machine, output } = options;
      refuseUnheeded(command, [
        {
          applies: format === 'promela',
          options: ['machine'],
          there: 'with --format promela',
          accepted: () => '--topology: SPIN is given a whole system',
        },
        {
          applies: format !== 'promela',
          options: ['topology', 'property', 'faults', 'timers', 'max-states'],
          there: `with --format ${format}`,
          accepted: (option) => `${option} with --format promela`,
        },
        timesOfFiles(options.topology),
      ]);
      if (format === 'promela') {
        exportPromela(options, {
          prepare: () => attemptOutput(output, () => makeDirectory(output)),
          write: (file, text) => attemptOutput(file, () => writeFileSync(file, text)),
        });
        return;
      }
      write(exportFormats[format], machinesNamed(machine), output);
    });
}

function machinesNamed(id: string): typeof machines {
  const found = id === 'all' ? machines : machines.filter((machine) => machine.id === id);
  if (found.length > 0) return found;
  const ids = machines.map((machine) => machine.id);
  const accepted = `all, or ${acceptedNames(id, ids, 'scsi-statecharts export --help')}`;
  throw new InputError({ code: 'bad-option', given: `--machine ${id}`, accepted });
}

function write({ one, several, extension }: ExportFormat, chosen: typeof machines, output: string): void {
  const definitions = chosen.map(machineDefinition);
  const [first] = definitions;
  if (isDirectory(output)) {
    attemptOutput(output, () => makeDirectory(output));
    for (const each of definitions) {
      const file = join(output, `${each.id}.${extension}`);
      attemptOutput(file, () => writeFileSync(file, one(each)));
    }
    return;
  }
  const text = definitions.length === 1 && first ? one(first) : several?.(definitions);
  if (text === undefined) {
    throw new InputError({
      code: 'bad-option',
      given: `${definitions.length} machines for ${output === '-' ? 'the standard output' : `the file ${output}`}`,
      accepted: '--output DIRECTORY/, or --machine ID',
    });
  }
  if (output === '-') process.stdout.write(text);
  else attemptOutput(output, () => writeFileSync(output, text));
}

/** A path without an extension names a directory, whether it exists or not. */
const isDirectory = (path: string): boolean =>
  path !== '-' &&
  (attemptOutput(path, () => statSync(path, { throwIfNoEntry: false }))?.isDirectory() ??
    (/[/\\]$/.test(path) || extname(path) === ''));
