import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillBlock } from '../../src/workload/block-content.ts';
import { ClosedLoop } from '../../src/workload/closed-loop.ts';
import { loadFtrace } from '../../src/workload/ftrace.ts';
import { IntegrityOracle, MISMATCH_LIMIT } from '../../src/workload/integrity.ts';
import { changesBlocks, requestsFromCommands, type WorkloadRequest } from '../../src/workload/workload-request.ts';
import { geometryOf, recorded, requestsOf, writeSame16 } from './request-samples.ts';

const BLOCK = 512;

/** A disk that does what it is told, for the oracle to look at. */
class Disk {
  readonly bytes: Buffer;

  constructor(blocks: number) {
    this.bytes = Buffer.alloc(blocks * BLOCK);
  }

  execute({ operation, range }: WorkloadRequest, dataOut: Uint8Array, blocks = range?.blocks ?? 0): Uint8Array {
    if (range === undefined) return new Uint8Array(0);
    const area = this.bytes.subarray(range.lba * BLOCK, (range.lba + blocks) * BLOCK);
    if (operation === 'write') area.set(dataOut.subarray(0, area.length));
    if (operation === 'writeSame') area.fill(dataOut.length === 0 ? Buffer.alloc(1) : dataOut);
    return operation === 'read' ? Uint8Array.from(area) : new Uint8Array(0);
  }
}

/** Requests run to their good end, one after the other; gives the mismatches of all. */
function runGood(oracle: IntegrityOracle, disk: Disk, requests: readonly WorkloadRequest[]) {
  return requests.flatMap((request) => {
    oracle.submitted(request);
    return oracle.completedGood(request, disk.execute(request, oracle.dataFor(request)));
  });
}

const write = (lba: number, blocks = 1, more: object = {}): object => ({ write: { lba, blocks }, ...more });
const read = (lba: number, blocks = 1, more: object = {}): object => ({ read: { lba, blocks }, ...more });

