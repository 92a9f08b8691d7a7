import { and, assertEvent, assign, emit, enqueueActions, or, setup, stateIn } from 'xstate';
import type { Devstrat, IoctlReply, IoctlRequest, Iodone } from '../protocol/aix-adapter.ts';
import type { Aftermath, DdRequest, HeadDelay, HeadMessage } from '../protocol/aix-disk.ts';
import type {
  EntryIoctlReply,
  EntryOperation,
  EntryRequest,
  EventCall,
  EventsMessage,
  FpReturn,
} from '../protocol/aix-entry.ts';
import type { AixDiskParameters, OpenFlag } from '../protocol/aix-parameters.ts';
import type { BufDone, BufRequest, BufTurn, Errno } from '../protocol/buf.ts';
import type { Effect } from '../protocol/effects.ts';
import {
  type Address,
  address,
  internalSlot,
  type Lun,
  requestSenseSlot,
  type Slot,
  startUnitSlot,
} from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { SamIoctlReply, SamIoctlRequest, SamIodone, SamStrategy } from '../protocol/sam-adapter.ts';
import type { AdapQStatus, DdIodone, ScBufIn, ScBufMessage } from '../protocol/sc-buf.ts';
import type { ScsiBufMessage, ScsiId } from '../protocol/scsi-buf.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { DriverHappening } from '../protocol/world.ts';
import { adapterSays, type BufferKind, devstratWith, endedByReset, type Transaction } from './aix-disk-buffers.ts';

export type AixDiskInput = {
  lun: Lun;
  /** adapter name */ adapter: string;
  /** what the adapter driver takes */ buffer: BufferKind;
  params: AixDiskParameters;
  startOpen: boolean;
  /** the entry points of the adapter driver beside ddstrategy, by its special file; without: they are not modelled */
  entry?: Address;
  /** It begins open: the adapter driver takes gathered writes. */
  gathers?: boolean;
};

