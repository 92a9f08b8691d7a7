import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { scsaHbaSetup } from './scsa-hba.setup.ts';

type State = Parameters<typeof scsaHbaSetup.createStateConfig>[0];

/** A target takes up a command that it has disconnected. */
export const theirs: State = {
  initial: 'none',
  states: {
    none: {
      id: 'none',
      description: 'No target has reconnected.',
      on: {
        'hba.reconnected': {
          target: 'checking',
          description: 'reselected: IDENTIFY and tag name a command',
          meta: cite('hba-reselection'),
          actions: ['somebody reconnected', 'tell the area: reconnected'],
        },
      },
    },
    checking: {
      description: 'Is there such a disconnected command?',
      on: {
        'adapter.reconnected': {
          target: 'RESEL',
          description: 'yes',
          meta: cite('hba-reselection'),
          actions: ['it is one of ours', 'accept the reselection'],
        },
        'adapter.invalidReselection': {
          target: 'unknown',
          description: 'no: the bus must be reset',
          meta: cite('hba-reselection'),
          actions: 'note the invalid reselection',
        },
      },
    },
    RESEL: {
      description: 'A disconnected command is connected again.',
      on: {
        'hba.disconnected': {
          guard: 'it is about the command that reconnected',
          target: 'none',
          description: 'disconnected once more',
          meta: cite('hba-disconnect'),
          actions: [
            'deal with it before anything else',
            'tell the area: disconnected',
            'ask when that is done',
            'the reconnected command is off the bus',
          ],
        },
        'hba.completed': [
          {
            guard: 'it reconnected, and ends in CHECK CONDITION',
            target: 'none',
            description: 'complete: CHECK CONDITION',
            meta: cite('hba-command-complete', 'hba-renegotiate'),
            actions: [
              'deal with it before anything else',
              'tell the area: completed',
              'ask when that is done',
              'negotiate with the reconnected target again',
              'the reconnected command is off the bus',
            ],
          },
          {
            guard: 'it is about the command that reconnected',
            target: 'none',
            description: 'complete',
            meta: cite('hba-command-complete'),
            actions: [
              'deal with it before anything else',
              'tell the area: completed',
              'ask when that is done',
              'the reconnected command is off the bus',
            ],
          },
        ],
        'hba.unexpectedBusFree': {
          guard: 'it is about the command that reconnected',
          target: 'none',
          description: 'the target left the bus without a word',
          meta: cite('hba-unexpected-bus-free'),
          actions: [
            'deal with it before anything else',
            'tell the area: unexpected bus free',
            'ask when that is done',
            'the reconnected command is off the bus',
          ],
        },
      },
    },
    unknown: {
      description: 'Connected for a command that we do not have. Only the bus reset ends this.',
      meta: cite('hba-reselection'),
      on: {
        'hba.unexpectedBusFree': ignored('of a command that we do not have'),
      },
    },
  },
};
