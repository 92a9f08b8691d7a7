import { setup } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import { busActions } from './bus-actions.ts';
import type { BusContext, BusEvent, BusInput } from './bus-context.ts';
import { busGuards } from './bus-guards.ts';
import { phaseActions } from './phase-actions.ts';
import { phaseGuards } from './phase-guards.ts';

/** The words of which `parallel-phase.machine.ts` is written. */
export const parallelPhaseSetup = setup({
  types: { context: {} as BusContext, events: {} as BusEvent, input: {} as BusInput },
  guards: { ...busGuards, ...phaseGuards },
  actions: { ...busActions, ...phaseActions },
  delays: {
    busSettleDelay: delays.busSettleDelay,
    busFreeDelay: delays.busFreeDelay,
    arbitrationDelay: delays.arbitrationDelay,
    phaseDelay: delays.phaseDelay,
    selectionTimeout: delays.selectionTimeout,
    resetHold: delays.resetHold,
  },
});
