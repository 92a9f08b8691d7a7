import { FieldTable, type FieldValues } from '../field-table.ts';
import { VPD_HEADER_LENGTH, vpdContents } from './page.ts';

/** Page code of block limits (SBC-3 6.5.3). */
export const BLOCK_LIMITS = 0xb0;

/** Block limits page; lengths are in blocks, and 0 means "not stated" except where said otherwise. */
export const blockLimitsTable = new FieldTable('block limits VPD page', 64, [
  { name: 'pageCode', byte: 1, bit: 7, width: 8, meaning: 'page' },
  { name: 'pageLength', byte: 2, bit: 7, width: 16, meaning: 'bytes that follow' },
  { name: 'writeSameNonZero', byte: 4, bit: 0, width: 1, meaning: 'WRITE SAME of 0 blocks is refused (WSNZ)' },
  { name: 'maxCompareAndWrite', byte: 5, bit: 7, width: 8, meaning: 'maximum COMPARE AND WRITE length' },
  { name: 'optimalGranularity', byte: 6, bit: 7, width: 16, meaning: 'optimal transfer length granularity' },
  { name: 'maxTransfer', byte: 8, bit: 7, width: 32, meaning: 'maximum transfer length' },
  { name: 'optimalTransfer', byte: 12, bit: 7, width: 32, meaning: 'optimal transfer length' },
  { name: 'maxPrefetch', byte: 16, bit: 7, width: 32, meaning: 'maximum prefetch length' },
  { name: 'maxUnmapBlocks', byte: 20, bit: 7, width: 32, meaning: 'maximum blocks per UNMAP' },
  { name: 'maxUnmapDescriptors', byte: 24, bit: 7, width: 32, meaning: 'maximum descriptors per UNMAP' },
  { name: 'unmapGranularity', byte: 28, bit: 7, width: 32, meaning: 'optimal UNMAP granularity' },
  { name: 'unmapAlignmentValid', byte: 32, bit: 7, width: 1, meaning: 'alignment is stated (UGAVALID)' },
  { name: 'unmapAlignment', byte: 32, bit: 6, width: 31, meaning: 'UNMAP granularity alignment' },
  { name: 'maxWriteSame', byte: 36, bit: 7, width: 64, meaning: 'maximum WRITE SAME length' },
]);

/** The limits themselves. */
export type BlockLimits = Omit<FieldValues<(typeof blockLimitsTable)['fields']>, 'pageCode' | 'pageLength'>;

/** Builds page B0h; limits not given are 0, "not stated". */
export function buildBlockLimits(limits: Partial<BlockLimits>): Uint8Array {
  const pageLength = blockLimitsTable.length - VPD_HEADER_LENGTH;
  return blockLimitsTable.encode({ ...limits, pageCode: BLOCK_LIMITS, pageLength });
}

/**
 * Reads page B0h. Older devices end it after 16 bytes: what is not there is 0, "not stated".
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseBlockLimits(bytes: Uint8Array): BlockLimits {
  const page = new Uint8Array(blockLimitsTable.length);
  page.set(vpdContents(bytes, BLOCK_LIMITS).subarray(0, page.length - VPD_HEADER_LENGTH), VPD_HEADER_LENGTH);
  const { pageCode: _pageCode, pageLength: _pageLength, ...limits } = blockLimitsTable.decode(page);
  return limits;
}
