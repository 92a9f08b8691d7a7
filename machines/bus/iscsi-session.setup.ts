import { setup } from 'xstate';
import { delays } from '../protocol/parameters.ts';
import { nexusActions } from './nexus-actions.ts';
import type { NexusContext, NexusEvent, NexusInput } from './nexus-context.ts';
import { nexusGuards } from './nexus-guards.ts';

/** The words of which `iscsi-session.machine.ts` is written. */
export const iscsiSessionSetup = setup({
  types: { context: {} as NexusContext, events: {} as NexusEvent, input: {} as NexusInput },
  guards: nexusGuards,
  actions: nexusActions,
  delays: {
    securityNegotiation: delays.securityNegotiation,
    operationalNegotiation: delays.operationalNegotiation,
    loginRedirection: delays.loginRedirection,
    time2wait: delays.time2wait,
    time2retain: delays.time2retain,
  },
});
