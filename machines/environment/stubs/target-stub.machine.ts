import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { BusReply, Nexus, TargetRequest } from '../../protocol/bus.ts';
import { ignored } from '../../protocol/ignored.ts';
import { address, type Slot, type TargetName } from '../../protocol/names.ts';
import type { Resid } from '../../protocol/scsi-pkt.ts';
import type { Direction, TaskAttribute } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';

export type TargetStubInput = {
  target: TargetName;
  bus: string;
  /** It may leave without a word, and its data may be bad. */
  faults?: boolean;
  /** It may disappear for good. */
  leaves?: boolean;
};

type Command = Nexus & { tag: TaskAttribute; direction: Direction; disconnectPrivilege: boolean };

export type TargetStubContext = {
  at: Required<TargetStubInput>;
  /** the command whose nexus holds the bus */
  connected: Command | null;
  /** commands that it has disconnected from, in this order */
  parked: readonly Command[];
  /** the command for which it has asked for reselection */
  reselecting: Slot | null;
  /** what it has still to react to */
  owes: 'message' | 'reset' | null;
};

type Context = TargetStubContext;
type Given = { context: Context; event: TargetRequest };
type Transfer = Extract<BusReply, { type: 'bus.finish' }>['transfer'];
type Which = 'first' | 'last';

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const connected = ({ context }: { context: Context }) => expected(context.connected, 'connected command');
const one = ({ parked }: Context, which: Which) => expected(parked.at(which === 'first' ? 0 : -1), 'parked command');

const update = (change: (given: Given) => Partial<Context>) =>
  assign<Context, TargetRequest, undefined, TargetRequest, never>(change);
const toBus = (message: (given: Given) => BusReply) =>
  send<Context, TargetRequest, BusReply>(({ context }) => address.bus(context.at.bus), message);

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;

const finishes = (resid: Resid, transfer: Transfer) =>
  [
    {
      guard: { type: 'it may end the command', params: { resid, transfer } },
      ...awake,
      description: `status of the connected command, residual ${resid}; ${transfer}`,
      meta: cite('stub-target'),
      actions: [{ type: 'bus.finish', params: { resid, transfer } }, 'it is off the bus'],
    },
    notNow,
  ] as const;
const disconnects = (dataMoved: boolean) =>
  [
    {
      guard: { type: 'it may disconnect', params: { dataMoved } },
      ...awake,
      description: dataMoved ? 'DISCONNECT in the middle of the data' : 'DISCONNECT',
      meta: cite('stub-target', 'bus-disconnect-privilege'),
      actions: [{ type: 'bus.disconnect', params: { dataMoved } }, 'the command is parked', 'it is off the bus'],
    },
    notNow,
  ] as const;
const reselects = (which: Which) =>
  [
    {
      guard: { type: 'it may reselect', params: { which } },
      ...awake,
      description: `it wants to go on with the ${which} disconnected command`,
      meta: cite('stub-target', 'bus-reselection'),
      actions: [
        { type: 'bus.reselect', params: { which } },
        { type: 'reselection is asked for', params: { which } },
      ],
    },
    notNow,
  ] as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for a target at the parallel bus: it goes on with each command in whatever way a target may, whenever it may.
 * For exploration in which every delay may end at any time.
 */
