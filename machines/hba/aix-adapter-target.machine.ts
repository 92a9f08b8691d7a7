import { assertEvent, assign, enqueueActions, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { EntryErrno, EntryIoctlReply, EventsMessage } from '../protocol/aix-entry.ts';
import type {
  SendAnswer,
  TargetModeRequest,
  TmBufMessage,
  TmBufName,
  TmFlag,
  TmRecv,
} from '../protocol/aix-target-mode.ts';
import { type Address, address } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-target` is started with. */
export type AixTargetInput = { /** adapter name */ name: string; buffers: readonly TmBufName[] };

type Data = Extract<TargetModeRequest, { type: 'tm.data' }>;

export type AixTargetContext = {
  at: { name: string; buffers: readonly TmBufName[] };
  /** Who has called SCIOSTARTTGT, and gets the buffers. */
  head: Address | null;
  free: readonly TmBufName[];
  /** Sends that were held back, in the order in which they came. */
  waiting: readonly Data[];
};

type Context = AixTargetContext;
type Event = TargetModeRequest;
type From = { context: Context; event: Event };

const dataOf = ({ event }: { event: Event }): Data => {
  assertEvent(event, 'tm.data');
  return event;
};
const flagsOf = ({ more, failure }: Data): readonly TmFlag[] => {
  if (failure !== 'no') return ['TM_ERROR'];
  return more ? ['TM_HASDATA', 'TM_MORE_DATA'] : ['TM_HASDATA'];
};

const toBuffer = (buffer: TmBufName, message: TmBufMessage) =>
  send<Context, Event, TmBufMessage>(
    () => address.tmBuf(buffer),
    () => message,
  );
const answer = (sender: Address, type: SendAnswer['type']) =>
  send<Context, Event, SendAnswer>(
    () => sender,
    () => ({ type }),
  );
const recv = (buffer: TmBufName, data: Data) =>
  send<Context, Event, TmRecv>(
    ({ context }) => context.head ?? '',
    () => ({
      type: 'tm.recv',
      buffer,
      userFlag: flagsOf(data),
      cardStatus: data.failure === 'no' ? null : data.failure,
    }),
  );
const toEvents = (message: (from: From) => EventsMessage) =>
  send<Context, Event, EventsMessage>(({ context }) => address.targetEvents(context.at.name), message);

const goesUp = (given: (from: From) => { buffer: TmBufName | undefined; data: Data | undefined }) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, event, enqueue }) => {
    const { buffer, data } = given({ context, event });
    if (buffer === undefined || data === undefined) throw new Error('nothing goes up');
    enqueue(toBuffer(buffer, { type: 'tmbuf.recv', userFlag: flagsOf(data) }));
    enqueue(recv(buffer, data));
    enqueue(answer(data.sender, 'tm.taken'));
  });

const returns = (op: EntryIoctlReply['op'], error: EntryErrno) =>
  send<Context, Event, EntryIoctlReply>(
    ({ event }) => ('replyTo' in event ? event.replyTo : ''),
    () => ({ type: 'ioctl.return', op, lun: 'tm', error }),
  );

/** Target mode of the AIX SCSI adapter driver: no sc_buf, no strategy, no halting; only buffers that go round. */
export const aixTargetMachine = setup({
  types: { input: {} as AixTargetInput, context: {} as Context, events: {} as Event },
  guards: {
    'a buffer is free': ({ context }) => context.free.length > 0,
    'a Send waits for a buffer': ({ context }) => context.waiting.length > 0,
  },
  actions: {
    'allocate the buffers': enqueueActions(({ context, enqueue }) => {
      for (const buffer of context.at.buffers) enqueue(toBuffer(buffer, { type: 'tmbuf.allocate' }));
    }),
    'all are free': assign(({ context, event }) => {
      assertEvent(event, 'tm.SCIOSTARTTGT');
      return { free: context.at.buffers, head: event.replyTo };
    }),
    'release the buffers': enqueueActions(({ context, enqueue }) => {
      for (const buffer of context.at.buffers) enqueue(toBuffer(buffer, { type: 'tmbuf.release' }));
    }),
    'refuse who waits': enqueueActions(({ context, enqueue }) => {
      for (const { sender } of context.waiting) enqueue(answer(sender, 'tm.refused'));
    }),
    'nothing is left': assign({ free: [], waiting: [], head: null }),
    'refuse it': send<Context, Event, SendAnswer>(
      ({ event }) => dataOf({ event }).sender,
      () => ({ type: 'tm.refused' }),
    ),
    'call recv_func': goesUp(({ context, event }) => ({ buffer: context.free[0], data: dataOf({ event }) })),
    'a buffer is used': assign(({ context }) => ({ free: context.free.slice(1) })),
    'the Send waits': assign(({ context, event }) => ({ waiting: [...context.waiting, dataOf({ event })] })),
    'the buffer is back': enqueueActions(({ event, enqueue }) => {
      assertEvent(event, 'tm.free');
      enqueue(toBuffer(event.buffer, { type: 'tmbuf.free' }));
    }),
    'it is free': assign(({ context, event }) => {
      assertEvent(event, 'tm.free');
      return { free: [...context.free, event.buffer] };
    }),
    'call recv_func for the first that waits': goesUp(({ context, event }) => {
      assertEvent(event, 'tm.free');
      return { buffer: event.buffer, data: context.waiting[0] };
    }),
    'it does not wait any more': assign(({ context }) => ({ waiting: context.waiting.slice(1) })),
    SC_BUFS_EXHAUSTED: toEvents(() => ({ type: 'events.happened', event: 'SC_BUFS_EXHAUSTED' })),
    'register the handler': toEvents(({ event }) => {
      assertEvent(event, 'tm.SCIOEVENT');
      return { type: 'events.register', handler: event.replyTo };
    }),
    'cancel the handler': toEvents(() => ({ type: 'events.cancel' })),
    'SCIOSTARTTGT returns 0': returns('SCIOSTARTTGT', 'none'),
    'SCIOSTARTTGT fails: EINVAL': returns('SCIOSTARTTGT', 'EINVAL'),
    'SCIOSTOPTGT returns 0': returns('SCIOSTOPTGT', 'none'),
    'SCIOSTOPTGT fails: EINVAL': returns('SCIOSTOPTGT', 'EINVAL'),
    'SCIOEVENT returns 0': returns('SCIOEVENT', 'none'),
    'SCIOEVENT fails: EINVAL': returns('SCIOEVENT', 'EINVAL'),
  },
}).createMachine({
  id: 'aix-adapter-target',
  description: 'Target mode of an AIX SCSI adapter driver.',
  context: ({ input }) => ({ at: { name: input.name, buffers: input.buffers }, head: null, free: [], waiting: [] }),
  initial: 'off',
  states: {
    off: {
      description: 'Nothing is received.',
      on: {
        'tm.SCIOSTARTTGT': {
          target: 'on',
          actions: ['allocate the buffers', 'all are free', 'SCIOSTARTTGT returns 0'],
          description: 'SCIOSTARTTGT: buffers, and reception begins.',
          meta: cite('tm-start'),
        },
        'tm.SCIOSTOPTGT': {
          actions: 'SCIOSTOPTGT fails: EINVAL',
          description: 'SCIOSTOPTGT without SCIOSTARTTGT.',
          meta: cite('tm-stop'),
        },
        'tm.SCIOEVENT': {
          actions: 'SCIOEVENT fails: EINVAL',
          description: 'SCIOEVENT before SCIOSTARTTGT.',
          meta: cite('tm-event'),
        },
        'tm.data': {
          actions: 'refuse it',
          description: 'Another initiator sends to an adapter that is no target.',
          meta: cite('tm-send-order'),
        },
      },
    },
    on: {
      description: 'Sends of other initiators are received.',
      initial: 'unwatched',
      on: {
        'tm.SCIOSTARTTGT': {
          actions: 'SCIOSTARTTGT fails: EINVAL',
          description: 'SCIOSTARTTGT once more.',
          meta: cite('tm-start'),
        },
        'tm.SCIOSTOPTGT': {
          target: 'off',
          actions: ['release the buffers', 'refuse who waits', 'nothing is left', 'SCIOSTOPTGT returns 0'],
          description: 'SCIOSTOPTGT: all buffers are freed, also those that the device driver has.',
          meta: cite('tm-stop', 'tm-send-order'),
        },
        'tm.data': [
          {
            guard: 'a buffer is free',
            actions: ['call recv_func', 'a buffer is used'],
            description: 'recv_func with the data, or with what went wrong.',
            meta: cite('tm-buffer-goes-round', 'tm-flags', 'tm-error-alone'),
          },
          {
            actions: 'the Send waits',
            description: 'No buffer is left: the initiator is held up.',
            meta: cite('tm-exhausted'),
          },
        ],
        'tm.free': [
          {
            guard: 'a Send waits for a buffer',
            actions: ['the buffer is back', 'call recv_func for the first that waits', 'it does not wait any more'],
            description: 'free_func: the first that waits goes on.',
            meta: cite('tm-exhausted', 'tm-send-order', 'tm-buffer-goes-round'),
          },
          {
            actions: ['the buffer is back', 'it is free'],
            description: 'free_func.',
            meta: cite('tm-buffer-goes-round'),
          },
        ],
      },
      states: {
        unwatched: {
          description: 'Nobody is told of events.',
          on: {
            'tm.SCIOEVENT': {
              target: 'watched',
              actions: ['register the handler', 'SCIOEVENT returns 0'],
              description: 'SCIOEVENT.',
              meta: cite('tm-event'),
            },
          },
        },
        watched: {
          description: 'A handler is registered.',
          on: {
            'tm.SCIOEVENT': {
              actions: 'SCIOEVENT fails: EINVAL',
              description: 'SCIOEVENT once more.',
              meta: cite('tm-event'),
            },
            'tm.SCIOSTOPTGT': {
              target: '#aix-adapter-target.off',
              actions: [
                'cancel the handler',
                'release the buffers',
                'refuse who waits',
                'nothing is left',
                'SCIOSTOPTGT returns 0',
              ],
              description: 'SCIOSTOPTGT, and the registration ends.',
              meta: cite('tm-stop', 'tm-event', 'tm-send-order'),
            },
            'tm.data': [
              {
                guard: 'a buffer is free',
                actions: ['call recv_func', 'a buffer is used'],
                description: 'recv_func with the data, or with what went wrong.',
                meta: cite('tm-buffer-goes-round', 'tm-flags', 'tm-error-alone'),
              },
              {
                actions: ['the Send waits', 'SC_BUFS_EXHAUSTED'],
                description: 'No buffer is left: the initiator is held up, and the handler is told.',
                meta: cite('tm-exhausted', 'tm-event'),
              },
            ],
          },
        },
      },
    },
  },
});
