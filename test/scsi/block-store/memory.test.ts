import { describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input-error.ts';
import { BlockRangeError } from '../../../src/scsi/block-store/block-store.ts';
import { createMemoryStore } from '../../../src/scsi/block-store/memory.ts';
import { storeContract } from './contract.ts';

storeContract('memory', (blocks, blockSize) => createMemoryStore(blocks, blockSize));

describe('memory store', () => {
  it('costs only what was written', () => {
    const store = createMemoryStore(131072);
    expect(store.allocatedBytes).toBe(0);
    store.read(0, 1024);
    expect(store.allocatedBytes).toBe(0);
    store.write(100_000, new Uint8Array(512).fill(1));
    expect(store.allocatedBytes).toBeLessThanOrEqual(4096);
  });

  it('can be larger than any memory', () => {
    const store = createMemoryStore(2 ** 40);
    store.write(2 ** 40 - 1, new Uint8Array(512).fill(7));
    expect(store.read(2 ** 40 - 2, 2)[512]).toBe(7);
    expect(() => store.read(2 ** 40, 1)).toThrow(BlockRangeError);
  });

  it.each([
    [0, 512],
    [1.5, 512],
    [8, 0],
    [Number.NaN, 512],
  ])('refuses %d blocks of %d bytes', (blocks, blockSize) => {
    expect(() => createMemoryStore(blocks, blockSize)).toThrow(InputError);
  });
});
