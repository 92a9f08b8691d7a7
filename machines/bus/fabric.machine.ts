import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { delays } from '../protocol/parameters.ts';
import { closeNexus, loseEverything, nexusActions } from './nexus-actions.ts';
import { freshNexus, type NexusContext, type NexusEvent, type NexusInput } from './nexus-context.ts';
import { nexusGuards } from './nexus-guards.ts';

/**
 * FCP over a switched fabric, between one initiator port and one target port: the login, the exchanges that are open, and
 * what becomes of them. There is no arbitration, and no nexus waits for another.
 */
export const fabricMachine = setup({
  types: { context: {} as NexusContext, events: {} as NexusEvent, input: {} as NexusInput },
  guards: nexusGuards,
  actions: nexusActions,
  delays: { portLogin: delays.portLogin, processLogin: delays.processLogin },
}).createMachine({
  id: 'fabric',
  description: 'An I_T nexus of FCP over a switched fabric: login, exchanges, loss of the link.',
  context: ({ input }) => freshNexus(input),
  initial: 'logged out',
  on: {
    'transport.sendCommand': {
      description: 'there is no login: the command goes nowhere',
      meta: cite('fcp-login-needed', 'sam-nobody-answers'),
      actions: 'port.noResponse',
    },
    'transport.sendTaskManagement': {
      description: 'there is no login: the function goes nowhere',
      meta: cite('fcp-login-needed', 'sam-nobody-answers'),
      actions: 'port.taskManagementDone: noResponse',
    },
    'transport.login': {
      description: 'no login is possible now',
      meta: cite('fcp-plogi', 'sam-nobody-answers'),
      actions: 'port.loginFailed',
    },
    'transport.logout': {
      description: 'there is no login to end',
      meta: cite('fcp-logo'),
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
      description: 'the exchange rests: the command waits in the device, or a part of its data has moved',
      meta: cite('sam-many-nexus', 'sam-target-turn'),
      actions: 'its turn is over',
    },
    'bus.finish': {
      description: 'the response belongs to an exchange that exists no more',
      meta: cite('sam-stale-answers'),
      actions: 'its turn is over',
    },
    'bus.drop': {
      description: 'the target has lost the command and says nothing',
      meta: cite('fcp-frames-lost'),
      actions: 'its turn is over',
    },
    'bus.cleared': [
      { guard: 'another initiator has reset the target', ...ignored('there is no login that it could concern') },
      {
        description: 'the target has reacted to what nobody waits for any more',
        meta: cite('sam-nexus-loss'),
        actions: 'the target has reacted',
      },
    ],
    'bus.absent': {
      target: '.gone',
      description: 'the device has disappeared',
      meta: cite('sam-target-gone', 'fcp-rscn'),
      actions: ['nothing comes from the target any more', 'port.targetGone'],
    },
    'world.linkDown': {
      target: '.link down',
      description: 'the link of the target port is lost; RSCN',
      meta: cite('fcp-link-loss', 'fcp-rscn'),
      actions: 'port.targetGone',
    },
    'world.linkUp': ignored('the link is whole'),
    'world.targetMoved': {
      description: 'RSCN: the target port has another N_Port id',
      meta: cite('fcp-id-changed', 'fcp-rscn'),
      actions: ['port.targetGone', 'port.targetBack: changed'],
    },
  },
  states: {
    'logged out': {
      description: 'The two ports do not know each other.',
      on: {
        'transport.login': [
          {
            guard: 'the login is rejected',
            description: 'LS_RJT',
            meta: cite('fcp-plogi'),
            actions: 'port.loginFailed',
          },
          {
            target: 'logging in',
            description: 'PLOGI',
            meta: cite('fcp-plogi'),
          },
        ],
      },
    },
    'logging in': {
      description: 'The ports exchange service parameters.',
      initial: 'PLOGI',
      on: {
        'transport.login': ignored('a login is under way'),
        'transport.logout': {
          target: 'logged out',
          description: 'the login is given up',
          meta: cite('fcp-logo'),
          actions: 'port.loggedOut',
        },
        'bus.absent': {
          target: 'gone',
          description: 'the device disappears during the login',
          meta: cite('sam-target-gone', 'fcp-rscn'),
          actions: ['port.loginFailed', 'nothing comes from the target any more', 'port.targetGone'],
        },
        'world.linkDown': {
          target: 'link down',
          description: 'the link is lost during the login',
          meta: cite('fcp-link-loss', 'fcp-rscn'),
          actions: ['port.loginFailed', 'port.targetGone'],
        },
        'world.targetMoved': {
          target: 'logged out',
          description: 'the target port moves during the login',
          meta: cite('fcp-id-changed', 'fcp-rscn'),
          actions: ['port.loginFailed', 'port.targetGone', 'port.targetBack: changed'],
        },
      },
      states: {
        PLOGI: {
          description: 'N_Port login is on its way.',
          after: {
            portLogin: [
              {
                guard: 'the target has still to notice the loss of the nexus',
                target: 'implicit logout',
                description: 'PLOGI has arrived; what is left of an earlier login ends first',
                meta: cite('fcp-plogi', 'sam-nexus-loss'),
              },
              { target: 'PRLI', description: 'PLOGI is accepted', meta: cite('fcp-plogi') },
            ],
          },
        },
        'implicit logout': {
          description: 'The target port ends what is left of an earlier login before it accepts PLOGI.',
          always: {
            guard: 'the target has noticed',
            target: 'PRLI',
            description: 'PLOGI is accepted',
            meta: cite('fcp-plogi'),
          },
        },
        PRLI: {
          description: 'Process login is on its way.',
          after: {
            processLogin: {
              target: '#fabric.logged in',
              description: 'PRLI is accepted',
              meta: cite('fcp-prli'),
              actions: 'port.loggedIn',
            },
          },
        },
      },
    },
    'logged in': {
      description: 'Commands and functions travel; any number of exchanges is open.',
      on: {
        'transport.sendCommand': [
          {
            guard: 'nobody answers',
            description: 'the target port does not answer',
            meta: cite('sam-nobody-answers'),
            actions: 'port.noResponse',
          },
          {
            guard: 'the command is lost on its way',
            description: 'FCP_CMND is lost: the exchange is open, nobody knows of it',
            meta: cite('fcp-frames-lost'),
            actions: 'the command is open',
          },
          {
            description: 'FCP_CMND',
            meta: cite('sam-send-command', 'sam-many-nexus'),
            actions: ['the command is open', 'send target.command'],
          },
        ],
        'transport.sendTaskManagement': [
          {
            guard: 'nobody answers',
            description: 'the target port does not answer',
            meta: cite('sam-nobody-answers'),
            actions: 'port.taskManagementDone: noResponse',
          },
          {
            guard: 'the target refuses the function',
            description: 'FCP_RSP: function rejected',
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
            target: 'logged out',
            description: 'a new PLOGI ends the login, and is rejected',
            meta: cite('fcp-plogi', 'sam-nexus-loss'),
            actions: [...closeNexus, 'port.loginFailed'],
          },
          {
            target: 'logging in',
            description: 'a new PLOGI ends the login',
            meta: cite('fcp-plogi', 'sam-nexus-loss'),
            actions: closeNexus,
          },
        ],
        'transport.logout': {
          target: 'logging out',
          description: 'LOGO',
          meta: cite('fcp-logo', 'sam-nexus-loss'),
          actions: closeNexus,
        },
        'bus.finish': [
          {
            guard: 'the answer is lost on its way',
            description: 'data or FCP_RSP are lost',
            meta: cite('fcp-frames-lost'),
            actions: 'its turn is over',
          },
          {
            guard: 'the command is open',
            description: 'data and FCP_RSP',
            meta: cite('sam-command-complete', 'fcp-autosense'),
            actions: ['port.completed', 'its turn is over', 'the command has ended'],
          },
          {
            description: 'the response belongs to an exchange that exists no more',
            meta: cite('sam-stale-answers'),
            actions: 'its turn is over',
          },
        ],
        'bus.cleared': [
          {
            guard: 'another initiator has reset the target',
            description: 'what this initiator had there is lost',
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
            description: 'FCP_RSP: function complete',
            meta: cite('sam-task-management', 'sam-function-ends-tasks'),
            actions: ['port.taskManagementDone: ok', 'the commands that it meant have ended', 'the target has reacted'],
          },
          {
            description: 'the target has dealt with an earlier loss of the nexus',
            meta: cite('sam-nexus-loss', 'sam-stale-answers'),
            actions: 'the target has reacted',
          },
        ],
        'bus.absent': {
          target: 'gone',
          description: 'the device has disappeared; RSCN',
          meta: cite('sam-target-gone', 'fcp-rscn', 'sam-nexus-loss'),
          actions: [...loseEverything, 'nothing comes from the target any more', 'port.targetGone'],
        },
        'world.linkDown': {
          target: 'link down',
          description: 'the link of the target port is lost: both sides notice; RSCN',
          meta: cite('fcp-link-loss', 'fcp-rscn', 'sam-nexus-loss'),
          actions: [...closeNexus, 'port.targetGone'],
        },
        'world.targetMoved': {
          target: 'logged out',
          description: 'RSCN: the target port has another N_Port id',
          meta: cite('fcp-id-changed', 'fcp-rscn', 'sam-nexus-loss'),
          actions: [...closeNexus, 'port.targetGone', 'port.targetBack: changed'],
        },
      },
    },
    'logging out': {
      description: 'LOGO is on its way; the target closes what is open.',
      on: {
        'transport.logout': ignored('a logout is under way'),
        'bus.cleared': [
          {
            guard: 'the nexus has been closed at the target',
            target: 'logged out',
            description: 'LOGO is accepted',
            meta: cite('fcp-logo'),
            actions: ['the target has reacted', 'port.loggedOut'],
          },
          { guard: 'another initiator has reset the target', ...ignored('there is no login that it could concern') },
          {
            description: 'the target has reacted to something older',
            meta: cite('sam-nexus-loss'),
            actions: 'the target has reacted',
          },
        ],
        'bus.absent': {
          target: 'gone',
          description: 'the device disappears during the logout',
          meta: cite('sam-target-gone', 'fcp-rscn'),
          actions: ['port.loggedOut', 'nothing comes from the target any more', 'port.targetGone'],
        },
        'world.linkDown': {
          target: 'link down',
          description: 'the link is lost during the logout',
          meta: cite('fcp-link-loss', 'fcp-rscn'),
          actions: ['port.loggedOut', 'port.targetGone'],
        },
        'world.targetMoved': {
          target: 'logged out',
          description: 'the target port moves during the logout',
          meta: cite('fcp-id-changed', 'fcp-rscn'),
          actions: ['port.loggedOut', 'port.targetGone', 'port.targetBack: changed'],
        },
      },
    },
    'link down': {
      description: 'Nothing reaches the target port.',
      on: {
        'world.linkDown': ignored('the link is down already'),
        'world.linkUp': {
          target: 'logged out',
          description: 'RSCN: the target port is back, under the old or another N_Port id',
          meta: cite('fcp-rscn', 'fcp-id-changed'),
          actions: 'port.targetBack',
        },
        'world.targetMoved': ignored(
          'nobody sees it while the link is down; world.linkUp says under which id it is back',
        ),
        'bus.absent': {
          target: 'gone',
          description: 'the device disappears while its link is down',
          meta: cite('sam-target-gone'),
          actions: 'nothing comes from the target any more',
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
