import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { initialContext } from './scsa-hba.context.ts';
import { scsaHbaSetup } from './scsa-hba.setup.ts';

/**
 * The host bus adapter: its entry points (tran_start, tran_abort, tran_reset, tran_getcap, tran_setcap), who has the bus,
 * which logical unit gets the next turn, recovery by messages and bus reset, and the callback queue.
 */
export const scsaHbaMachine = scsaHbaSetup.createMachine({
  id: 'scsa-hba',
  description: 'SCSA host bus adapter for a parallel bus, after fas.',
  context: ({ input }) => initialContext(input),
  type: 'parallel',
  on: {
    // the entry points
    'tran.start': [
      {
        guard: { type: 'the adapter is to answer', params: { admission: 'busy' } },
        description: 'tran_start: TRAN_BUSY',
        meta: cite('hba-start-results'),
        actions: { type: 'refuse the packet', params: { result: 'TRAN_BUSY' } },
      },
      {
        guard: { type: 'the adapter is to answer', params: { admission: 'badPkt' } },
        description: 'tran_start: TRAN_BADPKT',
        meta: cite('hba-start-results'),
        actions: { type: 'refuse the packet', params: { result: 'TRAN_BADPKT' } },
      },
      {
        guard: { type: 'the adapter is to answer', params: { admission: 'fatalError' } },
        description: 'tran_start: TRAN_FATAL_ERROR',
        meta: cite('hba-start-results'),
        actions: { type: 'refuse the packet', params: { result: 'TRAN_FATAL_ERROR' } },
      },
      {
        description: 'tran_start: up to the queue of the logical unit',
        meta: cite('hba-start-queues', 'hba-busy-when-throttled'),
        actions: 'offer it to its queue',
      },
    ],
    'tran.getcap': {
      description: 'tran_getcap',
      meta: cite('cap-get'),
      actions: 'ask its queue for the value',
    },
    'tran.setcap': {
      description: 'tran_setcap',
      meta: cite('cap-set'),
      actions: 'have its queue set the value',
    },
    'tran.abort': [
      {
        guard: 'the adapter is unable to',
        description: 'tran_abort fails',
        meta: cite('abort-may-fail'),
        actions: 'return 0',
      },
      {
        description: 'tran_abort: where is the packet?',
        meta: cite('abort-queued', 'abort-message'),
        actions: 'look for the packet in its queue',
      },
    ],
    'tran.reset': [
      {
        guard: 'the adapter is unable to',
        description: 'tran_reset fails',
        meta: cite('reset-may-fail'),
        actions: 'return 0',
      },
      {
        guard: 'the level is RESET_ALL',
        description: 'tran_reset RESET_ALL: reset the bus',
        meta: cite('reset-levels'),
        actions: 'note the reset',
      },
      {
        description: 'tran_reset RESET_LUN or RESET_TARGET: by a message',
        meta: cite('reset-levels', 'reset-lun-capability'),
        actions: 'ask its queue whether a message may be sent',
      },
    ],

    'adapter.settled': {
      description: 'an interrupt has been dealt with: look for the next thing to do',
      meta: cite('hba-interrupt-first'),
      actions: 'the interrupt has been dealt with',
    },

    // from the queues
    'adapter.request': {
      description: 'a logical unit has something to start: it gets its turn after those that asked before',
      meta: cite('hba-start-rule'),
      actions: 'line up for a turn',
    },
    'adapter.renegotiate': {
      description: 'agreements are to be negotiated with the next command',
      meta: cite('hba-renegotiate', 'cap-forces-negotiation', 'arq-back-off'),
      actions: 'negotiate with this target again',
    },
    'adapter.qfull': {
      description: 'a target is full: hold all its logical units',
      meta: cite('qfull-hold'),
      actions: 'tell the other units of the target: QUEUE FULL',
    },
    'adapter.timeout': {
      description: 'something timed out: recover the target',
      meta: cite('timeout-recovery'),
      actions: 'note the timeout',
    },
    'adapter.timeoutOver': [
      {
        guard: 'its recovery is waiting',
        description: 'what timed out completed before anything was tried',
        meta: cite('timeout-recovery'),
        actions: 'drop its recovery',
      },
      {
        guard: 'its recovery is under way',
        description: 'what timed out completed while a message was under way',
        meta: cite('timeout-recovery'),
        actions: 'what timed out has completed',
      },
      {
        description: 'the recovery did it',
        meta: cite('timeout-recovery'),
      },
    ],
    'adapter.abort': {
      description: 'an abort message is wanted',
      meta: cite('abort-message', 'hba-message-one-at-a-time'),
      actions: 'note the abort',
    },
    'adapter.reset': {
      description: 'a reset message is wanted',
      meta: cite('reset-levels', 'hba-message-one-at-a-time'),
      actions: 'note the reset',
    },

    // RST on the bus
    'hba.busReset': [
      {
        guard: 'somebody else reset the bus',
        target: ['#telling', '#none'],
        description: 'bus reset by somebody else: mark all packets, tell the drivers, then complete',
        meta: cite('reset-external', 'hba-first-cause-wins', 'reset-notify', 'reset-notify-order', 'hba-renegotiate'),
        actions: [
          'acknowledge RST',
          'all packets end: CMD_RESET, STAT_BUS_RESET',
          'negotiate with every target again',
          'our command is off the bus',
          'the reconnected command is off the bus',
          'tell every target driver',
          'every abort and reset that waited is done',
        ],
      },
      {
        target: ['#telling', '#none'],
        description: 'our bus reset took place: mark all packets, tell the drivers, then complete',
        meta: cite('reset-levels', 'timeout-victims', 'reset-notify', 'reset-notify-order', 'hba-renegotiate'),
        actions: [
          'acknowledge RST',
          'all packets end with the timed-out ones: STAT_BUS_RESET',
          'negotiate with every target again',
          'our command is off the bus',
          'the reconnected command is off the bus',
          'tell every target driver',
          'every abort and reset that waited is done',
        ],
      },
    ],
    'hba.messageSent': ignored('a bus reset has done, or will do, what the message was for'),
  },
  states: {
    ours: {
      initial: 'FREE',
      description: 'What we do on the bus.',
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
          description:
            'STATE_SELECT_*: our command arbitrates, selects, and stays on the bus until the target lets it go.',
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
            'hba.messageSent': [
              // recovery of a timeout
              {
                guard: { type: 'for a timeout, the target took', params: { message: 'ABORT_TAG' } },
                target: 'FREE',
                description: 'recovered by ABORT TAG: only the timed-out packet ends',
                meta: cite('timeout-recovery'),
                actions: [
                  'deal with it before anything else',
                  'the timed-out packet ends: STAT_ABORTED',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: { type: 'for a timeout, the target took', params: { message: 'ABORT' } },
                target: 'FREE',
                description: 'recovered by ABORT: what was active at the logical unit ends',
                meta: cite('timeout-recovery', 'timeout-victims'),
                actions: [
                  'deal with it before anything else',
                  "the unit's active packets end with the timed-out one: STAT_ABORTED",
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: { type: 'for a timeout, the target took', params: { message: 'BUS_DEVICE_RESET' } },
                target: 'FREE',
                description: 'recovered by device reset: everything for that target ends',
                meta: cite('timeout-recovery', 'timeout-victims', 'reset-all-units', 'reset-delay', 'hba-renegotiate'),
                actions: [
                  'deal with it before anything else',
                  "the target's packets end with the timed-out one: STAT_DEV_RESET",
                  'negotiate with the reset target again',
                  'whatever else waits for this target is done',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: 'the message failed, but what timed out has completed',
                target: 'FREE',
                description: 'no need to try anything harder',
                meta: cite('timeout-recovery'),
                actions: 'the recovery is done',
              },
              {
                guard: 'the message failed, for a timeout',
                target: 'FREE',
                description: 'try the next means',
                meta: cite('timeout-next-rung'),
                actions: 'go down one rung',
              },
              // tran_abort, tran_reset
              {
                guard: { type: 'for the target driver, the target took', params: { message: 'ABORT_TAG' } },
                target: 'FREE',
                description: 'aborted: one packet',
                meta: cite('abort-message', 'abort-queued'),
                actions: [
                  'deal with it before anything else',
                  'the aborted packet ends: CMD_ABORTED, STAT_ABORTED',
                  'the call returns 1',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: { type: 'for the target driver, the target took', params: { message: 'ABORT' } },
                target: 'FREE',
                description: 'aborted: everything active at the logical unit',
                meta: cite('abort-message', 'abort-queued'),
                actions: [
                  'deal with it before anything else',
                  "the unit's active packets end: CMD_ABORTED, STAT_ABORTED",
                  'the call returns 1',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: { type: 'for the target driver, the target took', params: { message: 'LOGICAL_UNIT_RESET' } },
                target: 'FREE',
                description: 'reset: one logical unit',
                meta: cite('reset-levels', 'reset-delay', 'reset-once-for-all'),
                actions: [
                  'deal with it before anything else',
                  "the unit's packets end: CMD_RESET, STAT_DEV_RESET",
                  'the call returns 1',
                  'whatever else waits for this unit is done',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: { type: 'for the target driver, the target took', params: { message: 'BUS_DEVICE_RESET' } },
                target: 'FREE',
                description: 'reset: all logical units of the target',
                meta: cite('reset-levels', 'reset-all-units', 'reset-delay', 'reset-once-for-all', 'hba-renegotiate'),
                actions: [
                  'deal with it before anything else',
                  "the target's packets end: CMD_RESET, STAT_DEV_RESET",
                  'negotiate with the reset target again',
                  'the call returns 1',
                  'whatever else waits for this target is done',
                  'ask the queue when that is done',
                  'the recovery is done',
                ],
              },
              {
                guard: 'the message failed, but a part of the abort was done',
                target: 'FREE',
                description: 'the packets that were not started are aborted: the call succeeds in part',
                meta: cite('abort-partly'),
                actions: ['the call returns 1', 'the recovery is done'],
              },
              {
                guard: 'the message failed, for the target driver',
                target: 'FREE',
                description: 'the call fails',
                meta: cite('abort-may-fail', 'reset-may-fail'),
                actions: ['the call returns 0', 'the recovery is done'],
              },
            ],
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
              description:
                'RST once more: what was queued since ends too; the drivers are told when they have returned',
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
    },

    theirs: {
      initial: 'none',
      description: 'What targets do on the bus: reselection.',
      states: {
        none: {
          id: 'none',
          description: 'No target has reconnected.',
          on: {
            'hba.reconnected': {
              target: 'checking',
              description: 'reselected: IDENTIFY and tag name a command',
              meta: cite('hba-reselection'),
              actions: ['somebody reconnected', 'tell the area: reconnected'],
            },
          },
        },
        checking: {
          description: 'Is there such a disconnected command?',
          on: {
            'adapter.reconnected': {
              target: 'RESEL',
              description: 'yes',
              meta: cite('hba-reselection'),
              actions: ['it is one of ours', 'accept the reselection'],
            },
            'adapter.invalidReselection': {
              target: 'unknown',
              description: 'no: the bus must be reset',
              meta: cite('hba-reselection'),
              actions: 'note the invalid reselection',
            },
          },
        },
        RESEL: {
          description: 'A disconnected command is connected again.',
          on: {
            'hba.disconnected': {
              guard: 'it is about the command that reconnected',
              target: 'none',
              description: 'disconnected once more',
              meta: cite('hba-disconnect'),
              actions: [
                'deal with it before anything else',
                'tell the area: disconnected',
                'ask when that is done',
                'the reconnected command is off the bus',
              ],
            },
            'hba.completed': [
              {
                guard: 'it reconnected, and ends in CHECK CONDITION',
                target: 'none',
                description: 'complete: CHECK CONDITION',
                meta: cite('hba-command-complete', 'hba-renegotiate'),
                actions: [
                  'deal with it before anything else',
                  'tell the area: completed',
                  'ask when that is done',
                  'negotiate with the reconnected target again',
                  'the reconnected command is off the bus',
                ],
              },
              {
                guard: 'it is about the command that reconnected',
                target: 'none',
                description: 'complete',
                meta: cite('hba-command-complete'),
                actions: [
                  'deal with it before anything else',
                  'tell the area: completed',
                  'ask when that is done',
                  'the reconnected command is off the bus',
                ],
              },
            ],
            'hba.unexpectedBusFree': {
              guard: 'it is about the command that reconnected',
              target: 'none',
              description: 'the target left the bus without a word',
              meta: cite('hba-unexpected-bus-free'),
              actions: [
                'deal with it before anything else',
                'tell the area: unexpected bus free',
                'ask when that is done',
                'the reconnected command is off the bus',
              ],
            },
          },
        },
        unknown: {
          description: 'Connected for a command that we do not have. Only the bus reset ends this.',
          meta: cite('hba-reselection'),
          on: {
            'hba.unexpectedBusFree': ignored('of a command that we do not have'),
          },
        },
      },
    },

    callbacks: {
      description: 'The callback queue.',
      meta: cite('hba-callback-queue'),
      always: {
        guard: 'a callback is due, and nothing can be started before it',
        description: 'the next finished packet is handed back',
        meta: cite('hba-callback-queue', 'hba-next-before-callback', 'hba-callback-before-next'),
        actions: ['call back', 'it was called back'],
      },
      on: {
        'adapter.finished': [
          {
            guard: 'an abort of this packet is waiting',
            description: 'completed before the abort message was sent: the abort succeeded',
            meta: cite('hba-callback-queue', 'abort-unknown-succeeds'),
            actions: ['line up for the callback', 'the abort of this packet succeeds'],
          },
          {
            description: 'a packet is finished',
            meta: cite('hba-callback-queue'),
            actions: 'line up for the callback',
          },
        ],
      },
    },
  },
});
