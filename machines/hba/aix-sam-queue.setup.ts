import { and, assertEvent, assign, enqueueActions, not, or, setup, stateIn } from 'xstate';
import type { Errno } from '../protocol/buf.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type {
  ExchangeFacts,
  ExchangeMessage,
  LunQueueMessage,
  ManagementMessage,
  PathMessage,
  PathReply,
  SamIoctlOperation,
  SamIoctlReply,
  SamIodone,
} from '../protocol/sam-adapter.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';
import { scStatusOf } from '../protocol/sc-buf.ts';
import type {
  AdapterStatus,
  AddAdapStatus,
  SamFlag,
  ScsiBufMessage,
  ScsiBufOut,
  ScsiId,
} from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';

export type SamQueueInput = {
  lun: Lun;
  target: TargetName;
  initiator: InitiatorName;
  params: SamAdapterParameters;
  /** SCIOLSTART was done before. */ started: boolean;
};

/** A transaction in the chain. */
type Entry = { slot: Slot; delayed: boolean } & ExchangeFacts;
/** One that the hardware has. `scsiId`: the id that the device driver has given; `lost`: nothing more comes of it. */
type Active = { slot: Slot; tagged: boolean; autosense: boolean; scsiId: ScsiId; lost: boolean };

export type SamQueueContext = {
  at: { lun: Lun; target: TargetName; head: Address; management: Address; path: Address; started: boolean };
  params: SamAdapterParameters;
  /** Not started yet, in the order of their arrival. */
  chain: readonly Entry[];
  /** Given to the hardware. */
  active: readonly Active[];
  /** The one command that may pass a held queue. */
  recovering: Slot | null;
  /** Active ones whose time is over. */
  timedOut: readonly Slot[];
  /** Functions under way that end all commands. */
  functions: number;
  /** Who waits for SCIOLSTART or SCIOLSTOP. */
  waiting: Address | null;
  /** The id under which the target is logged in. */
  scsiId: ScsiId;
  /** Why everything fails at once, while it does. */
  dead: { status: AdapterStatus; advice: AddAdapStatus };
};

type Context = SamQueueContext;
type Event = LunQueueMessage | PathReply;
type From = { context: Context; event: Event };

const slotOf = ({ event }: { event: Event }): Slot => ('slot' in event ? event.slot : '');
const ended = ({ event }: { event: Event }) => {
  assertEvent(event, 'lunq.ended');
  return event;
};

const has = (...flags: readonly SamFlag[]) => {
  return ({ event }: From): boolean =>
    event.type === 'lunq.strategy' && flags.every((flag) => event.flags.includes(flag));
};
const carriesCommand = ({ event }: From): boolean => event.type === 'lunq.strategy' && event.op !== null;
const isCheck = ({ event }: From): boolean =>
  event.type === 'lunq.ended' && (event.status === 'CHECK_CONDITION' || event.status === 'COMMAND_TERMINATED');
const activeOne = ({ context, event }: From): Active | undefined =>
  context.active.find(({ slot }) => slot === slotOf({ event }));
const isTagged = (from: From): boolean => activeOne(from)?.tagged === true;
const isRecovery = ({ context, event }: From): boolean =>
  event.type === 'lunq.ended' && event.slot === context.recovering;

const entryOf = (event: Event): Entry => {
  assertEvent(event, 'lunq.strategy');
  const { type: _, flags, ...facts } = event;
  return { ...facts, delayed: flags.includes('SC_DELAY_CMD') };
};

/** Would the start routine have something to start, as far as the other active ones are concerned? */
function isRoom({ chain, active, params }: Context): boolean {
  const [next] = chain;
  if (!next || active.some(({ tagged }) => !tagged)) return false;
  // Mixing tagged and untagged commands is for the device driver to avoid.
  return next.tag === 'SC_NO_Q' || active.length < params.activePerDevice;
}

const flushed: ScsiBufOut = {
  error: 'ENXIO',
  resid: 'all',
  validity: 'none',
  scsiStatus: null,
  adapterStatus: null,
  addAdapStatus: 'none',
  adapQStatus: 'cleared',
  autosense: null,
  retId: null,
  sense: null,
};

/** An error of adapter or transport, with what the adapter driver advises. */
const transportError = (adapterStatus: AdapterStatus, addAdapStatus: AddAdapStatus = 'none'): ScsiBufOut => ({
  ...flushed,
  error: 'EIO',
  validity: 'SC_ADAPTER_ERROR',
  adapterStatus,
  addAdapStatus,
});

