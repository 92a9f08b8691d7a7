import type { Task, TaskEnd, TaskSetReply, TaskSetRequest } from '../protocol/device.ts';
import type { InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { DeviceParameters } from '../protocol/parameters.ts';
import type { SenseClass } from '../protocol/sense.ts';

/** What an actor of `task-set` is started with. */
export type TaskSetInput = {
  lun: Lun;
  target: TargetName;
  params: DeviceParameters;
  /** Sense data go with CHECK CONDITION; there is no contingent allegiance then. Default: they are kept until asked for. */
  autosense?: boolean;
};

/**
 * A task of the set. `waiting`: may be started when its turn comes; `served`: the unit works on it; `ended`: its status
 * waits for the bus; `hung`: the unit has lost it.
 */
export type HeldTask = Task & { state: 'waiting' | 'served' | 'ended' | 'hung' };

/** CHECK CONDITION for this task is decided but has not reached the initiator yet. */
export type UnreportedCheck = Pick<Task, 'slot' | 'initiator' | 'tag' | 'naca'> & { sense: SenseClass };

export type TaskSetContext = {
  at: { lun: Lun; target: TargetName; autosense: boolean };
  params: DeviceParameters;
  /** in the order in which they are to run */
  tasks: readonly HeldTask[];
  /** the command under examination */
  arriving: Task | null;
  unreported: readonly UnreportedCheck[];
  /** initiators with contingent allegiance */
  faulted: readonly InitiatorName[];
  /** initiators with auto contingent allegiance */
  aca: readonly InitiatorName[];
};

export type TaskSetEvent = TaskSetRequest | TaskSetReply;

export const taskOf = ({ slot, initiator, tag, op, direction, naca }: Task): Task => ({
  ...{ slot, initiator, tag, op, direction },
  ...(naca ? { naca } : {}),
});

type Asked = Pick<Task, 'initiator' | 'tag'>;

/** Auto contingent allegiance keeps this task from running: all but the ACA tasks of the initiator that has it. */
const isHeldByAca = ({ params, aca }: TaskSetContext, { initiator, tag }: Asked): boolean => {
  if (params.taskSetType === 'shared' ? aca.length === 0 : !aca.includes(initiator)) return false;
  return tag !== 'aca' || !aca.includes(initiator);
};

/** CHECK CONDITION, reported or not, keeps this task from running. */
export const isSuspended = (context: TaskSetContext, task: Asked): boolean => {
  const { params, unreported, faulted } = context;
  if (isHeldByAca(context, task)) return true;
  return params.taskSetType === 'shared'
    ? unreported.length > 0 || faulted.length > 0
    : faulted.includes(task.initiator) || unreported.some((check) => check.initiator === task.initiator);
};

/** Auto contingent allegiance keeps this command out of the set: one ACA task of its initiator at a time may be there. */
export const isRefusedByAca = (context: TaskSetContext, task: Asked): boolean =>
  isHeldByAca(context, task) ||
  (task.tag === 'aca' &&
    context.aca.includes(task.initiator) &&
    context.tasks.some(({ tag, initiator }) => tag === 'aca' && initiator === task.initiator));

const isUnfinished = (task: HeldTask): boolean => task.state !== 'ended';

/** May this task start, seen the older ones? SIMPLE waits for older ORDERED and HEAD, ORDERED for all older, HEAD for none. */
function isEnabled(task: HeldTask, older: readonly HeldTask[]): boolean {
  switch (task.tag) {
    case 'head':
    case 'aca':
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
      !isSuspended(context, task) &&
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
