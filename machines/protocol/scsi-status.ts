/** SCSI status byte names (illumos sys/scsi/generic/status.h). */
export const scsiStatuses = [
  'GOOD',
  'CHECK_CONDITION',
  'CONDITION_MET',
  'BUSY',
  'INTERMEDIATE',
  'INTERMEDIATE_CONDITION_MET',
  'RESERVATION_CONFLICT',
  'COMMAND_TERMINATED',
  'QUEUE_FULL',
  'ACA_ACTIVE',
  'TASK_ABORTED',
] as const;
/** Status of a command, by its name in the standard. */
export type ScsiStatus = (typeof scsiStatuses)[number];

/** Tag message that goes with a command; `untagged` sends none. */
export type TagKind = 'untagged' | 'simple' | 'ordered' | 'head';
/** Task attribute (SAM-2 8.6): what a tag message says on the parallel bus; `aca`: only under auto contingent allegiance. */
export type TaskAttribute = TagKind | 'aca';
/** Where the data of a command go, seen from the initiator. */
export type Direction = 'in' | 'out' | 'none';
