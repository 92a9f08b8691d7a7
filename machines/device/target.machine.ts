import { and, assertEvent, assign, emit, enqueueActions, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusReply } from '../protocol/bus.ts';
import type { PortRequest, Task, TaskSetRequest } from '../protocol/device.ts';
import type { Effect } from '../protocol/effects.ts';
import { ignored } from '../protocol/ignored.ts';
import { address, type InitiatorName } from '../protocol/names.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import {
  type Answer,
  type ConnectedTask,
  everyWay,
  type TargetContext,
  type TargetEvent,
  type TargetInput,
  wayTo,
} from './target-context.ts';

export type { TargetInput } from './target-context.ts';

type Given = { context: TargetContext; event: TargetEvent };
type PortAnswer = Extract<PortRequest, { type: 'port.answer' }>;

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const commandOf = ({ event }: { event: TargetEvent }) => {
  assertEvent(event, 'target.command');
  return event;
};
const nextAnswer = ({ context }: { context: TargetContext }): Answer => expected(context.answers[0], 'answer');
const taskOf = ({ slot, initiator, tag, op, direction, naca }: Task): Task => ({
  ...{ slot, initiator, tag, op, direction },
  ...(naca ? { naca } : {}),
});

const update = (change: (given: Given) => Partial<TargetContext>) =>
  assign<TargetContext, TargetEvent, undefined, TargetEvent, never>(change);
/** Whose command or message this step is about. */
function initiatorOf({ context, event }: Given): InitiatorName | null | undefined {
  switch (event.type) {
    case 'target.command':
    case 'target.reconnected':
    case 'target.message':
    case 'target.nexusLost':
    case 'port.answer':
      return event.initiator;
    case 'port.queued':
      return context.connected?.initiator;
    default:
      return context.clearingFor ?? context.connected?.initiator;
  }
}
const toBus = (message: (given: Given) => BusReply) =>
  send<TargetContext, TargetEvent, BusReply>((given) => wayTo(given.context, initiatorOf(given)), message);
/** About the first answer that waits, whatever the step is about. */
const toBusForNextAnswer = (message: (given: Given) => BusReply) =>
  send<TargetContext, TargetEvent, BusReply>((given) => wayTo(given.context, nextAnswer(given).initiator), message);
const toEveryWay = (
  message: (given: Given) => BusReply,
  isMeant: (given: Given, way: string) => boolean = () => true,
) =>
  enqueueActions<TargetContext, TargetEvent, undefined, TargetEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      for (const way of everyWay(context))
        if (isMeant({ context, event }, way))
          enqueue(
            send<TargetContext, TargetEvent, BusReply>(
              () => way,
              () => message({ context, event }),
            ),
          );
    },
  );
const toTaskSet = (lun: (given: Given) => string, message: (given: Given) => TaskSetRequest) =>
  send<TargetContext, TargetEvent, TaskSetRequest>((given) => address.taskSet(lun(given)), message);
const toEveryTaskSet = (cause: 'busReset' | 'deviceReset') =>
  enqueueActions<TargetContext, TargetEvent, undefined, TargetEvent, never, never, never, never, never>(
    ({ context, enqueue }) => {
      for (const lun of context.at.luns)
        enqueue(
          toTaskSet(
            () => lun,
            () => ({ type: 'tasks.reset', cause }),
          ),
        );
    },
  );

const finish = (answer: Pick<PortAnswer, 'slot' | 'direction' | 'resid' | 'status' | 'senseData'>): BusReply => ({
  type: 'bus.finish',
  slot: answer.slot,
  direction: answer.direction,
  resid: answer.resid,
  status: answer.status,
  sense: answer.senseData,
  transfer: 'ok',
});
function answerOf({ event }: { event: TargetEvent }): PortAnswer {
  assertEvent(event, 'port.answer');
  return event;
}
const known = ({ context }: Given, lun: string) => context.at.luns.includes(lun);

