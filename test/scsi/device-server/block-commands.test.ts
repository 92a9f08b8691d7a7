import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BlockStore, StoreIoError } from '../../../src/scsi/block-store/block-store.ts';
import { createMemoryStore } from '../../../src/scsi/block-store/memory.ts';
import type { CdbFields, CdbName } from '../../../src/scsi/cdb/catalogue.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import type { LogicalUnitConfiguration } from '../../../src/scsi/device-server/logical-unit.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';

const CAPACITY = 64;
const EMPTY = new Uint8Array(0);
const GOOD = { status: 'GOOD', dataIn: EMPTY };

function disk(configuration: Partial<LogicalUnitConfiguration> = {}, store: BlockStore = createMemoryStore(CAPACITY)) {
  const server = new DeviceServer(store, configuration);
  const run = <Name extends CdbName>(name: Name, fields: Partial<CdbFields<Name>> = {}, dataOut?: Uint8Array) =>
    server.execute(server.decode(encodeCdb(name, fields)), dataOut);
  return { server, run, store };
}

const check = (key: number, asc: number, ascq = 0, rest = {}) => ({
  status: 'CHECK_CONDITION',
  sense: { key, asc, ascq, ...rest },
});
const filled = (blocks: number, value: number) => new Uint8Array(blocks * 512).fill(value);

/** Counts flushes, and fails on request. */
function watched(fails?: 'read' | 'write' | 'flush'): BlockStore & { flushes: number } {
  const inner = createMemoryStore(CAPACITY);
  const fail = (operation: 'read' | 'write' | 'flush') => {
    if (operation === fails) throw new StoreIoError(operation, new Error('EIO'));
  };
  return {
    ...inner,
    flushes: 0,
    read(lba, count) {
      fail('read');
      return inner.read(lba, count);
    },
    write(lba, data) {
      fail('write');
      inner.write(lba, data);
    },
    flush() {
      fail('flush');
      this.flushes += 1;
    },
  };
}

