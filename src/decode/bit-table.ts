import type { FieldReport } from './field-report.ts';

type Place = Pick<FieldReport, 'name' | 'byte' | 'bit' | 'width'>;

/** Characters for one bit, without the stroke after it. */
const BIT_WIDTH = 7;

/**
 * Draws a byte layout as the standards do: bytes down, bits 7 to 0 across, and each byte's value at the end of its row.
 * A field of several bytes is named in its first row (MSB) and last row (LSB); reserved bits show `-`.
 */
export function bitTable(fields: readonly Place[], bytes: Uint8Array): string[] {
  const heading = Array.from({ length: 8 }, (_, index) =>
    String(7 - index)
      .padStart(4)
      .padEnd(BIT_WIDTH),
  ).join(' ');
  const rows = Array.from(bytes, (value, byte) => {
    const number = String(byte).padStart(4);
    return `${number} |${row(fields, byte)}| ${value.toString(16).padStart(2, '0')}`;
  });
  return [`byte  ${heading}  hex`, ...rows];
}

function row(fields: readonly Place[], byte: number): string {
  const cells: string[] = [];
  for (let bit = 7; bit >= 0; ) {
    const field = fields.find((candidate) => covers(candidate, byte, bit));
    const run = runLength(fields, field, byte, bit);
    cells.push(cell(field === undefined ? '-' : label(field, byte), run));
    bit -= run;
  }
  return cells.join('|');
}

/** Number of the bit counted from the most significant bit of byte 0. */
const position = (byte: number, bit: number): number => byte * 8 + 7 - bit;

function covers({ byte, bit, width }: Place, atByte: number, atBit: number): boolean {
  const offset = position(atByte, atBit) - position(byte, bit);
  return offset >= 0 && offset < width;
}

function runLength(fields: readonly Place[], field: Place | undefined, byte: number, from: number): number {
  let bit = from - 1;
  while (bit >= 0 && fields.find((candidate) => covers(candidate, byte, bit)) === field) bit -= 1;
  return from - bit;
}

function label({ name, byte, bit, width }: Place, atByte: number): string {
  const first = byte;
  const last = Math.floor((position(byte, bit) + width - 1) / 8);
  if (first === last) return name;
  if (atByte === first) return `${name} (MSB)`;
  return atByte === last ? `${name} (LSB)` : ':';
}

function cell(text: string, bits: number): string {
  const width = bits * (BIT_WIDTH + 1) - 1;
  const short = text.length > width ? `${text.slice(0, width - 1)}~` : text;
  const left = Math.floor((width - short.length) / 2);
  return short.padStart(short.length + left).padEnd(width);
}
