import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { BusInterrupt, BusRequest, TaskMessage } from '../../protocol/bus.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../../protocol/names.ts';
import type { OperationClass } from '../../protocol/operation.ts';
import type { Direction, TagKind } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';

/** A command that the stub sends again and again. */
export type StubCommand = {
  slot: Slot;
  target: TargetName;
  lun: Lun;
  tag: TagKind;
  direction: Direction;
  disconnectPrivilege: boolean;
  negotiate: boolean;
  /** `other` if not given */ op?: OperationClass;
};

export type InitiatorStubInput = {
  name: InitiatorName;
  bus: string;
  commands: readonly StubCommand[];
  /** What it tells targets beside commands. ABORT_TAG needs commands with tags. */
  messages?: readonly TaskMessage[];
  /** It may assert RST. */
  resets?: boolean;
  /** Selections may fail: nobody answers, the tag or the message is rejected. */
  faults?: boolean;
};

export type InitiatorStubContext = {
  at: Required<InitiatorStubInput>;
  /** commands that have been sent and not ended, in the order of the input */
  outstanding: readonly Slot[];
  /** the command that it was reselected for and has not accepted yet */
  reconnected: Slot | null;
  /** the message that is on its way */
  messaging: { message: TaskMessage; target: TargetName; lun: Lun; slot: Slot | null } | null;
  /** its own RST has not come back yet */
  resetting: boolean;
};

type Context = InitiatorStubContext;
type Given = { context: Context; event: BusInterrupt };
type Selection = Extract<BusRequest, { type: 'bus.select' }>['selection'];
type Outcome = Extract<BusRequest, { type: 'bus.message' }>['outcome'];
type Which = 'first' | 'last';

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const idle = ({ at, outstanding }: Context) => at.commands.filter(({ slot }) => !outstanding.includes(slot));
const one = <T>(all: readonly T[], which: Which): T => expected(all.at(which === 'first' ? 0 : -1), 'command');
const slotOf = ({ event }: { event: BusInterrupt }): Slot => expected('slot' in event ? event.slot : null, 'slot');
const ended = (context: Context, over: (command: StubCommand) => boolean): readonly Slot[] =>
  context.outstanding.filter((slot) => !context.at.commands.some((command) => command.slot === slot && over(command)));

/** The message, and the command that it goes to: the first that is outstanding, or the first at all. */
function messageFor(context: Context, message: TaskMessage) {
  const { at, outstanding } = context;
  const command = expected(at.commands.find(({ slot }) => outstanding.includes(slot)) ?? at.commands[0], 'command');
  const { target, lun, slot } = command;
  return { message, target, lun, slot: message === 'ABORT_TAG' ? slot : null };
}

const update = (change: (given: Given) => Partial<Context>) =>
  assign<Context, BusInterrupt, undefined, BusInterrupt, never>(change);
const toBus = (message: (given: Given) => BusRequest) =>
  send<Context, BusInterrupt, BusRequest>(({ context }) => address.bus(context.at.bus), message);

const reaction = <const TActions>(description: string, actions: TActions, ...clauses: Parameters<typeof cite>) =>
  ({ target: 'awake', reenter: true, description, meta: cite(...clauses), actions }) as const;
const notNow = { target: 'awake', reenter: true, description: 'not now', meta: cite('stub-any-time') } as const;

const selects = (which: Which, selection: Selection) =>
  [
    {
      guard: { type: 'it may send a command', params: { selection, which } },
      target: 'awake',
      reenter: true,
      description: `it sends the ${which} command that is not under way; ${selection}`,
      meta: cite('stub-initiator'),
      actions: [
        { type: 'bus.select', params: { selection, which } },
        { type: 'the command is outstanding', params: { which } },
      ],
    },
    notNow,
  ] as const;
