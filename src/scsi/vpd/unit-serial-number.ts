import { readAscii, writeAscii } from '../ascii.ts';
import { buildVpdPage, vpdContents } from './page.ts';

/** Page code of the unit serial number (SPC-3 7.6.11). */
export const UNIT_SERIAL_NUMBER = 0x80;

/** Builds page 80h. */
export function buildUnitSerialNumber(serial: string): Uint8Array {
  const contents = new Uint8Array(serial.length);
  writeAscii(contents, 0, serial.length, serial);
  return buildVpdPage(UNIT_SERIAL_NUMBER, contents);
}

/**
 * Reads page 80h. Devices pad on the left as well as on the right; both paddings are removed.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseUnitSerialNumber(bytes: Uint8Array): string {
  const contents = vpdContents(bytes, UNIT_SERIAL_NUMBER);
  return readAscii(contents, 0, contents.length).trim();
}
