import { type BusContext, type BusEvent, isConnected } from './bus-context.ts';

type Given = { context: BusContext; event: BusEvent };

const winnerIsAbsent = ({ context }: Given) =>
  context.winner !== null && context.absent.includes(context.winner.target);

/** Guards of both grains of the parallel bus. None reads the operation. */
export const busGuards = {
  'a device wants the bus': ({ context }: Given) => context.contenders.length > 0,

  'an initiator won and nobody will answer': ({ context, event }: Given) => {
    const { winner } = context;
    if (winner?.type === 'bus.select') return winner.selection === 'noResponse' || winnerIsAbsent({ context, event });
    if (winner?.type === 'bus.message') return winner.outcome === 'noResponse' || winnerIsAbsent({ context, event });
    return false;
  },
  'an initiator won to send a command': ({ context }: Given) => context.winner?.type === 'bus.select',
  'the command may not disconnect': ({ context }: Given) =>
    context.winner?.type === 'bus.select' && !context.winner.disconnectPrivilege,
  'an initiator won to send a message': ({ context }: Given) => context.winner?.type === 'bus.message',
  'the target rejects the message': ({ context }: Given) =>
    context.winner?.type === 'bus.message' && context.winner.outcome === 'rejected',
  'the target rejects the tag': ({ context }: Given) =>
    context.winner?.type === 'bus.select' &&
    context.winner.selection === 'tagRejected' &&
    context.winner.tag !== 'untagged' &&
    context.winner.disconnectPrivilege,
  'a target won to reselect': ({ context }: Given) => context.winner?.type === 'bus.reselect',

  'its initiator is being reselected': ({ context, event }: Given) =>
    event.type === 'bus.select' && context.connection?.initiator === event.initiator,
  'its initiator has not seen RST': ({ context, event }: Given) =>
    (event.type === 'bus.select' || event.type === 'bus.message') && context.unaware.includes(event.initiator),

  'the connected command is meant': ({ context, event }: Given) =>
    'slot' in event && event.slot !== null && isConnected(context, event.slot),
  'the connected command may disconnect': ({ context, event }: Given) =>
    event.type === 'bus.disconnect' &&
    isConnected(context, event.slot) &&
    context.connection?.disconnectPrivilege === true,
  'the target leaves the bus instead': ({ context, event }: Given) =>
    event.type === 'bus.finish' && isConnected(context, event.slot) && event.transfer === 'unexpectedBusFree',
  'the data came with bad parity': ({ context, event }: Given) =>
    event.type === 'bus.finish' &&
    isConnected(context, event.slot) &&
    event.transfer === 'dataParity' &&
    event.direction === 'in' &&
    event.resid !== 'all',

  'the target has taken the message': ({ context, event }: Given) =>
    event.type === 'bus.cleared' && event.cause === 'message' && event.target === context.winner?.target,
  'it answers a message': ({ event }: Given) => event.type === 'bus.cleared' && event.cause === 'message',
  'the connected target has gone': ({ context, event }: Given) =>
    event.type === 'bus.absent' && event.target === context.connection?.target,
  'the target of the message has gone': ({ context, event }: Given) =>
    event.type === 'bus.absent' && context.winner?.type === 'bus.message' && event.target === context.winner.target,

  'every device has reacted': ({ context }: Given) => context.resetting.length === 0 && context.unaware.length === 0,
};
