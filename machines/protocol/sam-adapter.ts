import type { dumpOutcomes } from './aix-dump.ts';
import type { Errno } from './buf.ts';
import type { Address, Lun, Slot } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { AdapterStatus, AddAdapStatus, SamTag, ScsiBufDefect, ScsiBufIn, ScsiBufOut, ScsiId } from './scsi-buf.ts';
import type { Resid } from './scsi-pkt.ts';
import type { Direction, ScsiStatus } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';
import type { TargetReturn, TransportRequest } from './transport.ts';

/**
 * The AIX adapter drivers whose transport is not a parallel bus: FCP (/dev/fscsi#) and iSCSI (/dev/iscsi#). Their entry
 * points, and the inside, where `lunq.*`, `exchange.*`, `tmf.*` and `path.*` are atomic.
 */

/** Device driver -> adapter driver: devstrat, which calls ddstrategy. What becomes of it is told by iodone only. */
export type SamStrategy = {
  type: 'sam.strategy';
  slot: Slot;
  lun: Lun;
  /** choice: what the tests of the adapter driver find */ defect: ScsiBufDefect;
} & ScsiBufIn;

/** Adapter driver -> device driver: iodone schedules the device driver's routine. */
export type SamIodone = {
  type: 'sam.iodone';
  slot: Slot;
  /** choice: of a request that the device driver has split, is a fragment left? */ more: 'no' | 'yes';
} & ScsiBufOut;

/** ioctls for a device of an FCP or iSCSI adapter. */
export type SamIoctlOperation = 'SCIOLSTART' | 'SCIOLSTOP' | 'SCIOLHALT' | 'SCIOLRESET' | 'SCIOLEVENT';

/** Device driver -> adapter driver: fp_ioctl. From process level only. */
export type SamIoctlRequest =
  | {
      type: 'ioctl.SCIOLSTART' | 'ioctl.SCIOLSTOP' | 'ioctl.SCIOLHALT' | 'ioctl.SCIOLEVENT';
      lun: Lun;
      replyTo: Address;
    }
  | {
      type: 'ioctl.SCIOLRESET';
      lun: Lun;
      /** the whole target, or the logical unit alone */ scope: 'target' | 'lun';
      replyTo: Address;
    };

/** The ioctl returns; `none` = 0. */
export type SamIoctlReply = { type: 'ioctl.return'; op: SamIoctlOperation; lun: Lun; error: Errno };

/** What the hardware is given. */
export type ExchangeFacts = {
  tag: SamTag;
  op: OperationClass | null;
  direction: Direction;
  timed: boolean;
  naca: boolean;
  autosense: boolean;
  scsiId: ScsiId;
};

/** -> queue of one device */
export type LunQueueMessage =
  /** ddstrategy, after the tests of the adapter driver */
  | ({ type: 'lunq.strategy'; slot: Slot } & Pick<ScsiBufIn, 'flags'> & ExchangeFacts)
  /** A command of the adapter driver itself, for an ioctl. */
  | ({ type: 'lunq.command'; slot: Slot } & ExchangeFacts)
  /** The tests have found something. */
  | { type: 'lunq.reject'; slot: Slot; error: Errno }
  /** from an exchange: over. `sense`: what a REQUEST SENSE moved, or what came with CHECK CONDITION. */
  | ({ type: 'lunq.ended'; slot: Slot; resid: Resid; sense: SenseClass | null } & (
      | { status: ScsiStatus; adapter: null }
      | { status: null; adapter: AdapterStatus }
    ))
  /** from an exchange: nobody answers */
  | { type: 'lunq.unanswered'; slot: Slot }
  /** from an exchange: the nexus has gone, nothing more comes of it */
  | { type: 'lunq.lost'; slot: Slot }
  /** from an exchange: timeout_value is over */
  | { type: 'lunq.timeout'; slot: Slot }
  /** ABORT TASK has taken effect on one that timed out, or that was thrown away. */
  | { type: 'lunq.aborted'; slot: Slot }
  /** ABORT TASK SET has taken effect: SCIOLHALT. */
  | { type: 'lunq.halted' }
  /** The logical unit or its target was reset by us. */
  | { type: 'lunq.reset' }
  /** Another initiator has reset the target; what it had of us is lost. */
  | { type: 'lunq.foreignReset' }
  /** A function that ends all commands is under way: nothing may be started; and it is under way no more. */
  | { type: 'lunq.hold' | 'lunq.release' }
  /** The nexus to the target was given up: nothing comes back of what it had. */
  | { type: 'lunq.nexusLost' }
  /** What a transaction without command was for has been done, or could not be. */
  | { type: 'lunq.managed'; slot: Slot; outcome: 'ok' | 'failed' }
  /** from the path: commands reach the target, under this id */
  | { type: 'lunq.pathUp'; scsiId: ScsiId }
  /** from the path: the target is away, and commands run into their timeouts */
  | { type: 'lunq.pathSlow' }
  /** from the path: the target is away; nothing is started until it is known for how long */
  | { type: 'lunq.pathWaits' }
  /** from the path: the target is not coming back soon; everything fails at once, for this reason */
  | { type: 'lunq.pathDead'; status: AdapterStatus; advice: AddAdapStatus }
  | { type: 'lunq.start' | 'lunq.stop' | 'lunq.halt'; replyTo: Address }
  /** Is the device open, so that SCIOLEVENT is allowed? */
  | { type: 'lunq.event'; replyTo: Address }
  /** DUMPWRITE: is the device open, and can it be reached? */
  | { type: 'lunq.dump' /** choice */; outcome: (typeof dumpOutcomes)[number]; replyTo: Address }
  | { type: 'lunq.bdr'; scope: 'target' | 'lun'; replyTo: Address };

