import { cite } from '../clauses/index.ts';

/** tran_setcap. The first row that holds is taken. */
export const setcap = [
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
] as const;
