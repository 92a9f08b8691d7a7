import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { iscsiSessionSetup } from './iscsi-session.setup.ts';

type State = Parameters<typeof iscsiSessionSetup.createStateConfig>[0];

/** From the loss of the connection to the next login, or to the end of the time in which it is waited for. */
export const sessionFailed: State = {
  initial: 'waiting',
  on: {
    'world.linkDown': {
      target: 'network down.session retained',
      description: 'now the network breaks as well',
      meta: cite('iscsi-retained'),
      actions: 'port.targetGone',
    },
  },
  states: {
    waiting: {
      description: 'Too early to reinstate the session.',
      on: {
        'world.linkDown': {
          target: '#iscsi-session.network down.session retained',
          description: 'now the network breaks as well; the initiator knows already that the target is gone',
          meta: cite('iscsi-retained'),
        },
        'world.targetMoved': {
          target: '#iscsi-session.moved.waiting',
          description: 'the target closes the old session and moves',
          meta: cite('iscsi-redirection', 'sam-nexus-loss'),
          actions: ['tell the target that the nexus is lost', 'the target has still to notice'],
        },
        'bus.absent': {
          target: '#iscsi-session.gone',
          description: 'the device disappears as well; the initiator knows already that the target is gone',
          meta: cite('sam-target-gone'),
          actions: 'nothing comes from the target any more',
        },
      },
      after: {
        time2wait: {
          target: 'may be reinstated',
          description: 'the initiator may try again',
          meta: cite('iscsi-time2wait'),
          actions: 'port.targetBack',
        },
      },
    },
    'may be reinstated': {
      description: 'A login closes the old session and makes a new one.',
      on: {
        'world.targetMoved': {
          target: '#iscsi-session.moved.may log in',
          description: 'the target closes the old session and moves',
          meta: cite('iscsi-redirection', 'sam-nexus-loss'),
          actions: ['tell the target that the nexus is lost', 'the target has still to notice'],
        },
        'transport.login': [
          {
            guard: 'the login is rejected',
            description: 'the login is rejected; the old session is still there',
            meta: cite('iscsi-login-rejected', 'iscsi-retained'),
            actions: 'port.loginFailed',
          },
          {
            target: '#iscsi-session.login phase',
            description: 'a login with the same ISID: the target closes the old session',
            meta: cite('iscsi-reinstatement', 'sam-nexus-loss'),
            actions: ['tell the target that the nexus is lost', 'the target has still to notice'],
          },
        ],
      },
      after: {
        time2retain: {
          target: '#iscsi-session.free',
          description: 'the target closes the session that nobody came back to',
          meta: cite('iscsi-retained', 'sam-nexus-loss'),
          actions: ['tell the target that the nexus is lost', 'the target has still to notice'],
        },
      },
    },
  },
};

/** From the move of the target to the login that is redirected. */
export const moved: State = {
  initial: 'waiting',
  on: { 'world.targetMoved': ignored('the portal names the newest address') },
  states: {
    waiting: {
      description: 'Too early to log in again.',
      on: {
        'world.linkDown': {
          target: '#iscsi-session.network down.no session',
          description: 'the network breaks as well; the initiator knows already that the target is gone',
          meta: cite('iscsi-redirection', 'iscsi-level-0'),
        },
        'bus.absent': {
          target: '#iscsi-session.gone',
          description: 'the device disappears as well; the initiator knows already that the target is gone',
          meta: cite('sam-target-gone'),
          actions: 'nothing comes from the target any more',
        },
      },
      after: {
        time2wait: {
          target: 'may log in',
          description: 'the initiator may try again',
          meta: cite('iscsi-time2wait', 'iscsi-redirection'),
          actions: 'port.targetBack',
        },
      },
    },
    'may log in': {
      description: 'A login at the old portal is told where the target is.',
      on: {
        'transport.login': [
          {
            guard: 'the login is rejected',
            description: 'login response: initiator error or target error',
            meta: cite('iscsi-login-rejected'),
            actions: 'port.loginFailed',
          },
          {
            target: '#iscsi-session.login phase.redirected',
            description: 'login response: redirection',
            meta: cite('iscsi-redirection'),
          },
        ],
      },
    },
  },
};

/** From the break of the network to its repair. */
export const networkDown: State = {
  initial: 'no session',
  on: {
    'world.targetMoved': ignored('nobody sees it; world.linkUp says at which portal the target is'),
    'world.linkDown': ignored('the network is down already'),
    'bus.absent': {
      target: 'gone',
      description: 'the device disappears while the network is down',
      meta: cite('sam-target-gone'),
      actions: 'nothing comes from the target any more',
    },
  },
  states: {
    'no session': {
      description: 'There is no session, on either side.',
      on: {
        'world.linkUp': [
          {
            guard: 'at another portal',
            target: '#iscsi-session.moved.may log in',
            description: 'the network is whole again, and the target is at another portal',
            meta: cite('iscsi-time2wait', 'iscsi-redirection'),
            actions: 'port.targetBack: same',
          },
          {
            target: '#iscsi-session.free',
            description: 'the network is whole again',
            meta: cite('iscsi-time2wait'),
            actions: 'port.targetBack',
          },
        ],
      },
    },
    'session retained': {
      description: 'The target keeps its side of the session.',
      on: {
        'world.linkUp': [
          {
            guard: 'at another portal',
            target: '#iscsi-session.moved.may log in',
            description: 'the network is whole again; the target has closed the session and is at another portal',
            meta: cite('iscsi-time2wait', 'iscsi-redirection', 'sam-nexus-loss'),
            actions: [
              'tell the target that the nexus is lost',
              'the target has still to notice',
              'port.targetBack: same',
            ],
          },
          {
            target: '#iscsi-session.session failed.may be reinstated',
            description: 'the network is whole again before the target gives up',
            meta: cite('iscsi-retained', 'iscsi-time2wait'),
            actions: 'port.targetBack',
          },
        ],
      },
      after: {
        time2retain: {
          target: 'no session',
          description: 'the target closes the session that nobody came back to',
          meta: cite('iscsi-retained', 'sam-nexus-loss'),
          actions: ['tell the target that the nexus is lost', 'the target has still to notice'],
        },
      },
    },
  },
};
