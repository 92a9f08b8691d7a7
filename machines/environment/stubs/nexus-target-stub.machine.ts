import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import type { BusReply, TargetRequest } from '../../protocol/bus.ts';
import { ignored } from '../../protocol/ignored.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../../protocol/names.ts';
import type { Direction } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';
import type { ForeignHappening } from '../../protocol/world.ts';

export type NexusTargetStubInput = {
  target: TargetName;
  initiator: InitiatorName;
  /** It may disappear for good. */
  leaves?: boolean;
};

type Command = { slot: Slot; lun: Lun; direction: Direction };

export type NexusTargetStubContext = {
  at: Required<NexusTargetStubInput>;
  /** commands that it works on, in the order in which they came */
  parked: readonly Command[];
  /** the command whose turn it has asked for */
  reselecting: Slot | null;
  /** what it has still to react to, oldest first */
  owes: readonly ('message' | 'nexusLoss')[];
};

type Context = NexusTargetStubContext;
type Event = TargetRequest | Extract<ForeignHappening, { type: 'world.foreignReset' }>;
type Given = { context: Context; event: Event };
type Which = 'first' | 'last';

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const one = ({ parked }: Context, which: Which): Command =>
  expected(parked.at(which === 'first' ? 0 : -1), 'parked command');
const commandOf = ({ event }: { event: Event }) => {
  assertEvent(event, 'target.command');
  return event;
};
const slotOf = ({ event }: { event: Event }): Slot => {
  assertEvent(event, ['target.command', 'target.reconnected']);
  return event.slot;
};
const nexusOf = ({ context }: { context: Context }) => address.nexus(context.at.initiator, context.at.target);

const update = (change: (given: Given) => Partial<Context>) => assign<Context, Event, undefined, Event, never>(change);
const toNexus = (message: (given: Given) => BusReply) => send<Context, Event, BusReply>(nexusOf, message);
const finish = ({ slot, direction }: Pick<Command, 'slot' | 'direction'>): BusReply => ({
  type: 'bus.finish',
  ...{ slot, direction, resid: 'zero', status: 'GOOD', sense: null, transfer: 'ok' },
});

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;
const asks = (which: Which) =>
  [
    {
      guard: { type: 'it may ask for its turn', params: { which } },
      ...awake,
      description: `it has an answer to the ${which} command`,
      meta: cite('stub-nexus-target', 'sam-target-turn'),
      actions: [
        { type: 'bus.reselect', params: { which } },
        { type: 'it has asked for its turn', params: { which } },
      ],
    },
    notNow,
  ] as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for a target at one nexus: it works on any number of commands, answers them in any order, whenever it likes, and
 * takes its time to react to functions. For exploration in which every delay may end at any time.
 */
