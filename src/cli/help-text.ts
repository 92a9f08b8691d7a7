import { wrapped } from '../story/wrapped.ts';
import { columnsOf, fitted } from './terminal.ts';

/** What stands behind the options in the help of a verb. */
export type MoreHelp = {
  /** Sections before the examples, each with its lines, which are broken where they are too long. */
  readonly sections?: readonly { readonly title: string; readonly lines: readonly string[] }[];
  /** What stands behind the name of the program, and what comes of it. */
  readonly examples: readonly (readonly [args: string, says?: string])[];
  readonly notes?: readonly string[];
};

/** Where nobody knows how wide the reader's window is. */
const usual = 80;

/** The text, as wide as the terminal is when it is asked for. */
export const moreHelp = (more: MoreHelp) => (): string => helpText(more, columnsOf(process.stdout) ?? usual);

function helpText({ sections = [], examples, notes = [] }: MoreHelp, columns: number): string {
  return [
    ...sections.map(
      ({ title, lines }) => `\n${title}:\n${lines.map((line) => fitted(`  ${line}\n`, columns)).join('')}`,
    ),
    `\nExamples:\n${examplesText(examples, columns)}`,
    ...(notes.length > 0 ? [`\n${notes.flatMap((note) => wrapped(note, columns)).join('\n')}`] : []),
  ]
    .join('')
    .trimEnd();
}

/** Side by side where there is room, else one below the other. */
function examplesText(examples: MoreHelp['examples'], columns: number): string {
  const rows = examples.map(([args, says]) => ({ command: `  scsi-statecharts ${args}`.trimEnd(), says }));
  const gap = '   ';
  const beside = rows.filter(({ command, says }) => says && `${command}${gap}${says}`.length <= columns);
  const width = Math.max(0, ...beside.map(({ command }) => command.length));
  return rows
    .map(({ command, says }) => {
      if (says === undefined) return `${command}\n`;
      const line = `${command.padEnd(width)}${gap}${says}`;
      if (command.length <= width && line.length <= columns) return `${line}\n`;
      return `${command}\n${wrapped(says, columns - 6)
        .map((piece) => `      ${piece}\n`)
        .join('')}`;
    })
    .join('');
}
