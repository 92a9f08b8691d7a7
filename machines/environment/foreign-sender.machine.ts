import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { SendAnswer, TargetModeRequest } from '../protocol/aix-target-mode.ts';
import { ignored } from '../protocol/ignored.ts';
import { type Address, address } from '../protocol/names.ts';
import { send } from '../protocol/send.ts';
import type { SenderHappening } from '../protocol/world.ts';

/** What an actor of `foreign-sender` is started with. */
export type ForeignSenderInput = { /** name of the adapter that is the target */ adapter: string };

export type ForeignSenderContext = {
  at: { adapter: Address; self: Address };
  /** Buffers that the Send still fills. */
  left: number;
};

type Context = ForeignSenderContext;
type Event = SenderHappening | SendAnswer;

const data = (more: (context: Context) => boolean) =>
  send<Context, Event, TargetModeRequest>(
    ({ context }) => context.at.adapter,
    ({ context }) => ({ type: 'tm.data', sender: context.at.self, more: more(context), failure: 'no' }),
  );

/** Another initiator that sends to our adapter: it is held up while no buffer takes what it sends. */
export const foreignSenderMachine = setup({
  types: { input: {} as ForeignSenderInput, context: {} as Context, events: {} as Event },
  guards: { 'more is left': ({ context }) => context.left > 1 },
  actions: {
    'take the Send': assign(({ event }) => {
      assertEvent(event, 'world.foreignSend');
      return { left: event.buffers };
    }),
    'send data': data(({ left }) => left > 1),
    'a buffer is filled': assign({ left: ({ context }) => context.left - 1 }),
    'it is over': assign({ left: 0 }),
  },
}).createMachine({
  id: 'foreign-sender',
  description: 'Another initiator, whose target is our adapter.',
  context: ({ input }) => ({
    at: { adapter: address.targetMode(input.adapter), self: address.foreignSender(input.adapter) },
    left: 0,
  }),
  initial: 'idle',
  states: {
    idle: {
      description: 'It has nothing to send.',
      on: {
        'world.foreignSend': {
          target: 'sending',
          actions: 'take the Send',
          description: 'It sends.',
          meta: cite('tm-buffer-goes-round'),
        },
      },
    },
    sending: {
      description: 'Data for one buffer are on the way, or are held up.',
      entry: 'send data',
      on: {
        'tm.taken': [
          {
            guard: 'more is left',
            target: 'sending',
            reenter: true,
            actions: 'a buffer is filled',
            description: 'The Send goes on.',
            meta: cite('tm-flags'),
          },
          { target: 'idle', actions: 'it is over', description: 'All of it has gone.', meta: cite('tm-flags') },
        ],
        'tm.refused': {
          target: 'idle',
          actions: 'it is over',
          description: 'There is no target mode any more.',
          meta: cite('tm-send-order', 'tm-stop'),
        },
        'world.foreignSend': ignored('it sends one thing at a time'),
      },
    },
  },
});
