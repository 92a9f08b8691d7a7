import { InputError } from '../../input-error.ts';
import { concatenate } from '../concatenate.ts';
import { FieldTable } from '../field-table.ts';

/** The four bytes every vital product data page begins with (SPC-3 7.6.2). */
export const vpdHeaderTable = new FieldTable(
  'VPD page',
  4,
  [
    { name: 'peripheralQualifier', byte: 0, bit: 7, width: 3, meaning: 'peripheral qualifier' },
    { name: 'deviceType', byte: 0, bit: 4, width: 5, meaning: 'peripheral device type' },
    { name: 'pageCode', byte: 1, bit: 7, width: 8, meaning: 'page' },
    { name: 'pageLength', byte: 2, bit: 7, width: 16, meaning: 'bytes that follow' },
  ],
  'atLeast',
);

/** Length of the page header in bytes. */
export const VPD_HEADER_LENGTH = 4;

/** Builds a page of a connected disk around its contents. */
export function buildVpdPage(pageCode: number, contents: Uint8Array): Uint8Array {
  return concatenate([vpdHeaderTable.encode({ pageCode, pageLength: contents.length }), contents]);
}

/**
 * Contents of a page, as far as they were received.
 * @throws InputError `scsi-vpd-page` when it is another page; `scsi-length` for fewer than 4 bytes.
 */
export function vpdContents(bytes: Uint8Array, pageCode: number): Uint8Array {
  const header = vpdHeaderTable.decode(bytes);
  if (header.pageCode !== pageCode) {
    const accepted = `page ${pageCode.toString(16)}h`;
    throw new InputError({ code: 'scsi-vpd-page', given: `page ${header.pageCode.toString(16)}h`, accepted });
  }
  return bytes.subarray(VPD_HEADER_LENGTH, VPD_HEADER_LENGTH + header.pageLength);
}
