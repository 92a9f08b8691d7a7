import { assertEvent, assign, raise } from 'xstate';
import type { BufDone, Errno } from '../protocol/buf.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { OperationClass } from '../protocol/operation.ts';
import type { CommandRequest, SenseCommandRequest, UnitFacts } from '../protocol/scsa-disk.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { Direction } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import type { Capability, ResetNotifyReturn, TranRequest } from '../protocol/tran.ts';
import type { ScsaDiskContext, ScsaDiskEvent, ScsaDiskSignal } from './scsa-disk.types.ts';

type From = { context: ScsaDiskContext; event: ScsaDiskEvent };
type Changing = Omit<ScsaDiskContext, 'at' | 'params'>;

const change = (to: (from: From) => Partial<Changing>) =>
  assign<ScsaDiskContext, ScsaDiskEvent, undefined, ScsaDiskEvent, never>(to);
const signal = (type: Exclude<ScsaDiskSignal['type'], 'signal.release'>) =>
  raise<ScsaDiskContext, ScsaDiskEvent, ScsaDiskEvent, undefined, never, never>({ type });

const slotOf = (event: ScsaDiskEvent): Slot => {
  if (!('slot' in event) || event.slot === null) throw new Error(`'${event.type}' names no slot`);
  return event.slot;
};
const known = (slot: Slot | null | undefined, what: string): Slot => {
  if (!slot) throw new Error(`there is no ${what}`);
  return slot;
};

const toCommand = (slot: (from: From) => Slot, message: (from: From) => CommandRequest) =>
  send<ScsaDiskContext, ScsaDiskEvent, CommandRequest>((from) => address.command(slot(from)), message);
const sender = ({ event }: From): Slot => slotOf(event);
const sensed = ({ context }: From): Slot => known(context.senseFor, 'command whose sense is fetched');

const facts = ({ context }: From, slot: Slot): UnitFacts => ({
  arqEnabled: context.arq,
  othersInTransport: context.inTransport > 0,
  requestSenseBusy: context.senseFor !== null,
  startUnitPending: context.startUnitPending,
  lunReset: context.lunReset,
  ...(context.suspend === 'no' ? {} : { suspended: true as const }),
  failfastState:
    context.failfast === 'pending'
      ? context.failfastSlot === slot
        ? 'pendingHere'
        : 'pendingElsewhere'
      : context.failfast,
});

const start = ({ context }: From, retry: boolean): CommandRequest => ({
  type: 'command.start',
  tagged: context.tagged,
  arq: context.arq,
  retry,
});

const fromWaitq = (context: ScsaDiskContext): Slot => known(context.waitq[0], 'command in the wait queue');
const queuedFailfast = ({ context }: From): Slot =>
  known(
    context.waitq.find((slot) => context.failfastSlots.includes(slot)),
    'failfast request in the wait queue',
  );

/** sd_reduce_throttle */
const reduced = ({ params, inTransport, throttle }: ScsaDiskContext): number =>
  params.adaptiveThrottle ? (inTransport > 0 ? inTransport : throttle) : Math.max(inTransport, 1);
/** sd_restore_throttle: below the minimum it jumps to the limit. */
const atLeastMinimum = ({ params, throttleLimit }: ScsaDiskContext, throttle: number): number =>
  throttle < params.throttleMin ? throttleLimit : Math.min(throttle, throttleLimit);
const grown = (throttle: number): number => throttle + Math.max(Math.floor(throttle / 10), 1);

const ask = (cap: Capability) =>
  send<ScsaDiskContext, ScsaDiskEvent, TranRequest>(
    ({ context }) => context.at.adapter,
    ({ context }) => ({ type: 'tran.getcap', cap, lun: context.at.lun, replyTo: context.at.self }),
  );
const set = (cap: Capability, value: number) =>
  send<ScsaDiskContext, ScsaDiskEvent, TranRequest>(
    ({ context }) => context.at.adapter,
    ({ context }) => ({ type: 'tran.setcap', cap, value, lun: context.at.lun, replyTo: context.at.self }),
  );
const limited = (limit: (context: ScsaDiskContext) => number) =>
  change(({ context }) => ({ throttle: limit(context), throttleLimit: limit(context), throttleBeforeBusy: 0 }));

/** What an attach starts from. */
export const nothingNegotiated = {
  arq: false,
  tagged: false,
  untaggedQueueing: false,
  lunReset: false,
  throttle: 1,
  throttleLimit: 1,
};

