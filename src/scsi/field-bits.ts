import type { Field } from './field-table.ts';

/** A field prepared for reading and writing. */
export interface CompiledField {
  readonly name: string;
  /** First and last byte that hold bits of the field. */
  readonly first: number;
  readonly last: number;
  /** Bits of the first byte that belong to the field. */
  readonly firstMask: number;
  /** Bits of the last byte below the field. */
  readonly shift: number;
  readonly max: number | bigint;
}

/** Widest field whose value is a `number`; wider ones are `bigint`. */
const NUMBER_WIDTH = 48;

/** Carries a 64-bit value between two 32-bit halves and a bigint: several times faster than bigint arithmetic. */
const halves = new DataView(new ArrayBuffer(8));

/**
 * Checks one field of a layout and works out its masks.
 * @throws TypeError when the field does not fit the layout.
 */
export function compileField(table: string, field: Field, length: number): CompiledField {
  const { name, byte, bit, width } = field;
  const firstBit = byte * 8 + (7 - bit);
  const lastBit = firstBit + width - 1;
  const last = lastBit >> 3;
  const shift = 7 - (lastBit & 7);
  if (width < 1 || width > 64 || bit < 0 || bit > 7 || byte < 0 || last >= length) {
    throw new TypeError(`${table}: field ${name} lies outside its ${length} bytes`);
  }
  if (width > NUMBER_WIDTH && (shift !== 0 || bit !== 7)) throw new TypeError(`${table}: field ${name} is not aligned`);
  // The first byte's mask also cuts what lies below the field when first and last byte are the same.
  const firstMask = (2 ** (bit + 1) - 1) & (last === byte ? 256 - 2 ** shift : 0xff);
  const max = width > NUMBER_WIDTH ? (1n << BigInt(width)) - 1n : 2 ** width - 1;
  return { name, first: byte, last, firstMask, shift, max };
}

/** Big-endian number in bytes `from` to `to` inclusive; plain arithmetic, because shifts end at 32 bits. */
function readBytes(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let index = from; index <= to; index++) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

/** Value of a field; the caller has checked that its bytes exist. */
export function readField(field: CompiledField, bytes: Uint8Array, offset: number): number | bigint {
  const first = offset + field.first;
  const last = offset + field.last;
  if (first === last) return ((bytes[first] ?? 0) & field.firstMask) >> field.shift;
  if (typeof field.max === 'bigint') {
    halves.setUint32(0, readBytes(bytes, first, last - 4));
    halves.setUint32(4, readBytes(bytes, last - 3, last));
    return halves.getBigUint64(0);
  }
  const below = 2 ** (8 * (field.last - field.first));
  const value = ((bytes[first] ?? 0) & field.firstMask) * below + readBytes(bytes, first + 1, last);
  return field.shift === 0 ? value : Math.floor(value / 2 ** field.shift);
}

/**
 * Puts a value into a field and leaves the bits around it alone.
 * @returns false, and nothing written, when the value is not an integer from 0 to the field's maximum
 */
export function writeField(field: CompiledField, bytes: Uint8Array, offset: number, value: number | bigint): boolean {
  if (typeof field.max === 'bigint') {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return false;
    const wide = BigInt(value);
    if (wide < 0n || wide > field.max) return false;
    halves.setBigUint64(0, wide);
    const last = offset + field.last;
    for (let index = last; index >= offset + field.first; index--) bytes[index] = halves.getUint8(7 - (last - index));
    return true;
  }
  const narrow = Number(value);
  if (!Number.isInteger(narrow) || narrow < 0 || narrow > field.max) return false;
  writeNarrow(field, bytes, offset, narrow);
  return true;
}

function writeNarrow(field: CompiledField, bytes: Uint8Array, offset: number, value: number): void {
  const first = offset + field.first;
  const last = offset + field.last;
  const old = bytes[first] ?? 0;
  if (first === last) {
    bytes[first] = (old & ~field.firstMask) | (value << field.shift);
    return;
  }
  // Bits below the field in its last byte are kept by writing them back with the value.
  const keptBelow = field.shift === 0 ? 0 : (bytes[last] ?? 0) & (2 ** field.shift - 1);
  let rest = value * 2 ** field.shift + keptBelow;
  for (let index = last; index > first; index--) {
    bytes[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[first] = (old & ~field.firstMask) | rest;
}
