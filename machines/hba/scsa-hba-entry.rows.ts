import { cite } from '../clauses/index.ts';

/** tran_start. */
export const start = [
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
    guard: 'the adapter finds out later, and does not poll',
    description: 'tran_start: TRAN_ACCEPT at once, and the packet turns out not to be acceptable',
    meta: cite('hba-start-parks'),
    actions: 'accept the packet in vain',
  },
  {
    description: 'tran_start: up to the queue of the logical unit',
    meta: cite('hba-start-queues', 'hba-busy-when-throttled'),
    actions: 'offer it to its queue',
  },
] as const;

/** tran_abort. */
export const abort = [
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
] as const;

/** tran_reset. */
export const reset = [
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
] as const;
