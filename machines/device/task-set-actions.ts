import { assertEvent, assign, enqueueActions } from 'xstate';
import type { PortRequest, Task, UnitRequest } from '../protocol/device.ts';
import { address, type InitiatorName, type Slot } from '../protocol/names.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import {
  endedTask,
  type HeldTask,
  isCheck,
  nextTask,
  servedTask,
  type TaskSetContext,
  type TaskSetEvent,
  taskOf,
  without,
  withUnreported,
} from './task-set-context.ts';

type Given = { context: TaskSetContext; event: TaskSetEvent };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const arriving = ({ context }: { context: TaskSetContext }): Task =>
  expected(context.arriving, 'command under examination');
const served = ({ context }: { context: TaskSetContext }): HeldTask => expected(servedTask(context), 'task in service');

const update = (change: (given: Given) => Partial<TaskSetContext>) =>
  assign<TaskSetContext, TaskSetEvent, undefined, TaskSetEvent, never>(change);
const toUnit = (message: (given: Given) => UnitRequest) =>
  send<TaskSetContext, TaskSetEvent, UnitRequest>(({ context }) => address.logicalUnit(context.at.lun), message);
const toTarget = (message: (given: Given) => PortRequest) =>
  send<TaskSetContext, TaskSetEvent, PortRequest>(({ context }) => address.target(context.at.target), message);

const refuse = (status: ScsiStatus) =>
  toTarget((given) => {
    const task = arriving(given);
    return {
      type: 'port.answer',
      lun: given.context.at.lun,
      ...taskOf(task),
      status,
      resid: task.direction === 'none' ? 'zero' : 'all',
      senseData: null,
    };
  });

const voided = (isDropped: (given: Given) => (task: HeldTask) => boolean) =>
  toTarget((given) => ({
    type: 'port.void',
    lun: given.context.at.lun,
    slots: given.context.tasks.filter(isDropped(given)).map((task): Slot => task.slot),
  }));

/** Whose tasks these are, each once, but for the one initiator. */
const losers = (tasks: readonly HeldTask[], but: InitiatorName): InitiatorName[] => [
  ...new Set(tasks.map((task) => task.initiator).filter((initiator) => initiator !== but)),
];

/** The initiator whose contingent allegiance ends in this transition. */
function faultedInitiator({ context, event }: Given): InitiatorName {
  return event.type === 'tasks.allegianceOver' ? event.initiator : arriving({ context }).initiator;
}
/** QErr 1: what is aborted when the allegiance of this initiator ends. */
const isAbortedByQErr =
  (given: Given) =>
  (task: HeldTask): boolean =>
    task.state !== 'ended' &&
    (given.context.params.taskSetType === 'shared' || task.initiator === faultedInitiator(given));

const byInitiator =
  ({ context, event }: Given) =>
  (task: HeldTask): boolean => {
    const initiator = event.type === 'tasks.message' ? event.initiator : arriving({ context }).initiator;
    return task.initiator === initiator;
  };
const bySlot =
  ({ event }: Given) =>
  (task: HeldTask): boolean =>
    event.type === 'tasks.message' && task.slot === event.slot;
const everyTask = () => () => true;

