import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { AreaMessage, PacketFacts } from '../../protocol/hba.ts';
import { address, type Slot } from '../../protocol/names.ts';
import { send } from '../../protocol/send.ts';
import type { TranReply } from '../../protocol/tran.ts';
import { completionOf, type Ending, endings } from './completions.ts';

export type TransportStubInput = {
  slot: Slot;
  /** How packets may come back; all ways if not given. */
  endings?: readonly Ending[];
};

export type TransportStubContext = {
  at: Required<TransportStubInput>;
  /** what it was given; null: the target driver has the packet */
  facts: Pick<PacketFacts, 'op' | 'direction'> | null;
};

type Context = TransportStubContext;
type Event = Extract<AreaMessage, { type: 'area.accept' | 'area.calling' | 'area.callbackDone' }>;
type Result = Extract<TranReply, { type: 'tran.return' }>['result'];

const toPacket = <TParams extends object>(message: (context: Context, params: TParams) => TranReply) =>
  send<Context, Event, TranReply, TParams>(
    ({ context }) => address.packet(context.at.slot),
    ({ context }, params) => message(context, params),
  );

const refuses = (result: Result) =>
  ({
    target: "target driver's",
    description: `${result}: the packet stays where it is`,
    meta: cite('stub-transport', 'hba-start-results'),
    actions: [{ type: 'tran_start returns', params: { result } }, 'it has no packet'],
  }) as const;

const completes = (ending: Ending) =>
  [
    {
      guard: { type: 'it may end so', params: { ending } },
      target: "target driver's",
      description: `the packet comes back: ${ending}`,
      meta: cite('stub-transport'),
      actions: [{ type: 'pkt_comp', params: { ending } }, 'it has no packet'],
    },
    {
      target: 'transport',
      reenter: true,
      description: 'not in this system',
      meta: cite('stub-any-time'),
    },
  ] as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;
const whims = Object.fromEntries(endings.map((ending) => [ending, whim])) as Record<Ending, number>;

/**
 * Stands for all that lies below one packet: it takes the packet or not, and gives it back in any way it may, whenever it
 * may. For exploration in which every delay may end at any time.
 */
export const transportStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as TransportStubInput },
  guards: {
    'it may end so': ({ context }, params: { ending: Ending }) => context.at.endings.includes(params.ending),
  },
  actions: {
    'it has the packet': assign({
      facts: ({ event }) => {
        assertEvent(event, 'area.accept');
        const { op, direction } = event.facts;
        return { op, direction };
      },
    }),
    'it has no packet': assign({ facts: null }),
    'tran_start returns': toPacket((_, { result }: { result: Result }) => ({ type: 'tran.return', result })),
    pkt_comp: toPacket(({ facts }, { ending }: { ending: Ending }) => {
      if (!facts) throw new Error('no packet');
      return { type: 'pkt.comp', ...completionOf(ending, facts) };
    }),
  },
  delays: { ...whims, accept: whim, busy: whim, refuse: whim, fail: whim },
}).createMachine({
  id: 'transport-stub',
  description: 'A transport layer that does with one packet whatever it may do.',
  context: ({ input }) => ({ at: { endings, ...input }, facts: null }),
  initial: "target driver's",
  states: {
    "target driver's": {
      description: 'It does not have the packet.',
      on: {
        'area.accept': {
          target: 'asked',
          description: 'tran_start',
          meta: cite('stub-transport'),
          actions: 'it has the packet',
        },
        'area.calling': {
          description: 'a thread enters tran_start',
          meta: cite('hba-callback-returned'),
        },
        'area.callbackDone': {
          description: 'the completion routine has returned',
          meta: cite('hba-callback-returned'),
        },
      },
    },
    asked: {
      description: 'tran_start has not returned.',
      after: {
        accept: {
          target: 'transport',
          description: 'TRAN_ACCEPT',
          meta: cite('stub-transport', 'hba-start-queues'),
          actions: { type: 'tran_start returns', params: { result: 'TRAN_ACCEPT' } },
        },
        busy: refuses('TRAN_BUSY'),
        refuse: refuses('TRAN_BADPKT'),
        fail: refuses('TRAN_FATAL_ERROR'),
      },
    },
    transport: {
      description: 'It has the packet.',
      after: Object.fromEntries(endings.map((ending) => [ending, completes(ending)])) as Record<
        Ending,
        ReturnType<typeof completes>
      >,
    },
  },
});
