import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TaskSetReply, UnitRequest } from '../protocol/device.ts';
import { type Address, address, type InitiatorName, type Slot } from '../protocol/names.ts';
import type { OperationClass } from '../protocol/operation.ts';
import type { UnitHappening } from '../protocol/world.ts';
import type { Configuration, Observation, SystemNames, Verdict, WatcherProperty } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** Who may write to a disk that several initiators share. */

type SharedAt = { readonly unit: Address; readonly taskSet: Address };
type Context = {
  at: SharedAt;
  registered: readonly InitiatorName[];
  heldBy: InitiatorName | null;
  /** What is being carried out that matters here. */
  running: { readonly slot: Slot; readonly op: OperationClass; readonly initiator: InitiatorName } | null;
};
type Ended = Extract<TaskSetReply, { type: 'tasks.ended' | 'tasks.hung' }>;
type Event = Observation<Extract<UnitRequest, { type: 'lu.execute' }> | Ended | UnitHappening>;
type From = { context: Context; event: Event };

/** What changes the medium or the mode parameters. */
const changes: ReadonlySet<OperationClass> = new Set(['write', 'writeSame', 'modeSelect']);
const matters: ReadonlySet<OperationClass> = new Set([
  ...changes,
  ...(['prRegister', 'prUnregister', 'prReserve', 'prRelease', 'prClear', 'prPreempt'] as const),
]);

const endsRunning = ({ context: { at, running }, event: { to, message } }: From): boolean =>
  to === at.taskSet && 'slot' in message && message.slot === running?.slot;
const good = (from: From): boolean =>
  endsRunning(from) && from.event.message.type === 'tasks.ended' && from.event.message.status === 'GOOD';

/** Registrations and reservation after what was running has ended GOOD. */
function afterwards({ registered, heldBy, running }: Context): Pick<Context, 'registered' | 'heldBy'> {
  if (running === null) return { registered, heldBy };
  const { op, initiator } = running;
  const others = registered.filter((each) => each !== initiator);
  const theirs = heldBy === initiator ? null : heldBy;
  switch (op) {
    case 'prRegister':
      return { registered: [...others, initiator].sort(), heldBy };
    case 'prUnregister':
      return { registered: others, heldBy: theirs };
    case 'prReserve':
      return { registered, heldBy: initiator };
    case 'prRelease':
      return { registered, heldBy: theirs };
    case 'prClear':
      return { registered: [], heldBy: null };
    case 'prPreempt':
      return { registered: [initiator], heldBy: heldBy === null ? null : initiator };
    default:
      return { registered, heldBy };
  }
}

const registrantsWrite = setup({
  types: { input: {} as SharedAt, context: {} as Context, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it writes, or is about reservations': ({ context: { at }, event: { to, message } }: From) =>
      to === at.unit && message.type === 'lu.execute' && matters.has(message.op),
    'a write of one who is not registered, while the disk is reserved': (from: From) => {
      const { registered, heldBy, running } = from.context;
      return good(from) && running !== null && changes.has(running.op) && heldBy !== null
        ? !registered.includes(running.initiator)
        : false;
    },
    GOOD: good,
    'it ends otherwise': endsRunning,
    'it is this unit': ({ context: { at }, event: { to } }: From) => to === at.unit,
  },
  actions: {
    'it is carried out': assign(({ event: { message } }) =>
      message.type === 'lu.execute'
        ? { running: { slot: message.slot, op: message.op, initiator: message.initiator } }
        : {},
    ),
    'what it has changed': assign(({ context }) => ({ ...afterwards(context), running: null })),
    'it has changed nothing': assign({ running: null }),
    'nobody is registered': assign({ registered: [], heldBy: null, running: null }),
  },
}).createMachine({
  id: 'aix-shared-writes',
  context: ({ input }) => ({ at: input, registered: [], heldBy: null, running: null }),
  initial: 'watching',
  states: {
    watching: {
      description: 'Nobody has written who may not.',
      on: {
        'delivered.lu.execute': {
          guard: 'it writes, or is about reservations',
          actions: 'it is carried out',
          description: 'a write, MODE SELECT, or PERSISTENT RESERVE OUT is carried out',
          meta: cite('lu-registrants-only'),
        },
        'delivered.tasks.ended': [
          {
            guard: 'a write of one who is not registered, while the disk is reserved',
            target: 'written',
            description: 'it ends GOOD, but its initiator is not registered, and the reservation is for registrants',
            meta: cite('lu-registrants-only'),
          },
          {
            guard: 'GOOD',
            actions: 'what it has changed',
            description: 'it ends GOOD',
            meta: cite('lu-register', 'lu-unregister', 'lu-persistent-reserve', 'lu-persistent-release', 'lu-preempt'),
          },
          {
            guard: 'it ends otherwise',
            actions: 'it has changed nothing',
            description: 'it fails',
            meta: cite('lu-registrants-only', 'lu-registers-first'),
          },
        ],
        'delivered.tasks.hung': {
          guard: 'it ends otherwise',
          actions: 'it has changed nothing',
          description: 'it is never answered',
          meta: cite('task-hangs'),
        },
        'delivered.world.powerOn': {
          guard: 'it is this unit',
          actions: 'nobody is registered',
          description: 'power is back; where registrations last, less is asked from now on',
          meta: cite('lu-registrations-last'),
        },
      },
    },
    written: broken('One who is not registered has written to a disk that is reserved for registrants.'),
  },
});

/** Speaks of disks that are opened with SC_PR_SHARED_REGISTER, or that somebody else reserves for registrants. */
const whereShared = ({ architecture, aixDisk, offered }: Configuration): Verdict | undefined =>
  architecture === 'aix' &&
  (aixDisk.openFlags.includes('SC_PR_SHARED_REGISTER') || offered.has('world.foreignCommand.op=prReserve'))
    ? 'holds'
    : undefined;

export const aixSharedProperties: readonly WatcherProperty[] = [
  {
    id: 'aix-shared-writes',
    architecture: 'aix',
    kind: 'never',
    says: 'While a registrant holds a persistent reservation, nothing is changed by an initiator that is not registered.',
    source: ['lu-registrants-only', 'dd-open-shared-register'],
    expected: whereShared,
    machine: registrantsWrite,
    instances: ({ units }: SystemNames) =>
      units.map(({ lun }) => ({
        name: lun,
        input: { unit: address.logicalUnit(lun), taskSet: address.taskSet(lun) } satisfies SharedAt,
      })),
  },
];
