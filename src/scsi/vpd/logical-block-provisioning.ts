import { FieldTable, type FieldValues } from '../field-table.ts';
import { VPD_HEADER_LENGTH, vpdContents } from './page.ts';

/** Page code of logical block provisioning (SBC-3 6.5.4). */
export const LOGICAL_BLOCK_PROVISIONING = 0xb2;

/** Logical block provisioning page without provisioning group descriptor. */
export const logicalBlockProvisioningTable = new FieldTable('logical block provisioning VPD page', 8, [
  { name: 'pageCode', byte: 1, bit: 7, width: 8, meaning: 'page' },
  { name: 'pageLength', byte: 2, bit: 7, width: 16, meaning: 'bytes that follow' },
  { name: 'thresholdExponent', byte: 4, bit: 7, width: 8, meaning: 'threshold set size, power of two blocks' },
  { name: 'unmap', byte: 5, bit: 7, width: 1, meaning: 'UNMAP is supported (LBPU)' },
  { name: 'writeSame16Unmap', byte: 5, bit: 6, width: 1, meaning: 'WRITE SAME(16) can unmap (LBPWS)' },
  { name: 'writeSame10Unmap', byte: 5, bit: 5, width: 1, meaning: 'WRITE SAME(10) can unmap (LBPWS10)' },
  { name: 'readsZero', byte: 5, bit: 4, width: 3, meaning: 'unmapped blocks read as zero (LBPRZ)' },
  { name: 'anchor', byte: 5, bit: 1, width: 1, meaning: 'anchoring is supported (ANC_SUP)' },
  { name: 'group', byte: 5, bit: 0, width: 1, meaning: 'a group descriptor follows (DP)' },
  {
    name: 'provisioningType',
    byte: 6,
    bit: 2,
    width: 3,
    meaning: 'provisioning',
    values: { 0: 'full, or not stated', 1: 'resource', 2: 'thin' },
  },
]);

/** The provisioning capabilities themselves. */
export type LogicalBlockProvisioning = Omit<
  FieldValues<(typeof logicalBlockProvisioningTable)['fields']>,
  'pageCode' | 'pageLength'
>;

/** Builds page B2h; what is not given is 0, so that no argument describes a fully provisioned unit. */
export function buildLogicalBlockProvisioning(provisioning: Partial<LogicalBlockProvisioning> = {}): Uint8Array {
  const pageLength = logicalBlockProvisioningTable.length - VPD_HEADER_LENGTH;
  return logicalBlockProvisioningTable.encode({ ...provisioning, pageCode: LOGICAL_BLOCK_PROVISIONING, pageLength });
}

/**
 * Reads page B2h; what was cut off is 0.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseLogicalBlockProvisioning(bytes: Uint8Array): LogicalBlockProvisioning {
  const page = new Uint8Array(logicalBlockProvisioningTable.length);
  page.set(
    vpdContents(bytes, LOGICAL_BLOCK_PROVISIONING).subarray(0, page.length - VPD_HEADER_LENGTH),
    VPD_HEADER_LENGTH,
  );
  const { pageCode: _pageCode, pageLength: _pageLength, ...fields } = logicalBlockProvisioningTable.decode(page);
  return fields;
}
