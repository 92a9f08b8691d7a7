/** Names and bits of `scsi_pkt` (9S scsi_pkt; illumos sys/scsi/scsi_pkt.h). Values are the header's. */

/** `pkt_reason`: why transport of the packet ended. `CMD_CMPLT` is also the value it starts with. */
export const pktReasons = [
  'CMD_CMPLT',
  'CMD_INCOMPLETE',
  'CMD_DMA_DERR',
  'CMD_TRAN_ERR',
  'CMD_RESET',
  'CMD_ABORTED',
  'CMD_TIMEOUT',
  'CMD_DATA_OVR',
  'CMD_CMD_OVR',
  'CMD_STS_OVR',
  'CMD_BADMSG',
  'CMD_NOMSGOUT',
  'CMD_XID_FAIL',
  'CMD_IDE_FAIL',
  'CMD_ABORT_FAIL',
  'CMD_REJECT_FAIL',
  'CMD_NOP_FAIL',
  'CMD_PER_FAIL',
  'CMD_BDR_FAIL',
  'CMD_ID_FAIL',
  'CMD_UNX_BUS_FREE',
  'CMD_TAG_REJECT',
  'CMD_TERMINATED',
  'CMD_TLR_OFF',
  'CMD_DEV_GONE',
] as const;
/** `pkt_reason`: why the packet came back. */
export type PktReason = (typeof pktReasons)[number];

/** `pkt_state` bits: how far the command got. They only grow during one transport. */
export const STATE = {
  GOT_BUS: 0x01,
  GOT_TARGET: 0x02,
  SENT_CMD: 0x04,
  XFERRED_DATA: 0x08,
  GOT_STATUS: 0x10,
  ARQ_DONE: 0x20,
  XARQ_DONE: 0x40,
} as const;

/** `pkt_statistics` bits: what happened on the way. They only grow during one transport. */
export const STAT = {
  DISCON: 0x01,
  SYNC: 0x02,
  PERR: 0x04,
  BUS_RESET: 0x08,
  DEV_RESET: 0x10,
  ABORTED: 0x20,
  TIMEOUT: 0x40,
  TERMINATED: 0x80,
} as const;

/** What `tran_start` returns. Only `TRAN_ACCEPT` passes ownership; after any other no callback comes. */
export const tranResults = ['TRAN_ACCEPT', 'TRAN_BUSY', 'TRAN_BADPKT', 'TRAN_FATAL_ERROR'] as const;
/** What `tran_start` returns. */
export type TranResult = (typeof tranResults)[number];

/** Reset levels of `scsi_reset` (illumos sys/scsi/scsi_ctl.h). */
export type ResetLevel = 'RESET_LUN' | 'RESET_TARGET' | 'RESET_ALL';

/** `pkt_flags` that this model carries (9S scsi_pkt). */
export const pktFlags = [
  'FLAG_NOINTR',
  'FLAG_NODISCON',
  'FLAG_SENSING',
  'FLAG_HTAG',
  'FLAG_OTAG',
  'FLAG_STAG',
  'FLAG_HEAD',
  'FLAG_SILENT',
  'FLAG_DIAGNOSE',
  'FLAG_ISOLATE',
  'FLAG_RENEGOTIATE_WIDE_SYNC',
] as const;
/** One flag of `pkt_flags`. */
export type PktFlag = (typeof pktFlags)[number];

/** `zero`: all bytes moved; `partial`: some; `all`: none. `pkt_resid` and `b_resid` in the control plane. */
export type Resid = 'zero' | 'partial' | 'all';

/**
 * `pkt_resid` as scsi_init_pkt leaves it, before any transport: `partial` = for some bytes of the buffer there are no DMA
 * resources yet. A transport overwrites it with its other meaning.
 */
export type UnboundResid = Extract<Resid, 'zero' | 'partial'>;

/** `scsi_arq_status` in the control plane: how the automatic REQUEST SENSE went (9S scsi_arq_status). */
export type ArqStatus = {
  /** `sts_rqpkt_reason` */ reason: PktReason;
  /** `sts_rqpkt_status` */ status: ScsiStatus | null;
  /** `sts_rqpkt_state` */ state: number;
  /** `sts_rqpkt_statistics` */ statistics: number;
  /** `sts_rqpkt_resid` */ resid: Resid;
  /** Class of `sts_sensedata`, null when none arrived. */ sense: SenseClass | null;
};

import type { ScsiStatus } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';
