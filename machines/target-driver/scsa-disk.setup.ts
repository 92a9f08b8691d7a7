import { not, setup, stateIn } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import { diskActions } from './scsa-disk.actions.ts';
import { diskGuards } from './scsa-disk.guards.ts';
import type { ScsaDiskContext, ScsaDiskEvent, ScsaDiskInput } from './scsa-disk.types.ts';

/** The words of which `scsa-disk.machine.ts` is written. */
export const scsaDiskSetup = setup({
  types: {
    input: {} as ScsaDiskInput,
    context: {} as ScsaDiskContext,
    events: {} as ScsaDiskEvent,
  },
  guards: {
    ...diskGuards,
    'a reservation is held or wanted': not(stateIn({ reservation: 'none' })),
    'resources are waited for': stateIn({ dispatch: 'resourceWait' }),
  },
  actions: diskActions,
  delays: {
    tranBusyDelay: delays.tranBusyDelay,
    restartDelay: delays.restartDelay,
    unitAttentionDelay: delays.unitAttentionDelay,
    senseFailureDelay: delays.senseFailureDelay,
    reservationConflictDelay: delays.reservationConflictDelay,
    busyDelay: delays.busyDelay,
    notReadyDelay: delays.notReadyDelay,
    startUnitDelay: delays.startUnitDelay,
    qfullThrottleStep: delays.qfullThrottleStep,
    throttleRestore: delays.throttleRestore,
    suspendWait: delays.suspendWait,
  },
});
