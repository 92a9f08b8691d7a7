import { cite } from '../clauses/index.ts';
import type { parallelPhaseSetup } from './parallel-phase.setup.ts';

type State = Parameters<typeof parallelPhaseSetup.createStateConfig>[0];

/** Which command goes on, replies in a negotiation, how the connection ends. */
export const messageIn: State = {
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
};
