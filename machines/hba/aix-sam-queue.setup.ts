import { and, not, or, setup, stateIn } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import type { SamFlag } from '../protocol/scsi-buf.ts';
import { aixQueueGuards, isCheck } from './aix-queue.guards.ts';
import { samQueueActions } from './aix-sam-queue.actions.ts';
import {
  activeOne,
  type SamQueueContext as Context,
  type SamQueueEvent as Event,
  type SamQueueGiven as From,
  isOwn,
  type SamQueueInput,
  slotOf,
} from './aix-sam-queue.context.ts';

const has = (...flags: readonly SamFlag[]) => {
  return ({ event }: From): boolean =>
    event.type === 'lunq.strategy' && flags.every((flag) => event.flags.includes(flag));
};

/** Would the start routine have something to start, as far as the other active ones are concerned? */
function isRoom(context: Context): boolean {
  const { chain, active, params } = context;
  const [next] = chain;
  if (!next || active.some(({ tagged }) => !tagged)) return false;
  if (isOwn(context, next.slot)) return active.length === 0;
  // Mixing tagged and untagged commands is for the device driver to avoid.
  return next.tag === 'SC_NO_Q' || active.length < params.activePerDevice;
}

/** The words of which `aix-sam-queue.machine.ts` is written. */
export const samQueueSetup = setup({
  types: { input: {} as SamQueueInput, context: {} as Context, events: {} as Event },
  guards: {
    ...aixQueueGuards,

    // what is submitted
    SC_LUN_RESET: has('SC_LUN_RESET'),
    SC_TARGET_RESET: has('SC_TARGET_RESET'),
    SC_CLEAR_ACA: has('SC_CLEAR_ACA'),
    'SC_CLEAR_ACA alone': and([has('SC_CLEAR_ACA'), not('SC_Q_CLR or SC_Q_RESUME')]),
    'SC_CLEAR_ACA and SC_Q_CLR': has('SC_CLEAR_ACA', 'SC_Q_CLR'),
    'SC_CLEAR_ACA and SC_Q_RESUME': has('SC_CLEAR_ACA', 'SC_Q_RESUME'),
    'SC_CLEAR_ACA, SC_RESUME and SC_Q_RESUME': has('SC_CLEAR_ACA', 'SC_RESUME', 'SC_Q_RESUME'),
    'SC_RESUME with one recovery command': and([
      'SC_RESUME with a command',
      not('SC_Q_CLR or SC_Q_RESUME'),
      ({ event }: From) => event.type === 'lunq.strategy' && (event.tag === 'SC_NO_Q' || event.tag === 'SC_ACA_Q'),
    ]),
    'it carries a command, but the path is dead': and([
      ({ event }: From) => event.type === 'lunq.strategy' && event.op !== null,
      'the path is dead',
    ]),
    'SC_RESUME with a command, but the path is dead': and(['SC_RESUME with a command', 'the path is dead']),
    'SC_Q_RESUME with a command, but the path is dead': and(['SC_Q_RESUME with a command', 'the path is dead']),

    // what an ioctl has sent
    'it is the command of an ioctl': (from) => isOwn(from.context, slotOf(from)),
    'the command of an ioctl has failed': and(['it is the command of an ioctl', not('good')]),
    'the command of an ioctl, and the path is dead': and(['it is the command of an ioctl', 'the path is dead']),
    'the command of an ioctl, and failure is fast': and([
      'it is the command of an ioctl',
      not('failure is slow or not sure yet'),
    ]),
    'the command of an ioctl had timed out': and(['it is the command of an ioctl', 'it had timed out']),
    'the command of an ioctl had timed out, and the target is away': and([
      'it is the command of an ioctl',
      'it had timed out, and the target is away',
    ]),
    'the command of an ioctl, the target is away, and nothing more comes of it': and([
      'it is the command of an ioctl',
      'the target is away, and nothing more comes of it',
    ]),

    // what has ended
    'CHECK CONDITION without tag queuing, the queue is kept': ({ context, event }) =>
      isCheck(event) && context.params.keepsQueueWithoutTags,
    'CHECK CONDITION without tag queuing, the queue is kept, before the recovery command was started': and([
      'CHECK CONDITION without tag queuing, the queue is kept',
      ({ context }: From) => context.chain.some(({ slot }) => slot === context.recovering),
    ]),
    'it has been done': ({ event }) => event.type === 'lunq.managed' && event.outcome === 'ok',
    'it is about CLEAR ACA': ({ context, event }) =>
      context.asked.some(({ slot, clearAca }) => clearAca && slot === slotOf({ event })),
    'CLEAR ACA has been done': and(['it is about CLEAR ACA', 'it has been done']),
    'CLEAR ACA has failed': and(['it is about CLEAR ACA', not('it has been done')]),
    'it was thrown away': ({ context, event }) => context.thrownAway.includes(slotOf({ event })),
    'it had timed out': ({ context, event }) => context.timedOut.includes(slotOf({ event })),
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

    // the path
    'the path is dead': stateIn({ path: 'DEAD' }),
    'the target is away': not(stateIn({ path: 'UP' })),
    'failure is slow or not sure yet': or([stateIn({ path: 'SLOW' }), stateIn({ path: 'WAITING' })]),
    'commands may be sent': or([stateIn({ path: 'UP' }), stateIn({ path: 'SLOW' })]),

    // what can be started
    'nothing is under way that comes first': ({ context: { functions, asked, thrownAway } }) =>
      functions === 0 && asked.length === 0 && thrownAway.length === 0,
    'there is something to start': and([
      ({ context }: From) => isRoom(context),
      'nothing is under way that comes first',
      not('the next one has to wait after a reset'),
      'commands may be sent',
    ]),
    'the recovery command can be started': and([
      ({ context }: From) => context.chain[0] !== undefined && context.chain[0].slot === context.recovering,
      or([({ context }: From) => context.chain[0]?.tag === 'SC_ACA_Q', not('an untagged one is active')]),
      'nothing is under way that comes first',
      not('the next one has to wait after a reset'),
      'commands may be sent',
    ]),
    'the next one has to wait after a reset': and([
      ({ context }: From) => context.chain[0]?.delayed === true,
      stateIn({ delay: 'after reset' }),
    ]),
    'everything has come back': and(['nothing is pending', ({ context }: From) => context.asked.length === 0]),
  },
  actions: samQueueActions,
  delays: { delayCmd: delays.delayCmd },
});
