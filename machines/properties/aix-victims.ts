import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Iodone } from '../protocol/aix-adapter.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import { ofScBuf, type ScBufAt, someOriginal } from './aix-watched.ts';
import { offers, onlyChecks } from './expectation.ts';
import type { Configuration, Observation, Verdict, WatcherProperty } from './property.ts';
import { someMessage } from './single-message.ts';
import { once, type WatcherTag } from './watched.ts';

/** Whom the errors of others hurt above an AIX adapter driver. */

type Event = Observation<ScBufMessage | Iodone>;
type From = { context: { at: ScBufAt }; event: Event };

const innocent = setup({
  types: {
    input: {} as ScBufAt,
    context: {} as { at: ScBufAt },
    events: {} as Event,
    tags: {} as WatcherTag,
  },
  guards: {
    'it is this one': ofScBuf,
    'it is this one, with ENXIO': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'sc.iodone' && from.event.message.error === 'ENXIO',
  },
}).createMachine({
  id: 'aix-flushed-innocent',
  context: ({ input }) => ({ at: input }),
  initial: 'elsewhere',
  states: {
    elsewhere: {
      description: 'Not in the chain of the adapter driver.',
      on: {
        'delivered.scbuf.chained': {
          guard: 'it is this one',
          target: 'waiting',
          description: 'it waits in the chain',
          meta: cite('adapter-chains-at-tail'),
        },
      },
    },
    waiting: {
      description: 'In the chain, never started.',
      on: {
        'delivered.scbuf.started': {
          guard: 'it is this one',
          target: 'elsewhere',
          description: 'sc_start',
          meta: cite('adapter-start-arms-timeout'),
        },
        'sent.sc.iodone': {
          guard: 'it is this one, with ENXIO',
          target: 'flushed',
          description: 'the error of another flushes it',
          meta: cite('queue-cleared-without-tags'),
        },
      },
    },
    flushed: { description: 'Flushed, though it was never started.', tags: 'seen' },
  },
});

function flushesInnocent(configuration: Configuration): Verdict | undefined {
  const { architecture, aixDisk, slots } = configuration;
  if (architecture !== 'aix' || !onlyChecks(configuration)) return undefined;
  if (aixDisk.commandTagQueuing && aixDisk.afterSense === 'clear') return undefined;
  return !aixDisk.commandTagQueuing && slots >= 2 && aixDisk.queueDepth >= 2 ? 'holds' : 'fails';
}

const hurtsByReset = (configuration: Configuration): Verdict | undefined => {
  const { architecture, targets, faultBudget } = configuration;
  if (architecture !== 'aix' || !offers(configuration, 'target.command.arrival=hang')) return undefined;
  // A command that is hurt has to be there still when another one has timed out: it hangs as well, for less long.
  return targets >= 2 && faultBudget >= 2 ? 'holds' : undefined;
};

export const aixVictimProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-flushed-innocent',
    architecture: 'aix',
    kind: 'sometimes',
    says: 'On a CHECK CONDITION alone a command that was never started comes back with ENXIO.',
    source: ['queue-cleared-without-tags'],
    expected: flushesInnocent,
    machine: innocent,
    instances: someOriginal,
  },
  {
    id: 'aix-victim-of-reset',
    architecture: 'aix',
    kind: 'sometimes',
    says: 'A command that did not time out ends with SC_SCSI_BUS_RESET because another one did.',
    source: ['queue-reset', 'adapter-timeout-resets-bus'],
    expected: hurtsByReset,
    machine: someMessage<Iodone>({
      id: 'aix-victim-of-reset',
      on: 'sent.sc.iodone',
      when: ({ cardStatus }) => cardStatus === 'SC_SCSI_BUS_RESET',
      description: 'the reset ends it',
      source: ['queue-reset'],
    }),
    instances: once,
  },
];
