import { cite } from '../clauses/index.ts';
import type { adapterQueueSetup } from './adapter-queue.setup.ts';

type State = Parameters<typeof adapterQueueSetup.createStateConfig>[0];

/** tran_start, tran_abort, tran_reset, and what the bus has done. */
export const turn: State = {
  initial: 'quiet',
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
        actions: ['end this packet: CMD_ABORTED, STAT_ABORTED', 'it is in no queue any more', 'scsi_abort returns 1'],
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
};
