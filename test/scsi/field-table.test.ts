import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { FieldTable } from '../../src/scsi/field-table.ts';
import { bytes, hex } from './hex.ts';

const table = new FieldTable('sample', 16, [
  { name: 'top', byte: 0, bit: 7, width: 3, values: { 5: 'five' } },
  { name: 'low', byte: 0, bit: 1, width: 2 },
  { name: 'crossing', byte: 1, bit: 4, width: 21, meaning: 'over three bytes' },
  { name: 'middle', byte: 4, bit: 6, width: 12 },
  { name: 'six', byte: 6, bit: 7, width: 16 },
  { name: 'wide', byte: 8, bit: 7, width: 64 },
]);

const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.problem.code;
    throw error;
  }
  return 'no error';
};

describe('FieldTable', () => {
  it('reads fields where the standard draws them, most significant bit first', () => {
    expect(table.decode(bytes('a2 1fffff 7ff8 1234 0123456789abcdef'))).toEqual({
      top: 5,
      low: 2,
      crossing: 0x1fffff,
      middle: 0xfff,
      six: 0x1234,
      wide: 0x0123456789abcdefn,
    });
  });

  it('writes only the bits of the fields', () => {
    expect(hex(table.encode({ crossing: 0x1fffff }))).toBe('001fffff000000000000000000000000');
    expect(hex(table.encode({ middle: 0xfff }))).toBe('000000007ff800000000000000000000');
    const all = new Uint8Array(16).fill(0xff);
    table.encodeInto(all, 0, { low: 0, middle: 0, wide: 1n });
    expect(hex(all)).toBe('fcffffff8007ffff0000000000000001');
  });

  it('returns what was put in', () => {
    const values = fc.record({
      top: fc.nat(7),
      low: fc.nat(3),
      crossing: fc.nat(2 ** 21 - 1),
      middle: fc.nat(4095),
      six: fc.nat(65535),
      wide: fc.bigInt(0n, 2n ** 64n - 1n),
    });
    fc.assert(
      fc.property(values, (given) => {
        expect(table.decode(table.encode(given))).toEqual(given);
      }),
    );
  });

  it('gives back the same bytes when nothing lies outside its fields', () => {
    const mask = table.usage();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
        const masked = random.map((byte, index) => byte & (mask[index] ?? 0));
        expect(table.encode(table.decode(random))).toEqual(masked);
      }),
    );
  });

  it.each([
    ['too large', { top: 8 }],
    ['negative', { six: -1 }],
    ['not whole', { six: 1.5 }],
    ['not a number', { six: Number.NaN }],
    ['too large for 64 bits', { wide: 2n ** 64n }],
    ['negative in 64 bits', { wide: -1n }],
  ])('refuses a value that is %s', (_what, values) => {
    expect(code(() => table.encode(values))).toBe('scsi-field-range');
  });

  it('refuses a field it does not have, and names those it has', () => {
    expect(() => table.encode({ bottom: 1 } as object)).toThrow(/bottom.*top, low, crossing/);
  });

  it('checks constant and minimum length', () => {
    const open = new FieldTable('open', 2, [{ name: 'a', byte: 1, bit: 7, width: 8 }], 'atLeast');
    expect(code(() => table.decode(new Uint8Array(15)))).toBe('scsi-length');
    expect(code(() => table.decode(new Uint8Array(17)))).toBe('scsi-length');
    expect(code(() => open.decode(new Uint8Array(1)))).toBe('scsi-length');
    expect(open.decode(bytes('00 07 ff'))).toEqual({ a: 7 });
    expect(open.decodeAt(bytes('00 07 ff'), 1)).toEqual({ a: 255 });
    expect(code(() => open.decodeAt(new Uint8Array(4), 3))).toBe('scsi-length');
  });

  it('lists the fields with position, value and meaning, as far as the buffer reaches', () => {
    const views = table.view(bytes('ff a2 000001'), 1);
    expect(views).toEqual([
      { name: 'top', byte: 1, bit: 7, width: 3, value: 5, meaning: 'five' },
      { name: 'low', byte: 1, bit: 1, width: 2, value: 2, meaning: '' },
      { name: 'crossing', byte: 2, bit: 4, width: 21, value: 1, meaning: 'over three bytes' },
    ]);
  });

  it('does not accept an inconsistent layout', () => {
    expect(() => new FieldTable('x', 1, [{ name: 'a', byte: 0, bit: 3, width: 5 }])).toThrow(TypeError);
    expect(() => new FieldTable('x', 9, [{ name: 'a', byte: 0, bit: 3, width: 60 }])).toThrow(TypeError);
    const twice = { name: 'a', byte: 0, bit: 7, width: 1 };
    expect(() => new FieldTable('x', 1, [twice, twice])).toThrow(TypeError);
  });
});
