import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { initialContext } from './adapter-queue.context.ts';
import { adapterQueueSetup } from './adapter-queue.setup.ts';

/**
 * The adapter's queue of one logical unit. Five things go on side by side: how many commands may be started (throttle),
 * whether a completion callback must return first (callback), whether it asks for a turn on the bus (turn), whether the
 * sense command is in use (autoSense), and the countdown of the unit (watchdog).
 */
export const adapterQueueMachine = adapterQueueSetup.createMachine({
  id: 'adapter-queue',
  description: 'Queue, throttle and countdown of one logical unit.',
  context: ({ input }) => initialContext(input),
  type: 'parallel',
  on: {
    'queue.calling': {
      description: 'a thread entered tran_start with a FLAG_HEAD packet',
      meta: cite('hba-callback-returned'),
      actions: 'a thread entered tran_start',
    },
    'queue.called': {
      description: 'that thread is out of tran_start',
      meta: cite('hba-callback-returned'),
      actions: 'the thread left tran_start',
    },
    'queue.callbackDone': {
      description: 'a completion routine returned',
      meta: cite('hba-callback-returned'),
      actions: 'its callback returned',
    },
    'queue.settle': {
      description: 'what follows from the interrupt has been passed on',
      meta: cite('hba-interrupt-first'),
      actions: 'the interrupt has been dealt with',
    },
    'queue.getcap': {
      description: 'tran_getcap',
      meta: cite('cap-get'),
      actions: 'answer the current value',
    },
    'queue.setcap': [
      {
        guard: 'the capability is undefined',
        description: 'tran_setcap of something this adapter does not have',
        meta: cite('cap-set'),
        actions: { type: 'tran_setcap returns', params: { result: -1 } },
      },
      {
        guard: 'auto-rqsense is always on and shall be off',
        description: 'this adapter always fetches sense',
        meta: cite('cap-set'),
        actions: { type: 'tran_setcap returns', params: { result: 0 } },
      },
      {
        guard: { type: 'the capability is', params: { cap: 'auto-rqsense' } },
        description: 'auto request sense on or off',
        meta: cite('cap-set', 'arq-needs-capability'),
        actions: ['set auto-rqsense', { type: 'tran_setcap returns', params: { result: 1 } }],
      },
      {
        guard: 'tagged-qing with commands active',
        description: 'tagged queueing is not changed under way',
        meta: cite('cap-tagged-idle'),
        actions: { type: 'tran_setcap returns', params: { result: 0 } },
      },
      {
        guard: { type: 'the capability is', params: { cap: 'tagged-qing' } },
        description: 'tagged queueing on or off',
        meta: cite('cap-set'),
        actions: ['set tagged-qing', { type: 'tran_setcap returns', params: { result: 1 } }],
      },
      {
        guard: { type: 'the capability is', params: { cap: 'lun-reset' } },
        description: 'the target driver wants RESET_LUN',
        meta: cite('cap-set', 'reset-lun-capability'),
        actions: ['set lun-reset', { type: 'tran_setcap returns', params: { result: 1 } }],
      },
      {
        guard: { type: 'the capability is', params: { cap: 'qfull-retries' } },
        description: 'how often the adapter itself tries again after QUEUE FULL',
        meta: cite('cap-set', 'qfull-to-driver'),
        actions: ['set qfull-retries', { type: 'tran_setcap returns', params: { result: 1 } }],
      },
      {
        guard: 'the capability is an agreement with the target',
        description: 'synchronous or wide transfers: negotiate with the next command',
        meta: cite('cap-set', 'cap-forces-negotiation'),
        actions: ['have sync and wide negotiated anew', { type: 'tran_setcap returns', params: { result: 1 } }],
      },
      {
        description: 'a capability that cannot be changed',
        meta: cite('cap-set'),
        actions: { type: 'tran_setcap returns', params: { result: 0 } },
      },
    ],
  },
  states: {
    // First, because it reads how many commands are active before `turn` changes that.
    throttle: {
      initial: 'open',
      description: 'How many commands may be active at the device.',
      on: {
        'queue.flush': {
          guard: 'the reset delay begins',
          target: '.resetDelay',
          description: 'after a reset the unit is left alone for a while',
          meta: cite('reset-delay'),
          actions: 'open the throttle fully',
        },
      },
      states: {
        open: {
          description: 'Commands are started while fewer are active than the throttle says.',
          meta: cite('hba-start-rule', 'hba-untagged-one-at-a-time'),
          initial: 'full',
          always: {
            guard: 'an untagged command waits for tagged ones to finish',
            target: 'DRAIN',
            description: 'an untagged command for a tagged unit: drain first',
            meta: cite('hba-untagged-drains'),
          },
          on: {
            'queue.finished': {
              guard: 'nobody answered and others are active',
              target: 'DRAIN',
              description: 'the target did not answer selection: let what is active finish first',
              meta: cite('hba-selection-timeout'),
            },
            'queue.full': [
              {
                guard: 'no QUEUE FULL retries are left',
                description: 'QUEUE FULL is left to the target driver',
                meta: cite('qfull-to-driver'),
              },
              {
                guard: 'none may stay active',
                target: 'QFULL',
                description: 'QUEUE FULL with (almost) nothing active: wait',
                meta: cite('qfull-retry', 'qfull-hold'),
                actions: 'hold the other logical units of the target',
              },
              {
                target: '.reduced',
                description: 'QUEUE FULL: two fewer than were active',
                meta: cite('qfull-retry'),
                actions: 'lower the throttle',
              },
            ],
            'queue.qfull': {
              target: 'QFULL',
              description: 'the target is full: another of its logical units was told',
              meta: cite('qfull-hold'),
            },
            'queue.sense': {
              target: '.full',
              description: 'sense is owed: open the throttle',
              meta: cite('arq-at-the-head'),
              actions: 'open the throttle fully',
            },
          },
          states: {
            full: { description: 'The throttle has its full value.' },
            reduced: {
              description: 'The throttle was lowered by QUEUE FULL.',
              after: {
                watchdogTick: {
                  target: 'full',
                  description: 'the watchdog opens it again',
                  meta: cite('qfull-reopens'),
                  actions: 'open the throttle fully',
                },
              },
            },
          },
        },
        DRAIN: {
          description: 'Nothing new until everything active has finished.',
          meta: cite('hba-untagged-drains'),
          always: {
            guard: 'nothing is active',
            target: 'open',
            description: 'drained',
            meta: cite('hba-untagged-drains'),
            actions: 'open the throttle fully',
          },
          on: {
            'queue.full': [
              {
                guard: 'no QUEUE FULL retries are left',
                description: 'QUEUE FULL is left to the target driver',
                meta: cite('qfull-to-driver'),
              },
              {
                target: 'QFULL',
                description: 'QUEUE FULL while draining: wait',
                meta: cite('qfull-retry', 'qfull-hold'),
                actions: 'hold the other logical units of the target',
              },
            ],
            'queue.qfull': {
              target: 'QFULL',
              description: 'the target is full: another of its logical units was told',
              meta: cite('qfull-hold'),
            },
            'queue.sense': {
              target: 'open',
              description: 'sense is owed: open the throttle',
              meta: cite('arq-at-the-head'),
              actions: 'open the throttle fully',
            },
          },
        },
        QFULL: {
          description: 'The device is full: wait before trying again.',
          meta: cite('qfull-hold'),
          after: {
            qfullRetryInterval: {
              target: 'open',
              description: 'try again',
              meta: cite('qfull-hold'),
              actions: 'open the throttle fully',
            },
          },
          on: {
            'queue.qfull': ignored('held already'),
            'queue.sense': {
              target: 'open',
              description: 'sense is owed: open the throttle',
              meta: cite('arq-at-the-head'),
              actions: 'open the throttle fully',
            },
          },
        },
        resetDelay: {
          description: 'After a reset: nothing is sent to the device.',
          meta: cite('reset-delay'),
          after: {
            resetDelay: {
              target: 'open',
              description: 'the device had its time',
              meta: cite('reset-delay'),
            },
          },
          on: {
            'queue.qfull': ignored('the reset delay holds it longer'),
          },
        },
      },
    },

    callback: {
      initial: 'returned',
      description: 'Must a completion routine return before anything is started?',
      states: {
        returned: {
          description: 'No.',
          on: {
            'queue.finished': {
              guard: 'the next start waits for this callback',
              target: 'HOLD',
              description: 'what the target driver wants to do about it (REQUEST SENSE) goes first',
              meta: cite('hba-callback-before-next'),
              actions: 'wait for its callback',
            },
          },
        },
        HOLD: {
          description: 'Throttle HOLD: only a REQUEST SENSE may be started.',
          meta: cite('hba-callback-before-next'),
          always: {
            guard: 'every callback returned and no thread is in tran_start',
            target: 'returned',
            description: 'the driver had its chance',
            meta: cite('hba-callback-returned'),
          },
          on: {
            'queue.finished': {
              guard: 'the next start waits for this callback',
              description: 'one more to wait for',
              meta: cite('hba-callback-before-next'),
              actions: 'wait for its callback',
            },
          },
        },
      },
    },

    turn: {
      initial: 'quiet',
      description: 'The commands themselves: taken in, started when it is their turn, taken out.',
      on: {
        'queue.offer': [
          {
            guard: 'the unit is tagged and its throttle reached',
            description: 'tran_start: TRAN_BUSY',
            meta: cite('hba-busy-when-throttled', 'hba-start-results'),
            actions: 'refuse with TRAN_BUSY',
          },
          {
            guard: 'the unit is untagged, busy, and the adapter does not queue',
            description: 'tran_start: TRAN_BUSY from an adapter that does not queue',
            meta: cite('hba-no-queueing-untagged', 'hba-start-results'),
            actions: 'refuse with TRAN_BUSY',
          },
          {
            guard: 'the packet has FLAG_HEAD',
            description: 'tran_start: accepted, to the head',
            meta: cite('hba-flag-head', 'hba-start-queues'),
            actions: ['put it at the head', 'take the packet'],
          },
          {
            description: 'tran_start: accepted',
            meta: cite('hba-start-queues'),
            actions: ['put it at the end', 'take the packet'],
          },
        ],
        'queue.requeue': {
          description: 'the selection was lost: first again',
          meta: cite('hba-selection-lost'),
          actions: 'back to the head of the queue',
        },
        'queue.full': [
          {
            guard: 'no QUEUE FULL retries are left',
            description: 'QUEUE FULL for the target driver to handle',
            meta: cite('qfull-to-driver'),
            actions: 'leave QUEUE FULL to the target driver',
          },
          {
            description: 'QUEUE FULL: first again, when the throttle allows',
            meta: cite('qfull-retry'),
            actions: ['back to the head of the queue', 'try again later'],
          },
        ],
        'queue.finished': {
          description: 'a command is over',
          meta: cite('hba-command-complete'),
          actions: 'it is in no queue any more',
        },
        'queue.abort': [
          {
            guard: 'the packet is queued',
            description: 'scsi_abort of a packet that was not started: done at once',
            meta: cite('abort-queued'),
            actions: [
              'end this packet: CMD_ABORTED, STAT_ABORTED',
              'it is in no queue any more',
              'scsi_abort returns 1',
            ],
          },
          {
            guard: 'the packet is active',
            description: 'scsi_abort of an active packet: takes a message',
            meta: cite('abort-message'),
            actions: 'have the abort message sent',
          },
          {
            guard: 'every packet is meant, some are active and some are queued',
            description: 'scsi_abort of everything: the queued ones at once, the active ones by a message',
            meta: cite('abort-queued', 'abort-message', 'abort-partly'),
            actions: ['end the queued packets: CMD_ABORTED, STAT_ABORTED', 'have the abort message sent for the rest'],
          },
          {
            guard: 'every packet is meant, and some are active',
            description: 'scsi_abort of everything, all of it active: by a message',
            meta: cite('abort-message'),
            actions: 'have the abort message sent',
          },
          {
            guard: 'every packet is meant',
            description: 'scsi_abort of everything, nothing is active',
            meta: cite('abort-queued'),
            actions: ['end the queued packets: CMD_ABORTED, STAT_ABORTED', 'scsi_abort returns 1'],
          },
          {
            description: 'scsi_abort of a packet that is not here any more',
            meta: cite('abort-unknown-succeeds'),
            actions: 'scsi_abort returns 1',
          },
        ],
        'queue.reset': [
          {
            guard: 'RESET_LUN without lun-reset',
            description: 'scsi_reset RESET_LUN without the capability',
            meta: cite('reset-lun-capability'),
            actions: 'scsi_reset returns 0',
          },
          {
            guard: 'the reset delay is running',
            description: 'scsi_reset within the reset delay: no message can be sent',
            meta: cite('reset-delay-refuses', 'reset-may-fail'),
            actions: 'scsi_reset returns 0',
          },
          {
            description: 'scsi_reset by a message',
            meta: cite('reset-levels'),
            actions: 'have the reset message sent',
          },
        ],
        'queue.flush': [
          {
            guard: 'queued packets are ended too',
            description: 'reset: active and queued packets end',
            meta: cite('reset-levels', 'timeout-victims'),
            actions: ['end the active packets', 'end the queued packets: CMD_RESET, STAT_ABORTED'],
          },
          {
            description: 'abort: active packets end',
            meta: cite('abort-message', 'timeout-victims'),
            actions: 'end the active packets',
          },
        ],
        'queue.aborted': [
          {
            guard: 'the packet is active',
            description: 'ABORT TAG took effect',
            meta: cite('abort-message', 'timeout-recovery'),
            actions: ['end this packet', 'it is in no queue any more'],
          },
          {
            description: 'ABORT TAG came too late: the packet completed before',
            meta: cite('abort-unknown-succeeds'),
          },
        ],
        'queue.unrecovered': [
          {
            guard: 'every marked packet is meant',
            description: 'nothing helped: the marked packets go back',
            meta: cite('timeout-unrecovered'),
            actions: 'give up the marked packets',
          },
          {
            guard: 'the packet is active',
            description: 'nothing helped: the packet goes back',
            meta: cite('timeout-unrecovered'),
            actions: ['give up this packet', 'it is in no queue any more'],
          },
          {
            description: 'the packet completed before',
            meta: cite('timeout-unrecovered'),
          },
        ],
      },
      states: {
        quiet: {
          description: 'No turn on the bus is asked for.',
          always: {
            guard: 'the command at the head may be started',
            target: 'asking',
            description: 'something may be started',
            meta: cite('hba-start-rule', 'hba-untagged-one-at-a-time', 'arq-at-the-head'),
            actions: 'ask for a turn',
          },
        },
        asking: {
          description: "Waits for the bus and for this unit's turn.",
          on: {
            'queue.grant': [
              {
                guard: 'the command at the head may be started',
                target: 'quiet',
                description: 'start the command at the head',
                meta: cite('hba-start-rule'),
                actions: ['it becomes active', 'start the command at the head'],
              },
              {
                target: 'quiet',
                description: 'nothing may be started any more',
                meta: cite('hba-start-rule'),
                actions: 'let the turn pass',
              },
            ],
          },
        },
      },
    },

    autoSense: {
      initial: 'idle',
      description: 'The one sense command of the unit.',
      meta: cite('arq-one-per-unit'),
      states: {
        idle: {
          description: 'Free.',
          on: {
            'queue.sense': {
              target: 'busy',
              description: 'REQUEST SENSE for this packet, before everything else',
              meta: cite('arq-at-the-head'),
              actions: ['REQUEST SENSE to the very head', 'set up the sense command', 'sense is on its way'],
            },
          },
        },
        busy: {
          description: 'Fetching sense for a packet.',
          on: {
            'queue.sense': {
              description: 'another packet needs it: refused',
              meta: cite('arq-one-per-unit'),
              actions: ['it is in no queue any more', 'there is no second sense command'],
            },
            'queue.senseDone': {
              target: 'idle',
              description: 'the sense command is over',
              meta: cite('arq-fills-block'),
            },
          },
        },
      },
    },

    watchdog: {
      initial: 'stopped',
      description: 'One countdown for all timed commands of the unit (adapters that time units, not packets).',
      meta: cite('timeout-one-countdown'),
      states: {
        stopped: {
          description: 'No timed command is on the bus or disconnected.',
          on: {
            'queue.grant': {
              guard: 'the start begins or restarts the countdown',
              target: 'running',
              description: 'a timed command is put on the bus',
              meta: cite('timeout-clock-on-bus', 'timeout-one-countdown'),
            },
          },
        },
        running: {
          description: 'The countdown runs.',
          always: {
            guard: 'no timed command is active',
            target: 'stopped',
            description: 'all finished in time',
            meta: cite('timeout-one-countdown'),
          },
          on: {
            'queue.grant': {
              guard: 'the start begins or restarts the countdown',
              target: 'running',
              reenter: true,
              description: 'each start restarts it',
              meta: cite('timeout-one-countdown'),
            },
          },
          after: {
            pktTime: {
              target: 'expired',
              description: 'expired: mark what is active, then recover',
              meta: cite('timeout-marks-all-active', 'timeout-recovery'),
              actions: ['mark every active timed packet', 'ask the adapter for recovery'],
            },
          },
        },
        expired: {
          description: 'The adapter tries to recover the target.',
          always: {
            guard: 'no timed command is active',
            target: 'stopped',
            description: 'the marked commands are gone, one way or another',
            meta: cite('timeout-recovery'),
            actions: 'no recovery is needed any more',
          },
        },
      },
    },
  },
});
