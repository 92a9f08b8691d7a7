import { assign } from 'xstate';
import type { IoctlReply, Iodone } from '../protocol/aix-adapter.ts';
import type { Aftermath, DdRequest, HeadDelay, HeadMessage } from '../protocol/aix-disk.ts';
import type { EntryErrno, EntryIoctlReply, EventCall, FpReturn } from '../protocol/aix-entry.ts';
import type { DiskIoctl, HeadOpenCall } from '../protocol/aix-open.ts';
import type { AixDiskParameters, OpenFlag } from '../protocol/aix-parameters.ts';
import type { BufRequest } from '../protocol/buf.ts';
import {
  type Address,
  address,
  internalSlot,
  type Lun,
  modeSelectSlot,
  requestSenseSlot,
  type Slot,
  startUnitSlot,
} from '../protocol/names.ts';
import type { SamIoctlReply, SamIodone } from '../protocol/sam-adapter.ts';
import type { AdapQStatus, DdIodone } from '../protocol/sc-buf.ts';
import type { ScsiId } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { DriverHappening } from '../protocol/world.ts';
import type { BufferKind } from './aix-disk-buffers.ts';

/** What an actor of `aix-disk` is started with. */
export type AixDiskInput = {
  lun: Lun;
  /** adapter name */ adapter: string;
  /** what the adapter driver takes */ buffer: BufferKind;
  params: AixDiskParameters;
  startOpen: boolean;
  /** the entry points of the adapter driver beside ddstrategy, by its special file; without: they are not modelled */
  entry?: Address;
  /** who counts its opens; without: `world.attach` opens it and `world.detach` closes it */
  opens?: Address;
  /** It begins open: the adapter driver takes gathered writes. */
  gathers?: boolean;
};

export type AixDiskContext = {
  at: {
    lun: Lun;
    adapter: Address;
    buffer: BufferKind;
    startOpen: boolean;
    entry: Address | null;
    opens: Address | null;
  };
  params: AixDiskParameters;
  /** Options of the openx that has opened the disk. */
  options: readonly OpenFlag[];
  /** An open or the last close has to be answered. */
  asked: 'open' | 'close' | null;
  /** Why that open fails, as far as it is known. */
  failure: EntryErrno;
  /** Requests that were not issued yet, in order. */
  queue: readonly Slot[];
  /** Which of them begin where the one before them ends. */
  consecutive: readonly Slot[];
  /** Which requests are gathered writes. */
  gathered: readonly Slot[];
  /** Gathered writes whose processes were told that their turn has come, and have not come yet. */
  woken: readonly Slot[];
  /** A gathered write whose process is here: in this step it may be issued. */
  present: Slot | null;
  /** To be issued again, before all others; several in one = spanned. */
  again: readonly (readonly Slot[])[];
  /** The in-process queue: what the adapter driver has. */
  inProcess: readonly Slot[];
  /** The next transaction must carry SC_RESUME. */
  resumeDue: boolean;
  /** ... and SC_DELAY_CMD. */
  delayDue: boolean;
  /** The reservation is gone: RESERVE has to be issued. */
  reserveDue: boolean;
  /** A disk that is shared: what has to be issued, REGISTER with RESERVE after it, or RESERVE for registrants alone. */
  shareDue: 'register' | 'reserve' | null;
  /** The mode parameters are the saved ones again: MODE SELECT has to be issued. */
  modeDue: boolean;
  /** Before anything is sent this time has to pass. */
  wait: HeadDelay | null;
  /** The command whose sense data are asked for. */
  sensing: Slot | null;
  /** How often that, the end of auto contingent allegiance, or the release of a held queue was tried again. */
  sensed: number;
  /** Others that wait for that, with what became of the queue of the adapter driver, and their autosense data. */
  checks: readonly { slot: Slot; queue: AdapQStatus; autosense?: SenseClass }[];
  /** The sense data were in the autosense buffer: no request sense has gone out. */
  autosensed: boolean;
  /** Auto contingent allegiance has to be ended. */
  acaDue: boolean;
  /** The adapter driver has kept its queue and waits to be told. */
  held: boolean;
  /** The kept queue has to be cleared, not resumed. */
  clear: boolean;
  /** START UNIT has to be issued. */
  startDue: boolean;
  /** SCIOGTHW has returned 0: gathered writes may be sent. */
  gathers: boolean;
  /** scsi_buf: the id of the target, as far as the head driver knows. */
  scsiId: ScsiId;
};

export type AixDiskEvent =
  | BufRequest
  | Iodone
  | SamIodone
  | IoctlReply
  | SamIoctlReply
  | EntryIoctlReply
  | FpReturn
  | EventCall
  | DriverHappening
  | HeadOpenCall
  | DiskIoctl
  | HeadMessage
  | DdIodone;
export type AixDiskGiven = { context: AixDiskContext; event: AixDiskEvent };

export const quietDisk = {
  asked: null,
  failure: 'none',
  queue: [],
  consecutive: [],
  gathered: [],
  woken: [],
  present: null,
  again: [],
  inProcess: [],
  resumeDue: false,
  delayDue: false,
  reserveDue: false,
  shareDue: null,
  modeDue: false,
  wait: null,
  sensing: null,
  sensed: 0,
  checks: [],
  autosensed: false,
  acaDue: false,
  held: false,
  clear: false,
  startDue: false,
  scsiId: 'first',
} as const;

export const slotOf = ({ event }: { event: AixDiskEvent }): Slot => ('slot' in event ? event.slot : '');
export const internal = ({ at }: AixDiskContext): Slot => internalSlot(at.lun);
export const control = ({ at }: AixDiskContext): Slot => requestSenseSlot(at.lun);
export const spindle = ({ at }: AixDiskContext): Slot => startUnitSlot(at.lun);

export const mode = ({ at }: AixDiskContext): Slot => modeSelectSlot(at.lun);

export const isOwn = (context: AixDiskContext, slot: Slot | undefined): boolean =>
  slot === internal(context) || slot === spindle(context) || slot === mode(context);

export const opened = ({ options }: AixDiskContext, flag: OpenFlag): boolean => options.includes(flag);
/** An open disk is reserved for us, unless the options of openx say otherwise. */
export const isReserved = (context: AixDiskContext): boolean =>
  !opened(context, 'SC_NO_RESERVE') && !isShared(context) && !opened(context, 'SC_DIAGNOSTIC');
/** ... or with others, by a persistent reservation. */
export const isShared = (context: AixDiskContext): boolean =>
  opened(context, 'SC_PR_SHARED_REGISTER') && !opened(context, 'SC_DIAGNOSTIC');
/** The device needs time after this. */
export const delayDue = (context: AixDiskContext, after: Aftermath): boolean =>
  context.delayDue || (after.reset && context.params.delayAfterReset);

export const without = (slots: readonly Slot[], gone: Slot): readonly Slot[] => slots.filter((slot) => slot !== gone);

/** What changes in the context. */
export const change = (how: (from: AixDiskGiven) => Partial<AixDiskContext>) =>
  assign<AixDiskContext, AixDiskEvent, undefined, AixDiskEvent, never>(({ context, event }) => how({ context, event }));
/** To one of the commands of this disk. */
export const toCommand = (slot: (context: AixDiskContext) => Slot, message: (from: AixDiskGiven) => DdRequest) =>
  send<AixDiskContext, AixDiskEvent, DdRequest>(({ context }) => address.headCommand(slot(context)), message);
