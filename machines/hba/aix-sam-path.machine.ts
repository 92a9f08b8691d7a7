import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { address } from '../protocol/names.ts';
import { samPathSetup } from './aix-sam-path.setup.ts';
import { away, moved, refused, slow, waiting } from './aix-sam-path-away.states.ts';
import { loggingIn, loggingOut } from './aix-sam-path-login.states.ts';

/** The way to one target: login, what its loss means, and whether the target is followed when it moves. */
export const samPathMachine = samPathSetup.createMachine({
  id: 'aix-sam-path',
  description: 'The FCP or iSCSI adapter driver’s way to one target port.',
  context: ({ input: { params, luns, adapter, ...at } }) => ({
    at: { ...at, adapter: address.samAdapter(adapter) },
    params,
    luns,
    open: at.started ? luns : [],
    opening: [],
    scsiId: 'first',
    nowhere: 'SCSI_NO_DEVICE_RESPONSE',
  }),
  initial: 'beginning',
  states: {
    beginning: {
      description: 'A model may begin with devices that were opened before.',
      always: [
        {
          guard: 'SCIOLSTART was done before',
          target: 'LOGGING_IN',
          actions: 'log in',
          description: 'SCIOLSTART has been done: the login with which the model begins.',
          meta: cite('fscsi-login'),
        },
        { target: 'OUT', description: 'SCIOLSTART is to come.', meta: cite('fscsi-login') },
      ],
    },
    OUT: {
      description: 'Not logged in.',
      on: {
        'path.open': {
          target: 'LOGGING_IN',
          actions: ['its id is its own again', 'note who opens', 'log in'],
          description: 'SCIOLSTART: log in to the target of this name.',
          meta: cite('fscsi-login'),
        },
        'path.gone': ignored('nobody uses the path'),
        'path.back': ignored('nobody uses the path; SCIOLSTART will log in'),
        'path.giveUp': ignored('the nexus is gone already'),
      },
    },
    LOGGING_IN: {
      description: 'The login is under way. News of the target may be older than the login; its answer counts.',
      ...loggingIn,
    },
    UP: {
      description: 'Logged in.',
      on: {
        'path.open': {
          actions: ['note who opens', 'it is open', 'note that they are open', 'nobody waits any more'],
          description: 'SCIOLSTART: there is a login already.',
          meta: cite('fscsi-login'),
        },
        'path.close': [
          {
            guard: 'it is the last one that is open',
            target: 'LOGGING_OUT',
            actions: ['it is not open any more', 'nothing is started', 'log out'],
            description: 'SCIOLSTOP of the last device of the target: log out.',
            meta: cite('fscsi-logout'),
          },
          {
            actions: 'it is not open any more',
            description: 'SCIOLSTOP; other devices of the target are open.',
            meta: cite('fscsi-logout'),
          },
        ],
        'path.gone': [
          {
            guard: 'failure is slow',
            target: 'SLOW',
            actions: 'commands run into their timeouts',
            description: 'delayed_fail without dynamic tracking: nobody is told.',
            meta: cite('fscsi-path-slow'),
          },
          {
            target: 'WAITING',
            actions: 'nothing is started',
            description: 'The target is away; the fabric is asked later, the session may come back.',
            meta: cite('fscsi-path-fast', 'fscsi-path-tracking', 'fscsi-session-lost'),
          },
        ],
        'path.giveUp': {
          target: 'LOGGING_OUT',
          actions: ['nothing is started', 'log out'],
          description: 'Resets do not help: the nexus is given up.',
          meta: cite('fscsi-ladder-ends'),
        },
      },
    },
    SLOW: { description: 'The target is away and the commands are left to their timeouts.', ...slow },
    WAITING: { description: 'The target is away. Nothing is started and nothing fails yet.', ...waiting },
    AWAY: { description: 'Everything fails at once until the target is back.', ...away },
    REFUSED: {
      description: 'The target has refused the login. Everything fails at once until it takes one.',
      ...refused,
    },
    MOVED: {
      description: 'The id that the device driver knows leads nowhere any more: everything fails for good.',
      ...moved,
    },
    LOGGING_OUT: { description: 'The logout is under way; with it go all commands of the nexus.', ...loggingOut },
  },
});
