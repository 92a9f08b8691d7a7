import { FieldTable, type FieldValues } from '../field-table.ts';
import { VPD_HEADER_LENGTH, vpdContents } from './page.ts';

/** Page code of block device characteristics (SBC-3 6.5.2). */
export const BLOCK_CHARACTERISTICS = 0xb1;

/** Block device characteristics page. */
export const blockCharacteristicsTable = new FieldTable('block device characteristics VPD page', 64, [
  { name: 'pageCode', byte: 1, bit: 7, width: 8, meaning: 'page' },
  { name: 'pageLength', byte: 2, bit: 7, width: 16, meaning: 'bytes that follow' },
  {
    name: 'rotationRate',
    byte: 4,
    bit: 7,
    width: 16,
    meaning: 'revolutions per minute',
    values: { 0: 'not stated', 1: 'does not rotate' },
  },
  { name: 'productType', byte: 6, bit: 7, width: 8, meaning: 'product type' },
  {
    name: 'formFactor',
    byte: 7,
    bit: 3,
    width: 4,
    meaning: 'form factor',
    values: { 0: 'not stated', 1: '5.25 inch', 2: '3.5 inch', 3: '2.5 inch', 4: '1.8 inch' },
  },
]);

/** The characteristics themselves. */
export type BlockCharacteristics = Omit<
  FieldValues<(typeof blockCharacteristicsTable)['fields']>,
  'pageCode' | 'pageLength'
>;

/** Builds page B1h; what is not given is 0, "not stated". */
export function buildBlockCharacteristics(characteristics: Partial<BlockCharacteristics>): Uint8Array {
  const pageLength = blockCharacteristicsTable.length - VPD_HEADER_LENGTH;
  return blockCharacteristicsTable.encode({ ...characteristics, pageCode: BLOCK_CHARACTERISTICS, pageLength });
}

/**
 * Reads page B1h; what was cut off is 0.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseBlockCharacteristics(bytes: Uint8Array): BlockCharacteristics {
  const page = new Uint8Array(blockCharacteristicsTable.length);
  page.set(vpdContents(bytes, BLOCK_CHARACTERISTICS).subarray(0, page.length - VPD_HEADER_LENGTH), VPD_HEADER_LENGTH);
  const { pageCode: _pageCode, pageLength: _pageLength, ...fields } = blockCharacteristicsTable.decode(page);
  return fields;
}
