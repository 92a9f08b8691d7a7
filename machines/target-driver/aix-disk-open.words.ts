import { assertEvent } from 'xstate';
import type { IoctlRequest } from '../protocol/aix-adapter.ts';
import type {
  EntryErrno,
  EntryIoctlReply,
  EntryOperation,
  EntryRequest,
  EventsMessage,
} from '../protocol/aix-entry.ts';
import type { HeadOpenReturn } from '../protocol/aix-open.ts';
import { address } from '../protocol/names.ts';
import { directionOf } from '../protocol/operation.ts';
import type { SamIoctlRequest } from '../protocol/sam-adapter.ts';
import { send } from '../protocol/send.ts';
import {
  type AixDiskContext as Context,
  change,
  type AixDiskEvent as Event,
  type AixDiskGiven as From,
  internal,
  isReserved,
  isShared,
  mode,
  opened,
  spindle,
  toCommand,
} from './aix-disk.context.ts';

const toEntry = (message: (from: From) => EntryRequest) =>
  send<Context, Event, EntryRequest>(({ context }) => context.at.entry ?? '', message);
const toOpens = (message: (from: From) => HeadOpenReturn) =>
  send<Context, Event, HeadOpenReturn>(({ context }) => context.at.opens ?? '', message);
/** The ioctl of the adapter driver by which it sends a command of a process. */
const commandIoctl = ({ buffer }: Context['at']) => (buffer === 'sc_buf' ? 'SCIOCMD' : 'SCIOLCMD');
const refuseIoctl = (error: EntryErrno) =>
  send<Context, Event, EntryIoctlReply>(
    ({ event }) => {
      assertEvent(event, 'dk.ioctl');
      return event.replyTo;
    },
    ({ context: { at } }) => ({ type: 'ioctl.return', op: commandIoctl(at), lun: at.lun, error }),
  );
const fpIoctl = ({ at }: Context, op: EntryOperation): Extract<EntryRequest, { type: 'fp.ioctl' }> => ({
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
      if (at.entry !== null) return fpIoctl(context, at.buffer === 'sc_buf' ? `SCIO${op}` : `SCIOL${op}`);
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
      if (at.buffer === 'scsi_buf') {
        return at.entry === null
          ? { type: 'ioctl.SCIOLRESET', lun: at.lun, scope, replyTo }
          : { ...fpIoctl(context, 'SCIOLRESET'), scope };
      }
      const op = scope === 'lun' ? 'SCIOLUNRST' : 'SCIORESET';
      return at.entry === null ? { type: `ioctl.${op}`, lun: at.lun, replyTo } : fpIoctl(context, op);
    },
  );

const prepare = (op: 'testUnitReady' | 'reserve' | 'release' | 'prRegister' | 'prReserve' | 'prUnregister') =>
  toCommand(internal, () => ({ type: 'dd.prepare', op, direction: directionOf(op), overrun: false }));
const ownCommandEnds = ({ context, event }: From): boolean =>
  event.type === 'head.done' && event.slot === internal(context);
const modeSelectEnds = ({ context, event }: From): boolean =>
  event.type === 'head.done' && event.slot === mode(context);
const isConflict = ({ event }: From): boolean => event.type === 'head.done' && event.error === 'EBUSY';
/** Reserved for registrants, by us or by another of them. */
const registrantsHaveIt = ({ event }: From): boolean =>
  event.type === 'head.done' && (event.error === 'none' || event.error === 'EBUSY');
const isGood = ({ event }: From): boolean => event.type === 'head.done' && event.error === 'none';
/** Nothing is queued, in process or being recovered from. */
export const isQuiet = ({ queue, again, inProcess, checks }: Context): boolean =>
  [queue, again, inProcess, checks].every(({ length }) => length === 0);

