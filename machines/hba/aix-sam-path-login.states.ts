import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { closesLater, isGone, loggedInForNobody, news, notLoggedIn, unused } from './aix-sam-path.rows.ts';
import type { samPathSetup } from './aix-sam-path.setup.ts';

type State = Parameters<typeof samPathSetup.createStateConfig>[0];

/** From SCIOLSTART, or the return of the target, to the answer. */
export const loggingIn: State = {
  initial: 'there',
  on: {
    'path.open': {
      actions: 'note who opens',
      description: 'SCIOLSTART of another device of the target.',
      meta: cite('fscsi-login'),
    },
    ...closesLater,
    'path.giveUp': ignored('a new nexus is being made already'),
  },
  states: {
    there: {
      description: 'As far as is known the target is there.',
      on: {
        ...news.there,
        'path.loggedIn': [
          loggedInForNobody('there'),
          {
            target: '#aix-sam-path.UP',
            actions: ['commands reach it', 'it is open', 'note that they are open', 'nobody waits any more'],
            description: 'Logged in.',
            meta: cite('fscsi-login', 'fscsi-path-back', 'fscsi-path-tracked'),
          },
        ],
        'path.loginFailed': [
          notLoggedIn,
          {
            target: '#aix-sam-path.REFUSED',
            actions: ['it cannot be opened', 'nobody waits any more', 'all fail: SCSI_TRANSPORT_DEAD'],
            description: 'The target does not take the login.',
            meta: cite('fscsi-login', 'fscsi-path-login-fails'),
          },
        ],
      },
    },
    away: {
      description: 'The target has gone meanwhile.',
      on: {
        ...news.away,
        'path.loggedIn': {
          target: '#aix-sam-path.LOGGING_OUT.away',
          actions: 'log out',
          description: 'The login has reached another device, as its world wide name says.',
          meta: cite('fscsi-path-replaced'),
        },
        'path.loginFailed': [
          notLoggedIn,
          {
            target: '#aix-sam-path.AWAY',
            actions: ['it cannot be opened', 'nobody waits any more'],
            description: 'The login did not reach it.',
            meta: cite('fscsi-login', 'fscsi-path-fast'),
          },
        ],
      },
    },
    moved: {
      description: 'The target has got another N_Port id meanwhile, and is not followed.',
      on: {
        ...news.moved,
        'path.loggedIn': [
          loggedInForNobody('moved'),
          {
            target: '#aix-sam-path.MOVED',
            actions: ['it cannot be opened', 'nobody waits any more', 'all fail for good'],
            description: 'The login has reached a port that is not the one the device driver knows.',
            meta: cite('fscsi-path-moved'),
          },
        ],
        'path.loginFailed': [
          notLoggedIn,
          {
            target: '#aix-sam-path.MOVED',
            actions: ['it cannot be opened', 'nobody waits any more', 'all fail for good'],
            description: 'The login did not reach it.',
            meta: cite('fscsi-path-moved'),
          },
        ],
      },
    },
  },
};

/** From SCIOLSTOP of the last device, or the last rung of the ladder, to the answer. */
export const loggingOut: State = {
  initial: 'there',
  on: {
    'path.open': {
      actions: 'note who opens',
      description: 'SCIOLSTART: the next login follows.',
      meta: cite('fscsi-login', 'fscsi-logout'),
    },
    ...closesLater,
    'path.giveUp': ignored('the nexus is being given up'),
  },
  states: {
    there: {
      description: 'As far as is known the target is there.',
      on: {
        'path.gone': isGone,
        'path.loggedOut': [
          { ...unused, description: 'Logged out; nobody has a device of the target open.' },
          {
            target: '#aix-sam-path.LOGGING_IN',
            actions: ['what it had is gone', 'log in'],
            description: 'All commands have ended with the nexus; a new one is made.',
            meta: cite('fscsi-ladder-ends', 'fscsi-logout'),
          },
        ],
      },
    },
    away: {
      description: 'The target has gone meanwhile.',
      on: {
        ...news.away,
        'path.loggedOut': [
          { ...notLoggedIn, description: 'Logged out; the target is away, so no login follows.' },
          {
            target: '#aix-sam-path.AWAY',
            actions: ['what it had is gone', 'it cannot be opened', 'nobody waits any more'],
            description: 'All commands have ended with the nexus, and the target is away.',
            meta: cite('fscsi-ladder-ends', 'fscsi-path-fast'),
          },
        ],
      },
    },
    moved: {
      description: 'The target has got another N_Port id meanwhile, and is not followed.',
      on: {
        ...news.moved,
        'path.loggedOut': [
          { ...notLoggedIn, description: 'Logged out; nobody knows where the target is, so no login follows.' },
          {
            target: '#aix-sam-path.MOVED',
            actions: ['what it had is gone', 'it cannot be opened', 'nobody waits any more', 'all fail for good'],
            description: 'All commands have ended with the nexus, and nobody knows where the target is.',
            meta: cite('fscsi-ladder-ends', 'fscsi-path-moved'),
          },
        ],
      },
    },
  },
};
