import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { parallelPhaseSetup } from './parallel-phase.setup.ts';

type State = Parameters<typeof parallelPhaseSetup.createStateConfig>[0];

const duringReset = 'RST is asserted: whoever wants the bus has lost it';
const beforeReset = 'sent before the target saw RST';
const overtaken = 'RST came while the message was taking effect; the target has still to see RST';

/** RST until every device has reacted. */
export const reset: State = {
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
      actions: ['forget every request', 'every initiator has one more RST to see', 'hba.busReset to every initiator'],
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
      description: 'RST is released; some target may still be busy clearing itself, some initiator has not looked yet.',
      always: {
        guard: 'every device has reacted',
        target: '#parallel-phase.BUS FREE',
        description: 'all devices have let go',
        meta: cite('bus-rst-forgets'),
      },
    },
  },
};
