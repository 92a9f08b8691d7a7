import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillBlock, recogniseBlock } from '../../src/workload/block-content.ts';

describe('stamped blocks', () => {
  it('are zeros for stamp 0', () => {
    expect(fillBlock(0, 7, 512)).toEqual(new Uint8Array(512));
  });

  it('are told apart by stamp and by LBA, over their whole length, and recognised', () => {
    const number = fc.integer({ min: 1, max: 2 ** 40 });
    fc.assert(
      fc.property(number, number, fc.constantFrom(512, 520, 4096), (stamp, lba, size) => {
        const block = fillBlock(stamp, lba, size);
        expect(recogniseBlock(block, size)).toEqual({ stamp, lba });
        const other = fillBlock(stamp, lba + 1, size);
        expect(Buffer.compare(block.subarray(16), other.subarray(16))).not.toBe(0);
        expect(Buffer.compare(block.subarray(-64), fillBlock(stamp + 1, lba, size).subarray(-64))).not.toBe(0);
      }),
      { seed: 4 },
    );
  });

  it('are not recognised when one byte differs', () => {
    fc.assert(
      fc.property(fc.nat({ max: 511 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const block = fillBlock(3, 9, 512);
        block[at] = (block[at] ?? 0) ^ flip;
        expect(recogniseBlock(block, 512)).toBe('unrecognised');
      }),
      { seed: 5 },
    );
  });

  it('are told from zeros, from nothing and from other content', () => {
    expect(recogniseBlock(new Uint8Array(512), 512)).toBe('zeros');
    expect(recogniseBlock(new Uint8Array(0), 512)).toBe('missing');
    expect(recogniseBlock(fillBlock(1, 1, 512).subarray(0, 100), 512)).toBe('missing');
    expect(recogniseBlock(new Uint8Array(512).fill(0xff), 512)).toBe('unrecognised');
  });

  it('cannot be smaller than their stamp', () => {
    expect(() => fillBlock(1, 1, 8)).toThrow(RangeError);
  });
});