export const nexusTargetStubMachine = setup({
  types: { context: {} as Context, events: {} as Event, input: {} as NexusTargetStubInput },
  guards: {
    'it may ask for its turn': ({ context }, params: { which: Which }) =>
      context.owes.length === 0 &&
      context.reselecting === null &&
      context.parked.length > (params.which === 'first' ? 0 : 1),
    'it owes a reaction': ({ context }) => context.owes.length > 0,
    'it may disappear': ({ context }) => context.at.leaves,
    'arrival is': ({ event }, params: { arrival: 'busy' | 'queueFull' | 'drop' | 'hang' }) =>
      event.type === 'target.command' && event.arrival === params.arrival,
    'it has nothing to say to this': ({ context, event }) => context.reselecting !== slotOf({ event }),
    'the data come in parts': ({ event }) => event.type === 'target.reconnected' && event.transfer === 'parts',
  },
  actions: {
    'the command is parked': update((given) => {
      const { slot, lun, direction } = commandOf(given);
      return { parked: [...given.context.parked, { slot, lun, direction }] };
    }),
    'bus.disconnect': toNexus((given) => ({ type: 'bus.disconnect', slot: slotOf(given), dataMoved: false })),
    'bus.disconnect after a part of the data': toNexus((given) => ({
      type: 'bus.disconnect',
      slot: slotOf(given),
      dataMoved: true,
    })),
    'bus.finish: BUSY': toNexus((given) => ({ ...finish(commandOf(given)), status: 'BUSY' }) as BusReply),
    'bus.drop': toNexus((given) => ({ type: 'bus.drop', slot: slotOf(given) })),
    'bus.finish': toNexus((given) =>
      finish(
        expected(
          given.context.parked.find(({ slot }) => slot === slotOf(given)),
          'parked command',
        ),
      ),
    ),
    'the command is answered': update((given) => ({
      parked: given.context.parked.filter(({ slot }) => slot !== slotOf(given)),
    })),
    'bus.reselect': send<Context, Event, BusReply, { which: Which }>(nexusOf, ({ context }, { which }) => {
      const { target, initiator } = context.at;
      const { slot, lun } = one(context, which);
      return { type: 'bus.reselect', initiator, target, lun, slot, tag: 'simple' };
    }),
    'it has asked for its turn': assign(({ context }, { which }: { which: Which }) => ({
      reselecting: one(context, which).slot,
    })),
    'it asks for nothing': update(() => ({ reselecting: null })),
    'forget what the message ends': update(({ context, event }) => {
      assertEvent(event, 'target.message');
      const { message, slot, lun } = event;
      return {
        parked: context.parked.filter((command) => {
          if (message === 'BUS_DEVICE_RESET') return false;
          if (message === 'CLEAR_ACA') return true;
          return message === 'ABORT_TAG' ? command.slot !== slot : command.lun !== lun;
        }),
      };
    }),
    'forget all': update(() => ({ parked: [], reselecting: null })),
    'it owes a reaction to the message': update(({ context }) => ({ owes: [...context.owes, 'message'] })),
    'it owes a reaction to the lost nexus': update(({ context }) => ({ owes: [...context.owes, 'nexusLoss'] })),
    'bus.cleared': toNexus(({ context }) => ({
      type: 'bus.cleared',
      target: context.at.target,
      cause: expected(context.owes[0], 'cause'),
    })),
    'it has reacted': update(({ context }) => ({ owes: context.owes.slice(1) })),
    'bus.cleared: reset by another initiator': toNexus(({ context }) => ({
      type: 'bus.cleared',
      target: context.at.target,
      cause: 'reset',
      by: 'another',
    })),
    'bus.absent': toNexus(({ context }) => ({ type: 'bus.absent', target: context.at.target })),
  },
  delays: { askFirst: whim, askLast: whim, react: whim, leave: whim },
}).createMachine({
  id: 'nexus-target-stub',
  description: 'A target at one nexus that does whatever a target may do.',
  context: ({ input }) => ({ at: { leaves: false, ...input }, parked: [], reselecting: null, owes: [] }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what comes.',
      after: {
        askFirst: asks('first'),
        askLast: asks('last'),
        react: [
          {
            guard: 'it owes a reaction',
            ...awake,
            description: 'a function, or the loss of the nexus, has taken effect',
            meta: cite('stub-nexus-target', 'sam-task-management', 'sam-nexus-loss'),
            actions: ['bus.cleared', 'it has reacted'],
          },
          notNow,
        ],
        leave: [
          {
            guard: 'it may disappear',
            target: 'gone',
            description: 'it disappears',
            meta: cite('sam-target-gone'),
            actions: ['forget all', 'bus.absent'],
          },
          notNow,
        ],
      },
      on: {
        'target.command': [
          {
            guard: { type: 'arrival is', params: { arrival: 'busy' } },
            ...awake,
            description: 'it is busy and says so at once',
            meta: cite('stub-nexus-target', 'target-busy-at-once'),
            actions: 'bus.finish: BUSY',
          },
          {
            guard: { type: 'arrival is', params: { arrival: 'drop' } },
            ...awake,
            description: 'it loses the command',
            meta: cite('stub-nexus-target', 'target-drops'),
            actions: 'bus.drop',
          },
          {
            guard: { type: 'arrival is', params: { arrival: 'hang' } },
            ...awake,
            description: 'it takes the command and never answers',
            meta: cite('stub-nexus-target', 'target-hangs'),
            actions: 'bus.disconnect',
          },
          {
            ...awake,
            description: 'it works on the command',
            meta: cite('stub-nexus-target', 'sam-many-nexus'),
            actions: ['the command is parked', 'bus.disconnect'],
          },
        ],
        'target.reconnected': [
          {
            guard: 'it has nothing to say to this',
            ...awake,
            description: 'the command has ended after the turn had been asked for',
            meta: cite('target-nothing-to-say'),
            actions: ['bus.drop', 'it asks for nothing'],
          },
          {
            guard: 'the data come in parts',
            ...awake,
            description: 'a part of the data moves',
            meta: cite('target-parts'),
            actions: ['bus.disconnect after a part of the data', 'it asks for nothing'],
          },
          {
            ...awake,
            description: 'data and status',
            meta: cite('sam-command-complete'),
            actions: ['bus.finish', 'the command is answered', 'it asks for nothing'],
          },
        ],
        'target.message': {
          ...awake,
          description: 'a function comes',
          meta: cite('sam-task-management', 'sam-function-voids-turn'),
          actions: ['forget what the message ends', 'it asks for nothing', 'it owes a reaction to the message'],
        },
        'target.nexusLost': {
          ...awake,
          description: 'the nexus is lost',
          meta: cite('sam-nexus-loss', 'sam-function-voids-turn'),
          actions: ['forget all', 'it owes a reaction to the lost nexus'],
        },
        'world.foreignReset': {
          ...awake,
          description: 'another initiator resets the target',
          meta: cite('sam-reset-announced'),
          actions: ['forget all', 'bus.cleared: reset by another initiator'],
        },
      },
    },
    gone: {
      description: 'Nobody is there any more.',
      on: {
        'target.command': ignored('nobody is there'),
        'target.reconnected': ignored('nobody is there'),
        'target.message': ignored('nobody is there'),
        'target.nexusLost': ignored('nobody is there'),
        'world.foreignReset': ignored('nobody is there'),
      },
    },
  },
});
