import { assertEvent, assign, enqueueActions, setup } from 'xstate';
import type { AdapterEvent } from '../protocol/aix-adapter.ts';
import type { EventsMessage } from '../protocol/aix-entry.ts';
import type { Errno } from '../protocol/buf.ts';
import { type Address, address, type Lun, type TargetName } from '../protocol/names.ts';
import type {
  ExchangeMessage,
  LunQueueMessage,
  ManagementMessage,
  PathMessage,
  PortNews,
  PortSend,
  SamIoctlReply,
  SamIoctlRequest,
  SamStrategy,
} from '../protocol/sam-adapter.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';
import type { ScsiBufDefect } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';
import type { PortEvent, TransportRequest } from '../protocol/transport.ts';

/** What an actor of `aix-sam-adapter` is started with. */
export type SamAdapterInput = {
  name: string;
  units: readonly { lun: Lun; target: TargetName }[];
  params: SamAdapterParameters;
};

export type SamAdapterContext = {
  units: SamAdapterInput['units'];
  params: SamAdapterParameters;
  /** Devices whose driver is told of asynchronous events. */
  listeners: readonly Lun[];
};

type Context = SamAdapterContext;
type Event = SamStrategy | SamIoctlRequest | PortSend | PortNews | PortEvent;
type From = { context: Context; event: Event };

const toQueue = (message: (from: From) => LunQueueMessage) =>
  send<Context, Event, LunQueueMessage>(({ event }) => address.samQueue('lun' in event ? event.lun : ''), message);
const toExchange = (message: (from: From) => ExchangeMessage) =>
  send<Context, Event, ExchangeMessage>(
    ({ event }) => address.exchange('slot' in event && event.slot !== null ? event.slot : ''),
    message,
  );
const toPath = (message: (from: From) => PathMessage) =>
  send<Context, Event, PathMessage>(({ event }) => address.path('target' in event ? event.target : ''), message);

const rejectWith = (errno: (context: Context) => Errno) =>
  toQueue(({ context, event }) => {
    assertEvent(event, 'sam.strategy');
    return { type: 'lunq.reject', slot: event.slot, error: errno(context) };
  });

const ioctl = (message: (replyTo: Address) => LunQueueMessage) =>
  toQueue(({ event }) => {
    assertEvent(event, ['ioctl.SCIOLSTART', 'ioctl.SCIOLSTOP', 'ioctl.SCIOLHALT', 'ioctl.SCIOLEVENT']);
    return message(event.replyTo);
  });

const lunOf = ({ event }: { event: Event }): Lun => ('lun' in event ? event.lun : '');
const toEvents = (message: (from: From) => EventsMessage) =>
  send<Context, Event, EventsMessage>((from) => address.adapterEvents(lunOf(from)), message);
const tell = (event: AdapterEvent, which: (from: From) => readonly Lun[]) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(
    ({ context, event: of, enqueue }) => {
      for (const lun of which({ context, event: of })) {
        enqueue(
          send<Context, Event, EventsMessage>(
            () => address.adapterEvents(lun),
            () => ({ type: 'events.happened', event }),
          ),
        );
      }
    },
  );
const everybody = ({ context }: From): readonly Lun[] => context.listeners;
/** Those who listen at devices of the target that was reset. */
const atTheTarget = ({ context, event }: From): readonly Lun[] => {
  assertEvent(event, 'port.reset');
  const { units, listeners } = context;
  return units.filter(({ lun, target }) => target === event.target && listeners.includes(lun)).map(({ lun }) => lun);
};
const listenReturns = (error: Errno) =>
  send<Context, Event, SamIoctlReply>(
    ({ event }) => {
      assertEvent(event, 'fcport.listen');
      return event.replyTo;
    },
    (from) => ({ type: 'ioctl.return', op: 'SCIOLEVENT', lun: lunOf(from), error }),
  );

