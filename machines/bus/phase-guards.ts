import type { BusContext, BusEvent, PhaseFacts } from './bus-context.ts';
import { busGuards } from './bus-guards.ts';

type Given = { context: BusContext; event: BusEvent };

const ending = ({ phase }: BusContext): PhaseFacts['ending'] => phase?.ending ?? null;

/** Are data still to move before the status? */
function dataLeft({ phase }: BusContext): boolean {
  if (!phase?.ending || phase.direction === 'none') return false;
  if (phase.ending.type === 'bus.disconnect') return phase.ending.dataMoved;
  return phase.ending.resid !== 'all' && phase.current !== 'end';
}

const isOfConnectedTarget = busGuards['the connected target has gone'];

/** Guards that only the phase grain of the parallel bus has. */
export const phaseGuards = {
  'BUS DEVICE RESET needs no IDENTIFY': ({ context }: Given) =>
    context.winner?.type === 'bus.message' && context.winner.message === 'BUS_DEVICE_RESET',
  'a queue tag goes with it': ({ context }: Given) => {
    const { winner } = context;
    if (winner?.type === 'bus.message') return winner.slot !== null;
    if (winner?.type === 'bus.select') return winner.tag !== 'untagged' && winner.disconnectPrivilege;
    return winner !== null && winner.tag !== 'untagged';
  },
  'negotiation is asked for': ({ context }: Given) => context.winner?.type === 'bus.select' && context.winner.negotiate,
  'the reselecting target has gone': ({ context, event }: Given) =>
    event.type === 'bus.absent' && context.winner?.type === 'bus.reselect' && context.winner.target === event.target,

  'it rejects the tag of the connected command': (given: Given) =>
    isOfConnectedTarget(given) && busGuards['the target rejects the tag'](given),
  'it has said how the connected command goes on': (given: Given) =>
    isOfConnectedTarget(given) && ending(given.context) !== null,

  'data come in': ({ context }: Given) => dataLeft(context) && context.phase?.direction === 'in',
  'data go out': ({ context }: Given) => dataLeft(context) && context.phase?.direction === 'out',
  'the command is to be disconnected': ({ context }: Given) => ending(context)?.type === 'bus.disconnect',
  'the target leaves now': ({ context }: Given) => {
    const end = ending(context);
    return end?.type === 'bus.finish' && end.transfer === 'unexpectedBusFree';
  },
  'the parity of these data is wrong': ({ context }: Given) => {
    const end = ending(context);
    return end?.type === 'bus.finish' && end.transfer === 'dataParity' && end.direction === 'in';
  },
  'the data had bad parity': ({ context }: Given) => {
    const end = ending(context);
    return end?.type === 'bus.finish' && end.transfer === 'dataParity' && end.direction === 'in' && end.resid !== 'all';
  },
};