const tells = (message: TaskMessage, outcome: Outcome) =>
  [
    {
      guard: { type: 'it may send this message', params: { message, outcome } },
      target: 'awake',
      reenter: true,
      description: `it sends ${message}; ${outcome}`,
      meta: cite('stub-initiator'),
      actions: [
        { type: 'bus.message', params: { message, outcome } },
        { type: 'the message is outstanding', params: { message } },
      ],
    },
    notNow,
  ] as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for an initiator at the parallel bus: it asks for whatever an initiator may ask for, whenever it may, in any
 * order. For exploration in which every delay may end at any time.
 */
export const initiatorStubMachine = setup({
  types: { context: {} as Context, events: {} as BusInterrupt, input: {} as InitiatorStubInput },
  guards: {
    'it may send a command': ({ context }, params: { selection: Selection; which: Which }) => {
      const commands = idle(context);
      if (context.messaging || commands.length < (params.which === 'first' ? 1 : 2)) return false;
      if (params.selection === 'tagRejected' && one(commands, params.which).tag === 'untagged') return false;
      return params.selection === 'ok' || context.at.faults;
    },
    'it may send this message': ({ context }, params: { message: TaskMessage; outcome: Outcome }) =>
      !context.messaging &&
      context.at.messages.includes(params.message) &&
      (params.outcome === 'ok' || context.at.faults) &&
      (params.message !== 'ABORT_TAG' || context.outstanding.length > 0),
    'it has been reselected': ({ context }) => context.reconnected !== null,
    'it may assert RST': ({ context }) => context.at.resets && !context.resetting,
    'the message has taken effect': ({ event }) => event.type === 'hba.messageSent' && event.outcome === 'ok',
    'it is its own RST': ({ context, event }) => event.type === 'hba.busReset' && event.by === context.at.name,
  },
  actions: {
    'bus.select': send<Context, BusInterrupt, BusRequest, { selection: Selection; which: Which }>(
      ({ context }) => address.bus(context.at.bus),
      ({ context }, { selection, which }) => {
        const { slot, target, lun, tag, direction, disconnectPrivilege, negotiate, op } = one(idle(context), which);
        const { name: initiator } = context.at;
        return {
          type: 'bus.select',
          ...{ initiator, target, lun, slot, tag, op: op ?? 'other' },
          ...{ direction, disconnectPrivilege, negotiate, selection },
        };
      },
    ),
    'the command is outstanding': assign(({ context }, { which }: { which: Which }) => {
      const sent = one(idle(context), which).slot;
      const { outstanding, at } = context;
      return {
        outstanding: at.commands.map(({ slot }) => slot).filter((slot) => slot === sent || outstanding.includes(slot)),
      };
    }),
    'bus.message': send<Context, BusInterrupt, BusRequest, { message: TaskMessage; outcome: Outcome }>(
      ({ context }) => address.bus(context.at.bus),
      ({ context }, { message, outcome }) => ({
        type: 'bus.message',
        initiator: context.at.name,
        ...messageFor(context, message),
        outcome,
      }),
    ),
    'the message is outstanding': assign(({ context }, { message }: { message: TaskMessage }) => ({
      messaging: messageFor(context, message),
    })),
    'bus.accept': toBus(({ context }) => ({
      type: 'bus.accept',
      initiator: context.at.name,
      slot: expected(context.reconnected, 'reselection'),
    })),
    'bus.assertReset': toBus(({ context }) => ({ type: 'bus.assertReset', initiator: context.at.name })),
    'bus.resetSeen': toBus(({ context }) => ({ type: 'bus.resetSeen', initiator: context.at.name })),
    'RST has to come back': update(() => ({ resetting: true })),
    'RST has come back': update(() => ({ resetting: false })),
    'it is reselected': update((given) => ({ reconnected: slotOf(given) })),
    'the reselection is over': update(() => ({ reconnected: null })),
    'the command is over': update((given) => ({
      outstanding: ended(given.context, ({ slot }) => slot === slotOf(given)),
      reconnected: given.context.reconnected === slotOf(given) ? null : given.context.reconnected,
    })),
    'the message is over': update(() => ({ messaging: null })),
    'the commands that it meant are over': update(({ context, event }) => {
      assertEvent(event, 'hba.messageSent');
      const { message, target, lun, slot } = event;
      return {
        outstanding: ended(context, (command) => {
          if (message === 'ABORT_TAG') return command.slot === slot;
          return command.target === target && (message === 'BUS_DEVICE_RESET' || command.lun === lun);
        }),
      };
    }),
    'everything is over': update(() => ({ outstanding: [], reconnected: null, messaging: null })),
  },
  delays: {
    selectFirst: whim,
    selectLast: whim,
    selectFirstInVain: whim,
    selectLastInVain: whim,
    selectFirstWithBadTag: whim,
    selectLastWithBadTag: whim,
    accept: whim,
    assertReset: whim,
    abort: whim,
    abortInVain: whim,
    abortTag: whim,
    abortTagRejected: whim,
    deviceReset: whim,
    deviceResetInVain: whim,
    deviceResetRejected: whim,
    unitReset: whim,
    unitResetRejected: whim,
  },
}).createMachine({
  id: 'initiator-stub',
  description: 'An initiator that does whatever an initiator may do.',
  context: ({ input }) => ({
    at: { messages: [], resets: false, faults: false, ...input },
    outstanding: [],
    reconnected: null,
    messaging: null,
    resetting: false,
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what the bus tells.',
      after: {
        selectFirst: selects('first', 'ok'),
        selectLast: selects('last', 'ok'),
        selectFirstInVain: selects('first', 'noResponse'),
        selectLastInVain: selects('last', 'noResponse'),
        selectFirstWithBadTag: selects('first', 'tagRejected'),
        selectLastWithBadTag: selects('last', 'tagRejected'),
        abort: tells('ABORT', 'ok'),
        abortInVain: tells('ABORT', 'noResponse'),
        abortTag: tells('ABORT_TAG', 'ok'),
        abortTagRejected: tells('ABORT_TAG', 'rejected'),
        deviceReset: tells('BUS_DEVICE_RESET', 'ok'),
        deviceResetInVain: tells('BUS_DEVICE_RESET', 'noResponse'),
        deviceResetRejected: tells('BUS_DEVICE_RESET', 'rejected'),
        unitReset: tells('LOGICAL_UNIT_RESET', 'ok'),
        unitResetRejected: tells('LOGICAL_UNIT_RESET', 'rejected'),
        accept: [
          {
            guard: 'it has been reselected',
            ...reaction('it takes the connection', ['bus.accept', 'the reselection is over'], 'bus-reselection'),
          },
          notNow,
        ],
        assertReset: [
          {
            guard: 'it may assert RST',
            ...reaction('it asserts RST', ['bus.assertReset', 'RST has to come back'], 'bus-rst-any-time'),
          },
          notNow,
        ],
      },
      on: {
        'hba.selectionTimeout': reaction('nobody is there', 'the command is over', 'bus-selection-timeout'),
        'hba.tagRejected': reaction('the target does not know tags', 'the command is over', 'bus-tag-rejected'),
        'hba.selectionLost': reaction('it was reselected first', 'the command is over', 'bus-selection-lost'),
        'hba.completed': reaction('the command has ended', 'the command is over', 'bus-status-then-complete'),
        'hba.unexpectedBusFree': reaction('the target left the bus', 'the command is over', 'bus-unexpected-free'),
        'hba.disconnected': reaction('the command waits in the device', [], 'bus-disconnect'),
        'hba.reconnected': reaction('the command goes on', 'it is reselected', 'bus-reselection'),
        'hba.messageSent': [
          {
            guard: 'the message has taken effect',
            ...reaction(
              'the message has ended commands',
              ['the commands that it meant are over', 'the message is over'],
              'bus-message-then-free',
            ),
          },
          reaction('the message was in vain', 'the message is over', 'bus-message-rejected', 'bus-selection-timeout'),
        ],
        'hba.busReset': [
          {
            guard: 'it is its own RST',
            ...reaction('its own RST', ['bus.resetSeen', 'everything is over', 'RST has come back'], 'bus-rst-forgets'),
          },
          reaction('RST of somebody else', ['bus.resetSeen', 'everything is over'], 'bus-rst-forgets'),
        ],
      },
    },
  },
});
