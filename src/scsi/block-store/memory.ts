import { InputError } from '../../input-error.ts';
import { assertInside, type BlockStore, wholeBlocks } from './block-store.ts';

/** A store in memory, whose cost can be asked. */
export interface MemoryBlockStore extends BlockStore {
  /** Bytes held for blocks that were written; the rest of the disk costs nothing. */
  readonly allocatedBytes: number;
}

/** Blocks that are allocated together: large transfers touch few pieces, single blocks waste little. */
const BLOCKS_PER_CHUNK = 8;

/**
 * A disk in memory that reads as zeros until written.
 * @param blocks number of blocks, at least 1
 * @param blockSize bytes per block, at least 1
 * @throws InputError `store-size` for other sizes.
 */
export function createMemoryStore(blocks: number, blockSize = 512): MemoryBlockStore {
  for (const [what, value] of Object.entries({ blocks, 'block size': blockSize })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InputError({ code: 'store-size', given: `${what} ${value}`, accepted: 'an integer from 1' });
    }
  }
  const chunks = new Map<number, Uint8Array>();
  const chunkSize = BLOCKS_PER_CHUNK * blockSize;

  /** Calls `visit` for each chunk that a byte range touches. */
  function eachChunk(
    lba: number,
    count: number,
    visit: (chunk: number, from: number, length: number, at: number) => void,
  ) {
    const start = lba * blockSize;
    const end = start + count * blockSize;
    for (let position = start; position < end; ) {
      const chunk = Math.floor(position / chunkSize);
      const from = position - chunk * chunkSize;
      const length = Math.min(chunkSize - from, end - position);
      visit(chunk, from, length, position - start);
      position += length;
    }
  }

  return {
    blocks,
    blockSize,
    readOnly: false,
    get allocatedBytes() {
      return chunks.size * chunkSize;
    },
    read(lba, count) {
      assertInside(lba, count, blocks);
      const data = new Uint8Array(count * blockSize);
      eachChunk(lba, count, (chunk, from, length, at) => {
        const held = chunks.get(chunk);
        if (held !== undefined) data.set(held.subarray(from, from + length), at);
      });
      return data;
    },
    write(lba, data) {
      const count = wholeBlocks(data, blockSize);
      assertInside(lba, count, blocks);
      eachChunk(lba, count, (chunk, from, length, at) => {
        const held = chunks.get(chunk) ?? new Uint8Array(chunkSize);
        held.set(data.subarray(at, at + length), from);
        chunks.set(chunk, held);
      });
    },
    flush() {},
    close() {
      chunks.clear();
    },
  };
}
