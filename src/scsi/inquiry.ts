import { truncate } from './allocation.ts';
import { readAscii, writeAscii } from './ascii.ts';
import { FieldTable, type FieldValues } from './field-table.ts';

/** The numeric fields of standard INQUIRY data (SPC-3 6.4.2); the first 36 bytes are in every answer. */
export const inquiryTable = new FieldTable(
  'standard INQUIRY data',
  36,
  [
    {
      name: 'peripheralQualifier',
      byte: 0,
      bit: 7,
      width: 3,
      meaning: 'peripheral qualifier',
      values: { 0: 'connected', 1: 'not connected', 3: 'no logical unit here' },
    },
    {
      name: 'deviceType',
      byte: 0,
      bit: 4,
      width: 5,
      meaning: 'peripheral device type',
      values: { 0: 'disk', 1: 'tape', 5: 'CD or DVD', 31: 'unknown or none' },
    },
    { name: 'removable', byte: 1, bit: 7, width: 1, meaning: 'medium is removable' },
    {
      name: 'version',
      byte: 2,
      bit: 7,
      width: 8,
      meaning: 'standard claimed',
      values: { 0: 'none', 1: 'SCSI-1', 2: 'SCSI-2', 3: 'SPC', 4: 'SPC-2', 5: 'SPC-3', 6: 'SPC-4', 7: 'SPC-5' },
    },
    { name: 'normAca', byte: 3, bit: 5, width: 1, meaning: 'NACA is supported' },
    { name: 'hiSup', byte: 3, bit: 4, width: 1, meaning: 'hierarchical LUNs' },
    {
      name: 'responseFormat',
      byte: 3,
      bit: 3,
      width: 4,
      meaning: 'response data format',
      values: { 2: 'SCSI-2 or later' },
    },
    { name: 'additionalLength', byte: 4, bit: 7, width: 8, meaning: 'bytes that follow' },
    { name: 'tpgs', byte: 5, bit: 5, width: 2, meaning: 'target port group support' },
    { name: 'threePc', byte: 5, bit: 3, width: 1, meaning: 'third-party copy' },
    { name: 'protect', byte: 5, bit: 0, width: 1, meaning: 'protection information' },
    { name: 'multiPort', byte: 6, bit: 4, width: 1, meaning: 'several ports' },
    { name: 'sync', byte: 7, bit: 4, width: 1, meaning: 'synchronous transfer (parallel bus)' },
    { name: 'linked', byte: 7, bit: 3, width: 1, meaning: 'linked commands (SCSI-2)' },
    { name: 'cmdQue', byte: 7, bit: 1, width: 1, meaning: 'tagged queueing' },
  ],
  'atLeast',
);

type InquiryFields = FieldValues<(typeof inquiryTable)['fields']>;

/** Standard INQUIRY data by meaning. */
export interface Inquiry extends Omit<InquiryFields, 'additionalLength' | 'responseFormat'> {
  /** Vendor, up to 8 characters. */
  readonly vendor: string;
  /** Product, up to 16 characters. */
  readonly product: string;
  /** Product revision, up to 4 characters. */
  readonly revision: string;
  /** Version descriptors, up to 8 codes of 16 bits (SPC-3 table 85). */
  readonly versionDescriptors: readonly number[];
}

const VENDOR = { offset: 8, length: 8 } as const;
const PRODUCT = { offset: 16, length: 16 } as const;
const REVISION = { offset: 32, length: 4 } as const;
const VERSION_DESCRIPTORS = { offset: 58, count: 8 } as const;
/** Length of the data with the version descriptors and the reserved bytes after them. */
const FULL_LENGTH = 96;
/** Additional length counts from the byte after itself. */
const LENGTH_BASE = 5;

/**
 * Builds standard INQUIRY data, response data format 2.
 * @param allocationLength bytes the initiator has room for
 */
export function buildInquiry(inquiry: Inquiry, allocationLength: number = FULL_LENGTH): Uint8Array {
  const { vendor, product, revision, versionDescriptors, ...fields } = inquiry;
  const bytes = new Uint8Array(FULL_LENGTH);
  inquiryTable.encodeInto(bytes, 0, { ...fields, responseFormat: 2, additionalLength: FULL_LENGTH - LENGTH_BASE });
  writeAscii(bytes, VENDOR.offset, VENDOR.length, vendor);
  writeAscii(bytes, PRODUCT.offset, PRODUCT.length, product);
  writeAscii(bytes, REVISION.offset, REVISION.length, revision);
  versionDescriptors.slice(0, VERSION_DESCRIPTORS.count).forEach((code, index) => {
    bytes[VERSION_DESCRIPTORS.offset + 2 * index] = code >> 8;
    bytes[VERSION_DESCRIPTORS.offset + 2 * index + 1] = code;
  });
  return truncate(bytes, allocationLength);
}

/**
 * Reads standard INQUIRY data.
 * @throws InputError `scsi-length` for fewer than 36 bytes.
 */
export function parseInquiry(bytes: Uint8Array): Inquiry & Pick<InquiryFields, 'additionalLength' | 'responseFormat'> {
  const fields = inquiryTable.decode(bytes);
  const end = Math.min(bytes.length, LENGTH_BASE + fields.additionalLength);
  const versionDescriptors: number[] = [];
  for (let index = 0; index < VERSION_DESCRIPTORS.count; index++) {
    const offset = VERSION_DESCRIPTORS.offset + 2 * index;
    const code = offset + 2 <= end ? ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0) : 0;
    if (code !== 0) versionDescriptors.push(code);
  }
  return {
    ...fields,
    vendor: readAscii(bytes, VENDOR.offset, VENDOR.length),
    product: readAscii(bytes, PRODUCT.offset, PRODUCT.length),
    revision: readAscii(bytes, REVISION.offset, REVISION.length),
    versionDescriptors,
  };
}
