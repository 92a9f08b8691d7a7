import { and, assertEvent, assign, enqueueActions, not, setup } from 'xstate';
import type { Errno } from '../protocol/buf.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import type {
  LunQueueMessage,
  ManagementMessage,
  PathMessage,
  PortSend,
  SamIoctlReply,
} from '../protocol/sam-adapter.ts';
import { send } from '../protocol/send.ts';
import type { TaskManagementFunction } from '../protocol/transport.ts';

/** What an actor of `aix-sam-management` is started with. */
export type SamManagementInput = {
  lun: Lun;
  target: TargetName;
  initiator: InitiatorName;
  /** adapter name */ adapter: string;
  /** All logical units of the target. */ luns: readonly Lun[];
};

/** What a function is for. */
type Job =
  /** it has timed out, or was thrown away */
  | { why: 'abort'; slot: Slot }
  | { why: 'halt'; replyTo: Address }
  | { why: 'reset'; scope: 'target' | 'lun'; replyTo: Address }
  | { why: 'flag'; function: 'CLEAR_ACA' | 'LOGICAL_UNIT_RESET' | 'TARGET_RESET'; slot: Slot };

export type SamManagementContext = {
  at: Omit<SamManagementInput, 'luns' | 'adapter'> & { queue: Address; adapter: Address };
  luns: readonly Lun[];
  /** What is to be sent, in order. */
  jobs: readonly Job[];
  /** What the function under way is for; null: for one that has come back meanwhile. */
  doing: Job | null;
};

type Context = SamManagementContext;
type Event = ManagementMessage;
type From = { context: Context; event: Event };

const jobOf = (event: Event): Job => {
  assertEvent(event, ['tmf.timeout', 'tmf.thrownAway', 'tmf.halt', 'tmf.reset', 'tmf.flag']);
  switch (event.type) {
    case 'tmf.timeout':
    case 'tmf.thrownAway':
      return { why: 'abort', slot: event.slot };
    case 'tmf.halt':
      return { why: 'halt', replyTo: event.replyTo };
    case 'tmf.reset':
      return { why: 'reset', scope: event.scope, replyTo: event.replyTo };
    case 'tmf.flag':
      return { why: 'flag', function: event.function, slot: event.slot };
  }
};

/** The function with which a job begins. */
const first =
  (name: TaskManagementFunction) =>
  ({ context: { jobs } }: From): boolean => {
    const [job] = jobs;
    switch (job?.why) {
      case undefined:
        return false;
      case 'abort':
        return name === 'ABORT_TASK';
      case 'halt':
        return name === 'ABORT_TASK_SET';
      case 'reset':
        return name === (job.scope === 'lun' ? 'LOGICAL_UNIT_RESET' : 'TARGET_RESET');
      case 'flag':
        return name === job.function;
    }
  };

const request = (name: TaskManagementFunction) =>
  send<Context, Event, PortSend>(
    ({ context }) => context.at.adapter,
    ({ context }) => {
      const { initiator, target, lun } = context.at;
      const slot = name === 'ABORT_TASK' && context.doing?.why === 'abort' ? context.doing.slot : null;
      const what = { initiator, target, lun, slot, function: name };
      return { type: 'fcport.send', request: { type: 'transport.sendTaskManagement', ...what, outcome: 'ok' } };
    },
  );

const toQueues = (luns: (context: Context) => readonly Lun[], message: (context: Context) => LunQueueMessage) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, enqueue }) => {
    for (const lun of luns(context)) {
      enqueue(
        send<Context, Event, LunQueueMessage>(
          () => address.samQueue(lun),
          () => message(context),
        ),
      );
    }
  });