export const taskSetActions = {
  'examine the command': update(({ event }) => {
    assertEvent(event, 'tasks.command');
    return { arriving: taskOf(event) };
  }),
  'the examination is over': update(() => ({ arriving: null })),

  'answer BUSY': refuse('BUSY'),
  'answer QUEUE FULL': refuse('QUEUE_FULL'),
  'answer CHECK CONDITION': refuse('CHECK_CONDITION'),
  'void all commands of this initiator': voided(byInitiator),
  'overlapped commands: end all of this initiator': update((given) => {
    const { context } = given;
    const { slot, initiator } = arriving(given);
    const left = { ...context, ...without(context, byInitiator(given)) };
    return { ...left, unreported: withUnreported(left, { slot, initiator, sense: 'ABORTED_COMMAND 4E/00' }) };
  }),

  'ask the unit about the command': toUnit((given) => ({ type: 'lu.command', ...taskOf(arriving(given)) })),
  'ask the unit for sense data': toUnit((given) => {
    const { slot, initiator } = arriving(given);
    return { type: 'lu.requestSense', slot, initiator, outcome: 'ok' };
  }),
  'the sense data are destroyed': toUnit((given) => ({ type: 'lu.forgetSense', initiator: arriving(given).initiator })),

  'contingent allegiance is over': update((given) => ({
    faulted: given.context.faulted.filter((initiator) => initiator !== faultedInitiator(given)),
  })),
  'unit attention for others whose commands QErr aborts': toUnit((given) => ({
    type: 'lu.attention',
    condition: 'UNIT_ATTENTION 2F/00',
    initiators: losers(given.context.tasks.filter(isAbortedByQErr(given)), faultedInitiator(given)),
  })),
  'abort the queued commands': update((given) => without(given.context, isAbortedByQErr(given))),

  'queue the command': update((given) => ({
    tasks: [...given.context.tasks, { ...arriving(given), state: 'waiting' }],
  })),
  'queue the command at the head': update((given) => ({
    tasks: [{ ...arriving(given), state: 'waiting' }, ...given.context.tasks],
  })),
  'the command takes time': toTarget((given) => ({ type: 'port.queued', slot: arriving(given).slot })),

  'tell the status': toTarget(({ context, event }) => {
    assertEvent(event, 'tasks.ended');
    const { slot, status, resid, senseData } = event;
    const task = expected(endedTask(context, slot), 'task that ended');
    return { type: 'port.answer', lun: context.at.lun, ...taskOf(task), status, resid, senseData };
  }),
  'CHECK CONDITION goes out': update(({ context, event }) => {
    assertEvent(event, 'tasks.ended');
    const { initiator } = expected(endedTask(context, event.slot), 'task that ended');
    const sense = expected(isCheck(event) ? event.sense : null, 'sense data');
    return { unreported: withUnreported(context, { slot: event.slot, initiator, sense }) };
  }),
  'the task has ended': update(({ context, event }) => {
    assertEvent(event, 'tasks.ended');
    return {
      tasks: context.tasks.map((task): HeldTask => (task.slot === event.slot ? { ...task, state: 'ended' } : task)),
    };
  }),
  'the task hangs': update(({ context, event }) => {
    assertEvent(event, 'tasks.hung');
    return {
      tasks: context.tasks.map((task): HeldTask => (task.slot === event.slot ? { ...task, state: 'hung' } : task)),
    };
  }),

  'the unit holds the sense data': toUnit(({ context, event }) => {
    assertEvent(event, 'tasks.reported');
    const check = expected(
      context.unreported.find(({ slot }) => slot === event.slot),
      'CHECK CONDITION',
    );
    return { type: 'lu.holdSense', ...check };
  }),
  'contingent allegiance begins': update(({ context, event }) => {
    assertEvent(event, 'tasks.reported');
    const check = expected(
      context.unreported.find(({ slot }) => slot === event.slot),
      'CHECK CONDITION',
    );
    return {
      unreported: context.unreported.filter((other) => other !== check),
      faulted: context.faulted.includes(check.initiator) ? context.faulted : [...context.faulted, check.initiator],
    };
  }),
  'the task leaves the set': update(({ context, event }) => {
    assertEvent(event, 'tasks.reported');
    return { tasks: context.tasks.filter((task) => task.slot !== event.slot) };
  }),

  'end all tasks of this initiator': update((given) => {
    assertEvent(given.event, 'tasks.message');
    const { initiator } = given.event;
    return {
      ...without(given.context, byInitiator(given)),
      unreported: given.context.unreported.filter((check) => check.initiator !== initiator),
      faulted: given.context.faulted.filter((faulted) => faulted !== initiator),
    };
  }),
  'its sense data are destroyed': toUnit(({ event }) => {
    assertEvent(event, 'tasks.message');
    return { type: 'lu.forgetSense', initiator: event.initiator };
  }),
  'void this task': voided(bySlot),
  'end this task': update((given) => without(given.context, bySlot(given))),
  'void all tasks': voided(everyTask),
  'end all tasks': update(() => ({ tasks: [], unreported: [], faulted: [] })),
  'all sense data are destroyed': enqueueActions<
    TaskSetContext,
    TaskSetEvent,
    undefined,
    TaskSetEvent,
    never,
    never,
    never,
    never,
    never
  >(({ context, enqueue }) => {
    for (const initiator of context.faulted) enqueue(toUnit(() => ({ type: 'lu.forgetSense', initiator })));
  }),
  'unit attention for others whose queue is cleared': toUnit(({ context, event }) => {
    assertEvent(event, 'tasks.message');
    return {
      type: 'lu.attention',
      condition: 'UNIT_ATTENTION 2F/00',
      initiators: losers(context.tasks, event.initiator),
    };
  }),
  'reset the unit by message': toUnit(() => ({ type: 'lu.reset', cause: 'unitReset' })),
  'reset the unit': toUnit(({ event }) => {
    assertEvent(event, 'tasks.reset');
    return { type: 'lu.reset', cause: event.cause };
  }),

  'serve the next task': update(({ context }) => {
    const next = expected(nextTask(context), 'task that may run');
    return { tasks: context.tasks.map((task): HeldTask => (task === next ? { ...task, state: 'served' } : task)) };
  }),
  'the unit carries it out': toUnit((given) => ({ type: 'lu.execute', ...taskOf(served(given)), outcome: 'ok' })),
  'the unit drops what it is doing': toUnit(() => ({ type: 'lu.abandon' })),
};
