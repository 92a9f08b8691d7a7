import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import {
  buildReadCapacity10,
  buildReadCapacity16,
  parseReadCapacity10,
  parseReadCapacity16,
} from '../../src/scsi/capacity.ts';
import { layoutByName } from '../../src/scsi/cdb/catalogue.ts';
import { buildInquiry, parseInquiry } from '../../src/scsi/inquiry.ts';
import { buildReportLuns, decodeLun, encodeLun, parseReportLuns } from '../../src/scsi/report-luns.ts';
import {
  buildAllCommands,
  buildOneCommand,
  parseAllCommands,
  parseOneCommand,
} from '../../src/scsi/supported-opcodes.ts';
import { bytes, hex } from './hex.ts';

/** Standard INQUIRY data of tgt, as captured. */
const TGT_INQUIRY = bytes(
  '000005123d000002 4945542020202020 5649525455414c2d4449534b20202020 30303031' +
    '0000000000000000000000000000000000000000 0000 04c009600300 0000',
);

describe('INQUIRY data', () => {
  it('reads those of a real target', () => {
    expect(parseInquiry(TGT_INQUIRY)).toMatchObject({
      peripheralQualifier: 0,
      deviceType: 0,
      removable: 0,
      version: 5,
      hiSup: 1,
      responseFormat: 2,
      additionalLength: 61,
      cmdQue: 1,
      vendor: 'IET',
      product: 'VIRTUAL-DISK',
      revision: '0001',
      versionDescriptors: [0x04c0, 0x0960, 0x0300],
    });
  });

  it('builds what it reads', () => {
    const { additionalLength: _, responseFormat, ...meaning } = parseInquiry(TGT_INQUIRY);
    const built = buildInquiry(meaning);
    expect(built.length).toBe(96);
    expect(built[4]).toBe(91);
    expect(parseInquiry(built)).toEqual({ ...meaning, responseFormat, additionalLength: 91 });
    // Byte 4 is the additional length; all else up to the end of the captured data is the same.
    expect(hex(built.subarray(5, 66))).toBe(hex(TGT_INQUIRY.subarray(5, 66)));
  });

  it('is cut to the allocation length without changing the additional length', () => {
    const { responseFormat: _format, additionalLength: _length, ...meaning } = parseInquiry(TGT_INQUIRY);
    for (const allocation of [0, 1, 4, 36, 95, 96, 200]) {
      const cut = buildInquiry(meaning, allocation);
      expect(hex(cut)).toBe(hex(buildInquiry(meaning)).slice(0, 2 * allocation));
    }
  });

  it('replaces what ASCII fields cannot hold', () => {
    const { responseFormat: _format, additionalLength: _length, ...meaning } = parseInquiry(TGT_INQUIRY);
    const parsed = parseInquiry(buildInquiry({ ...meaning, vendor: 'ÄBC\n1234567890', revision: '' }));
    expect(parsed.vendor).toBe(' BC 1234');
    expect(parsed.revision).toBe('');
  });

  it('needs 36 bytes', () => {
    expect(() => parseInquiry(TGT_INQUIRY.subarray(0, 35))).toThrow(InputError);
  });
});

describe('READ CAPACITY data', () => {
  it('reads those of a real target', () => {
    expect(parseReadCapacity10(bytes('00031fff00000200'))).toEqual({ blocks: 204800, blockSize: 512 });
    expect(parseReadCapacity16(bytes('0000000000031fff000002000003000000000000000000000000000000000000'))).toEqual({
      blocks: 204800n,
      blockSize: 512,
    });
  });

  it('carries the last address, not the number of blocks', () => {
    expect(hex(buildReadCapacity10({ blocks: 131072, blockSize: 512 }))).toBe('0001ffff00000200');
    expect(hex(buildReadCapacity16({ blocks: 131072, blockSize: 4096 }, 12))).toBe('000000000001ffff00001000');
    expect(buildReadCapacity16({ blocks: 1, blockSize: 512 }).length).toBe(32);
  });

  it('sends the initiator to the long form from 2^32 blocks on', () => {
    expect(hex(buildReadCapacity10({ blocks: 2 ** 32 - 1, blockSize: 512 }))).toBe('fffffffe00000200');
    for (const blocks of [2 ** 32, 2 ** 40]) {
      const data = buildReadCapacity10({ blocks, blockSize: 512 });
      expect(hex(data)).toBe('ffffffff00000200');
      expect(parseReadCapacity10(data)).toBeUndefined();
      expect(parseReadCapacity16(buildReadCapacity16({ blocks, blockSize: 512 })).blocks).toBe(BigInt(blocks));
    }
  });
});

