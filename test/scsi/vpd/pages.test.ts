import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input-error.ts';
import { buildAtaInformation, parseAtaInformation } from '../../../src/scsi/vpd/ata-information.ts';
import { buildBlockCharacteristics, parseBlockCharacteristics } from '../../../src/scsi/vpd/block-characteristics.ts';
import { buildBlockLimits, parseBlockLimits } from '../../../src/scsi/vpd/block-limits.ts';
import {
  buildDeviceIdentification,
  designatorText,
  naaDesignator,
  parseDeviceIdentification,
  t10VendorDesignator,
} from '../../../src/scsi/vpd/device-identification.ts';
import {
  buildLogicalBlockProvisioning,
  parseLogicalBlockProvisioning,
} from '../../../src/scsi/vpd/logical-block-provisioning.ts';
import { buildSupportedPages, parseSupportedPages } from '../../../src/scsi/vpd/supported-pages.ts';
import { buildUnitSerialNumber, parseUnitSerialNumber } from '../../../src/scsi/vpd/unit-serial-number.ts';
import { bytes, hex } from '../hex.ts';

describe('vital product data pages', () => {
  it('00h lists pages', () => {
    expect(hex(buildSupportedPages([0x00, 0x80, 0x83]))).toBe('00000003008083');
    expect(parseSupportedPages(bytes('00000003008083'))).toEqual([0, 0x80, 0x83]);
    expect(parseSupportedPages(bytes('0000000300'))).toEqual([0]);
  });

  it('80h carries the serial number', () => {
    expect(hex(buildUnitSerialNumber('AB12'))).toBe('0080000441423132');
    expect(parseUnitSerialNumber(bytes('00800006 202041423132'))).toBe('AB12');
  });

  it('83h carries identifiers', () => {
    const page = buildDeviceIdentification([t10VendorDesignator('ACME', 'DISK1'), naaDesignator(0x3000000000000001n)]);
    expect(hex(page)).toBe(
      '0083001d 0201000d 41434d45202020204449534b31 01030008 3000000000000001'.replaceAll(' ', ''),
    );
    const designators = parseDeviceIdentification(page);
    expect(designators.map(designatorText)).toEqual(['ACME    DISK1', '3000000000000001']);
    expect(designators.map(({ type, association }) => [type, association])).toEqual([
      [1, 0],
      [3, 0],
    ]);
    expect(parseDeviceIdentification(page.subarray(0, 30))).toHaveLength(1);
  });

  it('89h has its full length', () => {
    const page = buildAtaInformation({ vendor: 'LINUX', product: 'libata', revision: '3.00' });
    expect(page.length).toBe(572);
    expect(hex(page.subarray(0, 4))).toBe('00890238');
    expect(page[56]).toBe(0xec);
    expect(parseAtaInformation(page)).toEqual({ vendor: 'LINUX', product: 'libata', revision: '3.00' });
    expect(parseAtaInformation(page.subarray(0, 20))).toEqual({ vendor: 'LINUX', product: 'liba', revision: '' });
  });

  it('B0h carries the limits, and reads those of a real target', () => {
    const tgt = bytes(`00b0003c 0080 ${'00'.repeat(58)}`);
    expect(parseBlockLimits(tgt)).toMatchObject({ maxCompareAndWrite: 128, maxTransfer: 0, maxWriteSame: 0n });
    const page = buildBlockLimits({
      maxTransfer: 0x10000,
      maxWriteSame: 5n,
      unmapAlignmentValid: 1,
      unmapAlignment: 3,
    });
    expect(hex(page)).toBe(
      '00b0003c 0000 0000 00010000 00000000 00000000 00000000 00000000 00000000 80000003 0000000000000005'.replaceAll(
        ' ',
        '',
      ) + '00'.repeat(20),
    );
    expect(parseBlockLimits(page)).toMatchObject({ maxTransfer: 65536, maxWriteSame: 5n, unmapAlignment: 3 });
    // The page of SBC-2 ended after 16 bytes.
    expect(parseBlockLimits(bytes('00b0000c 00000008 00000400 00000040'))).toMatchObject({
      optimalGranularity: 8,
      maxTransfer: 1024,
      optimalTransfer: 64,
    });
  });

  it('B1h carries the rotation rate', () => {
    expect(hex(buildBlockCharacteristics({ rotationRate: 7200, formFactor: 3 }))).toBe(
      `00b1003c1c200003${'00'.repeat(56)}`,
    );
    expect(parseBlockCharacteristics(bytes(`00b1003c0001${'00'.repeat(58)}`))).toMatchObject({ rotationRate: 1 });
    expect(parseBlockCharacteristics(bytes('00b10040 00'))).toMatchObject({ rotationRate: 0 });
  });

  it('B2h carries provisioning', () => {
    expect(hex(buildLogicalBlockProvisioning())).toBe('00b2000400000000');
    expect(parseLogicalBlockProvisioning(bytes('00b20004 00c4 02 00'))).toMatchObject({
      unmap: 1,
      writeSame16Unmap: 1,
      writeSame10Unmap: 0,
      readsZero: 1,
      provisioningType: 2,
    });
  });

  const parsers = [
    [0x00, parseSupportedPages],
    [0x80, parseUnitSerialNumber],
    [0x83, parseDeviceIdentification],
    [0x89, parseAtaInformation],
    [0xb0, parseBlockLimits],
    [0xb1, parseBlockCharacteristics],
    [0xb2, parseLogicalBlockProvisioning],
  ] as const;

  it.each(parsers)('%i refuses another page and too few bytes', (code, parse) => {
    expect(() => parse(Uint8Array.of(0, code ^ 1, 0, 0))).toThrow(/page/);
    expect(() => parse(Uint8Array.of(0, code, 0))).toThrow(InputError);
  });

  it.each(parsers)('%i takes any contents', (code, parse) => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 100 }), (random) => {
        expect(parse(Uint8Array.of(0, code, ...random))).toBeDefined();
      }),
    );
  });
});