/** -> one transaction in the hardware: an FCP exchange, an iSCSI task */
export type ExchangeMessage =
  | ({
      type: 'exchange.start';
      /** choice: does the adapter itself fail? */ adapter: 'ok' | AdapterFailure;
    } & ExchangeFacts)
  | { type: 'exchange.completed'; status: ScsiStatus; resid: Resid; sense: SenseClass | null }
  | { type: 'exchange.noResponse' }
  | { type: 'exchange.lost' }
  /** Given back already: forget it. */
  | { type: 'exchange.drop' };

/** -> task management of one logical unit */
export type ManagementMessage =
  /** This one does not come back in time. */
  | { type: 'tmf.timeout'; slot: Slot }
  /** The device is to have thrown this one away: its exchange has to end before it comes back. */
  | { type: 'tmf.thrownAway'; slot: Slot }
  /** It has come back after all. */
  | { type: 'tmf.cameBack'; slot: Slot }
  /** from an ioctl */
  | { type: 'tmf.halt'; replyTo: Address }
  | { type: 'tmf.reset'; scope: 'target' | 'lun'; replyTo: Address }
  /** from a transaction without command */
  | { type: 'tmf.flag'; function: 'CLEAR_ACA' | 'LOGICAL_UNIT_RESET' | 'TARGET_RESET'; slot: Slot }
  /** The interconnect says how it went. */
  | { type: 'tmf.done'; outcome: 'ok' | 'noResponse' | 'rejected' };

/** -> path to one target */
export type PathMessage =
  /** SCIOLSTART: log in, if that has not been done. */
  | { type: 'path.open'; lun: Lun }
  /** SCIOLSTOP: this device is closed; log out, if no other one of the target is open. */
  | { type: 'path.close'; lun: Lun }
  /** Resets do not help: give the nexus up and begin a new one. */
  | { type: 'path.giveUp' }
  | { type: 'path.loggedIn' | 'path.loginFailed' | 'path.loggedOut' | 'path.gone' }
  | { type: 'path.back'; id: TargetReturn };

/** -> adapter: everything for the interconnect leaves in one order. */
export type PortSend = { type: 'fcport.send'; request: TransportRequest };

/** What the adapter may say of a command before anything has left it. */
export type AdapterFailure =
  | 'SCSI_HOST_IO_BUS_ERR'
  | 'SCSI_ADAPTER_HDW_FAILURE'
  | 'SCSI_ADAPTER_SFW_FAILURE'
  | 'SCSI_FUSE_OR_TERMINAL_PWR'
  | 'SCSI_ERROR_NO_RETRY'
  /** It has not failed: no room, or the device driver has to set the device up anew. */
  | 'SCSI_TRANSPORT_BUSY'
  | 'SCSI_VERIFY_DEVICE';

/** -> adapter: who is told of asynchronous events, and of what. */
export type PortNews =
  /** from the queue of a device: it is open, SCIOLEVENT may register this handler */
  | { type: 'fcport.listen'; lun: Lun; replyTo: Address }
  /** from a transaction: the adapter has failed before anything has left it */
  | { type: 'fcport.failed'; adapter: AdapterFailure };

/** path -> queue that has asked for a login */
export type PathReply = { type: 'lunq.opened' | 'lunq.notOpened' };