describe('the integrity oracle', () => {
  it('accepts what a correct disk returns', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const requests = requestsOf([write(2, 4), write(4, 1), read(0, 8), { flush: {} }, { inquiry: {} }, read(4)]);
    expect(runGood(oracle, new Disk(8), requests)).toEqual([]);
    expect(oracle.report()).toEqual({
      bytesRead: 9 * BLOCK,
      bytesWritten: 5 * BLOCK,
      mismatches: 0,
      firstMismatches: [],
    });
  });

  it('expects zeros where nobody has written', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const [request] = requestsOf([read(3, 2)]) as [WorkloadRequest];
    const data = new Uint8Array(2 * BLOCK);
    data[BLOCK + 17] = 1;
    expect(oracle.completedGood(request, data)).toEqual([
      { lba: 4, expected: [0], found: 'unrecognised', where: 'scenario.yaml:0' },
    ]);
  });

  it('detects a write that was lost, and says what is there instead', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(8);
    const [first, second, back] = requestsOf([write(0, 2), write(1, 1), read(0, 2, { unit: undefined })]) as [
      WorkloadRequest,
      WorkloadRequest,
      WorkloadRequest,
    ];
    runGood(oracle, disk, [first]);
    oracle.submitted(second);
    oracle.completedGood(second);
    expect(runGood(oracle, disk, [back])).toEqual([
      { lba: 1, expected: [2], found: { stamp: 1, lba: 1 }, where: 'scenario.yaml:2' },
    ]);
    expect(oracle.report().mismatches).toBe(1);
  });

  it('detects a block that is out of place', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(8);
    const requests = requestsOf([write(0, 3), read(0, 3)]);
    runGood(oracle, disk, requests.slice(0, 1));
    disk.bytes.copy(disk.bytes, 0, BLOCK, 2 * BLOCK);
    expect(runGood(oracle, disk, requests.slice(1))).toMatchObject([{ lba: 0, found: { stamp: 1, lba: 1 } }]);
  });

  it('detects data that is missing', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const [request] = requestsOf([read(0, 3)]) as [WorkloadRequest];
    expect(oracle.completedGood(request, new Uint8Array(BLOCK + 10)).map(({ lba, found }) => [lba, found])).toEqual([
      [1, 'missing'],
      [2, 'missing'],
    ]);
    expect(oracle.completedGood(request)).toHaveLength(3);
    expect(oracle.report()).toMatchObject({ bytesRead: BLOCK + 10, mismatches: 5 });
  });

  it('accepts old or new after a failed write, and nothing else, block by block', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(8);
    const [good, bad, back] = requestsOf([write(0, 3), write(0, 3), read(0, 3)]) as [
      WorkloadRequest,
      WorkloadRequest,
      WorkloadRequest,
    ];
    runGood(oracle, disk, [good]);
    oracle.submitted(bad);
    disk.execute(bad, oracle.dataFor(bad), 1);
    oracle.failed(bad);
    expect(runGood(oracle, disk, [back])).toEqual([]);
    disk.bytes.fill(0, BLOCK, 2 * BLOCK);
    expect(runGood(oracle, disk, [back])).toMatchObject([{ lba: 1, expected: [1, 2], found: 'zeros' }]);
  });

  it('adds up several failures and forgets them at the next good write', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const requests = requestsOf([write(0), write(0), write(0), read(0), write(0)]);
    const [one, two, three, back, good] = requests as [
      WorkloadRequest,
      WorkloadRequest,
      WorkloadRequest,
      WorkloadRequest,
      WorkloadRequest,
    ];
    for (const failing of [one, two, three]) {
      oracle.submitted(failing);
      oracle.failed(failing);
    }
    for (const stamp of [0, 1, 2, 3]) expect(oracle.completedGood(back, fillBlock(stamp, 0, BLOCK))).toEqual([]);
    oracle.submitted(good);
    oracle.completedGood(good);
    for (const stamp of [0, 1, 2, 3]) {
      expect(oracle.completedGood(back, fillBlock(stamp, 0, BLOCK))).toMatchObject([{ expected: [5] }]);
    }
    expect(oracle.completedGood(back, fillBlock(5, 0, BLOCK))).toEqual([]);
  });

  it('does not compare a read that failed', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const [request] = requestsOf([read(0)]) as [WorkloadRequest];
    oracle.submitted(request);
    oracle.failed(request);
    expect(oracle.report()).toMatchObject({ bytesRead: 0, mismatches: 0 });
  });

  it('follows WRITE SAME: one block of data, the same content everywhere', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(8);
    const [same, back] = [...recorded(writeSame16(2, 4)), ...requestsOf([read(0), read(0, 8)]).slice(1)] as [
      WorkloadRequest,
      WorkloadRequest,
    ];
    expect(oracle.dataFor(same)).toHaveLength(BLOCK);
    expect(runGood(oracle, disk, [same, back])).toEqual([]);
    expect(disk.bytes.compare(disk.bytes, 2 * BLOCK, 3 * BLOCK, 5 * BLOCK, 6 * BLOCK)).toBe(0);
    disk.bytes.set(fillBlock(1, 5, BLOCK), 5 * BLOCK);
    expect(runGood(oracle, disk, [back])).toMatchObject([{ lba: 5, expected: [1], found: { stamp: 1, lba: 5 } }]);
    expect(oracle.report().bytesWritten).toBe(BLOCK);
  });

  it('follows WRITE SAME without data-out: zeros', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(4);
    const [first, back] = requestsOf([write(0, 4), read(0, 4)]) as [WorkloadRequest, WorkloadRequest];
    const [clear] = recorded(writeSame16(1, 2, 0x01)) as [WorkloadRequest];
    expect(oracle.dataFor(clear)).toHaveLength(0);
    expect(runGood(oracle, disk, [first, clear, back])).toEqual([]);
    disk.execute(first, oracle.dataFor(first));
    expect(runGood(oracle, disk, [back]).map(({ lba, expected }) => [lba, expected])).toEqual([
      [1, [0]],
      [2, [0]],
    ]);
  });

  it('follows data that the workload fixes', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(4);
    const dataOut = Buffer.alloc(2 * BLOCK, 'fixed').toString('hex');
    const [fixed, back] = requestsOf([{ cdb: '2a 00 00 00 00 01 00 00 02 00', dataOut }, read(0, 4)]) as [
      WorkloadRequest,
      WorkloadRequest,
    ];
    expect(Buffer.from(oracle.dataFor(fixed)).toString('hex')).toBe(dataOut);
    expect(runGood(oracle, disk, [fixed, back])).toEqual([]);
    disk.bytes[2 * BLOCK] = 0;
    expect(runGood(oracle, disk, [back])).toMatchObject([{ lba: 2, expected: [1] }]);
  });

  it('gives VERIFY with byte check the content that is there, and other data-out zeros', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(4);
    const [good, verify] = requestsOf([write(1, 2), { cdb: '2f 02 00 00 00 00 00 00 04 00' }]) as [
      WorkloadRequest,
      WorkloadRequest,
    ];
    runGood(oracle, disk, [good]);
    expect(Buffer.compare(oracle.dataFor(verify), disk.bytes)).toBe(0);
    const [modeSelect] = recorded('15 10 00 00 18 00') as [WorkloadRequest];
    expect(oracle.dataFor(modeSelect)).toEqual(new Uint8Array(24));
  });

  it('keeps the units apart', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const requests = requestsOf([write(0, 1, { unit: 'a' }), read(0, 1, { unit: 'b' })]);
    const found = runGood(oracle, new Disk(1), requests);
    expect(found).toMatchObject([{ unit: 'b', lba: 0, expected: [0], found: { stamp: 1, lba: 0 } }]);
  });

  it('compares a part of a request by its LBA range', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const disk = new Disk(8);
    runGood(oracle, disk, requestsOf([write(0, 8)]));
    expect(oracle.compareRange(undefined, 5, disk.bytes.subarray(5 * BLOCK, 7 * BLOCK), 'here:1')).toEqual([]);
    expect(oracle.compareRange(undefined, 4, disk.bytes.subarray(5 * BLOCK, 6 * BLOCK), 'here:1')).toMatchObject([
      { lba: 4, where: 'here:1' },
    ]);
  });

  it('counts every mismatch but repeats only the first', () => {
    const oracle = new IntegrityOracle(geometryOf);
    const [request] = requestsOf([read(0, 300)]) as [WorkloadRequest];
    expect(oracle.completedGood(request)).toHaveLength(300);
    const { mismatches, firstMismatches } = oracle.report();
    expect([mismatches, firstMismatches.length]).toEqual([300, MISMATCH_LIMIT]);
    expect(oracle.completedGood(request)).toHaveLength(300);
    expect(oracle.report().firstMismatches).toHaveLength(MISMATCH_LIMIT);
  });

  it('finds no fault with a correct disk under ClosedLoop, and every fault of a disk that flips a byte', () => {
    const entry = fc.record({
      kind: fc.constantFrom('read', 'write', 'same'),
      lba: fc.nat({ max: 12 }),
      blocks: fc.integer({ min: 1, max: 4 }),
      /** How many blocks reach the medium before the request fails; undefined: all, and it is good. */
      failsAfter: fc.option(fc.nat({ max: 4 }), { nil: undefined, freq: 3 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (entries, picks) => {
        const requests = requestsOf(
          entries.map(({ kind, lba, blocks }) =>
            // The payload of WRITE SAME is fixed here, as a scenario must.
            kind === 'same'
              ? { cdb: writeSame16(lba, blocks), dataOut: Buffer.alloc(BLOCK, lba + 1).toString('hex') }
              : { [kind]: { lba, blocks } },
          ),
        );
        const oracle = new IntegrityOracle(geometryOf);
        const disk = new Disk(16);
        const loop = new ClosedLoop(requests, { depth: 4 });
        const outstanding: WorkloadRequest[] = [];
        while (!loop.done) {
          const next = loop.next();
          if (next !== undefined && next !== 'wait') {
            oracle.submitted(next);
            outstanding.push(next);
            continue;
          }
          const [request] = outstanding.splice((picks.next().value ?? 0) % outstanding.length, 1);
          if (request === undefined) throw new Error('stuck');
          const failsAfter = entries[request.index]?.failsAfter;
          const reached = Math.min(failsAfter ?? 4, request.range?.blocks ?? 0);
          const dataIn = disk.execute(request, oracle.dataFor(request), reached);
          if (failsAfter === undefined) oracle.completedGood(request, dataIn);
          else oracle.failed(request);
          loop.completed(request.index);
        }
        expect(oracle.report().firstMismatches).toEqual([]);
        expect(oracle.compareRange(undefined, 0, disk.bytes, 'end')).toEqual([]);
        const at = (picks.next().value ?? 0) % disk.bytes.length;
        disk.bytes[at] = (disk.bytes[at] ?? 0) ^ 0x55;
        const found = oracle.compareRange(undefined, 0, disk.bytes, 'end');
        expect(found.map(({ lba }) => lba)).toEqual([Math.floor(at / BLOCK)]);
      }),
      { numRuns: 400, seed: 6 },
    );
  });

  it('follows the recorded ext4 workload without a mismatch, and finds one write that is dropped', async () => {
    const file = fileURLToPath(new URL('../data/ext4-mixed.trace.txt.gz', import.meta.url));
    const { commands } = await loadFtrace(file);
    const requests = [...requestsFromCommands(commands, { geometryOf })];
    const oracle = new IntegrityOracle(geometryOf);
    expect(runGood(oracle, new Disk(131_072), requests)).toEqual([]);
    const blocks = (opcode: number): number =>
      requests.reduce((sum, { cdb, range }) => sum + (cdb[0] === opcode ? (range?.blocks ?? 0) : 0), 0);
    expect(oracle.report()).toMatchObject({
      bytesRead: blocks(0x28) * BLOCK,
      bytesWritten: (blocks(0x2a) + 12) * BLOCK,
      mismatches: 0,
    });

    const dropped = requests.find((request, index) => {
      const end = (request.range?.lba ?? 0) + (request.range?.blocks ?? 0);
      const touches = ({ range }: WorkloadRequest): boolean =>
        range !== undefined && range.lba < end && (request.range?.lba ?? 0) < range.lba + range.blocks;
      const next = requests.slice(index + 1).find(touches);
      return changesBlocks(request) && next?.operation === 'read';
    });
    const second = new IntegrityOracle(geometryOf);
    const lossy = new Disk(131_072);
    for (const request of requests) {
      second.submitted(request);
      const reached = request === dropped ? 0 : undefined;
      second.completedGood(request, lossy.execute(request, second.dataFor(request), reached));
    }
    expect(second.report().mismatches).toBeGreaterThan(0);
  });
});
