import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataPlane } from '../../src/data-plane/data-plane.ts';
import { createMemoryStore } from '../../src/scsi/block-store/memory.ts';
import { decodeCdb } from '../../src/scsi/cdb/decode.ts';
import { encodeCdb } from '../../src/scsi/cdb/encode.ts';
import { DeviceServer } from '../../src/scsi/device-server.ts';
import type { WorkloadRequest } from '../../src/workload/workload-request.ts';

const blockSize = 512;
const capacity = 4096;
const slot = 'd0.1';

type Named = 'READ(6)' | 'WRITE(6)' | 'READ(10)' | 'WRITE(10)' | 'READ(16)' | 'WRITE(16)';

function cdbOf(name: Named, lba: number, blocks: number): Uint8Array {
  return name === 'READ(16)' || name === 'WRITE(16)'
    ? encodeCdb(name, { lba: BigInt(lba), transferLength: blocks })
    : encodeCdb(name, { lba, transferLength: blocks });
}

/** A request in its slot, on a disk whose every byte is the number of its block. */
function placed(name: Named, lba: number, blocks: number, window: number) {
  const store = createMemoryStore(capacity, blockSize);
  for (let block = 0; block < capacity; block++) store.write(block, new Uint8Array(blockSize).fill(block % 251));
  const data = new DataPlane(new Map([['d0', { server: new DeviceServer(store), blockSize, blocks: capacity }]]), {
    splitAt: 131_072,
    dmaWindow: window,
  });
  const write = name.startsWith('WRITE');
  const request: WorkloadRequest = {
    index: 0,
    entry: 'strategy',
    cdb: cdbOf(name, lba, blocks),
    operation: write ? 'write' : 'read',
    direction: write ? 'out' : 'in',
    range: { lba, blocks },
    bytes: blocks * blockSize,
    tag: 'simple',
    flags: [],
    failfast: false,
    outstandingLimit: 0,
    where: 'here',
  };
  const buffer = new Uint8Array(blocks * blockSize);
  if (write) for (const [i] of buffer.entries()) buffer[i] = (Math.floor(i / blockSize) + 100) % 251;
  data.place(slot, 'd0', request, buffer);
  return { data, store, buffer };
}

/** What the present window asks the disk for. */
function asked(data: DataPlane) {
  const { cdb, length } = data.record(slot) ?? { cdb: new Uint8Array(), length: 0 };
  const { range, length: cdbLength } = decodeCdb(cdb, blockSize);
  return { lba: range?.lba ?? -1, blocks: range?.blocks ?? -1, bytes: length, cdbLength };
}

/** Moves through the windows as the packet does, `times` of them, or all. */
function through(data: DataPlane, times = Number.POSITIVE_INFINITY) {
  const windows: ReturnType<typeof asked>[] = [];
  for (let window: 'first' | 'next' = 'first'; windows.length < times; window = 'next') {
    const resid = data.exceedsWindow(slot) ? 'partial' : 'zero';
    if (window === 'next' || resid === 'partial') data.carryOut({ type: 'effect.dmaWindow', slot, window, resid });
    data.carryOut({ type: 'effect.execute', slot, lun: 'd0', resid: 'zero' });
    windows.push(asked(data));
    if (resid === 'zero') break;
  }
  return windows;
}

const transfers = fc.record({
  name: fc.constantFrom<Named>('READ(6)', 'WRITE(6)', 'READ(10)', 'WRITE(10)', 'READ(16)', 'WRITE(16)'),
  lba: fc.integer({ min: 0, max: 3000 }),
  blocks: fc.integer({ min: 1, max: 255 }),
  window: fc.integer({ min: 1, max: 140_000 }),
});

describe('DMA windows', () => {
  it('cover the transfer in order, each block once, in CDBs of one length', () => {
    fc.assert(
      fc.property(transfers, ({ name, lba, blocks, window }) => {
        const { data } = placed(name, lba, blocks, window);
        const windows = through(data);
        let next = lba;
        for (const each of windows) {
          expect(each.lba).toBe(next);
          expect(each.bytes).toBe(each.blocks * blockSize);
          expect(each.bytes).toBeLessThanOrEqual(Math.max(window, blockSize));
          next += each.blocks;
        }
        expect(next).toBe(lba + blocks);
        expect(new Set(windows.map(({ cdbLength }) => cdbLength)).size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('move every byte to its place', () => {
    fc.assert(
      fc.property(transfers, ({ name, lba, blocks, window }) => {
        const { data, store, buffer } = placed(name, lba, blocks, window);
        const sent = buffer.slice();
        through(data);
        for (let i = 0; i < blocks; i++) {
          const wanted = name.startsWith('WRITE') ? sent[i * blockSize] : (lba + i) % 251;
          const at = name.startsWith('WRITE') ? store.read(lba + i, 1)[0] : buffer[i * blockSize];
          expect(at).toBe(wanted);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('begin at the first block again when the DMA resources were freed', () => {
    const { data } = placed('WRITE(10)', 64, 40, 16 * blockSize);
    expect(through(data, 2).map(({ lba, blocks }) => [lba, blocks])).toEqual([
      [64, 16],
      [80, 16],
    ]);
    data.carryOut({ type: 'effect.dmaFree', slot });
    expect(asked(data)).toMatchObject({ lba: 64, blocks: 40 });
    expect(through(data).map(({ lba, blocks }) => [lba, blocks])).toEqual([
      [64, 16],
      [80, 16],
      [96, 8],
    ]);
  });

  it('hold half of what is left where only a fault rule makes resources short', () => {
    const { data } = placed('READ(10)', 0, 9, 0);
    expect(data.exceedsWindow(slot)).toBe(false);
    data.carryOut({ type: 'effect.dmaWindow', slot, window: 'first', resid: 'partial' });
    expect(asked(data)).toMatchObject({ lba: 0, blocks: 5 });
    data.carryOut({ type: 'effect.dmaWindow', slot, window: 'next', resid: 'zero' });
    expect(asked(data)).toMatchObject({ lba: 5, blocks: 4 });
  });
});
