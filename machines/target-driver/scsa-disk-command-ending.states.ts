import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type State = Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0];

/** The next command is started, then this one ends. */
export const finishing: State = {
  id: 'finishing',
  entry: 'tell the unit: command over',
  initial: 'withPacket',
  states: {
    withPacket: {
      description: 'The packet is still there.',
      on: {
        'command.release': {
          target: '#destroying',
          actions: 'scsi_destroy_pkt',
          description: 'The next command was started; now the packet is destroyed.',
          meta: cite('sd-return-order', 'pkt-destroy'),
        },
      },
    },
    withoutPacket: {
      description: 'There is no packet.',
      on: {
        'command.release': [
          {
            guard: 'the command is internal',
            target: '#idle',
            actions: ['tell the unit: internal command over', 'forget the request'],
            description: 'The unit learns the result of its own command.',
            meta: cite('sd-return-order'),
          },
          {
            target: '#idle',
            actions: ['biodone', 'forget the request'],
            description: 'biodone, as the last thing.',
            meta: cite('sd-return-order', 'app-biodone-once'),
          },
        ],
      },
    },
  },
};

/** Then whoever asked is told. */
export const destroying: State = {
  id: 'destroying',
  on: {
    'packet.destroyed': [
      {
        guard: 'the command is internal',
        target: 'idle',
        actions: ['tell the unit: internal command over', 'forget the request'],
        description: 'The unit learns the result of its own command.',
        meta: cite('sd-return-order'),
      },
      {
        target: 'idle',
        actions: ['biodone', 'forget the request'],
        description: 'biodone, as the last thing.',
        meta: cite('sd-return-order', 'app-biodone-once'),
      },
    ],
  },
};
