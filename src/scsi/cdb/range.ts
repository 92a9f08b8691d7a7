import type { DecodedCdb } from './decode.ts';

/** Where the blocks of a command lie: on the medium, wholly or partly beyond its end, or nowhere (no blocks addressed). */
export type CdbRangeClass = 'inside' | 'beyond' | 'none';

/**
 * Compares the blocks a command addresses with a capacity.
 * @param capacity number of blocks of the logical unit, not the address of the last one
 */
export function classifyRange(cdb: DecodedCdb, capacity: number): CdbRangeClass {
  if (cdb.range === undefined) return 'none';
  return firstBlockBeyond(cdb, capacity) === undefined ? 'inside' : 'beyond';
}

/**
 * First addressed block that the medium does not have, or undefined. A transfer of no blocks may start right at the
 * end, because address plus length does not exceed the capacity (SBC-3 4.7).
 */
export function firstBlockBeyond(cdb: DecodedCdb, capacity: number): number | undefined {
  if (cdb.range === undefined) return undefined;
  const { lba, blocks, toEnd } = cdb.range;
  if (toEnd === true) return lba < capacity ? undefined : lba;
  return lba + blocks > capacity ? Math.max(lba, capacity) : undefined;
}
