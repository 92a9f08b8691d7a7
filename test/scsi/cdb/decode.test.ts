import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input-error.ts';
import { cdbLayouts } from '../../../src/scsi/cdb/catalogue.ts';
import { cdbFieldViews, decodeCdb } from '../../../src/scsi/cdb/decode.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { operationClass } from '../../../src/scsi/cdb/operation-class.ts';
import { bytes } from '../hex.ts';

const problemOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.problem.code;
    throw error;
  }
  return 'no error';
};

describe('decodeCdb', () => {
  it('carries vendor and unknown commands without understanding them', () => {
    const vendor = decodeCdb(bytes('c1 01 02 03 04 05 06'));
    expect(vendor).toMatchObject({ name: 'VENDOR 0xC1', known: false, opcode: 0xc1, length: 7 });
    expect(vendor.transfer).toEqual({ direction: 'none', bytes: 0 });
    expect(operationClass(vendor)).toBe('other');
    expect(decodeCdb(bytes('04 10 00 00 00 00'))).toMatchObject({ name: 'UNKNOWN 0x04', known: false, length: 6 });
    expect(decodeCdb(bytes('9e120000000000000000000000000000'))).toMatchObject({
      name: 'UNKNOWN 0x9E/0x12',
      serviceAction: 0x12,
      length: 16,
    });
  });

  it.each([
    ['6-byte', '12 00 00 00 24', '6 bytes'],
    ['10-byte', '28 00 00 00 00 00', '10 bytes'],
    ['12-byte', 'a0 00 00 00 00 00 00 00 00 00 00', '12 bytes'],
    ['16-byte', '88 00 00 00 00 00 00 00 00 00', '16 bytes'],
    ['variable length, head', '7f 00 00 00 00 00 00', '8 bytes'],
    ['variable length, body', '7f 00 00 00 00 00 00 18 00 09', '32 bytes'],
    ['empty', '', 'at least 1 byte'],
  ])('refuses a %s CDB that is too short', (_group, text, accepted) => {
    const run = () => decodeCdb(bytes(text));
    expect(problemOf(run)).toBe('scsi-cdb-short');
    expect(run).toThrow(accepted);
  });

  it('ignores what follows the CDB, as in the 16-byte field of iSCSI', () => {
    expect(decodeCdb(bytes('2a000000000000000800000000000000'))).toMatchObject({ name: 'WRITE(10)', length: 10 });
  });

  it('takes the length of a variable length CDB from its byte 7', () => {
    expect(decodeCdb(bytes(`7f 00 00 00 00 00 00 02 00 09 ff ff`)).length).toBe(10);
  });

  it('never fails but for length, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 1 << 16 }), (random, blockSize) => {
        try {
          const cdb = decodeCdb(random, blockSize);
          expect(cdb.length).toBeLessThanOrEqual(random.length);
          expect(Number.isSafeInteger(cdb.transfer.bytes)).toBe(true);
          expect(cdb.transfer.direction === 'none').toBe(cdb.transfer.bytes === 0);
          expect(cdbFieldViews(random).length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.problem.code).toBe('scsi-cdb-short');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes every command from any bits as it encodes them', () => {
    const anyLayout = fc.constantFrom(...cdbLayouts);
    const anyBytes = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(anyLayout, anyBytes, (layout, random) => {
        const usage = layout.table.usage();
        const raw = random.subarray(0, layout.table.length).map((byte, index) => byte & (usage[index] ?? 0));
        raw[0] = layout.opcode;
        if (layout.serviceAction !== undefined) raw[1] = (raw[1]! & 0xe0) | layout.serviceAction;
        const cdb = decodeCdb(raw);
        expect(cdb.name).toBe(layout.name);
        expect(encodeCdb(layout.name, cdb.fields)).toEqual(raw);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('encodeCdb', () => {
  it('refuses names, fields and values from outside that do not exist', () => {
    expect(problemOf(() => encodeCdb('READ(7)' as 'READ(6)'))).toBe('scsi-cdb-unknown');
    expect(problemOf(() => encodeCdb('READ(6)', { blocks: 1 } as object))).toBe('scsi-field-unknown');
    expect(problemOf(() => encodeCdb('READ(6)', { lba: 0x200000 }))).toBe('scsi-field-range');
  });

  it('does not let fields change which command it is', () => {
    expect(encodeCdb('READ(10)', { opcode: 0x2a })[0]).toBe(0x28);
  });
});

describe('cdbFieldViews', () => {
  it('tells position, value and meaning of each field', () => {
    const views = cdbFieldViews(bytes('08 01 00 00 00 00'));
    expect(views).toContainEqual({ name: 'opcode', byte: 0, bit: 7, width: 8, value: 8, meaning: 'READ(6)' });
    expect(views).toContainEqual({
      name: 'lba',
      byte: 1,
      bit: 4,
      width: 21,
      value: 65536,
      meaning: 'logical block address',
    });
    expect(views).toContainEqual({
      name: 'transferLength',
      byte: 4,
      bit: 7,
      width: 8,
      value: 0,
      meaning: '256 blocks',
    });
  });

  it('names an unknown command', () => {
    expect(cdbFieldViews(bytes('c0'))).toEqual([
      { name: 'opcode', byte: 0, bit: 7, width: 8, value: 0xc0, meaning: 'VENDOR 0xC0' },
    ]);
  });
});
