/** Longest CDB (variable length: 8 + 252) and longest sense data (8 + 252), in bytes. */
export const HEX_LIMIT = 260;

/** Where a line of hexadecimal digits may be divided; brackets and quotes as in C initialisers. */
const DIVISION = /[\s,;:_"'{}()[\]-]+/;

/**
 * Bytes written as hexadecimal digits: `28 00 12`, `0x28, 0x00`, `28:00`, `28001230`, `\x28\x00`, `28h 00h`.
 * @returns undefined for any other text; a word of one digit is a byte, longer words hold two digits per byte.
 */
export function hexBytes(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  for (const word of text.replaceAll('\\x', ' 0x').split(DIVISION)) {
    if (word === '') continue;
    const digits = /^(?:0[xX])?([0-9a-fA-F]+)$/.exec(word)?.[1] ?? /^([0-9a-fA-F]{1,2})[hH]$/.exec(word)?.[1];
    if (digits === undefined || (digits.length > 1 && digits.length % 2 === 1)) return undefined;
    if (digits.length === 1) bytes.push(Number.parseInt(digits, 16));
    else for (let at = 0; at < digits.length; at += 2) bytes.push(Number.parseInt(digits.slice(at, at + 2), 16));
  }
  return bytes.length === 0 ? undefined : Uint8Array.from(bytes);
}

/** Bytes as people write them: two digits each, a blank between. */
export function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** A number as `0x1230`, padded to whole bytes of its width. */
export function hexNumber(value: number | bigint, width = 8): string {
  return `0x${value.toString(16).padStart(width < 8 ? 1 : 2 * Math.ceil(width / 8), '0')}`;
}
