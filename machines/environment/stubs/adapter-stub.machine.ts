import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { AreaMessage } from '../../protocol/hba.ts';
import { type Address, address, type Lun } from '../../protocol/names.ts';
import type { ResetLevel } from '../../protocol/scsi-pkt.ts';
import { send } from '../../protocol/send.ts';
import type { Capability, ResetNotify, ResetNotifyReturn, TranAnswer, TranRequest } from '../../protocol/tran.ts';

export type AdapterStubInput = {
  lun: Lun;
  /** How often it may say that the bus was reset. */
  notifications: number;
  /** What tran_getcap and tran_setcap return. */
  capability?: 0 | 1;
};

export type AdapterStubContext = {
  at: { lun: Lun; capability: 0 | 1 };
  /** how often it may still say that the bus was reset */
  notifications: number;
  /** the driver has not returned from one */
  telling: boolean;
  /** resets that were asked for and have not been answered */
  resets: readonly { level: ResetLevel; replyTo: Address }[];
};

type Context = AdapterStubContext;
type Event = Exclude<TranRequest, { type: 'tran.abort' }> | ResetNotifyReturn;
type Given = { context: Context; event: Event };
type Which = 'first' | 'last';

const one = ({ resets }: Context, which: Which) => {
  const reset = resets.at(which === 'first' ? 0 : -1);
  if (!reset) throw new Error('no reset was asked for');
  return reset;
};

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;
const answers = (which: Which, ok: boolean) =>
  [
    {
      guard: { type: 'resets wait', params: { least: which === 'first' ? 1 : 2 } },
      ...awake,
      description: `the ${which} reset ${ok ? 'worked' : 'failed'}`,
      meta: cite('stub-adapter', 'reset-may-fail'),
      actions: [
        { type: 'tran.resetReturn', params: { which, ok } },
        { type: 'the reset is answered', params: { which } },
      ],
    },
    notNow,
  ] as const;
const capabilityAnswer = (answer: (cap: Capability, value: 0 | 1) => TranAnswer) =>
  send<Context, Event, TranAnswer>(
    ({ event }) => {
      assertEvent(event, ['tran.getcap', 'tran.setcap']);
      return event.replyTo;
    },
    ({ context, event }) => {
      assertEvent(event, ['tran.getcap', 'tran.setcap']);
      return answer(event.cap, context.at.capability);
    },
  );

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for an adapter before one target driver; what it does with each packet is the business of a transport stub. For
 * exploration in which every delay may end at any time.
 */
export const adapterStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as AdapterStubInput },
  guards: {
    'resets wait': ({ context }, params: { least: number }) => context.resets.length >= params.least,
    'it may tell of a reset': ({ context }) => context.notifications > 0 && !context.telling,
  },
  actions: {
    'take the packet to its place': send<Context, Event, AreaMessage>(
      ({ event }) => {
        assertEvent(event, 'tran.start');
        return address.adapterCommand(event.slot);
      },
      ({ event }) => {
        assertEvent(event, 'tran.start');
        const { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed } = event;
        return {
          type: 'area.accept',
          facts: { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed },
          original: null,
        };
      },
    ),
    'tran.cap': capabilityAnswer((cap, value) => ({ type: 'tran.cap', cap, value })),
    'tran.capSet': capabilityAnswer((cap, result) => ({ type: 'tran.capSet', cap, result })),
    'a reset is asked for': assign({
      resets: ({ context, event }: Given) => {
        assertEvent(event, 'tran.reset');
        return [...context.resets, { level: event.level, replyTo: event.replyTo }];
      },
    }),
    'tran.resetReturn': send<Context, Event, TranAnswer, { which: Which; ok: boolean }>(
      ({ context }, { which }) => one(context, which).replyTo,
      ({ context }, { which, ok }) => ({ type: 'tran.resetReturn', level: one(context, which).level, ok }),
    ),
    'the reset is answered': assign(({ context }, { which }: { which: Which }) => ({
      resets: context.resets.filter((reset) => reset !== one(context, which)),
    })),
    'scsi.resetNotify': send<Context, Event, ResetNotify>(
      ({ context }) => address.disk(context.at.lun),
      () => ({ type: 'scsi.resetNotify' }),
    ),
    'one notification less': assign({
      notifications: ({ context }) => context.notifications - 1,
      telling: true,
    }),
    'the driver has returned': assign({ telling: false }),
  },
  delays: { firstWorks: whim, firstFails: whim, lastWorks: whim, lastFails: whim, notify: whim },
}).createMachine({
  id: 'adapter-stub',
  description: 'An adapter that does whatever an adapter may do.',
  context: ({ input: { lun, notifications, capability = 1 } }) => ({
    at: { lun, capability },
    notifications,
    telling: false,
    resets: [],
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what the target driver wants.',
      after: {
        firstWorks: answers('first', true),
        firstFails: answers('first', false),
        lastWorks: answers('last', true),
        lastFails: answers('last', false),
        notify: [
          {
            guard: 'it may tell of a reset',
            ...awake,
            description: 'it has seen a bus reset',
            meta: cite('stub-adapter', 'reset-notify'),
            actions: ['scsi.resetNotify', 'one notification less'],
          },
          notNow,
        ],
      },
      on: {
        'tran.start': {
          ...awake,
          description: 'tran_start',
          meta: cite('stub-adapter'),
          actions: 'take the packet to its place',
        },
        'tran.reset': {
          ...awake,
          description: 'tran_reset: it will be answered',
          meta: cite('stub-adapter', 'reset-levels'),
          actions: 'a reset is asked for',
        },
        'scsi.resetNotifyReturn': {
          ...awake,
          description: 'the driver returns from the notification',
          meta: cite('reset-notify-return'),
          actions: 'the driver has returned',
        },
        'tran.getcap': {
          ...awake,
          description: 'tran_getcap',
          meta: cite('cap-get'),
          actions: 'tran.cap',
        },
        'tran.setcap': {
          ...awake,
          description: 'tran_setcap',
          meta: cite('cap-set'),
          actions: 'tran.capSet',
        },
      },
    },
  },
});
