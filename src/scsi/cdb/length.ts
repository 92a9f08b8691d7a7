import { InputError } from '../../input-error.ts';

/** CDB length in bytes by group code, the three high bits of the operation code (SCSI-2 7.2.1, SPC-3 4.3.4.1). */
const GROUP_LENGTHS: readonly (number | undefined)[] = [6, 10, 10, undefined, 16, 12, undefined, undefined];

/** Operation code of variable length CDBs, with the length of what follows byte 7 in byte 7 (SPC-3 4.3.3). */
export const VARIABLE_LENGTH_OPCODE = 0x7f;
const VARIABLE_LENGTH_HEADER = 8;

/** Operation codes from here on are the vendor's (groups 6 and 7). */
export const FIRST_VENDOR_OPCODE = 0xc0;

/**
 * Length that the operation code fixes for its CDB.
 * @param opcode operation code, 0 to FFh
 * @returns bytes, or undefined where the group fixes none (group 3 and the vendor groups 6 and 7)
 */
export function cdbGroupLength(opcode: number): number | undefined {
  return GROUP_LENGTHS[opcode >> 5];
}

/**
 * Length of the CDB at the start of a buffer. Transports carry CDBs in fields of fixed size (16 bytes in iSCSI), so the
 * buffer may be longer. Where neither group nor contents fix a length, the whole buffer counts.
 * @throws InputError `scsi-cdb-short` when the buffer ends before the CDB does.
 */
export function cdbLength(bytes: Uint8Array): number {
  const opcode = bytes[0];
  if (opcode === undefined) throw tooShort(0, 'at least 1 byte', 'CDB');
  const where = `CDB with operation code ${opcode.toString(16).padStart(2, '0').toUpperCase()}h`;
  const group = cdbGroupLength(opcode);
  if (group !== undefined) {
    if (bytes.length < group) throw tooShort(bytes.length, `${group} bytes`, where);
    return group;
  }
  if (opcode !== VARIABLE_LENGTH_OPCODE) return bytes.length;
  if (bytes.length < VARIABLE_LENGTH_HEADER) throw tooShort(bytes.length, `${VARIABLE_LENGTH_HEADER} bytes`, where);
  const length = VARIABLE_LENGTH_HEADER + (bytes[7] ?? 0);
  if (bytes.length < length) throw tooShort(bytes.length, `${length} bytes`, where);
  return length;
}

function tooShort(given: number, accepted: string, where: string): InputError {
  return new InputError({ code: 'scsi-cdb-short', given: `${given} bytes`, accepted, where });
}
