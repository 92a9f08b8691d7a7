import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { freeBus, freshPhaseFacts } from './bus-context.ts';
import { parallelPhaseSetup } from './parallel-phase.setup.ts';
import { arbitration, busFree, reselection, selection } from './parallel-phase-connecting.states.ts';
import { messageIn } from './parallel-phase-message-in.states.ts';
import { messageOut } from './parallel-phase-message-out.states.ts';
import { reset } from './parallel-phase-reset.states.ts';
import { command, dataIn, dataOut, nextPhase, status, targetDecides } from './parallel-phase-transfer.states.ts';

/** The parallel bus with each SCSI-2 phase a state. To its two sides it is the same as `parallel-command`. */
export const parallelPhaseMachine = parallelPhaseSetup.createMachine({
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
    'BUS FREE': { description: 'BSY and SEL are false.', ...busFree },
    ARBITRATION: { description: 'All devices that want the bus show their IDs.', ...arbitration },
    SELECTION: { description: 'SEL true, I/O false: an initiator selects a target.', ...selection },
    RESELECTION: { description: 'SEL true, I/O true: a target selects an initiator.', ...reselection },
    'MESSAGE OUT': { description: 'Messages to the target.', ...messageOut },
    COMMAND: { description: 'The CDB goes out.', ...command },
    'target decides': {
      description: 'Between phases: BSY is true, the target has not asked for the next one yet.',
      ...targetDecides,
    },
    'next phase': { description: 'MSG, C/D and I/O change.', ...nextPhase },
    'DATA IN': { description: 'Data to the initiator.', ...dataIn },
    'DATA OUT': { description: 'Data to the target, which checks their parity itself.', ...dataOut },
    STATUS: { description: 'The status byte.', ...status },
    'MESSAGE IN': { description: 'Messages to the initiator.', ...messageIn },
    RESET: { description: 'RST is asserted; nothing that was on its way counts any more.', ...reset },
  },
});
