/**
 * Names by which actors and the things they speak of are known. A name is compared for equality only, never ordered,
 * so that actors with different names behave alike (which the explorer uses).
 */

/** A logical unit, e.g. `d0`. One target-driver instance, one HBA queue and one device server stand behind each. */
export type Lun = string;
/** A place for one command, e.g. `d0.1`: application request, sd command, packet and HBA command area share it. */
export type Slot = string;
/** A SCSI target, e.g. `t0`. */
export type TargetName = string;
/** An initiator on the bus, e.g. `ours` or `foreign`. */
export type InitiatorName = string;

/** System id of an actor: the only way one machine refers to another. */
export type Address = string;

/** Addresses by role. The composition (`src/system`) starts each actor under exactly these ids. */
export const address = {
  /** One outstanding application request (system call, page I/O). */
  application: (slot: Slot): Address => `app:${slot}`,
  /** Target driver, one per logical unit. */
  disk: (lun: Lun): Address => `sd:${lun}`,
  /** The target driver's view of one command (buf + xbuf): retry counters and the completion decision. */
  command: (slot: Slot): Address => `cmd:${slot}`,
  /** `scsi_pkt`. */
  packet: (slot: Slot): Address => `pkt:${slot}`,
  /** Host bus adapter. */
  adapter: (name: string): Address => `hba:${name}`,
  /** The adapter's queue for one logical unit. */
  adapterQueue: (lun: Lun): Address => `hbaq:${lun}`,
  /** The adapter's private part of one packet (`pkt_ha_private`). */
  adapterCommand: (slot: Slot): Address => `hbac:${slot}`,
  /** AIX: SCSI device driver (head driver), one per logical unit. */
  head: (lun: Lun): Address => `hdisk:${lun}`,
  /** AIX: who has a disk open, and a process that opens it. */
  diskOpens: (lun: Lun): Address => `opens:${lun}`,
  diskOpener: (name: string): Address => `opener:${name}`,
  /** AIX: the head driver's view of one command. */
  headCommand: (slot: Slot): Address => `dd:${slot}`,
  /** AIX: `sc_buf`. */
  scBuf: (slot: Slot): Address => `scbuf:${slot}`,
  /** AIX: SCSI adapter driver. */
  aixAdapter: (name: string): Address => `scsi:${name}`,
  /** AIX: the adapter driver's queue for one device. */
  deviceQueue: (lun: Lun): Address => `scsiq:${lun}`,
  /** AIX: the adapter driver's part of one transaction. */
  transaction: (slot: Slot): Address => `scsit:${slot}`,
  /** AIX: the adapter driver's entry in the device switch table. */
  aixEntry: (name: string): Address => `devsw:${name}`,
  /** AIX: who calls the entry points of the adapter driver. */
  adapterCaller: (name: string): Address => `proc:${name}`,
  /** AIX: the command that the adapter driver itself sends to a device, for an ioctl. */
  ioctlCommand: (lun: Lun): Address => `scsii:${lun}`,
  /** AIX: dddump. */
  adapterDump: (name: string): Address => `scsid:${name}`,
  /** AIX: target mode of the adapter driver, its events, and the initiator that sends to it. */
  targetMode: (name: string): Address => `scsitm:${name}`,
  targetEvents: (name: string): Address => `scsitme:${name}`,
  foreignSender: (name: string): Address => `sender:${name}`,
  /** AIX: `tm_buf`. */
  tmBuf: (buffer: string): Address => `tmbuf:${buffer}`,
  /** AIX: who is told of asynchronous events, for one device. */
  adapterEvents: (lun: Lun): Address => `scsie:${lun}`,
  /** AIX: `scsi_buf`. */
  scsiBuf: (slot: Slot): Address => `scsibuf:${slot}`,
  /** AIX: FCP or iSCSI adapter driver. */
  samAdapter: (name: string): Address => `sam:${name}`,
  /** AIX, FCP and iSCSI: the adapter driver's queue for one device. */
  samQueue: (lun: Lun): Address => `samq:${lun}`,
  /** AIX, FCP and iSCSI: the adapter driver's part of one transaction. */
  exchange: (slot: Slot): Address => `exch:${slot}`,
  /** AIX, FCP and iSCSI: task management of one logical unit. */
  management: (lun: Lun): Address => `tmf:${lun}`,
  /** AIX, FCP and iSCSI: the way to one target. */
  path: (target: TargetName): Address => `path:${target}`,
  bus: (name: string): Address => `bus:${name}`,
  /** FCP, iSCSI: what an initiator port and a target port have with each other (I_T nexus). */
  nexus: (initiator: InitiatorName, target: TargetName): Address => `nexus:${initiator}-${target}`,
  target: (target: TargetName): Address => `target:${target}`,
  logicalUnit: (lun: Lun): Address => `lu:${lun}`,
  taskSet: (lun: Lun): Address => `tasks:${lun}`,
  foreignInitiator: (initiator: InitiatorName): Address => `initiator:${initiator}`,
} as const;

/** Slots beside the pool that every logical unit has. */
export const internalSlot = (lun: Lun): Slot => `${lun}.internal`;
/** The target driver's own REQUEST SENSE packet (sd keeps one per unit). */
export const requestSenseSlot = (lun: Lun): Slot => `${lun}.rqs`;
/** The adapter's pre-allocated auto-request-sense command (one per logical unit). */
export const autoSenseSlot = (lun: Lun): Slot => `${lun}.arq`;
/** AIX: the head driver's START UNIT of a recovery. */
export const startUnitSlot = (lun: Lun): Slot => `${lun}.start`;
/** AIX: the head driver's MODE SELECT. */
export const modeSelectSlot = (lun: Lun): Slot => `${lun}.mode`;
/** AIX: the command that the adapter driver sends for an ioctl. */
export const ioctlSlot = (lun: Lun): Slot => `${lun}.ioctl`;
