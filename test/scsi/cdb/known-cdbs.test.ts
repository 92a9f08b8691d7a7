import { describe, expect, it } from 'vitest';
import { decodeCdb } from '../../../src/scsi/cdb/decode.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { operationClass } from '../../../src/scsi/cdb/operation-class.ts';
import { bytes, hex } from '../hex.ts';

const NONE = { direction: 'none', bytes: 0 };
const into = (count: number) => ({ direction: 'in', bytes: count });
const out = (count: number) => ({ direction: 'out', bytes: count });

/** CDBs written out by hand from the tables of the standards: bytes, name, fields, transfer, range, operation class. */
const vectors = [
  ['00 00 00 00 00 00', 'TEST UNIT READY', {}, NONE, undefined, 'testUnitReady'],
  ['03 01 00 00 fc 00', 'REQUEST SENSE', { desc: 1, allocationLength: 252 }, into(252), undefined, 'requestSense'],
  [
    '08 1f ff fe 00 00',
    'READ(6)',
    { lba: 0x1ffffe, transferLength: 0 },
    into(256 * 512),
    { lba: 0x1ffffe, blocks: 256 },
    'read',
  ],
  [
    '0a 01 02 03 04 00',
    'WRITE(6)',
    { lba: 0x010203, transferLength: 4 },
    out(2048),
    { lba: 0x010203, blocks: 4 },
    'write',
  ],
  [
    '12 01 83 00 74 00',
    'INQUIRY',
    { evpd: 1, pageCode: 0x83, allocationLength: 0x74 },
    into(0x74),
    undefined,
    'inquiry',
  ],
  ['12 01 89 02 3c 00', 'INQUIRY', { evpd: 1, pageCode: 0x89, allocationLength: 572 }, into(572), undefined, 'inquiry'],
  ['15 11 00 00 18 00', 'MODE SELECT(6)', { pf: 1, sp: 1, parameterListLength: 24 }, out(24), undefined, 'modeSelect'],
  ['16 00 00 00 00 00', 'RESERVE(6)', { extent: 0 }, NONE, undefined, 'reserve'],
  [
    '16 1b 07 00 20 00',
    'RESERVE(6)',
    { thirdParty: 1, thirdPartyDevice: 5, extent: 1, reservationId: 7, parameterListLength: 32 },
    out(32),
    undefined,
    'reserve',
  ],
  ['17 00 00 00 00 00', 'RELEASE(6)', {}, NONE, undefined, 'release'],
  [
    '1a 08 3f 00 ff 00',
    'MODE SENSE(6)',
    { dbd: 1, pageControl: 0, pageCode: 0x3f, allocationLength: 255 },
    into(255),
    undefined,
    'modeSense',
  ],
  ['1a 00 c8 00 04 00', 'MODE SENSE(6)', { pageControl: 3, pageCode: 8 }, into(4), undefined, 'modeSense'],
  ['1b 01 00 00 01 00', 'START STOP UNIT', { immed: 1, start: 1 }, NONE, undefined, 'startUnitImmed'],
  ['1b 00 00 00 01 00', 'START STOP UNIT', { immed: 0, start: 1 }, NONE, undefined, 'startUnit'],
  ['1b 00 00 00 00 00', 'START STOP UNIT', { start: 0 }, NONE, undefined, 'stopUnit'],
  ['1b 01 00 00 10 00', 'START STOP UNIT', { powerCondition: 1 }, NONE, undefined, 'startUnitImmed'],
  ['1b 00 00 00 10 00', 'START STOP UNIT', { powerCondition: 1 }, NONE, undefined, 'startUnit'],
  ['1b 00 00 00 30 00', 'START STOP UNIT', { powerCondition: 3 }, NONE, undefined, 'other'],
  ['25 00 00 00 00 00 00 00 00 00', 'READ CAPACITY(10)', { pmi: 0 }, into(8), undefined, 'readCapacity'],
  [
    '28 08 00 00 12 30 00 00 08 00',
    'READ(10)',
    { fua: 1, dpo: 0, lba: 0x1230, transferLength: 8 },
    into(4096),
    { lba: 4656, blocks: 8 },
    'read',
  ],
  ['28 00 00 00 00 07 00 00 00 00', 'READ(10)', { transferLength: 0 }, NONE, { lba: 7, blocks: 0 }, 'read'],
  [
    '2a 10 ff ff ff ff 1f ff ff 04',
    'WRITE(10)',
    { dpo: 1, lba: 0xffffffff, groupNumber: 31, transferLength: 65535, control: 4 },
    out(65535 * 512),
    { lba: 0xffffffff, blocks: 65535 },
    'write',
  ],
  [
    '2f 02 00 00 00 10 00 00 02 00',
    'VERIFY(10)',
    { bytChk: 1, blocks: 2 },
    out(1024),
    { lba: 16, blocks: 2 },
    'verify',
  ],
  ['2f 06 00 00 00 10 00 00 02 00', 'VERIFY(10)', { bytChk: 3 }, out(512), { lba: 16, blocks: 2 }, 'verify'],
  ['2f 00 00 00 00 10 00 00 02 00', 'VERIFY(10)', { bytChk: 0 }, NONE, { lba: 16, blocks: 2 }, 'verify'],
  [
    '35 02 00 00 00 00 00 00 00 00',
    'SYNCHRONIZE CACHE(10)',
    { immed: 1 },
    NONE,
    { lba: 0, blocks: 0, toEnd: true },
    'flush',
  ],
  ['41 00 00 00 00 05 00 00 03 00', 'WRITE SAME(10)', { blocks: 3 }, out(512), { lba: 5, blocks: 3 }, 'writeSame'],
  ['55 10 00 00 00 00 00 01 00 00', 'MODE SELECT(10)', { parameterListLength: 256 }, out(256), undefined, 'modeSelect'],
  ['56 00 00 00 00 00 00 00 00 00', 'RESERVE(10)', {}, NONE, undefined, 'reserve'],
  ['57 10 00 03 00 00 00 00 00 00', 'RELEASE(10)', { thirdParty: 1, thirdPartyDevice: 3 }, NONE, undefined, 'release'],
  [
    '5a 10 0a 00 00 00 00 02 00 00',
    'MODE SENSE(10)',
    { llbaa: 1, pageCode: 0x0a, allocationLength: 512 },
    into(512),
    undefined,
    'modeSense',
  ],
  [
    '5e 02 00 00 00 00 00 20 00 00',
    'PERSISTENT RESERVE IN',
    { action: 2, allocationLength: 8192 },
    into(8192),
    undefined,
    'prIn',
  ],
  ['5f 00 00 00 00 00 00 00 18 00', 'PERSISTENT RESERVE OUT', { parameterListLength: 24 }, out(24), undefined, 'other'],
  [
    '88 00 00 00 00 01 00 00 00 02 00 00 00 03 00 00',
    'READ(16)',
    { lba: 0x100000002n, transferLength: 3 },
    into(1536),
    { lba: 0x100000002, blocks: 3 },
    'read',
  ],
  [
    '8a 08 00 00 00 00 00 00 00 09 00 00 00 01 1f 00',
    'WRITE(16)',
    { fua: 1, lba: 9n, groupNumber: 31 },
    out(512),
    { lba: 9, blocks: 1 },
    'write',
  ],
  [
    '8f 02 00 00 00 00 00 00 00 01 00 00 00 01 00 00',
    'VERIFY(16)',
    { bytChk: 1, lba: 1n },
    out(512),
    { lba: 1, blocks: 1 },
    'verify',
  ],
  [
    '91 00 00 00 00 00 00 00 00 01 00 00 00 02 00 00',
    'SYNCHRONIZE CACHE(16)',
    { blocks: 2 },
    NONE,
    { lba: 1, blocks: 2 },
    'flush',
  ],
  [
    '93 00 00 00 00 00 00 01 ff 80 00 00 00 80 00 00',
    'WRITE SAME(16)',
    { lba: 130944n, blocks: 128 },
    out(512),
    { lba: 130944, blocks: 128 },
    'writeSame',
  ],
  [
    '93 01 00 00 00 00 00 00 00 00 00 00 00 01 00 00',
    'WRITE SAME(16)',
    { ndob: 1 },
    NONE,
    { lba: 0, blocks: 1 },
    'writeSame',
  ],
  [
    '9e 10 00 00 00 00 00 00 00 00 00 00 00 20 00 00',
    'READ CAPACITY(16)',
    { allocationLength: 32 },
    into(32),
    undefined,
    'readCapacity',
  ],
  [
    'a0 00 00 00 00 00 00 00 10 00 00 00',
    'REPORT LUNS',
    { selectReport: 0, allocationLength: 4096 },
    into(4096),
    undefined,
    'reportLuns',
  ],
  [
    'a3 0c 01 93 00 00 00 00 00 14 00 00',
    'REPORT SUPPORTED OPERATION CODES',
    { rctd: 0, reportingOptions: 1, requestedOpcode: 0x93, allocationLength: 20 },
    into(20),
    undefined,
    'reportOpcodes',
  ],
  [
    'a8 00 00 00 00 01 00 01 00 00 00 00',
    'READ(12)',
    { lba: 1, transferLength: 65536 },
    into(65536 * 512),
    { lba: 1, blocks: 65536 },
    'read',
  ],
  [
    'aa 00 00 00 00 02 00 00 00 01 1f 00',
    'WRITE(12)',
    { lba: 2, transferLength: 1, groupNumber: 31 },
    out(512),
    { lba: 2, blocks: 1 },
    'write',
  ],
] as const;

describe('CDBs of the standards', () => {
  it.each(vectors)('%s is %s', (text, name, fields, transfer, range, operation) => {
    const raw = bytes(text);
    const cdb = decodeCdb(raw);
    expect(cdb.name).toBe(name);
    expect(cdb.known).toBe(true);
    expect(cdb.length).toBe(raw.length);
    expect(cdb.fields).toMatchObject(fields);
    expect(cdb.transfer).toEqual(transfer);
    expect(cdb.range).toEqual(range);
    expect(operationClass(cdb)).toBe(operation);
    expect(hex(encodeCdb(name, cdb.fields))).toBe(hex(raw));
  });

  it('reports operation code and service action', () => {
    expect(decodeCdb(bytes('9e100000000000000000000000200000'))).toMatchObject({ opcode: 0x9e, serviceAction: 0x10 });
    expect(decodeCdb(bytes('280000000000000000 00'))).not.toHaveProperty('serviceAction');
  });

  it('counts transfers in the block size given', () => {
    expect(decodeCdb(bytes('28000000000000000300'), 4096).transfer).toEqual(into(12288));
    expect(decodeCdb(bytes('41000000000000000300'), 520).transfer).toEqual(out(520));
  });
});
