import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { iscsiSessionSetup } from './iscsi-session.setup.ts';
import { fullFeaturePhase, loggingOut } from './iscsi-session-full-feature.states.ts';
import { free, loginPhase } from './iscsi-session-login.states.ts';
import { moved, networkDown, sessionFailed } from './iscsi-session-lost.states.ts';
import { freshNexus } from './nexus-context.ts';

/**
 * An iSCSI session of one connection at error recovery level 0, between one initiator port and one target port: login
 * phase, full feature phase, logout, loss of the connection, reinstatement.
 */
export const iscsiSessionMachine = iscsiSessionSetup.createMachine({
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
    free: { description: 'There is no session.', ...free },
    'login phase': { description: 'Initiator and target negotiate; no SCSI command may travel.', ...loginPhase },
    'full feature phase': {
      description: 'Commands and functions travel; any number of commands is open.',
      ...fullFeaturePhase,
    },
    'logging out': {
      description: 'The logout request is on its way; the target terminates the tasks of the session.',
      ...loggingOut,
    },
    'session failed': { description: 'The connection is lost; the target has the session still.', ...sessionFailed },
    moved: { description: 'The target is at another portal. There is no session.', ...moved },
    'network down': { description: 'Nothing reaches the target portal.', ...networkDown },
    gone: {
      description: 'The device has disappeared for good.',
      on: {
        'world.linkDown': ignored('nobody is there'),
        'world.targetMoved': ignored('nobody is there'),
      },
    },
  },
});
