import type { TaskMessage } from './bus.ts';
import type { ExecutionOutcome, RequestSenseOutcome } from './choices.ts';
import type { InitiatorName, Lun, Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TaskAttribute } from './scsi-status.ts';
import type { SenseClass, UnitAttention } from './sense.ts';

/** The inside of a target: its connection side, the task set of each logical unit, and the logical unit. All atomic. */

/** One I/O process (SCSI-2 2.1) inside the target. */
export type Task = {
  slot: Slot;
  initiator: InitiatorName;
  tag: TaskAttribute;
  op: OperationClass;
  direction: Direction;
  /** NACA: CHECK CONDITION establishes auto contingent allegiance; absent: contingent allegiance */ naca?: boolean;
};

/** What made a logical unit forget everything. */
export type ResetCause = 'busReset' | 'deviceReset' | 'unitReset' | 'powerOn';

/** A status for one task. */
export type TaskEnd = {
  slot: Slot;
  status: ScsiStatus;
  resid: Resid;
  /** sense data because of CHECK CONDITION: held for the initiator, or sent along (autosense) */
  sense: SenseClass | null;
  /** class of the sense data that this REQUEST SENSE moved */
  senseData: SenseClass | null;
};

/** Target -> task set. */
export type TaskSetRequest =
  | ({ type: 'tasks.command' } & Task)
  | {
      type: 'tasks.message';
      initiator: InitiatorName;
      slot: Slot | null;
      message: Exclude<TaskMessage, 'BUS_DEVICE_RESET'>;
    }
  | { type: 'tasks.reset'; cause: Exclude<ResetCause, 'powerOn'> }
  /** This initiator is out of reach. */
  | { type: 'tasks.nexusLost'; initiator: InitiatorName; attention: boolean }
  /** The status of this task has been sent to its initiator. */
  | { type: 'tasks.reported'; slot: Slot };

/** Logical unit -> task set. */
export type TaskSetReply =
  /** Nothing speaks against queueing the command. */
  | { type: 'tasks.admit'; slot: Slot }
  | ({ type: 'tasks.ended' } & TaskEnd)
  /** This command will never be answered. */
  | { type: 'tasks.hung'; slot: Slot }
  /** The sense data of this initiator has been handed over or destroyed. */
  | { type: 'tasks.allegianceOver'; initiator: InitiatorName }
  /** The logical unit lost power: no task is left. */
  | { type: 'tasks.powerLost' };

/** Task set -> logical unit. */
export type UnitRequest =
  /** A command arrives: may it be queued, or is it answered at once? */
  | ({ type: 'lu.command' } & Task)
  /** A queued command is carried out. */
  | ({ type: 'lu.execute' /** choice */; outcome: ExecutionOutcome } & Task)
  | { type: 'lu.requestSense'; slot: Slot; initiator: InitiatorName /** choice */; outcome: RequestSenseOutcome }
  /** CHECK CONDITION has reached the initiator: keep this sense data for it. */
  | { type: 'lu.holdSense'; slot: Slot; initiator: InitiatorName; sense: SenseClass }
  /** CHECK CONDITION is on its way and takes this sense data along (autosense). */
  | { type: 'lu.sendSense'; slot: Slot; initiator: InitiatorName; sense: SenseClass }
  | { type: 'lu.forgetSense'; initiator: InitiatorName }
  /** This initiator is out of reach: what it holds of the unit is free. */
  | { type: 'lu.nexusLost'; initiator: InitiatorName; attention: boolean }
  /** The command that the unit is busy with has been aborted. */
  | { type: 'lu.abandon' }
  | { type: 'lu.attention'; initiators: readonly InitiatorName[]; condition: UnitAttention }
  | { type: 'lu.reset'; cause: Exclude<ResetCause, 'powerOn'> };

/** Task set -> target. */
export type PortRequest =
  /** The command takes time; the target may disconnect. */
  | { type: 'port.queued'; slot: Slot }
  /** Status for the initiator: at once if its command is connected, else by reselection. */
  | ({ type: 'port.answer'; lun: Lun; status: ScsiStatus; resid: Resid; senseData: SenseClass | null } & Task)
  /**
   * Tasks that ended without status. The one reply to tasks.message, tasks.reset and tasks.nexusLost; otherwise comes
   * when tasks are lost.
   */
  | { type: 'port.void'; lun: Lun; slots: readonly Slot[] };
