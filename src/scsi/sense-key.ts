/** Sense keys in order of their codes, 0 to Fh (SCSI-2 8.2.14.3, SPC-3 4.5.6; names as in illumos sys/scsi/generic/sense.h). */
export const senseKeys = [
  'NO_SENSE',
  'RECOVERED_ERROR',
  'NOT_READY',
  'MEDIUM_ERROR',
  'HARDWARE_ERROR',
  'ILLEGAL_REQUEST',
  'UNIT_ATTENTION',
  'DATA_PROTECT',
  'BLANK_CHECK',
  'VENDOR_SPECIFIC',
  'COPY_ABORTED',
  'ABORTED_COMMAND',
  'EQUAL',
  'VOLUME_OVERFLOW',
  'MISCOMPARE',
  'RESERVED',
] as const;

/** Name of a sense key. */
export type SenseKey = (typeof senseKeys)[number];

/** Name of a sense key by code; only the low four bits count. */
export function senseKeyName(key: number): SenseKey {
  return senseKeys[key & 0x0f] ?? 'RESERVED';
}

/** Code of a sense key, 0 to Fh. */
export function senseKeyCode(name: SenseKey): number {
  return senseKeys.indexOf(name);
}
