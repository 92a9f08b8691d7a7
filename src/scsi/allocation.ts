/**
 * Cuts data to the allocation length. That is never an error, and length fields inside the data stay as they are, so that
 * the initiator can ask again for all of it (SPC-3 4.3.4.6).
 * @param allocationLength bytes the initiator has room for
 */
export function truncate(bytes: Uint8Array, allocationLength: number): Uint8Array {
  return bytes.length <= allocationLength ? bytes : bytes.subarray(0, allocationLength);
}
