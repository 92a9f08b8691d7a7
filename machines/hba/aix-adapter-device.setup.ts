import { and, assertEvent, assign, enqueueActions, not, setup, stateIn } from 'xstate';
import type {
  CardMessage,
  DeviceMessage,
  IoctlOperation,
  IoctlReply,
  Iodone,
  TransactionFacts,
  TransactionMessage,
} from '../protocol/aix-adapter.ts';
import type { DumpRequest } from '../protocol/aix-dump.ts';
import type { AixAdapterParameters } from '../protocol/aix-parameters.ts';
import type { Errno } from '../protocol/buf.ts';
import { type Address, address, ioctlSlot, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import { type ScBufMessage, type ScBufOut, scStatusOf } from '../protocol/sc-buf.ts';
import { send } from '../protocol/send.ts';
import { aixQueueGuards } from './aix-queue.guards.ts';

/** What an actor of `aix-adapter-device` is started with. */
export type AixDeviceInput = {
  lun: Lun;
  target: TargetName;
  /** adapter name */ adapter: string;
  params: AixAdapterParameters;
  /** SCIOSTART was done before. */ started: boolean;
};

/** A transaction in the chain. */
type Entry = { slot: Slot; delayed: boolean } & TransactionFacts;

export type AixDeviceContext = {
  at: { lun: Lun; target: TargetName; adapter: Address; dump: Address; head: Address; started: boolean };
  params: AixAdapterParameters;
  /** Not started yet, in the order of their arrival. */
  chain: readonly Entry[];
  /** Given to the hardware. */
  active: readonly { slot: Slot; tagged: boolean }[];
  /** The one command that may pass a held queue. */
  recovering: Slot | null;
  /** Active ones whose time is over. */
  timedOut: readonly Slot[];
  /** The hardware was asked for a turn. */
  asked: boolean;
  /** Who waits for SCIOSTOP. */
  stopping: Address | null;
};

type Context = AixDeviceContext;
type Event = DeviceMessage;
type From = { context: Context; event: Event };
type Ended = Extract<Event, { type: 'device.ended' }>;

const strategy = ({ event }: { event: Event }) => {
  assertEvent(event, 'device.strategy');
  return event;
};
const ended = ({ event }: { event: Event }): Ended => {
  assertEvent(event, 'device.ended');
  return event;
};
const slotOf = ({ event }: { event: Event }): Slot => ('slot' in event ? event.slot : '');

/** A command of the adapter driver itself, for an ioctl. */
const isOwn = ({ at }: Context, slot: Slot): boolean => slot === ioctlSlot(at.lun);

const entryOf = (event: Event): Entry => {
  assertEvent(event, ['device.strategy', 'device.requeue', 'device.command']);
  const { slot, tag, op, direction, noDisconnect, async, timed } = event;
  const delayed = event.type === 'device.strategy' && event.flags.includes('SC_DELAY_CMD');
  return { slot, delayed, tag, op, direction, noDisconnect, async, timed };
};

/** Would sc_start have something to start, as far as the other active ones are concerned? */
function isRoom(context: Context): boolean {
  const { chain, active, params } = context;
  const [next] = chain;
  if (!next || active.some(({ tagged }) => !tagged)) return false;
  if (!params.tagQueuing || isOwn(context, next.slot)) return active.length === 0;
  // Mixing tagged and untagged commands is for the device driver to avoid.
  return next.tag === 'SC_NO_Q' || active.length < params.activePerDevice;
}

const flushed: ScBufOut = {
  error: 'ENXIO',
  resid: 'all',
  validity: 'none',
  scsiStatus: null,
  cardStatus: null,
  adapQStatus: 'cleared',
  sense: null,
};

const dequeued = (slot: Slot) =>
  send<Context, Event, ScBufMessage>(
    () => address.scBuf(slot),
    () => ({ type: 'scbuf.dequeued' }),
  );
const iodone = (slot: Slot, out: ScBufOut) =>
  send<Context, Event, Iodone>(
    ({ context }) => (isOwn(context, slot) ? address.ioctlCommand(context.at.lun) : context.at.head),
    () => ({ type: 'sc.iodone', slot, more: 'no', ...out }),
  );
const dropped = (slot: Slot) =>
  send<Context, Event, TransactionMessage>(
    () => address.transaction(slot),
    () => ({ type: 'transaction.drop' }),
  );
const toCard = (message: (from: From) => CardMessage) =>
  send<Context, Event, CardMessage>(({ context }) => context.at.adapter, message);
const toDump = (message: (from: From) => DumpRequest) =>
  send<Context, Event, DumpRequest>(({ context }) => context.at.dump, message);
const tellScBuf = (type: 'scbuf.chained' | 'scbuf.takenBack') =>
  send<Context, Event, ScBufMessage>(
    ({ event }) => address.scBuf(slotOf({ event })),
    () => ({ type }),
  );

/** Out of the queue, then iodone. */
const completed = (out: (from: From) => ScBufOut) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, event, enqueue }) => {
    enqueue(dequeued(slotOf({ event })));
    enqueue(iodone(slotOf({ event }), out({ context, event })));
  });

