import { assertEvent, assign, enqueueActions, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { BusInterrupt, BusRequest, TaskMessage } from '../../protocol/bus.ts';
import { type Address, address, type InitiatorName, type Slot } from '../../protocol/names.ts';
import type { OperationClass } from '../../protocol/operation.ts';
import type { Resid } from '../../protocol/scsi-pkt.ts';
import type { Direction, ScsiStatus } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';
import type { SenseClass } from '../../protocol/sense.ts';

export type BusStubInput = {
  /** our adapter, by its name and on the bus */
  adapter: string;
  /** where it takes its interrupts, if its driver is not of the SCSA kind */
  interrupts?: Address;
  initiator: InitiatorName;
  /** statuses with which commands may end */
  statuses: readonly ScsiStatus[];
  /** Up to two classes of sense data that a REQUEST SENSE may bring; none: it brings no data. */
  senses: readonly SenseClass[];
  /** How much of the data may be left over; all that is possible if not given. */
  residues?: readonly Resid[];
  /** Data may come with bad parity. */
  parity?: boolean;
  /** How often RST may be seen. */
  resets: number;
  /** Somebody else may assert RST. */
  foreignResets?: boolean;
};

type Command = { slot: Slot; direction: Direction; op: OperationClass };
type Message = Extract<BusRequest, { type: 'bus.message' }>;

export type BusStubContext = {
  at: Required<BusStubInput>;
  resetsLeft: number;
  /** asks for the bus, or has been selected */
  selecting: Command | null;
  /** waits for the bus, or is under way */
  messaging: Omit<Message, 'type' | 'outcome'> | null;
  /** commands that wait in a device */
  parked: readonly Command[];
  /** the command that goes on; `accepted`: the initiator has taken the connection */
  reconnected: { command: Command; accepted: boolean } | null;
  /** how many RST the initiator has not seen */
  unaware: number;
};

type Context = BusStubContext;
type Event = BusRequest;
type Which = 'first' | 'last';
type How = { status: ScsiStatus; resid: Resid; sense: null | 0 | 1; parity: boolean };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
/** The command that has the bus, as far as the initiator can tell. */
const current = ({ reconnected, selecting }: Context): Command | null =>
  reconnected ? (reconnected.accepted ? reconnected.command : null) : selecting;
const one = ({ parked }: Context, which: Which) => expected(parked.at(which === 'first' ? 0 : -1), 'parked command');
const commandIn = ({ slot, direction, op }: Command): Command => ({ slot, direction, op });

const toAdapter = ({ context: { at } }: { context: Context }): Address => at.interrupts;
const tell = (interrupt: (context: Context) => BusInterrupt) =>
  send<Context, Event, BusInterrupt>(toAdapter, ({ context }) => interrupt(context));
const tellHow = <TParams extends object>(interrupt: (context: Context, params: TParams) => BusInterrupt) =>
  send<Context, Event, BusInterrupt, TParams>(toAdapter, ({ context }, params) => interrupt(context, params));
const change = (to: (given: { context: Context; event: Event }) => Partial<Context>) =>
  assign<Context, Event, undefined, Event, never>(to);

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;

const statuses = ['GOOD', 'CHECK_CONDITION', 'BUSY', 'QUEUE_FULL', 'RESERVATION_CONFLICT'] as const;
const resids = ['zero', 'partial', 'all'] as const;
const senses = [null, 0, 1] as const;
/** Every way in which a command may end with status, by name. */
const ways: readonly (readonly [name: string, how: How])[] = statuses.flatMap((status) =>
  resids.flatMap((resid) =>
    senses.flatMap((sense) =>
      [false, true].flatMap((parity) =>
        sense !== null && (status !== 'GOOD' || resid !== 'zero')
          ? []
          : [
              [
                `${status} ${resid} ${sense ?? 'no'} ${parity ? 'bad' : 'good'}`,
                { status, resid, sense, parity },
              ] as const,
            ],
      ),
    ),
  ),
);
const ends = (how: How) =>
  [
    {
      guard: { type: 'it may end so', params: how },
      ...awake,
      description: `status ${how.status}, residual ${how.resid}${how.sense === null ? '' : ', sense data'}${how.parity ? ', bad parity' : ''}`,
      meta: cite('stub-bus', 'bus-status-then-complete', 'bus-data-parity'),
      actions: [{ type: 'hba.completed', params: how }, 'the command is over'],
    },
    notNow,
  ] as const;
const fails = <
  const TGuard extends 'a selection waits' | 'a command has the bus',
  const TAction extends 'hba.selectionTimeout' | 'hba.tagRejected' | 'hba.unexpectedBusFree',
>(
  guard: TGuard,
  action: TAction,
  description: string,
  clause: Parameters<typeof cite>[0],
) =>
  [
    { guard, ...awake, description, meta: cite('stub-bus', clause), actions: [action, 'the command is over'] },
    notNow,
  ] as const;
const disconnects = (dataMoved: boolean) =>
  [
    {
      guard: { type: 'it may disconnect', params: { dataMoved } },
      ...awake,
      description: dataMoved ? 'DISCONNECT in the middle of the data' : 'DISCONNECT',
      meta: cite('stub-bus', 'bus-disconnect'),
      actions: [{ type: 'hba.disconnected', params: { dataMoved } }, 'the command is parked'],
    },
    notNow,
  ] as const;
const reconnects = (which: Which) =>
  [
    {
      guard: { type: 'it may reconnect', params: { least: which === 'first' ? 1 : 2 } },
      ...awake,
      description: `the ${which} parked command goes on; a selection that waits is lost`,
      meta: cite('stub-bus', 'bus-reselection', 'bus-selection-lost'),
      actions: [
        { type: 'hba.reconnected', params: { which } },
        'hba.selectionLost for the selection that waits',
        { type: 'it goes on', params: { which } },
      ],
    },
    notNow,
  ] as const;
const tells = (outcome: Message['outcome']) =>
  [
    {
      guard: 'a message may be sent',
      ...awake,
      description: `the message: ${outcome}`,
      meta: cite('stub-bus', 'bus-message-then-free'),
      actions: [
        { type: 'hba.messageSent', params: { outcome } },
        ...(outcome === 'ok' ? (['it has ended commands'] as const) : []),
        'no message waits',
      ],
    },
    notNow,
  ] as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for the bus with all that is on it, before one adapter. For exploration in which every delay may end at any time.
 */
export const busStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as BusStubInput },
  guards: {
    'a selection waits': ({ context }) => context.selecting !== null && context.reconnected === null,
    'a command has the bus': ({ context }) => current(context) !== null,
    'it may end so': ({ context }, { status, resid, sense, parity }: How) => {
      const command = current(context);
      const { at } = context;
      if (!command || !at.statuses.includes(status) || (parity && !at.parity)) return false;
      if (sense !== null && (command.op !== 'requestSense' || sense >= at.senses.length)) return false;
      if (command.direction === 'none') return resid === 'zero' && !parity;
      return at.residues.includes(resid) && (!parity || (command.direction === 'in' && resid !== 'all'));
    },
    'it may disconnect': ({ context }, params: { dataMoved: boolean }) => {
      const command = current(context);
      return command !== null && !(params.dataMoved && command.direction === 'none');
    },
    'it may reconnect': ({ context }, params: { least: number }) =>
      context.parked.length >= params.least && context.reconnected === null,
    'a message may be sent': ({ context }) => context.messaging !== null && context.reconnected === null,
    'its initiator is being reselected': ({ context }) => context.reconnected?.accepted === false,
    'RST has not been seen': ({ context }) => context.unaware > 0,
    'RST may be seen': ({ context }) => context.resetsLeft > 0,
    'somebody else may assert RST': ({ context }) =>
      context.at.foreignResets && context.resetsLeft > 0 && context.unaware === 0,
  },
  actions: {
    'it wants the bus': change(({ event }) => {
      assertEvent(event, 'bus.select');
      return { selecting: commandIn(event) };
    }),
    'it wants to tell': change(({ event }) => {
      assertEvent(event, 'bus.message');
      const { type: _, outcome: __, ...messaging } = event;
      return { messaging };
    }),
    'no message waits': change(() => ({ messaging: null })),
    'it has ended commands': change(({ context }) => {
      const { message, slot } = expected(context.messaging, 'message');
      const all: TaskMessage[] = ['ABORT', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET', 'CLEAR_QUEUE'];
      return { parked: all.includes(message) ? [] : context.parked.filter((command) => command.slot !== slot) };
    }),
    'the command is over': change(({ context }) => (context.reconnected ? { reconnected: null } : { selecting: null })),
    'the command is parked': change(({ context }) => ({
      parked: [...context.parked, expected(current(context), 'command')],
      ...(context.reconnected ? { reconnected: null } : { selecting: null }),
    })),
    'it goes on': assign(({ context }, { which }: { which: Which }) => {
      const command = one(context, which);
      return {
        parked: context.parked.filter((other) => other !== command),
        reconnected: { command, accepted: false },
        selecting: null,
      };
    }),
    'the connection is taken': change(({ context }) => ({
      reconnected: context.reconnected && { ...context.reconnected, accepted: true },
    })),
    'all is forgotten': change(({ context }) => ({
      selecting: null,
      messaging: null,
      parked: [],
      reconnected: null,
      unaware: context.unaware + 1,
      resetsLeft: Math.max(0, context.resetsLeft - 1),
    })),
    'RST is seen': change(({ context }) => ({ unaware: context.unaware - 1 })),

    'hba.selectionTimeout': tell((context) => ({
      type: 'hba.selectionTimeout',
      slot: expected(current(context), 'command').slot,
    })),
    'hba.tagRejected': tell((context) => ({
      type: 'hba.tagRejected',
      slot: expected(current(context), 'command').slot,
    })),
    'hba.unexpectedBusFree': tell((context) => ({
      type: 'hba.unexpectedBusFree',
      slot: expected(current(context), 'command').slot,
    })),
    'hba.disconnected': tellHow((context, { dataMoved }: { dataMoved: boolean }) => ({
      type: 'hba.disconnected',
      slot: expected(current(context), 'command').slot,
      dataMoved,
    })),
    'hba.completed': tellHow((context, { status, resid, sense, parity }: How) => {
      const { slot, direction } = expected(current(context), 'command');
      const data = sense === null ? null : (context.at.senses[sense] ?? null);
      return { type: 'hba.completed', slot, status, direction, resid, sense: data, parity };
    }),
    'hba.reconnected': tellHow((context, { which }: { which: Which }) => ({
      type: 'hba.reconnected',
      slot: one(context, which).slot,
    })),
    'hba.selectionLost': send<Context, Event, BusInterrupt>(toAdapter, ({ event }) => {
      assertEvent(event, 'bus.select');
      return { type: 'hba.selectionLost', slot: event.slot };
    }),
    'hba.selectionLost for the selection that waits': enqueueActions<
      Context,
      Event,
      undefined,
      Event,
      never,
      never,
      never,
      never,
      never
    >(({ context, enqueue }) => {
      const { selecting } = context;
      if (selecting) enqueue(tell(() => ({ type: 'hba.selectionLost', slot: selecting.slot })));
    }),
    'hba.messageSent': tellHow((context, { outcome }: { outcome: Message['outcome'] }) => {
      const { lun, target, slot, message } = expected(context.messaging, 'message');
      return { type: 'hba.messageSent', lun, target, slot, message, outcome };
    }),
    'hba.busReset: ours': tell((context) => ({ type: 'hba.busReset', by: context.at.initiator })),
    "hba.busReset: somebody else's": tell(() => ({ type: 'hba.busReset', by: 'foreign' })),
  },
  delays: {
    ...(Object.fromEntries(ways.map(([name]) => [name, whim])) as Record<string, number>),
    ...{ selectionTimeout: whim, tagRejected: whim, unexpectedBusFree: whim, disconnect: whim, disconnectInData: whim },
    ...{ reconnectFirst: whim, reconnectLast: whim, obey: whim, noResponse: whim, reject: whim, foreignReset: whim },
  },
}).createMachine({
  id: 'bus-stub',
  description: 'A bus on which whatever may happen happens.',
  context: ({ input }) => ({
    at: {
      ...{ foreignResets: false, parity: false, residues: resids, interrupts: address.adapter(input.adapter) },
      ...input,
    },
    resetsLeft: input.resets,
    selecting: null,
    messaging: null,
    parked: [],
    reconnected: null,
    unaware: 0,
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what the adapter wants.',
      after: {
        ...Object.fromEntries(ways.map(([name, how]) => [name, ends(how)])),
        selectionTimeout: fails('a selection waits', 'hba.selectionTimeout', 'nobody answers', 'bus-selection-timeout'),
        tagRejected: fails('a selection waits', 'hba.tagRejected', 'the tag is rejected', 'bus-tag-rejected'),
        unexpectedBusFree: fails(
          'a command has the bus',
          'hba.unexpectedBusFree',
          'the target leaves without a word',
          'bus-unexpected-free',
        ),
        disconnect: disconnects(false),
        disconnectInData: disconnects(true),
        reconnectFirst: reconnects('first'),
        reconnectLast: reconnects('last'),
        obey: tells('ok'),
        noResponse: tells('noResponse'),
        reject: tells('rejected'),
        foreignReset: [
          {
            guard: 'somebody else may assert RST',
            ...awake,
            description: 'somebody else asserts RST',
            meta: cite('stub-bus', 'bus-rst-any-time', 'bus-rst-forgets'),
            actions: ["hba.busReset: somebody else's", 'all is forgotten'],
          },
          notNow,
        ],
      },
      on: {
        'bus.select': [
          { guard: 'RST has not been seen', ...awake, description: 'lost in RST', meta: cite('bus-rst-forgets') },
          {
            guard: 'its initiator is being reselected',
            ...awake,
            description: 'the initiator tried to select while it was being reselected',
            meta: cite('bus-selection-lost'),
            actions: 'hba.selectionLost',
          },
          { ...awake, description: 'a command', meta: cite('bus-requests-wait'), actions: 'it wants the bus' },
        ],
        'bus.message': [
          { guard: 'RST has not been seen', ...awake, description: 'lost in RST', meta: cite('bus-rst-forgets') },
          { ...awake, description: 'a message', meta: cite('bus-requests-wait'), actions: 'it wants to tell' },
        ],
        'bus.accept': {
          ...awake,
          description: 'the initiator takes the connection',
          meta: cite('bus-reselection'),
          actions: 'the connection is taken',
        },
        'bus.assertReset': [
          {
            guard: 'RST may be seen',
            ...awake,
            description: 'the adapter asserts RST',
            meta: cite('bus-rst-any-time', 'bus-rst-forgets'),
            actions: ['hba.busReset: ours', 'all is forgotten'],
          },
          {
            ...awake,
            description: 'RST too often for this system: nothing more happens on the bus',
            meta: cite('stub-bus'),
            actions: 'all is forgotten',
          },
        ],
        'bus.resetSeen': {
          ...awake,
          description: 'the initiator has seen RST',
          meta: cite('bus-rst-forgets'),
          actions: 'RST is seen',
        },
      },
    },
  },
});
