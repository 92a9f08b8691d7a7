import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/scsi/block-store/memory.ts';
import { parseReadCapacity10, parseReadCapacity16 } from '../../../src/scsi/capacity.ts';
import type { CdbFields, CdbName } from '../../../src/scsi/cdb/catalogue.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import type { LogicalUnitConfiguration } from '../../../src/scsi/device-server/logical-unit.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';
import { parseInquiry } from '../../../src/scsi/inquiry.ts';
import { parseModeSense } from '../../../src/scsi/mode/mode-sense.ts';
import { buildModePage, parseModePage } from '../../../src/scsi/mode/pages.ts';
import { parseReportLuns } from '../../../src/scsi/report-luns.ts';
import { parseSense } from '../../../src/scsi/sense-parse.ts';
import { parseAllCommands, parseOneCommand } from '../../../src/scsi/supported-opcodes.ts';
import { parseBlockLimits } from '../../../src/scsi/vpd/block-limits.ts';
import { designatorText, parseDeviceIdentification } from '../../../src/scsi/vpd/device-identification.ts';
import { parseSupportedPages } from '../../../src/scsi/vpd/supported-pages.ts';
import { parseUnitSerialNumber } from '../../../src/scsi/vpd/unit-serial-number.ts';
import { bytes, hex } from '../hex.ts';

function disk(configuration: Partial<LogicalUnitConfiguration> = {}) {
  const server = new DeviceServer(createMemoryStore(2048), configuration);
  const run = <Name extends CdbName>(name: Name, fields: Partial<CdbFields<Name>> = {}, dataOut?: Uint8Array) =>
    server.execute(server.decode(encodeCdb(name, fields)), dataOut);
  const data = <Name extends CdbName>(name: Name, fields: Partial<CdbFields<Name>> = {}) => {
    const outcome = run(name, fields);
    if (outcome.status !== 'GOOD') throw new Error(`${name}: ${JSON.stringify(outcome.sense)}`);
    return outcome.dataIn;
  };
  return { server, run, data };
}

const invalidField = (byte: number, bit: number) => ({
  status: 'CHECK_CONDITION',
  sense: { key: 5, asc: 0x24, ascq: 0, specific: { kind: 'fieldPointer', in: 'cdb', byte, bit } },
});