export const targetStubMachine = setup({
  types: { context: {} as Context, events: {} as TargetRequest, input: {} as TargetStubInput },
  guards: {
    'it may end the command': ({ context }, params: { resid: Resid; transfer: Transfer }) =>
      context.connected !== null &&
      context.owes === null &&
      (params.transfer === 'ok' || context.at.faults) &&
      (params.resid === 'zero' || context.connected.direction !== 'none'),
    'it may disconnect': ({ context }, params: { dataMoved: boolean }) =>
      context.connected?.disconnectPrivilege === true &&
      context.owes === null &&
      !(params.dataMoved && context.connected.direction === 'none'),
    'it may reselect': ({ context }, params: { which: Which }) =>
      context.connected === null &&
      context.owes === null &&
      context.reselecting === null &&
      context.parked.length > (params.which === 'first' ? 0 : 1),
    'it may leave the bus': ({ context }) => context.connected !== null && context.owes === null && context.at.faults,
    'the message has come': ({ context }) => context.owes === 'message',
    'RST has come': ({ context }) => context.owes === 'reset',
    'it may disappear': ({ context }) => context.at.leaves,
  },
  actions: {
    'hold the bus': update(({ event }) => {
      assertEvent(event, 'target.command');
      const { initiator, target, lun, slot, tag, direction, disconnectPrivilege } = event;
      return { connected: { initiator, target, lun, slot, tag, direction, disconnectPrivilege } };
    }),
    'hold the bus again': update(({ context, event }) => {
      assertEvent(event, 'target.reconnected');
      return {
        connected: expected(
          context.parked.find(({ slot }) => slot === event.slot),
          'parked command',
        ),
        parked: context.parked.filter(({ slot }) => slot !== event.slot),
        reselecting: null,
      };
    }),
    'it is off the bus': update(() => ({ connected: null })),
    'the command is parked': update((given) => ({ parked: [...given.context.parked, connected(given)] })),
    'bus.finish': send<Context, TargetRequest, BusReply, { resid: Resid; transfer: Transfer }>(
      ({ context }) => address.bus(context.at.bus),
      (given, { resid, transfer }) => {
        const { slot, direction } = connected(given);
        const status = resid === 'zero' ? 'GOOD' : 'CHECK_CONDITION';
        return { type: 'bus.finish', slot, direction, resid, status, sense: null, transfer };
      },
    ),
    'bus.disconnect': send<Context, TargetRequest, BusReply, { dataMoved: boolean }>(
      ({ context }) => address.bus(context.at.bus),
      (given, { dataMoved }) => ({ type: 'bus.disconnect', slot: connected(given).slot, dataMoved }),
    ),
    'bus.reselect': send<Context, TargetRequest, BusReply, { which: Which }>(
      ({ context }) => address.bus(context.at.bus),
      ({ context }, { which }) => {
        const { initiator, target, lun, slot, tag } = one(context, which);
        return { type: 'bus.reselect', initiator, target, lun, slot, tag };
      },
    ),
    'reselection is asked for': assign(({ context }, { which }: { which: Which }) => ({
      reselecting: one(context, which).slot,
    })),
    'bus.drop': toBus((given) => ({ type: 'bus.drop', slot: connected(given).slot })),
    'bus.cleared': toBus(({ context }) => ({
      type: 'bus.cleared',
      target: context.at.target,
      cause: expected(context.owes, 'cause'),
    })),
    'bus.absent': toBus(({ context }) => ({ type: 'bus.absent', target: context.at.target })),
    'forget what the message ends': update(({ context, event }) => {
      assertEvent(event, 'target.message');
      const { message, initiator, lun, slot } = event;
      return {
        parked: context.parked.filter((command) => {
          if (message === 'BUS_DEVICE_RESET') return false;
          if (message === 'ABORT_TAG') return command.slot !== slot;
          return command.lun !== lun || (message === 'ABORT' && command.initiator !== initiator);
        }),
        reselecting: null,
        owes: 'message',
      };
    }),
    'forget all': update(() => ({ connected: null, parked: [], reselecting: null, owes: null })),
    'RST has to be answered': update(() => ({ owes: 'reset' })),
    'it is done': update(() => ({ owes: null })),
  },
  delays: {
    finish: whim,
    finishPartly: whim,
    finishWithoutData: whim,
    finishWithBadParity: whim,
    finishPartlyWithBadParity: whim,
    finishWithoutDataWithBadParity: whim,
    breakOff: whim,
    breakOffPartly: whim,
    breakOffWithoutData: whim,
    drop: whim,
    disconnect: whim,
    disconnectInData: whim,
    reselectFirst: whim,
    reselectLast: whim,
    obey: whim,
    clear: whim,
    leave: whim,
  },
}).createMachine({
  id: 'target-stub',
  description: 'A target that does whatever a target may do.',
  context: ({ input }) => ({
    at: { faults: false, leaves: false, ...input },
    connected: null,
    parked: [],
    reselecting: null,
    owes: null,
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what the bus tells.',
      after: {
        finish: finishes('zero', 'ok'),
        finishPartly: finishes('partial', 'ok'),
        finishWithoutData: finishes('all', 'ok'),
        finishWithBadParity: finishes('zero', 'dataParity'),
        finishPartlyWithBadParity: finishes('partial', 'dataParity'),
        finishWithoutDataWithBadParity: finishes('all', 'dataParity'),
        breakOff: finishes('zero', 'unexpectedBusFree'),
        breakOffPartly: finishes('partial', 'unexpectedBusFree'),
        breakOffWithoutData: finishes('all', 'unexpectedBusFree'),
        disconnect: disconnects(false),
        disconnectInData: disconnects(true),
        reselectFirst: reselects('first'),
        reselectLast: reselects('last'),
        drop: [
          {
            guard: 'it may leave the bus',
            ...awake,
            description: 'it leaves without a word',
            meta: cite('stub-target', 'bus-unexpected-free'),
            actions: ['bus.drop', 'it is off the bus'],
          },
          notNow,
        ],
        obey: [
          {
            guard: 'the message has come',
            ...awake,
            description: 'the message has taken effect',
            meta: cite('bus-message-then-free'),
            actions: ['bus.cleared', 'it is done'],
          },
          notNow,
        ],
        clear: [
          {
            guard: 'RST has come',
            ...awake,
            description: 'it has cleared itself',
            meta: cite('bus-rst-forgets'),
            actions: ['bus.cleared', 'it is done'],
          },
          notNow,
        ],
        leave: [
          {
            guard: 'it may disappear',
            target: 'gone',
            description: 'it disappears',
            meta: cite('bus-absent-target'),
            actions: ['forget all', 'bus.absent'],
          },
          notNow,
        ],
      },
      on: {
        'target.command': {
          ...awake,
          description: 'a command comes',
          meta: cite('bus-selection-identify-command'),
          actions: 'hold the bus',
        },
        'target.reconnected': {
          ...awake,
          description: 'a disconnected command is connected again',
          meta: cite('bus-reselection'),
          actions: 'hold the bus again',
        },
        'target.message': {
          ...awake,
          description: 'a task management message comes',
          meta: cite('bus-message-then-free', 'bus-message-voids-reselection'),
          actions: 'forget what the message ends',
        },
        'target.busReset': {
          ...awake,
          description: 'RST',
          meta: cite('bus-rst-forgets'),
          actions: ['forget all', 'RST has to be answered'],
        },
      },
    },
    gone: {
      description: 'Nobody is there any more.',
      on: {
        'target.command': ignored('nobody is there'),
        'target.reconnected': ignored('nobody is there'),
        'target.message': ignored('nobody is there'),
        'target.busReset': ignored('nobody is there'),
      },
    },
  },
});
