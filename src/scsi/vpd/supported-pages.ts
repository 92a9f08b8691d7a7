import { buildVpdPage, vpdContents } from './page.ts';

/** Page code of the list of pages (SPC-3 7.6.10). */
export const SUPPORTED_PAGES = 0x00;

/** Builds page 00h from the codes of all pages, which must be in ascending order. */
export function buildSupportedPages(pageCodes: readonly number[]): Uint8Array {
  return buildVpdPage(SUPPORTED_PAGES, Uint8Array.from(pageCodes));
}

/**
 * Reads page 00h.
 * @throws InputError `scsi-vpd-page`, `scsi-length`
 */
export function parseSupportedPages(bytes: Uint8Array): number[] {
  return [...vpdContents(bytes, SUPPORTED_PAGES)];
}
