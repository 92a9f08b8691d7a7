import {
  type Address,
  type InitiatorName,
  ioctlSlot,
  type Lun,
  type Slot,
  type TargetName,
} from '../protocol/names.ts';
import type { ExchangeFacts, LunQueueMessage, PathReply } from '../protocol/sam-adapter.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';
import type { AdapterStatus, AddAdapStatus, ScsiId } from '../protocol/scsi-buf.ts';

/** What an actor of `aix-sam-queue` is started with. */
export type SamQueueInput = {
  lun: Lun;
  target: TargetName;
  initiator: InitiatorName;
  /** adapter name */ adapter: string;
  params: SamAdapterParameters;
  /** SCIOLSTART was done before. */ started: boolean;
};

/** A transaction in the chain. */
export type Entry = { slot: Slot; delayed: boolean } & ExchangeFacts;
/** One that the hardware has. `scsiId`: the id that the device driver has given; `lost`: nothing more comes of it. */
export type Active = { slot: Slot; tagged: boolean; autosense: boolean; scsiId: ScsiId; lost: boolean };

export type SamQueueContext = {
  at: {
    lun: Lun;
    target: TargetName;
    head: Address;
    adapter: Address;
    management: Address;
    path: Address;
    dump: Address;
    started: boolean;
  };
  params: SamAdapterParameters;
  /** Not started yet, in the order of their arrival. */
  chain: readonly Entry[];
  /** Given to the hardware. */
  active: readonly Active[];
  /** The one command that may pass a held queue. */
  recovering: Slot | null;
  /** Active ones whose time is over. */
  timedOut: readonly Slot[];
  /** Active ones that the device is to have thrown away, and that are aborted to be sure. */
  thrownAway: readonly Slot[];
  /** Without command: what their flags ask of the device has not been answered yet; `reset`: nor was it spared by one. */
  asked: readonly { slot: Slot; clearAca: boolean; reset: boolean }[];
  /** Functions under way that end all commands. */
  functions: number;
  /** Who waits for SCIOLSTART or SCIOLSTOP. */
  waiting: Address | null;
  /** The id under which the target is logged in. */
  scsiId: ScsiId;
  /** Why everything fails at once, while it does. */
  dead: { status: AdapterStatus; advice: AddAdapStatus };
};

export type SamQueueEvent = LunQueueMessage | PathReply;
export type SamQueueGiven = { context: SamQueueContext; event: SamQueueEvent };

/** The transaction that a message is about. */
export const slotOf = ({ event }: { event: SamQueueEvent }): Slot => ('slot' in event ? event.slot : '');

/** A command of the adapter driver itself, for an ioctl. */
export const isOwn = ({ at }: SamQueueContext, slot: Slot): boolean => slot === ioctlSlot(at.lun);

/** The same, if the hardware has it. */
export const activeOne = ({ context, event }: SamQueueGiven): Active | undefined =>
  context.active.find(({ slot }) => slot === slotOf({ event }));
