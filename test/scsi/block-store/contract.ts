import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlockRangeError, type BlockStore } from '../../../src/scsi/block-store/block-store.ts';

const BLOCKS = 40;
const BLOCK_SIZE = 16;

/** What every store must do, whatever it is made of. */
export function storeContract(name: string, create: (blocks: number, blockSize: number) => BlockStore): void {
  describe(`${name} store as a block store`, () => {
    it('behaves like one array of bytes', () => {
      const access = fc.record({ lba: fc.nat(BLOCKS), count: fc.nat(BLOCKS), fill: fc.integer({ min: 1, max: 255 }) });
      fc.assert(
        fc.property(fc.array(access, { maxLength: 20 }), (accesses) => {
          const store = create(BLOCKS, BLOCK_SIZE);
          const model = new Uint8Array(BLOCKS * BLOCK_SIZE);
          for (const { lba, count, fill } of accesses) {
            const data = Uint8Array.from({ length: count * BLOCK_SIZE }, (_, index) => fill + index);
            if (lba + count > BLOCKS) {
              expect(() => store.write(lba, data)).toThrow(BlockRangeError);
              expect(() => store.read(lba, count)).toThrow(BlockRangeError);
            } else {
              store.write(lba, data);
              model.set(data, lba * BLOCK_SIZE);
            }
          }
          expect(store.read(0, BLOCKS)).toEqual(model);
          store.close();
        }),
        { numRuns: 50 },
      );
    });

    it('hands out and keeps copies', () => {
      const store = create(BLOCKS, BLOCK_SIZE);
      const data = new Uint8Array(BLOCK_SIZE).fill(1);
      store.write(3, data);
      data.fill(2);
      store.read(3, 1).fill(3);
      expect(store.read(3, 1)).toEqual(new Uint8Array(BLOCK_SIZE).fill(1));
      store.close();
    });

    it('refuses addresses that are none, and data that are not whole blocks', () => {
      const store = create(BLOCKS, BLOCK_SIZE);
      for (const lba of [-1, 0.5, Number.NaN, BLOCKS + 1]) expect(() => store.read(lba, 0)).toThrow(BlockRangeError);
      expect(() => store.write(0, new Uint8Array(BLOCK_SIZE + 1))).toThrow(TypeError);
      store.close();
      store.close();
    });
  });
}
