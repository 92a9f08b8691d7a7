import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { delays } from '../protocol/parameters.ts';
import { busActions } from './bus-actions.ts';
import { type BusContext, type BusEvent, type BusInput, freeBus } from './bus-context.ts';
import { busGuards } from './bus-guards.ts';

const duringReset = 'RST is asserted: whoever wants the bus has lost it';
const beforeReset = 'sent before the target saw RST';
const overtaken = 'RST came while the message was taking effect; the target has still to see RST';

/** The parallel bus, one step per connection. `parallel-phase` shows the phases behind each step. */
export const parallelCommandMachine = setup({
  types: { context: {} as BusContext, events: {} as BusEvent, input: {} as BusInput },
  guards: busGuards,
  actions: busActions,
  delays: {
    arbitrationDelay: delays.arbitrationDelay,
    selectionTimeout: delays.selectionTimeout,
    resetHold: delays.resetHold,
  },
}).createMachine({
  id: 'parallel-command',
  description: 'The SCSI bus at command grain: who holds it, who waits for it, what each side is told.',
  context: ({ input }) => freeBus(input, null),
  initial: 'BUS FREE',
  on: {
    'bus.select': {
      description: 'an initiator wants to send a command',
      meta: cite('bus-requests-wait', 'bus-free-then-arbitration', 'bus-one-nexus'),
      actions: 'wait for the bus',
    },
    'bus.message': {
      description: 'an initiator wants to send a task management message',
      meta: cite('bus-requests-wait', 'bus-free-then-arbitration', 'bus-one-nexus'),
      actions: 'wait for the bus',
    },
    'bus.reselect': {
      description: 'a target wants to go on with a disconnected command',
      meta: cite('bus-requests-wait', 'bus-free-then-arbitration', 'bus-one-nexus'),
      actions: 'wait for the bus',
    },
    'bus.absent': {
      description: 'a target that is not connected leaves',
      meta: cite('bus-absent-target'),
      actions: ['forget reselections of this target', 'nobody is there any more'],
    },
    'bus.accept': ignored('the connection that it accepts has ended meanwhile'),
    'bus.assertReset': {
      target: '.RESET',
      description: 'RST: all devices let go',
      meta: cite('bus-rst-any-time', 'bus-rst-forgets'),
      actions: [
        'forget every connection and request',
        'target.busReset to every target',
        'hba.busReset to every initiator',
      ],
    },
  },
  states: {
    'BUS FREE': {
      description: 'No device holds the bus.',
      entry: 'nobody holds the bus',
      initial: 'free',
      states: {
        free: {
          description: 'Nobody wants the bus.',
          always: {
            guard: 'a device wants the bus',
            target: 'about to arbitrate',
            description: 'a device wants the bus',
            meta: cite('bus-free-then-arbitration'),
          },
        },
        'about to arbitrate': {
          description:
            'All devices that want the bus show their IDs; who comes before the delay has passed takes part.',
          after: {
            arbitrationDelay: [
              {
                guard: 'a device wants the bus',
                target: '#parallel-command.ARBITRATION',
                description: 'the IDs are compared',
                meta: cite('bus-free-then-arbitration', 'bus-highest-id-wins'),
              },
              {
                target: 'free',
                description: 'who wanted the bus has gone',
                meta: cite('bus-absent-target'),
              },
            ],
          },
        },
      },
    },
    ARBITRATION: {
      description: 'The device with the highest ID takes the bus.',
      entry: 'the highest ID wins',
      always: [
        {
          guard: 'an initiator won and nobody will answer',
          target: 'SELECTION',
          description: 'the target does not react to its selection',
          meta: cite('bus-highest-id-wins', 'bus-selection-timeout'),
        },
        {
          guard: 'the command may not disconnect',
          target: 'CONNECTED',
          description: 'selection, IDENTIFY without disconnect privilege and so without tag, command',
          meta: cite('bus-highest-id-wins', 'bus-selection-identify-command', 'bus-tag-needs-disconnect'),
          actions: ['connect the selected target', 'send target.command without tag', 'the connection stands'],
        },
        {
          guard: 'the target rejects the tag',
          target: 'BUS FREE',
          description: 'MESSAGE REJECT for the tag; the initiator sends ABORT',
          meta: cite('bus-highest-id-wins', 'bus-tag-rejected'),
          actions: 'hba.tagRejected',
        },
        {
          guard: 'an initiator won to send a command',
          target: 'CONNECTED',
          description: 'selection, IDENTIFY, tag, command',
          meta: cite('bus-highest-id-wins', 'bus-selection-identify-command', 'bus-tag-follows-identify'),
          actions: ['connect the selected target', 'send target.command', 'the connection stands'],
        },
        {
          guard: 'the target rejects the message',
          target: 'BUS FREE',
          description: 'the target answers the message with MESSAGE REJECT',
          meta: cite('bus-message-rejected'),
          actions: 'hba.messageSent: rejected',
        },
        {
          guard: 'an initiator won to send a message',
          target: 'MESSAGE',
          description: 'selection, IDENTIFY, task management message',
          meta: cite('bus-highest-id-wins', 'bus-first-message'),
          actions: 'send target.message',
        },
        {
          guard: 'a target won to reselect',
          target: 'RESELECTION',
          description: 'the target reselects the initiator of its command',
          meta: cite('bus-highest-id-wins', 'bus-reselection', 'bus-selection-lost'),
          actions: [
            'connect the reselected initiator',
            'hba.reconnected',
            'hba.selectionLost for each selection that waits',
          ],
        },
      ],
    },
    SELECTION: {
      description: 'The initiator waits for an answer that does not come.',
      after: {
        selectionTimeout: [
          {
            guard: 'an initiator won to send a command',
            target: 'BUS FREE',
            description: 'the initiator gives up its command',
            meta: cite('bus-selection-timeout'),
            actions: 'hba.selectionTimeout',
          },
          {
            target: 'BUS FREE',
            description: 'the initiator gives up its message',
            meta: cite('bus-selection-timeout'),
            actions: 'hba.messageSent: noResponse',
          },
        ],
      },
    },
    RESELECTION: {
      description:
        'The target has named the command that it goes on with; the initiator has not taken the connection yet.',
      on: {
        'bus.accept': {
          guard: 'the connected command is meant',
          target: 'CONNECTED',
          description: 'the command is connected again',
          meta: cite('bus-reselection'),
          actions: ['send target.reconnected', 'the connection stands'],
        },
        'bus.select': [
          {
            guard: 'its initiator is being reselected',
            description: 'the initiator tried to select while it was being reselected',
            meta: cite('bus-selection-lost'),
            actions: 'hba.selectionLost',
          },
          {
            description: 'another initiator wants to send a command',
            meta: cite('bus-requests-wait'),
            actions: 'wait for the bus',
          },
        ],
        'bus.absent': [
          {
            guard: 'the connected target has gone',
            target: 'BUS FREE',
            description: 'the reselecting target disappears',
            meta: cite('bus-absent-target', 'bus-unexpected-free'),
            actions: ['hba.unexpectedBusFree', 'forget reselections of this target', 'nobody is there any more'],
          },
          {
            description: 'a target that is not connected leaves',
            meta: cite('bus-absent-target'),
            actions: ['forget reselections of this target', 'nobody is there any more'],
          },
        ],
      },
    },
    CONNECTED: {
      description: 'One nexus holds the bus; the target decides what comes next.',
      on: {
        'bus.disconnect': {
          guard: 'the connected command may disconnect',
          target: 'BUS FREE',
          description: 'DISCONNECT',
          meta: cite('bus-disconnect', 'bus-disconnect-privilege', 'bus-save-data-pointer'),
          actions: 'hba.disconnected',
        },
        'bus.finish': [
          {
            guard: 'the target leaves the bus instead',
            target: 'BUS FREE',
            description: 'the target drops the bus before COMMAND COMPLETE',
            meta: cite('bus-unexpected-free'),
            actions: 'hba.unexpectedBusFree',
          },
          {
            guard: 'the data came with bad parity',
            target: 'BUS FREE',
            description: 'status after data with a parity error',
            meta: cite('bus-data-parity', 'bus-status-then-complete'),
            actions: 'hba.completed with parity error',
          },
          {
            guard: 'the connected command is meant',
            target: 'BUS FREE',
            description: 'data, STATUS, COMMAND COMPLETE',
            meta: cite(
              'bus-status-then-complete',
              'bus-target-chooses-phase',
              'bus-no-data-no-parity',
              'bus-parity-out',
            ),
            actions: 'hba.completed',
          },
        ],
        'bus.drop': {
          guard: 'the connected command is meant',
          target: 'BUS FREE',
          description: 'the target leaves without a word',
          meta: cite('bus-unexpected-free'),
          actions: 'hba.unexpectedBusFree',
        },
        'bus.absent': {
          guard: 'the connected target has gone',
          target: 'BUS FREE',
          description: 'the connected target disappears',
          meta: cite('bus-absent-target', 'bus-unexpected-free'),
          actions: ['hba.unexpectedBusFree', 'forget reselections of this target', 'nobody is there any more'],
        },
      },
    },
    MESSAGE: {
      description: 'The target acts on a task management message, then lets go of the bus.',
      on: {
        'bus.cleared': {
          guard: 'the target has taken the message',
          target: 'BUS FREE',
          description: 'the message has taken effect',
          meta: cite('bus-message-then-free', 'bus-message-voids-reselection'),
          actions: ['forget reselections of this target', 'hba.messageSent: ok'],
        },
        'bus.absent': {
          guard: 'the target of the message has gone',
          target: 'BUS FREE',
          description: 'the target disappears before it acts on the message',
          meta: cite('bus-absent-target'),
          actions: ['hba.messageSent: noResponse', 'forget reselections of this target', 'nobody is there any more'],
        },
      },
    },
    RESET: {
      description: 'RST is asserted; nothing that was on its way counts any more.',
      initial: 'RST asserted',
      on: {
        'bus.cleared': [
          { guard: 'it answers a message', ...ignored(overtaken) },
          {
            description: 'a target has seen RST',
            meta: cite('bus-rst-forgets'),
            actions: 'this target has reacted',
          },
        ],
        'bus.assertReset': {
          target: '.RST asserted',
          description: 'one more device asserts RST, the wired-or line stays asserted',
          meta: cite('bus-rst-any-time', 'bus-rst-hold', 'bus-rst-forgets'),
          actions: [
            'forget every request',
            'every initiator has one more RST to see',
            'hba.busReset to every initiator',
          ],
        },
        'bus.select': [
          { guard: 'its initiator has not seen RST', ...ignored(duringReset) },
          {
            description: 'an initiator that has seen RST wants to send a command',
            meta: cite('bus-requests-wait'),
            actions: 'wait for the bus',
          },
        ],
        'bus.message': [
          { guard: 'its initiator has not seen RST', ...ignored(duringReset) },
          {
            description: 'an initiator that has seen RST wants to send a message',
            meta: cite('bus-requests-wait'),
            actions: 'wait for the bus',
          },
        ],
        'bus.resetSeen': {
          description: 'an initiator has seen RST',
          meta: cite('bus-rst-forgets'),
          actions: 'this initiator has seen RST',
        },
        'bus.reselect': ignored(beforeReset),
        'bus.disconnect': ignored(beforeReset),
        'bus.finish': ignored(beforeReset),
        'bus.drop': ignored(beforeReset),
      },
      states: {
        'RST asserted': {
          description: 'The reset hold time runs.',
          after: {
            resetHold: {
              target: 'devices react',
              description: 'RST is released',
              meta: cite('bus-rst-hold'),
            },
          },
        },
        'devices react': {
          description:
            'RST is released; some target may still be busy clearing itself, some initiator has not looked yet.',
          always: {
            guard: 'every device has reacted',
            target: '#parallel-command.BUS FREE',
            description: 'all devices have let go',
            meta: cite('bus-rst-forgets'),
          },
        },
      },
    },
  },
});