describe('identity', () => {
  const unit = disk({ vendor: 'ACME', product: 'DISK', revision: '1', serial: 'S1', naa: 0x3000000000000042n });

  it('is told by INQUIRY', () => {
    expect(parseInquiry(unit.data('INQUIRY', { allocationLength: 96 }))).toMatchObject({
      deviceType: 0,
      version: 5,
      cmdQue: 1,
      vendor: 'ACME',
      product: 'DISK',
      revision: '1',
    });
    expect(unit.data('INQUIRY', { allocationLength: 5 }).length).toBe(5);
    expect(unit.data('INQUIRY', { allocationLength: 0 }).length).toBe(0);
  });

  it('is told by every page that page 00h lists', () => {
    const page = (pageCode: number) => unit.data('INQUIRY', { evpd: 1, pageCode, allocationLength: 1024 });
    const pages = parseSupportedPages(page(0));
    expect(pages).toEqual([0x00, 0x80, 0x83, 0x89, 0xb0, 0xb1, 0xb2]);
    for (const code of pages) {
      const contents = page(code);
      expect(contents[1]).toBe(code);
      expect(contents.length).toBe(4 + contents[2]! * 256 + contents[3]!);
    }
    expect(parseUnitSerialNumber(page(0x80))).toBe('S1');
    expect(parseDeviceIdentification(page(0x83)).map(designatorText)).toEqual([
      'ACME    DISK            S1',
      '3000000000000042',
    ]);
    expect(parseBlockLimits(page(0xb0)).maxTransfer).toBe(65536);
    expect(hex(unit.data('INQUIRY', { evpd: 1, pageCode: 0, allocationLength: 4 }))).toBe('00000007');
  });

  it('has no ATA page where the disk is not ATA', () => {
    const { run, data } = disk({ ataInformation: false });
    expect(parseSupportedPages(data('INQUIRY', { evpd: 1, allocationLength: 64 }))).not.toContain(0x89);
    expect(run('INQUIRY', { evpd: 1, pageCode: 0x89, allocationLength: 64 })).toEqual(invalidField(2, 7));
  });

  it('refuses pages it does not have', () => {
    expect(unit.run('INQUIRY', { evpd: 1, pageCode: 0x84, allocationLength: 64 })).toEqual(invalidField(2, 7));
    expect(unit.run('INQUIRY', { pageCode: 0x80, allocationLength: 64 })).toEqual(invalidField(2, 7));
    expect(unit.run('INQUIRY', { cmdDt: 1, allocationLength: 64 })).toEqual(invalidField(1, 1));
  });

  it('is told by READ CAPACITY and REPORT LUNS', () => {
    expect(parseReadCapacity10(unit.data('READ CAPACITY(10)'))).toEqual({ blocks: 2048, blockSize: 512 });
    expect(parseReadCapacity16(unit.data('READ CAPACITY(16)', { allocationLength: 32 }))).toEqual({
      blocks: 2048n,
      blockSize: 512,
    });
    expect(unit.run('READ CAPACITY(10)', { lba: 1 })).toEqual(invalidField(2, 7));
    expect(unit.run('READ CAPACITY(16)', { pmi: 1 })).toEqual(invalidField(14, 0));
    const several = disk({ luns: [0, 3] });
    expect(parseReportLuns(several.data('REPORT LUNS', { allocationLength: 64 })).luns.map(({ lun }) => lun)).toEqual([
      0, 3,
    ]);
    expect(parseReportLuns(several.data('REPORT LUNS', { selectReport: 1, allocationLength: 64 })).luns).toEqual([]);
    expect(several.run('REPORT LUNS', { allocationLength: 15 })).toEqual(invalidField(6, 7));
    expect(several.run('REPORT LUNS', { selectReport: 3, allocationLength: 16 })).toEqual(invalidField(2, 7));
  });
});

describe('REPORT SUPPORTED OPERATION CODES', () => {
  const { run, data } = disk();
  const one = (fields: Partial<CdbFields<'REPORT SUPPORTED OPERATION CODES'>>) =>
    parseOneCommand(data('REPORT SUPPORTED OPERATION CODES', { allocationLength: 64, ...fields }));

  it('lists what it carries out, and each can be asked for', () => {
    const all = parseAllCommands(data('REPORT SUPPORTED OPERATION CODES', { allocationLength: 4096, rctd: 1 }));
    expect(all.map(({ opcode }) => opcode)).toContain(0x93);
    expect(all.map(({ opcode }) => opcode)).not.toContain(0xc0);
    for (const { opcode, serviceAction, serviceActionValid, cdbLength } of all) {
      const asked = { requestedOpcode: opcode, requestedServiceAction: serviceAction };
      expect(one({ ...asked, reportingOptions: serviceActionValid === 1 ? 2 : 1 })).toMatchObject({
        support: 3,
        cdbLength,
      });
      expect(one({ ...asked, reportingOptions: 3 }).support).toBe(3);
      expect(
        run('REPORT SUPPORTED OPERATION CODES', { ...asked, reportingOptions: serviceActionValid === 1 ? 1 : 2 }),
      ).toEqual(invalidField(3, 7));
    }
  });

  it('says what is not supported', () => {
    expect(one({ reportingOptions: 1, requestedOpcode: 0xc0 }).support).toBe(1);
    expect(one({ reportingOptions: 2, requestedOpcode: 0x9e, requestedServiceAction: 0x12 }).support).toBe(1);
    expect(one({ reportingOptions: 3, requestedOpcode: 0x12, requestedServiceAction: 1 }).support).toBe(1);
  });
});

