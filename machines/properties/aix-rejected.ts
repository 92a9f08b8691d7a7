import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Devstrat, Iodone } from '../protocol/aix-adapter.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import { everyScBuf, ofScBuf, overScBuf, type ScBufAt } from './aix-watched.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** What sc_strategy finds wrong with an sc_buf: av_forw, bp and resvd1, span, size, length ... */

type Event = Observation<Devstrat | Iodone | ScBufMessage>;
type From = { context: { at: ScBufAt }; event: Event };

const tests = setup({
  types: { input: {} as ScBufAt, context: {} as { at: ScBufAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this one': ofScBuf,
    'it is this one, and something is wrong with it': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'sc.strategy' && from.event.message.defect !== 'no',
    'it is this one, as if it had been carried out': (from: From) =>
      ofScBuf(from) &&
      from.event.message.type === 'sc.iodone' &&
      (from.event.message.error === 'none' || from.event.message.error === 'EIO'),
  },
}).createMachine({
  id: 'aix-I19',
  context: ({ input }) => ({ at: input }),
  initial: 'in order',
  states: {
    'in order': {
      description: 'Nothing has been found wrong with it.',
      on: {
        'delivered.sc.strategy': {
          guard: 'it is this one, and something is wrong with it',
          target: 'rejected',
          description: 'sc_strategy finds something',
          meta: cite(
            'adapter-tests-size',
            'adapter-tests-av-forw',
            'adapter-tests-span',
            'adapter-tests-bp-and-resvd1',
          ),
        },
      },
    },
    rejected: {
      description: 'Iodone with an errno is due.',
      on: {
        'delivered.scbuf.chained': {
          guard: 'it is this one',
          target: 'taken',
          description: 'taken into the queue nevertheless',
          meta: cite('adapter-reject-keeps-queue'),
        },
        'sent.sc.iodone': [
          {
            guard: 'it is this one, as if it had been carried out',
            target: 'taken',
            description: 'back as if it had been carried out',
            meta: cite('scbuf-reject-by-iodone'),
          },
          {
            guard: 'it is this one',
            target: 'in order',
            description: 'back with the errno of a rejection',
            meta: cite('scbuf-reject-by-iodone'),
          },
        ],
      },
    },
    taken: broken('An sc_buf in which the tests had found something was taken.'),
  },
});

export const aixRejectedProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I19',
    architecture: 'aix',
    kind: 'never',
    says: 'An sc_buf in which sc_strategy finds something wrong never enters the queue, and comes back with an errno that says so.',
    source: ['scbuf-reject-by-iodone', 'adapter-reject-keeps-queue'],
    expected: overScBuf,
    machine: tests,
    instances: everyScBuf,
  },
];
