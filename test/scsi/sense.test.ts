import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildSense, type Sense } from '../../src/scsi/sense.ts';
import { parseSense, senseFieldViews } from '../../src/scsi/sense-parse.ts';
import { bytes, hex } from './hex.ts';

describe('buildSense', () => {
  it('builds fixed format as the standard draws it', () => {
    const medium: Sense = { key: 3, asc: 0x11, ascq: 0, info: 4656 };
    expect(hex(buildSense(medium))).toBe('f00003000012300a00000000110000000000');
    const field: Sense = {
      key: 5,
      asc: 0x24,
      ascq: 0,
      specific: { kind: 'fieldPointer', in: 'cdb', byte: 2, bit: 7 },
    };
    expect(hex(buildSense(field))).toBe('700005000000000a00000000240000cf0002');
    const deferred: Sense = { key: 1, asc: 0x17, ascq: 1, deferred: true, ili: true, fru: 9 };
    expect(hex(buildSense(deferred))).toBe('710021000000000a00000000170109000000');
    const tape: Sense = { key: 8, asc: 0, ascq: 5, filemark: true, eom: true };
    expect(hex(buildSense(tape))).toBe('7000c8000000000a00000000000500000000');
  });

  it('builds descriptor format as the standard draws it', () => {
    expect(hex(buildSense({ key: 5, asc: 0x20, ascq: 0 }, 'descriptor'))).toBe('7205200000000000');
    expect(hex(buildSense({ key: 3, asc: 0x11, ascq: 0, info: 0x123456789an }, 'descriptor'))).toBe(
      '720311000000000c000a8000000000123456789a',
    );
    expect(
      hex(buildSense({ key: 2, asc: 4, ascq: 1, specific: { kind: 'progress', value: 0x8000 } }, 'descriptor')),
    ).toBe('72020401000000080206000080800000');
    expect(hex(buildSense({ key: 0, asc: 0, ascq: 1, filemark: true, ili: true }, 'descriptor'))).toBe(
      '7200000100000004040200a0',
    );
    expect(hex(buildSense({ key: 0, asc: 0, ascq: 0, ili: true, fru: 3 }, 'descriptor'))).toBe(
      '72000000000000080302000305020020',
    );
  });

  it('leaves information invalid in fixed format when 32 bits do not hold it', () => {
    expect(hex(buildSense({ key: 5, asc: 0x21, ascq: 0, info: 2 ** 32 }))).toBe('700005000000000a00000000210000000000');
  });
});

