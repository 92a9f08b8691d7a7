import type { RetryDelay } from '../protocol/scsa-disk.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { ScsaDiskContext, ScsaDiskEvent } from './scsa-disk.types.ts';

type From = { context: ScsaDiskContext; event: ScsaDiskEvent };
type Guard = (from: From) => boolean;

const range =
  (name: string): Guard =>
  ({ event }) =>
    event.type === 'buf.strategy' && event.range === name;
const delay =
  (name: RetryDelay): Guard =>
  ({ event }) =>
    event.type === 'unit.retry' && event.delay === name;
const belowThrottle: Guard = ({ context }) => context.inTransport < context.throttle;
const internal: Guard = ({ context, event }) => 'slot' in event && event.slot === context.at.internal;
const tranBusy: Guard = ({ event }) => event.type === 'unit.rejected' && event.result === 'TRAN_BUSY';
const failfastFailure: Guard = ({ event }) =>
  (event.type === 'unit.retry' || event.type === 'unit.returnCommand') && event.failfast;
const samePending: Guard = ({ context, event }) => 'slot' in event && event.slot === context.failfastSlot;

const done = (event: ScsaDiskEvent) => (event.type === 'unit.internalDone' ? event : null);
const doneSense = (event: ScsaDiskEvent, ...starts: string[]): boolean => {
  const sense: SenseClass | null = done(event)?.sense ?? null;
  return sense !== null && starts.some((start) => sense.startsWith(start));
};
const cap =
  (value: number): Guard =>
  ({ event }) =>
    (event.type === 'tran.cap' && event.value === value) || (event.type === 'tran.capSet' && event.result === value);

