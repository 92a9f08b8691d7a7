import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusReply, BusRequest, TaskMessage } from '../protocol/bus.ts';
import { type Address, address, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { type PortEvent, type TransportRequest, taskMessageOf } from '../protocol/transport.ts';
import { queuedSlots } from './aix-watched.ts';
import type {
  Configuration,
  Instance,
  Observation,
  SystemNames,
  UnitNames,
  Verdict,
  WatcherProperty,
} from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/**
 * A place is all that an exchange is known by: it must not be used again while a device works for its earlier use, or the
 * answer of that is on its way. Then every answer belongs to the command that the place holds.
 */

/** One place for a command, and who is told what becomes of it. */
type PlaceAt = {
  readonly slot: Slot;
  readonly lun: Lun;
  readonly target: TargetName;
  /** Adapter that hears of what the interconnect does. */
  readonly port: Address;
};

type Event = Observation<BusRequest | BusReply | BusInterrupt | TransportRequest | PortEvent>;
type From = { context: { at: PlaceAt }; event: Event };

const ofPlace = ({ context: { at }, event: { message } }: From): boolean =>
  'slot' in message && message.slot === at.slot;

/** What is said to us of a function that has been carried out, as a message of the parallel bus. */
function carriedOut({ context: { at }, event: { to, message } }: From) {
  if (to !== at.port) return null;
  if (message.type === 'hba.messageSent') return message.outcome === 'ok' ? message : null;
  if (message.type !== 'port.taskManagementDone' || message.outcome !== 'ok') return null;
  return { ...message, message: taskMessageOf[message.function] };
}

function ends(
  name: TaskMessage,
  { lun, target, slot }: Pick<PlaceAt, 'lun' | 'target'> & { slot: Slot | null },
  at: PlaceAt,
) {
  switch (name) {
    case 'ABORT_TAG':
      return slot === at.slot;
    case 'ABORT':
    case 'CLEAR_QUEUE':
    case 'LOGICAL_UNIT_RESET':
      return lun === at.lun;
    case 'BUS_DEVICE_RESET':
      return target === at.target;
    case 'CLEAR_ACA':
      return false;
  }
}

const watching = setup({
  types: { input: {} as PlaceAt, context: {} as { at: PlaceAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this place': ofPlace,
    'a function has ended what is in this place': (from: From) => {
      const done = carriedOut(from);
      return done !== null && ends(done.message, done, from.context.at);
    },
    'its target is there no more': ({ context: { at }, event: { message } }: From) =>
      message.type === 'bus.absent' && message.target === at.target,
    'we hear of the reset': ({ context: { at }, event: { to } }: From) => to === at.port,
  },
});

const usedAgain = (description: string) =>
  ({ guard: 'it is this place', target: 'violated', description, meta: cite('place-used-again') }) as const;
const answers = (description: string) =>
  ({ guard: 'it is this place', target: 'answered', description, meta: cite('place-used-again') }) as const;
const arrives = (description: string) =>
  ({ guard: 'it is this place', target: 'free', description, meta: cite('place-used-again') }) as const;
const ended = {
  guard: 'a function has ended what is in this place',
  target: 'free',
  description: 'the device has ended it, and says so',
  meta: cite('place-used-again'),
} as const;

const usedOnce = watching.createMachine({
  id: 'exchange-place',
  context: ({ input }) => ({ at: input }),
  initial: 'free',
  states: {
    free: {
      description: 'No command of this place is under way.',
      on: {
        'sent.bus.select': {
          guard: 'it is this place',
          target: 'under way',
          description: 'a command goes out',
          meta: cite('place-used-again'),
        },
        'sent.transport.sendCommand': {
          guard: 'it is this place',
          target: 'under way',
          description: 'a command goes out',
          meta: cite('place-used-again'),
        },
      },
    },
    'under way': {
      description: 'On its way to the device, or in the device.',
      on: {
        'sent.bus.select': usedAgain('another goes out'),
        'sent.transport.sendCommand': usedAgain('another goes out'),
        'sent.hba.completed': answers('status'),
        'sent.hba.selectionTimeout': answers('nobody is there'),
        'sent.hba.tagRejected': answers('the tag is rejected'),
        'sent.hba.selectionLost': answers('a target was faster'),
        'sent.hba.unexpectedBusFree': answers('the target leaves the bus'),
        'sent.port.completed': answers('status'),
        'sent.port.noResponse': answers('nobody is there'),
        'sent.port.lost': answers('the nexus is lost'),
        'sent.hba.messageSent': ended,
        'sent.port.taskManagementDone': ended,
        'delivered.hba.busReset': {
          guard: 'we hear of the reset',
          target: 'free',
          description: 'RST: the device has forgotten it, or it never got there',
          meta: cite('place-used-again', 'bus-rst-forgets'),
        },
        'sent.bus.absent': {
          guard: 'its target is there no more',
          target: 'free',
          description: 'the device is gone, and the command with it',
          meta: cite('place-used-again', 'target-gone'),
        },
      },
    },
    answered: {
      description: 'Over, and the message that says so is on its way to the adapter.',
      on: {
        'sent.bus.select': usedAgain('another goes out before it is known how this one ended'),
        'sent.transport.sendCommand': usedAgain('another goes out before it is known how this one ended'),
        'delivered.hba.completed': arrives('the adapter hears of it'),
        'delivered.hba.selectionTimeout': arrives('the adapter hears of it'),
        'delivered.hba.tagRejected': arrives('the adapter hears of it'),
        'delivered.hba.selectionLost': arrives('the adapter hears of it'),
        'delivered.hba.unexpectedBusFree': arrives('the adapter hears of it'),
        'delivered.port.completed': arrives('the adapter hears of it'),
        'delivered.port.noResponse': arrives('the adapter hears of it'),
        'delivered.port.lost': arrives('the adapter hears of it'),
      },
    },
    violated: broken('A place was used again while its earlier command was under way.'),
  },
});

const places =
  (port: (adapter: string) => Address, slotsOf: (unit: UnitNames) => readonly Slot[]) =>
  ({ adapter, units }: SystemNames): Instance[] =>
    units.flatMap((unit) =>
      slotsOf(unit).map((slot) => {
        const { lun, target } = unit;
        const at: PlaceAt = { slot, lun, target, port: port(adapter) };
        return { name: slot, input: at };
      }),
    );

const over =
  (own: Configuration['architecture']) =>
  (configuration: Configuration): Verdict | undefined =>
    configuration.architecture === own ? 'holds' : undefined;

const says =
  'A place is not used again before its command has ended, so that every answer belongs to what the place holds.';
const common = { kind: 'never', says, source: ['place-used-again'], machine: usedOnce } as const;

export const exchangePlaceProperties: readonly WatcherProperty[] = [
  {
    ...common,
    id: 'B7-place',
    expected: over('scsa'),
    instances: places(address.adapter, ({ pool, internal, requestSense, autoSense }) => [
      ...pool,
      internal,
      requestSense,
      autoSense,
    ]),
  },
  {
    ...common,
    id: 'aix-place',
    architecture: 'aix',
    expected: over('aix'),
    instances: places(address.aixAdapter, queuedSlots),
  },
  {
    ...common,
    id: 'aix-sam-place',
    architecture: 'aix-sam',
    expected: over('aix-sam'),
    instances: places(address.samAdapter, queuedSlots),
  },
];
