import { cite } from '../clauses/index.ts';
import type { parallelPhaseSetup } from './parallel-phase.setup.ts';

type State = Parameters<typeof parallelPhaseSetup.createStateConfig>[0];

/** IDENTIFY, queue tag, negotiation, task management. */
export const messageOut: State = {
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
          actions: ['forget reselections of this target', 'forget what the message has ended', 'hba.messageSent: ok'],
        },
      },
    },
  },
};
