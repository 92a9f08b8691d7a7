import { setup } from 'xstate';
import { type ClauseId, cite } from '../clauses/index.ts';
import type { Observation } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

type Sight<M extends { readonly type: string }> = {
  readonly id: string;
  /** What it looks at, e.g. `sent.pkt.comp`. */
  readonly on: Observation<M>['type'];
  readonly when: (message: M) => boolean;
  /** What such a message is, in words. */
  readonly description: string;
  readonly source: readonly [ClauseId, ...ClauseId[]];
};

const waiting = <M extends { readonly type: string }>({ when }: Sight<M>) =>
  setup({
    types: { events: {} as { type: string; message: unknown }, tags: {} as WatcherTag },
    // It comes here only by the name in `on`, which is that of the message.
    guards: { 'it is such a message': ({ event }) => when(event.message as M) },
  });

/** A watcher to which every message is a case of its own: one that looks so breaks the property. */
export const noMessage = <M extends { readonly type: string }>(sight: Sight<M>) =>
  waiting(sight).createMachine({
    id: sight.id,
    initial: 'watching',
    states: {
      watching: {
        description: 'No such message so far.',
        on: {
          [sight.on]: {
            guard: 'it is such a message',
            target: 'violated',
            description: sight.description,
            meta: cite(...sight.source),
          },
        },
      },
      violated: broken('There was one.'),
    },
  });

/** A watcher that waits for one message that looks so. */
export const someMessage = <M extends { readonly type: string }>(sight: Sight<M>) =>
  waiting(sight).createMachine({
    id: sight.id,
    initial: 'waiting',
    states: {
      waiting: {
        description: 'No such message so far.',
        on: {
          [sight.on]: {
            guard: 'it is such a message',
            target: 'seen',
            description: sight.description,
            meta: cite(...sight.source),
          },
        },
      },
      seen: { description: 'There was one.', tags: 'seen' },
    },
  });
