import { assertEvent, assign, enqueueActions } from 'xstate';
import type { BusInterrupt, TargetRequest } from '../protocol/bus.ts';
import { address } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import {
  type BusContext,
  type BusEvent,
  type BusMessage,
  type BusReselect,
  type BusSelect,
  type Connection,
  freshPhaseFacts,
  initiatorAddress,
  lostSelections,
  withContender,
} from './bus-context.ts';

type Given = { context: BusContext };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const connection = ({ context }: Given): Connection => expected(context.connection, 'connection');
const select = ({ context }: Given): BusSelect =>
  expected(context.winner?.type === 'bus.select' ? context.winner : null, 'selection');
const message = ({ context }: Given): BusMessage =>
  expected(context.winner?.type === 'bus.message' ? context.winner : null, 'message');
const reselect = ({ context }: Given): BusReselect =>
  expected(context.winner?.type === 'bus.reselect' ? context.winner : null, 'reselection');

const toConnected = ({ context }: Given) => initiatorAddress(context, connection({ context }).initiator);
const toWinner = ({ context }: Given) => {
  const { winner } = context;
  return initiatorAddress(context, expected(winner, 'winner').initiator);
};

const tell = <TInterrupt extends BusInterrupt>(
  interrupt: (given: { context: BusContext; event: BusEvent }) => TInterrupt,
) => send<BusContext, BusEvent, TInterrupt>(toConnected, interrupt);

const command = (tagged: boolean) =>
  send<BusContext, BusEvent, TargetRequest>(
    (given) => address.target(select(given).target),
    (given) => {
      const { initiator, target, lun, slot, tag, op, direction, disconnectPrivilege } = select(given);
      return {
        type: 'target.command',
        initiator,
        target,
        lun,
        slot,
        tag: tagged ? tag : 'untagged',
        op,
        direction,
        disconnectPrivilege,
        arrival: 'ok',
      };
    },
  );

const messageSent = (outcome: BusMessage['outcome']) =>
  send<BusContext, BusEvent, BusInterrupt>(toWinner, (given) => {
    const { lun, target, slot, message: sent } = message(given);
    return { type: 'hba.messageSent', lun, target, slot, message: sent, outcome };
  });

