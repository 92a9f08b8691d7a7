import { address, internalSlot, requestSenseSlot } from '../protocol/names.ts';
import type { SdParameters } from '../protocol/parameters.ts';
import { nothingNegotiated } from './scsa-disk.actions.ts';
import { scsaDiskSetup } from './scsa-disk.setup.ts';
import { dispatch } from './scsa-disk-dispatch.states.ts';
import { failfast } from './scsa-disk-failfast.states.ts';
import { lifecycle } from './scsa-disk-lifecycle.states.ts';
import { reservation } from './scsa-disk-reservation.states.ts';
import { priority, retry } from './scsa-disk-retry.states.ts';
import { requestSense, startUnit } from './scsa-disk-sense.states.ts';
import { throttle } from './scsa-disk-throttle.states.ts';

export type { ScsaDiskInput } from './scsa-disk.types.ts';

/** What a unit that starts attached has negotiated: what its parameters ask for. */
function negotiated(params: SdParameters) {
  const queueing = params.autoRequestSense || params.queueWithoutArq;
  const limit = queueing ? (params.taggedQueueing ? params.throttleMax : Math.min(3, params.throttleMax)) : 1;
  return {
    arq: params.autoRequestSense,
    tagged: queueing && params.taggedQueueing,
    untaggedQueueing: queueing,
    lunReset: params.lunResetEnabled,
    throttle: limit,
    throttleLimit: limit,
  };
}

/**
 * sd(7D), one per logical unit (struct sd_lun): attaching, the wait queue and its conditions, the one retry, START UNIT,
 * the one REQUEST SENSE, throttle, failfast and reservation. What becomes of a single command is `scsa-disk-command`.
 */
export const scsaDiskMachine = scsaDiskSetup.createMachine({
  id: 'scsa-disk',
  context: ({ input }) => ({
    at: {
      lun: input.lun,
      self: address.disk(input.lun),
      adapter: address.adapter(input.adapter),
      internal: internalSlot(input.lun),
      requestSense: requestSenseSlot(input.lun),
      startAttached: input.startAttached,
    },
    params: input.params,
    ...(input.startAttached ? negotiated(input.params) : nothingNegotiated),
    waitq: [],
    failfastSlots: [],
    inTransport: 0,
    throttleBeforeBusy: 0,
    retrySlot: null,
    priorityTimer: false,
    startUnitPending: false,
    senseFor: null,
    failfast: 'inactive',
    failfastSlot: null,
    tries: 0,
    unitAttentions: 0,
    unitStarts: 0,
    readyWaits: 0,
    suspend: 'no',
    stateBefore: 'normal',
    asleep: [],
  }),
  type: 'parallel',
  states: {
    lifecycle,
    dispatch,
    retry,
    priority,
    startUnit,
    requestSense,
    failfast,
    throttle,
    reservation,
  },
});
