import { assertEvent, emit, enqueueActions } from 'xstate';
import type { DdRequest } from '../protocol/aix-disk.ts';
import type { BufDone, BufTurn, Errno } from '../protocol/buf.ts';
import type { Effect } from '../protocol/effects.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { ScBufIn, ScBufMessage } from '../protocol/sc-buf.ts';
import type { ScsiBufMessage } from '../protocol/scsi-buf.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import {
  type AixDiskContext as Context,
  change,
  delayDue,
  type AixDiskEvent as Event,
  type AixDiskGiven as From,
  internal,
  isOwn,
  isReserved,
  isShared,
  mode,
  slotOf,
  toCommand,
  without,
} from './aix-disk.context.ts';
import { devstrat } from './aix-disk-devstrat.ts';

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
/** Does this end what MODE SELECT has set? MODE SELECT itself goes again anyway. */
const modeDue = (context: Context, event: Event): boolean =>
  context.modeDue ||
  (context.params.modeSelect &&
    (event.type === 'head.retry' || event.type === 'head.done') &&
    event.slot !== mode(context) &&
    (event.reset || event.reservation === 'lost'));
/** Does this end the reservation? RESERVE itself goes again anyway. */
const reserveDue = (context: Context, event: Event): boolean =>
  context.reserveDue ||
  (isReserved(context) &&
    (event.type === 'head.retry' || event.type === 'head.done') &&
    event.slot !== internal(context) &&
    (event.reset || event.reservation === 'lost'));
/** Does the unit say that the persistent reservation is to be made anew? RESERVE itself goes again anyway. */
function shareDue(context: Context, event: Event): Context['shareDue'] {
  const { shareDue: before, params } = context;
  if (!isShared(context) || (event.type !== 'head.retry' && event.type !== 'head.done')) return before;
  const { reservation, slot } = event;
  const isRemoved =
    (reservation === 'cleared' && params.registerAnew !== 'never') ||
    (reservation === 'preempted' && params.registerAnew === 'always');
  if (isRemoved) return 'register';
  return reservation === 'released' && slot !== internal(context) ? (before ?? 'reserve') : before;
}
const refuse = (error: Errno, resid: Resid = 'all') =>
  send<Context, Event, BufDone>(
    ({ event }) => address.application(slotOf({ event })),
    ({ event }) => ({ type: 'buf.biodone', slot: slotOf({ event }), error, resid, more: 'no' }),
  );

const alone = (event: Event): readonly (readonly Slot[])[] =>
  'alone' in event ? event.alone.map((slot) => [slot]) : [];

export const aixDiskTrafficGuards = {
  'beyond the end of the disk': ({ event }: From) => event.type === 'buf.strategy' && event.range === 'beyond',
  'at the end of the disk': ({ event }: From) => event.type === 'buf.strategy' && event.range === 'atEnd',
  'not a multiple of a block': ({ event }: From) => event.type === 'buf.strategy' && event.range === 'misaligned',
  'it continues the request before it': ({ context, event }: From) =>
    event.type === 'buf.strategy' &&
    event.continues === 'yes' &&
    context.queue.length > 0 &&
    !isGathered(context, context.queue.at(-1)),
  'its data are to be gathered, which the adapter driver does': ({ context, event }: From) =>
    event.type === 'buf.strategy' && event.gathered === true && event.op === 'write' && context.gathers,

  // dd_start
  'START UNIT is due and nothing is in process': ({ context }: From) =>
    context.startDue && context.inProcess.length === 0,
  'sense data of another command are waiting': ({ context }: From) => context.checks.length > 0,
  'a spanned transaction may be issued': ({ context }: From) => mayIssueNow(context) && nextGroup(context).length > 1,
  'a gathered write may be issued': ({ context }: From) =>
    mayIssueNow(context) && isGathered(context, nextGroup(context)[0]),
  'a transaction may be issued': ({ context }: From) => mayIssueNow(context),
  'a gathered write is next, and its process is not here': ({ context }: From) => {
    const [next] = nextGroup(context);
    return mayIssue(context) && isGathered(context, next) && next !== context.present && !context.woken.includes(next);
  },
  'a process is here': ({ context }: From) => context.present !== null,
  'all have come back': ({ context }: From) => context.inProcess.length === 0,
  'all have come back, and time has to pass': ({ context }: From) =>
    context.inProcess.length === 0 && context.wait !== null,
};

export const aixDiskTrafficActions = {
  // dd_strategy
  'iodone: ENXIO': refuse('ENXIO'),
  'iodone: EACCES': refuse('EACCES'),
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
  dd_start: enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(
    ({ context, enqueue }) => {
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
    },
  ),
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
      // Told by an event alone, it waits for SC_RESUME: what goes without is flushed by the adapter driver.
      delayDue: context.delayDue && !context.resumeDue && context.params.delayAfterResetEvent,
    };
  }),
  'the transfers go as one': emit<Context, Event, undefined, Event, Effect>(({ context }) => {
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
      shareDue: shareDue(context, event),
      modeDue: modeDue(context, event),
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
      shareDue: shareDue(context, event),
      modeDue: modeDue(context, event),
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
      shareDue: shareDue(context, event),
      modeDue: modeDue(context, event),
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
};
