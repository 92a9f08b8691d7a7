import type { Address, Lun, Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { Completion } from './scsa-disk.ts';
import type { ArqStatus, PktReason, ResetLevel, Resid, TranResult } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TagKind } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/** SCSA transport interface: `scsi_transport`/`tran_*` and the completion callback (9F scsi_transport, 9E tran_start). */

/** Framework (packet) or target driver -> HBA. */
export type TranRequest =
  | {
      type: 'tran.start';
      slot: Slot;
      lun: Lun;
      tag: TagKind;
      op: OperationClass;
      direction: Direction;
      /** FLAG_NOINTR: no callback, the return says it is complete. */ noIntr: boolean;
      /** FLAG_HEAD */ head: boolean;
      /** FLAG_SENSING */ sensing: boolean;
      /** FLAG_NODISCON */ noDisconnect: boolean;
      /** FLAG_RENEGOTIATE_WIDE_SYNC */ renegotiate: boolean;
      /** The status block holds a scsi_arq_status: auto request sense is possible for this packet. */ arqBlock: boolean;
      /** pkt_time is not 0. */ timed: boolean;
      /** choice: what this HBA makes of the packet when it is asked */ admission:
        | 'accept'
        | 'busy'
        | 'badPkt'
        | 'fatalError'
        /** accepted at once, and found unacceptable when the adapter gets to it */
        | 'failsLater';
    }
  | { type: 'tran.abort'; slot: Slot | null; lun: Lun; replyTo: Address /** choice */; outcome: 'ok' | 'fails' }
  | { type: 'tran.reset'; level: ResetLevel; lun: Lun; replyTo: Address /** choice */; outcome: 'ok' | 'fails' }
  | { type: 'tran.getcap'; cap: Capability; lun: Lun; replyTo: Address }
  | { type: 'tran.setcap'; cap: Capability; value: number; lun: Lun; replyTo: Address };

/** HBA -> packet. */
export type TranReply =
  | {
      type: 'tran.return';
      result: TranResult;
      /** A FLAG_NOINTR packet is complete when the call returns: its fields. */ polled?: Completion;
    }
  /** The completion callback. `status` is null unless STATE.GOT_STATUS. */
  | {
      type: 'pkt.comp';
      reason: PktReason;
      state: number;
      statistics: number;
      status: ScsiStatus | null;
      resid: Resid;
      arq: ArqStatus | null;
      /** Class of the data that a REQUEST SENSE command itself moved, null for every other command. */ sense: SenseClass | null;
    };

/** HBA -> whoever called (`replyTo`). */
export type TranAnswer =
  | { type: 'tran.abortReturn'; slot: Slot | null; ok: boolean }
  | { type: 'tran.resetReturn'; level: ResetLevel; ok: boolean }
  | { type: 'tran.cap'; cap: Capability /** -1 = undefined */; value: number }
  /** Only 1 is success (9F scsi_ifgetcap). */
  | { type: 'tran.capSet'; cap: Capability; result: -1 | 0 | 1 };

/** HBA -> target driver: bus reset seen (scsi_reset_notify). */
export type ResetNotify = { type: 'scsi.resetNotify' };

/** Target driver -> HBA: the callback returns. */
export type ResetNotifyReturn = { type: 'scsi.resetNotifyReturn'; lun: Lun };

/** Capabilities that this model knows (9F scsi_ifgetcap). */
export type Capability =
  | 'auto-rqsense'
  | 'tagged-qing'
  | 'untagged-qing'
  | 'lun-reset'
  | 'qfull-retries'
  | 'wide-xfer'
  | 'synchronous'
  | 'disconnect'
  | 'reset-notification';
