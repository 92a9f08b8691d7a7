import { and, assertEvent, assign, enqueueActions, not, setup, stateIn } from 'xstate';
import {
  type AdapterEvent,
  type CardMessage,
  type DeviceMessage,
  type Devstrat,
  type IoctlReply,
  type IoctlRequest,
  type TransactionMessage,
  tagKindOf,
} from '../protocol/aix-adapter.ts';
import type { EventsMessage } from '../protocol/aix-entry.ts';
import type { AixAdapterParameters } from '../protocol/aix-parameters.ts';
import type { Errno } from '../protocol/buf.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import type { ScBufDefect } from '../protocol/sc-buf.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter` is started with. */
export type AixAdapterInput = {
  name: string;
  initiator: InitiatorName;
  /** name of the bus */
  bus: string;
  units: readonly { lun: Lun; target: TargetName }[];
  params: AixAdapterParameters;
};

/** A task management message that waits for the bus, or is under way. */
type Job = { kind: 'halt' | 'reset' | 'lunReset'; lun: Lun; target: TargetName; replyTo: Address } | TimeoutJob;
type TimeoutJob = { kind: 'timeout'; lun: Lun; target: TargetName };

export type AixAdapterContext = {
  at: Omit<AixAdapterInput, 'params'>;
  params: AixAdapterParameters;
  /** Devices that have something to start, in the order in which they get their turn. */
  requests: readonly Lun[];
  /** What we went to the bus with; `negotiates`: transfers are negotiated on the way. */
  selecting: { slot: Slot; target: TargetName; negotiates: boolean } | null;
  /** What a target has reselected us for. */
  connected: Slot | null;
  jobs: readonly Job[];
  sending: Job | null;
  /** RST has to be asserted. */
  resetDue: boolean;
  /** Targets with which transfers are negotiated before the next command. */
  negotiationDue: readonly TargetName[];
  /** Devices whose driver is told of asynchronous events. */
  listeners: readonly Lun[];
};

export type AixAdapterEvent = Devstrat | IoctlRequest | BusInterrupt | CardMessage;
type Context = AixAdapterContext;
type Event = AixAdapterEvent;
type From = { context: Context; event: Event };

export const initialAdapter = ({ params, ...at }: AixAdapterInput): Context => ({
  at,
  params,
  requests: [],
  selecting: null,
  connected: null,
  jobs: [],
  sending: null,
  resetDue: false,
  negotiationDue: [...new Set(at.units.map(({ target }) => target))],
  listeners: [],
});

const slotOf = ({ event }: From): Slot => ('slot' in event && event.slot !== null ? event.slot : '');
const lunOf = ({ event }: From): Lun => ('lun' in event ? event.lun : '');

const toBus = (message: (from: From) => BusRequest) =>
  send<Context, Event, BusRequest>(({ context }) => address.bus(context.at.bus), message);
const toDevice = (message: (from: From) => DeviceMessage) =>
  send<Context, Event, DeviceMessage>((from) => address.deviceQueue(lunOf(from)), message);
const toTransaction = (message: (from: From) => TransactionMessage) =>
  send<Context, Event, TransactionMessage>((from) => address.transaction(slotOf(from)), message);

const toDeviceNamed = (lun: Lun, message: DeviceMessage) =>
  send<Context, Event, DeviceMessage>(
    () => address.deviceQueue(lun),
    () => message,
  );
const operationOf = { halt: 'SCIOHALT', reset: 'SCIORESET', lunReset: 'SCIOLUNRST' } as const;
const messageOf = {
  halt: 'ABORT',
  reset: 'BUS_DEVICE_RESET',
  lunReset: 'LOGICAL_UNIT_RESET',
  timeout: 'BUS_DEVICE_RESET',
} as const;
const ioctlReturns = (job: Exclude<Job, TimeoutJob>, error: Errno) =>
  send<Context, Event, IoctlReply>(
    () => job.replyTo,
    () => ({ type: 'ioctl.return', op: operationOf[job.kind], lun: job.lun, error }),
  );

const rejectWith = (errno: (context: Context) => Errno) =>
  toDevice(({ context, event }) => {
    assertEvent(event, 'sc.strategy');
    return { type: 'device.reject', slot: event.slot, error: errno(context) };
  });

const ioctl = (message: (replyTo: Address) => DeviceMessage) =>
  toDevice(({ event }) => {
    assertEvent(event, [
      'ioctl.SCIOSTART',
      'ioctl.SCIOSTOP',
      'ioctl.SCIOHALT',
      'ioctl.SCIORESET',
      'ioctl.SCIOLUNRST',
      'ioctl.SCIOEVENT',
    ]);
    return message(event.replyTo);
  });

const toEvents = (message: (from: From) => EventsMessage) =>
  send<Context, Event, EventsMessage>((from) => address.adapterEvents(lunOf(from)), message);
const tellListeners = (event: AdapterEvent) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, enqueue }) => {
    for (const lun of context.listeners) {
      enqueue(
        send<Context, Event, EventsMessage>(
          () => address.adapterEvents(lun),
          () => ({ type: 'events.happened', event }),
        ),
      );
    }
  });
const listenReturns = (error: Errno) =>
  send<Context, Event, IoctlReply>(
    ({ event }) => ('replyTo' in event ? event.replyTo : ''),
    (from) => ({ type: 'ioctl.return', op: 'SCIOEVENT', lun: lunOf(from), error }),
  );

/** SC_ASYNC forbids it for this command alone. */
const negotiates = ({ negotiationDue }: Context, { async, target }: { async: boolean; target: TargetName }): boolean =>
  !async && negotiationDue.includes(target);

const ours = ({ selecting, connected }: Context): boolean => selecting === null && connected === null;
const answered =
  (kind: Job['kind'], outcome: 'ok' | 'failed') =>
  ({ context, event }: From): boolean =>
    event.type === 'hba.messageSent' &&
    context.sending?.kind === kind &&
    (event.outcome === 'ok') === (outcome === 'ok');

/** The words of which `aix-adapter.machine.ts` is written. */
export const aixAdapterSetup = setup({
  types: { input: {} as AixAdapterInput, context: {} as Context, events: {} as Event },
  guards: {
    'what is wrong is': ({ event }: From, { defect }: { defect: ScBufDefect }) =>
      event.type === 'sc.strategy' && event.defect === defect,
    'bp and resvd1 are both set': ({ event }) =>
      event.type === 'sc.strategy' && event.gathered !== undefined && event.bp,
    'gathered, and no write': ({ event }) =>
      event.type === 'sc.strategy' && event.gathered !== undefined && event.direction !== 'out',
    'gathered, not from process level': ({ event }) => event.type === 'sc.strategy' && event.gathered === 'interrupt',
    'gathered, and gathered writes are not taken': ({ context, event }) =>
      event.type === 'sc.strategy' && event.gathered !== undefined && !context.params.gatheredWrites,
    'it is about the command we selected for': ({ context, event }) =>
      context.selecting !== null && context.selecting.slot === slotOf({ context, event }),
    'it is about the command that reconnected': ({ context, event }) =>
      context.connected !== null && context.connected === slotOf({ context, event }),
    'the selection is over': ({ context }) => context.selecting === null,
    'a bus reset is due': and([
      ({ context }: From) => context.resetDue,
      not(stateIn({ ours: 'RESET' })),
      not(stateIn({ ours: 'granting' })),
    ]),
    'the bus is free for a message': ({ context }) => ours(context) && context.jobs.length > 0,
    'a device waits for its turn and the bus is free': ({ context }) =>
      ours(context) && context.jobs.length === 0 && context.requests.length > 0,
    'BUS DEVICE RESET may help': ({ context }) =>
      context.params.timeoutRecovery === 'deviceReset' && ours(context) && !context.resetDue,
    'SCIOHALT: the device took ABORT': answered('halt', 'ok'),
    'SCIOHALT: the device did not take ABORT': answered('halt', 'failed'),
    'SCIOHALT: the device does not answer': ({ context, event }) =>
      event.type === 'hba.messageSent' && context.sending?.kind === 'halt' && event.outcome === 'noResponse',
    'SCIOLUNRST: the device took LOGICAL UNIT RESET': answered('lunReset', 'ok'),
    'SCIOLUNRST: the device did not take it': answered('lunReset', 'failed'),
    'a handler is registered': ({ context, event }) => context.listeners.includes(lunOf({ context, event })),
    'the adapter hardware has failed': ({ event }) =>
      event.type === 'card.failed' && event.card === 'SC_ADAPTER_HDW_FAILURE',
    'SCIORESET: the target took BUS DEVICE RESET': answered('reset', 'ok'),
    'SCIORESET: the target did not take it': answered('reset', 'failed'),
    'timeout: the target took BUS DEVICE RESET': answered('timeout', 'ok'),
  },
  actions: {
    // entry points
    'to the queue of the device': toDevice(({ event }) => {
      assertEvent(event, 'sc.strategy');
      const { slot, flags, tag, op, direction, noDisconnect, async, timed } = event;
      return { type: 'device.strategy', slot, flags, tag, op, direction, noDisconnect, async, timed };
    }),
    'reject: EINVAL': rejectWith(() => 'EINVAL'),
    'reject: ENOMEM': rejectWith(() => 'ENOMEM'),
    'reject: EFAULT': rejectWith(() => 'EFAULT'),
    'reject: errno of the parameter': rejectWith(({ params }) => params.errnoNotStarted),
    'SCIOSTART for its device': ioctl((replyTo) => ({ type: 'device.start', replyTo })),
    'SCIOSTOP for its device': ioctl((replyTo) => ({ type: 'device.stop', replyTo })),
    'SCIOHALT for its device': ioctl((replyTo) => ({ type: 'device.halt', replyTo })),
    'SCIORESET for its device': ioctl((replyTo) => ({ type: 'device.bdr', replyTo })),
    'SCIOLUNRST for its device': ioctl((replyTo) => ({ type: 'device.lunReset', replyTo })),
    'SCIOEVENT for its device': ioctl((replyTo) => ({ type: 'device.event', replyTo })),

    // asynchronous events
    'SCIOEVENT returns 0': listenReturns('none'),
    'SCIOEVENT fails: EINVAL': listenReturns('EINVAL'),
    'register the handler': toEvents(({ event }) => {
      assertEvent(event, 'card.listen');
      return { type: 'events.register', handler: event.replyTo };
    }),
    'cancel the handler': toEvents(() => ({ type: 'events.cancel' })),
    'it is told of events': assign(({ context, event }) => ({
      listeners: [...context.listeners, lunOf({ context, event })],
    })),
    'it is not told of events any more': assign(({ context, event }) => ({
      listeners: context.listeners.filter((lun) => lun !== lunOf({ context, event })),
    })),
    'tell who listens: SC_SCSI_RESET_EVENT': tellListeners('SC_SCSI_RESET_EVENT'),
    'tell who listens: SC_FATAL_HDW_ERR': tellListeners('SC_FATAL_HDW_ERR'),
    'tell who listens: SC_ADAP_CMD_FAILED': tellListeners('SC_ADAP_CMD_FAILED'),

    // turns
    'line up for a turn': assign(({ context, event }) => ({
      requests: [...context.requests, lunOf({ context, event })],
    })),
    'give the next device its turn': send<Context, Event, DeviceMessage>(
      ({ context }) => address.deviceQueue(context.requests[0] ?? ''),
      () => ({ type: 'device.grant' }),
    ),
    'it had its turn': assign({ requests: ({ context }) => context.requests.slice(1) }),
    select: toBus(({ context, event }) => {
      assertEvent(event, 'card.select');
      const { slot, lun, target, tag, op, direction, noDisconnect } = event;
      if (op === null) throw new Error('a transaction without command was started');
      return {
        type: 'bus.select',
        initiator: context.at.initiator,
        target,
        lun,
        slot,
        tag: tagKindOf[tag],
        op,
        direction,
        disconnectPrivilege: !noDisconnect,
        negotiate: negotiates(context, event),
        selection: 'ok',
      };
    }),
    'this one is on the bus': assign(({ context, event }) => {
      assertEvent(event, 'card.select');
      const { slot, target } = event;
      return { selecting: { slot, target, negotiates: negotiates(context, event) } };
    }),
    'it is off the bus': assign({ selecting: null }),
    'transfers are agreed upon, if they were negotiated': assign(({ context: { negotiationDue, selecting } }) => ({
      negotiationDue: negotiationDue.filter((target) => !selecting?.negotiates || target !== selecting.target),
    })),
    'negotiate with all again': assign(({ context }) => ({
      negotiationDue: [...new Set(context.at.units.map(({ target }) => target))],
    })),
    'somebody reconnected': assign(({ context, event }) => ({ connected: slotOf({ context, event }) })),
    'the reconnected one is off the bus': assign({ connected: null }),
    'accept the reselection': toBus(({ context }) => ({
      type: 'bus.accept',
      initiator: context.at.initiator,
      slot: context.connected ?? '',
    })),

    // interrupts
    'tell it: selection timeout': toTransaction(() => ({ type: 'transaction.selectionTimeout' })),
    'tell it: tag rejected': toTransaction(() => ({ type: 'transaction.tagRejected' })),
    'tell it: selection lost': toTransaction(() => ({ type: 'transaction.selectionLost' })),
    'tell it: disconnected': toTransaction(() => ({ type: 'transaction.disconnected' })),
    'tell it: reconnected': toTransaction(() => ({ type: 'transaction.reconnected' })),
    'tell it: unexpected bus free': toTransaction(() => ({ type: 'transaction.unexpectedBusFree' })),
    'tell it: completed': toTransaction(({ event }) => {
      assertEvent(event, 'hba.completed');
      const { status, resid, parity, sense } = event;
      return { type: 'transaction.completed', status, resid, parity, sense };
    }),

    // messages and resets
    'note SCIOHALT': assign(({ context, event }) => {
      assertEvent(event, 'card.halt');
      const { lun, target, replyTo } = event;
      return { jobs: [...context.jobs, { kind: 'halt', lun, target, replyTo } satisfies Job] };
    }),
    'note SCIORESET': assign(({ context, event }) => {
      assertEvent(event, 'card.reset');
      const { lun, target, replyTo } = event;
      return { jobs: [...context.jobs, { kind: 'reset', lun, target, replyTo } satisfies Job] };
    }),
    'note SCIOLUNRST': assign(({ context, event }) => {
      assertEvent(event, 'card.lunReset');
      const { lun, target, replyTo } = event;
      return { jobs: [...context.jobs, { kind: 'lunReset', lun, target, replyTo } satisfies Job] };
    }),
    'note the timeout': assign(({ context, event }) => {
      assertEvent(event, 'card.timeout');
      const { lun, target } = event;
      return { jobs: [...context.jobs, { kind: 'timeout', lun, target } satisfies Job] };
    }),
    'a reset is due': assign({ resetDue: true }),
    'no reset is due': assign({ resetDue: false }),
    'take up the next message': assign(({ context }) => ({
      sending: context.jobs[0] ?? null,
      jobs: context.jobs.slice(1),
    })),
    'send the message': toBus(({ context }) => {
      const job = context.sending;
      if (!job) throw new Error('no message to send');
      return {
        type: 'bus.message',
        initiator: context.at.initiator,
        target: job.target,
        lun: job.lun,
        slot: null,
        message: messageOf[job.kind],
        outcome: 'ok',
      };
    }),
    'the message is done': assign({ sending: null }),
    'all of the device end': enqueueActions(({ context, enqueue }) => {
      if (context.sending) enqueue(toDeviceNamed(context.sending.lun, { type: 'device.aborted' }));
    }),
    'all of the logical unit end': enqueueActions(({ context, enqueue }) => {
      if (context.sending) enqueue(toDeviceNamed(context.sending.lun, { type: 'device.reset' }));
    }),
    'all of the target end': enqueueActions(({ context, enqueue }) => {
      for (const { lun, target } of context.at.units) {
        if (target === context.sending?.target) enqueue(toDeviceNamed(lun, { type: 'device.reset' }));
      }
    }),
    'all devices end': enqueueActions(({ context, enqueue }) => {
      for (const { lun } of context.at.units) enqueue(toDeviceNamed(lun, { type: 'device.reset' }));
    }),
    'the ioctl returns 0': enqueueActions(({ context, enqueue }) => {
      if (context.sending && context.sending.kind !== 'timeout') enqueue(ioctlReturns(context.sending, 'none'));
    }),
    'the ioctl fails: ENODEV': enqueueActions(({ context, enqueue }) => {
      if (context.sending && context.sending.kind !== 'timeout') enqueue(ioctlReturns(context.sending, 'ENODEV'));
    }),
    'the ioctl fails: EIO': enqueueActions(({ context, enqueue }) => {
      if (context.sending && context.sending.kind !== 'timeout') enqueue(ioctlReturns(context.sending, 'EIO'));
    }),
    'every ioctl that waited returns 0': enqueueActions(({ context, enqueue }) => {
      for (const job of [...(context.sending ? [context.sending] : []), ...context.jobs]) {
        if (job.kind !== 'timeout') enqueue(ioctlReturns(job, 'none'));
      }
    }),
    'no message waits': assign({ sending: null, jobs: [] }),
    'assert RST': toBus(({ context }) => ({ type: 'bus.assertReset', initiator: context.at.initiator })),
    'acknowledge RST': toBus(({ context }) => ({ type: 'bus.resetSeen', initiator: context.at.initiator })),
  },
});