const failure = (adapQStatus: ScBufOut['adapQStatus']) =>
  completed(({ event }) => {
    const { status, card, resid } = ended({ event });
    return {
      error: 'EIO',
      resid,
      validity: status === null ? 'SC_ADAPTER_ERROR' : 'SC_SCSI_ERROR',
      scsiStatus: status === null ? null : scStatusOf[status],
      cardStatus: card,
      adapQStatus,
      sense: null,
    };
  });

const returns = (op: IoctlOperation, error: Errno) =>
  send<Context, Event, IoctlReply>(
    ({ event }) => ('replyTo' in event ? event.replyTo : ''),
    ({ context }) => ({ type: 'ioctl.return', op, lun: context.at.lun, error }),
  );

/** The words of which `aix-adapter-device.machine.ts` is written. */
export const aixDeviceSetup = setup({
  types: { input: {} as AixDeviceInput, context: {} as Context, events: {} as Event },
  guards: {
    ...aixQueueGuards,
    'SC_RESUME with one untagged command': and([
      'SC_RESUME with a command',
      not('SC_Q_CLR or SC_Q_RESUME'),
      ({ event }: From) => event.type === 'device.strategy' && event.tag === 'SC_NO_Q',
    ]),
    SC_RESUME: ({ event }) => event.type === 'device.strategy' && event.flags.includes('SC_RESUME'),

    'the command of an ioctl has failed': and([
      ({ context, event }: From) => isOwn(context, slotOf({ event })),
      not('good'),
    ]),

    // what can be started
    'there is something to start, and the hardware was not asked': and([
      ({ context }: From) => !context.asked && isRoom(context),
      not('the next one has to wait after a reset'),
    ]),
    'there is something to start': and([
      ({ context }: From) => isRoom(context),
      not('the next one has to wait after a reset'),
    ]),
    'the recovery command can be started, and the hardware was not asked': and([
      ({ context }: From) => !context.asked,
      'the recovery command can be started',
    ]),
    'the recovery command can be started': and([
      ({ context }: From) => context.chain[0] !== undefined && context.chain[0].slot === context.recovering,
      not('an untagged one is active'),
      not('the next one has to wait after a reset'),
    ]),
    'the next one has to wait after a reset': and([
      ({ context }: From) => context.chain[0]?.delayed === true,
      stateIn({ delay: 'after reset' }),
    ]),
  },
  actions: {
    'append to the chain': assign(({ context, event }) => ({ chain: [...context.chain, entryOf(event)] })),
    'put at the head of the chain': assign(({ context, event }) => ({ chain: [entryOf(event), ...context.chain] })),
    'it is the recovery command': assign({ recovering: ({ event }) => strategy({ event }).slot }),
    'no recovery command': assign({ recovering: null }),
    'tell the sc_buf: chained': tellScBuf('scbuf.chained'),
    'tell the sc_buf: taken back': tellScBuf('scbuf.takenBack'),

    'ask the hardware for a turn': toCard(({ context }) => ({ type: 'card.request', lun: context.at.lun })),
    'a turn was asked for': assign({ asked: true }),
    'the turn has come': assign({ asked: false }),
    'pass the turn on': toCard(() => ({ type: 'card.pass' })),
    sc_start: enqueueActions(({ context, enqueue }) => {
      const [next] = context.chain;
      if (!next) throw new Error('nothing to start');
      const { slot, op, direction, noDisconnect, async, timed } = next;
      const tag = context.params.tagQueuing ? next.tag : 'SC_NO_Q';
      enqueue(
        send<Context, Event, ScBufMessage>(
          () => address.scBuf(slot),
          () => ({ type: 'scbuf.started' }),
        ),
      );
      enqueue(
        send<Context, Event, TransactionMessage>(
          () => address.transaction(slot),
          () => ({ type: 'transaction.start', tag, op, direction, noDisconnect, async, timed, card: 'ok' }),
        ),
      );
    }),
    'it is active now': assign(({ context: { chain, active } }) => {
      const [next, ...others] = chain;
      if (!next) throw new Error('nothing to start');
      return { chain: others, active: [...active, { slot: next.slot, tagged: next.tag !== 'SC_NO_Q' }] };
    }),
    'it is not active any more': assign(({ context, event }) => ({
      active: context.active.filter(({ slot }) => slot !== slotOf({ event })),
      timedOut: context.timedOut.filter((slot) => slot !== slotOf({ event })),
    })),

    'iodone: good': completed(({ event }) => {
      const { resid, sense } = ended({ event });
      return { ...flushed, error: 'none', resid, sense };
    }),
    'iodone: EIO, queue cleared': failure('cleared'),
    'iodone: EIO, SC_DID_NOT_CLEAR_Q': failure('SC_DID_NOT_CLEAR_Q'),
    'iodone: ENXIO': completed(() => flushed),
    'iodone: nothing to carry out': completed(() => ({ ...flushed, error: 'none', resid: 'zero' })),
    'iodone: the queue is halted': completed(() => ({ ...flushed, error: 'EBUSY' })),
    'iodone: EINVAL': completed(() => ({ ...flushed, error: 'EINVAL' })),
    'iodone: what the tests found': completed(({ event }) => {
      assertEvent(event, 'device.reject');
      return { ...flushed, error: event.error };
    }),
    'iodone: the device was not started': completed(({ context }) => ({
      ...flushed,
      error: context.params.errnoNotStarted,
    })),
    'iodone: the device is being stopped': completed(({ context }) => ({
      ...flushed,
      error: context.params.errnoStopping,
    })),
    'flush the chain: ENXIO': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.chain) {
        enqueue(dequeued(slot));
        enqueue(iodone(slot, flushed));
      }
    }),
    'flush what the device has thrown away: ENXIO': enqueueActions(({ context, event, enqueue }) => {
      for (const { slot } of context.active.filter((other) => other.slot !== slotOf({ event }))) {
        enqueue(dropped(slot));
        enqueue(dequeued(slot));
        enqueue(iodone(slot, flushed));
      }
    }),
    'end what is active: reset': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.active) {
        enqueue(dropped(slot));
        enqueue(dequeued(slot));
        enqueue(
          iodone(slot, {
            ...flushed,
            error: 'EIO',
            validity: 'SC_ADAPTER_ERROR',
            cardStatus: context.timedOut.includes(slot) ? 'SC_CMD_TIMEOUT' : 'SC_SCSI_BUS_RESET',
          }),
        );
      }
    }),
    'end what is active: ENXIO': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.active) {
        enqueue(dropped(slot));
        enqueue(dequeued(slot));
        enqueue(iodone(slot, flushed));
      }
    }),
    'give the recovery command back: ENXIO': enqueueActions(({ context, enqueue }) => {
      for (const { slot } of context.chain.filter((one) => one.slot === context.recovering)) {
        enqueue(dequeued(slot));
        enqueue(iodone(slot, flushed));
      }
    }),
    'the recovery command waits no more': assign(({ context }) => ({
      chain: context.chain.filter(({ slot }) => slot !== context.recovering),
    })),
    'the chain is empty': assign({ chain: [], recovering: null }),
    'nothing is active': assign({ active: [], timedOut: [] }),

    'its time has run out': assign(({ context, event }) => ({ timedOut: [...context.timedOut, slotOf({ event })] })),
    'tell the adapter: timeout': toCard(({ context }) => {
      const { lun, target } = context.at;
      return { type: 'card.timeout', lun, target };
    }),
    'have ABORT sent': toCard(({ context, event }) => {
      assertEvent(event, 'device.halt');
      const { lun, target } = context.at;
      return { type: 'card.halt', lun, target, replyTo: event.replyTo };
    }),
    'have BUS DEVICE RESET sent': toCard(({ context, event }) => {
      assertEvent(event, 'device.bdr');
      const { lun, target } = context.at;
      return { type: 'card.reset', lun, target, replyTo: event.replyTo };
    }),
    'have LOGICAL UNIT RESET sent': toCard(({ context, event }) => {
      assertEvent(event, 'device.lunReset');
      const { lun, target } = context.at;
      return { type: 'card.lunReset', lun, target, replyTo: event.replyTo };
    }),
    'have the handler registered': toCard(({ context, event }) => {
      assertEvent(event, 'device.event');
      return { type: 'card.listen', lun: context.at.lun, replyTo: event.replyTo };
    }),
    'DUMPWRITE may go on': toDump(({ event }) => {
      assertEvent(event, 'device.dump');
      return { type: 'dump.started', outcome: event.outcome, replyTo: event.replyTo };
    }),
    'no DUMPWRITE': toDump(({ event }) => {
      assertEvent(event, 'device.dump');
      return { type: 'dump.notStarted', replyTo: event.replyTo };
    }),
    'SCIOLUNRST fails: EINVAL': returns('SCIOLUNRST', 'EINVAL'),
    'SCIOEVENT fails: EINVAL': returns('SCIOEVENT', 'EINVAL'),
    'SCIOSTART returns 0': returns('SCIOSTART', 'none'),
    'SCIOSTART fails: EINVAL': returns('SCIOSTART', 'EINVAL'),
    'SCIOSTOP fails: EINVAL': returns('SCIOSTOP', 'EINVAL'),
    'SCIOHALT fails: EINVAL': returns('SCIOHALT', 'EINVAL'),
    'SCIORESET fails: EINVAL': returns('SCIORESET', 'EINVAL'),
    'remember who stops it': assign(({ event }) => {
      assertEvent(event, 'device.stop');
      return { stopping: event.replyTo };
    }),
    'SCIOSTOP returns 0': send<Context, Event, IoctlReply>(
      ({ context }) => context.stopping ?? '',
      ({ context }) => ({ type: 'ioctl.return', op: 'SCIOSTOP', lun: context.at.lun, error: 'none' }),
    ),
    'nobody waits for SCIOSTOP': assign({ stopping: null }),
  },
  delays: { delayCmd: delays.delayCmd },
});
