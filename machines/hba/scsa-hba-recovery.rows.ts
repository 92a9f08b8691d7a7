import { cite } from '../clauses/index.ts';

/** RST was seen: nothing that was on its way counts any more. */
export const busReset = [
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
] as const;

/** What became of the message that was sent to abort or to reset. */
export const messageSent = [
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
] as const;
