import { cite } from '../clauses/index.ts';
import type { scsaDiskCommandSetup } from './scsa-disk-command.setup.ts';

type States = NonNullable<Parameters<typeof scsaDiskCommandSetup.createStateConfig>[0]['states']>;

/** May the command be tried again, and what if not. */
export const retries: States = {
  retrying: {
    id: 'retrying',
    description: 'May the command be retried (sd_retry_command)?',
    always: [
      {
        guard: 'FLAG_DIAGNOSE',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'FLAG_DIAGNOSE: never.',
        meta: cite('sd-diagnose'),
      },
      {
        guard: 'FLAG_ISOLATE and a transport failure',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'FLAG_ISOLATE: not after a transport failure.',
        meta: cite('sd-isolate'),
      },
      {
        guard: 'failfast applies and is or becomes active',
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'Failfast: a B_FAILFAST request does not wait for a device that is gone.',
        meta: cite('sd-failfast'),
      },
      {
        guard: 'class NOCHECK',
        target: 'retry',
        description: 'NOCHECK: without limit.',
        meta: cite('sd-class-nocheck'),
      },
      {
        guard: 'class UNIT ATTENTION, retries left',
        target: 'retry',
        actions: 'count a unit attention retry',
        description: 'UNIT ATTENTION: counted.',
        meta: cite('sd-class-ua'),
      },
      {
        guard: 'class UNIT ATTENTION',
        target: 'exhausted',
        description: 'UNIT ATTENTION: used up.',
        meta: cite('sd-class-ua'),
      },
      {
        guard: 'class VICTIM, retries left',
        target: 'retry',
        actions: 'count a victim retry',
        description: 'VICTIM: counted apart. When used up the rows below apply.',
        meta: cite('sd-class-victim'),
      },
      {
        guard: 'class BUSY, retries left',
        target: 'retry',
        actions: 'count a retry',
        description: 'BUSY: counted with STANDARD.',
        meta: cite('sd-class-busy'),
      },
      { guard: 'class BUSY', target: 'exhausted', description: 'BUSY: used up.', meta: cite('sd-class-busy') },
      {
        guard: 'retries left (STANDARD)',
        target: 'retry',
        actions: 'count a retry',
        description: 'STANDARD: counted.',
        meta: cite('sd-class-standard'),
      },
      { target: 'exhausted', description: 'STANDARD: used up.', meta: cite('sd-class-standard') },
    ],
  },

  retry: {
    description: 'The retry is granted.',
    always: {
      target: '#prepared.withPacket',
      actions: ['tell the unit: retry', 'the decision is over'],
      description: 'The unit starts it again when its time has come.',
      meta: cite('sd-retry-slot'),
    },
  },

  exhausted: {
    description: 'No retries left.',
    always: [
      {
        guard: 'selection was never answered',
        target: '#finishing',
        actions: ['tell the unit: not responding', { type: 'b_error', params: 'EIO' }],
        description: 'The device does not respond: EIO, the state is OFFLINE.',
        meta: cite('sd-exhausted'),
      },
      {
        guard: 'bytes were left over',
        target: '#finishing',
        actions: ['b_resid takes pkt_resid', { type: 'b_error', params: 'EIO' }],
        description: 'Short to the end: EIO, b_resid takes pkt_resid.',
        meta: cite('sd-short-transfer'),
      },
      {
        target: '#finishing',
        actions: { type: 'b_error', params: 'EIO' },
        description: 'EIO; b_resid is left as it is.',
        meta: cite('sd-exhausted', 'sd-resid-on-failure'),
      },
    ],
  },
};
