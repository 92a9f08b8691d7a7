import { cite } from '../clauses/index.ts';
import type { scsaHbaSetup } from './scsa-hba.setup.ts';
import { messageSent } from './scsa-hba-recovery.rows.ts';

type State = Parameters<typeof scsaHbaSetup.createStateConfig>[0];

/** Commands that we start, messages that we send, and RST. */
export const ours: State = {
  initial: 'FREE',
  always: [
    {
      guard: 'a bus reset is due',
      target: '.RESET',
      description:
        'assert RST: RESET_ALL, the last rung of recovery, a stuck command that holds the bus, or an invalid reselection',
      meta: cite('reset-levels', 'timeout-next-rung', 'timeout-connected', 'hba-reselection'),
      actions: 'assert RST',
    },
    {
      guard: 'no means of recovery is left',
      description: 'nothing helped: the target driver will have to reset',
      meta: cite('timeout-unrecovered'),
      actions: 'give it up',
    },
  ],
  on: {
    'hba.selectionTimeout': {
      guard: 'it is about the command we selected for',
      description: 'nobody answered',
      meta: cite('hba-selection-timeout'),
      actions: [
        'deal with it before anything else',
        'tell the area: selection timeout',
        'ask when that is done',
        'our command is off the bus',
      ],
    },
    'hba.tagRejected': {
      guard: 'it is about the command we selected for',
      description: 'the target rejected the queue tag',
      meta: cite('hba-tag-rejected'),
      actions: [
        'deal with it before anything else',
        'tell the area: tag rejected',
        'ask when that is done',
        'our command is off the bus',
      ],
    },
    'hba.selectionLost': {
      guard: 'it is about the command we selected for',
      description: 'a target reselected us first',
      meta: cite('hba-selection-lost'),
      actions: [
        'deal with it before anything else',
        'tell the area: selection lost',
        'ask when that is done',
        'our command is off the bus',
      ],
    },
    'hba.disconnected': {
      guard: 'it is about the command we selected for',
      description: 'the target took the command and left the bus',
      meta: cite('hba-disconnect', 'hba-renegotiate'),
      actions: [
        'deal with it before anything else',
        'tell the area: disconnected',
        'ask when that is done',
        'agreements are made',
        'our command is off the bus',
      ],
    },
    'hba.completed': [
      {
        guard: 'we selected for it, and it ends in CHECK CONDITION',
        description: 'complete without disconnecting: CHECK CONDITION',
        meta: cite('hba-command-complete', 'hba-renegotiate'),
        actions: [
          'deal with it before anything else',
          'tell the area: completed',
          'ask when that is done',
          'negotiate with the selected target again',
          'our command is off the bus',
        ],
      },
      {
        guard: 'it is about the command we selected for',
        description: 'complete without disconnecting',
        meta: cite('hba-command-complete'),
        actions: [
          'deal with it before anything else',
          'tell the area: completed',
          'ask when that is done',
          'agreements are made',
          'our command is off the bus',
        ],
      },
    ],
    'hba.unexpectedBusFree': {
      guard: 'it is about the command we selected for',
      description: 'the target left the bus without a word',
      meta: cite('hba-unexpected-bus-free'),
      actions: [
        'deal with it before anything else',
        'tell the area: unexpected bus free',
        'ask when that is done',
        'our command is off the bus',
      ],
    },
  },
  states: {
    FREE: {
      id: 'FREE',
      description: 'STATE_FREE: we want nothing of the bus. Recovery goes before new commands.',
      always: [
        {
          guard: 'ABORT TAG is next, but which packet is stuck is not known',
          description: 'one countdown for the unit: ABORT TAG is no help',
          meta: cite('timeout-packet-unknown', 'timeout-next-rung'),
          actions: 'pass over ABORT TAG',
        },
        {
          guard: 'ABORT TAG is next, but the command has no tag',
          description: 'an untagged command: ABORT TAG is no help',
          meta: cite('timeout-untagged', 'timeout-next-rung'),
          actions: 'pass over ABORT TAG',
        },
        {
          guard: { type: 'the bus is free for the message', params: { message: 'ABORT_TAG' } },
          target: 'MESSAGE',
          description: 'ABORT TAG for one tagged command',
          meta: cite('abort-message', 'timeout-recovery', 'hba-message-one-at-a-time'),
          actions: ['take up the recovery', 'send the message'],
        },
        {
          guard: { type: 'the bus is free for the message', params: { message: 'ABORT' } },
          target: 'MESSAGE',
          description: 'ABORT for all our commands of the logical unit',
          meta: cite('abort-message', 'timeout-recovery', 'hba-message-one-at-a-time'),
          actions: ['take up the recovery', 'send the message'],
        },
        {
          guard: { type: 'the bus is free for the message', params: { message: 'LOGICAL_UNIT_RESET' } },
          target: 'MESSAGE',
          description: 'LOGICAL UNIT RESET',
          meta: cite('reset-levels', 'reset-lun-capability', 'hba-message-one-at-a-time'),
          actions: ['take up the recovery', 'send the message'],
        },
        {
          guard: { type: 'the bus is free for the message', params: { message: 'BUS_DEVICE_RESET' } },
          target: 'MESSAGE',
          description: 'BUS DEVICE RESET',
          meta: cite('reset-levels', 'timeout-recovery', 'hba-message-one-at-a-time'),
          actions: ['take up the recovery', 'send the message'],
        },
        {
          guard: 'a unit waits for its turn, the bus is free, nothing needs recovery',
          target: 'granting',
          description: 'the next logical unit in turn',
          meta: cite('hba-start-rule'),
          actions: ['give the next unit its turn', 'it had its turn'],
        },
      ],
    },
    granting: {
      description: 'A logical unit was given its turn and says what it starts.',
      on: {
        'adapter.select': {
          target: 'SELECT',
          description: 'start this command',
          meta: cite('hba-selects', 'hba-renegotiate'),
          actions: ['select', 'this command is on the bus'],
        },
        'adapter.pass': {
          target: 'FREE',
          description: 'it has nothing to start after all',
          meta: cite('hba-start-rule'),
        },
      },
    },
    SELECT: {
      description: 'STATE_SELECT_*: our command arbitrates, selects, and stays on the bus until the target lets it go.',
      always: {
        guard: 'the selection is over',
        target: 'FREE',
        description: 'it is off the bus',
        meta: cite('hba-selects'),
      },
    },
    MESSAGE: {
      description: 'A selection for a message only; nothing is started meanwhile.',
      on: {
        'hba.messageSent': messageSent,
      },
    },
    RESET: {
      description: 'STATE_RESET: RST is asserted; what was reported before it still counts.',
    },
    telling: {
      id: 'telling',
      description:
        'The interrupt of RST is not over: target drivers are being told. Until the last of them has returned nothing is started and no packet is handed back.',
      always: [
        {
          guard: 'every target driver has returned, and RST came again',
          description: 'they are told of that one too',
          meta: cite('reset-notify', 'reset-notify-return'),
          actions: 'tell every target driver',
        },
        {
          guard: 'every target driver has returned',
          target: 'FREE',
          description: 'the packets follow',
          meta: cite('reset-notify-order', 'reset-notify-return'),
        },
      ],
      on: {
        'scsi.resetNotifyReturn': {
          description: 'the callback of one target driver returns',
          meta: cite('reset-notify-return'),
          actions: 'this target driver has returned',
        },
        'hba.busReset': {
          description: 'RST once more: what was queued since ends too; the drivers are told when they have returned',
          meta: cite('reset-external', 'reset-notify', 'reset-notify-return'),
          actions: [
            'acknowledge RST',
            'all packets end: CMD_RESET, STAT_BUS_RESET',
            'they have to be told again',
            'every abort and reset that waited is done',
          ],
        },
      },
    },
  },
};
