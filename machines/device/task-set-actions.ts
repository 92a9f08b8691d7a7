import { assertEvent, assign, enqueueActions } from 'xstate';
import type { PortRequest, Task, UnitRequest } from '../protocol/device.ts';
import { address, type InitiatorName, type Slot } from '../protocol/names.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import { send } from '../protocol/send.ts';
import type { SenseClass } from '../protocol/sense.ts';
import {
  endedTask,
  type HeldTask,
  isCheck,
  nextTask,
  servedTask,
  type TaskSetContext,
  type TaskSetEvent,
  taskOf,
  type UnreportedCheck,
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

/** An answer to a task that moved no data. */
const untouched = ({ context }: Given, task: Task, status: ScsiStatus, senseData: SenseClass | null): PortRequest => ({
  type: 'port.answer',
  lun: context.at.lun,
  ...taskOf(task),
  status,
  resid: task.direction === 'none' ? 'zero' : 'all',
  senseData,
});
const refuse = (status: ScsiStatus) => toTarget((given) => untouched(given, arriving(given), status, null));
/** CHECK CONDITION for the command under examination; its sense data go along where the interconnect has autosense. */
const checkCondition = (sense: SenseClass) => ({
  answer: toTarget((given) =>
    untouched(given, arriving(given), 'CHECK_CONDITION', given.context.at.autosense ? sense : null),
  ),
  goesOut: update((given) => {
    const { slot, initiator, tag, naca } = arriving(given);
    const unreported = { slot, initiator, tag, ...(naca ? { naca } : {}), sense };
    return { unreported: withUnreported(given.context, unreported) };
  }),
});
const invalidField = checkCondition('ILLEGAL_REQUEST 24/00');
const invalidMessage = checkCondition('ILLEGAL_REQUEST 49/00');

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

/** The CHECK CONDITION that has been sent. */
function reportedCheck({ context, event }: Given): UnreportedCheck {
  assertEvent(event, 'tasks.reported');
  return expected(
    context.unreported.find(({ slot }) => slot === event.slot),
    'CHECK CONDITION',
  );
}
/** The initiator whose contingent allegiance, plain or auto, ends in this transition. */
function faultedInitiator({ context, event }: Given): InitiatorName {
  switch (event.type) {
    case 'tasks.allegianceOver':
    case 'tasks.message':
    case 'tasks.nexusLost':
      return event.initiator;
    case 'tasks.reported':
      return reportedCheck({ context, event }).initiator;
    default:
      return arriving({ context }).initiator;
  }
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
    const isNamed = event.type === 'tasks.message' || event.type === 'tasks.nexusLost';
    return task.initiator === (isNamed ? event.initiator : arriving({ context }).initiator);
  };
const isAcaTaskOfInitiator = (given: Given) => (task: HeldTask) =>
  task.tag === 'aca' && task.initiator === faultedInitiator(given);
const byInitiatorAndQErr = (given: Given) => (task: HeldTask) =>
  isAbortedByQErr(given)(task) && task.initiator === faultedInitiator(given);
const isUnfinishedOfOthers = (given: Given) => (task: HeldTask) =>
  task.state !== 'ended' && task.initiator !== faultedInitiator(given);

/** TASK ABORTED for each of these tasks, whose status then waits for the way to its initiator. */
const abortWithStatus = (isAborted: (given: Given) => (task: HeldTask) => boolean) => ({
  tell: enqueueActions<TaskSetContext, TaskSetEvent, undefined, TaskSetEvent, never, never, never, never, never>(
    ({ context, event, enqueue }) => {
      const given = { context, event };
      for (const task of context.tasks.filter(isAborted(given)))
        enqueue(toTarget(() => untouched(given, task, 'TASK_ABORTED', null)));
    },
  ),
  end: update((given) => ({
    tasks: given.context.tasks.map((task): HeldTask => (isAborted(given)(task) ? { ...task, state: 'ended' } : task)),
  })),
});
const othersAborted = abortWithStatus(isUnfinishedOfOthers);
const othersAbortedByQErr = abortWithStatus(
  (given) => (task) => isAbortedByQErr(given)(task) && task.initiator !== faultedInitiator(given),
);
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
  'answer ACA ACTIVE': refuse('ACA_ACTIVE'),
  'answer CHECK CONDITION: overlapped commands': checkCondition('ABORTED_COMMAND 4E/00').answer,
  'answer CHECK CONDITION: invalid field in CDB': invalidField.answer,
  'invalid field in CDB': invalidField.goesOut,
  'answer CHECK CONDITION: invalid message': invalidMessage.answer,
  'invalid message': invalidMessage.goesOut,
  'void all commands of this initiator': voided(byInitiator),
  'overlapped commands: end all of this initiator': update((given) => {
    const { context } = given;
    const { slot, initiator, tag, naca } = arriving(given);
    const left = { ...context, ...without(context, byInitiator(given)) };
    const unreported = { slot, initiator, tag, ...(naca ? { naca } : {}), sense: 'ABORTED_COMMAND 4E/00' } as const;
    return { ...left, unreported: withUnreported(left, unreported) };
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
    const sent = context.at.autosense && isCheck(event) ? event.sense : senseData;
    return { type: 'port.answer', lun: context.at.lun, ...taskOf(task), status, resid, senseData: sent };
  }),
  'CHECK CONDITION goes out': update(({ context, event }) => {
    assertEvent(event, 'tasks.ended');
    const { slot, initiator, tag, naca } = expected(endedTask(context, event.slot), 'task that ended');
    const sense = expected(isCheck(event) ? event.sense : null, 'sense data');
    const unreported = { slot, initiator, tag, ...(naca ? { naca } : {}), sense };
    return { unreported: withUnreported(context, unreported) };
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

  'the unit holds the sense data': toUnit((given) => {
    const { slot, initiator, sense } = reportedCheck(given);
    return { type: 'lu.holdSense', slot, initiator, sense };
  }),
  'the unit sends the sense data along': toUnit((given) => {
    const { slot, initiator, sense } = reportedCheck(given);
    return { type: 'lu.sendSense', slot, initiator, sense };
  }),
  'contingent allegiance begins': update((given) => {
    const { unreported, faulted } = given.context;
    const sent = reportedCheck(given);
    return {
      unreported: unreported.filter((other) => other !== sent),
      faulted: faulted.includes(sent.initiator) ? faulted : [...faulted, sent.initiator],
    };
  }),
  'CHECK CONDITION is out': update((given) => ({
    unreported: given.context.unreported.filter((other) => other !== reportedCheck(given)),
  })),
  'auto contingent allegiance begins': update((given) => {
    const { aca } = given.context;
    const { initiator } = reportedCheck(given);
    return { aca: aca.includes(initiator) ? aca : [...aca, initiator] };
  }),
  'auto contingent allegiance is over': update((given) => ({
    aca: given.context.aca.filter((initiator) => initiator !== faultedInitiator(given)),
  })),
  'auto contingent allegiance is over for all': update(() => ({ aca: [] })),
  'the task leaves the set': update(({ context, event }) => {
    assertEvent(event, 'tasks.reported');
    return { tasks: context.tasks.filter((task) => task.slot !== event.slot) };
  }),

  'end all tasks of this initiator': update((given) => {
    assertEvent(given.event, ['tasks.message', 'tasks.nexusLost']);
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
  'the unit forgets the nexus': toUnit(({ event }) => {
    assertEvent(event, 'tasks.nexusLost');
    return { type: 'lu.nexusLost', initiator: event.initiator, attention: event.attention };
  }),
  'TASK ABORTED for commands of others': othersAborted.tell,
  'commands of others have ended': othersAborted.end,
  'TASK ABORTED for queued commands of others': othersAbortedByQErr.tell,
  'queued commands of others have ended': othersAbortedByQErr.end,
  'abort the queued commands of this initiator': update((given) => without(given.context, byInitiatorAndQErr(given))),
  'end the commands of this initiator': update((given) => without(given.context, byInitiator(given))),
  'nobody has contingent allegiance': update(() => ({ faulted: [] })),
  'void its ACA tasks': voided(isAcaTaskOfInitiator),
  'end its ACA tasks': update((given) => without(given.context, isAcaTaskOfInitiator(given))),
  'void the queued commands': voided(isAbortedByQErr),
  'void the queued commands of this initiator': voided(byInitiatorAndQErr),
  'void nothing': voided(() => () => false),
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