export const diskActions = {
  // requests
  answer: send<ScsaDiskContext, ScsaDiskEvent, BufDone, { error: Errno; resid: Resid }>(
    ({ event }) => address.application(slotOf(event)),
    ({ event }, { error, resid }) => ({ type: 'buf.biodone', slot: slotOf(event), error, resid, more: 'no' }),
  ),
  'prepare the command': toCommand(sender, ({ event }) => {
    assertEvent(event, ['buf.strategy', 'buf.uscsi']);
    return event.type === 'buf.strategy'
      ? {
          type: 'command.prepare',
          op: event.op,
          direction: event.op === 'read' ? 'in' : 'out',
          overrun: event.range === 'overrun',
          failfast: event.failfast,
          uscsi: false,
          flags: [],
        }
      : {
          type: 'command.prepare',
          op: event.op,
          direction: event.direction,
          overrun: false,
          failfast: false,
          uscsi: true,
          flags: event.flags,
        };
  }),
  'put into the wait queue': change(({ context, event }) => ({
    waitq: [...context.waitq, slotOf(event)],
    failfastSlots:
      event.type === 'buf.strategy' && event.failfast ? [...context.failfastSlots, event.slot] : context.failfastSlots,
  })),
  'put at the head of the wait queue': change(({ context, event }) => ({ waitq: [slotOf(event), ...context.waitq] })),

  // dispatch
  'look for a command to start': signal('signal.startCommands'),
  'a command was started': signal('signal.started'),
  'start the head of the wait queue': toCommand(
    ({ context }) => fromWaitq(context),
    (from) => start(from, false),
  ),
  'take it from the wait queue': change(({ context }) => ({ waitq: context.waitq.slice(1) })),
  'start the retry': toCommand(
    ({ context }) => known(context.retrySlot, 'retry'),
    (from) => start(from, true),
  ),
  'start this command as a retry': toCommand(sender, (from) => start(from, true)),
  'one more in transport': change(({ context }) => ({ inTransport: context.inTransport + 1 })),
  'one fewer in transport': change(({ context }) => {
    if (context.inTransport === 0) throw new Error('no packet is in transport');
    return { inTransport: context.inTransport - 1 };
  }),
  'let it decide': toCommand(sender, (from) => ({ type: 'command.decide', ...facts(from, sender(from)) })),
  'tell it the facts': toCommand(sender, (from) => ({ type: 'command.facts', ...facts(from, sender(from)) })),
  'tell it of the medium': toCommand(sender, (from) => {
    assertEvent(from.event, 'unit.askForMedium');
    return { type: 'command.medium', known: from.event.medium === 'known', ...facts(from, sender(from)) };
  }),
  'then let it go': raise<ScsaDiskContext, ScsaDiskEvent, ScsaDiskEvent, undefined, never, never>(({ event }) => ({
    type: 'signal.release',
    slot: slotOf(event),
  })),
  'release the command': toCommand(sender, () => ({ type: 'command.release' })),
  'forget its failfast flag': change(({ context, event }) => ({
    failfastSlots: context.failfastSlots.filter((slot) => slot !== slotOf(event)),
  })),

  // retry
  'take the retry slot': change(({ event }) => ({ retrySlot: slotOf(event) })),
  'leave the retry slot': change(() => ({ retrySlot: null })),

  // internal command
  'prepare the internal command': send<
    ScsaDiskContext,
    ScsaDiskEvent,
    CommandRequest,
    { op: OperationClass; direction: Direction; polled?: true }
  >(
    ({ context }) => address.command(context.at.internal),
    (_, { op, direction, polled }) => ({
      type: 'command.prepare',
      op,
      direction,
      overrun: false,
      failfast: false,
      uscsi: true,
      flags: polled ? ['FLAG_DIAGNOSE', 'FLAG_SILENT', 'FLAG_NOINTR'] : ['FLAG_DIAGNOSE', 'FLAG_SILENT'],
    }),
  ),
  'start the internal command': toCommand(
    ({ context }) => context.at.internal,
    (from) => start(from, false),
  ),
  'direct-priority timer on': change(() => ({ priorityTimer: true })),
  'direct-priority timer off': change(() => ({ priorityTimer: false })),

  // START UNIT
  'START UNIT is pending': change(() => ({ startUnitPending: true })),
  'START UNIT is no longer pending': change(() => ({ startUnitPending: false })),
  'restart what is parked': signal('signal.restartParked'),

  // request sense
  'mark the REQUEST SENSE packet busy': change(({ event }) => ({ senseFor: slotOf(event) })),
  'send REQUEST SENSE': send<ScsaDiskContext, ScsaDiskEvent, SenseCommandRequest>(
    ({ context }) => address.command(context.at.requestSense),
    ({ event }) => ({ type: 'command.sense', about: slotOf(event) }),
  ),
  // The packet is idle before the sense is decoded: the command is told that it is.
  'give the sense to its command': toCommand(sensed, (from) => {
    assertEvent(from.event, 'unit.sensed');
    return { type: 'command.sensed', reply: from.event.reply, ...facts(from, sensed(from)), requestSenseBusy: false };
  }),
  'give up the sense': toCommand(sensed, (from) => {
    assertEvent(from.event, 'unit.senseRejected');
    return {
      type: 'command.senseRejected',
      result: from.event.result,
      ...facts(from, sensed(from)),
      requestSenseBusy: false,
    };
  }),
  'mark the REQUEST SENSE packet idle': change(() => ({ senseFor: null })),

  // suspend
  'save the state': assign<ScsaDiskContext, ScsaDiskEvent, ScsaDiskContext['stateBefore'], ScsaDiskEvent, never>(
    (_, stateBefore) => ({ stateBefore }),
  ),
  'DDI_SUSPEND waits': change(() => ({ suspend: 'draining' })),
  'DDI_SUSPEND has succeeded': change(() => ({ suspend: 'done' })),
  'no longer suspended': change(() => ({ suspend: 'no' })),
  'see whether anything is in transport': signal('signal.drained'),
  'no timer is left': signal('signal.suspended'),
  'put the retry at the head of the wait queue': change(({ context }) => ({
    waitq: [known(context.retrySlot, 'retry'), ...context.waitq],
  })),
  'sleep until the unit is resumed': change(({ context, event }) => {
    assertEvent(event, ['buf.strategy', 'buf.uscsi']);
    return { asleep: [...context.asleep, event] };
  }),
  'wake whoever sleeps': signal('signal.wake'),
  'the first that sleeps asks again': raise<ScsaDiskContext, ScsaDiskEvent, ScsaDiskEvent, undefined, never, never>(
    ({ context }) => {
      const [first] = context.asleep;
      if (!first) throw new Error('nobody sleeps');
      return first;
    },
  ),
  'it sleeps no longer': change(({ context }) => ({ asleep: context.asleep.slice(1) })),

  // failfast
  'failfast inactive': change(() => ({ failfast: 'inactive', failfastSlot: null })),
  'failfast pending on this command': change(({ event }) => ({ failfast: 'pending', failfastSlot: slotOf(event) })),
  'failfast active': change(() => ({ failfast: 'active', failfastSlot: null })),
  'fail a queued failfast request': toCommand(queuedFailfast, () => ({ type: 'command.fail', error: 'EIO' })),
  'forget the flushed request': change((from) => {
    const flushed = queuedFailfast(from);
    return {
      waitq: from.context.waitq.filter((slot) => slot !== flushed),
      failfastSlots: from.context.failfastSlots.filter((slot) => slot !== flushed),
    };
  }),

  // throttle
  'reduce the throttle': change(({ context }) => ({ throttle: reduced(context) })),
  'remember the throttle': change(({ context }) => ({
    throttleBeforeBusy: context.throttleBeforeBusy || context.throttle,
  })),
  'forget the throttle before': change(() => ({ throttleBeforeBusy: 0 })),
  'restore the throttle': change(({ context }) => ({
    throttle: atLeastMinimum(context, context.throttleBeforeBusy || grown(context.throttle)),
    throttleBeforeBusy: 0,
  })),
  'let the throttle grow': change(({ context }) => ({ throttle: atLeastMinimum(context, grown(context.throttle)) })),
  'open the throttle': change(({ context }) => ({ throttle: context.throttleLimit, throttleBeforeBusy: 0 })),
  'throttle of tagged queueing': limited(({ params }) => params.throttleMax),
  'throttle of untagged queueing': change(({ context }) => ({
    throttle: Math.min(3, context.throttle),
    throttleLimit: Math.min(3, context.throttleLimit),
    throttleBeforeBusy: Math.min(3, context.throttleBeforeBusy),
  })),
  'throttle of untagged queueing at attach': limited(({ params }) => Math.min(3, params.throttleMax)),
  'throttle 1': limited(() => 1),

  // attach
  'scsi_reset LUN': send<ScsaDiskContext, ScsaDiskEvent, TranRequest>(
    ({ context }) => context.at.adapter,
    ({ context: { at } }) => ({
      type: 'tran.reset',
      level: 'RESET_LUN',
      lun: at.lun,
      replyTo: at.self,
      outcome: 'ok',
    }),
  ),
  'nothing is negotiated': change(() => nothingNegotiated),
  'first try': change(() => ({ tries: 0, unitAttentions: 0, unitStarts: 0, readyWaits: 0 })),
  'another try': change(({ context }) => ({ tries: context.tries + 1 })),
  'count a unit attention': change(({ context }) => ({ unitAttentions: context.unitAttentions + 1 })),
  'count a START UNIT': change(({ context }) => ({ unitStarts: context.unitStarts + 1 })),
  'count a wait': change(({ context }) => ({ readyWaits: context.readyWaits + 1 })),
  'ask for auto-rqsense': ask('auto-rqsense'),
  'switch auto-rqsense on': set('auto-rqsense', 1),
  'auto request sense is on': change(() => ({ arq: true })),
  'auto request sense is off': change(() => ({ arq: false })),
  'switch tagged-qing on': set('tagged-qing', 1),
  'switch tagged-qing off': set('tagged-qing', 0),
  'commands are tagged': change(() => ({ tagged: true })),
  'commands are not tagged': change(() => ({ tagged: false })),
  'ask for untagged-qing': ask('untagged-qing'),
  'the adapter queues': change(() => ({ untaggedQueueing: true })),
  'switch lun-reset on': set('lun-reset', 1),
  'lun-reset is on': change(() => ({ lunReset: true })),
  'set qfull-retries to 0': set('qfull-retries', 0),

  // reset notification
  'return from the notification': send<ScsaDiskContext, ScsaDiskEvent, ResetNotifyReturn>(
    ({ context }) => context.at.adapter,
    ({ context }) => ({ type: 'scsi.resetNotifyReturn', lun: context.at.lun }),
  ),
};