/** The words of which `aix-sam-adapter.machine.ts` is written. */
export const samAdapterSetup = setup({
  types: { input: {} as SamAdapterInput, context: {} as Context, events: {} as Event },
  guards: {
    'what is wrong is': ({ event }: From, { defect }: { defect: ScsiBufDefect }) =>
      event.type === 'sam.strategy' && event.defect === defect,
    'a handler is registered': ({ context, event }) => context.listeners.includes(lunOf({ event })),
    'the adapter hardware has failed': ({ event }) =>
      event.type === 'fcport.failed' && event.adapter === 'SCSI_ADAPTER_HDW_FAILURE',
  },
  actions: {
    'to the queue of the device': toQueue(({ event }) => {
      assertEvent(event, 'sam.strategy');
      const { slot, flags, tag, op, direction, timed, naca, autosense, scsiId } = event;
      return { type: 'lunq.strategy', slot, flags, tag, op, direction, timed, naca, autosense, scsiId };
    }),
    'reject: EINVAL': rejectWith(() => 'EINVAL'),
    'reject: errno of the parameter': rejectWith(({ params }) => params.errnoNotStarted),
    'SCIOLSTART for its device': ioctl((replyTo) => ({ type: 'lunq.start', replyTo })),
    'SCIOLSTOP for its device': ioctl((replyTo) => ({ type: 'lunq.stop', replyTo })),
    'SCIOLHALT for its device': ioctl((replyTo) => ({ type: 'lunq.halt', replyTo })),
    'SCIOLRESET for its device': toQueue(({ event }) => {
      assertEvent(event, 'ioctl.SCIOLRESET');
      return { type: 'lunq.bdr', scope: event.scope, replyTo: event.replyTo };
    }),

    'SCIOLEVENT for its device': ioctl((replyTo) => ({ type: 'lunq.event', replyTo })),

    // asynchronous events
    'SCIOLEVENT returns 0': listenReturns('none'),
    'SCIOLEVENT fails: EINVAL': listenReturns('EINVAL'),
    'register the handler': toEvents(({ event }) => {
      assertEvent(event, 'fcport.listen');
      return { type: 'events.register', handler: event.replyTo };
    }),
    'cancel the handler': toEvents(() => ({ type: 'events.cancel' })),
    'it is told of events': assign(({ context, event }) => ({ listeners: [...context.listeners, lunOf({ event })] })),
    'it is not told of events any more': assign(({ context, event }) => ({
      listeners: context.listeners.filter((lun) => lun !== lunOf({ event })),
    })),
    'tell who listens: SC_FATAL_HDW_ERR': tell('SC_FATAL_HDW_ERR', everybody),
    'tell who listens: SC_ADAP_CMD_FAILED': tell('SC_ADAP_CMD_FAILED', everybody),
    'tell who listens there: SC_SCSI_RESET_EVENT': tell('SC_SCSI_RESET_EVENT', atTheTarget),

    'out it goes': send<Context, Event, TransportRequest>(
      ({ event }) => {
        assertEvent(event, 'fcport.send');
        return address.nexus(event.request.initiator, event.request.target);
      },
      ({ event }) => {
        assertEvent(event, 'fcport.send');
        return event.request;
      },
    ),

    'tell it: completed': toExchange(({ event }) => {
      assertEvent(event, 'port.completed');
      const { status, resid, sense } = event;
      return { type: 'exchange.completed', status, resid, sense };
    }),
    'tell it: nobody answers': toExchange(() => ({ type: 'exchange.noResponse' })),
    'tell it: lost': toExchange(() => ({ type: 'exchange.lost' })),
    'tell task management': send<Context, Event, ManagementMessage>(
      ({ event }) => address.management('lun' in event ? event.lun : ''),
      ({ event }) => {
        assertEvent(event, 'port.taskManagementDone');
        return { type: 'tmf.done', outcome: event.outcome };
      },
    ),
    'tell the path: logged in': toPath(() => ({ type: 'path.loggedIn' })),
    'tell the path: login failed': toPath(() => ({ type: 'path.loginFailed' })),
    'tell the path: logged out': toPath(() => ({ type: 'path.loggedOut' })),
    'tell the path: gone': toPath(() => ({ type: 'path.gone' })),
    'tell the path: back': toPath(({ event }) => {
      assertEvent(event, 'port.targetBack');
      return { type: 'path.back', id: event.id };
    }),
    'all devices of the target end': enqueueActions(({ context, event, enqueue }) => {
      assertEvent(event, 'port.reset');
      for (const { lun, target } of context.units) {
        if (target !== event.target) continue;
        enqueue(
          send<Context, Event, LunQueueMessage>(
            () => address.samQueue(lun),
            () => ({ type: 'lunq.foreignReset' }),
          ),
        );
      }
    }),
  },
});
