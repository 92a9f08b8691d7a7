import { cite } from '../clauses/index.ts';
import type { parallelPhaseSetup } from './parallel-phase.setup.ts';

type State = Parameters<typeof parallelPhaseSetup.createStateConfig>[0];

/** The bus is free, and who wants it has waited long enough. */
export const busFree: State = {
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
};

/** Who gets the bus. */
export const arbitration: State = {
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
};

/** The initiator that won selects its target. */
export const selection: State = {
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
};

/** The target that won reselects the initiator of its command. */
export const reselection: State = {
  after: {
    phaseDelay: {
      target: 'MESSAGE IN',
      description: 'the initiator has answered',
      meta: cite('bus-reselection'),
    },
  },
};
