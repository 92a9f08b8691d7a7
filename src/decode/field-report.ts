import type { FieldView } from '../scsi/field-table.ts';
import { hexNumber } from './hex-text.ts';

/** One field of a byte layout with its place and value, as JSON. */
export interface FieldReport {
  readonly name: string;
  /** Byte and bit (7 = leftmost) of the most significant bit, and width in bits. */
  readonly byte: number;
  readonly bit: number;
  readonly width: number;
  readonly hex: string;
  /** A text where the value is beyond what JSON numbers hold exactly. */
  readonly value: number | string;
  readonly meaning: string;
}

/** A field as it is reported. */
export function fieldReport({ name, byte, bit, width, value, meaning }: FieldView): FieldReport {
  const exact = typeof value === 'number' || value <= Number.MAX_SAFE_INTEGER;
  const hex = hexNumber(value, width);
  return { name, byte, bit, width, hex, value: exact ? Number(value) : value.toString(), meaning };
}
