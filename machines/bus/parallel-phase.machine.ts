import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { delays } from '../protocol/parameters.ts';
import { busActions } from './bus-actions.ts';
import { type BusContext, type BusEvent, type BusInput, freeBus, freshPhaseFacts } from './bus-context.ts';
import { busGuards } from './bus-guards.ts';
import { phaseActions } from './phase-actions.ts';
import { phaseGuards } from './phase-guards.ts';

const duringReset = 'RST is asserted: whoever wants the bus has lost it';
const beforeReset = 'sent before the target saw RST';
const overtaken = 'RST came while the message was taking effect; the target has still to see RST';

/** What follows a DATA phase in either direction. */
const dataStop = {
  guard: 'the command is to be disconnected',
  target: '#parallel-phase.MESSAGE IN.SAVE DATA POINTER',
  description: 'the target stops in the middle of the data',
  meta: cite('bus-target-chooses-phase', 'bus-save-data-pointer'),
  actions: 'data move',
} as const;
const dataBreakOff = {
  guard: 'the target leaves now',
  target: '#parallel-phase.BUS FREE',
  description: 'the target drops the bus in the middle of the data',
  meta: cite('bus-unexpected-free'),
  actions: ['hba.unexpectedBusFree', 'nothing is left to do'],
} as const;