/** SC_RET_ID, if the device driver does not know yet under which id the target is logged in. */
const returnedId = ({ scsiId }: Context, given: ScsiId | undefined): ScsiId | null =>
  given === undefined || given === scsiId ? null : scsiId;

const dequeued = (slot: Slot) =>
  send<Context, Event, ScsiBufMessage>(
    () => address.scsiBuf(slot),
    () => ({ type: 'scsibuf.dequeued' }),
  );
const iodone = (slot: Slot, out: ScsiBufOut) =>
  send<Context, Event, SamIodone>(
    ({ context }) => context.at.head,
    () => ({ type: 'sam.iodone', slot, more: 'no', ...out }),
  );
const toExchange = (slot: Slot, message: ExchangeMessage) =>
  send<Context, Event, ExchangeMessage>(
    () => address.exchange(slot),
    () => message,
  );
const tellScsiBuf = (type: 'scsibuf.chained' | 'scsibuf.started') =>
  send<Context, Event, ScsiBufMessage>(
    ({ event }) => address.scsiBuf(slotOf({ event })),
    () => ({ type }),
  );
const toManagement = (message: (from: From) => ManagementMessage) =>
  send<Context, Event, ManagementMessage>(({ context }) => context.at.management, message);
const sendFunction = (name: 'CLEAR_ACA' | 'LOGICAL_UNIT_RESET' | 'TARGET_RESET') =>
  toManagement(({ event }) => ({ type: 'tmf.flag', function: name, slot: slotOf({ event }) }));

/** Out of the queue, then iodone. */
const completed = (out: (from: From) => ScsiBufOut) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, event, enqueue }) => {
    enqueue(dequeued(slotOf({ event })));
    enqueue(iodone(slotOf({ event }), out({ context, event })));
  });

/** What the device or the adapter says of an active one; sense data go into the autosense buffer if there is one. */
const failure = (adapQStatus: ScsiBufOut['adapQStatus']) =>
  completed(({ context, event }) => {
    const { status, adapter, resid, sense } = ended({ event });
    const one = activeOne({ context, event });
    const retId = returnedId(context, one?.scsiId);
    if (status === null) return { ...transportError(adapter), resid, adapQStatus, retId };
    const checked = isCheck({ context, event });
    return {
      ...flushed,
      error: 'EIO',
      resid,
      validity: 'SC_SCSI_ERROR',
      scsiStatus: scStatusOf[status],
      addAdapStatus: checked ? 'NOT_PATH_ERR' : 'none',
      adapQStatus,
      autosense: checked && one?.autosense === true ? sense : null,
      retId,
    };
  });

/** All active ones but the one that the event is about, if any, are given back. */
const endActive = (out: (context: Context, slot: Slot) => ScsiBufOut, which: (from: From, slot: Slot) => boolean) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, event, enqueue }) => {
    for (const { slot, scsiId } of context.active.filter((one) => which({ context, event }, one.slot))) {
      enqueue(toExchange(slot, { type: 'exchange.drop' }));
      enqueue(dequeued(slot));
      enqueue(iodone(slot, { ...out(context, slot), retId: returnedId(context, scsiId) }));
    }
  });
const every = (): boolean => true;
const lostOnes = ({ context }: From, slot: Slot): boolean =>
  context.active.some((one) => one.lost && one.slot === slot);
/** The one that the event is about. */
const thisOne = ({ event }: From, slot: Slot): boolean => slot === slotOf({ event });

const returns = (op: SamIoctlOperation, error: Errno) =>
  send<Context, Event, SamIoctlReply>(
    ({ context, event }) => ('replyTo' in event ? event.replyTo : (context.waiting ?? '')),
    ({ context }) => ({ type: 'ioctl.return', op, lun: context.at.lun, error }),
  );

