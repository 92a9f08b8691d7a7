import { and, not, setup, stateIn } from 'xstate';
import type { TaskMessage } from '../protocol/bus.ts';
import type { Effect } from '../protocol/effects.ts';
import { trafficActions } from './scsa-hba.actions.ts';
import { type ScsaHbaContext, type ScsaHbaEvent, type ScsaHbaInput, slotOf } from './scsa-hba.context.ts';
import { awaited, isAbortOf, isHopeless, isOver, messageOf, rungOf, takesBusReset } from './scsa-hba.recovery.ts';
import { recoveryActions } from './scsa-hba-recovery.actions.ts';

type Context = ScsaHbaContext;
type Event = ScsaHbaEvent;
type From = { context: Context; event: Event };

const busIsFree = ({ connected, interrupted }: Context): boolean => connected === null && !interrupted;

/** The words of which `scsa-hba.machine.ts` is written. */
export const scsaHbaSetup = setup({
  types: {
    context: {} as Context,
    events: {} as Event,
    input: {} as ScsaHbaInput,
    emitted: {} as Effect,
  },
  guards: {
    // tran_start, tran_abort, tran_reset
    'the adapter is to answer': ({ event }: From, { admission }: { admission: 'busy' | 'badPkt' | 'fatalError' }) =>
      event.type === 'tran.start' && event.admission === admission,
    'the adapter finds out later, and does not poll': ({ event }: From) =>
      event.type === 'tran.start' && event.admission === 'failsLater' && !event.noIntr,
    'the adapter is unable to': ({ event }: From) =>
      (event.type === 'tran.abort' || event.type === 'tran.reset') && event.outcome === 'fails',
    'the level is RESET_ALL': ({ event }: From) => event.type === 'tran.reset' && event.level === 'RESET_ALL',

    // the bus
    'it is about the command we selected for': ({ context, event }: From) =>
      context.selecting?.slot === slotOf({ context, event }),
    'we selected for it, and it ends in CHECK CONDITION': ({ context, event }: From) =>
      event.type === 'hba.completed' && context.selecting?.slot === event.slot && event.status === 'CHECK_CONDITION',
    'it is about the command that reconnected': ({ context, event }: From) =>
      context.connected?.slot === slotOf({ context, event }),
    'it reconnected, and ends in CHECK CONDITION': ({ context, event }: From) =>
      event.type === 'hba.completed' && context.connected?.slot === event.slot && event.status === 'CHECK_CONDITION',
    'the selection is over': ({ context }: From) => context.selecting === null,
    'somebody else reset the bus': ({ context, event }: From) =>
      event.type === 'hba.busReset' && event.by !== context.at.initiator,

    // what next
    'a unit waits for its turn, the bus is free, nothing needs recovery': ({ context }: From) =>
      busIsFree(context) && context.recoveries.length === 0 && context.requests.length > 0,
    'the bus is free for the message': ({ context }: From, { message }: { message: TaskMessage }) =>
      busIsFree(context) && messageOf(context, context.recoveries[0]) === message,
    'ABORT TAG is next, but which packet is stuck is not known': ({ context }: From) => {
      const [next] = context.recoveries;
      return next?.kind === 'timeout' && next.slot === null && rungOf(context, next) === 'abortTag';
    },
    'ABORT TAG is next, but the command has no tag': ({ context }: From) => {
      const [next] = context.recoveries;
      return next?.kind === 'timeout' && next.slot !== null && !next.tagged && rungOf(context, next) === 'abortTag';
    },
    'a bus reset is due': and([
      not(stateIn({ ours: 'RESET' })),
      not(stateIn({ ours: 'telling' })),
      not(stateIn({ ours: 'granting' })),
      ({ context }: From) => context.recoveries.some((recovery) => takesBusReset(context, recovery)),
    ]),
    'no means of recovery is left': ({ context }: From) =>
      context.recoveries.some((recovery) => isHopeless(context, recovery)),
    'a callback is due, and nothing can be started before it': and([
      ({ context }: From) => context.callbacks.length > 0 && !context.interrupted,
      not(stateIn({ ours: 'granting' })),
      not(stateIn({ ours: 'telling' })),
      not(and([stateIn({ ours: 'FREE' }), 'a unit waits for its turn, the bus is free, nothing needs recovery'])),
    ]),

    'every target driver has returned': ({ context }: From) => context.telling.length === 0,
    'every target driver has returned, and RST came again': ({ context }: From) =>
      context.telling.length === 0 && context.tellAgain,

    // recovery messages
    'for a timeout, the target took': ({ context, event }: From, { message }: { message: TaskMessage }) =>
      event.type === 'hba.messageSent' &&
      event.outcome === 'ok' &&
      event.message === message &&
      context.recovering?.kind === 'timeout',
    'for the target driver, the target took': ({ context, event }: From, { message }: { message: TaskMessage }) =>
      event.type === 'hba.messageSent' &&
      event.outcome === 'ok' &&
      event.message === message &&
      awaited(context.recovering),
    'the message failed, but what timed out has completed': ({ context: { recovering }, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && recovering?.kind === 'timeout' && recovering.over,
    'the message failed, for a timeout': ({ context, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && context.recovering?.kind === 'timeout',
    'the message failed, but a part of the abort was done': ({ context: { recovering }, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && recovering?.kind === 'abort' && recovering.partly,
    'the message failed, for the target driver': ({ context, event }: From) =>
      event.type === 'hba.messageSent' && event.outcome !== 'ok' && awaited(context.recovering),
    'an abort of this packet is waiting': ({ context, event }: From) =>
      context.recoveries.some((recovery) => isAbortOf(recovery, slotOf({ context, event }))),
    'its recovery is waiting': ({ context, event }: From) =>
      context.recoveries.some((recovery) => isOver(recovery, event)),
    'its recovery is under way': ({ context, event }: From) => isOver(context.recovering, event),
  },
  actions: { ...trafficActions, ...recoveryActions },
});
