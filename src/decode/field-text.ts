import pc from 'picocolors';
import type { CdbReport } from './cdb-report.ts';
import type { FieldReport } from './field-report.ts';
import type { PacketReport } from './packet-report.ts';
import type { SenseReport } from './sense-report.ts';

/** A table with columns as wide as their widest cell. */
export function columns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows
    .map((row) => `${indent}${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}

function fieldTable(fields: readonly FieldReport[]): string {
  const rows = fields.map(({ name, byte, bit, width, hex, value, meaning }) => [
    name,
    `byte ${byte}`,
    width === 1 ? `bit ${bit}` : `bit ${bit}, ${width} bits`,
    hex,
    String(value),
    meaning,
  ]);
  return columns([['field', 'at', '', 'hex', 'decimal', 'meaning'], ...rows]);
}

function drawing(layout: readonly string[]): string {
  return layout.map((line) => `  ${pc.dim(line)}\n`).join('');
}

function facts(rows: readonly (readonly [string, string | null])[]): string {
  return columns(rows.flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])));
}

/** A CDB for people. */
export function cdbText(cdb: CdbReport): string {
  const { transfer, range } = cdb;
  const moved =
    transfer === null
      ? 'known to the vendor only'
      : transfer.direction === 'none'
        ? 'none'
        : `${transfer.bytes} bytes ${transfer.direction}${range === null ? '' : ` (blocks of ${transfer.blockSize} bytes)`}`;
  const to = range?.blocks === null ? 'to the last block' : range?.last === null ? 'none' : `to ${range?.last}`;
  const blocks =
    range === null ? null : `${range.first} ${to}${range.blocks === null ? '' : `, ${range.blocks} blocks`}`;
  const head = `${pc.bold(`CDB: ${cdb.name}`)}  ${pc.dim(`${cdb.length} bytes, ${cdb.source}`)}\n`;
  const summary = facts([
    ['bytes', cdb.bytes],
    ['operation', cdb.operation],
    ['transfer', moved],
    ['blocks', blocks],
    ['after it', cdb.trailing],
  ]);
  return `${head}${summary}\n${fieldTable(cdb.fields)}\n${drawing(cdb.layout)}`;
}

/** Sense data for people. */
export function senseText(sense: SenseReport): string {
  const code = sense.asc === null ? '' : `, ASC ${sense.asc} ASCQ ${sense.ascq ?? '?'}: ${sense.additional}`;
  const key = sense.key?.replaceAll('_', ' ') ?? 'no sense key';
  const head = `${pc.bold(`sense: ${key}${code}`)}  ${pc.dim(`${sense.format}, ${sense.source}`)}\n`;
  const summary = facts([
    ['bytes', sense.bytes],
    ['information', sense.information],
    ['key specific', sense.specific],
    ['deferred', sense.deferred ? 'the error belongs to an earlier command' : null],
    ['driver class', sense.class],
    ...sense.problems.map((problem) => ['not read', problem] as const),
  ]);
  if (sense.fields.length === 0) return `${head}${summary}`;
  return `${head}${summary}\n${fieldTable(sense.fields)}\n${drawing(sense.layout)}`;
}

/** The fields of a packet for people. */
export function packetText({ source, fields }: PacketReport): string {
  const rows = fields.flatMap(({ name, value, meaning, given, bits }) => [
    [name, value, [bits.length === 0 ? meaning : unnamed(meaning), given ? '' : '(assumed)'].join(' ').trim()],
    ...bits.filter(({ set }) => set).map((bit) => ['', bit.mask, `${bit.name}: ${bit.meaning}`]),
  ]);
  return `${pc.bold('packet')}  ${pc.dim(source)}\n${columns(rows)}`;
}

/** Of the bits that are set, what the rows below do not name. */
function unnamed(meaning: string): string {
  return meaning === 'nothing' ? meaning : (meaning.split(' | ').find((part) => part.endsWith('(no name)')) ?? '');
}
