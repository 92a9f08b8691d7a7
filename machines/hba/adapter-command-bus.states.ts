import { cite } from '../clauses/index.ts';
import type { adapterCommandSetup } from './adapter-command.setup.ts';

type State = Parameters<typeof adapterCommandSetup.createStateConfig>[0];

/** From arbitration to status, bus free or the end of its time. */
export const onBus: State = {
  id: 'onBus',
  meta: cite('timeout-clock-on-bus'),
  initial: 'selecting',
  on: {
    'area.completed': [
      {
        guard: 'a cause is already recorded',
        target: 'statusReceived',
        description: 'complete after its time was over: CMD_TIMEOUT stands',
        meta: cite('hba-first-cause-wins', 'hba-command-complete', 'arq-whatever-reason'),
        actions: 'note status, residual count and pkt_state',
      },
      {
        guard: 'a parity error was seen',
        target: 'statusReceived',
        description: 'parity error in the data',
        meta: cite('hba-data-parity', 'arq-whatever-reason'),
        actions: ['note status, residual count and pkt_state', 'pkt_reason := CMD_TRAN_ERR', 'STAT_PERR'],
      },
      {
        target: 'statusReceived',
        description: 'STATUS and COMMAND COMPLETE',
        meta: cite('hba-command-complete', 'hba-state-bits'),
        actions: 'note status, residual count and pkt_state',
      },
    ],
    'area.unexpectedBusFree': [
      {
        guard: 'a cause is already recorded',
        target: 'finished',
        description: 'bus free without a word after its time was over: CMD_TIMEOUT stands',
        meta: cite('hba-first-cause-wins', 'hba-unexpected-bus-free'),
        actions: 'pkt_state: command sent',
      },
      {
        target: 'finished',
        description: 'bus free without a word',
        meta: cite('hba-unexpected-bus-free'),
        actions: ['pkt_state: command sent', 'pkt_reason := CMD_UNX_BUS_FREE'],
      },
    ],
    'area.expired': [
      {
        guard: 'a cause is already recorded',
        description: 'marked before',
        meta: cite('hba-first-cause-wins'),
        actions: 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED',
      },
      {
        description: 'the countdown of the logical unit expired: marked before recovery is tried',
        meta: cite('timeout-marks-all-active'),
        actions: ['pkt_reason := CMD_TIMEOUT', 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED'],
      },
    ],
  },
  states: {
    selecting: {
      description: 'Arbitration, selection, command; connected until the target disconnects or completes.',
      on: {
        'area.selectionTimeout': [
          {
            guard: 'a cause is already recorded',
            target: '#finished',
            description: 'nobody answered; its time was over before',
            meta: cite('hba-selection-timeout', 'hba-first-cause-wins'),
            actions: 'pkt_state: exactly STATE_GOT_BUS',
          },
          {
            target: '#finished',
            description: 'nobody answered: exactly STATE_GOT_BUS',
            meta: cite('hba-selection-timeout'),
            actions: ['pkt_state: exactly STATE_GOT_BUS', 'pkt_reason := CMD_INCOMPLETE'],
          },
        ],
        'area.tagRejected': [
          {
            guard: 'a cause is already recorded',
            target: '#finished',
            description: 'the tag was rejected; its time was over before',
            meta: cite('hba-tag-rejected', 'hba-first-cause-wins'),
            actions: 'pkt_state: the target answered',
          },
          {
            target: '#finished',
            description: 'the tag was rejected',
            meta: cite('hba-tag-rejected'),
            actions: ['pkt_state: the target answered', 'pkt_reason := CMD_TAG_REJECT'],
          },
        ],
        'area.selectionLost': [
          {
            guard: 'a cause is already recorded',
            target: '#finished',
            description: 'lost the selection after its time was over: it is not tried again',
            meta: cite('hba-first-cause-wins', 'hba-selection-lost'),
          },
          {
            target: '#queued',
            description: 'someone reselected us first',
            meta: cite('hba-selection-lost'),
            actions: 'the command goes back to the head of its queue',
          },
        ],
        'area.disconnected': {
          target: 'disconnected',
          description: 'MESSAGE IN: DISCONNECT',
          meta: cite('hba-disconnect', 'hba-state-bits'),
          actions: 'pkt_state: command sent, data as told; STAT_DISCON',
        },
      },
    },
    disconnected: {
      description: 'The target works on the command without the bus.',
      on: {
        'area.reconnected': {
          target: 'connected',
          description: 'reselected for this command',
          meta: cite('hba-reselection'),
          actions: 'this reconnection is valid',
        },
      },
    },
    connected: {
      description: 'On the bus again after reselection.',
      on: {
        'area.disconnected': {
          target: 'disconnected',
          description: 'disconnected once more',
          meta: cite('hba-disconnect'),
          actions: 'pkt_state: command sent, data as told; STAT_DISCON',
        },
      },
    },
  },
};
