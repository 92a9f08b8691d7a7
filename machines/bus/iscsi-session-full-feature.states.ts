import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import type { iscsiSessionSetup } from './iscsi-session.setup.ts';
import { closeNexus, loseEverything } from './nexus-actions.ts';

type State = Parameters<typeof iscsiSessionSetup.createStateConfig>[0];

/** The session stands. */
export const fullFeaturePhase: State = {
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
};

/** From the logout request to its response. */
export const loggingOut: State = {
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
};