describe('commands that are refused', () => {
  it.each([
    ['vendor', 'c00000000000', 0x20],
    ['unknown', '04 00 00 00 00 00', 0x20],
    ['unknown service action', '9e120000000000000000000000000000', 0x24],
    ['linked', '00 00 00 00 00 01', 0x24],
    ['NACA', '00 00 00 00 00 04', 0x24],
    ['extent reservation', '16 01 00 00 00 00', 0x24],
    ['eject of a fixed disk', '1b 00 00 00 02 00', 0x24],
    ['mode page that is not there', '1a 00 19 00 ff 00', 0x24],
    ['mode subpage that is not there', '1a 00 0a 01 ff 00', 0x24],
    ['mode select in vendor format', '15 00 00 00 04 00', 0x24],
  ])('%s', (_what, text, asc) => {
    const { server } = disk();
    const cdb = server.decode(bytes(text));
    expect(server.checkCdb(cdb)).toMatchObject({ key: 5, asc, ascq: 0 });
    expect(server.execute(cdb)).toMatchObject({ status: 'CHECK_CONDITION', sense: { key: 5, asc } });
  });

  it('but NACA where it is claimed', () => {
    const { server } = disk({ normAca: true });
    expect(server.execute(server.decode(bytes('00 00 00 00 00 04'))).status).toBe('GOOD');
    expect(parseInquiry(disk({ normAca: true }).data('INQUIRY', { allocationLength: 96 })).normAca).toBe(1);
  });
});

describe('control commands', () => {
  it('have nothing to do with data', () => {
    const { run } = disk();
    const good = { status: 'GOOD', dataIn: new Uint8Array(0) };
    for (const name of [
      'TEST UNIT READY',
      'START STOP UNIT',
      'RESERVE(6)',
      'RELEASE(6)',
      'RESERVE(10)',
      'RELEASE(10)',
    ] as const) {
      expect(run(name)).toEqual(good);
    }
  });

  it('REQUEST SENSE hands over what is pending, in the format asked for', () => {
    const { server } = disk();
    const ask = (text: string) => {
      const outcome = server.execute(server.decode(bytes(text)), undefined, { key: 6, asc: 0x29, ascq: 1 });
      return outcome.status === 'GOOD' ? outcome.dataIn : undefined;
    };
    expect(hex(ask('03 00 00 00 ff 00')!)).toBe('700006000000000a00000000290100000000');
    expect(hex(ask('03 01 00 00 ff 00')!)).toBe('7206290100000000');
    expect(hex(ask('03 00 00 00 04 00')!)).toBe('70000600');
    expect(ask('03 00 00 00 00 00')).toEqual(new Uint8Array(0));
    const nothing = server.execute(server.decode(bytes('03 00 00 00 12 00')));
    expect(nothing.status === 'GOOD' && parseSense(nothing.dataIn)).toMatchObject({ key: 0, asc: 0, ascq: 0 });
  });
});

