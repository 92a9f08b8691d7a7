/** Bytes at the start of a stamped block that name it: stamp and LBA, 64 bits each, big endian. */
const HEADER = 16;

/**
 * Fills one block with content that depends on `stamp` and `lba` alone: both of them in clear at the start, a
 * pseudo-random pattern behind, so that a block out of place, torn or shifted differs. Stamp 0 is the block that nobody
 * wrote: zeros.
 *
 * @param block - its length is the block size, at least 16 bytes.
 * @param stamp - a whole number from 0.
 */
export function fillBlockInto(block: Uint8Array, stamp: number, lba: number): void {
  if (block.length < HEADER) throw new RangeError(`a block of ${block.length} bytes holds no stamp`);
  if (stamp === 0) {
    block.fill(0);
    return;
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  view.setBigUint64(0, BigInt(stamp));
  view.setBigUint64(8, BigInt(lba));
  // xorshift32 stays at zero once there, so it must not start there.
  let state = seedOf(stamp, lba) || 1;
  let offset = HEADER;
  for (; offset + 4 <= block.length; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    view.setInt32(offset, state);
  }
  for (; offset < block.length; offset += 1) block[offset] = state >>> (8 * (offset & 3));
}

/** Mixes all bits of both numbers into 32. */
function seedOf(stamp: number, lba: number): number {
  let seed = 0;
  for (const word of [stamp, stamp / 2 ** 32, lba, lba / 2 ** 32]) {
    seed = Math.imul(seed ^ word, 0x9e3779b1);
    seed ^= seed >>> 15;
  }
  return seed;
}

/**
 * The content of the block that a write with this stamp puts at this LBA.
 *
 * @param blockSize - bytes, at least 16.
 */
export function fillBlock(stamp: number, lba: number, blockSize: number): Uint8Array {
  const block = new Uint8Array(blockSize);
  fillBlockInto(block, stamp, lba);
  return block;
}

/** What a block turns out to be: the intact block of a write, zeros, not (all) there, or none of these. */
export type FoundBlock = { readonly stamp: number; readonly lba: number } | 'zeros' | 'missing' | 'unrecognised';

/** Identifies the content of a block, which should have `blockSize` bytes (at least 16). */
export function recogniseBlock(block: Uint8Array, blockSize: number): FoundBlock {
  if (block.length < blockSize) return 'missing';
  if (block.every((byte) => byte === 0)) return 'zeros';
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const stamp = Number(view.getBigUint64(0));
  const lba = Number(view.getBigUint64(8));
  if (!Number.isSafeInteger(stamp) || !Number.isSafeInteger(lba)) return 'unrecognised';
  return Buffer.compare(block, fillBlock(stamp, lba, block.length)) === 0 ? { stamp, lba } : 'unrecognised';
}
