import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { delays } from '../protocol/parameters.ts';
import { closeNexus, loseEverything, nexusActions } from './nexus-actions.ts';
import { freshNexus, type NexusContext, type NexusEvent, type NexusInput } from './nexus-context.ts';
import { nexusGuards } from './nexus-guards.ts';

/**
 * An iSCSI session of one connection at error recovery level 0, between one initiator port and one target port: login
 * phase, full feature phase, logout, loss of the connection, reinstatement.
 */
export const iscsiSessionMachine = setup({
  types: { context: {} as NexusContext, events: {} as NexusEvent, input: {} as NexusInput },
  guards: nexusGuards,
  actions: nexusActions,
  delays: {
    securityNegotiation: delays.securityNegotiation,
    operationalNegotiation: delays.operationalNegotiation,
    loginRedirection: delays.loginRedirection,
    time2wait: delays.time2wait,
    time2retain: delays.time2retain,
  },
}).createMachine({
  id: 'iscsi-session',
  description: 'An I_T nexus of iSCSI: a session of one connection, error recovery level 0 (RFC 3720 7).',
  context: ({ input }) => freshNexus(input),
  initial: 'free',
  on: {
    'transport.sendCommand': {
      description: 'there is no full feature phase: the command goes nowhere',
      meta: cite('iscsi-login-phase', 'sam-nobody-answers'),
      actions: 'port.noResponse',
    },
    'transport.sendTaskManagement': {
      description: 'there is no full feature phase: the function goes nowhere',
      meta: cite('iscsi-login-phase', 'sam-nobody-answers'),
      actions: 'port.taskManagementDone: noResponse',
    },
    'transport.login': {
      description: 'no login is possible now',
      meta: cite('sam-nobody-answers'),
      actions: 'port.loginFailed',
    },
    'transport.logout': {
      description: 'there is no session to log out of',
      meta: cite('iscsi-logout'),
      actions: 'port.loggedOut',
    },
    'bus.reselect': [
      { guard: 'what the target asks for is void', ...ignored('it was sent before the target reacted; it asks again') },
      { guard: 'the target has been given its turn', ...ignored('the target asks for the second time') },
      {
        description: 'the target has an answer',
        meta: cite('sam-target-turn', 'sam-many-nexus'),
        actions: ['send target.reconnected', 'the target has its turn'],
      },
    ],
    'bus.disconnect': {
      description: 'the command waits in the device, or a part of its data has moved',
      meta: cite('sam-many-nexus', 'sam-target-turn'),
      actions: 'its turn is over',
    },
    'bus.finish': {
      description: 'the response has no session to travel in',
      meta: cite('iscsi-level-0', 'sam-stale-answers'),
      actions: 'its turn is over',
    },
    'bus.drop': {
      description: 'the target has lost the command and says nothing',
      meta: cite('iscsi-response-lost'),
      actions: 'its turn is over',
    },
    'bus.cleared': [
      { guard: 'another initiator has reset the target', ...ignored('there is no session that it could concern') },
      {
        description: 'the target has reacted to what nobody waits for any more',
        meta: cite('sam-nexus-loss'),
        actions: 'the target has reacted',
      },
    ],
    'bus.absent': {
      target: '.gone',
      description: 'the device has disappeared',
      meta: cite('sam-target-gone'),
      actions: ['nothing comes from the target any more', 'port.targetGone'],
    },
    'world.linkDown': {
      target: '.network down.no session',
      description: 'the network is broken',
      meta: cite('iscsi-level-0'),
      actions: 'port.targetGone',
    },
    'world.linkUp': ignored('the network is whole'),
    'world.connectionLost': ignored('there is no connection'),
    'world.targetMoved': {
      target: '.moved.may log in',
      description: 'the target has moved to another portal; who logs in is told where to',
      meta: cite('iscsi-redirection'),
    },
  },
  states: {
    free: {
      description: 'There is no session.',
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
    },
    'login phase': {
      description: 'Initiator and target negotiate; no SCSI command may travel.',
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
    },
    'full feature phase': {
      description: 'Commands and functions travel; any number of commands is open.',
      on: {
        'transport.sendCommand': [
          {
            guard: 'nobody answers',
            description: 'the target portal does not answer',
            meta: cite('sam-nobody-answers'),
            actions: 'port.noResponse',
          },
          {
            guard: 'the command is lost on its way',
            description: 'the PDU is dropped for a digest error: nobody knows of the command',
            meta: cite('iscsi-response-lost'),
            actions: 'the command is open',
          },
          {
            description: 'SCSI command PDU',
            meta: cite('sam-send-command', 'sam-many-nexus'),
            actions: ['the command is open', 'send target.command'],
          },
        ],
        'transport.sendTaskManagement': [
          {
            guard: 'nobody answers',
            description: 'the target portal does not answer',
            meta: cite('sam-nobody-answers'),
            actions: 'port.taskManagementDone: noResponse',
          },
          {
            guard: 'the target refuses the function',
            description: 'task management function response: rejected',
            meta: cite('sam-function-rejected'),
            actions: 'port.taskManagementDone: rejected',
          },
          {
            description: 'the function goes to the target',
            meta: cite('sam-task-management'),
            actions: ['the function is pending', 'send target.message'],
          },
        ],
        'transport.login': [
          {
            guard: 'the login is rejected',
            description: 'a login beside the session is rejected; the session stays',
            meta: cite('iscsi-login-rejected'),
            actions: 'port.loginFailed',
          },
          {
            target: 'login phase',
            description: 'a login with the same ISID reinstates the session: the old one is closed',
            meta: cite('iscsi-reinstatement', 'sam-nexus-loss'),
            actions: closeNexus,
          },
        ],
        'transport.logout': {
          target: 'logging out',
          description: 'logout request: close the session',
          meta: cite('iscsi-logout', 'sam-nexus-loss'),
          actions: closeNexus,
        },
        'bus.finish': [
          {
            guard: 'the answer is lost on its way',
            description: 'a data or response PDU is dropped',
            meta: cite('iscsi-response-lost'),
            actions: 'its turn is over',
          },
          {
            guard: 'the command is open',
            description: 'data and SCSI response',
            meta: cite('sam-command-complete', 'iscsi-response'),
            actions: ['port.completed', 'its turn is over', 'the command has ended'],
          },
          {
            description: 'the response belongs to a command that exists no more',
            meta: cite('sam-stale-answers'),
            actions: 'its turn is over',
          },
        ],
        'bus.cleared': [
          {
            guard: 'another initiator has reset the target',
            description: 'asynchronous message; what this initiator had there is lost',
            meta: cite('sam-reset-announced'),
            actions: [
              'port.lost for each open command',
              'nothing is open',
              'port.reset',
              'let the target drop what is left',
              'the target has still to notice',
            ],
          },
          {
            guard: 'a function has taken effect',
            description: 'task management function response: complete',
            meta: cite('sam-task-management', 'sam-function-ends-tasks'),
            actions: ['port.taskManagementDone: ok', 'the commands that it meant have ended', 'the target has reacted'],
          },
          {
            description: 'the target has closed an earlier session',
            meta: cite('iscsi-reinstatement', 'sam-stale-answers'),
            actions: 'the target has reacted',
          },
        ],
        'bus.absent': {
          target: 'gone',
          description: 'the device has disappeared',
          meta: cite('sam-target-gone', 'sam-nexus-loss'),
          actions: [...loseEverything, 'nothing comes from the target any more', 'port.targetGone'],
        },
        'world.targetMoved': {
          target: 'moved.waiting',
          description: 'the target asks for a logout, closes the session with its tasks, and moves to another portal',
          meta: cite('iscsi-redirection', 'sam-nexus-loss'),
          actions: [...closeNexus, 'port.targetGone'],
        },
        'world.connectionLost': {
          target: 'session failed',
          description: 'the connection breaks, and with it the session; the target keeps its side for a while',
          meta: cite('iscsi-level-0', 'iscsi-retained'),
          actions: [...loseEverything, 'port.targetGone'],
        },
        'world.linkDown': {
          target: 'network down.session retained',
          description: 'the network breaks, and with it the session; the target keeps its side for a while',
          meta: cite('iscsi-level-0', 'iscsi-retained'),
          actions: [...loseEverything, 'port.targetGone'],
        },
      },
    },
    'logging out': {
      description: 'The logout request is on its way; the target terminates the tasks of the session.',
      on: {
        'transport.logout': ignored('a logout is under way'),
        'bus.cleared': [
          {
            guard: 'the nexus has been closed at the target',
            target: 'free',
            description: 'logout response',
            meta: cite('iscsi-logout'),
            actions: ['the target has reacted', 'port.loggedOut'],
          },
          { guard: 'another initiator has reset the target', ...ignored('there is no session that it could concern') },
          {
            description: 'the target has reacted to something older',
            meta: cite('sam-nexus-loss'),
            actions: 'the target has reacted',
          },
        ],
        'world.targetMoved': {
          target: 'moved.may log in',
          description: 'the target moves during the logout; the session is closed all the same',
          meta: cite('iscsi-redirection', 'iscsi-logout'),
          actions: 'port.loggedOut',
        },
        'world.connectionLost': {
          target: 'free',
          description: 'the connection breaks during the logout; the session is closed all the same',
          meta: cite('iscsi-logout'),
          actions: 'port.loggedOut',
        },
        'world.linkDown': {
          target: 'network down.no session',
          description: 'the network breaks during the logout; the session is closed all the same',
          meta: cite('iscsi-logout'),
          actions: ['port.loggedOut', 'port.targetGone'],
        },
        'bus.absent': {
          target: 'gone',
          description: 'the device disappears during the logout',
          meta: cite('sam-target-gone'),
          actions: ['port.loggedOut', 'nothing comes from the target any more', 'port.targetGone'],
        },
      },
    },
    'session failed': {
      description: 'The connection is lost; the target has the session still.',
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
    },
    moved: {
      description: 'The target is at another portal. There is no session.',
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
    },
    'network down': {
      description: 'Nothing reaches the target portal.',
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
    },
    gone: {
      description: 'The device has disappeared for good.',
      on: {
        'world.linkDown': ignored('nobody is there'),
        'world.targetMoved': ignored('nobody is there'),
      },
    },
  },
});
