import { and, assertEvent, assign, emit, enqueueActions, not, or, setup } from 'xstate';
import type { Aftermath, DdRequest, HeadDelay, HeadMessage } from '../protocol/aix-disk.ts';
import type { AixDiskParameters } from '../protocol/aix-parameters.ts';
import type { BufDone, Errno } from '../protocol/buf.ts';
import type { Effect } from '../protocol/effects.ts';
import { type Address, address, type Lun, type Slot } from '../protocol/names.ts';
import type { OperationClass } from '../protocol/operation.ts';
import type { CardStatus, DdIodone, ScBufIn, ScStatus } from '../protocol/sc-buf.ts';
import type { AdapterStatus } from '../protocol/scsi-buf.ts';
import type { Direction } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass } from '../protocol/sense.ts';
import { adapterSays, endedByReset } from './aix-disk-buffers.ts';

/** What an actor of `aix-disk-command` is started with. */
export type AixDiskCommandInput = {
  slot: Slot;
  lun: Lun;
  /** `internal`: a command of the head driver itself, behind which no buf stands */ kind: 'pool' | 'internal';
  params: AixDiskParameters;
};

const counters = ['retries', 'busy', 'queueFull', 'unitAttention', 'reset'] as const;
type Counter = (typeof counters)[number];

export type AixDiskCommandContext = {
  at: { slot: Slot; head: Address; kind: 'pool' | 'internal' };
  params: AixDiskParameters;
  op: OperationClass | null;
  direction: Direction;
  overrun: boolean;
  /** Retries used up, by what limits them. */
  used: Readonly<Record<Counter, number>>;
  /** The next try is the last, after SC_SCSI_BUS_FAULT: SC_ASYNC. */
  async: boolean;
  /** Requests that go along with this one (spanned). */
  riders: readonly Slot[];
  /** How it came back; null when that has been dealt with. */
  last: DdIodone | null;
  /** What the request sense said: null = nothing (yet). */
  sensed: SenseClass | null;
};

type Context = AixDiskCommandContext;
type Event = DdRequest | DdIodone;
type From = { context: Context; event: Event };

const nothingUsed: Context['used'] = { retries: 0, busy: 0, queueFull: 0, unitAttention: 0, reset: 0 };
export const idleCommand = {
  op: null,
  direction: 'none',
  overrun: false,
  used: nothingUsed,
  async: false,
  riders: [],
  last: null,
  sensed: null,
} as const;

const limit = ({ params }: Context, counter: Counter): number =>
  ({
    retries: params.retries,
    busy: params.busyRetries,
    queueFull: params.queueFullRetries,
    unitAttention: params.unitAttentionRetries,
    reset: params.resetRetries,
  })[counter];

const left = (counter: Counter) => {
  return ({ context }: From): boolean => context.used[counter] < limit(context, counter);
};
const status = (...names: readonly ScStatus[]) => {
  return ({ context: { last } }: From): boolean =>
    last?.validity === 'SC_SCSI_ERROR' && last.scsiStatus !== null && names.includes(last.scsiStatus);
};
/** `general_card_status`, or `adapter_status`: the names differ where the numbers do. */
const card = (...names: readonly (CardStatus | AdapterStatus)[]) => {
  return ({ context: { last } }: From): boolean => {
    const said = last === null ? null : adapterSays(last);
    return said !== null && names.includes(said);
  };
};
const advised = (advice: 'NO_RETRY' | 'NO_DELAY') => {
  return ({ context: { last } }: From): boolean =>
    last !== null && 'addAdapStatus' in last && last.addAdapStatus === advice;
};
const key = (...starts: readonly string[]) => {
  return ({ context: { sensed } }: From): boolean => starts.some((start) => sensed?.startsWith(start) === true);
};

const toHead = (message: (from: From) => HeadMessage) =>
  send<Context, Event, HeadMessage>(({ context }) => context.at.head, message);
/** What a unit says of persistent reservations. */
const ofPersistent: Partial<Record<SenseClass, Aftermath['reservation']>> = {
  'UNIT_ATTENTION 2A/03': 'cleared',
  'UNIT_ATTENTION 2A/04': 'released',
  'UNIT_ATTENTION 2A/05': 'preempted',
};
/** RESERVE does not hold any more, as adapter driver or unit say. */
const reserveIsLost = ({ last, sensed }: Context): boolean =>
  (last !== null && 'addAdapStatus' in last && last.addAdapStatus === 'UPDATE_RESERVES') ||
  (last !== null && adapterSays(last) === 'SCSI_VERIFY_DEVICE') ||
  sensed?.startsWith('UNIT_ATTENTION 29') === true;
