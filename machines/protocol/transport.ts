import type { TaskMessage } from './bus.ts';
import type { InitiatorName, Lun, Slot, TargetName } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus, TaskAttribute } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/**
 * A target can be reached again: under the id it had, under another, or not at all, because another device (another world
 * wide name) has its id.
 */
export type TargetReturn = 'same' | 'changed' | 'replaced';

/**
 * The services that a SCSI transport protocol gives an initiator port (SAM-2 5.4): send a command, hear that it is
 * complete, manage tasks. One interface, two machines behind it: `bus/fabric` (FCP) and `bus/iscsi-session`. Each
 * stands for one I_T nexus and is reached at `address.nexus(initiator, target)`.
 */

/** SAM-2 7. CLEAR_ACA ends auto contingent allegiance. */
export const taskManagementFunctions = [
  'ABORT_TASK',
  'ABORT_TASK_SET',
  'CLEAR_TASK_SET',
  'CLEAR_ACA',
  'LOGICAL_UNIT_RESET',
  'TARGET_RESET',
] as const;
/** Task management functions (SAM-2 6). */
export type TaskManagementFunction = (typeof taskManagementFunctions)[number];

/** What a function is called as a message of the parallel bus, and inside the device (SPI-2 table 39). */
export const taskMessageOf = {
  ABORT_TASK: 'ABORT_TAG',
  ABORT_TASK_SET: 'ABORT',
  CLEAR_TASK_SET: 'CLEAR_QUEUE',
  CLEAR_ACA: 'CLEAR_ACA',
  LOGICAL_UNIT_RESET: 'LOGICAL_UNIT_RESET',
  TARGET_RESET: 'BUS_DEVICE_RESET',
} as const satisfies Record<TaskManagementFunction, TaskMessage>;

/** What became of a task management function: carried out, never answered, or refused by the target port. */
export type FunctionOutcome = 'ok' | 'noResponse' | 'rejected';

/** Initiator port -> interconnect. */
export type TransportRequest =
  | {
      type: 'transport.sendCommand';
      initiator: InitiatorName;
      target: TargetName;
      lun: Lun;
      slot: Slot;
      attribute: TaskAttribute;
      op: OperationClass;
      direction: Direction;
      /** NACA bit of the control byte: CHECK CONDITION is to establish auto contingent allegiance */ naca: boolean;
      /** choice; `lost`: the command disappears on its way and nothing comes */ delivery: 'ok' | 'noResponse' | 'lost';
    }
  | {
      type: 'transport.sendTaskManagement';
      initiator: InitiatorName;
      target: TargetName;
      lun: Lun;
      /** the task that ABORT_TASK means; null for all other functions */ slot: Slot | null;
      function: TaskManagementFunction;
      /** choice */ outcome: FunctionOutcome;
    }
  /** PLOGI and PRLI; iSCSI: login phase. Needed before the first command, and again after `port.targetBack`. */
  | {
      type: 'transport.login';
      initiator: InitiatorName;
      target: TargetName;
      /** choice */ outcome: 'ok' | 'rejected';
    }
  /** Commands that are under way are lost (`port.lost`). */
  | { type: 'transport.logout'; initiator: InitiatorName; target: TargetName };

/** Interconnect -> initiator port. Each command ends with exactly one of the first three, or with none if it was aborted. */
export type PortEvent =
  | {
      type: 'port.completed';
      slot: Slot;
      status: ScsiStatus;
      direction: Direction;
      resid: Resid;
      /** autosense data that came with CHECK CONDITION, or what a REQUEST SENSE moved */ sense: SenseClass | null;
    }
  /** The command was not delivered: nobody is there, or the initiator port is not logged in. */
  | { type: 'port.noResponse'; slot: Slot }
  /** The command was on its way, or at the target, when the nexus was lost: nothing more will come of it. */
  | { type: 'port.lost'; slot: Slot }
  | {
      type: 'port.taskManagementDone';
      target: TargetName;
      lun: Lun;
      slot: Slot | null;
      function: TaskManagementFunction;
      outcome: FunctionOutcome;
    }
  | { type: 'port.loggedIn' | 'port.loginFailed' | 'port.loggedOut'; target: TargetName }
  /** The nexus is lost (registered state change notification; connection lost). Every open command has been told before. */
  | { type: 'port.targetGone'; target: TargetName }
  /** The target can be logged in to again; `changed`: under another N_Port id (dynamic tracking). */
  | { type: 'port.targetBack'; target: TargetName; id: TargetReturn }
  /** Another initiator reset the target. Every command that was open has been told before (`port.lost`). */
  | { type: 'port.reset'; target: TargetName; by: InitiatorName };
