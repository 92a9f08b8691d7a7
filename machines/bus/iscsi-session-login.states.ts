import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { iscsiSessionSetup } from './iscsi-session.setup.ts';

type State = Parameters<typeof iscsiSessionSetup.createStateConfig>[0];

/** Nobody has logged in. */
export const free: State = {
  on: {
    'transport.login': [
      {
        guard: 'the login is rejected',
        description: 'login response: initiator error or target error',
        meta: cite('iscsi-login-rejected'),
        actions: 'port.loginFailed',
      },
      { target: 'login phase', description: 'login request', meta: cite('iscsi-login-phase') },
    ],
  },
};

/** From the login request to the session. */
export const loginPhase: State = {
  initial: 'security negotiation',
  on: {
    'transport.login': ignored('a login is under way'),
    'transport.logout': {
      target: 'free',
      description: 'the login is given up',
      meta: cite('iscsi-logout'),
      actions: 'port.loggedOut',
    },
    'world.targetMoved': {
      target: 'moved.may log in',
      description: 'the target moves during the login',
      meta: cite('iscsi-redirection', 'iscsi-login-rejected'),
      actions: 'port.loginFailed',
    },
    'world.connectionLost': {
      target: 'free',
      description: 'the connection breaks during the login',
      meta: cite('iscsi-login-rejected'),
      actions: 'port.loginFailed',
    },
    'world.linkDown': {
      target: 'network down.no session',
      description: 'the network breaks during the login',
      meta: cite('iscsi-login-rejected'),
      actions: ['port.loginFailed', 'port.targetGone'],
    },
    'bus.absent': {
      target: 'gone',
      description: 'the device disappears during the login',
      meta: cite('sam-target-gone'),
      actions: ['port.loginFailed', 'nothing comes from the target any more', 'port.targetGone'],
    },
  },
  states: {
    redirected: {
      description: 'Login response: the target has moved. The initiator connects to the portal that it names.',
      on: { 'world.targetMoved': ignored('the portal names the newest address') },
      after: {
        loginRedirection: {
          target: 'security negotiation',
          description: 'login request at the other portal',
          meta: cite('iscsi-redirection', 'iscsi-login-phase'),
        },
      },
    },
    'security negotiation': {
      description: 'The two sides authenticate each other.',
      after: {
        securityNegotiation: [
          {
            guard: 'the target has still to notice the loss of the nexus',
            target: 'closing the old session',
            description: 'both are who they say: what is left of an earlier session is closed',
            meta: cite('iscsi-security-negotiation', 'iscsi-reinstatement'),
          },
          {
            target: 'operational negotiation',
            description: 'both are who they say',
            meta: cite('iscsi-security-negotiation'),
          },
        ],
      },
    },
    'closing the old session': {
      description: 'The target ends the tasks of the session that this one takes the place of.',
      always: {
        guard: 'the target has noticed',
        target: 'operational negotiation',
        description: 'the old session is closed',
        meta: cite('iscsi-reinstatement'),
      },
    },
    'operational negotiation': {
      description: 'The two sides agree on the parameters of the session.',
      after: {
        operationalNegotiation: {
          target: '#iscsi-session.full feature phase',
          description: 'the session stands',
          meta: cite('iscsi-operational-negotiation'),
          actions: 'port.loggedIn',
        },
      },
    },
  },
};