export const diskGuards = {
  // requests
  'FORMAT UNIT is under way': ({ context }: From) => context.params.formatInProgress,
  'failfast is active and the request has B_FAILFAST': ({ context, event }: From) =>
    context.failfast === 'active' && event.type === 'buf.strategy' && event.failfast,
  'a write to a unit that is opened for reading only': ({ context, event }: From) =>
    context.params.readOnly && event.type === 'buf.strategy' && event.op === 'write',
  'at the end of the partition': range('atEnd'),
  'beyond the partition': range('beyond'),
  'not a multiple of the block size': range('misaligned'),

  // dispatch
  'a wait-queue command may be started': ({ context }: From) =>
    context.waitq.length > 0 &&
    context.suspend !== 'done' &&
    context.inTransport < context.throttle &&
    context.retrySlot === null &&
    !context.startUnitPending &&
    !context.priorityTimer,
  'resources are short for good': ({ event }: From) => event.type === 'unit.noResources' && event.permanent,

  // retry
  'immediate, below the throttle': (from: From) => delay('immediate')(from) && belowThrottle(from),
  'the retry slot is taken': ({ context }: From) => context.retrySlot !== null,
  immediate: delay('immediate'),
  'after tranBusyDelay': delay('tranBusyDelay'),
  'after restartDelay': delay('restartDelay'),
  'after unitAttentionDelay': delay('unitAttentionDelay'),
  'after senseFailureDelay': delay('senseFailureDelay'),
  'after reservationConflictDelay': delay('reservationConflictDelay'),
  'after busyDelay': delay('busyDelay'),
  'after notReadyDelay': delay('notReadyDelay'),
  'TRAN_BUSY of a request': (from: From) => tranBusy(from) && !internal(from),
  'TRAN_BUSY of the internal command': (from: From) => tranBusy(from) && internal(from),
  'TRAN_BUSY of a wait-queue command': (from: From) =>
    tranBusy(from) && !internal(from) && from.event.type === 'unit.rejected' && !from.event.retry,

  // suspend
  'the unit is suspended': ({ context }: From) => context.suspend !== 'no',
  'the unit is not suspended': ({ context }: From) => context.suspend === 'no',
  'TRAN_BUSY of a request, the unit is suspended': (from: From) =>
    tranBusy(from) && !internal(from) && from.context.suspend !== 'no',
  'resources are short for a while': ({ event }: From) => event.type === 'unit.noResources' && !event.permanent,
  'nothing is in transport': ({ context }: From) => context.inTransport === 0 && !context.priorityTimer,
  'it was OFFLINE': ({ context }: From) => context.stateBefore === 'offline',
  'a request sleeps': ({ context }: From) => context.asleep.length > 0,

  // failfast
  'a failfast failure': failfastFailure,
  'a failfast failure of the same command': (from: From) => failfastFailure(from) && samePending(from),
  'a failfast failure of another command': (from: From) => failfastFailure(from) && !samePending(from),
  'a failfast request is queued': ({ context }: From) =>
    context.waitq.some((slot) => context.failfastSlots.includes(slot)),

  // throttle
  adaptive: ({ context }: From) => context.params.adaptiveThrottle,
  'adaptive, TRAN_BUSY of a wait-queue command': (from: From) =>
    from.context.params.adaptiveThrottle &&
    tranBusy(from) &&
    !internal(from) &&
    from.event.type === 'unit.rejected' &&
    !from.event.retry,
  'throttle at its limit': ({ context }: From) => context.throttle >= context.throttleLimit,
  'untagged queueing': ({ context }: From) => context.untaggedQueueing,

  // reservation
  'RESERVE succeeded': ({ event }: From) =>
    event.type === 'unit.returnCommand' && event.op === 'reserve' && event.error === 'none',
  'RELEASE succeeded': ({ event }: From) =>
    event.type === 'unit.returnCommand' && event.op === 'release' && event.error === 'none',
  'the packet saw a reset': ({ event }: From) => event.type === 'unit.intr' && event.resetSeen,

  // attach
  'starts attached': ({ context }: From) => context.at.startAttached,
  succeeded: ({ event }: From) => done(event)?.error === 'none',
  'never transported': ({ event }: From) => done(event)?.reason === null,
  'no response': ({ event }: From) =>
    done(event)?.reason === 'CMD_INCOMPLETE' || done(event)?.reason === 'CMD_DEV_GONE',
  'transport failure': ({ event }: From) => done(event)?.reason !== 'CMD_CMPLT',
  'succeeded, but nothing moved': ({ event }: From) => done(event)?.error === 'none' && done(event)?.resid === 'all',
  BUSY: ({ event }: From) => done(event)?.status === 'BUSY',
  'CHECK CONDITION, and REQUEST SENSE was not transported': ({ event }: From) =>
    done(event)?.status === 'CHECK_CONDITION' && done(event)?.sensed === false,
  'it was probed once': ({ context }: From) => context.tries === 0,
  'reserved by another host': ({ event }: From) => done(event)?.status === 'RESERVATION_CONFLICT',
  'no medium': ({ event }: From) => doneSense(event, 'NOT_READY 3A'),
  'UNIT ATTENTION, retries left': ({ context, event }: From) =>
    doneSense(event, 'UNIT_ATTENTION') && context.unitAttentions < context.params.uaRetryCount,
  'needs START UNIT, starts left': ({ context, event }: From) =>
    doneSense(event, 'NOT_READY 04/00', 'NOT_READY 04/02') && context.unitStarts < context.params.notReadyRetryCount,
  'becoming ready, waits left': ({ context, event }: From) =>
    doneSense(event, 'NOT_READY 04/01', 'NOT_READY 05', 'NOT_READY 08') &&
    context.readyWaits < context.params.notReadyRetryCount,
  'UNIT ATTENTION': ({ event }: From) => doneSense(event, 'UNIT_ATTENTION'),
  'not ready': ({ event }: From) => doneSense(event, 'NOT_READY'),
  'tries left': ({ context }: From) => context.tries < context.params.retryCount,
  'auto request sense is not wanted': ({ context }: From) => !context.params.autoRequestSense,
  fibre: ({ context }: From) => context.params.interconnect === 'fibre',
  'the answer is 1': cap(1),
  'the answer is 0': cap(0),
  'no auto request sense, no queueing without it': ({ context }: From) =>
    !context.arq && !context.params.queueWithoutArq,
  'tags are wanted': ({ context }: From) => context.params.taggedQueueing,
  'lun-reset is not wanted': ({ context }: From) => !context.params.lunResetEnabled,
  'the adapter retries QUEUE FULL': ({ context }: From) => context.params.adapterRetriesQueueFull,
};
