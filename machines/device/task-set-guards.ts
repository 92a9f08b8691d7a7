import type { Task } from '../protocol/device.ts';
import {
  endedTask,
  isCheck,
  isSuspended,
  nextTask,
  servedTask,
  type TaskSetContext,
  type TaskSetEvent,
} from './task-set-context.ts';

type Given = { context: TaskSetContext; event: TaskSetEvent };

/** A guard about the command under examination. */
const arriving =
  (holds: (task: Task, context: TaskSetContext) => boolean) =>
  ({ context }: Given): boolean =>
    context.arriving !== null && holds(context.arriving, context);

const mine = (task: Task, { tasks }: TaskSetContext) => tasks.filter((other) => other.initiator === task.initiator);
const isTagged = (task: Task) => task.tag !== 'untagged';
const isFull = ({ tasks, params }: TaskSetContext) => tasks.length >= params.queueDepth;
const hasAllegiance = (task: Task, { faulted }: TaskSetContext) => faulted.includes(task.initiator);

/** Guards of the task set. `slot` of an event is that of the task in service or of the one under examination. */
export const taskSetGuards = {
  'no command is under examination': ({ context }: Given) => context.arriving === null,
  'another initiator has contingent allegiance': arriving(
    (task, { params, faulted }) =>
      params.taskSetType === 'shared' && faulted.some((initiator) => initiator !== task.initiator),
  ),
  'its tag is in use': arriving((task, { tasks }) => tasks.some((other) => other.slot === task.slot)),
  'REQUEST SENSE under contingent allegiance': arriving(
    (task, context) => task.op === 'requestSense' && hasAllegiance(task, context),
  ),
  'INQUIRY leaves contingent allegiance alone': arriving(
    (task, context) =>
      task.op === 'inquiry' && context.params.senseClearedBy === 'anyButInquiry' && hasAllegiance(task, context),
  ),
  'tagged under contingent allegiance: QUEUE FULL': arriving(
    (task, context) =>
      isTagged(task) && context.params.taggedUnderContingentAllegiance === 'queueFull' && hasAllegiance(task, context),
  ),
  'tagged under contingent allegiance: BUSY': arriving(
    (task, context) =>
      isTagged(task) &&
      context.params.taggedUnderContingentAllegiance === 'busyAndClear' &&
      hasAllegiance(task, context),
  ),
  'its initiator has contingent allegiance': arriving(hasAllegiance),
  'untagged REQUEST SENSE is always welcome': arriving(
    (task, { params }) => task.op === 'requestSense' && !isTagged(task) && params.untaggedRequestSense === 'always',
  ),
  'tagged and untagged commands overlap': arriving((task, context) =>
    mine(task, context).some((other) => isTagged(other) !== isTagged(task)),
  ),
  'it is REQUEST SENSE': arriving((task) => task.op === 'requestSense'),
  'an untagged command of this initiator is there': arriving(
    (task, context) => !isTagged(task) && mine(task, context).length > 0,
  ),
  'no room for a tagged command': arriving((task, context) => isTagged(task) && isFull(context)),
  'no room for an untagged command': arriving((_, context) => isFull(context)),
  'a CHECK CONDITION is on its way': arriving((task, context) => isSuspended(context, task.initiator)),
  'HEAD OF QUEUE': arriving((task) => task.tag === 'head'),

  'it is about the command under examination': ({ context, event }: Given) =>
    'slot' in event && event.slot !== null && context.arriving?.slot === event.slot,
  'the command under examination ends with CHECK CONDITION': ({ context, event }: Given) =>
    event.type === 'tasks.ended' && context.arriving?.slot === event.slot && isCheck(event),
  'it is about the task in service': ({ context, event }: Given) =>
    'slot' in event &&
    event.slot !== null &&
    context.arriving?.slot !== event.slot &&
    endedTask(context, event.slot) !== null,
  'the task in service ends with CHECK CONDITION': ({ context, event }: Given) =>
    event.type === 'tasks.ended' &&
    context.arriving?.slot !== event.slot &&
    endedTask(context, event.slot) !== null &&
    isCheck(event),

  'QErr is abort': ({ context }: Given) => context.params.qErr === 'abort',
  'this initiator has contingent allegiance': ({ context, event }: Given) =>
    event.type === 'tasks.allegianceOver' && context.faulted.includes(event.initiator),
  'this initiator has contingent allegiance and QErr is abort': ({ context, event }: Given) =>
    event.type === 'tasks.allegianceOver' &&
    context.faulted.includes(event.initiator) &&
    context.params.qErr === 'abort',
  'the status was CHECK CONDITION': ({ context, event }: Given) =>
    event.type === 'tasks.reported' && context.unreported.some((check) => check.slot === event.slot),

  'the message is ABORT': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'ABORT',
  'the message is ABORT TAG': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'ABORT_TAG',
  'the message is CLEAR QUEUE': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'CLEAR_QUEUE',

  'a task may run': ({ context }: Given) => nextTask(context) !== null,
  'the task in service is gone': ({ context }: Given) => servedTask(context) === null,
  'nothing suspends the task in service': ({ context }: Given) => {
    const served = servedTask(context);
    return served !== null && !isSuspended(context, served.initiator);
  },
};