/** The connection side of one target: when it holds the bus, when it lets go, when it wants it back. */
export const targetMachine = setup({
  types: { context: {} as TargetContext, events: {} as TargetEvent, input: {} as TargetInput, emitted: {} as Effect },
  guards: {
    'arrival is': ({ event }, params: { arrival: 'busy' | 'queueFull' | 'drop' }) =>
      event.type === 'target.command' && event.arrival === params.arrival,
    'it hangs and may disconnect': ({ event }) =>
      event.type === 'target.command' && event.arrival === 'hang' && event.disconnectPrivilege,
    'it hangs': ({ event }) => event.type === 'target.command' && event.arrival === 'hang',
    'INQUIRY for an unknown unit': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && event.op === 'inquiry',
    'REQUEST SENSE for an unknown unit': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && event.op === 'requestSense',
    'the unit is unknown': ({ context, event }) =>
      (event.type === 'target.command' || event.type === 'target.message') && !known({ context, event }, event.lun),
    'the unit is unknown and sense data go with the status': ({ context, event }) =>
      event.type === 'target.command' && !known({ context, event }, event.lun) && context.at.nexuses !== null,
    'another nexus has been asked for a turn': ({ context, event }) =>
      context.at.nexuses !== null &&
      context.askedAt !== null &&
      context.askedAt !==
        (event.type === 'target.nexusLost' || event.type === 'target.message' ? event.initiator : context.clearingFor),
    'the unit is unknown, and another nexus has been asked for a turn': and([
      'the unit is unknown',
      'another nexus has been asked for a turn',
    ]),
    'its answer is lost, and another is asked for': ({ context, event }) =>
      event.type === 'target.reconnected' &&
      context.answers[0]?.slot !== event.slot &&
      context.reselecting !== null &&
      context.reselecting !== event.slot,
    'the connected command is answered': ({ context, event }) =>
      event.type === 'port.answer' && context.connected?.slot === event.slot,
    'the connected command takes time and may disconnect': ({ context, event }) =>
      event.type === 'port.queued' &&
      context.connected?.slot === event.slot &&
      context.connected.disconnectPrivilege &&
      context.params.disconnects,
    'the connected command takes time': ({ context, event }) =>
      event.type === 'port.queued' && context.connected?.slot === event.slot,
    'the connected command is lost': ({ context, event }) =>
      event.type === 'port.void' && context.connected !== null && event.slots.includes(context.connected.slot),
    'an answer waits': ({ context }) => context.answers.length > 0 && context.reselecting === null,
    'its answer is lost': ({ context, event }) =>
      event.type === 'target.reconnected' && context.answers[0]?.slot !== event.slot,
    'the data come in parts': ({ context, event }) => {
      const [answer] = context.answers;
      return (
        event.type === 'target.reconnected' &&
        event.transfer === 'parts' &&
        answer !== undefined &&
        !answer.begun &&
        answer.direction !== 'none' &&
        answer.resid !== 'all'
      );
    },
    'the message is BUS DEVICE RESET': ({ event }) =>
      event.type === 'target.message' && event.message === 'BUS_DEVICE_RESET',
  },
  actions: {
    'hold the bus': update((given) => {
      const { lun, disconnectPrivilege } = commandOf(given);
      return { connected: { ...taskOf(commandOf(given)), lun, disconnectPrivilege } satisfies ConnectedTask };
    }),
    'let go of the bus': update(() => ({ connected: null })),
    'bus.finish at once': send<TargetContext, TargetEvent, BusReply, { status: ScsiStatus }>(
      (given) => wayTo(given.context, commandOf(given).initiator),
      (given, { status }) => {
        const { slot, direction } = commandOf(given);
        return finish({ slot, direction, resid: direction === 'none' ? 'zero' : 'all', status, senseData: null });
      },
    ),
    'bus.finish: no such unit': toBus((given) => {
      const { slot, direction } = commandOf(given);
      return finish({ slot, direction, resid: 'zero', status: 'GOOD', senseData: null });
    }),
    'bus.finish: sense data for an unknown unit': toBus((given) => {
      const { slot, direction } = commandOf(given);
      return finish({ slot, direction, resid: 'zero', status: 'GOOD', senseData: 'ILLEGAL_REQUEST 25/00' });
    }),
    'bus.finish: CHECK CONDITION for an unknown unit, with sense data': toBus((given) => {
      const { slot, direction } = commandOf(given);
      const resid = direction === 'none' ? 'zero' : 'all';
      return finish({ slot, direction, resid, status: 'CHECK_CONDITION', senseData: 'ILLEGAL_REQUEST 25/00' });
    }),
    'send sense data for an unknown unit along': emit<TargetContext, TargetEvent, undefined, TargetEvent, Effect>(
      (given) => {
        const { lun, initiator, slot } = commandOf(given);
        return { type: 'effect.autosense', lun, initiator, slot, sense: 'ILLEGAL_REQUEST 25/00' };
      },
    ),
    'return sense data for an unknown unit': emit<TargetContext, TargetEvent, undefined, TargetEvent, Effect>(
      (given) => {
        const { lun, initiator, slot } = commandOf(given);
        return { type: 'effect.senseReturn', lun, initiator, slot, sense: 'ILLEGAL_REQUEST 25/00' };
      },
    ),
    'say that there is no unit': emit<TargetContext, TargetEvent, undefined, TargetEvent, Effect>((given) => {
      const { lun, slot } = commandOf(given);
      return { type: 'effect.execute', lun, slot, resid: 'zero' };
    }),
    'bus.drop': toBus(({ event }) => {
      assertEvent(event, ['target.command', 'target.reconnected']);
      return { type: 'bus.drop', slot: event.slot };
    }),
    'bus.drop the connected command': toBus(({ context }) => ({
      type: 'bus.drop',
      slot: expected(context.connected, 'connected command').slot,
    })),
    'bus.disconnect': toBus(({ event }) => {
      assertEvent(event, ['target.command', 'port.queued']);
      return { type: 'bus.disconnect', slot: event.slot, dataMoved: false };
    }),
    'bus.disconnect after a part of the data': toBusForNextAnswer((given) => ({
      type: 'bus.disconnect',
      slot: nextAnswer(given).slot,
      dataMoved: true,
    })),
    'bus.finish': toBus((given) => finish(answerOf(given))),
    'bus.finish the disconnected command': toBusForNextAnswer((given) => finish(nextAnswer(given))),
    'bus.reselect': toBusForNextAnswer((given) => {
      const { initiator, lun, slot, tag } = nextAnswer(given);
      return { type: 'bus.reselect', initiator, target: given.context.at.target, lun, slot, tag };
    }),
    'bus.cleared: the message': toBus(({ context }) => ({
      type: 'bus.cleared',
      target: context.at.target,
      cause: 'message',
    })),
    'bus.cleared: RST': toBus(({ context }) => ({ type: 'bus.cleared', target: context.at.target, cause: 'reset' })),
    'bus.absent': toEveryWay(({ context }) => ({ type: 'bus.absent', target: context.at.target })),
    'bus.cleared: the nexus': toBus(({ context }) => ({
      type: 'bus.cleared',
      target: context.at.target,
      cause: 'nexusLoss',
    })),
    'bus.cleared to the other nexuses': toEveryWay(
      ({ context, event }) => {
        assertEvent(event, 'target.message');
        return { type: 'bus.cleared', target: context.at.target, cause: 'reset', by: event.initiator };
      },
      ({ context, event }, way) =>
        context.at.nexuses !== null && way !== wayTo(context, initiatorOf({ context, event })),
    ),
    'the message of this initiator takes effect': update(({ event }) => {
      assertEvent(event, 'target.message');
      return { clearingFor: event.initiator };
    }),
    'the message has taken effect': update(() => ({ clearingFor: null })),

    'tasks.command': toTaskSet(
      (given) => commandOf(given).lun,
      (given) => ({ type: 'tasks.command', ...taskOf(commandOf(given)) }),
    ),
    'tasks.reported': toTaskSet(
      (given) => answerOf(given).lun,
      (given) => ({ type: 'tasks.reported', slot: answerOf(given).slot }),
    ),
    'tasks.reported for the disconnected command': toTaskSet(
      (given) => nextAnswer(given).lun,
      (given) => ({ type: 'tasks.reported', slot: nextAnswer(given).slot }),
    ),
    'tasks.message': send<TargetContext, TargetEvent, TaskSetRequest>(
      ({ event }) => {
        assertEvent(event, 'target.message');
        return address.taskSet(event.lun);
      },
      ({ event }) => {
        assertEvent(event, 'target.message');
        const { initiator, slot, message } = event;
        if (message === 'BUS_DEVICE_RESET') throw new Error('BUS DEVICE RESET is not for one unit');
        return { type: 'tasks.message', initiator, slot, message };
      },
    ),
    'tasks.reset by bus reset': toEveryTaskSet('busReset'),
    'tasks.reset by device reset': toEveryTaskSet('deviceReset'),

    'tasks.nexusLost to every unit': enqueueActions<
      TargetContext,
      TargetEvent,
      undefined,
      TargetEvent,
      never,
      never,
      never,
      never,
      never
    >(({ context, event, enqueue }) => {
      assertEvent(event, 'target.nexusLost');
      const { initiator, attention } = event;
      for (const lun of context.at.luns)
        enqueue(
          toTaskSet(
            () => lun,
            () => ({ type: 'tasks.nexusLost', initiator, attention }),
          ),
        );
    }),
    'forget the answers of this initiator': update(({ context, event }) => {
      assertEvent(event, 'target.nexusLost');
      return { answers: context.answers.filter(({ initiator }) => initiator !== event.initiator) };
    }),

    'keep the answer': update((given) => {
      const { lun, status, resid, senseData } = answerOf(given);
      const answer: Answer = { ...taskOf(answerOf(given)), lun, status, resid, senseData, begun: false };
      return { answers: [...given.context.answers, answer] };
    }),
    'reselection is asked for': update((given) => {
      const { slot, initiator } = nextAnswer(given);
      return { reselecting: slot, askedAt: initiator };
    }),
    'no reselection is asked for': update(() => ({ reselecting: null, askedAt: null })),
    'the answer is given': update(({ context }) => ({ answers: context.answers.slice(1) })),
    'a part of the data has moved': update(({ context }) => ({
      answers: context.answers.map((answer, place) => (place === 0 ? { ...answer, begun: true } : answer)),
    })),
    'forget answers for ended tasks': update(({ context, event }) => {
      assertEvent(event, 'port.void');
      return {
        answers: context.answers.filter((answer) => answer.lun !== event.lun || !event.slots.includes(answer.slot)),
      };
    }),
    'forget all': update(() => ({ connected: null, answers: [], reselecting: null, askedAt: null })),
  },
}).createMachine({
  id: 'target',
  description: 'One SCSI target as the bus sees it (SCSI-2 6).',
  context: ({ input }) => ({
    at: { target: input.target, bus: input.bus, luns: input.luns, nexuses: input.nexuses ?? null },
    params: input.params,
    connected: null,
    answers: [],
    reselecting: null,
    askedAt: null,
    clearingFor: null,
  }),
  initial: 'off the bus',
  on: {
    'port.answer': {
      description: 'a disconnected command has its status',
      meta: cite('target-one-reselection', 'target-reselects'),
      actions: 'keep the answer',
    },
    'port.void': {
      description: 'tasks have ended without status',
      meta: cite('task-no-status-after-end'),
      actions: 'forget answers for ended tasks',
    },
    'target.busReset': {
      target: '.off the bus',
      description: 'RST',
      meta: cite('target-bus-reset'),
      actions: ['forget all', 'tasks.reset by bus reset', 'bus.cleared: RST'],
    },
    'world.gone': {
      target: '.gone',
      description: 'the device disappears',
      meta: cite('target-gone'),
      actions: ['forget all', 'bus.absent', 'tasks.reset by bus reset'],
    },
  },
  states: {
    'off the bus': {
      description: 'Another device has the bus, or none.',
      always: {
        guard: 'an answer waits',
        description: 'the target arbitrates for its first finished command',
        meta: cite('target-one-reselection', 'target-reselects'),
        actions: ['bus.reselect', 'reselection is asked for'],
      },
      on: {
        'target.command': [
          {
            guard: { type: 'arrival is', params: { arrival: 'busy' } },
            description: 'BUSY before the unit has seen the command',
            meta: cite('target-busy-at-once'),
            actions: { type: 'bus.finish at once', params: { status: 'BUSY' } },
          },
          {
            guard: { type: 'arrival is', params: { arrival: 'queueFull' } },
            description: 'QUEUE FULL before the unit has seen the command',
            meta: cite('target-queue-full-at-once'),
            actions: { type: 'bus.finish at once', params: { status: 'QUEUE_FULL' } },
          },
          {
            guard: { type: 'arrival is', params: { arrival: 'drop' } },
            description: 'the target leaves the bus without a word',
            meta: cite('target-drops'),
            actions: 'bus.drop',
          },
          {
            guard: 'it hangs and may disconnect',
            description: 'the target disconnects and forgets the command',
            meta: cite('target-hangs', 'target-disconnects'),
            actions: 'bus.disconnect',
          },
          {
            guard: 'it hangs',
            target: 'hung',
            description: 'the target keeps the bus and does nothing',
            meta: cite('target-hangs', 'target-stays-connected'),
          },
          {
            guard: 'INQUIRY for an unknown unit',
            description: 'INQUIRY data say that there is no unit',
            meta: cite('target-unknown-lun'),
            actions: ['say that there is no unit', 'bus.finish: no such unit'],
          },
          {
            guard: 'REQUEST SENSE for an unknown unit',
            description: 'sense data say that there is no unit',
            meta: cite('target-unknown-lun'),
            actions: ['return sense data for an unknown unit', 'bus.finish: sense data for an unknown unit'],
          },
          {
            guard: 'the unit is unknown and sense data go with the status',
            description: 'CHECK CONDITION, sense data say that there is no unit',
            meta: cite('target-unknown-lun', 'task-autosense'),
            actions: [
              'send sense data for an unknown unit along',
              'bus.finish: CHECK CONDITION for an unknown unit, with sense data',
            ],
          },
          {
            guard: 'the unit is unknown',
            description: 'CHECK CONDITION',
            meta: cite('target-unknown-lun'),
            actions: { type: 'bus.finish at once', params: { status: 'CHECK_CONDITION' } },
          },
          {
            target: 'selected',
            description: 'the command goes to its unit',
            meta: cite('target-answers-connected'),
            actions: ['hold the bus', 'tasks.command'],
          },
        ],
        'target.reconnected': [
          {
            guard: 'its answer is lost, and another is asked for',
            description: 'the command was lost; the turn that is asked for now is for another',
            meta: cite('target-nothing-to-say', 'target-one-reselection'),
            actions: 'bus.drop',
          },
          {
            guard: 'its answer is lost',
            description: 'the command was lost after reselection had been asked for',
            meta: cite('target-nothing-to-say'),
            actions: ['bus.drop', 'no reselection is asked for'],
          },
          {
            guard: 'the data come in parts',
            description: 'a part of the data, SAVE DATA POINTER, DISCONNECT',
            meta: cite('target-parts'),
            actions: [
              'bus.disconnect after a part of the data',
              'a part of the data has moved',
              'no reselection is asked for',
            ],
          },
          {
            description: 'the rest of the data and status',
            meta: cite('target-reselects'),
            actions: [
              'bus.finish the disconnected command',
              'tasks.reported for the disconnected command',
              'the answer is given',
              'no reselection is asked for',
            ],
          },
        ],
        'target.message': [
          {
            guard: 'the message is BUS DEVICE RESET',
            description: 'hard reset of all units',
            meta: cite('target-bus-device-reset', 'target-message-then-free'),
            actions: [
              'forget all',
              'tasks.reset by device reset',
              'bus.cleared: the message',
              'bus.cleared to the other nexuses',
            ],
          },
          {
            guard: 'the unit is unknown, and another nexus has been asked for a turn',
            description: 'a message for a unit that does not exist does not concern the turn that is asked for',
            meta: cite('target-unknown-lun', 'target-one-reselection'),
            actions: 'bus.cleared: the message',
          },
          {
            guard: 'the unit is unknown',
            description: 'a message for a unit that does not exist has nothing to do',
            meta: cite('target-unknown-lun', 'target-message-then-free'),
            actions: ['no reselection is asked for', 'bus.cleared: the message'],
          },
          {
            target: 'clearing',
            description: 'the message goes to the task set',
            meta: cite('target-message-then-free'),
            actions: ['the message of this initiator takes effect', 'tasks.message'],
          },
        ],
        'target.nexusLost': [
          {
            guard: 'another nexus has been asked for a turn',
            description: 'an initiator is out of reach; the turn that is asked for is for another',
            meta: cite('sam-nexus-loss', 'target-one-reselection'),
            actions: [
              'forget the answers of this initiator',
              'tasks.nexusLost to every unit',
              'bus.cleared: the nexus',
            ],
          },
          {
            description: 'an initiator is out of reach',
            meta: cite('sam-nexus-loss', 'sam-function-voids-turn'),
            actions: [
              'forget the answers of this initiator',
              'tasks.nexusLost to every unit',
              'no reselection is asked for',
              'bus.cleared: the nexus',
            ],
          },
        ],
      },
    },
    selected: {
      description: 'A command has arrived; the unit decides in the same step.',
      on: {
        'port.answer': {
          guard: 'the connected command is answered',
          target: 'off the bus',
          description: 'status at once',
          meta: cite('target-answers-connected'),
          actions: ['bus.finish', 'tasks.reported', 'let go of the bus'],
        },
        'port.queued': [
          {
            guard: 'the connected command takes time and may disconnect',
            target: 'off the bus',
            description: 'DISCONNECT while the command waits its turn',
            meta: cite('target-disconnects'),
            actions: ['bus.disconnect', 'let go of the bus'],
          },
          {
            guard: 'the connected command takes time',
            target: 'working connected',
            description: 'the target keeps the bus',
            meta: cite('target-stays-connected'),
          },
        ],
      },
    },
    'working connected': {
      description: 'The target holds the bus until the command has ended.',
      on: {
        'port.answer': {
          guard: 'the connected command is answered',
          target: 'off the bus',
          description: 'data and status',
          meta: cite('target-stays-connected'),
          actions: ['bus.finish', 'tasks.reported', 'let go of the bus'],
        },
        'port.void': {
          guard: 'the connected command is lost',
          target: 'off the bus',
          description: 'the unit has lost power in the middle of the command',
          meta: cite('target-drops'),
          actions: ['bus.drop the connected command', 'let go of the bus', 'forget answers for ended tasks'],
        },
      },
    },
    clearing: {
      description: 'A task management message is taking effect, in the same step.',
      on: {
        'port.void': [
          {
            guard: 'another nexus has been asked for a turn',
            target: 'off the bus',
            description: 'the message has taken effect; it does not concern the turn that is asked for',
            meta: cite('target-message-then-free', 'target-one-reselection'),
            actions: ['forget answers for ended tasks', 'bus.cleared: the message', 'the message has taken effect'],
          },
          {
            target: 'off the bus',
            description: 'the message has taken effect; what is left to reselect is asked for anew',
            meta: cite('target-message-then-free'),
            actions: [
              'forget answers for ended tasks',
              'no reselection is asked for',
              'bus.cleared: the message',
              'the message has taken effect',
            ],
          },
        ],
      },
    },
    hung: {
      description: 'The target holds the bus and will never go on; only RST helps.',
    },
    gone: {
      description: 'Nobody is there any more.',
      on: {
        'target.command': ignored('nobody is there'),
        'target.reconnected': ignored('nobody is there'),
        'target.message': ignored('nobody is there'),
        'target.busReset': ignored('nobody is there'),
        'target.nexusLost': ignored('nobody is there'),
        'port.void': ignored('nobody is there'),
        'world.gone': ignored('nobody is there already'),
      },
    },
  },
});
