import { assertEvent, assign, emit, enqueueActions } from 'xstate';
import type { BusReply } from '../protocol/bus.ts';
import type { PortRequest, Task, TaskSetRequest } from '../protocol/device.ts';
import type { Effect } from '../protocol/effects.ts';
import { address, type InitiatorName } from '../protocol/names.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import {
  type Answer,
  type ConnectedTask,
  everyWay,
  type TargetContext,
  type TargetEvent,
  wayTo,
} from './target-context.ts';

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

export const targetActions = {
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
  'return sense data for an unknown unit': emit<TargetContext, TargetEvent, undefined, TargetEvent, Effect>((given) => {
    const { lun, initiator, slot } = commandOf(given);
    return { type: 'effect.senseReturn', lun, initiator, slot, sense: 'ILLEGAL_REQUEST 25/00' };
  }),
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
    ({ context, event }, way) => context.at.nexuses !== null && way !== wayTo(context, initiatorOf({ context, event })),
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
};
