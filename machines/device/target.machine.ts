import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { targetSetup } from './target.setup.ts';
import { commandArrives, messageArrives, nexusLost, reconnected } from './target-bus.rows.ts';

/** The connection side of one target: when it holds the bus, when it lets go, when it wants it back. */
export const targetMachine = targetSetup.createMachine({
  id: 'target',
  description: 'One SCSI target as the bus sees it (SCSI-2 6).',
  context: ({ input }) => ({
    at: { target: input.target, bus: input.bus, luns: input.luns, nexuses: input.nexuses ?? null },
    params: input.params,
    connected: null,
    answers: [],
    reselecting: null,
    askedAt: null,
    clearingFor: null,
  }),
  initial: 'off the bus',
  on: {
    'port.answer': {
      description: 'a disconnected command has its status',
      meta: cite('target-one-reselection', 'target-reselects'),
      actions: 'keep the answer',
    },
    'port.void': {
      description: 'tasks have ended without status',
      meta: cite('task-no-status-after-end'),
      actions: 'forget answers for ended tasks',
    },
    'target.busReset': {
      target: '.off the bus',
      description: 'RST',
      meta: cite('target-bus-reset'),
      actions: ['forget all', 'tasks.reset by bus reset', 'bus.cleared: RST'],
    },
    'world.gone': {
      target: '.gone',
      description: 'the device disappears',
      meta: cite('target-gone'),
      actions: ['forget all', 'bus.absent', 'tasks.reset by bus reset'],
    },
  },
  states: {
    'off the bus': {
      description: 'Another device has the bus, or none.',
      always: {
        guard: 'an answer waits',
        description: 'the target arbitrates for its first finished command',
        meta: cite('target-one-reselection', 'target-reselects'),
        actions: ['bus.reselect', 'reselection is asked for'],
      },
      on: {
        'target.command': commandArrives,
        'target.reconnected': reconnected,
        'target.message': messageArrives,
        'target.nexusLost': nexusLost,
      },
    },
    selected: {
      description: 'A command has arrived; the unit decides in the same step.',
      on: {
        'port.answer': {
          guard: 'the connected command is answered',
          target: 'off the bus',
          description: 'status at once',
          meta: cite('target-answers-connected'),
          actions: ['bus.finish', 'tasks.reported', 'let go of the bus'],
        },
        'port.queued': [
          {
            guard: 'the connected command takes time and may disconnect',
            target: 'off the bus',
            description: 'DISCONNECT while the command waits its turn',
            meta: cite('target-disconnects'),
            actions: ['bus.disconnect', 'let go of the bus'],
          },
          {
            guard: 'the connected command takes time',
            target: 'working connected',
            description: 'the target keeps the bus',
            meta: cite('target-stays-connected'),
          },
        ],
      },
    },
    'working connected': {
      description: 'The target holds the bus until the command has ended.',
      on: {
        'port.answer': {
          guard: 'the connected command is answered',
          target: 'off the bus',
          description: 'data and status',
          meta: cite('target-stays-connected'),
          actions: ['bus.finish', 'tasks.reported', 'let go of the bus'],
        },
        'port.void': {
          guard: 'the connected command is lost',
          target: 'off the bus',
          description: 'the unit has lost power in the middle of the command',
          meta: cite('target-drops'),
          actions: ['bus.drop the connected command', 'let go of the bus', 'forget answers for ended tasks'],
        },
      },
    },
    clearing: {
      description: 'A task management message is taking effect, in the same step.',
      on: {
        'port.void': [
          {
            guard: 'another nexus has been asked for a turn',
            target: 'off the bus',
            description: 'the message has taken effect; it does not concern the turn that is asked for',
            meta: cite('target-message-then-free', 'target-one-reselection'),
            actions: ['forget answers for ended tasks', 'bus.cleared: the message', 'the message has taken effect'],
          },
          {
            target: 'off the bus',
            description: 'the message has taken effect; what is left to reselect is asked for anew',
            meta: cite('target-message-then-free'),
            actions: [
              'forget answers for ended tasks',
              'no reselection is asked for',
              'bus.cleared: the message',
              'the message has taken effect',
            ],
          },
        ],
      },
    },
    hung: {
      description: 'The target holds the bus and will never go on; only RST helps.',
    },
    gone: {
      description: 'Nobody is there any more.',
      on: {
        'target.command': ignored('nobody is there'),
        'target.reconnected': ignored('nobody is there'),
        'target.message': ignored('nobody is there'),
        'target.busReset': ignored('nobody is there'),
        'target.nexusLost': ignored('nobody is there'),
        'port.void': ignored('nobody is there'),
        'world.gone': ignored('nobody is there already'),
      },
    },
  },
});