/** The words of which `aix-sam-queue.machine.ts` is written. */
export const samQueueSetup = setup({
  types: { input: {} as SamQueueInput, context: {} as Context, events: {} as Event },
  guards: {
    'it was started before': ({ context }) => context.at.started,
    // what is submitted
    SC_RESUME: has('SC_RESUME'),
    'SC_Q_CLR or SC_Q_RESUME': ({ context, event }) =>
      has('SC_Q_CLR')({ context, event }) || has('SC_Q_RESUME')({ context, event }),
    SC_Q_CLR: has('SC_Q_CLR'),
    SC_LUN_RESET: has('SC_LUN_RESET'),
    SC_TARGET_RESET: has('SC_TARGET_RESET'),
    SC_CLEAR_ACA: has('SC_CLEAR_ACA'),
    'SC_CLEAR_ACA alone': and([has('SC_CLEAR_ACA'), not('SC_Q_CLR or SC_Q_RESUME')]),
    'SC_CLEAR_ACA and SC_Q_CLR': has('SC_CLEAR_ACA', 'SC_Q_CLR'),
    'SC_CLEAR_ACA and SC_Q_RESUME': has('SC_CLEAR_ACA', 'SC_Q_RESUME'),
    'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME': has('SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'),
    'SC_RESUME with a command': and(['SC_RESUME', carriesCommand]),
    'SC_RESUME and SC_Q_RESUME, no command': and([has('SC_RESUME', 'SC_Q_RESUME'), not(carriesCommand)]),
    'SC_RESUME with one recovery command': and([
      'SC_RESUME',
      not('SC_Q_CLR or SC_Q_RESUME'),
      carriesCommand,
      ({ event }: From) => event.type === 'lunq.strategy' && (event.tag === 'SC_NO_Q' || event.tag === 'SC_ACA_Q'),
    ]),
    'SC_RESUME and SC_Q_RESUME with a command, which goes behind the held ones': and([
      has('SC_RESUME', 'SC_Q_RESUME'),
      carriesCommand,
      ({ context }: From) => context.params.qresumeAtTail,
    ]),
    'SC_RESUME and SC_Q_RESUME with a command': and([has('SC_RESUME', 'SC_Q_RESUME'), carriesCommand]),
    'SC_Q_RESUME, no command': and([has('SC_Q_RESUME'), not(carriesCommand)]),
    'SC_Q_RESUME with a command, which goes behind the held ones': and([
      has('SC_Q_RESUME'),
      carriesCommand,
      ({ context }: From) => context.params.qresumeAtTail,
    ]),
    'SC_Q_RESUME with a command': and([has('SC_Q_RESUME'), carriesCommand]),
    'rejected ones halt the queue': ({ context }) => context.params.rejectHalts,
    'the path is dead': stateIn({ path: 'DEAD' }),
    'SC_RESUME with a command, but the path is dead': and(['SC_RESUME with a command', 'the path is dead']),
    'it carries a command, but the path is dead': and([carriesCommand, 'the path is dead']),

    // what has ended
    good: ({ event }) => event.type === 'lunq.ended' && event.status === 'GOOD',
    'CHECK CONDITION, the device throws its queue away': and([
      isCheck,
      isTagged,
      ({ context }: From) => context.params.deviceClearsQueue,
    ]),
    'CHECK CONDITION with tag queuing': and([isCheck, isTagged]),
    'CHECK CONDITION without tag queuing, the queue is kept': and([
      isCheck,
      ({ context }: From) => context.params.keepsQueueWithoutTags,
    ]),
    'the recovery command ends good': and([isRecovery, 'good']),
    'the recovery command ends with CHECK CONDITION': and([isRecovery, isCheck]),
    'it has been done': ({ event }) => event.type === 'lunq.managed' && event.outcome === 'ok',
    'it had timed out': ({ context, event }) => context.timedOut.includes(slotOf({ event })),
    'failure is slow': stateIn({ path: 'SLOW' }),
    'the target is away': not(stateIn({ path: 'UP' })),
    'failure is slow or not sure yet': or([stateIn({ path: 'SLOW' }), stateIn({ path: 'WAITING' })]),
    'it had timed out, and the target is away': and(['it had timed out', 'the target is away']),
    'the target is away, and nothing more comes of it': and([
      'the target is away',
      (from: From) => activeOne(from)?.lost === true,
    ]),
    'commands were lost meanwhile': and([
      ({ context }: From) => context.active.some(({ lost }) => lost),
      not(stateIn({ path: 'SLOW' })),
      not(stateIn({ path: 'UP' })),
    ]),
    'no function is under way that ends all': ({ context }) => context.functions === 0,

    // what can be started
    'there is something to start': and([
      ({ context }: From) => isRoom(context),
      'no function is under way that ends all',
      not('the next one has to wait after a reset'),
      not(stateIn({ path: 'WAITING' })),
      not(stateIn({ path: 'DEAD' })),
    ]),
    'the recovery command can be started': and([
      'no function is under way that ends all',
      ({ context }: From) => context.chain[0] !== undefined && context.chain[0].slot === context.recovering,
      not(stateIn({ path: 'WAITING' })),
      not(stateIn({ path: 'DEAD' })),
    ]),
    'the next one has to wait after a reset': and([
      ({ context }: From) => context.chain[0]?.delayed === true,
      stateIn({ delay: 'after reset' }),
    ]),
    'nothing is pending': ({ context }) => context.chain.length === 0 && context.active.length === 0,
  },
  actions: {
    'append to the chain': assign(({ context, event }) => ({ chain: [...context.chain, entryOf(event)] })),
    'put at the head of the chain': assign(({ context, event }) => ({ chain: [entryOf(event), ...context.chain] })),
    'it is the recovery command': assign({ recovering: ({ event }) => slotOf({ event }) }),
    'no recovery command': assign({ recovering: null }),
    'tell the scsi_buf: chained': tellScsiBuf('scsibuf.chained'),
    'tell the scsi_buf: started': tellScsiBuf('scsibuf.started'),

    start: enqueueActions(({ context, enqueue }) => {
      const [next] = context.chain;
      if (!next) throw new Error('nothing to start');
      const { slot, delayed: _, ...facts } = next;
      enqueue(
        send<Context, Event, ScsiBufMessage>(
          () => address.scsiBuf(slot),
          () => ({ type: 'scsibuf.started' }),
        ),
      );
      enqueue(toExchange(slot, { type: 'exchange.start', adapter: 'ok', ...facts }));
    }),
    'it is active now': assign(({ context: { chain, active } }) => {
      const [next, ...others] = chain;
      if (!next) throw new Error('nothing to start');
      const { slot, tag, autosense, scsiId } = next;
      return {
        chain: others,
        active: [...active, { slot, tagged: tag !== 'SC_NO_Q', autosense, scsiId, lost: false }],
      };
    }),
    'it is not active any more': assign(({ context, event }) => ({
      active: context.active.filter(({ slot }) => slot !== slotOf({ event })),
      timedOut: context.timedOut.filter((slot) => slot !== slotOf({ event })),
    })),

    'iodone: good': completed(({ context, event }) => {
      const { resid, sense } = ended({ event });
      return {
        ...flushed,
        error: 'none',
        resid,
        sense,
        retId: returnedId(context, activeOne({ context, event })?.scsiId),
      };
    }),
    'iodone: EIO, queue cleared': failure('cleared'),
    'iodone: EIO, SC_DID_NOT_CLEAR_Q': failure('SC_DID_NOT_CLEAR_Q'),
    'iodone: ENXIO': completed(() => flushed),
    'iodone: nothing to carry out': completed(() => ({ ...flushed, error: 'none', resid: 'zero' })),
    'iodone: EIO, not done': completed(() => transportError('SCSI_NO_DEVICE_RESPONSE')),
    'iodone: EIO, not done, the queue is kept': completed(() => ({
      ...transportError('SCSI_NO_DEVICE_RESPONSE'),
      adapQStatus: 'SC_DID_NOT_CLEAR_Q',
    })),
    'iodone: EIO, why the path is dead': completed(({ context, event }) => ({
      ...transportError(context.dead.status, context.dead.advice),
      retId: returnedId(context, event.type === 'lunq.strategy' ? event.scsiId : undefined),
    })),
    'iodone: EINVAL': completed(() => ({ ...flushed, error: 'EINVAL' })),
    'iodone: what the tests found': completed(({ event }) => {
      assertEvent(event, 'lunq.reject');
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
    'flush what the device has thrown away: ENXIO': endActive(
      () => flushed,
      (from, slot) => !thisOne(from, slot),
    ),
    'end it: SCSI_NO_DEVICE_RESPONSE': endActive(() => transportError('SCSI_NO_DEVICE_RESPONSE'), thisOne),
    'end it: SCSI_CMD_TIMEOUT': endActive(() => transportError('SCSI_CMD_TIMEOUT'), thisOne),
    'end what is active: reset': endActive(
      ({ timedOut }, slot) =>
        transportError(timedOut.includes(slot) ? 'SCSI_CMD_TIMEOUT' : 'SCSI_TRANSPORT_RESET', 'UPDATE_RESERVES'),
      every,
    ),
    'end what is lost: the nexus is gone': endActive(
      ({ timedOut }, slot) => transportError(timedOut.includes(slot) ? 'SCSI_CMD_TIMEOUT' : 'SCSI_TRANSPORT_FAULT'),
      lostOnes,
    ),
    'end what is lost': endActive(() => transportError('SCSI_TRANSPORT_FAULT'), lostOnes),
    'end what is lost: reset': endActive(
      ({ timedOut }, slot) =>
        transportError(timedOut.includes(slot) ? 'SCSI_CMD_TIMEOUT' : 'SCSI_TRANSPORT_RESET', 'UPDATE_RESERVES'),
      lostOnes,
    ),
    'end what is lost: why the path is dead': endActive(
      ({ dead }) => transportError(dead.status, dead.advice),
      lostOnes,
    ),
    'end it: why the path is dead': endActive(({ dead }) => transportError(dead.status, dead.advice), thisOne),
    'end what is active: ENXIO': endActive(() => flushed, every),
    'the chain is empty': assign({ chain: [], recovering: null }),
    'nothing is active': assign({ active: [], timedOut: [] }),
    'what was lost is not active any more': assign(({ context }) => ({
      active: context.active.filter(({ lost }) => !lost),
      timedOut: context.timedOut.filter((slot) => !context.active.some((one) => one.lost && one.slot === slot)),
    })),
    'nothing more comes of it': assign(({ context, event }) => ({
      active: context.active.map((one) => (one.slot === slotOf({ event }) ? { ...one, lost: true } : one)),
    })),
    'a function is under way': assign(({ context }) => ({ functions: context.functions + 1 })),
    'a function is over': assign(({ context }) => ({ functions: context.functions - 1 })),

    'note the id': assign(({ event }) => (event.type === 'lunq.pathUp' ? { scsiId: event.scsiId } : {})),
    'note why the path is dead': assign(({ event }) =>
      event.type === 'lunq.pathDead' ? { dead: { status: event.status, advice: event.advice } } : {},
    ),

    // task management
    'its time has run out': assign(({ context, event }) => ({ timedOut: [...context.timedOut, slotOf({ event })] })),
    'have ABORT TASK sent': toManagement(({ event }) => ({ type: 'tmf.timeout', slot: slotOf({ event }) })),
    'it has come back after all': enqueueActions(({ context, event, enqueue }) => {
      const slot = slotOf({ event });
      if (context.timedOut.includes(slot)) enqueue(toManagement(() => ({ type: 'tmf.cameBack', slot })));
    }),
    'those that timed out have come back': enqueueActions(({ context, enqueue }) => {
      for (const slot of context.timedOut) enqueue(toManagement(() => ({ type: 'tmf.cameBack', slot })));
    }),
    'lost ones that timed out have come back': enqueueActions(({ context, enqueue }) => {
      for (const { slot, lost } of context.active) {
        if (lost && context.timedOut.includes(slot)) enqueue(toManagement(() => ({ type: 'tmf.cameBack', slot })));
      }
    }),
    'have CLEAR ACA sent': sendFunction('CLEAR_ACA'),
    'have LOGICAL UNIT RESET sent': sendFunction('LOGICAL_UNIT_RESET'),
    'have TARGET RESET sent': sendFunction('TARGET_RESET'),
    'have ABORT TASK SET sent': toManagement(({ event }) => {
      assertEvent(event, 'lunq.halt');
      return { type: 'tmf.halt', replyTo: event.replyTo };
    }),
    'have the reset sent': toManagement(({ event }) => {
      assertEvent(event, 'lunq.bdr');
      return { type: 'tmf.reset', scope: event.scope, replyTo: event.replyTo };
    }),

    // ioctls
    'have the path opened': send<Context, Event, PathMessage>(
      ({ context }) => context.at.path,
      ({ context }) => ({ type: 'path.open', lun: context.at.lun }),
    ),
    'remember who waits': assign(({ event }) => ('replyTo' in event ? { waiting: event.replyTo } : {})),
    'nobody waits': assign({ waiting: null }),
    'SCIOLSTART returns 0': returns('SCIOLSTART', 'none'),
    'SCIOLSTART fails: EIO': returns('SCIOLSTART', 'EIO'),
    'SCIOLSTART fails: EINVAL': returns('SCIOLSTART', 'EINVAL'),
    'SCIOLSTOP returns 0': returns('SCIOLSTOP', 'none'),
    'SCIOLSTOP fails: EINVAL': returns('SCIOLSTOP', 'EINVAL'),
    'SCIOLHALT fails: EINVAL': returns('SCIOLHALT', 'EINVAL'),
    'SCIOLRESET fails: EINVAL': returns('SCIOLRESET', 'EINVAL'),
  },
  delays: { delayCmd: delays.delayCmd },
});
