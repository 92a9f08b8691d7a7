import type { Task } from '../protocol/device.ts';
import {
  endedTask,
  isCheck,
  isRefusedByAca,
  isSuspended,
  nextTask,
  servedTask,
  type TaskSetContext,
  type TaskSetEvent,
  type UnreportedCheck,
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

const clearsAca = ({ aca }: TaskSetContext, event: TaskSetEvent): boolean =>
  event.type === 'tasks.message' && event.message === 'CLEAR_ACA' && aca.includes(event.initiator);
const abortsWaiting = ({ params }: TaskSetContext): boolean =>
  params.qErr === 'abort' || params.waitingAtClearAca === 'abort';

/** A guard about a status that has been sent and was CHECK CONDITION. */
const reported =
  (holds: (check: UnreportedCheck, context: TaskSetContext) => boolean) =>
  ({ context, event }: Given): boolean => {
    if (event.type !== 'tasks.reported') return false;
    const check = context.unreported.find(({ slot }) => slot === event.slot);
    return check !== undefined && holds(check, context);
  };

/** Guards of the task set. `slot` of an event is that of the task in service or of the one under examination. */
export const taskSetGuards = {
  'no command is under examination': ({ context }: Given) => context.arriving === null,
  'auto contingent allegiance keeps it out: ACA ACTIVE': arriving(
    (task, context) =>
      isRefusedByAca(context, task) && (task.naca === true || context.params.acaRefusal === 'acaActive'),
  ),
  'auto contingent allegiance keeps it out': arriving((task, context) => isRefusedByAca(context, task)),
  'it asks for what the unit does not know: NACA': arriving(
    (task, { params }) => task.naca === true && !params.normAca,
  ),
  'an ACA task without auto contingent allegiance': arriving(
    (task, { aca }) => task.tag === 'aca' && !aca.includes(task.initiator),
  ),
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
  'tagged and untagged commands overlap': arriving(
    (task, context) => task.tag !== 'aca' && mine(task, context).some((other) => isTagged(other) !== isTagged(task)),
  ),
  'it is REQUEST SENSE': arriving((task) => task.op === 'requestSense'),
  'an untagged command of this initiator is there': arriving(
    (task, context) => !isTagged(task) && mine(task, context).length > 0,
  ),
  'no room for a tagged command': arriving((task, context) => isTagged(task) && task.tag !== 'aca' && isFull(context)),
  'no room for an untagged command': arriving((task, context) => !isTagged(task) && isFull(context)),
  'a CHECK CONDITION is on its way': arriving((task, context) => isSuspended(context, task)),
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
  'CHECK CONDITION with autosense and NACA': reported(
    ({ naca }, { at, params }) => at.autosense && naca === true && params.normAca,
  ),
  'CHECK CONDITION of an ACA task with autosense': reported(({ tag }, { at }) => at.autosense && tag === 'aca'),
  'CHECK CONDITION with autosense, QErr is abort, TAS': reported(
    (_, { at, params }) => at.autosense && params.qErr === 'abort' && params.taskAbortedStatus,
  ),
  'CHECK CONDITION with autosense, QErr is abort': reported(
    (_, { at, params }) => at.autosense && params.qErr === 'abort',
  ),
  'CHECK CONDITION with autosense': reported((_, { at }) => at.autosense),
  'the status was CHECK CONDITION': reported(() => true),

  'the message is ABORT': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'ABORT',
  'the message is ABORT TAG': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'ABORT_TAG',
  'the message is CLEAR QUEUE, TAS': ({ context, event }: Given) =>
    event.type === 'tasks.message' && event.message === 'CLEAR_QUEUE' && context.params.taskAbortedStatus,
  'the message is CLEAR QUEUE': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'CLEAR_QUEUE',
  'CLEAR ACA ends it and aborts what waits, TAS': ({ context, event }: Given) =>
    clearsAca(context, event) && abortsWaiting(context) && context.params.taskAbortedStatus,
  'CLEAR ACA ends it and aborts what waits': ({ context, event }: Given) =>
    clearsAca(context, event) && abortsWaiting(context),
  'CLEAR ACA ends it': ({ context, event }: Given) => clearsAca(context, event),
  'the message is CLEAR ACA': ({ event }: Given) => event.type === 'tasks.message' && event.message === 'CLEAR_ACA',
  'the message is LOGICAL UNIT RESET, TAS': ({ context, event }: Given) =>
    event.type === 'tasks.message' && event.message === 'LOGICAL_UNIT_RESET' && context.params.taskAbortedStatus,

  'a task may run': ({ context }: Given) => nextTask(context) !== null,
  'the task in service is gone': ({ context }: Given) => servedTask(context) === null,
  'nothing suspends the task in service': ({ context }: Given) => {
    const served = servedTask(context);
    return served !== null && !isSuspended(context, served);
  },
};
