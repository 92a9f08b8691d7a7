import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { Iodone } from '../protocol/aix-adapter.ts';
import type { DdRequest } from '../protocol/aix-disk.ts';
import type { BufDone } from '../protocol/buf.ts';
import type { Slot } from '../protocol/names.ts';
import { everyOriginal, ofScBuf, overScBuf, type ScBufAt } from './aix-watched.ts';
import type { Observation, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** Requests that travel in the sc_buf of another one (spanned commands). */

type Context = { at: ScBufAt /** the place whose sc_buf carries it */; carrier: Slot | null };
type Event = Observation<DdRequest | Iodone | BufDone>;
type From = { context: Context; event: Event };

const carriesIt = ({ context: { at }, event: { message } }: From): boolean =>
  message.type === 'dd.issue' && message.riders.includes(at.slot);
const isBack =
  (holds: (fields: Iodone) => boolean) =>
  ({ context: { carrier }, event: { message } }: From): boolean =>
    message.type === 'sc.iodone' && message.slot === carrier && holds(message);

const goesAlone = {
  guard: 'it is sent by itself',
  target: 'twice',
  description: 'sent by itself as well',
  meta: cite('dd-spanned'),
} as const;

const carried = setup({
  types: { input: {} as ScBufAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it goes along with another one': carriesIt,
    'it is sent by itself': ({ context: { at }, event: { to } }: From) => to === at.command,
    'it is answered': ofScBuf,
    'it is answered with success': (from: From) =>
      ofScBuf(from) && from.event.message.type === 'buf.biodone' && from.event.message.error === 'none',
    'the sc_buf is back, everything was transferred': isBack(
      ({ error, resid }) => error === 'none' && resid === 'zero',
    ),
    'the sc_buf is back': isBack(() => true),
  },
  actions: {
    'note who carries it': assign(({ context: { at }, event: { to } }: From) => ({
      // The places of a unit have addresses of one form.
      carrier: to.replace(at.command.slice(0, at.command.length - at.slot.length), ''),
    })),
    'nobody carries it': assign({ carrier: null }),
  },
}).createMachine({
  id: 'aix-I20',
  context: ({ input }) => ({ at: input, carrier: null }),
  initial: 'by itself',
  states: {
    'by itself': {
      description: 'It does not go along with another one.',
      on: {
        'delivered.dd.issue': {
          guard: 'it goes along with another one',
          target: 'carried',
          actions: 'note who carries it',
          description: 'spanned: the sc_buf of another one carries it',
          meta: cite('dd-spanned'),
        },
      },
    },
    carried: {
      description: 'The sc_buf that carries it is with the adapter driver.',
      on: {
        'delivered.dd.issue': goesAlone,
        'sent.buf.biodone': {
          guard: 'it is answered',
          target: 'early',
          description: 'answered before the sc_buf is back',
          meta: cite('dd-spanned-iodone'),
        },
        'sent.sc.iodone': [
          {
            guard: 'the sc_buf is back, everything was transferred',
            target: 'due',
            actions: 'nobody carries it',
            description: 'one iodone for all of them',
            meta: cite('dd-spanned-iodone'),
          },
          {
            guard: 'the sc_buf is back',
            target: 'by itself',
            actions: 'nobody carries it',
            description: 'not good: they go again, or fail',
            meta: cite('dd-error-alone'),
          },
        ],
      },
    },
    due: {
      description: 'Transferred: its own iodone is due.',
      on: {
        'delivered.dd.issue': goesAlone,
        'sent.buf.biodone': [
          {
            guard: 'it is answered with success',
            target: 'by itself',
            description: 'its own iodone',
            meta: cite('dd-spanned-iodone'),
          },
          {
            guard: 'it is answered',
            target: 'denied',
            description: 'an error, though it was transferred',
            meta: cite('dd-spanned-iodone', 'dd-good'),
          },
        ],
      },
    },
    early: broken('A request was answered while the sc_buf that carried it was with the adapter driver.'),
    twice: broken('A request was sent by itself although another sc_buf carried it.'),
    denied: broken('A request failed although the sc_buf that carried it came back good.'),
  },
});

export const aixSpannedProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-I20',
    architecture: 'aix',
    kind: 'never',
    says: 'A request that is spanned is not sent by itself, is answered after the one iodone of the sc_buf that carries it, and with success if that was good.',
    source: ['dd-spanned', 'dd-spanned-iodone', 'dd-error-alone'],
    expected: overScBuf,
    machine: carried,
    instances: everyOriginal,
  },
];
