import type { Errno } from './buf.ts';
import type { Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { DelayName } from './parameters.ts';
import type { ArqStatus, PktFlag, PktReason, Resid, TranResult, UnboundResid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TagKind } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/** Inside the target driver: unit, command and packet talk within one critical section. All atomic. */

/** What the packet says when it comes back (9S scsi_pkt). */
export type Completion = {
  reason: PktReason;
  /** `pkt_state` */ state: number;
  /** `pkt_statistics` */ statistics: number;
  /** null unless STATE.GOT_STATUS */ status: ScsiStatus | null;
  /** `pkt_resid` */ resid: Resid;
  arq: ArqStatus | null;
  /** Class of the data that a REQUEST SENSE command itself moved. */ sense: SenseClass | null;
};

/** What a command has to know of its unit to decide: told by the unit, never looked up. */
export type UnitFacts = {
  /** Auto request sense is on (un_f_arq_enabled). */ arqEnabled: boolean;
  /** Other packets of this unit are owned by the transport. */ othersInTransport: boolean;
  /** The unit's own REQUEST SENSE packet is in use. */ requestSenseBusy: boolean;
  /** The START UNIT timer is armed or START UNIT is running. */ startUnitPending: boolean;
  /** The lun-reset capability is on. */ lunReset: boolean;
  /** SD_STATE_SUSPENDED */ suspended?: true;
  /** un_failfast_state, as this command is concerned. */ failfastState:
    | 'inactive'
    | 'pendingHere'
    | 'pendingElsewhere'
    | 'active';
};

/** How long a retry waits; `immediate` = sent again in the same critical section. */
export type RetryDelay =
  | 'immediate'
  | Extract<
      DelayName,
      | 'tranBusyDelay'
      | 'restartDelay'
      | 'unitAttentionDelay'
      | 'senseFailureDelay'
      | 'reservationConflictDelay'
      | 'busyDelay'
      | 'notReadyDelay'
    >;

/** Which counter limits a retry (sd_retry_command). */
export type RetryClass = 'STANDARD' | 'BUSY' | 'VICTIM' | 'UNIT_ATTENTION' | 'NOCHECK';

/** Why a retry is NOCHECK although something limits it, or nothing does. */
export type RetryCause = 'BUSY' | 'NOT_READY' | 'QUEUE_FULL' /** no failure: the next DMA window */ | 'NEXT_WINDOW';

/** Unit -> command. */
export type CommandRequest =
  /** A request was accepted: fill buf and xbuf. */
  | {
      type: 'command.prepare';
      op: OperationClass;
      direction: Direction /** clipped at the end of the partition */;
      overrun: boolean;
      /** B_FAILFAST */ failfast: boolean;
      uscsi: boolean;
      flags: readonly PktFlag[];
    }
  /** Go: allocate if necessary and call scsi_transport. */
  | {
      type: 'command.start';
      tagged: boolean;
      arq: boolean /** from the retry slot or at once: FLAG_HEAD */;
      retry: boolean;
    }
  | ({ type: 'command.decide' } & UnitFacts)
  /** The answer to `unit.ask`, after the mutex was dropped for a reset. */
  | ({ type: 'command.facts' } & UnitFacts)
  /** The answer to `unit.askForMedium`. */
  | ({ type: 'command.medium'; known: boolean } & UnitFacts)
  /** The unit's REQUEST SENSE for this command has come back. */
  | ({ type: 'command.sensed'; reply: Completion } & UnitFacts)
  /** scsi_transport did not take the REQUEST SENSE packet. */
  | ({ type: 'command.senseRejected'; result: Exclude<TranResult, 'TRAN_ACCEPT'> } & UnitFacts)
  /** Leave the driver with this error (failfast flush). */
  | { type: 'command.fail'; error: Errno }
  /** The next command was started: destroy the packet, then biodone. */
  | { type: 'command.release' };

/** Unit -> its REQUEST SENSE command. */
export type SenseCommandRequest = { type: 'command.sense' /** the command that got CHECK CONDITION */; about: Slot };

/** Command -> unit. */
export type UnitMessage =
  /** The completion callback runs: the packet is back. */
  | { type: 'unit.intr'; slot: Slot /** CMD_RESET, or the statistics show a reset */; resetSeen: boolean }
  | { type: 'unit.ask'; slot: Slot }
  /** The task thread has looked at a medium that may be new. */
  | { type: 'unit.askForMedium'; slot: Slot /** choice */; medium: 'known' | 'unknown' }
  /** scsi_transport returned TRAN_ACCEPT: the dispatching thread looks again. */
  | { type: 'unit.accepted'; slot: Slot }
  /** scsi_transport returned something else: the packet never left. */
  | {
      type: 'unit.rejected';
      slot: Slot;
      result: Exclude<TranResult, 'TRAN_ACCEPT'> /** it had been sent as a retry */;
      retry: boolean;
    }
  | { type: 'unit.noResources'; slot: Slot; permanent: boolean }
  | {
      type: 'unit.retry';
      slot: Slot;
      retryClass: RetryClass;
      because: RetryCause | null;
      delay: RetryDelay /** a failure of the failfast kind */;
      failfast: boolean;
    }
  /** The command waits, as a retry without a timer of its own, until the unit was started. */
  | { type: 'unit.startUnit'; slot: Slot }
  /** The command is over: start the next one, then let it go. */
  | {
      type: 'unit.returnCommand';
      slot: Slot;
      op: OperationClass;
      error: Errno /** failed in the failfast way */;
      failfast: boolean;
    }
  /** REQUEST SENSE is needed for this command. */
  | { type: 'unit.sense'; slot: Slot }
  | { type: 'unit.queueFull' }
  | { type: 'unit.tagRejected' }
  /** A unit attention says that the unit was reset. */
  | { type: 'unit.resetSeen' }
  | { type: 'unit.capacityChanged' }
  | { type: 'unit.notResponding' }
  | { type: 'unit.deviceGone' }
  /** The reservation is lost and its owner asked for a panic. */
  | { type: 'unit.panic' }
  /** The internal command (attach, START UNIT) is over. */
  | {
      type: 'unit.internalDone';
      op: OperationClass;
      error: Errno;
      reason: PktReason | null;
      status: ScsiStatus | null;
      /** pkt_resid */ resid: Resid | null;
      /** REQUEST SENSE was transported, by the adapter or the driver, with whatever result. */ sensed: boolean;
      sense: SenseClass | null;
    }
  /** The unit's REQUEST SENSE packet is back. */
  | { type: 'unit.sensed'; reply: Completion }
  | { type: 'unit.senseRejected'; result: Exclude<TranResult, 'TRAN_ACCEPT'> };

/** Command -> packet (9F scsi_init_pkt, scsi_transport, scsi_destroy_pkt). */
export type PacketRequest =
  | {
      type: 'packet.init' /** a buffer is to be bound for DMA */;
      data: boolean /** PKT_DMA_PARTIAL */;
      partial: boolean /** choice */;
      resources: 'ok' | 'temporary' | 'permanent';
      /** choice: pkt_resid, the bytes for which there are no DMA resources yet */ resid: UnboundResid;
    }
  /** scsi_init_pkt with a packet that exists: binds its buffer, or moves on to the next DMA window. */
  | {
      type: 'packet.bind' /** PKT_DMA_PARTIAL */;
      partial: boolean /** choice */;
      resources: 'ok' | 'temporary' | 'permanent';
      /** choice: pkt_resid, the bytes for which there are no DMA resources yet */ resid: UnboundResid;
    }
  /** scsi_dmafree: the packet stays. */
  | { type: 'packet.dmafree' }
  /** scsi_init_pkt with SLEEP_FUNC while attaching: waits until it succeeds. */
  | { type: 'packet.preallocate' }
  | {
      type: 'packet.transport';
      tag: TagKind;
      op: OperationClass;
      direction: Direction;
      head: boolean;
      sensing: boolean;
      noDisconnect: boolean;
      renegotiate: boolean;
      arqBlock: boolean;
      timed: boolean;
      /** FLAG_NOINTR */ noIntr: boolean;
    }
  | { type: 'packet.destroy' };

/** Packet -> command. */
export type PacketReply =
  | { type: 'packet.ready' /** pkt_resid of scsi_init_pkt */; resid: UnboundResid }
  | { type: 'packet.noResources'; permanent: boolean }
  | { type: 'packet.returned'; result: TranResult }
  /** The completion routine of the target driver is called. */
  | ({ type: 'packet.completed' } & Completion)
  /** scsi_transport of a FLAG_NOINTR packet returned TRAN_ACCEPT: the packet is complete, and no routine was called. */
  | ({ type: 'packet.polled' } & Completion)
  | { type: 'packet.destroyed' };

/**
 * Command -> HBA's per-packet area: the thread has entered tran_start with a FLAG_HEAD packet. Where a completion
 * callback does so, it happens before the callback returns, and the adapter must know.
 */
export type TransportEntered = { type: 'area.calling' };

/** Packet -> HBA's per-packet area: the completion callback has returned. */
export type CallbackDone = { type: 'area.callbackDone' };
