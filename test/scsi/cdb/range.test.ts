import { describe, expect, it } from 'vitest';
import { decodeCdb } from '../../../src/scsi/cdb/decode.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { classifyRange } from '../../../src/scsi/cdb/range.ts';

const CAPACITY = 100;

describe('classifyRange', () => {
  it.each([
    [0, 1, 'inside'],
    [0, 100, 'inside'],
    [99, 1, 'inside'],
    [100, 0, 'inside'],
    [99, 2, 'beyond'],
    [100, 1, 'beyond'],
    [101, 0, 'beyond'],
    [0xffffffff, 1, 'beyond'],
  ])('READ(10) of %i, %i blocks lies %s', (lba, transferLength, expected) => {
    expect(classifyRange(decodeCdb(encodeCdb('READ(10)', { lba, transferLength })), CAPACITY)).toBe(expected);
  });

  it('does not lose the largest addresses to rounding', () => {
    const cdb = decodeCdb(encodeCdb('READ(16)', { lba: 2n ** 64n - 1n, transferLength: 1 }));
    expect(classifyRange(cdb, Number.MAX_SAFE_INTEGER)).toBe('beyond');
  });

  it('takes 0 blocks as all that follow where the command says so', () => {
    expect(classifyRange(decodeCdb(encodeCdb('SYNCHRONIZE CACHE(10)', { lba: 99 })), CAPACITY)).toBe('inside');
    expect(classifyRange(decodeCdb(encodeCdb('SYNCHRONIZE CACHE(10)', { lba: 100 })), CAPACITY)).toBe('beyond');
  });

  it('is none for commands without blocks', () => {
    expect(classifyRange(decodeCdb(encodeCdb('TEST UNIT READY')), CAPACITY)).toBe('none');
  });
});