describe('mode parameters', () => {
  const list = (...pages: Uint8Array[]) => Uint8Array.of(0, 0, 0, 0, ...pages.flatMap((page) => [...page]));
  const caching = (wce: number) => buildModePage('caching', { wce });
  const invalidParameter = (byte: number) => ({
    status: 'CHECK_CONDITION',
    sense: { key: 5, asc: 0x26, ascq: 0, specific: { kind: 'fieldPointer', in: 'parameters', byte } },
  });

  it('are told page by page, or all, with the capacity', () => {
    const { data, server } = disk();
    const all = parseModeSense(6, data('MODE SENSE(6)', { pageCode: 0x3f, allocationLength: 255 }));
    expect(all.blockDescriptors).toEqual([{ blocks: 2048, blockSize: 512 }]);
    expect(all.pages.map((page) => page[0]! & 0x3f)).toEqual([1, 8, 10]);
    expect(all.writeProtected).toBe(false);
    server.setWriteProtect(true);
    const one = parseModeSense(10, data('MODE SENSE(10)', { pageCode: 8, dbd: 1, allocationLength: 255 }));
    expect(one).toMatchObject({ writeProtected: true, blockDescriptors: [] });
    expect(parseModePage('caching', one.pages[0]!)).toMatchObject({ ps: 1, wce: 1 });
    const long = parseModeSense(10, data('MODE SENSE(10)', { pageCode: 8, llbaa: 1, allocationLength: 255 }));
    expect(long.blockDescriptors).toEqual([{ blocks: 2048n, blockSize: 512 }]);
    expect(hex(data('MODE SENSE(6)', { pageCode: 0x3f, allocationLength: 4 }))).toBe('37009008');
  });

  it('can be changed where they are changeable; others are owed a unit attention', () => {
    const { run, server } = disk();
    const select = (page: Uint8Array) =>
      run('MODE SELECT(6)', { pf: 1, parameterListLength: page.length + 4 }, list(page));
    expect(select(caching(0))).toEqual({ status: 'GOOD', dataIn: new Uint8Array(0), modeParametersChanged: true });
    expect(server.modePage('caching').wce).toBe(0);
    expect(select(caching(0))).toEqual({ status: 'GOOD', dataIn: new Uint8Array(0) });
    server.reset();
    expect(server.modePage('caching').wce).toBe(1);
    expect(server.senseFormat).toBe('fixed');
    select(buildModePage('control', { ...server.modePage('control'), dSense: 1 }));
    expect(server.senseFormat).toBe('descriptor');
  });

  it('outlive a reset when saved', () => {
    const { run, server } = disk();
    const header = new Uint8Array(8);
    run('MODE SELECT(10)', { pf: 1, sp: 1, parameterListLength: 28 }, Uint8Array.of(...header, ...caching(0)));
    server.reset();
    expect(server.modePage('caching').wce).toBe(0);
  });

  it('are not changed at all by a list with one error', () => {
    const { run, server } = disk();
    const wrong = buildModePage('control', { ...server.modePage('control'), tst: 1 });
    const both = list(caching(0), wrong);
    expect(run('MODE SELECT(6)', { pf: 1, parameterListLength: both.length }, both)).toEqual(
      invalidParameter(4 + 20 + 2),
    );
    expect(server.modePage('caching').wce).toBe(1);
  });

  it.each([
    ['unknown page', '00000000 190a00000000000000000000', invalidParameter(4)],
    ['subpage', '00000000 4a010004 00000000', invalidParameter(4)],
    ['wrong page length', '00000000 080a00000000000000000000', invalidParameter(5)],
    ['other block size', '00000008 0000000000000800', invalidParameter(8)],
    ['other capacity', '00000008 0000000100000200', invalidParameter(4)],
    ['two block descriptors', '00000010 0000000000000200 0000000000000200', invalidParameter(4)],
    ['truncated page', '00000000 0812', { status: 'CHECK_CONDITION', sense: { key: 5, asc: 0x1a, ascq: 0 } }],
    ['truncated header', '0000', { status: 'CHECK_CONDITION', sense: { key: 5, asc: 0x1a, ascq: 0 } }],
  ])('refuse a list with %s', (_what, text, expected) => {
    const parameters = bytes(text);
    expect(disk().run('MODE SELECT(6)', { pf: 1, parameterListLength: parameters.length }, parameters)).toEqual(
      expected,
    );
  });

  it('accept an empty list, and the present capacity', () => {
    const { run } = disk();
    expect(run('MODE SELECT(6)', { pf: 1 }).status).toBe('GOOD');
    const same = bytes('00000008 0000080000000200');
    expect(run('MODE SELECT(6)', { pf: 1, parameterListLength: 12 }, same).status).toBe('GOOD');
    expect(run('MODE SELECT(6)', { pf: 1, parameterListLength: 13 }, same)).toMatchObject({
      sense: { key: 0xb, asc: 0x4b },
    });
  });
});
