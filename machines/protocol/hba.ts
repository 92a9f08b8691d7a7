import type { Address, Lun, Slot, TargetName } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { ArqStatus, PktReason, ResetLevel, Resid, TranResult } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TagKind } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';
import type { Capability } from './tran.ts';

/**
 * Inside the adapter: between the adapter (`hba:`), its queue per logical unit (`hbaq:`) and its area per packet
 * (`hbac:`). All atomic: the adapter holds its mutex while they talk.
 */

/** What the adapter reads in a packet when it takes it over (9S scsi_pkt), fixed until the packet completes. */
export type PacketFacts = {
  tag: TagKind;
  op: OperationClass;
  direction: Direction;
  noIntr: boolean;
  head: boolean;
  noDisconnect: boolean;
  renegotiate: boolean;
  arqBlock: boolean;
  timed: boolean;
};

/** What happens to the commands of a logical unit when they are cut off. */
export type Flush = {
  /** Packets that were on the bus or disconnected. */
  active: { reason: PktReason; statistics: number };
  /** Are packets that had not been started yet ended as well (CMD_RESET, STAT_ABORTED)? */
  queued: boolean;
  /** Must the unit be left alone for the reset delay? */
  resetDelay: boolean;
};

/** -> adapter queue */
export type QueueMessage =
  /** tran_start, as far as the adapter as a whole does not object. */
  | { type: 'queue.offer'; slot: Slot; facts: PacketFacts }
  /** The bus is free and it is this logical unit's turn. */
  | { type: 'queue.grant' }
  | { type: 'queue.abort'; slot: Slot | null; replyTo: Address }
  | { type: 'queue.reset'; level: 'RESET_LUN' | 'RESET_TARGET'; replyTo: Address }
  | ({ type: 'queue.flush' } & Flush)
  /** The target confirmed ABORT TAG for this packet. */
  | { type: 'queue.aborted'; slot: Slot; reason: PktReason; statistics: number }
  /** Nothing helped: these timed-out packets (null: all that were marked) go back as they are. */
  | { type: 'queue.unrecovered'; slot: Slot | null }
  /** QUEUE FULL from another logical unit of the same target. */
  | { type: 'queue.qfull' }
  | { type: 'queue.getcap'; cap: Capability; replyTo: Address }
  | { type: 'queue.setcap'; cap: Capability; value: number; replyTo: Address }
  /** Everything that follows from what the target confirmed has been said. */
  | { type: 'queue.settle' }
  /** from an area: a thread is inside tran_start with a FLAG_HEAD packet / is out of it again */
  | { type: 'queue.calling'; slot: Slot }
  | { type: 'queue.called'; slot: Slot }
  /** from an area: this command lost the selection and wants to go first next time */
  | { type: 'queue.requeue'; slot: Slot }
  /** from an area: status QUEUE FULL, so many retries used */
  | { type: 'queue.full'; slot: Slot; used: number }
  /** from an area: CHECK CONDITION, sense is owed */
  | { type: 'queue.sense'; slot: Slot; timed: boolean }
  /** from the auto-request-sense area: it is over, for whatever reason */
  | { type: 'queue.senseDone' }
  /** from an area: the command is over. `callback`: pkt_comp will be called and its return reported. */
  | {
      type: 'queue.finished';
      slot: Slot;
      good: boolean;
      callback: boolean /** the target did not answer selection */;
      noResponse: boolean;
    }
  /** from an area: the completion callback returned */
  | { type: 'queue.callbackDone'; slot: Slot };

/** -> adapter's area of one packet */
export type AreaMessage =
  | {
      type: 'area.accept';
      facts: PacketFacts /** the packet whose sense this auto-request-sense command fetches */;
      original: Slot | null;
    }
  | { type: 'area.refuse'; result: TranResult }
  /** Accepted before the adapter could look at it, and not acceptable. */
  | { type: 'area.acceptInVain'; facts: PacketFacts }
  /** The bus is ours: go. `tagged`, `autoSense`: capabilities of the logical unit now. */
  | { type: 'area.start'; tagged: boolean; autoSense: boolean }
  | { type: 'area.requeued' }
  | { type: 'area.queueFull' }
  | { type: 'area.senseStarted' }
  | { type: 'area.senseRefused' }
  /** The auto-request-sense command ended so. */
  | ({ type: 'area.senseDone' } & ArqStatus)
  /** The unit's countdown expired while this command was active. */
  | { type: 'area.expired' }
  /** The command was cut off. `reason` applies unless an earlier cause is recorded. */
  | { type: 'area.victim'; reason: PktReason; statistics: number }
  | { type: 'area.selectionTimeout' }
  | { type: 'area.tagRejected' }
  | { type: 'area.selectionLost' }
  | { type: 'area.disconnected'; dataMoved: boolean }
  | { type: 'area.reconnected' }
  | {
      type: 'area.completed';
      status: ScsiStatus;
      direction: Direction;
      resid: Resid;
      parity: boolean;
      sense: SenseClass | null;
    }
  | { type: 'area.unexpectedBusFree' }
  /** Everything that follows from this interrupt has been said. */
  | { type: 'area.settle' }
  /** Its turn in the callback queue. */
  | { type: 'area.deliver' }
  /** from the command: a thread entered tran_start with a FLAG_HEAD packet */
  | { type: 'area.calling' }
  /** from the packet: the target driver's completion routine returned */
  | { type: 'area.callbackDone' };

/** -> adapter */
export type AdapterMessage =
  /** from a queue: something may be started */
  | { type: 'adapter.request'; lun: Lun }
  /** from a queue: nothing to start after all */
  | { type: 'adapter.pass'; lun: Lun }
  | { type: 'adapter.qfull'; lun: Lun; target: TargetName }
  | { type: 'adapter.renegotiate'; target: TargetName }
  /** A packet (or, `slot` null, a logical unit's countdown) timed out. `tagged`: it was sent with a queue tag. */
  | { type: 'adapter.timeout'; lun: Lun; target: TargetName; slot: Slot | null; tagged: boolean }
  /** The packet (or, `slot` null, everything the countdown was about) is off the bus: no recovery is needed. */
  | { type: 'adapter.timeoutOver'; lun: Lun; slot: Slot | null }
  | {
      type: 'adapter.abort';
      lun: Lun;
      target: TargetName;
      slot: Slot | null;
      tagged: boolean;
      /** Packets that were not started have been aborted for this call already. */ partly: boolean;
      replyTo: Address;
    }
  | { type: 'adapter.reset'; level: ResetLevel; lun: Lun; target: TargetName; replyTo: Address }
  /** from an area: this command wants the bus now */
  | {
      type: 'adapter.select';
      slot: Slot;
      lun: Lun;
      target: TargetName;
      tag: TagKind;
      op: OperationClass;
      direction: Direction;
      disconnectPrivilege: boolean;
      renegotiate: boolean;
    }
  | { type: 'adapter.reconnected'; slot: Slot; lun: Lun; target: TargetName }
  | { type: 'adapter.invalidReselection'; slot: Slot; lun: Lun; target: TargetName }
  /** from an area or queue: the interrupt has been dealt with */
  | { type: 'adapter.settled' }
  /** from an area: the packet is ready for its callback */
  | { type: 'adapter.finished'; slot: Slot };
