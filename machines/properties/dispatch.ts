import { assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { address, type Slot } from '../protocol/names.ts';
import type { CommandRequest, PacketRequest, UnitMessage } from '../protocol/scsa-disk.ts';
import type { TranReply } from '../protocol/tran.ts';
import type { DriverHappening } from '../protocol/world.ts';
import { holds, offers } from './expectation.ts';
import type { Configuration, Observation, WatcherProperty } from './property.ts';
import { broken, everyRequest, everyUnit, ofPacket, type PacketAt, type UnitAt, type WatcherTag } from './watched.ts';

/** When the target driver starts a command, when it must not, and that it does not forget one. */

type UnitEvent = Observation<UnitMessage | CommandRequest | PacketRequest | DriverHappening | TranReply>;
type Waiting = {
  at: UnitAt;
  /** the retry, or the command that is parked for START UNIT */
  retry: Slot | null;
};
type FromUnit = { context: { at: UnitAt }; event: UnitEvent };

const forUnit = ({ context: { at }, event: { to } }: FromUnit): boolean => to === at.disk;
const isPool = ({ context: { at }, event: { to } }: FromUnit): boolean =>
  at.pool.some((slot) => to === address.command(slot));
const slotOf = ({ event: { message } }: { event: UnitEvent }): Slot | null =>
  'slot' in message ? (message.slot ?? null) : null;
const tranBusy = (from: FromUnit): boolean =>
  forUnit(from) &&
  from.event.message.type === 'unit.rejected' &&
  from.event.message.result === 'TRAN_BUSY' &&
  from.context.at.pool.includes(from.event.message.slot);
const startUnitOver = (from: FromUnit): boolean =>
  forUnit(from) && from.event.message.type === 'unit.internalDone' && from.event.message.op === 'startUnit';
/** Commands go to the actors of their own places. */
const isRetry = ({ context: { retry }, event: { to } }: { context: Waiting; event: UnitEvent }): boolean =>
  retry !== null && to === address.command(retry);

const retryStarts = {
  guard: 'it is the retry',
  target: 'open',
  actions: 'no retry waits',
  description: 'the retry is started',
  meta: cite('sd-retry-slot', 'sd-retry-immediate'),
} as const;
const overtaken = {
  guard: 'a request is started from the wait queue',
  target: 'violated',
  description: 'a command of the wait queue goes first',
  meta: cite('sd-dispatch', 'sd-retry-slot'),
} as const;

const standsStill = setup({
  types: { input: {} as UnitAt, context: {} as Waiting, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'it is about this unit': forUnit,
    'TRAN_BUSY of a request': tranBusy,
    'START UNIT is over': startUnitOver,
    'it is the retry': isRetry,
    'a request is started from the wait queue': ({ context, event }) =>
      isPool({ context, event }) &&
      event.message.type === 'command.start' &&
      !event.message.retry &&
      !isRetry({ context, event }),
    'nothing waits for START UNIT any more': ({ context, event }) =>
      startUnitOver({ context, event }) && context.retry === null,
  },
  actions: {
    'a retry waits': assign({ retry: ({ context, event }) => context.retry ?? slotOf({ event }) }),
    'no retry waits': assign({ retry: null }),
  },
}).createMachine({
  id: 'D3',
  context: ({ input }) => ({ at: input, retry: null }),
  initial: 'open',
  states: {
    open: {
      description: 'Nothing keeps the wait queue.',
      on: {
        'delivered.unit.retry': {
          guard: 'it is about this unit',
          target: 'retryWaits',
          actions: 'a retry waits',
          description: 'a retry, at once or later',
          meta: cite('sd-retry-slot', 'sd-retry-immediate'),
        },
        'delivered.unit.rejected': {
          guard: 'TRAN_BUSY of a request',
          target: 'retryWaits',
          actions: 'a retry waits',
          description: 'TRAN_BUSY: a retry',
          meta: cite('sd-tran-busy'),
        },
        'delivered.unit.startUnit': {
          guard: 'it is about this unit',
          target: 'startUnit',
          actions: 'a retry waits',
          description: 'parked for START UNIT',
          meta: cite('sd-start-unit'),
        },
      },
    },
    retryWaits: {
      description: 'A retry waits: the wait queue stands still.',
      on: {
        'delivered.command.start': [retryStarts, overtaken],
        'delivered.unit.startUnit': {
          guard: 'it is about this unit',
          target: 'startUnit',
          description: 'another command needs START UNIT',
          meta: cite('sd-start-unit'),
        },
      },
    },
    startUnit: {
      description: 'START UNIT is pending: the wait queue stands still.',
      on: {
        'delivered.unit.internalDone': [
          {
            guard: 'nothing waits for START UNIT any more',
            target: 'open',
            description: 'START UNIT is over',
            meta: cite('sd-start-unit-done'),
          },
          {
            guard: 'START UNIT is over',
            target: 'retryWaits',
            description: 'START UNIT is over; the retry is to go',
            meta: cite('sd-start-unit-done'),
          },
        ],
        'delivered.command.start': [
          {
            guard: 'it is the retry',
            actions: 'no retry waits',
            description: 'a retry that had a timer of its own',
            meta: cite('sd-retry-slot'),
          },
          overtaken,
        ],
        'delivered.unit.retry': {
          guard: 'it is about this unit',
          actions: 'a retry waits',
          description: 'a retry',
          meta: cite('sd-retry-slot'),
        },
        'delivered.unit.rejected': {
          guard: 'TRAN_BUSY of a request',
          actions: 'a retry waits',
          description: 'TRAN_BUSY: a retry',
          meta: cite('sd-tran-busy'),
        },
      },
    },
    violated: broken('A command was started from the wait queue while a retry or START UNIT was pending.'),
  },
});

const standsDown = setup({
  types: { input: {} as UnitAt, context: {} as { at: UnitAt }, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'it is about this unit': forUnit,
    'a command of this unit is started': ({ context: { at }, event: { to } }) =>
      [...at.pool, at.internal].some((slot) => to === address.command(slot)),
  },
}).createMachine({
  id: 'D5',
  context: ({ input }) => ({ at: input }),
  initial: 'running',
  states: {
    running: {
      description: 'The host runs.',
      on: {
        'delivered.unit.panic': {
          guard: 'it is about this unit',
          target: 'panicked',
          description: 'it panics',
          meta: cite('sd-panic', 'sd-failfast-owner'),
        },
      },
    },
    panicked: {
      description: 'The host has panicked.',
      on: {
        'delivered.command.start': {
          guard: 'a command of this unit is started',
          target: 'violated',
          description: 'a command is started all the same',
          meta: cite('sd-panic'),
        },
      },
    },
    violated: broken('A command was started by a host that has panicked.'),
  },
});

type RequestEvent = Observation<UnitMessage | CommandRequest>;
const parkedIsStarted = setup({
  types: { input: {} as PacketAt, context: {} as { at: PacketAt }, events: {} as RequestEvent, tags: {} as WatcherTag },
  guards: { 'it is this request': ofPacket },
}).createMachine({
  id: 'D4',
  context: ({ input }) => ({ at: input }),
  initial: 'notParked',
  states: {
    notParked: {
      description: 'The request, if any, is not parked.',
      on: {
        'delivered.unit.startUnit': {
          guard: 'it is this request',
          target: 'parked',
          description: 'parked until the unit was started',
          meta: cite('sd-start-unit'),
        },
      },
    },
    parked: {
      description: 'Parked without a timer of its own.',
      tags: 'pending',
      on: {
        'delivered.command.start': {
          guard: 'it is this request',
          target: 'notParked',
          description: 'started again',
          meta: cite('sd-start-unit-done'),
        },
        'delivered.command.fail': {
          guard: 'it is this request',
          target: 'notParked',
          description: 'flushed by failfast',
          meta: cite('sd-failfast'),
        },
      },
    },
  },
});

const noLostWakeUp = setup({
  types: { input: {} as UnitAt, context: {} as { at: UnitAt }, events: {} as UnitEvent, tags: {} as WatcherTag },
  guards: {
    'resources of a request are short for a time': ({ context: { at }, event: { to, message } }) =>
      message.type === 'packet.init' &&
      message.resources === 'temporary' &&
      at.pool.some((slot) => to === address.packet(slot)),
    'resources are asked for once more': ({ context: { at }, event: { to } }) =>
      at.pool.some((slot) => to === address.packet(slot)),
    'the resource callback of this unit': forUnit,
  },
}).createMachine({
  id: 'R8',
  context: ({ input }) => ({ at: input }),
  initial: 'notWaiting',
  states: {
    notWaiting: {
      description: 'Nobody waits for resources.',
      on: {
        'delivered.packet.init': {
          guard: 'resources of a request are short for a time',
          target: 'waiting',
          description: 'resources are short',
          meta: cite('sd-resource-wait', 'pkt-no-resources'),
        },
      },
    },
    waiting: {
      description: 'The driver waits for somebody to free resources.',
      on: {
        'delivered.packet.init': [
          {
            guard: 'resources of a request are short for a time',
            description: 'still short',
            meta: cite('sd-resource-wait'),
          },
          {
            guard: 'resources are asked for once more',
            target: 'notWaiting',
            description: 'tried again',
            meta: cite('sd-resource-wait'),
          },
        ],
        'delivered.world.resourcesFreed': {
          guard: 'the resource callback of this unit',
          target: 'woken',
          description: 'resources are free: the driver is called',
          meta: cite('sd-resource-wait'),
        },
      },
    },
    woken: {
      description: 'The driver has been called, and has to try again.',
      tags: 'pending',
      on: {
        'delivered.packet.init': [
          {
            guard: 'resources of a request are short for a time',
            target: 'waiting',
            description: 'short again',
            meta: cite('sd-resource-wait'),
          },
          {
            guard: 'resources are asked for once more',
            target: 'notWaiting',
            description: 'tried again',
            meta: cite('sd-resource-wait'),
          },
        ],
      },
    },
  },
});

/** What makes the driver send START UNIT. */
const stopped = ['lu.execute.outcome=NOT_READY 04/02'];
const mayPanic = ({ sd }: Configuration): boolean => sd.reservationFailfast === 'panic';

export const dispatchProperties: readonly WatcherProperty[] = [
  {
    id: 'D3',
    says: 'While a retry or START UNIT is pending no command of the wait queue is started.',
    source: ['sd-dispatch', 'sd-retry-slot', 'sd-start-unit'],
    kind: 'never',
    machine: standsStill,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'D4',
    says: 'A command that is parked for START UNIT is started again some day.',
    source: ['sd-start-unit-done'],
    kind: 'eventually',
    machine: parkedIsStarted,
    instances: everyRequest,
    expected: (configuration) => {
      if (mayPanic(configuration)) return undefined;
      return configuration.sd.formatInProgress && offers(configuration, ...stopped) ? 'fails' : 'holds';
    },
  },
  {
    id: 'D5',
    says: 'A host that has panicked starts no command.',
    source: ['sd-panic'],
    kind: 'never',
    machine: standsDown,
    instances: everyUnit,
    expected: holds,
  },
  {
    id: 'R8',
    says: 'A driver that waits for resources tries again when its resource callback has run: no wake-up is lost.',
    source: ['sd-resource-wait'],
    kind: 'eventually',
    machine: noLostWakeUp,
    instances: everyUnit,
    expected: (configuration) => (mayPanic(configuration) ? undefined : 'holds'),
  },
];
