import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import { type Address, address, type Lun, type Slot } from '../../protocol/names.ts';
import type { CommandRequest, UnitMessage } from '../../protocol/scsa-disk.ts';
import type { ResetLevel } from '../../protocol/scsi-pkt.ts';
import { send } from '../../protocol/send.ts';
import type { Capability, ResetNotify, ResetNotifyReturn, TranAnswer, TranRequest } from '../../protocol/tran.ts';

/** One way in which the stub starts a command. */
export type StubStart = { slot: Slot; tagged: boolean; head: boolean };

export type DriverStubInput = {
  lun: Lun;
  /** adapter name */ adapter: string;
  /** Up to eight ways to start commands. */
  starts: readonly StubStart[];
  /** It may call scsi_reset. */
  resets?: boolean;
  /** It may call scsi_abort. */
  aborts?: boolean;
  /** It may switch tagged queueing off. */
  untags?: boolean;
};

export type DriverStubContext = {
  at: Required<DriverStubInput>;
  /** what it starts next: now, or within the next completion routine */
  next: number | null;
  /** a reset or an abort has not returned */
  calling: boolean;
};

type Context = DriverStubContext;
type Event = Extract<UnitMessage, { type: 'unit.intr' }> | ResetNotify | TranAnswer;

const places = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'] as const;
type Place = (typeof places)[number];

const toAdapter = <TParams extends object>(message: (context: Context, params: TParams) => TranRequest) =>
  send<Context, Event, TranRequest, TParams>(
    ({ context }): Address => address.adapter(context.at.adapter),
    ({ context }, params) => message(context, params),
  );
const startOf = ({ at, next }: Context): StubStart => {
  const start = next === null ? undefined : at.starts[next];
  if (!start) throw new Error('nothing is to be started');
  return start;
};

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;
const decides = (place: number) =>
  [
    {
      guard: { type: 'it may decide so', params: { place } },
      ...awake,
      description: `it wants to start a command in its ${places[place]} way`,
      meta: cite('stub-driver'),
      actions: { type: 'it decides', params: { place } },
    },
    notNow,
  ] as const;
const resets = (level: ResetLevel) =>
  [
    {
      guard: 'it may reset',
      ...awake,
      description: `scsi_reset ${level}`,
      meta: cite('stub-driver', 'reset-levels'),
      actions: [{ type: 'tran.reset', params: { level } }, 'a call is under way'],
    },
    notNow,
  ] as const;
const answered = {
  ...awake,
  description: 'the call returns',
  meta: cite('stub-driver'),
  actions: 'no call is under way',
} as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for the target driver of one logical unit: it starts commands, also within completion routines, resets and
 * aborts whenever it may. For exploration in which every delay may end at any time.
 */
export const driverStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as DriverStubInput },
  guards: {
    'it may decide so': ({ context }, params: { place: number }) =>
      context.next === null && params.place < context.at.starts.length,
    'a command is to be started': ({ context }) => context.next !== null,
    'it may reset': ({ context }) => context.at.resets && !context.calling,
    'it may abort': ({ context }) => context.at.aborts && !context.calling,
    'it may switch tags off': ({ context }) => context.at.untags,
  },
  actions: {
    'it decides': assign({ next: (_, { place }: { place: number }) => place }),
    'it has no plan': assign({ next: null }),
    'start the command': send<Context, Event, CommandRequest>(
      ({ context }) => address.command(startOf(context).slot),
      ({ context }) => {
        const { tagged, head } = startOf(context);
        return { type: 'command.start', tagged, arq: true, retry: head };
      },
    ),
    'tran.reset': toAdapter(({ at }, { level }: { level: ResetLevel }) => ({
      type: 'tran.reset',
      level,
      lun: at.lun,
      replyTo: address.disk(at.lun),
      outcome: 'ok',
    })),
    'tran.abort': toAdapter(({ at }, { all }: { all: boolean }) => ({
      type: 'tran.abort',
      slot: all ? null : (at.starts[0]?.slot ?? null),
      lun: at.lun,
      replyTo: address.disk(at.lun),
      outcome: 'ok',
    })),
    'tran.setcap': toAdapter(({ at }, { cap, value }: { cap: Capability; value: number }) => ({
      type: 'tran.setcap',
      cap,
      value,
      lun: at.lun,
      replyTo: address.disk(at.lun),
    })),
    'return from the notification': send<Context, Event, ResetNotifyReturn>(
      ({ context }) => address.adapter(context.at.adapter),
      ({ context }) => ({ type: 'scsi.resetNotifyReturn', lun: context.at.lun }),
    ),
    'a call is under way': assign({ calling: true }),
    'no call is under way': assign(({ event }) => {
      assertEvent(event, ['tran.resetReturn', 'tran.abortReturn']);
      return { calling: false };
    }),
  },
  delays: {
    ...(Object.fromEntries(places.map((place) => [place, whim])) as Record<Place, number>),
    ...{ now: whim, resetUnit: whim, resetTarget: whim, resetAll: whim, abortOne: whim, abortAll: whim, untag: whim },
  },
}).createMachine({
  id: 'driver-stub',
  description: 'A target driver that does whatever a target driver may do.',
  context: ({ input }) => ({
    at: { resets: false, aborts: false, untags: false, ...input },
    next: null,
    calling: false,
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what the adapter tells.',
      after: {
        first: decides(0),
        second: decides(1),
        third: decides(2),
        fourth: decides(3),
        fifth: decides(4),
        sixth: decides(5),
        seventh: decides(6),
        eighth: decides(7),
        now: [
          {
            guard: 'a command is to be started',
            ...awake,
            description: 'it starts the command',
            meta: cite('stub-driver'),
            actions: ['start the command', 'it has no plan'],
          },
          notNow,
        ],
        resetUnit: resets('RESET_LUN'),
        resetTarget: resets('RESET_TARGET'),
        resetAll: resets('RESET_ALL'),
        abortOne: [
          {
            guard: 'it may abort',
            ...awake,
            description: 'scsi_abort of the packet of its first way',
            meta: cite('stub-driver', 'abort-queued', 'abort-message'),
            actions: [{ type: 'tran.abort', params: { all: false } }, 'a call is under way'],
          },
          notNow,
        ],
        abortAll: [
          {
            guard: 'it may abort',
            ...awake,
            description: 'scsi_abort of all packets',
            meta: cite('stub-driver', 'abort-queued', 'abort-message'),
            actions: [{ type: 'tran.abort', params: { all: true } }, 'a call is under way'],
          },
          notNow,
        ],
        untag: [
          {
            guard: 'it may switch tags off',
            ...awake,
            description: 'scsi_ifsetcap: no tags',
            meta: cite('stub-driver', 'cap-set'),
            actions: { type: 'tran.setcap', params: { cap: 'tagged-qing', value: 0 } },
          },
          notNow,
        ],
      },
      on: {
        'unit.intr': [
          {
            guard: 'a command is to be started',
            ...awake,
            description: 'a completion routine starts the command that it wants',
            meta: cite('stub-driver', 'hba-callback-returned'),
            actions: ['start the command', 'it has no plan'],
          },
          { ...awake, description: 'a completion routine does nothing', meta: cite('stub-driver') },
        ],
        'scsi.resetNotify': {
          ...awake,
          description: 'the bus was reset',
          meta: cite('reset-notify', 'reset-notify-return'),
          actions: 'return from the notification',
        },
        'tran.resetReturn': answered,
        'tran.abortReturn': answered,
        'tran.capSet': { ...awake, description: 'scsi_ifsetcap returns', meta: cite('cap-set') },
      },
    },
  },
});
