import { truncate } from './allocation.ts';
import { FieldTable } from './field-table.ts';

/** What READ CAPACITY tells, by meaning. */
export interface Capacity {
  /** Number of logical blocks, at least 1; the data carry the address of the last one. */
  readonly blocks: number | bigint;
  /** Bytes per logical block. */
  readonly blockSize: number;
}

/** READ CAPACITY(10) data (SBC-3 5.16.2). */
export const readCapacity10Table = new FieldTable('READ CAPACITY(10) data', 8, [
  {
    name: 'lastLba',
    byte: 0,
    bit: 7,
    width: 32,
    meaning: 'last block',
    values: { 0xffffffff: 'use READ CAPACITY(16)' },
  },
  { name: 'blockSize', byte: 4, bit: 7, width: 32, meaning: 'bytes per block' },
]);

/** READ CAPACITY(16) data (SBC-3 5.17.2). */
export const readCapacity16Table = new FieldTable('READ CAPACITY(16) data', 32, [
  { name: 'lastLba', byte: 0, bit: 7, width: 64, meaning: 'last block' },
  { name: 'blockSize', byte: 8, bit: 7, width: 32, meaning: 'bytes per block' },
  { name: 'protectionType', byte: 12, bit: 3, width: 3, meaning: 'protection type less 1' },
  { name: 'protectionEnabled', byte: 12, bit: 0, width: 1, meaning: 'protection information is on the medium' },
  { name: 'physicalExponent', byte: 13, bit: 3, width: 4, meaning: 'logical blocks per physical block, power of two' },
  { name: 'provisioningManaged', byte: 14, bit: 7, width: 1, meaning: 'thin or resource provisioned (LBPME)' },
  { name: 'provisioningReadsZero', byte: 14, bit: 6, width: 1, meaning: 'unmapped blocks read as zero (LBPRZ)' },
  { name: 'lowestAlignedLba', byte: 14, bit: 5, width: 14, meaning: 'first block on a physical boundary' },
]);

const TOO_LARGE_FOR_10 = 0xffff_ffff;

/** Builds READ CAPACITY(10) data; a last address of more than 32 bits reads FFFFFFFFh. */
export function buildReadCapacity10({ blocks, blockSize }: Capacity): Uint8Array {
  const last = BigInt(blocks) - 1n;
  return readCapacity10Table.encode({ lastLba: last < TOO_LARGE_FOR_10 ? Number(last) : TOO_LARGE_FOR_10, blockSize });
}

/** Builds READ CAPACITY(16) data of a fully provisioned unit without protection information. */
export function buildReadCapacity16({ blocks, blockSize }: Capacity, allocationLength = 32): Uint8Array {
  return truncate(readCapacity16Table.encode({ lastLba: BigInt(blocks) - 1n, blockSize }), allocationLength);
}

/**
 * Reads READ CAPACITY(10) data.
 * @returns undefined when the unit is too large for the short form and READ CAPACITY(16) is needed
 * @throws InputError `scsi-length` unless there are exactly 8 bytes.
 */
export function parseReadCapacity10(bytes: Uint8Array): Capacity | undefined {
  const { lastLba, blockSize } = readCapacity10Table.decode(bytes);
  return lastLba === TOO_LARGE_FOR_10 ? undefined : { blocks: lastLba + 1, blockSize };
}

/**
 * Reads READ CAPACITY(16) data; the number of blocks comes back as `bigint`.
 * @throws InputError `scsi-length` unless there are exactly 32 bytes.
 */
export function parseReadCapacity16(bytes: Uint8Array): Capacity {
  const { lastLba, blockSize } = readCapacity16Table.decode(bytes);
  return { blocks: lastLba + 1n, blockSize };
}