export type AixDiskContext = {
  at: { lun: Lun; adapter: Address; buffer: BufferKind; startOpen: boolean; entry: Address | null };
  params: AixDiskParameters;
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
  /** Before anything is sent this time has to pass. */
  wait: HeadDelay | null;
  /** The command whose sense data are asked for. */
  sensing: Slot | null;
  /** How often that, or the end of auto contingent allegiance, was tried again. */
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

type Context = AixDiskContext;
type Event =
  | BufRequest
  | Iodone
  | SamIodone
  | IoctlReply
  | SamIoctlReply
  | EntryIoctlReply
  | FpReturn
  | EventCall
  | DriverHappening
  | HeadMessage
  | DdIodone;
type From = { context: Context; event: Event };

export const quietDisk = {
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

const slotOf = ({ event }: { event: Event }): Slot => ('slot' in event ? event.slot : '');
const internal = ({ at }: Context): Slot => internalSlot(at.lun);
const control = ({ at }: Context): Slot => requestSenseSlot(at.lun);
const spindle = ({ at }: Context): Slot => startUnitSlot(at.lun);

const isOwn = (context: Context, slot: Slot | undefined): boolean =>
  slot === internal(context) || slot === spindle(context);

/** What dd_start takes next: the first of those that go again, or of the queue with all that continue it. */
function nextGroup({ again, queue, consecutive, params }: Context): readonly Slot[] {
  const [first] = again;
  if (first) return first;
  const end = params.coalesce ? queue.findIndex((slot, place) => place > 0 && !consecutive.includes(slot)) : 1;
  return queue.slice(0, Math.min(end < 0 ? queue.length : end, params.maxSpanned));
}

/** A command of the head driver itself goes alone, so that tagged and untagged ones are never mixed. */
function mayIssue(context: Context): boolean {
  const { inProcess, params } = context;
  const [next] = nextGroup(context);
  if (next === undefined || inProcess.length >= params.queueDepth) return false;
  if (isOwn(context, next)) return inProcess.length === 0;
  return !inProcess.some((slot) => isOwn(context, slot));
}

/** A gathered write is issued by its process; anything else by whoever comes along. */
const isGathered = ({ gathered }: Context, slot: Slot | undefined): slot is Slot =>
  slot !== undefined && gathered.includes(slot);
const mayIssueNow = (context: Context): boolean => {
  const [next] = nextGroup(context);
  return mayIssue(context) && (!isGathered(context, next) || next === context.present);
};

const toCommand = (slot: (context: Context) => Slot, message: (from: From) => DdRequest) =>
  send<Context, Event, DdRequest>(({ context }) => address.headCommand(slot(context)), message);
const toAdapter = <M extends Devstrat | SamStrategy>(message: (from: From) => M) =>
  send<Context, Event, M>(({ context }) => context.at.adapter, message);

/** devstrat, with a transaction of this place. */
const devstrat = (given: (from: From) => { slot: Slot; transaction: Transaction }) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, Effect>(
    ({ context, event, enqueue }) => {
      const { at, params, scsiId } = context;
      const { slot, transaction } = given({ context, event });
      const { buffer, filled, call } = devstratWith(at.buffer, slot, at.lun, transaction, {
        naca: params.naca,
        autosense: params.autosenseBuffer,
        scsiId,
      });
      enqueue(
        send<Context, Event, ScBufMessage | ScsiBufMessage>(
          () => buffer,
          () => filled,
        ),
      );
      enqueue(toAdapter(() => call));
    },
  );

/** ... with one of the head driver's own that stand for no request. */
const devstratOwn = (fields: (context: Context) => Partial<Transaction>) =>
  devstrat(({ context }) => ({
    slot: control(context),
    transaction: {
      tag: 'SC_NO_Q',
      flags: [],
      op: null,
      direction: 'none',
      noDisconnect: false,
      async: false,
      timed: true,
      bp: false,
      ...fields(context),
    },
  }));

const toEntry = (message: (from: From) => EntryRequest) =>
  send<Context, Event, EntryRequest>(({ context }) => context.at.entry ?? '', message);
const fpIoctl = ({ at }: Context, op: EntryOperation): EntryRequest => ({
  type: 'fp.ioctl',
  op,
  lun: at.lun,
  level: 'process',
  caller: 'kernel',
  argument: null,
  mode: 'SC_IM_MODE',
  defect: 'no',
  found: 'no',
  replyTo: address.head(at.lun),
});
const byEntry = (op: EntryOperation) => toEntry(({ context }) => fpIoctl(context, op));

/** An ioctl for the device: by the special file if there is one, else straight to the adapter driver. */
const ioctl = (op: 'START' | 'STOP') =>
  send<Context, Event, EntryRequest | IoctlRequest | SamIoctlRequest>(
    ({ context: { at } }) => at.entry ?? at.adapter,
    ({ context }) => {
      const { at } = context;
      if (at.entry !== null) return fpIoctl(context, `SCIO${op}`);
      const type = at.buffer === 'sc_buf' ? (`ioctl.SCIO${op}` as const) : (`ioctl.SCIOL${op}` as const);
      return { type, lun: at.lun, replyTo: address.head(at.lun) };
    },
  );

/** SCIORESET or SCIOLUNRST; SCIOLRESET says which. */
const reset = (scope: 'target' | 'lun') =>
  send<Context, Event, EntryRequest | IoctlRequest | SamIoctlRequest>(
    ({ context: { at } }) => at.entry ?? at.adapter,
    ({ context }) => {
      const { at } = context;
      const replyTo = address.head(at.lun);
      if (at.buffer === 'scsi_buf') return { type: 'ioctl.SCIOLRESET', lun: at.lun, scope, replyTo };
      const op = scope === 'lun' ? 'SCIOLUNRST' : 'SCIORESET';
      return at.entry === null ? { type: `ioctl.${op}`, lun: at.lun, replyTo } : fpIoctl(context, op);
    },
  );

const prepare = (op: 'testUnitReady' | 'reserve' | 'release') =>
  toCommand(internal, () => ({ type: 'dd.prepare', op, direction: 'none', overrun: false }));

const opened = ({ params }: Context, flag: OpenFlag): boolean => params.openFlags.includes(flag);
/** An open disk is reserved for us, unless the options of openx say otherwise. */
const isReserved = (context: Context): boolean =>
  !opened(context, 'SC_NO_RESERVE') && !opened(context, 'SC_DIAGNOSTIC');
/** Does this end the reservation? RESERVE itself goes again anyway. */
const reserveDue = (context: Context, event: Event): boolean =>
  context.reserveDue ||
  (isReserved(context) &&
    (event.type === 'head.retry' || event.type === 'head.done') &&
    event.slot !== internal(context) &&
    (event.reset || event.reservation === 'lost'));
/** The device needs time after this. */
const delayDue = (context: Context, after: Aftermath): boolean =>
  context.delayDue || (after.reset && context.params.delayAfterReset);
const ownCommandEnds = ({ context, event }: From): boolean =>
  event.type === 'head.done' && event.slot === internal(context);
const isQuiet = ({ queue, again, inProcess, checks }: Context): boolean =>
  [queue, again, inProcess, checks].every(({ length }) => length === 0);

const refuse = (error: Errno, resid: Resid = 'all') =>
  send<Context, Event, BufDone>(
    ({ event }) => address.application(slotOf({ event })),
    ({ event }) => ({ type: 'buf.biodone', slot: slotOf({ event }), error, resid, more: 'no' }),
  );

const change = (how: (from: From) => Partial<Context>) =>
  assign<Context, Event, undefined, Event, never>(({ context, event }) => how({ context, event }));
const without = (slots: readonly Slot[], gone: Slot): readonly Slot[] => slots.filter((slot) => slot !== gone);
const alone = (event: Event): readonly (readonly Slot[])[] =>
  'alone' in event ? event.alone.map((slot) => [slot]) : [];

/** After these the device has no sense data any more. */
const destroysSense: ReadonlySet<string | null> = new Set([
  'SC_CMD_TIMEOUT',
  'SC_SCSI_BUS_RESET',
  'SCSI_CMD_TIMEOUT',
  'SCSI_TRANSPORT_RESET',
]);

/** CHECK CONDITION with or without autosense data; under NACA it has established auto contingent allegiance. */
const saidBy = ({ params, at }: Context, autosense: SenseClass | undefined) => ({
  autosensed: autosense !== undefined,
  acaDue: at.buffer === 'scsi_buf' && params.naca,
});

const waitingCheck = ({ slot, queue, autosense }: Extract<HeadMessage, { type: 'head.sense' }>) =>
  autosense === undefined ? { slot, queue } : { slot, queue, autosense };

/** The words of which `aix-disk.machine.ts` is written. */
export const aixDiskSetup = setup({
  types: { input: {} as AixDiskInput, context: {} as Context, events: {} as Event, emitted: {} as Effect },
  guards: {
    'it was opened before': ({ context }) => context.at.startOpen,
    '0': ({ event }) => event.type === 'ioctl.return' && event.error === 'none',
    '0, and the adapter has a special file': ({ context, event }) =>
      event.type === 'ioctl.return' && event.error === 'none' && context.at.entry !== null,
    'the adapter has a special file': ({ context }) => context.at.entry !== null,
    'the call returns 0': ({ event }) => event.type === 'fp.return' && event.error === 'none',
    'a forced open of the target': ({ context }) =>
      opened(context, 'SC_FORCED_OPEN') && !opened(context, 'SC_DIAGNOSTIC'),
    'a forced open of the logical unit': ({ context }) =>
      opened(context, 'SC_FORCED_OPEN_LUN') && !opened(context, 'SC_DIAGNOSTIC'),
    SC_DIAGNOSTIC: ({ context }) => opened(context, 'SC_DIAGNOSTIC'),
    'the adapter hardware has failed': ({ event }) =>
      event.type === 'event.handler' && event.events.includes('SC_FATAL_HDW_ERR'),
    'the device is ready and is to be reserved': (from) =>
      ownCommandEnds(from) &&
      from.event.type === 'head.done' &&
      from.event.error === 'none' &&
      isReserved(from.context),
    'its own command is over': ownCommandEnds,
    'nothing is under way': and([({ context }: From) => isQuiet(context), stateIn({ traffic: 'running' })]),
    'nothing is under way, and the reservation ends': and([
      ({ context }: From) => isQuiet(context) && isReserved(context) && !opened(context, 'SC_RETAIN_RESERVATION'),
      stateIn({ traffic: 'running' }),
    ]),
    'the device is ready': ({ context, event }) =>
      event.type === 'head.done' && event.slot === internal(context) && event.error === 'none',
    'the device does not become ready': ({ context, event }) =>
      event.type === 'head.done' && event.slot === internal(context),
    'beyond the end of the disk': ({ event }) => event.type === 'buf.strategy' && event.range === 'beyond',
    'at the end of the disk': ({ event }) => event.type === 'buf.strategy' && event.range === 'atEnd',
    'not a multiple of a block': ({ event }) => event.type === 'buf.strategy' && event.range === 'misaligned',
    'it continues the request before it': ({ context, event }) =>
      event.type === 'buf.strategy' &&
      event.continues === 'yes' &&
      context.queue.length > 0 &&
      !isGathered(context, context.queue.at(-1)),
    'its data are to be gathered, which the adapter driver does': ({ context, event }) =>
      event.type === 'buf.strategy' && event.gathered === true && event.op === 'write' && context.gathers,

    // dd_start
    'START UNIT is due and nothing is in process': ({ context }) => context.startDue && context.inProcess.length === 0,
    'RESERVE is due and nothing is in process': and([
      ({ context }: From) => context.reserveDue && context.inProcess.length === 0,
      stateIn({ device: 'open' }),
    ]),
    'sense data of another command are waiting': ({ context }) => context.checks.length > 0,
    'nothing may be sent before all have come back': or([
      ({ context }: From) =>
        context.wait !== null || context.startDue || (context.resumeDue && context.inProcess.length > 0),
      and([({ context }: From) => context.reserveDue && context.inProcess.length > 0, stateIn({ device: 'open' })]),
    ]),
    'a spanned transaction may be issued': ({ context }) => mayIssueNow(context) && nextGroup(context).length > 1,
    'a gathered write may be issued': ({ context }) =>
      mayIssueNow(context) && isGathered(context, nextGroup(context)[0]),
    'a transaction may be issued': ({ context }) => mayIssueNow(context),
    'a gathered write is next, and its process is not here': ({ context }) => {
      const [next] = nextGroup(context);
      return (
        mayIssue(context) && isGathered(context, next) && next !== context.present && !context.woken.includes(next)
      );
    },
    'a process is here': ({ context }) => context.present !== null,
    'all have come back': ({ context }) => context.inProcess.length === 0,
    'all have come back, and time has to pass': ({ context }) =>
      context.inProcess.length === 0 && context.wait !== null,

    // recovery
    'the head driver does not ask for sense data': ({ context }) => context.params.afterCheckCondition === 'resume',
    'it is about the command whose sense data were asked for': ({ context, event }) =>
      'slot' in event && event.slot === context.sensing,
    'REQUEST SENSE has failed, the sense data are still there, tries left': ({ context, event }) =>
      event.type === 'dd.iodone' &&
      event.error === 'EIO' &&
      !destroysSense.has(adapterSays(event)) &&
      context.sensed < context.params.requestSenseRetries,
    'sense data have come': ({ event }) => event.type === 'dd.iodone' && event.error === 'none' && event.sense !== null,
    'no error': ({ event }) => event.type === 'dd.iodone' && event.error === 'none',
    'EIO, and the queue is still kept': ({ event }) =>
      event.type === 'dd.iodone' && event.error === 'EIO' && event.adapQStatus === 'SC_DID_NOT_CLEAR_Q',
    'REQUEST SENSE was rejected': ({ event }) =>
      event.type === 'dd.iodone' && event.error !== 'EIO' && event.error !== 'ENXIO',
    'it is a command of the head driver itself': ({ context, event }) => 'slot' in event && isOwn(context, event.slot),
    'EINVAL: nothing was held': ({ event }) => event.type === 'dd.iodone' && event.error === 'EINVAL',
    'the kept queue has to be cleared': ({ context }) =>
      context.held && (context.clear || context.wait !== null || context.startDue || context.reserveDue),
    'the queue was kept': ({ context }) => context.held,
    'the queue was kept, and no request sense went out': ({ context }) =>
      context.held && (context.autosensed || context.params.afterCheckCondition === 'resume'),
    'the sense data have come with the status': ({ event }) =>
      event.type === 'head.sense' && event.autosense !== undefined,
    'no request sense went out, the sense data were there': ({ context }) => context.autosensed,
    'autosense data of another command are waiting': ({ context }) => context.checks[0]?.autosense !== undefined,
    'ACA has to be cleared': ({ context }) => context.acaDue,
    'ACA and the kept queue have to be cleared': ({ context }) =>
      context.acaDue &&
      context.held &&
      (context.clear || context.wait !== null || context.startDue || context.reserveDue),
    'ACA has to be cleared and the kept queue resumed': ({ context }) => context.acaDue && context.held,
    'ACA has to be cleared and the kept queue resumed, and no request sense went out': ({ context }) =>
      context.acaDue && context.held && (context.autosensed || context.params.afterCheckCondition === 'resume'),
    'no error, and the kept queue goes on': ({ context, event }) =>
      event.type === 'dd.iodone' && event.error === 'none' && context.held,
    'CLEAR ACA has failed, tries left': ({ context, event }) =>
      event.type === 'dd.iodone' && event.error === 'EIO' && context.sensed < context.params.requestSenseRetries,
    'the device has moved': ({ event }) => event.type === 'sam.iodone' && event.retId !== null,
    'the path is away': ({ context }) => context.wait === 'transportDelay',
    busy: ({ context }) => context.wait === 'busyDelay',
    'queue full': ({ context }) => context.wait === 'queueFullDelay',
    'becoming ready': ({ context }) => context.wait === 'notReadyDelay',
  },
  actions: {
    // open and close
    SCIOSTART: ioctl('START'),
    SCIOSTOP: ioctl('STOP'),
    fp_opendev: toEntry(({ context: { at } }) => ({
      type: 'fp.opendev',
      mode: 'normal',
      authority: false,
      replyTo: address.head(at.lun),
    })),
    fp_close: toEntry(({ context: { at } }) => ({ type: 'fp.close', replyTo: address.head(at.lun) })),
    IOCINFO: byEntry('IOCINFO'),
    SCIOGTHW: byEntry('SCIOGTHW'),
    SCIOEVENT: byEntry('SCIOEVENT'),
    'gathered writes are taken': change(() => ({ gathers: true })),
    'gathered writes are not taken': change(() => ({ gathers: false })),
    'the handler returns': send<Context, Event, EventsMessage>(
      ({ context: { at } }) => address.adapterEvents(at.lun),
      () => ({ type: 'events.returned' }),
    ),
    'reset the target': reset('target'),
    'reset the logical unit': reset('lun'),
    'the reset has halted the queue': change(({ context }) => ({
      resumeDue: true,
      delayDue: context.params.delayAfterReset,
    })),
    'prepare TEST UNIT READY': prepare('testUnitReady'),
    'prepare RESERVE': prepare('reserve'),
    'prepare RELEASE': prepare('release'),
    'RESERVE is issued': change(() => ({ reserveDue: false })),
    'it goes first': change(({ context }) => ({ again: [[internal(context)], ...context.again] })),
    'prepare START UNIT': toCommand(spindle, () => ({
      type: 'dd.prepare',
      op: 'startUnit',
      direction: 'none',
      overrun: false,
    })),
    'START UNIT goes first': change(({ context }) => ({
      again: [[spindle(context)], ...context.again],
      startDue: false,
    })),

    // dd_strategy
    'iodone: ENXIO': refuse('ENXIO'),
    'iodone: EINVAL': refuse('EINVAL'),
    'iodone: nothing transferred': refuse('none'),
    'prepare the request': send<Context, Event, DdRequest>(
      ({ event }) => address.headCommand(slotOf({ event })),
      ({ event }) => {
        assertEvent(event, ['buf.strategy', 'buf.uscsi']);
        if (event.type === 'buf.uscsi') {
          return { type: 'dd.prepare', op: event.op, direction: event.direction, overrun: false };
        }
        return {
          type: 'dd.prepare',
          op: event.op,
          direction: event.op === 'read' ? 'in' : 'out',
          overrun: event.range === 'overrun',
        };
      },
    ),
    'to the end of the queue': change(({ context, event }) => ({ queue: [...context.queue, slotOf({ event })] })),
    'to the end of the queue, consecutive': change(({ context, event }) => ({
      queue: [...context.queue, slotOf({ event })],
      consecutive: [...context.consecutive, slotOf({ event })],
    })),

    'it is gathered': change(({ context, event }) => ({ gathered: [...context.gathered, slotOf({ event })] })),
    'its process is here': change(({ context, event }) => {
      const present = slotOf({ event });
      return { present, woken: context.woken.filter((slot) => slot !== present) };
    }),
    'the process has left': change(() => ({ present: null })),
    'its process is told': change(({ context }) => ({ woken: [...context.woken, ...nextGroup(context).slice(0, 1)] })),
    'wake its process': send<Context, Event, BufTurn>(
      ({ context }) => address.application(nextGroup(context)[0] ?? ''),
      ({ context }) => ({ type: 'buf.wakeProcess', slot: nextGroup(context)[0] ?? '' }),
    ),
    'the uio is filled': send<Context, Event, ScBufMessage>(
      ({ context }) => address.scBuf(nextGroup(context)[0] ?? ''),
      () => ({ type: 'scbuf.uioFilled' }),
    ),

    // dd_start
    dd_start: enqueueActions(({ context, enqueue }) => {
      const [slot, ...riders] = nextGroup(context);
      if (slot === undefined) throw new Error('nothing to issue');
      const flags: ScBufIn['flags'] = context.resumeDue
        ? context.delayDue
          ? ['SC_RESUME', 'SC_DELAY_CMD']
          : ['SC_RESUME']
        : [];
      const tagged = context.params.commandTagQueuing && !isOwn(context, slot);
      enqueue(
        toCommand(
          () => slot,
          () => ({
            type: 'dd.issue',
            flags,
            tagged,
            riders,
            ...(isGathered(context, slot) ? { gathered: true } : {}),
          }),
        ),
      );
    }),
    'it is in process': change(({ context }) => {
      const group = nextGroup(context);
      const [slot] = group;
      if (slot === undefined) throw new Error('nothing to issue');
      const fromQueue = context.again.length === 0;
      return {
        again: context.again.slice(1),
        queue: fromQueue ? context.queue.slice(group.length) : context.queue,
        consecutive: context.consecutive.filter((other) => !group.includes(other)),
        inProcess: [...context.inProcess, slot],
        resumeDue: false,
        delayDue: false,
      };
    }),
    'the transfers go as one': emit(({ context }) => {
      const [slot = '', ...riders] = nextGroup(context);
      return { type: 'effect.span', slot, riders } as const;
    }),
    'call devstrat': devstrat(({ event }) => {
      assertEvent(event, 'head.devstrat');
      const { type: _, slot, ...transaction } = event;
      return { slot, transaction };
    }),

    // dd_iodone
    'call dd_iodone with the sc_buf': send<Context, Event, ScBufMessage>(
      ({ event }) => address.scBuf(slotOf({ event })),
      ({ event }) => {
        assertEvent(event, 'sc.iodone');
        const { type: _, slot: __, ...fields } = event;
        return { type: 'scbuf.iodone', ...fields };
      },
    ),
    'call dd_iodone with the scsi_buf': send<Context, Event, ScsiBufMessage>(
      ({ event }) => address.scsiBuf(slotOf({ event })),
      ({ event }) => {
        assertEvent(event, 'sam.iodone');
        const { type: _, slot: __, ...fields } = event;
        return { type: 'scsibuf.iodone', ...fields };
      },
    ),
    'use the new id': change(({ context, event }) => ({
      scsiId: event.type === 'sam.iodone' ? (event.retId ?? context.scsiId) : context.scsiId,
    })),
    'it is over': change(({ context, event }) => {
      assertEvent(event, 'head.done');
      return {
        inProcess: without(context.inProcess, event.slot),
        gathered: without(context.gathered, event.slot),
        again: [...context.again, ...alone(event)],
        // If sense data were asked for, the recovery sees to SC_RESUME.
        resumeDue: context.resumeDue || (event.halted && event.slot !== context.sensing),
        delayDue: delayDue(context, event),
        reserveDue: reserveDue(context, event),
      };
    }),
    'it goes again at once': change(({ context, event }) => ({
      inProcess: without(context.inProcess, slotOf({ event })),
      again: [[slotOf({ event })], ...alone(event), ...context.again],
    })),
    'it has failed': change(({ context, event }) => {
      assertEvent(event, 'head.retry');
      return {
        inProcess: without(context.inProcess, event.slot),
        resumeDue: true,
        delayDue: delayDue(context, event),
        reserveDue: reserveDue(context, event),
        wait: event.delay ?? context.wait,
      };
    }),
    'it goes again after the recovery': change(({ context, event }) => ({
      again: [...context.again, [slotOf({ event })], ...alone(event)],
    })),
    'it goes first after the recovery': change(({ context, event }) => {
      assertEvent(event, ['head.retry', 'head.startUnit']);
      return {
        again: [[event.slot], ...alone(event), ...context.again],
        reserveDue: reserveDue(context, event),
        wait: event.type === 'head.retry' ? (event.delay ?? context.wait) : context.wait,
        startDue: context.startDue || event.type === 'head.startUnit',
      };
    }),
    'it was flushed': change(({ context, event }) => ({
      inProcess: without(context.inProcess, slotOf({ event })),
      resumeDue: true,
    })),
    'it goes again before all others': change(({ context, event }) => ({
      again: [[slotOf({ event })], ...context.again],
    })),
    'it goes again when the queue is resumed': change(({ context, event }) => {
      assertEvent(event, 'head.flushed');
      return { again: [...context.again, [event.slot, ...event.riders]] };
    }),

    // recovery
    'its sense data come next': change(({ context, event }) => {
      assertEvent(event, 'head.sense');
      return {
        inProcess: without(context.inProcess, event.slot),
        sensing: event.slot,
        held: event.queue === 'SC_DID_NOT_CLEAR_Q',
        clear: context.params.afterSense === 'clear',
        resumeDue: false,
        ...saidBy(context, event.autosense),
      };
    }),
    'its sense data have to wait': change(({ context, event }) => {
      assertEvent(event, 'head.sense');
      return {
        inProcess: without(context.inProcess, event.slot),
        checks: [...context.checks, waitingCheck(event)],
      };
    }),
    'the next command that waits for sense data': change(({ context }) => {
      const [check, ...others] = context.checks;
      if (!check) throw new Error('no command waits for sense data');
      return {
        checks: others,
        sensing: check.slot,
        held: check.queue === 'SC_DID_NOT_CLEAR_Q',
        clear: context.params.afterSense === 'clear',
        resumeDue: false,
        ...saidBy(context, check.autosense),
      };
    }),
    'its queue is kept or not, as it says': change(({ context, event }) => {
      assertEvent(event, 'dd.iodone');
      return { held: event.adapQStatus === 'SC_DID_NOT_CLEAR_Q', sensed: context.sensed + 1 };
    }),
    'send REQUEST SENSE': devstratOwn(({ acaDue }) => ({
      tag: acaDue ? 'SC_ACA_Q' : 'SC_NO_Q',
      flags: ['SC_RESUME'],
      op: 'requestSense',
      direction: 'in',
    })),
    'send SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_Q_RESUME'] })),
    'send SC_RESUME and SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_RESUME', 'SC_Q_RESUME'] })),
    'send SC_Q_CLR': devstratOwn(() => ({ flags: ['SC_Q_CLR'] })),
    'send SC_CLEAR_ACA': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA'] })),
    'send SC_CLEAR_ACA and SC_Q_CLR': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA', 'SC_Q_CLR'] })),
    'send SC_CLEAR_ACA and SC_Q_RESUME': devstratOwn(() => ({ flags: ['SC_CLEAR_ACA', 'SC_Q_RESUME'] })),
    'send SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME': devstratOwn(() => ({
      flags: ['SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'],
    })),
    'ACA is being cleared': change(() => ({ acaDue: false })),
    'ACA has still to be cleared': change(() => ({ acaDue: true })),
    'hand over the sense data': toCommand(
      ({ sensing }) => sensing ?? '',
      ({ event }) => {
        assertEvent(event, 'dd.iodone');
        return { type: 'dd.sensed', sense: event.error === 'none' ? event.sense : null };
      },
    ),
    'hand over the autosense data': toCommand(
      ({ sensing }) => sensing ?? '',
      ({ event }) => {
        assertEvent(event, 'head.sense');
        return { type: 'dd.sensed', sense: event.autosense ?? null };
      },
    ),
    'hand over the autosense data of the next one': toCommand(
      ({ checks }) => checks[0]?.slot ?? '',
      ({ context }) => ({ type: 'dd.sensed', sense: context.checks[0]?.autosense ?? null }),
    ),
    'there are no sense data': send<Context, Event, DdRequest>(
      ({ event }) => address.headCommand(slotOf({ event })),
      () => ({ type: 'dd.sensed', sense: null }),
    ),
    'its queue is still kept and has to be cleared': change(() => ({ held: true, clear: true })),
    'a kept queue has to be cleared': change(() => ({ clear: true, resumeDue: true })),
    'its queue is not kept any more': change(({ context, event }) => {
      const byReset = event.type === 'dd.iodone' && endedByReset(event);
      return {
        held: false,
        resumeDue: true,
        delayDue: context.delayDue || (byReset && context.params.delayAfterReset),
        reserveDue: context.reserveDue || (byReset && isReserved(context) && context.sensing !== internal(context)),
      };
    }),
    'the queue is not held': change(() => ({ held: false, clear: false })),
    'SC_RESUME is due': change(() => ({ resumeDue: true })),
    'the sense data have been dealt with': change(() => ({ sensing: null, sensed: 0 })),
    'there are no more tries to count': change(() => ({ sensed: 0 })),
    'the time is over': change(() => ({ wait: null })),

    'keep the sense data for the command': emit(
      ({ context }) => ({ type: 'effect.senseCopy', from: control(context), to: context.sensing ?? '' }) as const,
    ),
  },
  delays: {
    busyDelay: delays.busyDelay,
    notReadyDelay: delays.notReadyDelay,
    queueFullDelay: delays.queueFullDelay,
    transportDelay: delays.transportDelay,
  },
});