/** The parallel bus with each SCSI-2 phase a state. To its two sides it is the same as `parallel-command`. */
export const parallelPhaseMachine = setup({
  types: { context: {} as BusContext, events: {} as BusEvent, input: {} as BusInput },
  guards: { ...busGuards, ...phaseGuards },
  actions: { ...busActions, ...phaseActions },
  delays: {
    busSettleDelay: delays.busSettleDelay,
    busFreeDelay: delays.busFreeDelay,
    arbitrationDelay: delays.arbitrationDelay,
    phaseDelay: delays.phaseDelay,
    selectionTimeout: delays.selectionTimeout,
    resetHold: delays.resetHold,
  },
}).createMachine({
  id: 'parallel-phase',
  description: 'The SCSI bus at phase grain (SCSI-2 6.1, 6.3).',
  context: ({ input }) => freeBus(input, freshPhaseFacts),
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
    'bus.absent': [
      {
        guard: 'the target of the message has gone',
        target: '.BUS FREE',
        description: 'the target disappears before it acts on the message',
        meta: cite('bus-absent-target'),
        actions: ['hba.messageSent: noResponse', 'forget reselections of this target', 'nobody is there any more'],
      },
      {
        guard: 'the reselecting target has gone',
        target: '.BUS FREE',
        description: 'the target disappears before it has named its command',
        meta: cite('bus-absent-target'),
        actions: ['forget reselections of this target', 'nobody is there any more'],
      },
      {
        guard: 'it rejects the tag of the connected command',
        description: 'the target disappears while it rejects the tag',
        meta: cite('bus-absent-target', 'bus-last-word-counts'),
        actions: ['forget reselections of this target', 'nobody is there any more'],
      },
      {
        guard: 'it has said how the connected command goes on',
        description: 'the target disappears after it has ended or parked the command, whose phases are still under way',
        meta: cite('bus-absent-target', 'bus-last-word-counts'),
        actions: ['forget reselections of this target', 'nobody is there any more'],
      },
      {
        guard: 'the connected target has gone',
        target: '.BUS FREE',
        description: 'the connected target disappears',
        meta: cite('bus-absent-target', 'bus-unexpected-free'),
        actions: [
          'hba.unexpectedBusFree',
          'nothing is left to do',
          'forget reselections of this target',
          'nobody is there any more',
        ],
      },
      {
        description: 'a target that is not connected leaves',
        meta: cite('bus-absent-target'),
        actions: ['forget reselections of this target', 'nobody is there any more'],
      },
    ],
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
      description: 'BSY and SEL are false.',
      entry: 'nobody holds the bus',
      initial: 'settling',
      states: {
        settling: {
          description: 'The bus settle delay has to pass before the bus counts as free.',
          after: {
            busSettleDelay: { target: 'free', description: 'the bus is free', meta: cite('bus-free-then-arbitration') },
          },
        },
        free: {
          description: 'Nobody uses the bus.',
          always: {
            guard: 'a device wants the bus',
            target: 'about to arbitrate',
            description: 'a device wants the bus',
            meta: cite('bus-free-then-arbitration'),
          },
        },
        'about to arbitrate': {
          description: 'The bus free delay has to pass before arbitration.',
          after: {
            busFreeDelay: {
              target: '#parallel-phase.ARBITRATION',
              description: 'BSY and own ID are asserted',
              meta: cite('bus-free-then-arbitration'),
            },
          },
        },
      },
    },
    ARBITRATION: {
      description: 'All devices that want the bus show their IDs.',
      initial: 'contending',
      states: {
        contending: {
          description: 'The arbitration delay runs.',
          after: {
            arbitrationDelay: [
              {
                guard: 'a device wants the bus',
                target: 'decided',
                description: 'the IDs are compared',
                meta: cite('bus-highest-id-wins'),
                actions: 'the highest ID wins',
              },
              {
                target: '#parallel-phase.BUS FREE',
                description: 'who wanted the bus has gone',
                meta: cite('bus-absent-target'),
              },
            ],
          },
        },
        decided: {
          description: 'The winner asserts SEL; the others let go.',
          always: [
            {
              guard: 'an initiator won and nobody will answer',
              target: '#parallel-phase.SELECTION.nobody answers',
              description: 'an initiator selects a target that does not react',
              meta: cite('bus-highest-id-wins', 'bus-selection-timeout'),
            },
            {
              guard: 'an initiator won to send a command',
              target: '#parallel-phase.SELECTION.BSY asserted',
              description: 'an initiator selects with ATN',
              meta: cite('bus-highest-id-wins', 'bus-selection-identify-command'),
              actions: ['connect the selected target', 'pointers at the start'],
            },
            {
              guard: 'an initiator won to send a message',
              target: '#parallel-phase.SELECTION.BSY asserted',
              description: 'an initiator selects with ATN, only for a message',
              meta: cite('bus-highest-id-wins', 'bus-first-message'),
            },
            {
              guard: 'a target won to reselect',
              target: '#parallel-phase.RESELECTION',
              description: 'a target reselects',
              meta: cite('bus-highest-id-wins', 'bus-reselection'),
              actions: 'connect the reselected initiator',
            },
          ],
        },
      },
    },
    SELECTION: {
      description: 'SEL true, I/O false: an initiator selects a target.',
      initial: 'BSY asserted',
      states: {
        'BSY asserted': {
          description: 'The target has answered.',
          after: {
            phaseDelay: [
              {
                guard: 'BUS DEVICE RESET needs no IDENTIFY',
                target: '#parallel-phase.MESSAGE OUT.task management message',
                description: 'BUS DEVICE RESET is the first message',
                meta: cite('bus-first-message'),
              },
              {
                target: '#parallel-phase.MESSAGE OUT.IDENTIFY',
                description: 'ATN is asserted: MESSAGE OUT follows',
                meta: cite('bus-selection-identify-command', 'bus-first-message'),
              },
            ],
          },
        },
        'nobody answers': {
          description: 'The selection timeout delay runs.',
          after: {
            selectionTimeout: [
              {
                guard: 'an initiator won to send a command',
                target: '#parallel-phase.BUS FREE',
                description: 'the initiator gives up its command',
                meta: cite('bus-selection-timeout'),
                actions: 'hba.selectionTimeout',
              },
              {
                target: '#parallel-phase.BUS FREE',
                description: 'the initiator gives up its message',
                meta: cite('bus-selection-timeout'),
                actions: 'hba.messageSent: noResponse',
              },
            ],
          },
          on: {
            'bus.absent': {
              description: 'a target leaves',
              meta: cite('bus-absent-target'),
              actions: ['forget reselections of this target', 'nobody is there any more'],
            },
          },
        },
      },
    },
    RESELECTION: {
      description: 'SEL true, I/O true: a target selects an initiator.',
      after: {
        phaseDelay: {
          target: 'MESSAGE IN',
          description: 'the initiator has answered',
          meta: cite('bus-reselection'),
        },
      },
    },
    'MESSAGE OUT': {
      description: 'Messages to the target.',
      initial: 'IDENTIFY',
      states: {
        IDENTIFY: {
          description: 'Logical unit and disconnect privilege.',
          after: {
            phaseDelay: [
              {
                guard: 'a queue tag goes with it',
                target: 'queue tag',
                description: 'the tag follows at once',
                meta: cite('bus-tag-follows-identify'),
              },
              {
                guard: 'an initiator won to send a message',
                target: 'task management message',
                description: 'the message follows',
                meta: cite('bus-first-message'),
              },
              {
                guard: 'negotiation is asked for',
                target: 'WDTR',
                description: 'ATN stays asserted for negotiation',
                meta: cite('bus-negotiate-wide-first'),
                actions: 'the agreement is off',
              },
              {
                target: '#parallel-phase.COMMAND',
                description: 'untagged command',
                meta: cite('bus-selection-identify-command', 'bus-tag-needs-disconnect'),
              },
            ],
          },
        },
        'queue tag': {
          description: 'SIMPLE, ORDERED or HEAD OF QUEUE TAG.',
          after: {
            phaseDelay: [
              {
                guard: 'the target rejects the tag',
                target: '#parallel-phase.BUS FREE',
                description: 'MESSAGE REJECT for the tag; the initiator sends ABORT',
                meta: cite('bus-tag-rejected'),
                actions: ['hba.tagRejected', 'nothing is left to do'],
              },
              {
                guard: 'an initiator won to send a message',
                target: 'task management message',
                description: 'the message follows',
                meta: cite('bus-tag-follows-identify'),
              },
              {
                guard: 'negotiation is asked for',
                target: 'WDTR',
                description: 'ATN stays asserted for negotiation',
                meta: cite('bus-negotiate-wide-first'),
                actions: 'the agreement is off',
              },
              {
                target: '#parallel-phase.COMMAND',
                description: 'tagged command',
                meta: cite('bus-selection-identify-command'),
              },
            ],
          },
        },
        WDTR: {
          description: 'WIDE DATA TRANSFER REQUEST.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.MESSAGE IN.WDTR reply',
              description: 'the target replies',
              meta: cite('bus-negotiate-wide-first'),
            },
          },
        },
        SDTR: {
          description: 'SYNCHRONOUS DATA TRANSFER REQUEST.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.MESSAGE IN.SDTR reply',
              description: 'the target replies',
              meta: cite('bus-negotiate-wide-first'),
            },
          },
        },
        'INITIATOR DETECTED ERROR': {
          description: 'The initiator has seen bad parity.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.STATUS',
              description: 'the target goes on to its status',
              meta: cite('bus-data-parity', 'bus-target-chooses-phase'),
            },
          },
        },
        'task management message': {
          description: 'ABORT, ABORT TAG, BUS DEVICE RESET, LOGICAL UNIT RESET or CLEAR QUEUE.',
          after: {
            phaseDelay: [
              {
                guard: 'the target rejects the message',
                target: '#parallel-phase.MESSAGE IN.MESSAGE REJECT',
                description: 'the target does not know the message',
                meta: cite('bus-message-rejected'),
              },
              {
                target: 'taking effect',
                description: 'the target has the message',
                meta: cite('bus-message-then-free'),
                actions: 'send target.message',
              },
            ],
          },
        },
        'taking effect': {
          description: 'The target acts on the message, then lets go of the bus.',
          on: {
            'bus.cleared': {
              guard: 'the target has taken the message',
              target: '#parallel-phase.BUS FREE',
              description: 'the message has taken effect',
              meta: cite(
                'bus-message-then-free',
                'bus-message-voids-reselection',
                'bus-agreement-lasts',
                'bus-pointers-of-initiator',
              ),
              actions: [
                'forget reselections of this target',
                'forget what the message has ended',
                'hba.messageSent: ok',
              ],
            },
          },
        },
      },
    },
    COMMAND: {
      description: 'The CDB goes out.',
      after: {
        phaseDelay: [
          {
            guard: 'the command may not disconnect',
            target: 'target decides',
            description: 'the target has the command, untagged',
            meta: cite('bus-selection-identify-command', 'bus-tag-needs-disconnect'),
            actions: ['send target.command without tag', 'the connection stands'],
          },
          {
            target: 'target decides',
            description: 'the target has the command',
            meta: cite('bus-selection-identify-command'),
            actions: ['send target.command', 'the connection stands'],
          },
        ],
      },
    },
    'target decides': {
      description: 'Between phases: BSY is true, the target has not asked for the next one yet.',
      on: {
        'bus.disconnect': {
          guard: 'the connected command may disconnect',
          target: 'next phase',
          description: 'the target wants to disconnect',
          meta: cite('bus-disconnect', 'bus-disconnect-privilege', 'bus-target-chooses-phase'),
          actions: 'remember what the target wants',
        },
        'bus.finish': {
          guard: 'the connected command is meant',
          target: 'next phase',
          description: 'the target wants to end the command',
          meta: cite('bus-target-chooses-phase'),
          actions: 'remember what the target wants',
        },
        'bus.drop': {
          guard: 'the connected command is meant',
          target: 'BUS FREE',
          description: 'the target leaves without a word',
          meta: cite('bus-unexpected-free'),
          actions: ['hba.unexpectedBusFree', 'nothing is left to do'],
        },
      },
    },
    'next phase': {
      description: 'MSG, C/D and I/O change.',
      always: [
        {
          guard: 'data come in',
          target: 'DATA IN',
          description: 'data to the initiator',
          meta: cite('bus-target-chooses-phase'),
        },
        {
          guard: 'data go out',
          target: 'DATA OUT',
          description: 'data to the target',
          meta: cite('bus-target-chooses-phase'),
        },
        {
          guard: 'the command is to be disconnected',
          target: '#parallel-phase.MESSAGE IN.DISCONNECT',
          description: 'no data have moved',
          meta: cite('bus-disconnect'),
        },
        {
          target: 'STATUS',
          description: 'no data are left',
          meta: cite('bus-status-then-complete'),
        },
      ],
    },
    'DATA IN': {
      description: 'Data to the initiator.',
      after: {
        phaseDelay: [
          dataStop,
          dataBreakOff,
          {
            guard: 'the parity of these data is wrong',
            target: '#parallel-phase.MESSAGE OUT.INITIATOR DETECTED ERROR',
            description: 'the initiator raises ATN',
            meta: cite('bus-data-parity'),
            actions: 'data move',
          },
          {
            target: '#parallel-phase.STATUS',
            description: 'all data have moved',
            meta: cite('bus-status-then-complete'),
            actions: 'data move',
          },
        ],
      },
    },
    'DATA OUT': {
      description: 'Data to the target, which checks their parity itself.',
      after: {
        phaseDelay: [
          dataStop,
          dataBreakOff,
          {
            target: '#parallel-phase.STATUS',
            description: 'all data have moved',
            meta: cite('bus-status-then-complete', 'bus-parity-out'),
            actions: 'data move',
          },
        ],
      },
    },
    STATUS: {
      description: 'The status byte.',
      after: {
        phaseDelay: [
          {
            guard: 'the target leaves now',
            target: 'BUS FREE',
            description: 'the target drops the bus instead',
            meta: cite('bus-unexpected-free'),
            actions: ['hba.unexpectedBusFree', 'nothing is left to do'],
          },
          {
            target: '#parallel-phase.MESSAGE IN.COMMAND COMPLETE',
            description: 'COMMAND COMPLETE follows',
            meta: cite('bus-status-then-complete'),
          },
        ],
      },
    },
    'MESSAGE IN': {
      description: 'Messages to the initiator.',
      initial: 'IDENTIFY',
      states: {
        IDENTIFY: {
          description: 'The reselecting target names the logical unit.',
          after: {
            phaseDelay: [
              {
                guard: 'a queue tag goes with it',
                target: 'queue tag',
                description: 'the tag follows at once',
                meta: cite('bus-tag-follows-identify'),
              },
              {
                target: 'reconnected',
                description: 'an untagged command',
                meta: cite('bus-reselection'),
              },
            ],
          },
        },
        'queue tag': {
          description: 'SIMPLE QUEUE TAG names the command.',
          after: {
            phaseDelay: {
              target: 'reconnected',
              description: 'a tagged command',
              meta: cite('bus-tag-follows-identify'),
            },
          },
        },
        reconnected: {
          description: 'The initiator has been told which command goes on; it has not taken the connection yet.',
          entry: ['hba.reconnected', 'hba.selectionLost for each selection that waits'],
          on: {
            'bus.accept': {
              guard: 'the connected command is meant',
              target: '#parallel-phase.target decides',
              description: 'the command is connected again',
              meta: cite('bus-reselection', 'bus-reconnect-restores'),
              actions: ['RESTORE POINTERS', 'send target.reconnected', 'the connection stands'],
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
                target: '#parallel-phase.BUS FREE',
                description: 'the reselecting target disappears',
                meta: cite('bus-absent-target', 'bus-unexpected-free'),
                actions: [
                  'hba.unexpectedBusFree',
                  'nothing is left to do',
                  'forget reselections of this target',
                  'nobody is there any more',
                ],
              },
              {
                description: 'a target that is not connected leaves',
                meta: cite('bus-absent-target'),
                actions: ['forget reselections of this target', 'nobody is there any more'],
              },
            ],
          },
        },
        'WDTR reply': {
          description: 'The width is agreed.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.MESSAGE OUT.SDTR',
              description: 'synchronous transfer is negotiated next',
              meta: cite('bus-negotiate-wide-first'),
            },
          },
        },
        'SDTR reply': {
          description: 'Period and offset are agreed.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.COMMAND',
              description: 'the command follows',
              meta: cite('bus-negotiate-wide-first', 'bus-agreement-lasts'),
              actions: 'there is an agreement',
            },
          },
        },
        'MESSAGE REJECT': {
          description: 'The target refuses the message.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.BUS FREE',
              description: 'the target lets go of the bus',
              meta: cite('bus-message-rejected'),
              actions: 'hba.messageSent: rejected',
            },
          },
        },
        'SAVE DATA POINTER': {
          description: 'The current data pointer becomes the saved one.',
          after: {
            phaseDelay: {
              target: 'DISCONNECT',
              description: 'DISCONNECT follows',
              meta: cite('bus-save-data-pointer'),
              actions: 'SAVE DATA POINTER',
            },
          },
        },
        DISCONNECT: {
          description: 'The target will be back; the saved data pointer stays as it is.',
          after: {
            phaseDelay: {
              target: '#parallel-phase.BUS FREE',
              description: 'the target lets go of the bus',
              meta: cite('bus-disconnect'),
              actions: ['the command is disconnected', 'hba.disconnected at last', 'nothing is left to do'],
            },
          },
        },
        'COMMAND COMPLETE': {
          description: 'The status is valid.',
          after: {
            phaseDelay: [
              {
                guard: 'the data had bad parity',
                target: '#parallel-phase.BUS FREE',
                description: 'status after data with a parity error',
                meta: cite('bus-data-parity', 'bus-status-then-complete'),
                actions: ['hba.completed at last, with parity error', 'nothing is left to do'],
              },
              {
                target: '#parallel-phase.BUS FREE',
                description: 'the command has ended',
                meta: cite('bus-status-then-complete', 'bus-no-data-no-parity', 'bus-parity-out'),
                actions: ['hba.completed at last', 'nothing is left to do'],
              },
            ],
          },
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
            target: '#parallel-phase.BUS FREE',
            description: 'all devices have let go',
            meta: cite('bus-rst-forgets'),
          },
        },
      },
    },
  },
});
