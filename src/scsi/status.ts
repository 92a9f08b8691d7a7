import type { ScsiStatus } from '../../machines/protocol/scsi-status.ts';

/** Status byte of each status (SCSI-2 7.3, SAM-3 5.3.1). */
export const statusBytes: Readonly<Record<ScsiStatus, number>> = {
  GOOD: 0x00,
  CHECK_CONDITION: 0x02,
  CONDITION_MET: 0x04,
  BUSY: 0x08,
  INTERMEDIATE: 0x10,
  INTERMEDIATE_CONDITION_MET: 0x14,
  RESERVATION_CONFLICT: 0x18,
  COMMAND_TERMINATED: 0x22,
  QUEUE_FULL: 0x28,
  ACA_ACTIVE: 0x30,
  TASK_ABORTED: 0x40,
};

/** Bits of the status byte that SCSI-2 defines; bits 0, 6 and 7 were the vendor's. */
export const SCSI2_STATUS_MASK = 0x3e;

/**
 * Bits that later standards use: TASK ABORTED (40h) lies outside the SCSI-2 mask, so code with the older mask takes it
 * for GOOD.
 */
export const SAM_STATUS_MASK = 0x7e;

const names = new Map(Object.entries(statusBytes).map(([name, byte]) => [byte, name as ScsiStatus]));

/**
 * Name of a status byte.
 * @param mask bits that count; choose {@link SCSI2_STATUS_MASK} to see what older code sees
 * @returns undefined for a reserved value
 */
export function statusName(byte: number, mask: number = SAM_STATUS_MASK): ScsiStatus | undefined {
  return names.get(byte & mask);
}
