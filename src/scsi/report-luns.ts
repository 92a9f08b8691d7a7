import { InputError } from '../input-error.ts';
import { truncate } from './allocation.ts';

const HEADER_LENGTH = 8;
const ENTRY_LENGTH = 8;
/** Peripheral device addressing reaches this far, flat space addressing up to the other (SAM-3 4.9.6, 4.9.7). */
const MAX_PERIPHERAL_LUN = 0xff;
const MAX_FLAT_LUN = 0x3fff;
const FLAT_SPACE = 0x40;

/** One logical unit of a report. */
export interface ReportedLun {
  /** The 8 bytes as sent. */
  readonly bytes: Uint8Array;
  /** The number, for single-level addresses with peripheral or flat space addressing; absent for all others. */
  readonly lun?: number;
}

/**
 * The 8 bytes by which a logical unit is addressed.
 * @throws InputError `scsi-lun` outside 0 to 16383.
 */
export function encodeLun(lun: number): Uint8Array {
  if (!Number.isInteger(lun) || lun < 0 || lun > MAX_FLAT_LUN) {
    throw new InputError({ code: 'scsi-lun', given: `LUN ${lun}`, accepted: `an integer from 0 to ${MAX_FLAT_LUN}` });
  }
  const bytes = new Uint8Array(ENTRY_LENGTH);
  bytes[0] = lun <= MAX_PERIPHERAL_LUN ? 0 : FLAT_SPACE | (lun >> 8);
  bytes[1] = lun & 0xff;
  return bytes;
}

/** The number of a logical unit; undefined for addresses of several levels and for other addressing methods. */
export function decodeLun(bytes: Uint8Array): number | undefined {
  const first = bytes[0] ?? 0;
  if (bytes.subarray(2, ENTRY_LENGTH).some((byte) => byte !== 0)) return undefined;
  if (first === 0) return bytes[1] ?? 0;
  return first >> 6 === 1 ? ((first & 0x3f) << 8) | (bytes[1] ?? 0) : undefined;
}

/**
 * Builds REPORT LUNS data (SPC-3 6.21).
 * @throws InputError `scsi-lun` as {@link encodeLun}
 */
export function buildReportLuns(
  luns: readonly number[],
  allocationLength: number = Number.MAX_SAFE_INTEGER,
): Uint8Array {
  const bytes = new Uint8Array(HEADER_LENGTH + ENTRY_LENGTH * luns.length);
  new DataView(bytes.buffer).setUint32(0, ENTRY_LENGTH * luns.length);
  for (const [index, lun] of luns.entries()) bytes.set(encodeLun(lun), HEADER_LENGTH + ENTRY_LENGTH * index);
  return truncate(bytes, allocationLength);
}

/**
 * Reads REPORT LUNS data as far as they are there.
 * @returns the entries received in full, and how many the device has
 * @throws InputError `scsi-length` for fewer than 8 bytes.
 */
export function parseReportLuns(bytes: Uint8Array): { luns: ReportedLun[]; total: number } {
  if (bytes.length < HEADER_LENGTH) {
    const accepted = `at least ${HEADER_LENGTH} bytes`;
    throw new InputError({ code: 'scsi-length', given: `${bytes.length} bytes`, accepted, where: 'REPORT LUNS data' });
  }
  const listLength = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
  const end = Math.min(bytes.length, HEADER_LENGTH + listLength);
  const luns: ReportedLun[] = [];
  for (let offset = HEADER_LENGTH; offset + ENTRY_LENGTH <= end; offset += ENTRY_LENGTH) {
    const entry = bytes.slice(offset, offset + ENTRY_LENGTH);
    const lun = decodeLun(entry);
    luns.push(lun === undefined ? { bytes: entry } : { bytes: entry, lun });
  }
  return { luns, total: Math.floor(listLength / ENTRY_LENGTH) };
}
