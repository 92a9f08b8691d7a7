import type { Task, TaskEnd, TaskSetReply, TaskSetRequest } from '../protocol/device.ts';
import type { InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { DeviceParameters } from '../protocol/parameters.ts';
import type { SenseClass } from '../protocol/sense.ts';

export type TaskSetInput = { lun: Lun; target: TargetName; params: DeviceParameters };

/**
 * A task of the set. `waiting`: may be started when its turn comes; `served`: the unit works on it; `ended`: its status
 * waits for the bus; `hung`: the unit has lost it.
 */
export type HeldTask = Task & { state: 'waiting' | 'served' | 'ended' | 'hung' };

/** CHECK CONDITION for this task is decided but has not reached the initiator yet. */
export type UnreportedCheck = { slot: Slot; initiator: InitiatorName; sense: SenseClass };

export type TaskSetContext = {
  at: { lun: Lun; target: TargetName };
  params: DeviceParameters;
  /** in the order in which they are to run */
  tasks: readonly HeldTask[];
  /** the command under examination */
  arriving: Task | null;
  unreported: readonly UnreportedCheck[];
  /** initiators with contingent allegiance */
  faulted: readonly InitiatorName[];
};

export type TaskSetEvent = TaskSetRequest | TaskSetReply;

export const taskOf = ({ slot, initiator, tag, op, direction }: Task): Task => ({
  slot,
  initiator,
  tag,
  op,
  direction,
});

/** CHECK CONDITION, reported or not, keeps tasks of this initiator from running. */
export const isSuspended = ({ params, unreported, faulted }: TaskSetContext, initiator: InitiatorName): boolean =>
  params.taskSetType === 'shared'
    ? unreported.length > 0 || faulted.length > 0
    : faulted.includes(initiator) || unreported.some((check) => check.initiator === initiator);

const isUnfinished = (task: HeldTask): boolean => task.state !== 'ended';

/** May this task start, seen the older ones? SIMPLE waits for older ORDERED and HEAD, ORDERED for all older, HEAD for none. */
function isEnabled(task: HeldTask, older: readonly HeldTask[]): boolean {
  switch (task.tag) {
    case 'head':
      return true;
    case 'ordered':
      return !older.some(isUnfinished);
    case 'simple':
    case 'untagged':
      return !older.some((other) => isUnfinished(other) && (other.tag === 'ordered' || other.tag === 'head'));
  }
}

/** The task whose turn it is, if any may run. */
export function nextTask(context: TaskSetContext): HeldTask | null {
  const { tasks, params } = context;
  const next = tasks.find(
    (task, place) =>
      task.state === 'waiting' &&
      !isSuspended(context, task.initiator) &&
      isEnabled(
        task,
        tasks.slice(0, place).filter((other) => params.taskSetType === 'shared' || other.initiator === task.initiator),
      ),
  );
  return next ?? null;
}

export const servedTask = ({ tasks }: TaskSetContext): HeldTask | null =>
  tasks.find((task) => task.state === 'served') ?? null;

/** The task that an end is about: the one in service or the one under examination. */
export function endedTask({ tasks, arriving }: TaskSetContext, slot: Slot): Task | null {
  if (arriving?.slot === slot) return arriving;
  return tasks.find((task) => task.state === 'served' && task.slot === slot) ?? null;
}

export const isCheck = (end: Pick<TaskEnd, 'status'>): boolean =>
  end.status === 'CHECK_CONDITION' || end.status === 'COMMAND_TERMINATED';

/** Replaces an older check of the same initiator: there is one place for sense data per initiator. */
export const withUnreported = (context: TaskSetContext, check: UnreportedCheck): readonly UnreportedCheck[] => [
  ...context.unreported.filter((other) => other.initiator !== check.initiator),
  check,
];

/** What is left when these tasks end without status. */
export function without(context: TaskSetContext, isDropped: (task: HeldTask) => boolean): Partial<TaskSetContext> {
  const dropped = context.tasks.filter(isDropped).map((task) => task.slot);
  return {
    tasks: context.tasks.filter((task) => !isDropped(task)),
    unreported: context.unreported.filter((check) => !dropped.includes(check.slot)),
  };
}
