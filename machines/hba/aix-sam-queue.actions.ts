import { assertEvent, assign, enqueueActions } from 'xstate';
import type { DumpRequest } from '../protocol/aix-dump.ts';
import type { Errno } from '../protocol/buf.ts';
import { address, type Slot } from '../protocol/names.ts';
import type {
  ExchangeMessage,
  ManagementMessage,
  PathMessage,
  PortNews,
  SamIoctlOperation,
  SamIoctlReply,
  SamIodone,
} from '../protocol/sam-adapter.ts';
import { scStatusOf } from '../protocol/sc-buf.ts';
import type { AdapterStatus, AddAdapStatus, ScsiBufMessage, ScsiBufOut, ScsiId } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';
import { isCheck } from './aix-queue.guards.ts';
import {
  activeOne,
  type SamQueueContext as Context,
  type Entry,
  type SamQueueEvent as Event,
  type SamQueueGiven as From,
  isOwn,
  slotOf,
} from './aix-sam-queue.context.ts';

const update = (change: (given: From) => Partial<Context>) => assign<Context, Event, undefined, Event, never>(change);
type Several = Parameters<
  typeof enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>
>[0];
const several = (actions: Several) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(actions);

const ended = ({ event }: { event: Event }) => {
  assertEvent(event, 'lunq.ended');
  return event;
};

const entryOf = (event: Event): Entry => {
  assertEvent(event, ['lunq.strategy', 'lunq.command']);
  if (event.type === 'lunq.command') {
    const { type: _, ...facts } = event;
    return { ...facts, delayed: false };
  }
  const { type: _, flags, ...facts } = event;
  return { ...facts, delayed: flags.includes('SC_DELAY_CMD') };
};

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
    ({ context }) => (isOwn(context, slot) ? address.ioctlCommand(context.at.lun) : context.at.head),
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
const toDump = (message: (from: From) => DumpRequest) =>
  send<Context, Event, DumpRequest>(({ context }) => context.at.dump, message);
const sendFunction = (name: 'CLEAR_ACA' | 'LOGICAL_UNIT_RESET' | 'TARGET_RESET') =>
  toManagement(({ event }) => ({ type: 'tmf.flag', function: name, slot: slotOf({ event }) }));