describe('REPORT LUNS data', () => {
  it('are as the standard draws them', () => {
    expect(hex(buildReportLuns([0, 5, 300]))).toBe(
      '0000001800000000 0000000000000000 0005000000000000 412c000000000000'.replaceAll(' ', ''),
    );
  });

  it('come back, as far as received', () => {
    const data = buildReportLuns([0, 1, 16383]);
    expect(parseReportLuns(data).luns.map(({ lun }) => lun)).toEqual([0, 1, 16383]);
    expect(parseReportLuns(data.subarray(0, 23))).toMatchObject({ luns: [{ lun: 0 }], total: 3 });
    expect(buildReportLuns([0, 1], 16).length).toBe(16);
  });

  it('take any number a single level holds', () => {
    fc.assert(
      fc.property(fc.nat(16383), (lun) => {
        expect(decodeLun(encodeLun(lun))).toBe(lun);
      }),
    );
    expect(() => encodeLun(16384)).toThrow(InputError);
    expect(() => encodeLun(-1)).toThrow(InputError);
    expect(decodeLun(bytes('0000000100000000'))).toBeUndefined();
    expect(decodeLun(bytes('c101000000000000'))).toBeUndefined();
  });

  it('never fail but for length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 80 }), (random) => {
        expect(parseReportLuns(random).luns.length).toBeLessThanOrEqual((random.length - 8) / 8);
      }),
    );
    expect(() => parseReportLuns(new Uint8Array(7))).toThrow(InputError);
  });
});

describe('REPORT SUPPORTED OPERATION CODES data', () => {
  it('reads the beginning of a list a real target sends', () => {
    // tgt, with timeouts descriptors: TEST UNIT READY, REQUEST SENSE, and PERSISTENT RESERVE IN with service actions.
    const list = bytes(
      '00000050' +
        '0000000000020006 000a00000000000000000000' +
        '0300000000020006 000a00000000000000000000' +
        '5e0000000003000a 000a00000000000000000000' +
        '5e0000010003000a 000a00000000000000000000',
    );
    expect(
      parseAllCommands(list).map((entry) => [
        entry.opcode,
        entry.serviceAction,
        entry.serviceActionValid,
        entry.cdbLength,
      ]),
    ).toEqual([
      [0x00, 0, 0, 6],
      [0x03, 0, 0, 6],
      [0x5e, 0, 1, 10],
      [0x5e, 1, 1, 10],
    ]);
  });

  const read16 = layoutByName('READ(16)')!;
  const capacity = layoutByName('READ CAPACITY(16)')!;

  it('tells the bits a device looks at', () => {
    expect(hex(buildOneCommand(layoutByName('INQUIRY')!, false))).toBe('00030006 1203ffffff07'.replace(' ', ''));
    expect(hex(buildOneCommand(layoutByName('READ(6)')!, false))).toBe('00030006081fffffff07');
    expect(hex(buildOneCommand(capacity, false))).toBe('000300109e10ffffffffffffffffffffffff0107');
  });

  it('says what is not supported, and appends timeouts on request', () => {
    expect(hex(buildOneCommand(undefined, true))).toBe('00010000');
    expect(hex(buildOneCommand(layoutByName('TEST UNIT READY')!, true))).toBe(
      '008300060000000000 07 000a00000000000000000000'.replaceAll(' ', ''),
    );
  });

  it('comes back as built', () => {
    for (const timeouts of [false, true]) {
      const commands = parseAllCommands(buildAllCommands([read16, capacity], timeouts));
      expect(commands).toMatchObject([
        { opcode: 0x88, serviceActionValid: 0, cdbLength: 16 },
        { opcode: 0x9e, serviceAction: 0x10, serviceActionValid: 1, cdbLength: 16 },
      ]);
    }
    expect(parseOneCommand(buildOneCommand(read16, false, 10))).toMatchObject({
      support: 3,
      cdbLength: 16,
      usage: bytes('88fcffffffff'),
    });
  });

  it('never fails but for length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (random) => {
        expect(parseAllCommands(random).length).toBeLessThanOrEqual(random.length / 8);
      }),
    );
    expect(() => parseOneCommand(new Uint8Array(3))).toThrow(InputError);
  });
});
