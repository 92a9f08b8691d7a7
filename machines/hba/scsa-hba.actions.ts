import { assertEvent, assign, enqueueActions } from 'xstate';
import type { AreaMessage, PacketFacts } from '../protocol/hba.ts';
import { address } from '../protocol/names.ts';
import type { ResetLevel, TranResult } from '../protocol/scsi-pkt.ts';
import { send } from '../protocol/send.ts';
import type { TranAnswer } from '../protocol/tran.ts';
import { toArea, toBus, toQueue } from './scsa-hba.collaborators.ts';
import { lunOf, type Recovery, type ScsaHbaContext, type ScsaHbaEvent, slotOf } from './scsa-hba.context.ts';
import { awaited } from './scsa-hba.recovery.ts';
import { success } from './scsa-hba-recovery.actions.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;

const update = assign<Context, Event, undefined, Event, never>;
const several = enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>;

/** Entry points, turns, what happens on the bus, the callback queue. */
export const trafficActions = {
  // tran_*
  'offer it to its queue': toQueue(lunOf, ({ event }) => {
    assertEvent(event, 'tran.start');
    return { type: 'queue.offer', slot: event.slot, facts: packetFacts(event) };
  }),
  'refuse the packet': refuse(),
  'accept the packet in vain': send<Context, Event, AreaMessage>(
    ({ event }) => {
      assertEvent(event, 'tran.start');
      return address.adapterCommand(event.slot);
    },
    ({ event }) => {
      assertEvent(event, 'tran.start');
      return { type: 'area.acceptInVain', facts: packetFacts(event) };
    },
  ),
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
  'the call returns 1': several(({ context: { recovering }, enqueue }) => {
    if (recovering) enqueue(success(recovering));
  }),

  // turns and the bus
  'line up for a turn': update(({ context, event }) => ({
    requests: [...context.requests, lunOf({ context, event })],
  })),
  'give the next unit its turn': toQueue(
    ({ context }) => context.requests[0] ?? '',
    () => ({ type: 'queue.grant' }),
  ),
  'it had its turn': update({ requests: ({ context }) => context.requests.slice(1) }),
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
  'this command is on the bus': update(({ event }) => {
    assertEvent(event, 'adapter.select');
    return { selecting: { slot: event.slot, lun: event.lun, target: event.target } };
  }),
  'our command is off the bus': update({ selecting: null }),
  'somebody reconnected': update(({ context, event }) => ({
    connected: { slot: slotOf({ context, event }), unit: null },
  })),
  'it is one of ours': update(({ event }) => {
    assertEvent(event, 'adapter.reconnected');
    return { connected: { slot: event.slot, unit: { lun: event.lun, target: event.target } } };
  }),
  'the reconnected command is off the bus': update({ connected: null }),
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
  'deal with it before anything else': update({ interrupted: true }),
  'ask when that is done': toArea(() => ({ type: 'area.settle' })),
  'ask the queue when that is done': toQueue(
    ({ context }) => context.recovering?.lun ?? '',
    () => ({ type: 'queue.settle' }),
  ),
  'the interrupt has been dealt with': update({ interrupted: false }),
  'agreements are made': update(({ context }) => ({
    negotiationDue: {
      ...context.negotiationDue,
      ...(context.selecting ? { [context.selecting.target]: false } : {}),
    },
  })),
  'negotiate with the selected target again': update(({ context }) => ({
    negotiationDue: { ...context.negotiationDue, ...(context.selecting ? { [context.selecting.target]: true } : {}) },
  })),
  'negotiate with the reconnected target again': update(({ context }) => ({
    negotiationDue: {
      ...context.negotiationDue,
      ...(context.connected?.unit ? { [context.connected.unit.target]: true } : {}),
    },
  })),
  'negotiate with this target again': update(({ context, event }) => {
    assertEvent(event, 'adapter.renegotiate');
    return { negotiationDue: { ...context.negotiationDue, [event.target]: true } };
  }),
  'negotiate with the reset target again': update(({ context }) => ({
    negotiationDue: {
      ...context.negotiationDue,
      ...(context.recovering ? { [context.recovering.target]: true } : {}),
    },
  })),
  'negotiate with every target again': update(({ context }) => ({
    negotiationDue: Object.fromEntries(context.at.units.map(({ target }) => [target, true])),
  })),
  'tell the other units of the target: QUEUE FULL': several(({ context, event, enqueue }) => {
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
  'line up for the callback': update(({ context, event }) => ({
    callbacks: [...context.callbacks, slotOf({ context, event })],
  })),
  'call back': send<Context, Event, AreaMessage>(
    ({ context }) => address.adapterCommand(context.callbacks[0] ?? ''),
    () => ({ type: 'area.deliver' }),
  ),
  'it was called back': update({ callbacks: ({ context }) => context.callbacks.slice(1) }),
};

function packetFacts(packet: PacketFacts): PacketFacts {
  const { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed } = packet;
  return { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed };
}

function refuse() {
  return send<Context, Event, AreaMessage, { result: TranResult }>(
    ({ event }) => {
      assertEvent(event, 'tran.start');
      return address.adapterCommand(event.slot);
    },
    (_, { result }) => ({ type: 'area.refuse', result }),
  );
}

function resetLevelOf(recovery: Recovery | null): ResetLevel {
  return recovery?.kind === 'reset' ? recovery.level : 'RESET_ALL';
}
