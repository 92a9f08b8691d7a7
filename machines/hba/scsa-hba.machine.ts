import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { initialContext } from './scsa-hba.context.ts';
import { scsaHbaSetup } from './scsa-hba.setup.ts';
import { abort, reset, start } from './scsa-hba-entry.rows.ts';
import { ours } from './scsa-hba-ours.states.ts';
import { busReset } from './scsa-hba-recovery.rows.ts';
import { theirs } from './scsa-hba-theirs.states.ts';

/**
 * The host bus adapter: its entry points (tran_start, tran_abort, tran_reset, tran_getcap, tran_setcap), who has the bus,
 * which logical unit gets the next turn, recovery by messages and bus reset, and the callback queue.
 */
export const scsaHbaMachine = scsaHbaSetup.createMachine({
  id: 'scsa-hba',
  description: 'SCSA host bus adapter for a parallel bus, after fas.',
  context: ({ input }) => initialContext(input),
  type: 'parallel',
  on: {
    // the entry points
    'tran.start': start,
    'tran.getcap': {
      description: 'tran_getcap',
      meta: cite('cap-get'),
      actions: 'ask its queue for the value',
    },
    'tran.setcap': {
      description: 'tran_setcap',
      meta: cite('cap-set'),
      actions: 'have its queue set the value',
    },
    'tran.abort': abort,
    'tran.reset': reset,

    'adapter.settled': {
      description: 'an interrupt has been dealt with: look for the next thing to do',
      meta: cite('hba-interrupt-first'),
      actions: 'the interrupt has been dealt with',
    },

    // from the queues
    'adapter.request': {
      description: 'a logical unit has something to start: it gets its turn after those that asked before',
      meta: cite('hba-start-rule'),
      actions: 'line up for a turn',
    },
    'adapter.renegotiate': {
      description: 'agreements are to be negotiated with the next command',
      meta: cite('hba-renegotiate', 'cap-forces-negotiation', 'arq-back-off'),
      actions: 'negotiate with this target again',
    },
    'adapter.qfull': {
      description: 'a target is full: hold all its logical units',
      meta: cite('qfull-hold'),
      actions: 'tell the other units of the target: QUEUE FULL',
    },
    'adapter.timeout': {
      description: 'something timed out: recover the target',
      meta: cite('timeout-recovery'),
      actions: 'note the timeout',
    },
    'adapter.timeoutOver': [
      {
        guard: 'its recovery is waiting',
        description: 'what timed out completed before anything was tried',
        meta: cite('timeout-recovery'),
        actions: 'drop its recovery',
      },
      {
        guard: 'its recovery is under way',
        description: 'what timed out completed while a message was under way',
        meta: cite('timeout-recovery'),
        actions: 'what timed out has completed',
      },
      {
        description: 'the recovery did it',
        meta: cite('timeout-recovery'),
      },
    ],
    'adapter.abort': {
      description: 'an abort message is wanted',
      meta: cite('abort-message', 'hba-message-one-at-a-time'),
      actions: 'note the abort',
    },
    'adapter.reset': {
      description: 'a reset message is wanted',
      meta: cite('reset-levels', 'hba-message-one-at-a-time'),
      actions: 'note the reset',
    },

    // RST on the bus
    'hba.busReset': busReset,
    'hba.messageSent': ignored('a bus reset has done, or will do, what the message was for'),
  },
  states: {
    ours: { description: 'What we do on the bus.', ...ours },

    theirs: { description: 'What targets do on the bus: reselection.', ...theirs },

    callbacks: {
      description: 'The callback queue.',
      meta: cite('hba-callback-queue'),
      always: {
        guard: 'a callback is due, and nothing can be started before it',
        description: 'the next finished packet is handed back',
        meta: cite('hba-callback-queue', 'hba-next-before-callback', 'hba-callback-before-next'),
        actions: ['call back', 'it was called back'],
      },
      on: {
        'adapter.finished': [
          {
            guard: 'an abort of this packet is waiting',
            description: 'completed before the abort message was sent: the abort succeeded',
            meta: cite('hba-callback-queue', 'abort-unknown-succeeds'),
            actions: ['line up for the callback', 'the abort of this packet succeeds'],
          },
          {
            description: 'a packet is finished',
            meta: cite('hba-callback-queue'),
            actions: 'line up for the callback',
          },
        ],
      },
    },
  },
});
