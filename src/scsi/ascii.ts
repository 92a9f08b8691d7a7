/**
 * Writes a left-aligned, space-padded ASCII field (SPC-3 4.4.1). Characters outside the printable range become spaces, and
 * what does not fit is cut: identity strings come from configuration, and the field is fixed.
 */
export function writeAscii(bytes: Uint8Array, offset: number, length: number, text: string): void {
  for (let index = 0; index < length; index++) {
    const code = index < text.length ? text.charCodeAt(index) : 0x20;
    bytes[offset + index] = code >= 0x20 && code <= 0x7e ? code : 0x20;
  }
}

/** Reads an ASCII field without the padding. Bytes outside the printable range come back as `?`. */
export function readAscii(bytes: Uint8Array, offset: number, length: number): string {
  const codes = Array.from(bytes.subarray(offset, offset + length), (code) =>
    code >= 0x20 && code <= 0x7e ? code : 0x3f,
  );
  return String.fromCharCode(...codes).trimEnd();
}
