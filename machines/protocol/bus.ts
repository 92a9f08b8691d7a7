import type { InitiatorName, Lun, Slot, TargetName } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TagKind, TaskAttribute } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/**
 * The parallel bus as its two sides see it. One interface, two machines behind it: `bus/parallel-command` (one step per
 * command) and `bus/parallel-phase` (every SCSI-2 phase a state). Nothing here names a phase.
 */

/**
 * Messages by which an initiator manages tasks, sent in a selection of their own (SCSI-2 6.6). CLEAR ACA comes over other
 * interconnects only.
 */
export type TaskMessage =
  | 'ABORT'
  | 'ABORT_TAG'
  | 'BUS_DEVICE_RESET'
  | 'LOGICAL_UNIT_RESET'
  | 'CLEAR_QUEUE'
  | 'CLEAR_ACA';

/** What identifies a command on the bus: initiator, target, logical unit and (by slot) tag. */
export type Nexus = { initiator: InitiatorName; target: TargetName; lun: Lun; slot: Slot };

/** Initiator -> bus. */
export type BusRequest =
  /** Arbitrate, select with ATN, IDENTIFY (+ tag), negotiate if asked, send the CDB. */
  | ({
      type: 'bus.select';
      tag: TagKind;
      op: OperationClass;
      direction: Direction;
      disconnectPrivilege: boolean;
      negotiate: boolean;
      /** choice */ selection: 'ok' | 'noResponse' | 'tagRejected';
    } & Nexus)
  /** Select only to send a task management message ("proxy" selection); `slot` is null for ABORT, BUS_DEVICE_RESET, LOGICAL_UNIT_RESET, CLEAR_QUEUE. */
  | {
      type: 'bus.message';
      initiator: InitiatorName;
      target: TargetName;
      lun: Lun;
      slot: Slot | null;
      message: TaskMessage;
      /** choice */ outcome: 'ok' | 'noResponse' | 'rejected';
    }
  /** The reselected initiator knows the command and takes the connection. What it sent before is older than the reselection. */
  | { type: 'bus.accept'; initiator: InitiatorName; slot: Slot }
  /** Assert RST. */
  | { type: 'bus.assertReset'; initiator: InitiatorName }
  /** The initiator has seen RST (one for every `hba.busReset`). What it sent before is older than the reset. */
  | { type: 'bus.resetSeen'; initiator: InitiatorName };

/** Target -> bus; on other interconnects -> the nexus of the initiator that is meant. */
export type BusReply =
  /** MESSAGE IN: DISCONNECT (preceded by SAVE DATA POINTER when data moved). The bus goes free. */
  | { type: 'bus.disconnect'; slot: Slot; dataMoved: boolean }
  /** Arbitrate to reselect the initiator of this command. */
  | ({ type: 'bus.reselect'; tag: TaskAttribute } & Nexus)
  /** Remaining data, STATUS, COMMAND COMPLETE, bus free. */
  | {
      type: 'bus.finish';
      slot: Slot;
      direction: Direction;
      resid: Resid;
      status: ScsiStatus;
      /**
       * class of the sense data that a REQUEST SENSE moved, or that goes with CHECK CONDITION where the interconnect has
       * autosense; null for every other command
       */
      sense: SenseClass | null;
      /**
       * choice; `dataParity`: the initiator sees bad parity in DATA IN. For a command whose data do not come in it is as
       * `ok`: the target checks DATA OUT itself (ABORTED COMMAND 47/00 as outcome of the execution).
       */
      transfer: 'ok' | 'dataParity' | 'unexpectedBusFree';
    }
  /** The target leaves the bus without a word: unexpected disconnect. */
  | { type: 'bus.drop'; slot: Slot }
  /**
   * A task management message or RST has taken effect in this target: it has let go of the bus, and whatever it asked
   * for before (a reselection, the rest of a command) is void. `cause` says which of the two this answers. On other
   * interconnects also the loss of the nexus; `reset` is then the reset that the initiator `by` has asked for.
   */
  | {
      type: 'bus.cleared';
      target: TargetName;
      cause: 'message' | 'reset' | 'nexusLoss';
      by?: InitiatorName;
    }
  /** The target has gone from the bus: whoever selects it finds nobody there. Nothing comes from it after this. */
  | { type: 'bus.absent'; target: TargetName };

/** Bus -> initiator: what its interrupt tells. */
export type BusInterrupt =
  | { type: 'hba.selectionTimeout'; slot: Slot }
  /** The target answered the queue tag with MESSAGE REJECT; the initiator has aborted and the bus is free. */
  | { type: 'hba.tagRejected'; slot: Slot }
  /**
   * The initiator was reselected before its selection took place; the selection is forgotten. Comes after the
   * `hba.reconnected` that was faster and before anything else of that connection.
   */
  | { type: 'hba.selectionLost'; slot: Slot }
  | { type: 'hba.disconnected'; slot: Slot; dataMoved: boolean }
  | { type: 'hba.reconnected'; slot: Slot }
  /** STATUS and COMMAND COMPLETE received, bus free. `parity`: a parity error was seen in the data. */
  | {
      type: 'hba.completed';
      slot: Slot;
      status: ScsiStatus;
      direction: Direction;
      resid: Resid;
      parity: boolean;
      /** class of the sense data that a REQUEST SENSE moved; null for every other command */ sense: SenseClass | null;
    }
  /** BUS FREE without DISCONNECT or COMMAND COMPLETE. */
  | { type: 'hba.unexpectedBusFree'; slot: Slot }
  | {
      type: 'hba.messageSent';
      lun: Lun;
      target: TargetName;
      slot: Slot | null;
      message: TaskMessage;
      outcome: 'ok' | 'noResponse' | 'rejected';
    }
  /** RST was seen on the bus. */
  | { type: 'hba.busReset'; by: InitiatorName };

/** Bus, or nexus -> target. */
export type TargetRequest =
  | ({
      type: 'target.command';
      tag: TaskAttribute;
      /** NACA bit of the control byte; absent: 0 */ naca?: boolean;
      op: OperationClass;
      direction: Direction;
      disconnectPrivilege: boolean;
      /** choice: `drop` = leaves the bus, `hang` = takes the command and never answers */ arrival:
        | 'ok'
        | 'busy'
        | 'queueFull'
        | 'drop'
        | 'hang';
    } & Nexus)
  /** Reselection won: the nexus is connected again. `transfer: parts` = disconnect once more in the middle of the data. */
  | {
      type: 'target.reconnected';
      slot: Slot;
      /** the nexus; absent on the parallel bus, where the one connection says it */ initiator?: InitiatorName;
      /** choice */ transfer: 'whole' | 'parts';
    }
  | { type: 'target.message'; initiator: InitiatorName; lun: Lun; slot: Slot | null; message: TaskMessage }
  /** RST on the bus. */
  | { type: 'target.busReset' }
  /** This initiator is out of reach: its tasks end. `attention`: it is to be told, by unit attention. Not on the parallel bus. */
  | { type: 'target.nexusLost'; initiator: InitiatorName; attention: boolean };