export const aixDiskOpenGuards = {
  'it was opened before': ({ context }: From) => context.at.startOpen,
  '0': ({ event }: From) => event.type === 'ioctl.return' && event.error === 'none',
  '0, and the adapter has a special file, FCP or iSCSI': ({ context: { at }, event }: From) =>
    event.type === 'ioctl.return' && event.error === 'none' && at.entry !== null && at.buffer === 'scsi_buf',
  '0, and the adapter has a special file': ({ context, event }: From) =>
    event.type === 'ioctl.return' && event.error === 'none' && context.at.entry !== null,
  'the adapter has a special file': ({ context }: From) => context.at.entry !== null,
  'the adapter has a special file, FCP or iSCSI': ({ context: { at } }: From) =>
    at.entry !== null && at.buffer === 'scsi_buf',
  'the call returns 0': ({ event }: From) => event.type === 'fp.return' && event.error === 'none',
  'a forced open of the target': ({ context }: From) => opened(context, 'SC_FORCED_OPEN'),
  'a forced open of the logical unit': ({ context }: From) => opened(context, 'SC_FORCED_OPEN_LUN'),
  SC_DIAGNOSTIC: ({ context }: From) => opened(context, 'SC_DIAGNOSTIC'),
  '0, and SC_DIAGNOSTIC': ({ context, event }: From) =>
    event.type === 'ioctl.return' && event.error === 'none' && opened(context, 'SC_DIAGNOSTIC'),
  'an open is to be answered': ({ context }: From) => context.asked === 'open',
  'a close is to be answered': ({ context }: From) => context.asked === 'close',
  'DKIOLCMD, but not for diagnostics': ({ context, event }: From) =>
    event.type === 'dk.ioctl' && event.op === 'DKIOLCMD' && !opened(context, 'SC_DIAGNOSTIC'),
  'the adapter hardware has failed': ({ event }: From) =>
    event.type === 'event.handler' && event.events.includes('SC_FATAL_HDW_ERR'),
  'a reset, after which the device needs time': ({ context: { params }, event }: From) =>
    event.type === 'event.handler' &&
    event.events.includes('SC_SCSI_RESET_EVENT') &&
    params.delayAfterReset &&
    params.delayAfterResetEvent,
  'the device is ready and is to be reserved': (from: From) =>
    ownCommandEnds(from) && isGood(from) && isReserved(from.context),
  'the device is ready and is to be shared': (from: From) =>
    ownCommandEnds(from) && isGood(from) && isShared(from.context),
  'RESERVATION CONFLICT': (from: From) => ownCommandEnds(from) && isConflict(from),
  'the registrants have it, and it is to have its mode parameters': (from: From) =>
    ownCommandEnds(from) && registrantsHaveIt(from) && from.context.params.modeSelect,
  'the registrants have it': (from: From) => ownCommandEnds(from) && registrantsHaveIt(from),
  'the device is ready and is to have its mode parameters': (from: From) =>
    ownCommandEnds(from) && isGood(from) && from.context.params.modeSelect,
  'its own command is over': ownCommandEnds,
  'MODE SELECT has been done': (from: From) => modeSelectEnds(from) && isGood(from),
  'MODE SELECT is over': modeSelectEnds,
  'the device is ready': ({ context, event }: From) =>
    event.type === 'head.done' && event.slot === internal(context) && event.error === 'none',
  'the device does not become ready': ({ context, event }: From) =>
    event.type === 'head.done' && event.slot === internal(context),
};

export const aixDiskOpenActions = {
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
  SCIOLEVENT: byEntry('SCIOLEVENT'),
  'gathered writes are taken': change(() => ({ gathers: true })),
  'gathered writes are not taken': change(() => ({ gathers: false })),
  'the handler returns': send<Context, Event, EventsMessage>(
    ({ context: { at } }) => address.adapterEvents(at.lun),
    () => ({ type: 'events.returned' }),
  ),
  'these options count': change(({ context, event }) => ({
    options: event.type === 'hdisk.open' ? event.flags : context.options,
    // What is left from the session before.
    reserveDue: false,
    shareDue: null,
  })),
  'an open has been asked for': change(() => ({ asked: 'open' })),
  'a close has been asked for': change(() => ({ asked: 'close' })),
  'why open fails': change(({ context, event }) => ({
    failure: context.asked === 'open' && 'error' in event ? event.error : context.failure,
  })),
  'it has been answered': change(() => ({ asked: null, failure: 'none' })),
  'ddopen: 0': toOpens(() => ({ type: 'opens.opened', error: 'none' })),
  'ddopen: ENXIO': toOpens(() => ({ type: 'opens.opened', error: 'ENXIO' })),
  'ddopen: why it failed': toOpens(({ context }) => ({
    type: 'opens.opened',
    error: context.failure === 'none' ? 'EIO' : context.failure,
  })),
  'ddclose: 0': toOpens(() => ({ type: 'opens.closed' })),
  SCIOCMD: toEntry(({ context, event }) => {
    assertEvent(event, 'dk.ioctl');
    return { ...fpIoctl(context, 'SCIOCMD'), argument: event.argument, replyTo: event.replyTo };
  }),
  SCIOLCMD: toEntry(({ context, event }) => {
    assertEvent(event, 'dk.ioctl');
    return { ...fpIoctl(context, 'SCIOLCMD'), argument: event.argument, replyTo: event.replyTo };
  }),
  'ioctl: EACCES': refuseIoctl('EACCES'),
  'ioctl: EINVAL': refuseIoctl('EINVAL'),
  'ioctl: ENXIO': refuseIoctl('ENXIO'),
  'SC_DELAY_CMD is due': change(() => ({ delayDue: true })),
  'reset the target': reset('target'),
  'reset the logical unit': reset('lun'),
  'the reset has halted the queue': change(({ context }) => ({
    resumeDue: true,
    delayDue: context.params.delayAfterReset,
  })),
  'prepare TEST UNIT READY': prepare('testUnitReady'),
  'prepare RESERVE': prepare('reserve'),
  'prepare RELEASE': prepare('release'),
  'prepare REGISTER': prepare('prRegister'),
  'prepare RESERVE for registrants': prepare('prReserve'),
  'prepare REGISTER without key': prepare('prUnregister'),
  'RESERVE is issued': change(() => ({ reserveDue: false })),
  'RESERVE for registrants comes next': change(() => ({ shareDue: 'reserve' })),
  'what others share is set up': change(() => ({ shareDue: null })),
  'it goes first': change(({ context }) => ({ again: [[internal(context)], ...context.again] })),
  'prepare MODE SELECT': toCommand(mode, () => ({
    type: 'dd.prepare',
    op: 'modeSelect',
    direction: 'out',
    overrun: false,
  })),
  'MODE SELECT goes first': change(({ context }) => ({ again: [[mode(context)], ...context.again], modeDue: false })),
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
};
