import { readAscii, writeAscii } from '../ascii.ts';
import { concatenate } from '../concatenate.ts';
import { FieldTable, type FieldValues } from '../field-table.ts';
import { buildVpdPage, vpdContents } from './page.ts';

/** Page code of device identification (SPC-3 7.6.3). */
export const DEVICE_IDENTIFICATION = 0x83;

/** Head of an identification descriptor (SPC-3 7.6.3.1). */
export const designatorTable = new FieldTable(
  'identification descriptor',
  4,
  [
    { name: 'protocol', byte: 0, bit: 7, width: 4, meaning: 'protocol, if PIV', values: { 5: 'iSCSI' } },
    {
      name: 'codeSet',
      byte: 0,
      bit: 3,
      width: 4,
      meaning: 'how the identifier is coded',
      values: { 1: 'binary', 2: 'ASCII', 3: 'UTF-8' },
    },
    { name: 'piv', byte: 1, bit: 7, width: 1, meaning: 'protocol is valid' },
    {
      name: 'association',
      byte: 1,
      bit: 5,
      width: 2,
      meaning: 'what is identified',
      values: { 0: 'logical unit', 1: 'target port', 2: 'target device' },
    },
    {
      name: 'type',
      byte: 1,
      bit: 3,
      width: 4,
      meaning: 'kind of identifier',
      values: { 0: 'vendor specific', 1: 'T10 vendor identification', 2: 'EUI-64', 3: 'NAA', 8: 'SCSI name' },
    },
    { name: 'length', byte: 3, bit: 7, width: 8, meaning: 'bytes of the identifier' },
  ],
  'atLeast',
);

/** One identifier. */
export interface Designator extends Omit<FieldValues<(typeof designatorTable)['fields']>, 'length'> {
  readonly identifier: Uint8Array;
}

const BINARY = 1;
const ASCII = 2;
const T10_VENDOR = 1;
const NAA = 3;
const ABOUT_LOGICAL_UNIT = { protocol: 0, piv: 0, association: 0 } as const;
const VENDOR_LENGTH = 8;

/** Identifier made of the vendor (8 characters) and text of the vendor's choice, usually product and serial number. */
export function t10VendorDesignator(vendor: string, text: string): Designator {
  const identifier = new Uint8Array(VENDOR_LENGTH + text.length);
  writeAscii(identifier, 0, VENDOR_LENGTH, vendor);
  writeAscii(identifier, VENDOR_LENGTH, text.length, text);
  return { ...ABOUT_LOGICAL_UNIT, codeSet: ASCII, type: T10_VENDOR, identifier };
}

/** Network address authority identifier of 64 bits, e.g. a locally assigned one: 3h in the top four bits. */
export function naaDesignator(value: bigint): Designator {
  const identifier = new Uint8Array(8);
  new DataView(identifier.buffer).setBigUint64(0, value);
  return { ...ABOUT_LOGICAL_UNIT, codeSet: BINARY, type: NAA, identifier };
}

/** Builds page 83h. */
export function buildDeviceIdentification(designators: readonly Designator[]): Uint8Array {
  const parts = designators.flatMap(({ identifier, ...fields }) => [
    designatorTable.encode({ ...fields, length: identifier.length }),
    identifier,
  ]);
  return buildVpdPage(DEVICE_IDENTIFICATION, concatenate(parts));
}

/**
 * Reads page 83h: the identifiers received in full.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseDeviceIdentification(bytes: Uint8Array): Designator[] {
  const contents = vpdContents(bytes, DEVICE_IDENTIFICATION);
  const designators: Designator[] = [];
  for (let offset = 0; offset + designatorTable.length <= contents.length; ) {
    const { length, ...fields } = designatorTable.decodeAt(contents, offset);
    const start = offset + designatorTable.length;
    offset = start + length;
    if (offset <= contents.length) designators.push({ ...fields, identifier: contents.slice(start, offset) });
  }
  return designators;
}

/** An identifier as text: ASCII as it is, anything else in hexadecimal. */
export function designatorText({ codeSet, identifier }: Designator): string {
  if (codeSet === ASCII) return readAscii(identifier, 0, identifier.length);
  return Array.from(identifier, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
