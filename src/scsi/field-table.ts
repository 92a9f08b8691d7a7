import { InputError } from '../input-error.ts';
import { type CompiledField, compileField, readField, writeField } from './field-bits.ts';

/**
 * One field of a byte layout, as the standards draw it: big-endian, most significant bit first. A field starts at its
 * most significant bit and runs on through the bits and bytes that follow.
 */
export interface Field<Name extends string = string, Width extends number = number> {
  /** camelCase name, unique within its table. */
  readonly name: Name;
  /** Byte that holds the most significant bit, counted from 0. */
  readonly byte: number;
  /** Number of the most significant bit within that byte, 7 (leftmost) to 0. */
  readonly bit: number;
  /** Width in bits, 1 to 64. */
  readonly width: Width;
  /** What the field says, in a few words. */
  readonly meaning?: string;
  /** Names of single values. */
  readonly values?: Readonly<Record<number, string>>;
}

/** Widths whose values are `bigint`: beyond 48 bits sums and products with the value would leave exact `number` range. */
type WideWidth = 49 | 50 | 51 | 52 | 53 | 54 | 55 | 56 | 57 | 58 | 59 | 60 | 61 | 62 | 63 | 64;

/** Type of the value of a field of `Width` bits; both where the width is not known at compile time. */
export type FieldValue<Width extends number> = number extends Width
  ? number | bigint
  : Width extends WideWidth
    ? bigint
    : number;

/** Values of all fields of a table, by name. */
export type FieldValues<Fields extends readonly Field[]> = {
  readonly [F in Fields[number] as F['name']]: FieldValue<F['width']>;
};

/** Field values of a table that is not known at compile time. */
export type FieldRecord = Readonly<Record<string, number | bigint>>;

/** One field with its value, ready to be printed or drawn; `byte` is relative to the whole buffer. */
export interface FieldView {
  readonly name: string;
  readonly byte: number;
  readonly bit: number;
  readonly width: number;
  readonly value: number | bigint;
  /** Name of the value where the table has one, else what the field says. Empty when there is neither. */
  readonly meaning: string;
}

/** Whether a buffer must have exactly the table's length or may go on after it. */
export type LengthRule = 'exactly' | 'atLeast';

/** A byte layout as data, with the codec derived from it. Immutable. */
export class FieldTable<const Fields extends readonly Field[] = readonly Field[]> {
  /** Name of the structure, for error messages. */
  readonly name: string;
  /** Length of the structure in bytes. */
  readonly length: number;
  readonly lengthRule: LengthRule;
  /** The layout itself: what a bit diagram is drawn from. */
  readonly fields: Fields;
  readonly #compiled: readonly CompiledField[];
  readonly #byName: ReadonlyMap<string, CompiledField>;
  /** Copied for each result: filling in a copy is twice as fast as growing an object field by field. */
  readonly #blank: Readonly<Record<string, number | bigint>>;

  /**
   * @throws TypeError when the layout is inconsistent: a defect of this program, never of its input.
   */
  constructor(name: string, length: number, fields: Fields, lengthRule: LengthRule = 'exactly') {
    this.name = name;
    this.length = length;
    this.lengthRule = lengthRule;
    this.fields = fields;
    this.#compiled = fields.map((field) => compileField(name, field, length));
    this.#byName = new Map(this.#compiled.map((field) => [field.name, field]));
    this.#blank = Object.fromEntries(this.#compiled.map((field) => [field.name, 0]));
    if (this.#byName.size !== fields.length) throw new TypeError(`${name}: two fields have the same name`);
  }

  /**
   * Field values of a whole buffer.
   * @throws InputError `scsi-length` when the buffer is too short, or too long for a table of constant length.
   */
  decode(bytes: Uint8Array): FieldValues<Fields> {
    if (this.lengthRule === 'exactly' && bytes.length > this.length) throw this.#wrongLength(bytes.length);
    return this.decodeAt(bytes, 0);
  }

  /**
   * Field values of a structure inside a larger buffer.
   * @param offset byte at which the structure starts
   * @throws InputError `scsi-length` when fewer than `length` bytes follow `offset`.
   */
  decodeAt(bytes: Uint8Array, offset: number): FieldValues<Fields> {
    if (bytes.length - offset < this.length) throw this.#wrongLength(Math.max(0, bytes.length - offset));
    const values: Record<string, number | bigint> = { ...this.#blank };
    for (const field of this.#compiled) values[field.name] = readField(field, bytes, offset);
    return values as FieldValues<Fields>;
  }

  /**
   * A new buffer of `length` bytes. Fields not given, and reserved bits, are zero.
   * @throws InputError `scsi-field-unknown` or `scsi-field-range`.
   */
  encode(values: Partial<FieldValues<Fields>>): Uint8Array {
    const bytes = new Uint8Array(this.length);
    this.encodeInto(bytes, 0, values);
    return bytes;
  }

  /**
   * Writes the given fields into a structure inside a larger buffer and leaves its other bits alone.
   * @throws InputError as {@link FieldTable.encode}; `scsi-length` when the structure does not fit.
   */
  encodeInto(bytes: Uint8Array, offset: number, values: Partial<FieldValues<Fields>>): void {
    if (bytes.length - offset < this.length) throw this.#wrongLength(Math.max(0, bytes.length - offset));
    const record = values as Partial<Record<string, number | bigint>>;
    for (const key in record) {
      const value = record[key];
      if (value === undefined) continue;
      const field = this.#byName.get(key);
      if (field === undefined) throw this.#unknownField(key);
      if (!writeField(field, bytes, offset, value)) throw this.#outOfRange(field, value);
    }
  }

  /**
   * Every field that lies wholly inside the buffer, in table order, for printing. Shorter buffers give fewer fields.
   * @param offset byte at which the structure starts
   */
  view(bytes: Uint8Array, offset = 0): FieldView[] {
    const views: FieldView[] = [];
    this.fields.forEach((field, index) => {
      const compiled = this.#compiled[index];
      if (compiled === undefined || offset + compiled.last >= bytes.length) return;
      const value = readField(compiled, bytes, offset);
      const meaning = field.values?.[Number(value)] ?? field.meaning ?? '';
      views.push({ name: field.name, byte: offset + field.byte, bit: field.bit, width: field.width, value, meaning });
    });
    return views;
  }

  /** Bit mask of the structure: 1 where a field lies, 0 in reserved bits. */
  usage(): Uint8Array {
    const mask = new Uint8Array(this.length);
    for (const field of this.#compiled) writeField(field, mask, 0, field.max);
    return mask;
  }

  #wrongLength(given: number): InputError {
    const rule = this.lengthRule === 'exactly' ? 'exactly' : 'at least';
    return new InputError({
      code: 'scsi-length',
      given: `${given} bytes`,
      accepted: `${rule} ${this.length} bytes`,
      where: this.name,
    });
  }

  #unknownField(key: string): InputError {
    const accepted = this.fields.map((field) => field.name).join(', ');
    return new InputError({ code: 'scsi-field-unknown', given: `field ${key}`, accepted, where: this.name });
  }

  #outOfRange(field: CompiledField, value: number | bigint): InputError {
    return new InputError({
      code: 'scsi-field-range',
      given: `${field.name} = ${String(value)}`,
      accepted: `an integer from 0 to ${String(field.max)}`,
      where: this.name,
    });
  }
}
