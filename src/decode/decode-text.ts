import pc from 'picocolors';
import type { Decoded, DecodedCommand } from './decode.ts';
import { cdbText, columns, packetText, senseText } from './field-text.ts';
import { nextText } from './next-text.ts';

/** Skipped lines that are shown. */
const SHOWN = 3;
const SHOWN_LENGTH = 100;

/** The whole result for people. */
export function decodeText({ readings, commands, skipped }: Decoded): string {
  const notes = readings.map(
    ({ readAs, otherwise }) =>
      `${pc.yellow(`read as ${readName(readAs)}; --as ${otherwise} reads it as ${readName(otherwise)}`)}\n`,
  );
  const parts = commands.map((command, index) => {
    const number = commands.length === 1 ? '' : `command ${index + 1} of ${commands.length}`;
    const title = [number, command.about ?? ''].filter((text) => text !== '').join(': ');
    return `${title === '' ? '' : `${pc.inverse(` ${title} `)}\n`}${commandText(command)}`;
  });
  const more = skipped.length > SHOWN ? ', ...' : '';
  const lines = skipped.slice(0, SHOWN).map((line) => `'${shortened(line)}'`);
  const rest =
    skipped.length === 0
      ? ''
      : `${pc.yellow(`${skipped.length === 1 ? '1 line says' : `${skipped.length} lines say`} nothing about a command: ${lines.join(', ')}${more}`)}\n`;
  return [notes.join(''), ...parts, rest].filter((part) => part !== '').join('\n');
}

const readName = (reading: 'cdb' | 'sense'): string => (reading === 'cdb' ? 'a CDB' : 'sense data');

function shortened(line: string): string {
  const printable = line.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
  return printable.length > SHOWN_LENGTH ? `${printable.slice(0, SHOWN_LENGTH)}...` : printable;
}

function commandText(command: DecodedCommand): string {
  const { cdb, sense, packet, remarks, assumptions, next, missing } = command;
  const parts: string[] = [];
  if (cdb !== null) parts.push(cdbText(cdb));
  if (sense !== null) parts.push(senseText(sense));
  const onlyCommand = sense === null && packet?.fields.every(({ given }) => !given) === true;
  if (packet !== null && !onlyCommand) parts.push(packetText(packet));
  if (remarks.length > 0) {
    parts.push(`${pc.bold('console')}\n${columns(remarks.map(({ name, value, meaning }) => [name, value, meaning]))}`);
  }
  if (assumptions.length > 0) {
    parts.push(`${pc.bold('assumed')}\n${assumptions.map((text) => `  ${text}\n`).join('')}`);
  }
  if (next !== null) parts.push(nextText(next, { sending: onlyCommand && cdb !== null }));
  if (missing !== null) parts.push(`${pc.bold('what the driver does next')}\n  not known: needs ${missing}\n`);
  return parts.join('\n');
}
