import { cite } from '../clauses/index.ts';
import type { adapterCommandSetup } from './adapter-command.setup.ts';

type State = Parameters<typeof adapterCommandSetup.createStateConfig>[0];

/** From the call of pkt_comp to its return. */
export const callback: State = {
  initial: 'running',
  states: {
    running: {
      description: 'The routine has not asked for anything with this packet.',
      on: {
        'area.calling': {
          target: 'callingAgain',
          description: 'the routine enters tran_start with the very packet it was called for',
          meta: cite('hba-callback-returned'),
        },
        'area.callbackDone': {
          target: '#atRest',
          description: 'the routine returned',
          meta: cite('hba-callback-returned'),
          actions: ['tell the queue that the callback returned', "forget the packet: it is the target driver's"],
        },
      },
    },
    callingAgain: {
      description: 'The routine has the packet transported again, at the head; it has not returned yet.',
      entry: 'tell the queue that a thread is in tran_start',
      on: {
        'area.callbackDone': {
          target: '#entered',
          description: 'the routine returned; a thread is still inside tran_start',
          meta: cite('hba-callback-returned'),
          actions: ['tell the queue that the callback returned', "forget the packet: it is the target driver's"],
        },
      },
    },
  },
};
