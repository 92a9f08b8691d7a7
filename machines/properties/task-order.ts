import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { PortRequest, TaskSetReply, TaskSetRequest, UnitRequest } from '../protocol/device.ts';
import { address, type Lun, type Slot } from '../protocol/names.ts';
import type { TaskAttribute } from '../protocol/scsi-status.ts';
import type { Observation, SystemNames, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** ORDERED and HEAD OF QUEUE (SCSI-2 7.8): in which order a device carries out what it has queued. */

type At = { lun: Lun; unit: string; taskSet: string };
type Queued = { slot: Slot; tag: TaskAttribute };
type Context = {
  at: At;
  /** unfinished tasks, in the order in which they arrived */
  tasks: readonly Queued[];
  arriving: Queued | null;
};
type Event = Observation<TaskSetRequest | TaskSetReply | UnitRequest | PortRequest>;
type From = { context: Context; event: Event };

const slotOf = ({ event: { message } }: From): Slot => ('slot' in message && message.slot !== null ? message.slot : '');
const before = ({ context: { tasks } }: From, slot: Slot): readonly Queued[] => {
  const place = tasks.findIndex((task) => task.slot === slot);
  return place < 0 ? [] : tasks.slice(0, place);
};

/** Is it carried out before something that must go first? */
function overtakes(from: From): boolean {
  const { at, tasks } = from.context;
  const { to, message } = from.event;
  if (to !== at.unit || (message.type !== 'lu.execute' && message.type !== 'lu.requestSense')) return false;
  const task = tasks.find(({ slot }) => slot === message.slot);
  if (!task) return false;
  const older = before(from, task.slot);
  switch (task.tag) {
    case 'head':
    case 'aca':
      return false;
    case 'ordered':
      return older.length > 0;
    case 'simple':
    case 'untagged':
      return older.some(({ tag }) => tag === 'ordered' || tag === 'head');
  }
}

const order = setup({
  types: { input: {} as At, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'a command of this unit arrives': ({ context: { at }, event: { to } }: From) => to === at.taskSet,
    'it is queued': ({ context: { at, arriving }, event: { to, message } }: From) =>
      to === at.taskSet && message.type === 'tasks.admit' && arriving?.slot === message.slot,
    'a task of this unit is over': ({ context: { at }, event: { to } }: From) => to === at.taskSet,
    'tasks of this unit are void': ({ context: { at }, event: { message } }: From) =>
      message.type === 'port.void' && message.lun === at.lun,
    'it overtakes what must go first': overtakes,
  },
  actions: {
    'note the command': assign({
      arriving: ({ event: { message } }) =>
        message.type === 'tasks.command' ? { slot: message.slot, tag: message.tag } : null,
    }),
    'put it behind the others': assign({
      tasks: ({ context: { tasks, arriving } }) => (arriving ? [...tasks, arriving] : tasks),
      arriving: null,
    }),
    'forget it': assign({
      tasks: ({ context, event }) => context.tasks.filter(({ slot }) => slot !== slotOf({ context, event })),
      arriving: null,
    }),
    'forget them': assign({
      tasks: ({ context: { tasks }, event: { message } }) =>
        message.type === 'port.void' ? tasks.filter(({ slot }) => !message.slots.includes(slot)) : tasks,
    }),
  },
}).createMachine({
  id: 'B10',
  context: ({ input }) => ({ at: input, tasks: [], arriving: null }),
  initial: 'watching',
  states: {
    watching: {
      description: 'Knows which tasks are older than which.',
      on: {
        'delivered.tasks.command': {
          guard: 'a command of this unit arrives',
          actions: 'note the command',
          description: 'a command arrives',
          meta: cite('task-simple-order'),
        },
        'delivered.tasks.admit': {
          guard: 'it is queued',
          actions: 'put it behind the others',
          description: 'it is queued',
          meta: cite('task-simple-order'),
        },
        'delivered.tasks.ended': {
          guard: 'a task of this unit is over',
          actions: 'forget it',
          description: 'a task is over',
          meta: cite('task-executes'),
        },
        'delivered.port.void': {
          guard: 'tasks of this unit are void',
          actions: 'forget them',
          description: 'tasks end without status',
          meta: cite('task-no-status-after-end'),
        },
        'delivered.lu.execute': {
          guard: 'it overtakes what must go first',
          target: 'violated',
          description: 'out of order',
          meta: cite('task-ordered-barrier', 'task-head-of-queue', 'task-simple-order'),
        },
      },
    },
    violated: broken('A device carried out a command before one that had to go first.'),
  },
});

export const taskOrderProperties: readonly WatcherProperty[] = [
  {
    id: 'B10',
    says: 'An ORDERED command waits for all older ones and no SIMPLE one overtakes it; HEAD OF QUEUE goes first.',
    source: ['task-ordered-barrier', 'task-head-of-queue', 'task-simple-order'],
    kind: 'never',
    machine: order,
    instances: ({ units }: SystemNames) =>
      units.map(({ lun }) => ({
        name: lun,
        input: { lun, unit: address.logicalUnit(lun), taskSet: address.taskSet(lun) },
      })),
    // A task set per initiator orders each initiator's commands by themselves.
    expected: ({ device, initiators }) =>
      device.taskSetType === 'perInitiator' && initiators > 1 ? undefined : 'holds',
  },
];