/** Out of the queue, then iodone. */
const completed = (out: (from: From) => ScsiBufOut) =>
  several(({ context, event, enqueue }) => {
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
    const checked = isCheck(event);
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

/** These active ones are given back. */
const endActive = (out: (context: Context, slot: Slot) => ScsiBufOut, which: (from: From, slot: Slot) => boolean) =>
  several(({ context, event, enqueue }) => {
    for (const { slot, scsiId } of context.active.filter((one) => which({ context, event }, one.slot))) {
      enqueue(toExchange(slot, { type: 'exchange.drop' }));
      enqueue(dequeued(slot));
      enqueue(iodone(slot, { ...out(context, slot), retId: returnedId(context, scsiId) }));
    }
  });
/** What the device has of us and is to have thrown away, unless nothing more comes of it or it is being aborted already. */
const toBeAborted = ({ active, timedOut, thrownAway }: Context): Slot[] =>
  active
    .filter(({ slot, lost }) => !lost && !timedOut.includes(slot) && !thrownAway.includes(slot))
    .map(({ slot }) => slot);
/** One whose time had run out before is late, whatever has become of it since: the first cause counts. */
const lateOr =
  (otherwise: ScsiBufOut) =>
  ({ timedOut }: Context, slot: Slot): ScsiBufOut =>
    timedOut.includes(slot) ? transportError('SCSI_CMD_TIMEOUT') : otherwise;
const lateOrDead = (context: Context, slot: Slot): ScsiBufOut =>
  lateOr(transportError(context.dead.status, context.dead.advice))(context, slot);
const every = (): boolean => true;
const isBeingAborted = ({ timedOut, thrownAway }: Context, slot: Slot): boolean =>
  timedOut.includes(slot) || thrownAway.includes(slot);
const lostOnes = ({ context }: From, slot: Slot): boolean =>
  context.active.some((one) => one.lost && one.slot === slot);
/** The one that the event is about. */
const thisOne = ({ event }: From, slot: Slot): boolean => slot === slotOf({ event });

const returns = (op: SamIoctlOperation, error: Errno) =>
  send<Context, Event, SamIoctlReply>(
    ({ context, event }) => ('replyTo' in event ? event.replyTo : (context.waiting ?? '')),
    ({ context }) => ({ type: 'ioctl.return', op, lun: context.at.lun, error }),
  );

/** What is done with the transactions of one device, and what is told about them. */
export const samQueueActions = {
  'append to the chain': update(({ context, event }) => ({ chain: [...context.chain, entryOf(event)] })),
  'put at the head of the chain': update(({ context, event }) => ({ chain: [entryOf(event), ...context.chain] })),
  'it is the recovery command': update(({ event }) => ({ recovering: slotOf({ event }) })),
  'no recovery command': update(() => ({ recovering: null })),
  'tell the scsi_buf: chained': tellScsiBuf('scsibuf.chained'),
  'tell the scsi_buf: started': tellScsiBuf('scsibuf.started'),

  start: several(({ context, enqueue }) => {
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
  'it is active now': update(({ context: { chain, active } }) => {
    const [next, ...others] = chain;
    if (!next) throw new Error('nothing to start');
    const { slot, tag, autosense, scsiId } = next;
    return {
      chain: others,
      active: [...active, { slot, tagged: tag !== 'SC_NO_Q', autosense, scsiId, lost: false }],
    };
  }),
  'it is not active any more': update(({ context, event }) => ({
    active: context.active.filter(({ slot }) => slot !== slotOf({ event })),
    timedOut: context.timedOut.filter((slot) => slot !== slotOf({ event })),
    thrownAway: context.thrownAway.filter((slot) => slot !== slotOf({ event })),
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
  'iodone: EIO, not done': completed(({ context, event }) =>
    context.asked.some(({ slot, reset }) => reset && slot === slotOf({ event }))
      ? transportError('SCSI_TRANSPORT_RESET', 'UPDATE_RESERVES')
      : transportError('SCSI_NO_DEVICE_RESPONSE'),
  ),
  'iodone: EIO, not done, the queue is kept': completed(() => ({
    ...transportError('SCSI_NO_DEVICE_RESPONSE'),
    adapQStatus: 'SC_DID_NOT_CLEAR_Q',
  })),
  'iodone: EIO, why the path is dead': completed(({ context, event }) => ({
    ...transportError(context.dead.status, context.dead.advice),
    retId: returnedId(context, 'scsiId' in event && event.type !== 'lunq.pathUp' ? event.scsiId : undefined),
  })),
  'iodone: the queue is halted': completed(() => ({ ...flushed, error: 'EBUSY' })),
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
  'flush the chain: ENXIO': several(({ context, enqueue }) => {
    for (const { slot } of context.chain) {
      enqueue(dequeued(slot));
      enqueue(iodone(slot, flushed));
    }
  }),
  'give the recovery command back: ENXIO': several(({ context, enqueue }) => {
    for (const { slot } of context.chain.filter((one) => one.slot === context.recovering)) {
      enqueue(dequeued(slot));
      enqueue(iodone(slot, flushed));
    }
  }),
  'the recovery command waits no more': update(({ context }) => ({
    chain: context.chain.filter(({ slot }) => slot !== context.recovering),
  })),
  'have what the device has thrown away aborted': several(({ context, enqueue }) => {
    for (const slot of toBeAborted(context)) enqueue(toManagement(() => ({ type: 'tmf.thrownAway', slot })));
  }),
  'that is thrown away': update(({ context }) => ({ thrownAway: [...context.thrownAway, ...toBeAborted(context)] })),
  'end it: ENXIO': endActive(() => flushed, thisOne),
  'end it: SCSI_NO_DEVICE_RESPONSE': endActive(lateOr(transportError('SCSI_NO_DEVICE_RESPONSE')), thisOne),
  'end it: SCSI_CMD_TIMEOUT': endActive(() => transportError('SCSI_CMD_TIMEOUT'), thisOne),
  'end what is active: reset': endActive(
    ({ timedOut }, slot) =>
      transportError(timedOut.includes(slot) ? 'SCSI_CMD_TIMEOUT' : 'SCSI_TRANSPORT_RESET', 'UPDATE_RESERVES'),
    every,
  ),
  'end what is lost: the nexus is gone': endActive(lateOr(transportError('SCSI_TRANSPORT_FAULT')), lostOnes),
  'end what is lost': endActive(lateOr(transportError('SCSI_TRANSPORT_FAULT')), lostOnes),
  'end what is lost: reset': endActive(
    ({ timedOut }, slot) =>
      transportError(timedOut.includes(slot) ? 'SCSI_CMD_TIMEOUT' : 'SCSI_TRANSPORT_RESET', 'UPDATE_RESERVES'),
    lostOnes,
  ),
  'end what is lost: why the path is dead': endActive(lateOrDead, lostOnes),
  'end it: why the path is dead': endActive(lateOrDead, thisOne),
  'end what is active: ENXIO': endActive(() => flushed, every),
  'the chain is empty': update(() => ({ chain: [], recovering: null })),
  'nothing is active': update(() => ({ active: [], timedOut: [], thrownAway: [] })),
  'what was lost is not active any more': update(({ context }) => ({
    active: context.active.filter(({ lost }) => !lost),
    timedOut: context.timedOut.filter((slot) => !context.active.some((one) => one.lost && one.slot === slot)),
  })),
  'nothing more comes of it': update(({ context, event }) => ({
    active: context.active.map((one) => (one.slot === slotOf({ event }) ? { ...one, lost: true } : one)),
  })),
  'a reset is asked for': update(({ context, event }) => ({
    asked: [...context.asked, { slot: slotOf({ event }), clearAca: false, reset: false }],
  })),
  'CLEAR ACA is asked for': update(({ context, event }) => ({
    asked: [...context.asked, { slot: slotOf({ event }), clearAca: true, reset: false }],
  })),
  'what was asked for meets a reset': update(({ context }) => ({
    asked: context.asked.map((each) => ({ ...each, reset: true })),
  })),
  'it has been answered': update(({ context, event }) => ({
    asked: context.asked.filter(({ slot }) => slot !== slotOf({ event })),
  })),
  'a function is under way': update(({ context }) => ({ functions: context.functions + 1 })),
  'a function is over': update(({ context }) => ({ functions: context.functions - 1 })),

  'note the id': update(({ event }) => (event.type === 'lunq.pathUp' ? { scsiId: event.scsiId } : {})),
  'note why the path is dead': update(({ event }) =>
    event.type === 'lunq.pathDead' ? { dead: { status: event.status, advice: event.advice } } : {},
  ),

  // task management
  'its time has run out': update(({ context, event }) => ({ timedOut: [...context.timedOut, slotOf({ event })] })),
  'have ABORT TASK sent': toManagement(({ event }) => ({ type: 'tmf.timeout', slot: slotOf({ event }) })),
  'it has come back after all': several(({ context, event, enqueue }) => {
    const slot = slotOf({ event });
    if (isBeingAborted(context, slot)) enqueue(toManagement(() => ({ type: 'tmf.cameBack', slot })));
  }),
  'those that are being aborted have come back': several(({ context, enqueue }) => {
    for (const slot of [...context.timedOut, ...context.thrownAway])
      enqueue(toManagement(() => ({ type: 'tmf.cameBack', slot })));
  }),
  'lost ones that timed out have come back': several(({ context, enqueue }) => {
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
  'have the handler registered': send<Context, Event, PortNews>(
    ({ context }) => context.at.adapter,
    ({ context, event }) => {
      assertEvent(event, 'lunq.event');
      return { type: 'fcport.listen', lun: context.at.lun, replyTo: event.replyTo };
    },
  ),
  'DUMPWRITE may go on': toDump(({ event }) => {
    assertEvent(event, 'lunq.dump');
    return { type: 'dump.started', outcome: event.outcome, replyTo: event.replyTo };
  }),
  'DUMPWRITE fails': toDump(({ event }) => {
    assertEvent(event, 'lunq.dump');
    return { type: 'dump.started', outcome: 'error', replyTo: event.replyTo };
  }),
  'no DUMPWRITE': toDump(({ event }) => {
    assertEvent(event, 'lunq.dump');
    return { type: 'dump.notStarted', replyTo: event.replyTo };
  }),
  'have the path opened': send<Context, Event, PathMessage>(
    ({ context }) => context.at.path,
    ({ context }) => ({ type: 'path.open', lun: context.at.lun }),
  ),
  'the path is used no more': send<Context, Event, PathMessage>(
    ({ context }) => context.at.path,
    ({ context }) => ({ type: 'path.close', lun: context.at.lun }),
  ),
  'remember who waits': update(({ event }) => ('replyTo' in event ? { waiting: event.replyTo } : {})),
  'nobody waits': update(() => ({ waiting: null })),
  'SCIOLSTART returns 0': returns('SCIOLSTART', 'none'),
  'SCIOLSTART fails: EIO': returns('SCIOLSTART', 'EIO'),
  'SCIOLSTART fails: EINVAL': returns('SCIOLSTART', 'EINVAL'),
  'SCIOLSTOP returns 0': returns('SCIOLSTOP', 'none'),
  'SCIOLSTOP fails: EINVAL': returns('SCIOLSTOP', 'EINVAL'),
  'SCIOLHALT fails: EINVAL': returns('SCIOLHALT', 'EINVAL'),
  'SCIOLRESET fails: EINVAL': returns('SCIOLRESET', 'EINVAL'),
  'SCIOLEVENT fails: EINVAL': returns('SCIOLEVENT', 'EINVAL'),
};
