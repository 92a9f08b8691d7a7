import { describe, expect, it } from 'vitest';
import { encodeCdb } from '../../src/scsi/cdb/encode.ts';
import { IntegrityOracle } from '../../src/workload/integrity.ts';
import type { WorkloadRequest } from '../../src/workload/workload-request.ts';

const blockSize = 512;
const old = new Uint8Array(blockSize).fill(0xa5);
const request = (index: number, name: 'READ(10)' | 'WRITE(10)', lba: number): WorkloadRequest => ({
  index,
  entry: 'strategy',
  cdb: encodeCdb(name, { lba, transferLength: 1 }),
  operation: name === 'READ(10)' ? 'read' : 'write',
  direction: name === 'READ(10)' ? 'in' : 'out',
  range: { lba, blocks: 1 },
  bytes: blockSize,
  tag: 'simple',
  flags: [],
  failfast: false,
  outstandingLimit: 0,
  where: 'here',
});
const oracle = () =>
  new IntegrityOracle(
    () => ({ blockSize, capacity: 100 }),
    () => old,
  );
const mismatches = (o: IntegrityOracle, data: Uint8Array) => o.completedGood(request(9, 'READ(10)', 7), data).length;

describe('a medium that is not blank', () => {
  it('must return what it held before', () => {
    expect(mismatches(oracle(), old)).toBe(0);
    expect(mismatches(oracle(), new Uint8Array(blockSize))).toBe(1);
  });

  it('may return the old or the new content after a write that failed', () => {
    const o = oracle();
    const write = request(0, 'WRITE(10)', 7);
    o.submitted(write);
    o.failed(write);
    expect(mismatches(o, old)).toBe(0);
    expect(mismatches(o, o.dataFor(write))).toBe(0);
    expect(mismatches(o, new Uint8Array(blockSize))).toBe(1);
  });

  it('must return the new content after a good write', () => {
    const o = oracle();
    const write = request(0, 'WRITE(10)', 7);
    o.submitted(write);
    o.completedGood(write);
    expect(mismatches(o, old)).toBe(1);
    expect(mismatches(o, o.dataFor(write))).toBe(0);
  });
});
