import type { Errno } from './buf.ts';
import type { Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { ScsiBufOut } from './scsi-buf.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/** Names of `struct sc_buf` (AIX sys/scsi.h), the request between a SCSI device driver and a SCSI adapter driver. */

/** `q_tag_msg`. */
export type QTag = 'SC_NO_Q' | 'SC_SIMPLE_Q' | 'SC_HEAD_OF_Q' | 'SC_ORDERED_Q';

/** `flags`, as far as they are about the queue of the device. */
export type ScFlag = 'SC_RESUME' | 'SC_DELAY_CMD' | 'SC_Q_CLR' | 'SC_Q_RESUME';

/** `status_validity`: which of the two status fields says something. At most one does. */
export type StatusValidity = 'none' | 'SC_SCSI_ERROR' | 'SC_ADAPTER_ERROR';

/** `scsi_status`, compared as a whole: the header's mask 0x1e would make 0x22 look like 0x02 and 0x28 like 0x08. */
export const scStatusOf = {
  GOOD: 'SC_GOOD_STATUS',
  CHECK_CONDITION: 'SC_CHECK_CONDITION',
  // The header has no name for the next one and for INTERMEDIATE-CONDITION MET.
  CONDITION_MET: 'CONDITION_MET',
  BUSY: 'SC_BUSY_STATUS',
  INTERMEDIATE: 'SC_INTMD_GOOD',
  INTERMEDIATE_CONDITION_MET: 'INTERMEDIATE_CONDITION_MET',
  RESERVATION_CONFLICT: 'SC_RESERVATION_CONFLICT',
  COMMAND_TERMINATED: 'SC_COMMAND_TERMINATED',
  QUEUE_FULL: 'SC_QUEUE_FULL',
  ACA_ACTIVE: 'SC_ACA_ACTIVE',
  TASK_ABORTED: 'SC_TASK_ABORTED',
} as const satisfies Record<ScsiStatus, string>;
/** `scsi_status`: the status byte by its name in AIX. */
export type ScStatus = (typeof scStatusOf)[ScsiStatus];

/**
 * `general_card_status`: one bit for each kind of error on the adapter's side. SC_ERROR_NO_RETRY is no bit: its number is
 * that of three of them together, and is compared as a whole.
 */
export const cardStatuses = [
  'SC_HOST_IO_BUS_ERR',
  'SC_SCSI_BUS_FAULT',
  'SC_CMD_TIMEOUT',
  'SC_NO_DEVICE_RESPONSE',
  'SC_ADAPTER_HDW_FAILURE',
  'SC_ADAPTER_SFW_FAILURE',
  'SC_FUSE_OR_TERMINAL_PWR',
  'SC_SCSI_BUS_RESET',
  'SC_ERROR_NO_RETRY',
] as const;
/** `general_card_status`. */
export type CardStatus = (typeof cardStatuses)[number];

/** `adap_q_status`: 0, or the queue was kept and is halted. */
export type AdapQStatus = 'cleared' | 'SC_DID_NOT_CLEAR_Q';

/** What the device driver fills in before it calls devstrat. The adapter driver only reads it. */
export type ScBufIn = {
  /** `q_tag_msg` */ tag: QTag;
  flags: readonly ScFlag[];
  /** null: carries no command (SC_Q_CLR, and SC_Q_RESUME if it has none). */ op: OperationClass | null;
  direction: Direction;
  /** SC_NODISC */ noDisconnect: boolean;
  /** SC_ASYNC */ async: boolean;
  /** `timeout_value` is not 0. */ timed: boolean;
  /** `bp` is not null: spanned over the bufs of several requests. */ bp: boolean;
  /** `resvd1` is not null: a gathered write; and the level on which devstrat is called with it. */
  gathered?: 'process' | 'interrupt';
};

/** What the adapter driver fills in before it calls iodone. Status fields are null unless `status_validity` names them. */
export type ScBufOut = {
  /** `b_error`; B_ERROR set iff it is not `none`. */ error: Errno;
  /** `b_resid` */ resid: Resid;
  validity: StatusValidity;
  scsiStatus: ScStatus | null;
  cardStatus: CardStatus | null;
  adapQStatus: AdapQStatus;
  /** class of the data that a REQUEST SENSE moved; null for every other command */ sense: SenseClass | null;
};

/** What can be wrong with an sc_buf, field by field. */
export const scBufDefects = [
  'no',
  /** b_dev is not this adapter */ 'devno',
  /** b_bcount exceeds the adapter's maximum */ 'size',
  /** av_forw is not null */ 'av_forw',
  /** bp and resvd1 are both set */ 'bpAndResvd1',
  /** resvd1 set for a read */ 'gatheredRead',
  /** resvd1 set, not called by the process that owns the data */ 'gatheredOffLevel',
  /** resources for a gathered write run short */ 'gatheredResources',
  /** the data of a gathered write cannot be reached */ 'gatheredAddress',
  /** spanned bufs are not page aligned where they meet */ 'spanAlignment',
  /** spanned bufs go in both directions */ 'spanDirection',
  /** scsi_length is none of 6, 10, 12, or 16 without SC_SCSI_CDB16 */ 'scsi_length',
] as const;
/** What may be wrong with an sc_buf when it is submitted. */
export type ScBufDefect = (typeof scBufDefects)[number];

/** To the sc_buf of a place: who has it, and what has become of it. Atomic. */
export type ScBufMessage =
  /** from the device driver: the uio of a gathered write is as the caller has filled it */
  | { type: 'scbuf.uioFilled' }
  /** from the device driver: filled in, devstrat is called */
  | ({ type: 'scbuf.devstrat' } & ScBufIn)
  /** from the adapter driver: at the tail of the device's chain */
  | { type: 'scbuf.chained' }
  /** from the adapter driver: given to the hardware */
  | { type: 'scbuf.started' }
  /** from the adapter driver: the hardware did not get as far as the device */
  | { type: 'scbuf.takenBack' }
  /** from the adapter driver: in no queue any more; iodone is called next */
  | { type: 'scbuf.dequeued' }
  /** from the device driver: its iodone routine has been called with this sc_buf */
  | ({ type: 'scbuf.iodone'; more: 'no' | 'yes' } & ScBufOut);

/** sc_buf, or scsi_buf -> whoever filled it: dd_iodone. */
export type DdIodone = { type: 'dd.iodone'; slot: Slot; more: 'no' | 'yes' } & (ScBufOut | ScsiBufOut);
