import { and, assertEvent, assign, enqueueActions, not, setup, stateIn } from 'xstate';
import type { BusRequest, TaskMessage } from '../protocol/bus.ts';
import type { Effect } from '../protocol/effects.ts';
import type { AreaMessage, Flush, QueueMessage } from '../protocol/hba.ts';
import { address, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { type ResetLevel, STAT, type TranResult } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { ResetNotify, TranAnswer } from '../protocol/tran.ts';
import type { Recovery, ScsaHbaContext, ScsaHbaEvent, ScsaHbaInput } from './scsa-hba.context.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;
type From = { context: Context; event: Event };

const toQueue = (lun: (from: From) => Lun, message: (from: From) => QueueMessage) =>
  send<Context, Event, QueueMessage>((from) => address.adapterQueue(lun(from)), message);
const toArea = (message: (from: From) => AreaMessage) =>
  send<Context, Event, AreaMessage>((from) => address.adapterCommand(slotOf(from)), message);
const toBus = (message: (from: From) => BusRequest) =>
  send<Context, Event, BusRequest>(({ context }) => address.bus(context.at.bus), message);

/** The packet, and the logical unit, that a message is about. */
const slotOf = ({ event }: From): Slot => ('slot' in event && event.slot !== null ? event.slot : '');
const lunOf = ({ event }: From): Lun => ('lun' in event ? event.lun : '');
const targetOf = (context: Context, lun: Lun): TargetName =>
  context.at.units.find((unit) => unit.lun === lun)?.target ?? '';

const busIsFree = ({ connected, interrupted }: Context): boolean => connected === null && !interrupted;

// Recovery: what is to be done, and by which message.
const rungOf = (context: Context, recovery: Recovery) =>
  recovery.kind === 'timeout' ? context.params.recoveryLadder[recovery.rung] : undefined;
const rungsLeft = (context: Context, recovery: Recovery) =>
  recovery.kind === 'timeout' ? context.params.recoveryLadder.slice(recovery.rung) : [];

/** Does a packet whose time is over hold the bus, so that no message can be sent? */
const holdsTheBus = ({ selecting, connected }: Context, recovery: Recovery): boolean => {
  if (recovery.kind !== 'timeout') return false;
  return recovery.slot === null
    ? selecting?.lun === recovery.lun || connected?.unit?.lun === recovery.lun
    : selecting?.slot === recovery.slot || connected?.slot === recovery.slot;
};

const takesBusReset = (context: Context, recovery: Recovery): boolean =>
  recovery.kind === 'invalidReselection' ||
  (recovery.kind === 'reset' && recovery.level === 'RESET_ALL') ||
  rungOf(context, recovery) === 'busReset' ||
  (holdsTheBus(context, recovery) && rungsLeft(context, recovery).includes('busReset'));

const isHopeless = (context: Context, recovery: Recovery): boolean =>
  recovery.kind === 'timeout' &&
  (rungsLeft(context, recovery).length === 0 ||
    (holdsTheBus(context, recovery) && !rungsLeft(context, recovery).includes('busReset')));

const messageOf = (context: Context, recovery: Recovery | null | undefined): TaskMessage | null => {
  switch (recovery?.kind) {
    case 'timeout':
      switch (rungOf(context, recovery)) {
        case 'abortTag':
          return recovery.tagged ? 'ABORT_TAG' : null;
        case 'abort':
          return 'ABORT';
        case 'deviceReset':
          return 'BUS_DEVICE_RESET';
        default:
          return null;
      }
    case 'abort':
      return recovery.tagged ? 'ABORT_TAG' : 'ABORT';
    case 'reset':
      return recovery.level === 'RESET_LUN'
        ? 'LOGICAL_UNIT_RESET'
        : recovery.level === 'RESET_TARGET'
          ? 'BUS_DEVICE_RESET'
          : null;
    default:
      return null;
  }
};

/**
 * What becomes of the active packets of a unit when a timeout was recovered by these means. Where each packet has its
 * own clock all of them count as timed out (9E tran_start); where the unit has one, those that are are marked already (fas).
 */
const timeoutVictims = ({ params }: Context, by: number, otherwise: 'CMD_RESET' | 'CMD_ABORTED'): Flush['active'] =>
  params.timerScope === 'packet'
    ? { reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT | by }
    : { reason: otherwise, statistics: by };

const isTimeoutOf = (target: TargetName) => (recovery: Recovery | null) =>
  recovery?.kind === 'timeout' && recovery.target === target;
const isAbortOf = (recovery: Recovery | null, slot: Slot) => recovery?.kind === 'abort' && recovery.slot === slot;
/** Is this the recovery of what `adapter.timeoutOver` says is over? */
const isOver = (recovery: Recovery | null, event: Event) =>
  recovery?.kind === 'timeout' &&
  event.type === 'adapter.timeoutOver' &&
  recovery.lun === event.lun &&
  recovery.slot === event.slot;

/** scsi_abort and scsi_reset return 1 to whoever called. */
const success = (recovery: Recovery) =>
  send<Context, Event, TranAnswer>(
    () => ('replyTo' in recovery ? recovery.replyTo : ''),
    () =>
      recovery.kind === 'abort'
        ? { type: 'tran.abortReturn', slot: recovery.slot, ok: true }
        : { type: 'tran.resetReturn', level: recovery.kind === 'reset' ? recovery.level : 'RESET_ALL', ok: true },
  );
const awaited = (recovery: Recovery | null): recovery is Recovery & { kind: 'abort' | 'reset' } =>
  recovery !== null && 'replyTo' in recovery;

/** The words of which `scsa-hba.machine.ts` is written. */
export const scsaHbaSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as ScsaHbaInput,
    emitted: {} as Effect,
  },
  guards: {
    // tran_start, tran_abort, tran_reset
    'the adapter is to answer': ({ event }: From, { admission }: { admission: 'busy' | 'badPkt' | 'fatalError' }) =>
      event.type === 'tran.start' && event.admission === admission,
    'the adapter is unable to': ({ event }: From) =>
      (event.type === 'tran.abort' || event.type === 'tran.reset') && event.outcome === 'fails',
    'the level is RESET_ALL': ({ event }: From) => event.type === 'tran.reset' && event.level === 'RESET_ALL',

    // the bus
    'it is about the command we selected for': ({ context, event }: From) =>
      context.selecting?.slot === slotOf({ context, event }),
    'we selected for it, and it ends in CHECK CONDITION': ({ context, event }: From) =>
      event.type === 'hba.completed' && context.selecting?.slot === event.slot && event.status === 'CHECK_CONDITION',
    'it is about the command that reconnected': ({ context, event }: From) =>
      context.connected?.slot === slotOf({ context, event }),
    'it reconnected, and ends in CHECK CONDITION': ({ context, event }: From) =>
      event.type === 'hba.completed' && context.connected?.slot === event.slot && event.status === 'CHECK_CONDITION',
    'the selection is over': ({ context }: From) => context.selecting === null,
    'somebody else reset the bus': ({ context, event }: From) =>
      event.type === 'hba.busReset' && event.by !== context.at.initiator,

    // what next
    'a unit waits for its turn, the bus is free, nothing needs recovery': ({ context }: From) =>
      busIsFree(context) && context.recoveries.length === 0 && context.requests.length > 0,
    'the bus is free for the message': ({ context }: From, { message }: { message: TaskMessage }) =>
      busIsFree(context) && messageOf(context, context.recoveries[0]) === message,
    'ABORT TAG is next, but which packet is stuck is not known': ({ context }: From) => {
      const [next] = context.recoveries;
      return next?.kind === 'timeout' && next.slot === null && rungOf(context, next) === 'abortTag';
    },
    'ABORT TAG is next, but the command has no tag': ({ context }: From) => {
      const [next] = context.recoveries;
      return next?.kind === 'timeout' && next.slot !== null && !next.tagged && rungOf(context, next) === 'abortTag';
    },
    'a bus reset is due': and([
      not(stateIn({ ours: 'RESET' })),
      not(stateIn({ ours: 'telling' })),
      not(stateIn({ ours: 'granting' })),
      ({ context }: From) => context.recoveries.some((recovery) => takesBusReset(context, recovery)),
    ]),
    'no means of recovery is left': ({ context }: From) =>
      context.recoveries.some((recovery) => isHopeless(context, recovery)),
    'a callback is due, and nothing can be started before it': and([
      ({ context }: From) => context.callbacks.length > 0 && !context.interrupted,
      not(stateIn({ ours: 'granting' })),
      not(stateIn({ ours: 'telling' })),
      not(and([stateIn({ ours: 'FREE' }), 'a unit waits for its turn, the bus is free, nothing needs recovery'])),
    ]),

    'every target driver has returned': ({ context }: From) => context.telling.length === 0,
    'every target driver has returned, and RST came again': ({ context }: From) =>
      context.telling.length === 0 && context.tellAgain,

    // recovery messages
    'for a timeout, the target took': ({ context, event }: From, { message }: { message: TaskMessage }) =>
      event.type === 'hba.messageSent' &&
      event.outcome === 'ok' &&
      event.message === message &&
      context.recovering?.kind === 'timeout',
    'for the target driver, the target took': ({ context, event }: From, { message }: { message: TaskMessage }) =>
      event.type === 'hba.messageSent' &&
      event.outcome === 'ok' &&
      event.message === message &&
      awaited(context.recovering),
    'the message failed, but what timed out has completed': ({ context: { recovering }, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && recovering?.kind === 'timeout' && recovering.over,
    'the message failed, for a timeout': ({ context, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && context.recovering?.kind === 'timeout',
    'the message failed, but a part of the abort was done': ({ context: { recovering }, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && recovering?.kind === 'abort' && recovering.partly,
    'the message failed, for the target driver': ({ context, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && awaited(context.recovering),
    'an abort of this packet is waiting': ({ context, event }: From) =>
      context.recoveries.some((recovery) => isAbortOf(recovery, slotOf({ context, event }))),
    'its recovery is waiting': ({ context, event }: From) =>
      context.recoveries.some((recovery) => isOver(recovery, event)),
    'its recovery is under way': ({ context, event }: From) => isOver(context.recovering, event),
  },
  actions: {
    // tran_*
    'offer it to its queue': toQueue(lunOf, ({ event }) => {
      assertEvent(event, 'tran.start');
      const { slot, tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed } = event;
      return {
        type: 'queue.offer',
        slot,
        facts: { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed },
      };
    }),
    'refuse the packet': refuse(),
    'ask its queue for the value': toQueue(lunOf, ({ event }) => {
      assertEvent(event, 'tran.getcap');
      return { type: 'queue.getcap', cap: event.cap, replyTo: event.replyTo };
    }),
    'have its queue set the value': toQueue(lunOf, ({ event }) => {
      assertEvent(event, 'tran.setcap');
      return { type: 'queue.setcap', cap: event.cap, value: event.value, replyTo: event.replyTo };
    }),
    'look for the packet in its queue': toQueue(lunOf, ({ event }) => {
      assertEvent(event, 'tran.abort');
      return { type: 'queue.abort', slot: event.slot, replyTo: event.replyTo };
    }),
    'ask its queue whether a message may be sent': toQueue(lunOf, ({ event }) => {
      assertEvent(event, 'tran.reset');
      return {
        type: 'queue.reset',
        level: event.level === 'RESET_LUN' ? 'RESET_LUN' : 'RESET_TARGET',
        replyTo: event.replyTo,
      };
    }),
    'return 0': send<Context, Event, TranAnswer>(
      ({ event }) => ('replyTo' in event ? event.replyTo : ''),
      ({ event }) => {
        assertEvent(event, ['tran.abort', 'tran.reset']);
        return event.type === 'tran.abort'
          ? { type: 'tran.abortReturn', slot: event.slot, ok: false }
          : { type: 'tran.resetReturn', level: event.level, ok: false };
      },
    ),
    'the call returns 0': send<Context, Event, TranAnswer>(
      ({ context: { recovering } }) => (awaited(recovering) ? recovering.replyTo : ''),
      ({ context: { recovering } }) =>
        recovering?.kind === 'abort'
          ? { type: 'tran.abortReturn', slot: recovering.slot, ok: false }
          : { type: 'tran.resetReturn', level: resetLevelOf(recovering), ok: false },
    ),
    'the call returns 1': enqueueActions(({ context: { recovering }, enqueue }) => {
      if (recovering) enqueue(success(recovering));
    }),

    // turns and the bus
    'line up for a turn': assign(({ context, event }) => ({
      requests: [...context.requests, lunOf({ context, event })],
    })),
    'give the next unit its turn': toQueue(
      ({ context }) => context.requests[0] ?? '',
      () => ({ type: 'queue.grant' }),
    ),
    'it had its turn': assign({ requests: ({ context }) => context.requests.slice(1) }),
    select: toBus(({ context, event }) => {
      assertEvent(event, 'adapter.select');
      const { slot, lun, target, tag, op, direction, disconnectPrivilege, renegotiate } = event;
      const negotiate = renegotiate || context.negotiationDue[target] === true;
      return {
        type: 'bus.select',
        initiator: context.at.initiator,
        target,
        lun,
        slot,
        tag,
        op,
        direction,
        disconnectPrivilege,
        negotiate,
        selection: 'ok',
      };
    }),
    'this command is on the bus': assign(({ event }) => {
      assertEvent(event, 'adapter.select');
      return { selecting: { slot: event.slot, lun: event.lun, target: event.target } };
    }),
    'our command is off the bus': assign({ selecting: null }),
    'somebody reconnected': assign(({ context, event }) => ({
      connected: { slot: slotOf({ context, event }), unit: null },
    })),
    'it is one of ours': assign(({ event }) => {
      assertEvent(event, 'adapter.reconnected');
      return { connected: { slot: event.slot, unit: { lun: event.lun, target: event.target } } };
    }),
    'the reconnected command is off the bus': assign({ connected: null }),
    'tell the area: reconnected': toArea(() => ({ type: 'area.reconnected' })),
    'tell the area: selection timeout': toArea(() => ({ type: 'area.selectionTimeout' })),
    'tell the area: tag rejected': toArea(() => ({ type: 'area.tagRejected' })),
    'tell the area: selection lost': toArea(() => ({ type: 'area.selectionLost' })),
    'tell the area: unexpected bus free': toArea(() => ({ type: 'area.unexpectedBusFree' })),
    'tell the area: disconnected': toArea(({ event }) => {
      assertEvent(event, 'hba.disconnected');
      return { type: 'area.disconnected', dataMoved: event.dataMoved };
    }),
    'tell the area: completed': toArea(({ event }) => {
      assertEvent(event, 'hba.completed');
      const { status, direction, resid, parity, sense } = event;
      return { type: 'area.completed', status, direction, resid, parity, sense };
    }),
    'deal with it before anything else': assign({ interrupted: true }),
    'ask when that is done': toArea(() => ({ type: 'area.settle' })),
    'ask the queue when that is done': toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      () => ({ type: 'queue.settle' }),
    ),
    'the interrupt has been dealt with': assign({ interrupted: false }),
    'agreements are made': assign(({ context }) => ({
      negotiationDue: {
        ...context.negotiationDue,
        ...(context.selecting ? { [context.selecting.target]: false } : {}),
      },
    })),
    'negotiate with the selected target again': assign(({ context }) => ({
      negotiationDue: { ...context.negotiationDue, ...(context.selecting ? { [context.selecting.target]: true } : {}) },
    })),
    'negotiate with the reconnected target again': assign(({ context }) => ({
      negotiationDue: {
        ...context.negotiationDue,
        ...(context.connected?.unit ? { [context.connected.unit.target]: true } : {}),
      },
    })),
    'negotiate with this target again': assign(({ context, event }) => {
      assertEvent(event, 'adapter.renegotiate');
      return { negotiationDue: { ...context.negotiationDue, [event.target]: true } };
    }),
    'negotiate with the reset target again': assign(({ context }) => ({
      negotiationDue: {
        ...context.negotiationDue,
        ...(context.recovering ? { [context.recovering.target]: true } : {}),
      },
    })),
    'negotiate with every target again': assign(({ context }) => ({
      negotiationDue: Object.fromEntries(context.at.units.map(({ target }) => [target, true])),
    })),
    'tell the other units of the target: QUEUE FULL': enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'adapter.qfull');
      for (const { lun } of context.at.units.filter((unit) => unit.target === event.target && unit.lun !== event.lun)) {
        enqueue(
          toQueue(
            () => lun,
            () => ({ type: 'queue.qfull' }),
          ),
        );
      }
    }),

    // the callback queue
    'line up for the callback': assign(({ context, event }) => ({
      callbacks: [...context.callbacks, slotOf({ context, event })],
    })),
    'call back': send<Context, Event, AreaMessage>(
      ({ context }) => address.adapterCommand(context.callbacks[0] ?? ''),
      () => ({ type: 'area.deliver' }),
    ),
    'it was called back': assign({ callbacks: ({ context }) => context.callbacks.slice(1) }),

    // recovery
    'note the timeout': assign(({ context, event }) => {
      assertEvent(event, 'adapter.timeout');
      const { lun, target, slot, tagged } = event;
      return {
        recoveries: [
          ...context.recoveries,
          { kind: 'timeout', lun, target, slot, tagged, rung: 0, over: false } as const,
        ],
      };
    }),
    'note the abort': assign(({ context, event }) => {
      assertEvent(event, 'adapter.abort');
      const { lun, target, slot, tagged, partly, replyTo } = event;
      return {
        recoveries: [...context.recoveries, { kind: 'abort', lun, target, slot, tagged, partly, replyTo } as const],
      };
    }),
    'note the reset': assign(({ context, event }) => {
      assertEvent(event, ['adapter.reset', 'tran.reset']);
      const { level, lun, replyTo } = event;
      return {
        recoveries: [
          ...context.recoveries,
          { kind: 'reset', level, lun, target: targetOf(context, lun), replyTo } as const,
        ],
      };
    }),
    'note the invalid reselection': assign(({ context, event }) => {
      assertEvent(event, 'adapter.invalidReselection');
      return {
        recoveries: [
          ...context.recoveries,
          { kind: 'invalidReselection', lun: event.lun, target: event.target } as const,
        ],
      };
    }),
    'pass over ABORT TAG': assign(({ context }) => ({
      recoveries: context.recoveries.map((recovery, i) =>
        i === 0 && recovery.kind === 'timeout' ? { ...recovery, rung: recovery.rung + 1 } : recovery,
      ),
    })),
    'take up the recovery': assign(({ context }) => ({
      recovering: context.recoveries[0] ?? null,
      recoveries: context.recoveries.slice(1),
    })),
    'send the message': toBus(({ context }) => {
      // Runs after the recovery was taken up.
      const { recovering: recovery, at } = context;
      const message = messageOf(context, recovery) ?? 'ABORT';
      const slot = message === 'ABORT_TAG' && recovery !== null && 'slot' in recovery ? recovery.slot : null;
      return {
        type: 'bus.message',
        initiator: at.initiator,
        target: recovery?.target ?? '',
        lun: recovery?.lun ?? '',
        slot,
        message,
        outcome: 'ok',
      };
    }),
    'go down one rung': assign(({ context: { recovering, recoveries } }) => ({
      recovering: null,
      recoveries:
        recovering?.kind === 'timeout' ? [{ ...recovering, rung: recovering.rung + 1 }, ...recoveries] : recoveries,
    })),
    'the recovery is done': assign({ recovering: null }),
    'what timed out has completed': assign(({ context: { recovering } }) => ({
      recovering: recovering?.kind === 'timeout' ? { ...recovering, over: true } : recovering,
    })),
    'drop its recovery': assign(({ context, event }) => ({
      recoveries: context.recoveries.filter((recovery) => !isOver(recovery, event)),
    })),
    'the abort of this packet succeeds': enqueueActions(({ context, event, enqueue }) => {
      const slot = slotOf({ context, event });
      for (const recovery of context.recoveries) if (isAbortOf(recovery, slot)) enqueue(success(recovery));
      enqueue.assign({ recoveries: context.recoveries.filter((recovery) => !isAbortOf(recovery, slot)) });
    }),
    'give it up': enqueueActions(({ context, enqueue }) => {
      for (const recovery of context.recoveries) {
        if (isHopeless(context, recovery) && recovery.kind === 'timeout') {
          enqueue(
            toQueue(
              () => recovery.lun,
              () => ({ type: 'queue.unrecovered', slot: recovery.slot }),
            ),
          );
        }
      }
      enqueue.assign({ recoveries: context.recoveries.filter((recovery) => !isHopeless(context, recovery)) });
    }),
    'accept the reselection': toBus(({ context, event }) => ({
      type: 'bus.accept',
      initiator: context.at.initiator,
      slot: slotOf({ context, event }),
    })),
    'acknowledge RST': toBus(({ context }) => ({ type: 'bus.resetSeen', initiator: context.at.initiator })),
    'assert RST': toBus(({ context }) => ({ type: 'bus.assertReset', initiator: context.at.initiator })),

    // victims
    'the timed-out packet ends: STAT_ABORTED': toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      ({ context }) => ({
        type: 'queue.aborted',
        slot: slotOfRecovery(context.recovering),
        reason: 'CMD_TIMEOUT',
        statistics: STAT.TIMEOUT | STAT.ABORTED,
      }),
    ),
    'the aborted packet ends: CMD_ABORTED, STAT_ABORTED': toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      ({ context }) => ({
        type: 'queue.aborted',
        slot: slotOfRecovery(context.recovering),
        reason: 'CMD_ABORTED',
        statistics: STAT.ABORTED,
      }),
    ),
    "the unit's active packets end with the timed-out one: STAT_ABORTED": toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      ({ context }) => ({
        type: 'queue.flush',
        active: timeoutVictims(context, STAT.ABORTED, 'CMD_ABORTED'),
        queued: false,
        resetDelay: false,
      }),
    ),
    "the unit's active packets end: CMD_ABORTED, STAT_ABORTED": toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      () => ({
        type: 'queue.flush',
        active: { reason: 'CMD_ABORTED', statistics: STAT.ABORTED },
        queued: false,
        resetDelay: false,
      }),
    ),
    "the unit's packets end: CMD_RESET, STAT_DEV_RESET": toQueue(
      ({ context }) => context.recovering?.lun ?? '',
      () => ({
        type: 'queue.flush',
        active: { reason: 'CMD_RESET', statistics: STAT.DEV_RESET },
        queued: true,
        resetDelay: true,
      }),
    ),
    "the target's packets end with the timed-out one: STAT_DEV_RESET": enqueueActions(({ context, enqueue }) => {
      for (const { lun } of unitsOf(context)) {
        enqueue(
          toQueue(
            () => lun,
            () => ({
              type: 'queue.flush',
              active: timeoutVictims(context, STAT.DEV_RESET, 'CMD_RESET'),
              queued: true,
              resetDelay: true,
            }),
          ),
        );
      }
    }),
    "the target's packets end: CMD_RESET, STAT_DEV_RESET": enqueueActions(({ context, enqueue }) => {
      for (const { lun } of unitsOf(context)) {
        enqueue(
          toQueue(
            () => lun,
            () => ({
              type: 'queue.flush',
              active: { reason: 'CMD_RESET', statistics: STAT.DEV_RESET },
              queued: true,
              resetDelay: true,
            }),
          ),
        );
      }
    }),
    'all packets end: CMD_RESET, STAT_BUS_RESET': enqueueActions(({ context, enqueue }) => {
      for (const { lun } of context.at.units) {
        enqueue(
          toQueue(
            () => lun,
            () => ({
              type: 'queue.flush',
              active: { reason: 'CMD_RESET', statistics: STAT.BUS_RESET },
              queued: true,
              resetDelay: true,
            }),
          ),
        );
      }
    }),
    'all packets end with the timed-out ones: STAT_BUS_RESET': enqueueActions(({ context, enqueue }) => {
      for (const { lun, target } of context.at.units) {
        const timedOut = [...context.recoveries, context.recovering].some(isTimeoutOf(target));
        const active = timedOut
          ? timeoutVictims(context, STAT.BUS_RESET, 'CMD_RESET')
          : ({ reason: 'CMD_RESET', statistics: STAT.BUS_RESET } as const);
        enqueue(
          toQueue(
            () => lun,
            () => ({ type: 'queue.flush', active, queued: true, resetDelay: true }),
          ),
        );
      }
    }),
    'whatever else waits for this target is done': enqueueActions(({ context, enqueue }) => {
      const { recovering, recoveries } = context;
      const done = (recovery: Recovery) => recovery.target === recovering?.target && !takesBusReset(context, recovery);
      for (const recovery of recoveries) if (done(recovery) && awaited(recovery)) enqueue(success(recovery));
      enqueue.assign({ recoveries: recoveries.filter((recovery) => !done(recovery)) });
    }),
    'whatever else waits for this unit is done': enqueueActions(({ context, enqueue }) => {
      const { recovering, recoveries } = context;
      const done = (recovery: Recovery) =>
        recovery.lun === recovering?.lun &&
        !takesBusReset(context, recovery) &&
        !(recovery.kind === 'reset' && recovery.level === 'RESET_TARGET');
      for (const recovery of recoveries) if (done(recovery) && awaited(recovery)) enqueue(success(recovery));
      enqueue.assign({ recoveries: recoveries.filter((recovery) => !done(recovery)) });
    }),
    'every abort and reset that waited is done': enqueueActions(({ context: { recovering, recoveries }, enqueue }) => {
      for (const recovery of [recovering, ...recoveries]) if (awaited(recovery)) enqueue(success(recovery));
      enqueue.assign({ recoveries: [], recovering: null });
    }),
    'tell every target driver': enqueueActions(({ context, enqueue }) => {
      for (const { lun } of context.at.units) {
        enqueue(
          send<Context, Event, ResetNotify>(
            () => address.disk(lun),
            () => ({ type: 'scsi.resetNotify' }),
          ),
        );
      }
      enqueue.assign({ telling: context.at.units.map(({ lun }) => lun), tellAgain: false });
    }),
    'they have to be told again': assign({ tellAgain: true }),
    'this target driver has returned': assign(({ context, event }) => ({
      telling: context.telling.filter((lun) => lun !== lunOf({ context, event })),
    })),
  },
});

function refuse() {
  return send<Context, Event, AreaMessage, { result: TranResult }>(
    ({ event }) => {
      assertEvent(event, 'tran.start');
      return address.adapterCommand(event.slot);
    },
    (_, { result }) => ({ type: 'area.refuse', result }),
  );
}

function slotOfRecovery(recovery: Recovery | null): Slot {
  return recovery !== null && 'slot' in recovery && recovery.slot !== null ? recovery.slot : '';
}

function resetLevelOf(recovery: Recovery | null): ResetLevel {
  return recovery?.kind === 'reset' ? recovery.level : 'RESET_ALL';
}

/** The logical units of the target that is being recovered. */
function unitsOf({ at, recovering }: Context) {
  return at.units.filter((unit) => unit.target === recovering?.target);
}