describe('parseSense', () => {
  it('reads what a real target sends', () => {
    // tgt: power on (unit attention), and a READ(10) past the end.
    expect(parseSense(bytes('700006000000000a00000000290000000000'))).toEqual({
      format: 'fixed',
      responseCode: 0x70,
      key: 6,
      asc: 0x29,
      ascq: 0,
      problems: [],
    });
    expect(parseSense(bytes('700005000000000a00000000210000000000'))).toMatchObject({ key: 5, asc: 0x21, ascq: 0 });
  });

  it('reads the sense-key specific bytes as the key requires', () => {
    const specific = (key: string, three: string) =>
      parseSense(bytes(`7000${key}00000000 0a00000000000000 ${three}`)).specific;
    expect(specific('05', 'cd0004')).toEqual({ kind: 'fieldPointer', in: 'cdb', byte: 4, bit: 5 });
    expect(specific('05', '800010')).toEqual({ kind: 'fieldPointer', in: 'parameters', byte: 16 });
    expect(specific('03', '800007')).toEqual({ kind: 'retries', count: 7 });
    expect(specific('02', '804000')).toEqual({ kind: 'progress', value: 0x4000 });
    expect(specific('0a', '800102')).toEqual({ kind: 'raw', value: 0x102 });
    expect(specific('05', '4d0004')).toBeUndefined();
  });

  const sense = fc.record(
    {
      key: fc.nat(15),
      asc: fc.nat(255),
      ascq: fc.nat(255),
      info: fc.nat(0xffffffff),
      commandSpecific: fc.integer({ min: 1, max: 0xffffffff }),
      fru: fc.integer({ min: 1, max: 255 }),
      filemark: fc.constant(true as const),
      eom: fc.constant(true as const),
      ili: fc.constant(true as const),
      deferred: fc.constant(true as const),
    },
    { requiredKeys: ['key', 'asc', 'ascq'] },
  );

  it('gives back what either format was built from', () => {
    fc.assert(
      fc.property(sense, (given) => {
        expect(parseSense(buildSense(given))).toMatchObject({ ...given, problems: [] });
        const wide = parseSense(buildSense(given, 'descriptor'));
        const { info, commandSpecific, ...rest } = given;
        expect(wide).toMatchObject({ ...rest, problems: [] });
        expect(wide.info).toBe(info === undefined ? undefined : BigInt(info));
        expect(wide.commandSpecific).toBe(commandSpecific === undefined ? undefined : BigInt(commandSpecific));
      }),
    );
  });

  it('gives back information of 64 bits in descriptor format', () => {
    expect(parseSense(buildSense({ key: 3, asc: 0x11, ascq: 0, info: 2n ** 64n - 1n }, 'descriptor')).info).toBe(
      2n ** 64n - 1n,
    );
  });

  it('reports response codes that announce no format', () => {
    expect(parseSense(bytes('00 00 05'))).toEqual({
      responseCode: 0,
      problems: [{ kind: 'responseCode', given: 0, accepted: expect.stringContaining('70h') }],
    });
    expect(parseSense(bytes('7f')).problems).toMatchObject([{ kind: 'responseCode', given: 0x7f }]);
  });

  it('says which bytes a short buffer lacks, and reads the others', () => {
    expect(parseSense(bytes('f0 00 03 00 00')).problems).toEqual([
      { kind: 'missing', field: 'information', bytes: [3, 6], because: 'bufferEnds' },
      { kind: 'missing', field: 'asc', bytes: [12, 12], because: 'bufferEnds' },
      { kind: 'missing', field: 'ascq', bytes: [13, 13], because: 'bufferEnds' },
    ]);
    expect(parseSense(bytes('f0 00 03 00 00')).key).toBe(3);
    expect(parseSense(bytes('70 00')).problems).toContainEqual({
      kind: 'missing',
      field: 'key',
      bytes: [2, 2],
      because: 'bufferEnds',
    });
    expect(parseSense(new Uint8Array(0)).problems).toEqual([
      { kind: 'missing', field: 'responseCode', bytes: [0, 0], because: 'bufferEnds' },
    ]);
    expect(parseSense(bytes('72 05 24'))).toMatchObject({
      key: 5,
      asc: 0x24,
      problems: [{ field: 'ascq' }, { field: 'additionalLength' }],
    });
    expect(parseSense(bytes('72 03 11 00 00 00 00 0c 00 0a 80 00')).problems).toEqual([
      { kind: 'missing', field: 'information', bytes: [8, 19], because: 'bufferEnds' },
    ]);
  });

  it('tells bytes cut off from bytes the device never supplied', () => {
    const parsed = parseSense(bytes('70 00 06 00 00 00 00 04 00 00 00 00 29 00 00 00 00 00'));
    expect(parsed).not.toHaveProperty('asc');
    expect(parsed.problems).toContainEqual({
      kind: 'missing',
      field: 'asc',
      bytes: [12, 12],
      because: 'additionalLength',
    });
  });

  it('steps over descriptors it does not know', () => {
    expect(parseSense(bytes('72 01 18 00 00 00 00 08 80 02 aa bb 03 02 00 07'))).toMatchObject({
      fru: 7,
      problems: [],
    });
  });

  it('never fails, whatever the bytes', () => {
    const startingRight = fc.tuple(fc.constantFrom(0x70, 0x71, 0x72, 0x73, 0xf0), fc.uint8Array({ maxLength: 60 }));
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      startingRight.map(([code, rest]) => Uint8Array.of(code, ...rest)),
    );
    fc.assert(
      fc.property(anything, (random) => {
        const parsed = parseSense(random);
        if (parsed.key === undefined) expect(parsed.problems.length).toBeGreaterThan(0);
        for (const view of senseFieldViews(random)) expect(view.byte).toBeLessThan(random.length);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('senseFieldViews', () => {
  it('names key and additional sense', () => {
    const views = senseFieldViews(bytes('700006000000000a00000000290000000000'));
    expect(views.find(({ name }) => name === 'key')).toEqual({
      name: 'key',
      byte: 2,
      bit: 3,
      width: 4,
      value: 6,
      meaning: 'UNIT_ATTENTION',
    });
    expect(views.find(({ name }) => name === 'ascq')?.meaning).toBe('power on, reset, or bus device reset occurred');
  });

  it('lists descriptors at their place', () => {
    const views = senseFieldViews(bytes('720311000000000c000a8000000000123456789a'));
    expect(views).toContainEqual({
      name: 'information',
      byte: 12,
      bit: 7,
      width: 64,
      value: 0x123456789an,
      meaning: 'information',
    });
  });
});