describe('READ and WRITE', () => {
  it('move the same blocks in every length', () => {
    const { run } = disk();
    expect(run('WRITE(6)', { lba: 1, transferLength: 1 }, filled(1, 1))).toEqual(GOOD);
    expect(run('WRITE(10)', { lba: 2, transferLength: 1 }, filled(1, 2))).toEqual(GOOD);
    expect(run('WRITE(12)', { lba: 3, transferLength: 1 }, filled(1, 3))).toEqual(GOOD);
    expect(run('WRITE(16)', { lba: 4n, transferLength: 1 }, filled(1, 4))).toEqual(GOOD);
    const expected = Uint8Array.from([0, 1, 2, 3, 4, 0].flatMap((value) => Array<number>(512).fill(value)));
    expect(run('READ(6)', { lba: 0, transferLength: 6 })).toEqual({ status: 'GOOD', dataIn: expected });
    expect(run('READ(10)', { lba: 0, transferLength: 6 })).toEqual({ status: 'GOOD', dataIn: expected });
    expect(run('READ(12)', { lba: 0, transferLength: 6 })).toEqual({ status: 'GOOD', dataIn: expected });
    expect(run('READ(16)', { lba: 0n, transferLength: 6 })).toEqual({ status: 'GOOD', dataIn: expected });
  });

  it('read 256 blocks for length 0 in READ(6) and none in READ(10)', () => {
    const { run } = disk({}, createMemoryStore(300));
    expect(run('READ(6)', {})).toEqual({ status: 'GOOD', dataIn: filled(256, 0) });
    expect(run('READ(10)', {})).toEqual(GOOD);
  });

  it('refuse blocks beyond the end, name the first, and write nothing', () => {
    const { run, store } = disk();
    expect(run('READ(10)', { lba: CAPACITY, transferLength: 1 })).toEqual(check(5, 0x21, 0, { info: CAPACITY }));
    expect(run('WRITE(10)', { lba: CAPACITY - 1, transferLength: 2 }, filled(2, 9))).toEqual(
      check(5, 0x21, 0, { info: CAPACITY }),
    );
    expect(store.read(CAPACITY - 1, 1)).toEqual(filled(1, 0));
    expect(run('READ(16)', { lba: 2n ** 63n, transferLength: 1 })).toMatchObject(check(5, 0x21));
  });

  it('refuse protection information, from SPC on', () => {
    const pointer = (byte: number, bit: number) => ({ specific: { kind: 'fieldPointer', in: 'cdb', byte, bit } });
    expect(disk().run('READ(10)', { rdProtect: 1, transferLength: 1 })).toEqual(check(5, 0x24, 0, pointer(1, 7)));
    expect(disk().run('WRITE(16)', { wrProtect: 1 })).toEqual(check(5, 0x24, 0, pointer(1, 7)));
    // In SCSI-2 these bits are the logical unit number.
    expect(disk({ version: 2 }).run('READ(10)', { rdProtect: 1, transferLength: 1 }).status).toBe('GOOD');
  });

  it('refuse transfers beyond the stated maximum', () => {
    const { run } = disk({ maxTransferBlocks: 4 });
    expect(run('READ(10)', { transferLength: 4 }).status).toBe('GOOD');
    expect(run('READ(10)', { transferLength: 5 })).toMatchObject(check(5, 0x24));
  });

  it('fail when fewer data come than announced, and ignore more', () => {
    const { run, store } = disk();
    expect(run('WRITE(10)', { transferLength: 2 }, filled(1, 1))).toEqual(check(0xb, 0x4b));
    expect(store.read(0, 2)).toEqual(filled(2, 0));
    expect(run('WRITE(10)', { transferLength: 1 }, filled(3, 1))).toEqual(GOOD);
    expect(store.read(0, 2)).toEqual(Uint8Array.of(...filled(1, 1), ...filled(1, 0)));
  });

  it('reach stable storage before GOOD with FUA or without write cache', () => {
    const cached = watched();
    const { run } = disk({}, cached);
    run('WRITE(10)', { transferLength: 1 }, filled(1, 1));
    expect(cached.flushes).toBe(0);
    run('WRITE(10)', { transferLength: 1, fua: 1 }, filled(1, 1));
    expect(cached.flushes).toBe(1);
    run('SYNCHRONIZE CACHE(10)');
    expect(cached.flushes).toBe(2);
    const through = watched();
    disk({ modePages: { caching: { wce: 0 } } }, through).run('WRITE(6)', { transferLength: 1 }, filled(1, 1));
    expect(through.flushes).toBe(1);
  });

  it('turn failures of the medium into medium errors', () => {
    expect(disk({}, watched('read')).run('READ(10)', { lba: 7, transferLength: 1 })).toEqual(
      check(3, 0x11, 0, { info: 7 }),
    );
    expect(disk({}, watched('write')).run('WRITE(10)', { lba: 7, transferLength: 1 }, filled(1, 1))).toEqual(
      check(3, 0x0c, 0, { info: 7 }),
    );
    expect(disk({}, watched('flush')).run('SYNCHRONIZE CACHE(16)')).toEqual(check(3, 0x0c));
  });

  it('do not hide defects of the program', () => {
    const broken: BlockStore = {
      ...createMemoryStore(1),
      read() {
        throw new TypeError('defect');
      },
    };
    expect(() => disk({}, broken).run('READ(6)', { transferLength: 1 })).toThrow('defect');
  });
});

describe('write protection', () => {
  it('comes from the switch, the store and the control page', () => {
    const switched = disk();
    switched.server.setWriteProtect(true);
    expect(switched.server.writeProtected).toBe(true);
    const units = [
      switched,
      disk({}, { ...createMemoryStore(CAPACITY), readOnly: true }),
      disk({ modePages: { control: { swp: 1 } } }),
    ];
    for (const { run } of units) {
      expect(run('WRITE(10)', { transferLength: 1 }, filled(1, 1))).toEqual(check(7, 0x27));
      expect(run('WRITE SAME(16)', { blocks: 1 }, filled(1, 1))).toEqual(check(7, 0x27));
      expect(run('READ(10)', { transferLength: 1 })).toEqual({ status: 'GOOD', dataIn: filled(1, 0) });
    }
    switched.server.setWriteProtect(false);
    expect(switched.run('WRITE(10)', { transferLength: 1 }, filled(1, 1))).toEqual(GOOD);
  });
});

