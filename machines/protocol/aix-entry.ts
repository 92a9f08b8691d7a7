import type { AdapterEvent, IoctlOperation } from './aix-adapter.ts';
import type { Errno } from './buf.ts';
import type { Address, Lun } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { SamIoctlOperation } from './sam-adapter.ts';
import type { CardStatus, ScStatus } from './sc-buf.ts';
import type { AdapterStatus } from './scsi-buf.ts';
import type { Resid } from './scsi-pkt.ts';

/** The special file of an AIX SCSI adapter: what kernel services and the configuration method call in its driver. */

/** What the entry points may return beside what b_error knows. */
export type EntryErrno = Errno | 'EPERM' | 'ENOMSG' | 'ENOCONNECT' | 'ETIMEDOUT';

/** ioctls that the adapter driver answers without a device. */
export const adapterOperations = ['IOCINFO', 'SCIOGTHW', 'SCIODIAG', 'SCIOTRAM', 'SCIODNLD'] as const;
/** ioctls by which the adapter driver sends one command of its own to a device. */
export const commandOperations = ['SCIOINQU', 'SCIOSTUNIT', 'SCIOTUR', 'SCIOREAD', 'SCIOCMD'] as const;
/** The same for a device of an FCP or iSCSI adapter. */
export const samCommandOperations = ['SCIOLINQU', 'SCIOLSTUNIT', 'SCIOLTUR', 'SCIOLREAD', 'SCIOLCMD'] as const;
/** ioctls that send a command, for a device of either kind of adapter. */
export type CommandOperation = (typeof commandOperations)[number] | (typeof samCommandOperations)[number];
/** ioctls for a device of an FCP or iSCSI adapter. */
export const samOperations = [
  'SCIOLSTART',
  'SCIOLSTOP',
  'SCIOLHALT',
  'SCIOLRESET',
  'SCIOLEVENT',
] as const satisfies readonly SamIoctlOperation[];
/** ioctls of target mode. */
export const targetOperations = ['SCIOSTARTTGT', 'SCIOSTOPTGT'] as const;
/** Every ioctl that an adapter knows. */
export type EntryOperation =
  | (typeof adapterOperations)[number]
  | (typeof targetOperations)[number]
  | CommandOperation
  | IoctlOperation
  | SamIoctlOperation;

/** What can be wrong with the argument of an ioctl, or with what it needs. */
export const ioctlDefects = [
  'no',
  /** it cannot be copied in or out */ 'address',
  /** no memory */ 'memory',
  /** code or data of the driver cannot be pinned */ 'pin',
  /** the SCSI ID is that of the adapter */ 'ownId',
  /** SCIOSTARTTGT: not LUN 0, buffers too large, too few of them, no recv_func */ 'lun',
  'buf_size',
  'num_bufs',
  'recv_func',
  /** SCIOREAD, SCIOLREAD: more than 4096 bytes */ 'blockLength',
  /** SCIOCMD, SCIOLCMD: a version that the driver does not know */ 'version',
  /** SCIOCMD, SCIOLCMD: the length of the command, e.g. 16 without SC_SCSI_CDB16 */ 'command_length',
] as const;
/** What may be wrong with the argument of an ioctl. */
export type IoctlDefect = (typeof ioctlDefects)[number];

/** What an ioctl that sends a command says about it. */
export type CommandArgument = {
  /** SCIOCMD, SCIOLCMD: any command; SCIOSTUNIT, SCIOLSTUNIT: START or STOP */ command: OperationClass;
  /** SC_ASYNC; means nothing without a parallel bus */ async: boolean;
};

/** -> device switch table entry of the adapter driver */
export type EntryRequest =
  /** ddconfig, from the configuration method */
  | { type: 'config.CFG_INIT' | 'config.CFG_TERM' | 'config.CFG_QVPD'; replyTo: Address }
  /** fp_opendev, which calls ddopen. `authority`: the caller may run diagnostics. */
  | { type: 'fp.opendev'; mode: 'normal' | 'SC_DIAGNOSTIC'; authority: boolean; replyTo: Address }
  | { type: 'fp.close' | 'fp.read' | 'fp.write'; replyTo: Address }
  /** fp_ioctl, which calls ddioctl */
  | {
      type: 'fp.ioctl';
      op: EntryOperation;
      lun: Lun;
      level: 'process' | 'interrupt';
      caller: 'kernel' | 'user';
      argument: CommandArgument | null;
      /** SCIOLRESET: the whole target, or the logical unit alone */ scope?: 'target' | 'lun';
      /** SCIOEVENT, SCIOLEVENT: events of initiator mode or of target mode */ mode: 'SC_IM_MODE' | 'SC_TM_MODE';
      /** choice */ defect: IoctlDefect;
      /** choice, SCIODIAG, SCIOTRAM, SCIODNLD: what is found? */ found: 'no' | 'error';
      replyTo: Address;
    };

/** A kernel service returns. */
export type FpReturn = {
  type: 'fp.return';
  call: 'CFG_INIT' | 'CFG_TERM' | 'CFG_QVPD' | 'opendev' | 'close' | 'read' | 'write';
  error: EntryErrno;
};

/** `devsubtype` of devinfo: which kind of adapter it is. */
export type DevSubtype = 'DS_SCSI' | 'DS_FCP' | 'DS_ISCSI';

/** What an ioctl that sends a command says of it, over a parallel bus or over FCP and iSCSI. */
export type CommandStatus = { scsiStatus: ScStatus | null; resid: Resid } & (
  | { cardStatus: CardStatus | null }
  | { adapterStatus: AdapterStatus | null }
);

/** An ioctl returns that is more than an errno. */
export type EntryIoctlReply = {
  type: 'ioctl.return';
  op: EntryOperation;
  lun: Lun;
  error: EntryErrno;
  /** IOCINFO */
  devinfo?: {
    devtype: 'DD_BUS';
    devsubtype: DevSubtype;
    maximumTransfer: number;
  };
  /** a command was sent: what became of it */
  status?: CommandStatus;
  /** SCIOCMD, EINVAL: which field is wrong; 1 = version */
  einvalArg?: 1 | 2;
};

/** ddioctl -> the command that the adapter driver itself sends to a device */
export type CommandRun = {
  type: 'command.run';
  op: CommandOperation;
  argument: CommandArgument | null;
  defect: IoctlDefect;
  replyTo: Address;
};

/** Adapter driver -> the registration of one device for asynchronous events */
export type EventsMessage =
  | { type: 'events.register'; handler: Address }
  | { type: 'events.cancel' }
  | { type: 'events.happened'; event: AdapterEvent }
  /** from the handler */
  | { type: 'events.returned' };

/** The handler is called: one call at a time, with one structure that is used again and again. */
export type EventCall = {
  type: 'event.handler';
  lun: Lun;
  mode: 'SC_IM_MODE' | 'SC_TM_MODE';
  events: readonly AdapterEvent[];
};
