import { cite } from '../clauses/index.ts';
import type { parallelPhaseSetup } from './parallel-phase.setup.ts';

type State = Parameters<typeof parallelPhaseSetup.createStateConfig>[0];

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

/** The CDB. */
export const command: State = {
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
};

/** The target says what it does with the command. */
export const targetDecides: State = {
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
};

/** Data, a message, or status. */
export const nextPhase: State = {
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
};

/** Data to the initiator, and what stops them. */
export const dataIn: State = {
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
};

/** Data to the target, and what stops them. */
export const dataOut: State = {
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
};

/** The status byte. */
export const status: State = {
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
};