/** Actions of both grains of the parallel bus. */
export const busActions = {
  'wait for the bus': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context, event }) => {
    assertEvent(event, ['bus.select', 'bus.message', 'bus.reselect']);
    return { contenders: withContender(context, event) };
  }),
  'the highest ID wins': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context }) => ({
    winner: context.contenders[0] ?? null,
    contenders: context.contenders.slice(1),
  })),
  'nobody holds the bus': assign<BusContext, BusEvent, undefined, BusEvent, never>(() => ({
    winner: null,
    connection: null,
  })),

  'connect the selected target': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context }) => {
    const { initiator, target, lun, slot, tag, disconnectPrivilege } = select({ context });
    return {
      connection: {
        initiator,
        target,
        lun,
        slot,
        tag: disconnectPrivilege ? tag : 'untagged',
        disconnectPrivilege,
        reselected: false,
      },
    };
  }),
  'the connection stands': assign<BusContext, BusEvent, undefined, BusEvent, never>(() => ({ winner: null })),
  'connect the reselected initiator': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context }) => {
    const { initiator, target, lun, slot, tag } = reselect({ context });
    return { connection: { initiator, target, lun, slot, tag, disconnectPrivilege: true, reselected: true } };
  }),

  'send target.command': command(true),
  'send target.command without tag': command(false),
  'send target.message': send<BusContext, BusEvent, TargetRequest>(
    (given) => address.target(message(given).target),
    (given) => {
      const { initiator, lun, slot, message: sent } = message(given);
      return { type: 'target.message', initiator, lun, slot, message: sent };
    },
  ),
  'send target.reconnected': send<BusContext, BusEvent, TargetRequest>(
    (given) => address.target(connection(given).target),
    (given) => ({ type: 'target.reconnected', slot: connection(given).slot, transfer: 'whole' }),
  ),

  'hba.selectionTimeout': send<BusContext, BusEvent, BusInterrupt>(toWinner, (given) => ({
    type: 'hba.selectionTimeout',
    slot: select(given).slot,
  })),
  'hba.tagRejected': send<BusContext, BusEvent, BusInterrupt>(toWinner, (given) => ({
    type: 'hba.tagRejected',
    slot: select(given).slot,
  })),
  'hba.messageSent: ok': messageSent('ok'),
  'hba.messageSent: noResponse': messageSent('noResponse'),
  'hba.messageSent: rejected': messageSent('rejected'),
  'hba.reconnected': tell(({ context }) => ({ type: 'hba.reconnected', slot: connection({ context }).slot })),
  'hba.selectionLost': send<BusContext, BusEvent, BusInterrupt>(toConnected, ({ event }) => {
    assertEvent(event, 'bus.select');
    return { type: 'hba.selectionLost', slot: event.slot };
  }),
  'hba.selectionLost for each selection that waits': enqueueActions<
    BusContext,
    BusEvent,
    undefined,
    BusEvent,
    never,
    never,
    never,
    never,
    never
  >(({ context, enqueue }) => {
    for (const { slot } of lostSelections(context)) {
      enqueue(tell(() => ({ type: 'hba.selectionLost', slot })));
    }
    enqueue.assign({
      contenders: context.contenders.filter((request) => !lostSelections(context).includes(request as BusSelect)),
    });
  }),
  'hba.disconnected': tell(({ event }) => {
    assertEvent(event, 'bus.disconnect');
    return { type: 'hba.disconnected', slot: event.slot, dataMoved: event.dataMoved };
  }),
  'hba.completed': tell(({ event }) => {
    assertEvent(event, 'bus.finish');
    const { slot, status, direction, resid, sense } = event;
    return { type: 'hba.completed', slot, status, direction, resid, sense, parity: false };
  }),
  'hba.completed with parity error': tell(({ event }) => {
    assertEvent(event, 'bus.finish');
    const { slot, status, direction, resid, sense } = event;
    return { type: 'hba.completed', slot, status, direction, resid, sense, parity: true };
  }),
  'hba.unexpectedBusFree': tell(({ context }) => ({
    type: 'hba.unexpectedBusFree',
    slot: connection({ context }).slot,
  })),

  'forget reselections of this target': assign<BusContext, BusEvent, undefined, BusEvent, never>(
    ({ context, event }) => {
      assertEvent(event, ['bus.cleared', 'bus.absent']);
      return {
        contenders: context.contenders.filter(
          (request) => request.type !== 'bus.reselect' || request.target !== event.target,
        ),
      };
    },
  ),
  'nobody is there any more': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context, event }) => {
    assertEvent(event, 'bus.absent');
    return {
      absent: [...context.absent, event.target],
      resetting: context.resetting.filter((target) => target !== event.target),
    };
  }),

  'forget every connection and request': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context }) => ({
    contenders: [],
    winner: null,
    connection: null,
    resetting: context.at.targets.filter((target) => !context.absent.includes(target)),
    unaware: [...context.unaware, ...context.at.initiators.map(({ name }) => name)],
    phase: context.phase === null ? null : freshPhaseFacts,
  })),
  'target.busReset to every target': enqueueActions<
    BusContext,
    BusEvent,
    undefined,
    BusEvent,
    never,
    never,
    never,
    never,
    never
  >(({ context, enqueue }) => {
    for (const target of context.resetting) {
      enqueue(
        send<BusContext, BusEvent, TargetRequest>(
          () => address.target(target),
          () => ({ type: 'target.busReset' }),
        ),
      );
    }
  }),
  'hba.busReset to every initiator': enqueueActions<
    BusContext,
    BusEvent,
    undefined,
    BusEvent,
    never,
    never,
    never,
    never,
    never
  >(({ context, event, enqueue }) => {
    assertEvent(event, 'bus.assertReset');
    for (const initiator of context.at.initiators) {
      enqueue(
        send<BusContext, BusEvent, BusInterrupt>(
          () => initiator.address,
          () => ({ type: 'hba.busReset', by: event.initiator }),
        ),
      );
    }
  }),
  'forget every request': assign<BusContext, BusEvent, undefined, BusEvent, never>(() => ({ contenders: [] })),
  'every initiator has one more RST to see': assign<BusContext, BusEvent, undefined, BusEvent, never>(
    ({ context }) => ({
      unaware: [...context.unaware, ...context.at.initiators.map(({ name }) => name)],
    }),
  ),
  'this initiator has seen RST': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context, event }) => {
    assertEvent(event, 'bus.resetSeen');
    const seen = context.unaware.indexOf(event.initiator);
    return { unaware: context.unaware.filter((_, at) => at !== seen) };
  }),
  'this target has reacted': assign<BusContext, BusEvent, undefined, BusEvent, never>(({ context, event }) => {
    assertEvent(event, 'bus.cleared');
    return { resetting: context.resetting.filter((target) => target !== event.target) };
  }),
};
