import { cite } from '../clauses/index.ts';
import type { aixAdapterSetup } from './aix-adapter.setup.ts';

type State = Parameters<typeof aixAdapterSetup.createStateConfig>[0];

/** A device takes up a command that it has disconnected. */
export const theirs: State = {
  initial: 'none',
  states: {
    none: {
      id: 'none',
      description: 'No target has reselected us.',
      on: {
        'hba.reconnected': {
          target: 'checking',
          actions: ['somebody reconnected', 'tell it: reconnected'],
          description: 'A target reselects us and names a command.',
          meta: cite('adapter-intermediate-interrupt'),
        },
      },
    },
    checking: {
      description: 'Is there such a command? Answered in the same step.',
      on: {
        'card.reconnected': {
          target: 'CONNECTED',
          actions: 'accept the reselection',
          description: 'There is.',
          meta: cite('adapter-intermediate-interrupt'),
        },
        'card.unknown': {
          target: 'unknown',
          actions: 'a reset is due',
          description: 'There is not: only RST gets the target off the bus.',
          meta: cite('adapter-unknown-reselection'),
        },
      },
    },
    CONNECTED: {
      description: 'A command is connected again.',
      on: {
        'hba.disconnected': {
          guard: 'it is about the command that reconnected',
          target: 'none',
          actions: ['tell it: disconnected', 'the reconnected one is off the bus'],
          description: 'A part of the data has moved: nothing is complete.',
          meta: cite('adapter-intermediate-interrupt'),
        },
        'hba.completed': {
          guard: 'it is about the command that reconnected',
          target: 'none',
          actions: ['tell it: completed', 'the reconnected one is off the bus'],
          description: 'Data and status.',
          meta: cite('adapter-good', 'adapter-scsi-error'),
        },
        'hba.unexpectedBusFree': {
          guard: 'it is about the command that reconnected',
          target: 'none',
          actions: ['tell it: unexpected bus free', 'the reconnected one is off the bus'],
          description: 'The device leaves the bus without a word.',
          meta: cite('adapter-bus-fault'),
        },
      },
    },
    unknown: { description: 'Held by a target that speaks of a command we do not know, until RST.' },
  },
};
