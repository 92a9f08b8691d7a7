import { cdbGroupLength } from '../scsi/cdb/length.ts';

/** What bytes can be. */
export type HexReading = 'cdb' | 'sense';

const HEAD_LENGTH = 8;
/** Largest additional sense length (SPC-3 4.5: sense data have at most 252 bytes). */
const MOST_ADDITIONAL = 244;

/**
 * CDB or sense data? No standard gives an operation code to 70h-73h, so these are sense data; F0h and F1h (70h, 71h with
 * the valid bit) are also vendor operation codes and count as sense data only with a plausible additional length.
 */
export function likelyReading(bytes: Uint8Array): HexReading {
  const [first = 0] = bytes;
  const additional = bytes[7];
  const plausible = additional === undefined || additional <= MOST_ADDITIONAL;
  if (first >= 0x70 && first <= 0x73) return plausible ? 'sense' : 'cdb';
  if ((first === 0xf0 || first === 0xf1) && additional !== undefined && plausible && bytes.length >= HEAD_LENGTH + 6) {
    return additional >= 6 ? 'sense' : 'cdb';
  }
  return 'cdb';
}

/** Whether the bytes could have been meant the other way. */
export function isAmbiguous(bytes: Uint8Array): boolean {
  const code = (bytes[0] ?? 0) & 0x7f;
  return code >= 0x70 && code <= 0x73;
}

/** Whether the bytes end before what they announce does, so that a following line of bytes belongs to them. */
export function endsEarly(bytes: Uint8Array, reading: HexReading): boolean {
  const [first = 0] = bytes;
  if (reading === 'sense') return bytes.length < HEAD_LENGTH + (bytes[7] ?? 0);
  return bytes.length < (cdbGroupLength(first) ?? 1);
}
