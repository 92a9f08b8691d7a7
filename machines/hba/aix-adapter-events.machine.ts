import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { AdapterEvent } from '../protocol/aix-adapter.ts';
import type { EventCall, EventsMessage } from '../protocol/aix-entry.ts';
import type { Address, Lun } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-events` is started with. */
export type AixEventsInput = {
  lun: Lun;
  /** default SC_IM_MODE */ mode?: 'SC_TM_MODE';
};

export type AixEventsContext = {
  at: { lun: Lun; mode: EventCall['mode'] };
  handler: Address | null;
  /** What has happened since the handler was called. */
  merged: readonly AdapterEvent[];
};

type Context = AixEventsContext;
type Event = EventsMessage;

const call = (events: (from: { context: Context; event: Event }) => readonly AdapterEvent[]) =>
  send<Context, Event, EventCall>(
    ({ context }) => context.handler ?? '',
    (from) => ({ type: 'event.handler', ...from.context.at, events: events(from) }),
  );
const happened = ({ event }: { event: Event }): AdapterEvent => {
  assertEvent(event, 'events.happened');
  return event.event;
};

/** Who is told of the asynchronous events of the adapter, for one device: one call at a time, events are merged. */
export const aixEventsMachine = setup({
  types: { input: {} as AixEventsInput, context: {} as Context, events: {} as Event },
  guards: {
    'more has happened': ({ context }) => context.merged.length > 0,
    'that is already noted': ({ context, event }) =>
      event.type === 'events.happened' && context.merged.includes(event.event),
  },
  actions: {
    'keep the handler': assign(({ event }) => {
      assertEvent(event, 'events.register');
      return { handler: event.handler, merged: [] };
    }),
    'forget the handler': assign({ handler: null, merged: [] }),
    'call the handler': call((from) => [happened(from)]),
    'call the handler with what was merged': call(({ context }) => context.merged),
    'merge it': assign(({ context, event }) => ({ merged: [...context.merged, happened({ event })].sort() })),
    'nothing is merged': assign({ merged: [] }),
  },
}).createMachine({
  id: 'aix-adapter-events',
  description: 'Asynchronous events of an AIX SCSI adapter driver, for one device.',
  context: ({ input }) => ({ at: { lun: input.lun, mode: input.mode ?? 'SC_IM_MODE' }, handler: null, merged: [] }),
  initial: 'none',
  states: {
    none: {
      description: 'No handler is registered.',
      on: {
        'events.register': {
          target: 'idle',
          actions: 'keep the handler',
          description: 'SCIOEVENT.',
          meta: cite('ioctl-event'),
        },
      },
    },
    idle: {
      description: 'A handler is registered, nothing has happened.',
      on: {
        'events.happened': {
          target: 'calling',
          actions: 'call the handler',
          description: 'The handler is called.',
          meta: cite('event-one-at-a-time', 'event-fatal', 'event-command-failed', 'event-reset', 'tm-exhausted'),
        },
        'events.cancel': {
          target: 'none',
          actions: 'forget the handler',
          description: 'The device is closed.',
          meta: cite('ioctl-event'),
        },
      },
    },
    calling: {
      description: 'The handler has the event structure until it returns.',
      on: {
        'events.happened': [
          {
            guard: 'that is already noted',
            description: 'The same once more: the bit is set already.',
            meta: cite('event-one-at-a-time'),
          },
          {
            actions: 'merge it',
            description: 'Its bit is set for the next call.',
            meta: cite('event-one-at-a-time'),
          },
        ],
        'events.returned': [
          {
            guard: 'more has happened',
            actions: ['call the handler with what was merged', 'nothing is merged'],
            description: 'Called once more, with everything that has happened meanwhile.',
            meta: cite('event-one-at-a-time'),
          },
          { target: 'idle', description: 'The structure is free.', meta: cite('event-one-at-a-time') },
        ],
        'events.cancel': {
          target: 'ending',
          actions: 'forget the handler',
          description: 'The device is closed while the handler runs.',
          meta: cite('ioctl-event'),
        },
      },
    },
    ending: {
      description: 'Closed; the last call has not returned yet.',
      on: {
        'events.returned': {
          target: 'none',
          description: 'The last call has returned.',
          meta: cite('ioctl-event', 'event-one-at-a-time'),
        },
        'events.register': {
          target: 'calling',
          actions: 'keep the handler',
          description: 'Opened and registered anew while the handler of the session before still runs.',
          meta: cite('ioctl-event', 'event-one-at-a-time'),
        },
      },
    },
  },
});
