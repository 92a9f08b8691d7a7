import { cite } from '../clauses/index.ts';
import { begins, scBufProperty, submitted, watchingScBuf } from './aix-sc-buf-watched.ts';
import { everyOriginal, overScBuf } from './aix-watched.ts';
import { leavesHeldQueue, rejectsResume } from './expectation.ts';
import type { WatcherProperty } from './property.ts';
import { broken } from './watched.ts';

/** What becomes of the requests for which sc_bufs are sent. */

const answeredAfter = watchingScBuf.createMachine({
  id: 'aix-I21',
  context: begins,
  initial: 'free',
  states: {
    free: {
      description: 'Its sc_buf is with the head driver.',
      on: { 'delivered.scbuf.devstrat': submitted },
    },
    submitted: {
      description: 'Its sc_buf is with the adapter driver.',
      on: {
        'delivered.sc.iodone': {
          guard: 'it is this one',
          target: 'free',
          description: 'dd_iodone',
          meta: cite('dd-iodone-analyses'),
        },
        'sent.buf.biodone': {
          guard: 'it is this one',
          target: 'early',
          description: 'answered before dd_iodone',
          meta: cite('dd-iodone-analyses', 'dd-good'),
        },
      },
    },
    early: broken('A request was answered while its sc_buf was with the adapter driver.'),
  },
});

const isAnswered = {
  guard: 'it is this one',
  target: 'untried',
  description: 'answered',
  meta: cite('dd-good', 'dd-retries-exhausted'),
} as const;
const meets = (target: string) =>
  ({
    guard: 'it is this one, with SC_SCSI_BUS_FAULT',
    target,
    description: 'the bus has failed',
    meta: cite('dd-bus-fault'),
  }) as const;

const asyncLast = watchingScBuf.createMachine({
  id: 'aix-I22',
  context: begins,
  initial: 'untried',
  states: {
    untried: {
      description: 'No bus fault for this request so far.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf, with SC_ASYNC',
          target: 'wrong',
          description: 'SC_ASYNC, and the bus has not failed',
          meta: cite('dd-async-last'),
        },
        'sent.sc.iodone': meets('faulted'),
      },
    },
    faulted: {
      description: 'The bus has failed: it may be tried again, in the end with SC_ASYNC.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf, with SC_ASYNC',
          target: 'last',
          description: 'the last retry: asynchronous',
          meta: cite('dd-async-last'),
        },
        'sent.buf.biodone': isAnswered,
      },
    },
    last: {
      description: 'The last retry after bus faults.',
      on: { 'sent.sc.iodone': meets('spent'), 'sent.buf.biodone': isAnswered },
    },
    spent: {
      description: 'Nothing is left to be tried.',
      on: {
        'delivered.scbuf.devstrat': {
          guard: 'it is this sc_buf',
          target: 'wrong',
          description: 'once more, after the last retry',
          meta: cite('dd-async-last', 'dd-retries-exhausted'),
        },
        'sent.buf.biodone': isAnswered,
      },
    },
    wrong: broken('SC_ASYNC on something else than the last retry after a bus fault.'),
  },
});

const originalsEnd = watchingScBuf.createMachine({
  id: 'aix-I34',
  context: begins,
  initial: 'idle',
  states: {
    idle: {
      description: 'No request in this place.',
      on: {
        'delivered.buf.strategy': {
          guard: 'it is this one',
          target: 'requested',
          description: 'dd_strategy',
          meta: cite('dd-strategy-queues'),
        },
      },
    },
    requested: {
      description: 'An answer is due.',
      tags: 'pending',
      on: { 'sent.buf.biodone': { ...isAnswered, target: 'idle' } },
    },
  },
});

export const aixRequestProperties: readonly WatcherProperty[] = [
  scBufProperty({
    says: 'A request is not answered while its sc_buf is with the adapter driver.',
    source: ['dd-iodone-analyses', 'dd-good'],
    machine: answeredAfter,
    instances: everyOriginal,
  }),
  scBufProperty({
    says: 'SC_ASYNC is set on the last retry after bus faults only.',
    source: ['dd-async-last', 'adapter-async'],
    machine: asyncLast,
    instances: everyOriginal,
  }),
  scBufProperty({
    kind: 'eventually',
    says: 'Every request to the head driver is answered, unless SCIOSTOP, or the rejection of SC_Q_RESUME, leaves it in a held queue.',
    source: [
      'dd-strategy-queues',
      'dd-retries-exhausted',
      'dd-flushed-again',
      'queue-stop-held',
      'queue-flags-misused',
    ],
    expected: (configuration) => {
      const verdict = overScBuf(configuration);
      return verdict && (leavesHeldQueue(configuration) || rejectsResume(configuration)) ? 'fails' : verdict;
    },
    machine: originalsEnd,
    instances: everyOriginal,
  }),
];
