import type { Errno } from './buf.ts';
import type { OperationClass } from './operation.ts';
import type { AdapQStatus, QTag, ScFlag, ScStatus, StatusValidity } from './sc-buf.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/**
 * Names of `struct scsi_buf` (AIX sys/scsi_buf.h), the request between a SCSI device driver and an FCP or iSCSI adapter
 * driver. What has the name and the values of `struct sc_buf` is taken from there.
 */

/** `q_tag_msg` */
export type SamTag = QTag | 'SC_ACA_Q';

/** `flags` */
export type SamFlag = ScFlag | 'SC_CLEAR_ACA' | 'SC_TARGET_RESET' | 'SC_LUN_RESET';

/**
 * `adapter_status`: a number, not a set of bits. 0x04 and 0x08 do not mean what these bits mean in `general_card_status`
 * of an sc_buf.
 */
export const adapterStatusValue = {
  SCSI_HOST_IO_BUS_ERR: 0x01,
  SCSI_TRANSPORT_FAULT: 0x02,
  SCSI_CMD_TIMEOUT: 0x03,
  SCSI_NO_DEVICE_RESPONSE: 0x04,
  SCSI_ADAPTER_HDW_FAILURE: 0x05,
  SCSI_ADAPTER_SFW_FAILURE: 0x06,
  SCSI_WW_NAME_CHANGE: 0x07,
  SCSI_FUSE_OR_TERMINAL_PWR: 0x08,
  SCSI_TRANSPORT_RESET: 0x09,
  SCSI_TRANSPORT_BUSY: 0x0a,
  SCSI_TRANSPORT_DEAD: 0x0b,
  SCSI_VERIFY_DEVICE: 0x0c,
  SCSI_TRANSPORT_MIGRATED: 0x0d,
  SCSI_ERROR_NO_RETRY: 0x0e,
  SCSI_ERROR_DELAY_LOG: 0x0f,
} as const;
/** `adapter_status`. */
export type AdapterStatus = keyof typeof adapterStatusValue;

/** `add_adap_status`: what the adapter driver advises. */
export type AddAdapStatus = 'none' | 'NO_RETRY' | 'NO_DELAY' | 'UPDATE_RESERVES' | 'NOT_PATH_ERR';

/** `scsi_id`: the one under which the device was started, or the one under which dynamic tracking has found it again. */
export type ScsiId = 'first' | 'other';

/** What the device driver fills in before it calls devstrat. The adapter driver only reads it. */
export type ScsiBufIn = {
  /** `q_tag_msg` */ tag: SamTag;
  flags: readonly SamFlag[];
  /** null: carries no command, it manages the queue, the device or the target only */ op: OperationClass | null;
  direction: Direction;
  /** `timeout_value` is not 0. */ timed: boolean;
  /** `bp` is not null: spanned over the bufs of several requests. */ bp: boolean;
  /** NACA in the control byte of the command */ naca: boolean;
  /** `autosense_buffer_ptr` is not null and `autosense_length` not 0. */ autosense: boolean;
  scsiId: ScsiId;
};

/** What the adapter driver fills in before it calls iodone. Status fields are null unless `status_validity` names them. */
export type ScsiBufOut = {
  /** `b_error`; B_ERROR set iff it is not `none`. */ error: Errno;
  /** `b_resid` */ resid: Resid;
  validity: StatusValidity;
  scsiStatus: ScStatus | null;
  adapterStatus: AdapterStatus | null;
  addAdapStatus: AddAdapStatus;
  adapQStatus: AdapQStatus;
  /** class of the data in the autosense buffer; null: SC_AUTOSENSE_DATA_VALID is not set */ autosense: SenseClass | null;
  /** SC_RET_ID: the scsi_id under which the device is known now; null: not set */ retId: ScsiId | null;
  /** class of the data that a REQUEST SENSE moved; null for every other command */ sense: SenseClass | null;
};

/** What can be wrong with a scsi_buf, field by field. */
export const scsiBufDefects = [
  'no',
  /** b_dev is not this adapter */ 'devno',
  /** version is not the one of this structure */ 'version',
  /** b_bcount exceeds the adapter's maximum */ 'size',
  /** av_forw is not null */ 'av_forw',
  /** next or prev is not null: this adapter does not take chains */ 'next',
  /** lun_id was not started */ 'lun_id',
  /** scsi_id is not that of the target of this device */ 'scsi_id',
  /** kernext_handle is not the one that SCIOLSTART returned */ 'kernext_handle',
  /** scsi_length is none of 6, 10, 12, 16 */ 'scsi_length',
  /** a length of a variable command without its address */ 'variable_cdb',
  /** q_tag_msg has no meaning */ 'q_tag_msg',
  /** bits of flags that have no meaning, or exclude each other */ 'flags',
  /** dev_flags name a class of service that does not exist */ 'dev_flags',
  /** a reserved field is not 0 */ 'reserved',
  /** spanned bufs are not page aligned where they meet */ 'spanAlignment',
  /** spanned bufs go in both directions */ 'spanDirection',
] as const;
/** What may be wrong with a scsi_buf when it is submitted. */
export type ScsiBufDefect = (typeof scsiBufDefects)[number];

/** To the scsi_buf of a place: who has it, and what has become of it. Atomic. */
export type ScsiBufMessage =
  /** from the device driver: filled in, devstrat is called */
  | ({ type: 'scsibuf.devstrat' } & ScsiBufIn)
  /** from the adapter driver: at the tail of the device's chain */
  | { type: 'scsibuf.chained' }
  /** from the adapter driver: given to the hardware */
  | { type: 'scsibuf.started' }
  /** from the adapter driver: in no queue any more; iodone is called next */
  | { type: 'scsibuf.dequeued' }
  /** from the device driver: its iodone routine has been called with this scsi_buf */
  | ({ type: 'scsibuf.iodone'; more: 'no' | 'yes' } & ScsiBufOut);
