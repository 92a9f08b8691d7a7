/** Bytes from hexadecimal digits; blanks are for the reader. */
export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
}

/** Hexadecimal digits of bytes, without blanks. */
export function hex(data: Uint8Array): string {
  return Buffer.from(data).toString('hex');
}
