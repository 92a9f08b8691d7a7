import type { dumpOutcomes } from './aix-dump.ts';
import type { Errno } from './buf.ts';
import type { Address, Lun, Slot, TargetName } from './names.ts';
import type { CardStatus, QTag, ScBufDefect, ScBufIn, ScBufOut } from './sc-buf.ts';
import type { Resid } from './scsi-pkt.ts';
import type { ScsiStatus } from './scsi-status.ts';
import type { SenseClass } from './sense.ts';

/** The AIX SCSI adapter driver: its entry points, and the inside, where `device.*`, `transaction.*`, `card.*` are atomic. */

/** Device driver -> adapter driver: devstrat, which calls ddstrategy. What becomes of it is told by iodone only. */
export type Devstrat = {
  type: 'sc.strategy';
  slot: Slot;
  lun: Lun;
  /** choice: what the tests of the adapter driver find */ defect: ScBufDefect;
} & ScBufIn;

/** Adapter driver -> device driver: iodone schedules the device driver's routine. */
export type Iodone = {
  type: 'sc.iodone';
  slot: Slot;
  /** choice: of a request that the device driver has split, is a fragment left? */ more: 'no' | 'yes';
} & ScBufOut;

/** Device driver -> adapter driver: fp_ioctl. From process level only. */
export type IoctlRequest = {
  type:
    | 'ioctl.SCIOSTART'
    | 'ioctl.SCIOSTOP'
    | 'ioctl.SCIOHALT'
    | 'ioctl.SCIORESET'
    | 'ioctl.SCIOLUNRST'
    | 'ioctl.SCIOEVENT';
  lun: Lun;
  replyTo: Address;
};

/** What an adapter driver tells a handler that SCIOEVENT has registered. */
export type AdapterEvent =
  | 'SC_FATAL_HDW_ERR'
  | 'SC_ADAP_CMD_FAILED'
  | 'SC_SCSI_RESET_EVENT'
  /** target mode only */
  | 'SC_BUFS_EXHAUSTED';

/** The ioctl returns; `none` = 0. */
export type IoctlReply = { type: 'ioctl.return'; op: IoctlOperation; lun: Lun; error: Errno };
/** ioctls for a device of a parallel adapter. */
export type IoctlOperation = 'SCIOSTART' | 'SCIOSTOP' | 'SCIOHALT' | 'SCIORESET' | 'SCIOLUNRST' | 'SCIOEVENT';

/** What the hardware is given. */
export type TransactionFacts = Pick<ScBufIn, 'tag' | 'op' | 'direction' | 'noDisconnect' | 'async' | 'timed'>;

/** -> queue of one device */
export type DeviceMessage =
  /** sc_strategy, after the tests of the adapter driver */
  | ({ type: 'device.strategy'; slot: Slot } & Pick<ScBufIn, 'flags'> & TransactionFacts)
  /** The tests have found something. */
  | { type: 'device.reject'; slot: Slot; error: Errno }
  /** The hardware is free and it is this device's turn: sc_start. */
  | { type: 'device.grant' }
  /** from a transaction: over, as far as the device or the bus is concerned */
  | ({ type: 'device.ended'; slot: Slot; resid: Resid; sense: SenseClass | null } & (
      | { status: ScsiStatus; card: null }
      | { status: null; card: CardStatus }
    ))
  /** from a transaction: reselected by a target before its selection took place */
  | ({ type: 'device.requeue'; slot: Slot } & TransactionFacts)
  /** from a transaction: timeout_value is over */
  | { type: 'device.timeout'; slot: Slot }
  /** The bus, or this SCSI ID, was reset. */
  | { type: 'device.reset' }
  /** The target took ABORT. */
  | { type: 'device.aborted' }
  | { type: 'device.start'; replyTo: Address }
  | { type: 'device.stop'; replyTo: Address }
  /** Is the device open, so that an ioctl is allowed? */
  | { type: 'device.halt'; replyTo: Address }
  | { type: 'device.bdr'; replyTo: Address }
  | { type: 'device.lunReset'; replyTo: Address }
  | { type: 'device.event'; replyTo: Address }
  /** DUMPWRITE: was the device started? */
  | { type: 'device.dump' /** choice */; outcome: (typeof dumpOutcomes)[number]; replyTo: Address }
  /** A command of the adapter driver itself, for an ioctl. */
  | ({ type: 'device.command'; slot: Slot } & TransactionFacts);

/** -> area of one transaction (b_work belongs to the adapter driver) */
export type TransactionMessage =
  | ({
      type: 'transaction.start';
      /** choice: does the adapter itself fail? */ card:
        | 'ok'
        | 'SC_HOST_IO_BUS_ERR'
        | 'SC_ADAPTER_HDW_FAILURE'
        | 'SC_ADAPTER_SFW_FAILURE'
        | 'SC_FUSE_OR_TERMINAL_PWR'
        | 'SC_ERROR_NO_RETRY';
    } & TransactionFacts)
  | { type: 'transaction.selectionTimeout' }
  | { type: 'transaction.tagRejected' }
  | { type: 'transaction.selectionLost' }
  | { type: 'transaction.disconnected' }
  | { type: 'transaction.reconnected' }
  | {
      type: 'transaction.completed';
      status: ScsiStatus;
      resid: Resid;
      parity: boolean;
      sense: SenseClass | null;
    }
  | { type: 'transaction.unexpectedBusFree' }
  /** Reset or aborted: forget it. */
  | { type: 'transaction.drop' };

/** -> adapter */
export type CardMessage =
  /** from a device queue: there is something to start */
  | { type: 'card.request'; lun: Lun }
  /** from a device queue: nothing to start after all */
  | { type: 'card.pass' }
  /** from a transaction: select for it */
  | ({ type: 'card.select'; slot: Slot; lun: Lun; target: TargetName } & TransactionFacts)
  /** from a transaction: the hardware failed before anything was on the bus */
  | { type: 'card.failed'; card: CardStatus }
  /** from a transaction: the target may go on / there is no such command */
  | { type: 'card.reconnected'; slot: Slot }
  | { type: 'card.unknown'; slot: Slot }
  /** from a device queue: one of its transactions does not come back */
  | { type: 'card.timeout'; lun: Lun; target: TargetName }
  /** from a device queue: send ABORT / BUS DEVICE RESET for this ioctl */
  | { type: 'card.halt' | 'card.reset' | 'card.lunReset'; lun: Lun; target: TargetName; replyTo: Address }
  /** from a device queue: the device is open, SCIOEVENT may register this handler */
  | { type: 'card.listen'; lun: Lun; replyTo: Address };

/** Tag message on the bus. */
export const tagKindOf = {
  SC_NO_Q: 'untagged',
  SC_SIMPLE_Q: 'simple',
  SC_HEAD_OF_Q: 'head',
  SC_ORDERED_Q: 'ordered',
} as const satisfies Record<QTag, string>;
