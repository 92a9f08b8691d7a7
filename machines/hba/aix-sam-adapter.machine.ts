import { assertEvent, assign, enqueueActions, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
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

const test = <D extends ScsiBufDefect, A extends string, C extends Parameters<typeof cite>[0]>(
  defect: D,
  action: A,
  description: string,
  clause: C,
) =>
  ({
    guard: { type: 'what is wrong is', params: { defect } },
    actions: action,
    description,
    meta: cite(clause),
  }) as const;

/**
 * The AIX FCP or iSCSI adapter driver and its port: the tests of ddstrategy, ioctls, and to whom an interrupt belongs.
 * Several devices are served at the same time. It knows nothing of what the commands mean.
 */
export const samAdapterMachine = setup({
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
}).createMachine({
  id: 'aix-sam-adapter',
  description: 'AIX FCP or iSCSI adapter device driver.',
  context: ({ input: { units, params } }) => ({ units, params, listeners: [] }),
  initial: 'serving',
  states: {
    serving: {
      description: 'ddstrategy and ddioctl are called, and the port interrupts.',
      on: {
        'sam.strategy': [
          test('devno', 'reject: errno of the parameter', 'b_dev is not this adapter.', 'fscsi-tests-devno'),
          test('version', 'reject: EINVAL', 'version is not that of the structure.', 'fscsi-tests-version'),
          test('size', 'reject: EINVAL', 'b_bcount is more than the maximum transfer.', 'fscsi-tests-size'),
          test('av_forw', 'reject: EINVAL', 'av_forw is not null.', 'fscsi-tests-chain'),
          test('next', 'reject: EINVAL', 'Chained, which this adapter does not support.', 'fscsi-tests-chain'),
          test('lun_id', 'reject: errno of the parameter', 'lun_id was not started.', 'fscsi-tests-device'),
          test('scsi_id', 'reject: errno of the parameter', 'scsi_id is no target of ours.', 'fscsi-tests-device'),
          test('kernext_handle', 'reject: EINVAL', 'Not the handle of SCIOLSTART.', 'fscsi-tests-handle'),
          test('scsi_length', 'reject: EINVAL', 'No such length of a command.', 'fscsi-tests-length'),
          test('variable_cdb', 'reject: EINVAL', 'A length without a variable command.', 'fscsi-tests-length'),
          test('q_tag_msg', 'reject: EINVAL', 'No such q_tag_msg.', 'fscsi-tests-tag'),
          test('flags', 'reject: EINVAL', 'Flags that exclude each other, or mean nothing.', 'fscsi-tests-flags'),
          test('dev_flags', 'reject: EINVAL', 'No such class of service.', 'fscsi-tests-dev-flags'),
          test('reserved', 'reject: EINVAL', 'A reserved field is not 0.', 'fscsi-tests-reserved'),
          test('spanAlignment', 'reject: EINVAL', 'Spanned requests do not meet at a page.', 'fscsi-tests-span'),
          test('spanDirection', 'reject: EINVAL', 'A span of reads and writes.', 'fscsi-tests-span'),
          {
            actions: 'to the queue of the device',
            description: 'Nothing is wrong: up to the queue of the device.',
            meta: cite('fscsi-tests-all', 'fscsi-chains', 'fscsi-tests-device'),
          },
        ],
        'ioctl.SCIOLSTART': {
          actions: 'SCIOLSTART for its device',
          description: 'SCIOLSTART.',
          meta: cite('fscsi-login'),
        },
        'ioctl.SCIOLSTOP': [
          {
            guard: 'a handler is registered',
            actions: ['cancel the handler', 'it is not told of events any more', 'SCIOLSTOP for its device'],
            description: 'SCIOLSTOP ends the session, and with it the registration for events.',
            meta: cite('fscsi-stop-waits', 'fscsi-event'),
          },
          {
            actions: 'SCIOLSTOP for its device',
            description: 'SCIOLSTOP.',
            meta: cite('fscsi-stop-waits'),
          },
        ],
        'ioctl.SCIOLHALT': { actions: 'SCIOLHALT for its device', description: 'SCIOLHALT.', meta: cite('fscsi-halt') },
        'ioctl.SCIOLRESET': {
          actions: 'SCIOLRESET for its device',
          description: 'SCIOLRESET.',
          meta: cite('fscsi-reset-ioctl'),
        },

        'ioctl.SCIOLEVENT': {
          actions: 'SCIOLEVENT for its device',
          description: 'SCIOLEVENT: is the device open?',
          meta: cite('fscsi-event'),
        },
        'fcport.listen': [
          {
            guard: 'a handler is registered',
            actions: 'SCIOLEVENT fails: EINVAL',
            description: 'A second registration in one session.',
            meta: cite('fscsi-event'),
          },
          {
            actions: ['register the handler', 'it is told of events', 'SCIOLEVENT returns 0'],
            description: 'The handler is registered for this session of the device.',
            meta: cite('fscsi-event'),
          },
        ],
        'fcport.failed': [
          {
            guard: 'the adapter hardware has failed',
            actions: 'tell who listens: SC_FATAL_HDW_ERR',
            description: 'The hardware of the adapter has failed.',
            meta: cite('fscsi-events', 'event-fatal'),
          },
          {
            actions: 'tell who listens: SC_ADAP_CMD_FAILED',
            description: 'The adapter has failed with one command.',
            meta: cite('fscsi-events', 'event-command-failed'),
          },
        ],

        'fcport.send': {
          actions: 'out it goes',
          description: 'Commands, functions and logins leave the port in the order in which they come.',
          meta: cite('fscsi-start', 'fscsi-one-port'),
        },

        'port.completed': {
          actions: 'tell it: completed',
          description: 'Status has come.',
          meta: cite('fscsi-interrupt', 'fscsi-autosense'),
        },
        'port.noResponse': {
          actions: 'tell it: nobody answers',
          description: 'Nobody is there.',
          meta: cite('fscsi-no-response'),
        },
        'port.lost': {
          actions: 'tell it: lost',
          description: 'The connection went while the command was on its way or in the device.',
          meta: cite('fscsi-lost'),
        },
        'port.taskManagementDone': {
          actions: 'tell task management',
          description: 'A task management function has been answered, or will not be.',
          meta: cite('fscsi-timeout-aborts', 'fscsi-halt', 'scsibuf-clear-aca'),
        },
        'port.loggedIn': {
          actions: 'tell the path: logged in',
          description: 'Logged in to the target.',
          meta: cite('fscsi-login'),
        },
        'port.loginFailed': {
          actions: 'tell the path: login failed',
          description: 'The target has refused, or is not there.',
          meta: cite('fscsi-login', 'fscsi-path-login-fails'),
        },
        'port.loggedOut': {
          actions: 'tell the path: logged out',
          description: 'Logged out.',
          meta: cite('fscsi-ladder-ends'),
        },
        'port.targetGone': {
          actions: 'tell the path: gone',
          description: 'State change notification, or the connection of the session is lost.',
          meta: cite('fscsi-path-fast', 'fscsi-session-lost'),
        },
        'port.targetBack': {
          actions: 'tell the path: back',
          description: 'The target can be reached again.',
          meta: cite('fscsi-path-back', 'fscsi-path-tracked'),
        },
        'port.reset': {
          actions: ['tell who listens there: SC_SCSI_RESET_EVENT', 'all devices of the target end'],
          description: 'Another initiator has reset the target.',
          meta: cite('fscsi-foreign-reset', 'fscsi-events', 'event-reset'),
        },
      },
    },
  },
});