const reservationOf = (context: Context): Pick<Aftermath, 'reservation'> => {
  const reservation = reserveIsLost(context) ? 'lost' : ofPersistent[context.sensed ?? 'NO_SENSE 00/00'];
  return reservation === undefined ? {} : { reservation };
};
const byReset = ({ last }: Context): boolean => last !== null && endedByReset(last);
const aftermath = ({ context }: From): Aftermath => ({ reset: byReset(context), ...reservationOf(context) });
const retry = (delay: HeadDelay | null) =>
  toHead((from) => ({
    type: 'head.retry',
    slot: from.context.at.slot,
    delay,
    ...aftermath(from),
    alone: from.context.riders,
  }));

/** iodone for the buf of the request; nobody waits for a command of the head driver itself. */
const answer = (error: (context: Context) => Errno, resid: (context: Context) => BufDone['resid']) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, Effect>(({ context, enqueue }) => {
    if (context.at.kind === 'internal') return;
    const done: BufDone = {
      type: 'buf.biodone',
      slot: context.at.slot,
      error: error(context),
      resid: resid(context),
      more: 'no',
    };
    enqueue(
      send<Context, Event, BufDone>(
        () => address.application(context.at.slot),
        () => done,
      ),
    );
  });

const tellDone = (error: (context: Context) => Errno) =>
  toHead((from) => {
    const { context } = from;
    const failed = error(context);
    return {
      type: 'head.done',
      slot: context.at.slot,
      error: failed,
      halted: context.last !== null && context.last.error !== 'none',
      alone: failed === 'none' ? [] : context.riders,
      ...aftermath(from),
    };
  });

const rejectedWith = ({ last }: Context): Errno => last?.error ?? 'EIO';

/** The adapter itself has failed; it logs that. */
const ofAdapter = [
  'SC_HOST_IO_BUS_ERR',
  'SC_ADAPTER_HDW_FAILURE',
  'SC_ADAPTER_SFW_FAILURE',
  'SC_FUSE_OR_TERMINAL_PWR',
  'SCSI_HOST_IO_BUS_ERR',
  'SCSI_ADAPTER_HDW_FAILURE',
  'SCSI_ADAPTER_SFW_FAILURE',
  'SCSI_FUSE_OR_TERMINAL_PWR',
] as const;

