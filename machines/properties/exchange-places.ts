import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusReply, BusRequest } from '../protocol/bus.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
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
  readonly ours: InitiatorName;
};

type Event = Observation<BusRequest | BusReply | BusInterrupt | TransportRequest | PortEvent>;
type From = { context: { at: PlaceAt }; event: Event };

const ofPlace = ({ context: { at }, event: { message } }: From): boolean =>
  'slot' in message && message.slot === at.slot;

/** A function that we ask for, or hear the end of, as a message of the parallel bus. */
function functionOf({ to, message }: Event) {
  switch (message.type) {
    case 'bus.message':
      return { ...message, who: message.initiator };
    case 'transport.sendTaskManagement':
      return { ...message, who: message.initiator, message: taskMessageOf[message.function] };
    case 'hba.messageSent':
      return { ...message, who: to };
    case 'port.taskManagementDone':
      return { ...message, who: to, message: taskMessageOf[message.function] };
    default:
      return null;
  }
}

/** Does this function of ours end what is in this place? */
function isMeant({ context: { at }, event }: From): boolean {
  const asked = functionOf(event);
  if (asked === null || (asked.who !== at.ours && asked.who !== at.port)) return false;
  switch (asked.message) {
    case 'ABORT_TAG':
      return asked.slot === at.slot;
    case 'ABORT':
    case 'CLEAR_QUEUE':
    case 'LOGICAL_UNIT_RESET':
      return asked.lun === at.lun;
    case 'BUS_DEVICE_RESET':
      return asked.target === at.target;
    case 'CLEAR_ACA':
      return false;
  }
}

const isCarriedOut = ({ event: { message } }: From): boolean => 'outcome' in message && message.outcome === 'ok';
const isOfItsUnit = ({ context: { at }, event: { message } }: From): boolean =>
  'lun' in message && message.lun === at.lun;

const watching = setup({
  types: { input: {} as PlaceAt, context: {} as { at: PlaceAt }, events: {} as Event, tags: {} as WatcherTag },
  guards: {
    'it is this place': ofPlace,
    'a function means it': isMeant,
    'a function has ended it': (from: From) => isMeant(from) && isCarriedOut(from),
    'a reset for another unit has ended it': (from: From) => isMeant(from) && isCarriedOut(from) && !isOfItsUnit(from),
    'a function has failed': (from: From) => isMeant(from) && isOfItsUnit(from) && !isCarriedOut(from),
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
const meant = {
  guard: 'a function means it',
  target: 'being ended',
  description: 'the device is told to end it',
  meta: cite('place-used-again'),
} as const;
const ended = {
  guard: 'a function has ended it',
  target: 'free',
  description: 'the device has ended it, and says so',
  meta: cite('place-used-again'),
} as const;

const failed = {
  guard: 'a function has failed',
  target: 'under way',
  description: 'the device does not say that it has ended it',
  meta: cite('place-used-again'),
} as const;
const endedForAnother = {
  ...ended,
  guard: 'a reset for another unit has ended it',
  description: 'its target was reset for another unit',
} as const;

const outside = {
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
} as const;

const usedOnce = (id: string) =>
  watching.createMachine({
    id,
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
          ...outside,
          'sent.bus.message': meant,
          'sent.transport.sendTaskManagement': meant,
          'sent.hba.messageSent': endedForAnother,
          'sent.port.taskManagementDone': endedForAnother,
        },
      },
      'being ended': {
        description: 'The same, and a function that ends it is under way.',
        on: {
          ...outside,
          'sent.hba.messageSent': [ended, failed],
          'sent.port.taskManagementDone': [ended, failed],
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
  ({ adapter, initiators, units }: SystemNames): Instance[] =>
    units.flatMap((unit) =>
      slotsOf(unit).map((slot) => {
        const { lun, target } = unit;
        const at: PlaceAt = { slot, lun, target, port: port(adapter), ours: initiators[0] ?? '' };
        return { name: slot, input: at };
      }),
    );

/** Does the adapter leave a command to the device that it gives back? Then the device has to tell the two apart, by its tag. */
const leavesIt = ({ architecture, hba, aixAdapter }: Configuration): boolean =>
  (architecture === 'scsa' && !hba.recoveryLadder.includes('busReset')) ||
  (architecture === 'aix' && aixAdapter.deviceClearsQueue);

const over =
  (own: Configuration['architecture']) =>
  (configuration: Configuration): Verdict | undefined =>
    configuration.architecture === own && !leavesIt(configuration) ? 'holds' : undefined;

const says =
  'A place is not used again before its command has ended, so that every answer belongs to what the place holds.';
const common = { kind: 'never', says, source: ['place-used-again'] } as const;

export const exchangePlaceProperties: readonly WatcherProperty[] = [
  {
    ...common,
    id: 'B7-place',
    machine: usedOnce('B7-place'),
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
    machine: usedOnce('aix-place'),
    architecture: 'aix',
    expected: over('aix'),
    instances: places(address.aixAdapter, queuedSlots),
  },
  {
    ...common,
    id: 'aix-sam-place',
    machine: usedOnce('aix-sam-place'),
    architecture: 'aix-sam',
    expected: over('aix-sam'),
    instances: places(address.samAdapter, queuedSlots),
  },
];
