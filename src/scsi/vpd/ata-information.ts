import { readAscii, writeAscii } from '../ascii.ts';
import { buildVpdPage, VPD_HEADER_LENGTH, vpdContents } from './page.ts';

/** Page code of ATA information (SAT 10.3.5). */
export const ATA_INFORMATION = 0x89;

/** The page always has this length: a SAT header, a device signature and 512 bytes of IDENTIFY data. */
const PAGE_LENGTH = 572;
const VENDOR = { offset: 8, length: 8 } as const;
const PRODUCT = { offset: 16, length: 16 } as const;
const REVISION = { offset: 32, length: 4 } as const;
/** Where the ATA command code stands that fetched the IDENTIFY data. */
const COMMAND_CODE = 56;
const IDENTIFY_DEVICE = 0xec;

/** Who translates SCSI to ATA. */
export interface AtaInformation {
  /** Up to 8 characters. */
  readonly vendor: string;
  /** Up to 16 characters. */
  readonly product: string;
  /** Up to 4 characters. */
  readonly revision: string;
}

/** Builds page 89h of a translator whose IDENTIFY DEVICE data are all zero. */
export function buildAtaInformation({ vendor, product, revision }: AtaInformation): Uint8Array {
  const page = buildVpdPage(ATA_INFORMATION, new Uint8Array(PAGE_LENGTH - VPD_HEADER_LENGTH));
  writeAscii(page, VENDOR.offset, VENDOR.length, vendor);
  writeAscii(page, PRODUCT.offset, PRODUCT.length, product);
  writeAscii(page, REVISION.offset, REVISION.length, revision);
  page[COMMAND_CODE] = IDENTIFY_DEVICE;
  return page;
}

/**
 * Reads page 89h; what was cut off comes back empty.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseAtaInformation(bytes: Uint8Array): AtaInformation {
  const received = bytes.subarray(0, VPD_HEADER_LENGTH + vpdContents(bytes, ATA_INFORMATION).length);
  return {
    vendor: readAscii(received, VENDOR.offset, VENDOR.length),
    product: readAscii(received, PRODUCT.offset, PRODUCT.length),
    revision: readAscii(received, REVISION.offset, REVISION.length),
  };
}