/** The words of which `aix-disk-command.machine.ts` is written. */
export const aixDiskCommandSetup = setup({
  types: { input: {} as AixDiskCommandInput, context: {} as Context, events: {} as Event, emitted: {} as Effect },
  guards: {
    // how it came back
    'ENXIO: flushed': ({ context }) => context.last?.error === 'ENXIO',
    'no error': ({ context }) => context.last?.error === 'none',
    'no error, and a fragment is left': ({ context: { last } }) =>
      last?.error === 'none' && last.resid === 'zero' && last.more === 'yes',
    'a status that is as good as GOOD, and a fragment is left': and([
      status('CONDITION_MET', 'INTERMEDIATE_CONDITION_MET', 'SC_INTMD_GOOD'),
      ({ context }: From) => context.last?.more === 'yes',
    ]),
    'EIO without a bit in status_validity, everything transferred, and a fragment is left': ({ context: { last } }) =>
      last?.error === 'EIO' && last.validity === 'none' && last.resid === 'zero' && last.more === 'yes',
    'RECOVERED ERROR, everything transferred, and a fragment is left': and([
      key('RECOVERED_ERROR'),
      ({ context }: From) => context.last?.resid === 'zero' && context.last.more === 'yes',
    ]),
    'no error, nothing left to transfer': ({ context: { last } }) => last?.error === 'none' && last.resid === 'zero',
    'no error but bytes are left, retries left': and(['no error', left('retries')]),
    'EIO without a bit in status_validity, everything transferred': ({ context: { last } }) =>
      last?.error === 'EIO' && last.validity === 'none' && last.resid === 'zero',
    'rejected: another errno': ({ context: { last } }) => last !== null && last.error !== 'EIO',
    'CHECK CONDITION or COMMAND TERMINATED': status('SC_CHECK_CONDITION', 'SC_COMMAND_TERMINATED'),
    SC_BUSY_STATUS: status('SC_BUSY_STATUS'),
    'SC_BUSY_STATUS, retries left': and(['SC_BUSY_STATUS', left('busy')]),
    'SC_QUEUE_FULL, retries left': and([status('SC_QUEUE_FULL'), left('queueFull')]),
    SC_RESERVATION_CONFLICT: status('SC_RESERVATION_CONFLICT'),
    'a status that is as good as GOOD': status('CONDITION_MET', 'INTERMEDIATE_CONDITION_MET', 'SC_INTMD_GOOD'),
    'SC_SCSI_BUS_FAULT, one retry left': and([
      card('SC_SCSI_BUS_FAULT'),
      ({ context }: From) => context.used.retries + 1 === context.params.retries,
    ]),
    'SC_CMD_TIMEOUT or SC_SCSI_BUS_RESET, retries left': and([
      card('SC_CMD_TIMEOUT', 'SC_SCSI_BUS_RESET'),
      left('reset'),
    ]),
    'SC_CMD_TIMEOUT or SC_SCSI_BUS_RESET': card('SC_CMD_TIMEOUT', 'SC_SCSI_BUS_RESET'),
    'the adapter itself failed, for the first time': and([
      card(...ofAdapter),
      ({ context }: From) => context.used.retries === 0,
      left('retries'),
    ]),
    'the adapter itself failed': card(...ofAdapter),
    'no use trying again: NO_RETRY, or another device': or([
      advised('NO_RETRY'),
      card('SCSI_WW_NAME_CHANGE', 'SCSI_ERROR_NO_RETRY', 'SC_ERROR_NO_RETRY'),
    ]),
    // scsi_buf only
    'SCSI_VERIFY_DEVICE, retries left': and([card('SCSI_VERIFY_DEVICE'), left('retries')]),
    'SCSI_CMD_TIMEOUT, retries left': and([card('SCSI_CMD_TIMEOUT'), left('reset')]),
    'SCSI_TRANSPORT_RESET or SC_TASK_ABORTED, retries left': and([
      or([card('SCSI_TRANSPORT_RESET'), status('SC_TASK_ABORTED')]),
      left('reset'),
    ]),
    'SCSI_CMD_TIMEOUT, SCSI_TRANSPORT_RESET or SC_TASK_ABORTED': or([
      card('SCSI_CMD_TIMEOUT', 'SCSI_TRANSPORT_RESET'),
      status('SC_TASK_ABORTED'),
    ]),
    'SCSI_TRANSPORT_BUSY or SC_ACA_ACTIVE, retries left': and([
      or([card('SCSI_TRANSPORT_BUSY'), status('SC_ACA_ACTIVE')]),
      left('busy'),
    ]),
    'SCSI_TRANSPORT_BUSY or SC_ACA_ACTIVE': or([card('SCSI_TRANSPORT_BUSY'), status('SC_ACA_ACTIVE')]),
    'the path is dead and NO_DELAY, retries left': and([
      card('SCSI_TRANSPORT_DEAD'),
      advised('NO_DELAY'),
      left('retries'),
    ]),
    'the path is dead, retries left': and([card('SCSI_TRANSPORT_DEAD'), left('retries')]),
    'retries left': left('retries'),
    // what the sense data say
    'RECOVERED ERROR, everything transferred': and([
      key('RECOVERED_ERROR'),
      ({ context }: From) => context.last?.resid === 'zero',
    ]),
    'UNIT ATTENTION, retries left': and([key('UNIT_ATTENTION'), left('unitAttention')]),
    'becoming ready, retries left': and([key('NOT_READY 04/00', 'NOT_READY 04/01', 'NOT_READY 04/04'), left('busy')]),
    'START UNIT is needed, retries left': and([
      key('NOT_READY 04/02'),
      ({ context }: From) => context.op !== 'startUnit',
      left('busy'),
    ]),
    'worth another try, retries left': and([
      not(key('NOT_READY', 'UNIT_ATTENTION')),
      not(
        key(
          'ILLEGAL_REQUEST',
          'DATA_PROTECT',
          'BLANK_CHECK',
          'COPY_ABORTED',
          'EQUAL',
          'VOLUME_OVERFLOW',
          'MISCOMPARE',
          'RESERVED',
        ),
      ),
      left('retries'),
    ]),
  },
  actions: {
    'take the request': assign(({ event }) => {
      assertEvent(event, 'dd.prepare');
      return { op: event.op, direction: event.direction, overrun: event.overrun };
    }),
    'take the requests along': assign(({ event }) => {
      assertEvent(event, 'dd.issue');
      return { riders: event.riders };
    }),
    'fill the sc_buf': toHead(({ context, event }) => {
      assertEvent(event, 'dd.issue');
      const fields: ScBufIn = {
        tag: event.tagged ? 'SC_SIMPLE_Q' : 'SC_NO_Q',
        flags: event.flags,
        op: context.op,
        direction: context.direction,
        noDisconnect: false,
        async: context.async,
        timed: true,
        bp: event.riders.length > 0,
        ...(event.gathered ? { gathered: 'process' } : {}),
      };
      return { type: 'head.devstrat', slot: context.at.slot, ...fields };
    }),
    'look at the fields': assign(({ event }) => {
      assertEvent(event, 'dd.iodone');
      return { last: event };
    }),
    'look at the sense data': assign(({ event }) => {
      assertEvent(event, 'dd.sensed');
      return { sensed: event.sense };
    }),
    'the fields say nothing any more': assign({ last: null, sensed: null }),
    'nobody goes along': assign({ riders: [] }),
    'count a retry': assign(({ context }) => ({ used: { ...context.used, retries: context.used.retries + 1 } })),
    'count a busy retry': assign(({ context }) => ({ used: { ...context.used, busy: context.used.busy + 1 } })),
    'count a queue full retry': assign(({ context }) => ({
      used: { ...context.used, queueFull: context.used.queueFull + 1 },
    })),
    'count a unit attention': assign(({ context }) => ({
      used: { ...context.used, unitAttention: context.used.unitAttention + 1 },
    })),
    'count a reset': assign(({ context }) => ({ used: { ...context.used, reset: context.used.reset + 1 } })),
    'SC_ASYNC next time': assign({ async: true }),
    'counters begin anew': assign({ used: nothingUsed, async: false }),

    'on to the next fragment': emit(({ context }) => ({ type: 'effect.nextFragment', slot: context.at.slot }) as const),

    'tell the device: flushed': toHead(({ context }) => ({
      type: 'head.flushed',
      slot: context.at.slot,
      riders: context.riders,
    })),
    'tell the device: sense data are wanted': toHead(({ context: { at, last } }) => {
      const autosense = last !== null && 'autosense' in last ? last.autosense : null;
      return {
        type: 'head.sense',
        slot: at.slot,
        queue: last?.adapQStatus ?? 'cleared',
        ...(autosense === null ? {} : { autosense }),
      };
    }),
    'tell the device: once more, nothing is halted': toHead(({ context }) => ({
      type: 'head.again',
      slot: context.at.slot,
      alone: context.riders,
    })),
    'tell the device: once more': retry(null),
    'tell the device: once more after busyDelay': retry('busyDelay'),
    'tell the device: once more after queueFullDelay': retry('queueFullDelay'),
    'tell the device: once more after notReadyDelay': retry('notReadyDelay'),
    'tell the device: once more after transportDelay': retry('transportDelay'),
    'tell the device: start the unit first': toHead(({ context }) => ({
      type: 'head.startUnit',
      slot: context.at.slot,
      alone: context.riders,
    })),
    'iodone for the request': answer(
      () => 'none',
      ({ overrun }) => (overrun ? 'partial' : 'zero'),
    ),
    'iodone for the request: EIO': answer(
      () => 'EIO',
      () => 'all',
    ),
    'iodone for the request: EBUSY': answer(
      () => 'EBUSY',
      () => 'all',
    ),
    'iodone for the request: b_error of the sc_buf': answer(rejectedWith, () => 'all'),
    'iodone for those that went along': enqueueActions(({ context, enqueue }) => {
      for (const rider of context.riders) {
        enqueue(
          send<Context, Event, DdRequest>(
            () => address.headCommand(rider),
            () => ({ type: 'dd.carried' }),
          ),
        );
      }
    }),
    'tell the device: done': tellDone(() => 'none'),
    'tell the device: failed with EIO': tellDone(() => 'EIO'),
    'tell the device: failed with EBUSY': tellDone(() => 'EBUSY'),
    'tell the device: rejected': tellDone(rejectedWith),
    'forget the request': assign(() => idleCommand),
  },
});