describe('WRITE SAME', () => {
  it('repeats a block', () => {
    const { run, store } = disk();
    expect(run('WRITE SAME(10)', { lba: 2, blocks: 3 }, filled(1, 8))).toEqual(GOOD);
    expect(store.read(1, 5)).toEqual(Uint8Array.of(...filled(1, 0), ...filled(3, 8), ...filled(1, 0)));
  });

  it('goes to the last block for 0 blocks, over many pieces', () => {
    const { run, store } = disk({}, createMemoryStore(5000));
    expect(run('WRITE SAME(16)', { lba: 1n }, filled(1, 8))).toEqual(GOOD);
    expect(store.read(0, 1)).toEqual(filled(1, 0));
    expect(Buffer.compare(store.read(1, 4999), filled(4999, 8))).toBe(0);
  });

  it('writes zeros without data, and refuses to unmap', () => {
    const { run, store } = disk();
    run('WRITE(10)', { transferLength: 2 }, filled(2, 1));
    expect(run('WRITE SAME(16)', { blocks: 1, ndob: 1 })).toEqual(GOOD);
    expect(store.read(0, 2)).toEqual(Uint8Array.of(...filled(1, 0), ...filled(1, 1)));
    expect(run('WRITE SAME(16)', { blocks: 1, unmap: 1 }, filled(1, 0))).toMatchObject(check(5, 0x24));
    expect(run('WRITE SAME(10)', { blocks: 1 })).toEqual(check(0xb, 0x4b));
  });
});

describe('VERIFY', () => {
  it('compares with the data and names the first block that differs', () => {
    const { run } = disk();
    run('WRITE(10)', { lba: 4, transferLength: 3 }, filled(3, 6));
    expect(run('VERIFY(10)', { lba: 4, blocks: 3, bytChk: 1 }, filled(3, 6))).toEqual(GOOD);
    expect(run('VERIFY(16)', { lba: 4n, blocks: 3, bytChk: 3 }, filled(1, 6))).toEqual(GOOD);
    const wrong = filled(3, 6);
    wrong[600] = 7;
    expect(run('VERIFY(10)', { lba: 4, blocks: 3, bytChk: 1 }, wrong)).toEqual(check(0xe, 0x1d, 0, { info: 5 }));
    expect(run('VERIFY(10)', { lba: 4, blocks: 4, bytChk: 3 }, filled(1, 6))).toEqual(check(0xe, 0x1d, 0, { info: 7 }));
  });

  it('compares beyond the first piece', () => {
    const { run } = disk({}, createMemoryStore(5000));
    run('WRITE(10)', { lba: 4500, transferLength: 1 }, filled(1, 1));
    expect(run('VERIFY(10)', { blocks: 5000, bytChk: 1 }, filled(5000, 0))).toEqual(
      check(0xe, 0x1d, 0, { info: 4500 }),
    );
  });

  it('reads the medium without data', () => {
    expect(disk().run('VERIFY(10)', { blocks: 64 })).toEqual(GOOD);
    expect(disk({}, watched('read')).run('VERIFY(10)', { blocks: 1 })).toMatchObject(check(3, 0x11));
    expect(disk().run('VERIFY(10)', { blocks: 1, bytChk: 2 })).toMatchObject(check(5, 0x24));
    expect(disk().run('VERIFY(10)', { blocks: 65 })).toMatchObject(check(5, 0x21));
    expect(disk().run('VERIFY(10)', { blocks: 2, bytChk: 1 }, filled(1, 0))).toEqual(check(0xb, 0x4b));
  });
});

describe('execute', () => {
  it('survives any bytes, changes nothing it refuses, and agrees with checkCdb', () => {
    const { server, store } = disk({}, createMemoryStore(CAPACITY));
    const opcode = fc.constantFrom(
      0,
      3,
      8,
      0x0a,
      0x12,
      0x15,
      0x1a,
      0x1b,
      0x25,
      0x28,
      0x2a,
      0x2f,
      0x35,
      0x41,
      0x55,
      0x5a,
      0x88,
      0x8a,
      0x93,
      0x9e,
      0xa0,
      0xa3,
      0xc5,
    );
    fc.assert(
      fc.property(
        fc.oneof(opcode, fc.nat(255)),
        fc.uint8Array({ minLength: 15, maxLength: 260 }),
        fc.uint8Array({ maxLength: 1200 }),
        (first, rest, dataOut) => {
          if (first === 0x7f) return;
          const cdb = server.decode(Uint8Array.of(first, ...rest));
          const before = store.read(0, CAPACITY);
          const refused = server.checkCdb(cdb);
          expect(Buffer.compare(store.read(0, CAPACITY), before)).toBe(0);
          const outcome = server.execute(cdb, dataOut);
          if (refused !== null) expect(outcome).toEqual({ status: 'CHECK_CONDITION', sense: refused });
          if (outcome.status === 'CHECK_CONDITION') expect(Buffer.compare(store.read(0, CAPACITY), before)).toBe(0);
          else
            expect(outcome.dataIn.length).toBeLessThanOrEqual(cdb.transfer.direction === 'in' ? cdb.transfer.bytes : 0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