/** Whoever has asked for it, if somebody has, learns how it went. */
const answer = (error: Errno) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, enqueue }) => {
    const { doing, at } = context;
    if (doing?.why === 'halt' || doing?.why === 'reset') {
      enqueue(
        send<Context, Event, SamIoctlReply>(
          () => doing.replyTo,
          () => ({
            type: 'ioctl.return',
            op: doing.why === 'halt' ? 'SCIOLHALT' : 'SCIOLRESET',
            lun: at.lun,
            error,
          }),
        ),
      );
    } else if (doing?.why === 'flag') {
      enqueue(
        send<Context, Event, LunQueueMessage>(
          () => at.queue,
          () => ({ type: 'lunq.managed', slot: doing.slot, outcome: error === 'none' ? 'ok' : 'failed' }),
        ),
      );
    }
  });

/** The words of which `aix-sam-management.machine.ts` is written. */
export const samManagementSetup = setup({
  types: { input: {} as SamManagementInput, context: {} as Context, events: {} as Event },
  guards: {
    'ABORT TASK is next': first('ABORT_TASK'),
    'ABORT TASK SET is next': first('ABORT_TASK_SET'),
    'CLEAR ACA is next': first('CLEAR_ACA'),
    'LOGICAL UNIT RESET is next': first('LOGICAL_UNIT_RESET'),
    'TARGET RESET is next': first('TARGET_RESET'),
    done: ({ event }) => event.type === 'tmf.done' && event.outcome === 'ok',
    'the device does not answer': ({ event }) => event.type === 'tmf.done' && event.outcome === 'noResponse',
    'it has come back meanwhile': ({ context }) => context.doing === null,
    'not done, for one that has to end': and([not('done'), ({ context }: From) => context.doing?.why === 'abort']),
  },
  actions: {
    'line up': assign(({ context, event }) => ({ jobs: [...context.jobs, jobOf(event)] })),
    'no need any more': assign(({ context, event }) => {
      assertEvent(event, 'tmf.cameBack');
      const isIt = (job: Job | null): boolean => job?.why === 'abort' && job.slot === event.slot;
      return {
        jobs: context.jobs.filter((job) => !isIt(job)),
        doing: isIt(context.doing) ? null : context.doing,
      };
    }),
    'take up the next': assign(({ context }) => ({ doing: context.jobs[0] ?? null, jobs: context.jobs.slice(1) })),
    'it is over': assign({ doing: null }),
    'send ABORT TASK': request('ABORT_TASK'),
    'send ABORT TASK SET': request('ABORT_TASK_SET'),
    'send CLEAR ACA': request('CLEAR_ACA'),
    'send LOGICAL UNIT RESET': request('LOGICAL_UNIT_RESET'),
    'send TARGET RESET': request('TARGET_RESET'),
    'it was aborted': send<Context, Event, LunQueueMessage>(
      ({ context }) => context.at.queue,
      ({ context }) => ({ type: 'lunq.aborted', slot: context.doing?.why === 'abort' ? context.doing.slot : '' }),
    ),
    'all of the device end': toQueues(
      ({ at }) => [at.lun],
      () => ({ type: 'lunq.halted' }),
    ),
    'the unit was reset': toQueues(
      ({ at }) => [at.lun],
      () => ({ type: 'lunq.reset' }),
    ),
    'all units were reset': toQueues(
      ({ luns }) => luns,
      () => ({ type: 'lunq.reset' }),
    ),
    'nothing is started on the device': toQueues(
      ({ at }) => [at.lun],
      () => ({ type: 'lunq.hold' }),
    ),
    'the device may go on': toQueues(
      ({ at }) => [at.lun],
      () => ({ type: 'lunq.release' }),
    ),
    'nothing is started on the target': toQueues(
      ({ luns }) => luns,
      () => ({ type: 'lunq.hold' }),
    ),
    'the target may go on': toQueues(
      ({ luns }) => luns,
      () => ({ type: 'lunq.release' }),
    ),
    'give the nexus up': send<Context, Event, PathMessage>(
      ({ context }) => address.path(context.at.target),
      () => ({ type: 'path.giveUp' }),
    ),
    'whoever asked learns: done': answer('none'),
    'whoever asked learns: not done': answer('EIO'),
    'whoever asked learns: no answer': answer('ENODEV'),
  },
});
