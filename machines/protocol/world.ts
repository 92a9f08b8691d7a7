import type { DumpCommand } from './aix-dump.ts';
import type { CommandArgument, EntryOperation } from './aix-entry.ts';
import type { PassThroughOperation } from './aix-open.ts';
import type { OpenFlag } from './aix-parameters.ts';
import type { RangeClass } from './buf.ts';
import type { TaskMessage } from './bus.ts';
import type { Lun, TargetName } from './names.ts';
import type { OperationClass } from './operation.ts';
import type { PktFlag } from './scsi-pkt.ts';
import type { Direction } from './scsi-status.ts';
import type { TargetReturn } from './transport.ts';

/** What happens by itself: nobody in the stack asked for it. */

/** To a logical unit. */
export type UnitHappening =
  /** Power came back: everything volatile is lost. */
  | { type: 'world.powerOn' }
  | { type: 'world.mediumRemoved' }
  | { type: 'world.mediumInserted' }
  /** The spindle stopped. */
  | { type: 'world.stopped' }
  | { type: 'world.becameReady' };

/** To a target. */
export type TargetHappening =
  /** The device has disappeared from the bus. */
  { type: 'world.gone' };

/** To an I_T nexus: what becomes of the way between the two ports. */
export type NexusHappening =
  /** The link of the target port, or the network on the way to it, is broken; and is whole again. */
  | { type: 'world.linkDown' }
  | { type: 'world.linkUp'; id: TargetReturn }
  /** Fabric: the target port has got another N_Port id. */
  | { type: 'world.targetMoved' }
  /** iSCSI: the connection of the session breaks; the network is whole. */
  | { type: 'world.connectionLost' };

/** To a foreign initiator: its script. */
export type ForeignHappening =
  | { type: 'world.foreignReset' }
  | { type: 'world.foreignCommand'; target: TargetName; lun: Lun; op: OperationClass }
  | { type: 'world.foreignMessage'; target: TargetName; lun: Lun; message: Exclude<TaskMessage, 'ABORT_TAG'> };

/** To an application request: somebody calls read(2), write(2) or ioctl(2) USCSICMD. */
export type ApplicationHappening =
  | {
      type: 'world.read' | 'world.write';
      range: RangeClass;
      failfast: boolean /** the character device: physio(9F) */;
      physio: boolean;
      /** the buf has a b_iodone routine */
      iodone?: boolean;
      /** AIX, a write: its data lie in several places (uio) */
      gathered?: true;
    }
  | { type: 'world.command'; op: OperationClass; direction: Direction; flags: readonly PktFlag[] };

/** To the target driver of a logical unit. */
export type DriverHappening =
  /** attach(9E) DDI_ATTACH */
  | { type: 'world.attach' }
  /** AIX: the last close */
  | { type: 'world.detach' }
  /** detach(9E) DDI_SUSPEND: the system is about to be stopped for a while. */
  | { type: 'world.suspend' }
  /** attach(9E) DDI_RESUME */
  | { type: 'world.resume' }
  /** Another driver has freed packet or DMA resources: the framework runs the callback list (9F scsi_init_pkt). */
  | { type: 'world.resourcesFreed' };

/** To the callers of an AIX adapter driver: configuration method, diagnostics, a driver, a program. */
export type AdapterHappening =
  | { type: 'world.adapterConfig'; command: 'CFG_INIT' | 'CFG_TERM' | 'CFG_QVPD' }
  | { type: 'world.adapterOpen'; mode: 'normal' | 'SC_DIAGNOSTIC'; authority: boolean }
  | { type: 'world.adapterClose' }
  | { type: 'world.adapterDump'; command: DumpCommand; lun: Lun }
  | {
      type: 'world.adapterIoctl';
      op: EntryOperation;
      lun: Lun;
      caller: 'kernel' | 'user';
      argument?: CommandArgument;
      /** Process level, unless somebody calls where nobody may. */ level?: 'process' | 'interrupt';
      /** SCIOLRESET */ scope?: 'target' | 'lun';
      mode?: 'SC_TM_MODE';
    }
  /** The device driver above target mode has dealt with a buffer. */
  | { type: 'world.targetFree' };

/** To a process that uses the special file of an AIX disk. */
export type OpenerHappening =
  /** openx(2) */
  | { type: 'world.open'; flags: readonly OpenFlag[] }
  /** close(2) */
  | { type: 'world.close' }
  /** ioctl(2): a command of its own */
  | { type: 'world.passThrough'; op: PassThroughOperation; argument: CommandArgument };

/** To an initiator whose target our adapter is: a Send that fills so many buffers. */
export type SenderHappening = { type: 'world.foreignSend'; buffers: number };

/** What happens of itself: to devices, buses, nexuses and initiators. */
export type WorldMessage =
  | UnitHappening
  | TargetHappening
  | NexusHappening
  | ForeignHappening
  | ApplicationHappening
  | DriverHappening
  | AdapterHappening
  | OpenerHappening
  | SenderHappening;
