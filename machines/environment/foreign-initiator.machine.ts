import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BusInterrupt, BusRequest } from '../protocol/bus.ts';
import { ignored } from '../protocol/ignored.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { directionOf, type OperationClass } from '../protocol/operation.ts';
import { delays } from '../protocol/parameters.ts';
import { send } from '../protocol/send.ts';
import type { ForeignHappening } from '../protocol/world.ts';

/** What an actor of `foreign-initiator` is started with. */
export type ForeignInitiatorInput = {
  name: InitiatorName;
  bus: string;
  /** Whether it asks for sense data after CHECK CONDITION; if not, contingent allegiance stays. Default true. */
  sensesAfterCheck?: boolean;
};

export type ForeignInitiatorContext = {
  at: { name: InitiatorName; bus: string; slot: Slot };
  params: { sensesAfterCheck: boolean };
  /** where the outstanding command goes */
  unit: { target: TargetName; lun: Lun } | null;
  op: OperationClass | null;
};

export type ForeignInitiatorEvent = BusInterrupt | ForeignHappening;
type Given = { context: ForeignInitiatorContext; event: ForeignInitiatorEvent };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}

const toBus = (message: (given: Given) => BusRequest) =>
  send<ForeignInitiatorContext, ForeignInitiatorEvent, BusRequest>(
    ({ context }) => address.bus(context.at.bus),
    message,
  );

const select = (op: (context: ForeignInitiatorContext) => OperationClass) =>
  toBus(({ context }) => {
    const { target, lun } = expected(context.unit, 'unit');
    return {
      type: 'bus.select',
      initiator: context.at.name,
      target,
      lun,
      slot: context.at.slot,
      tag: 'untagged',
      op: op(context),
      direction: directionOf(op(context)),
      disconnectPrivilege: true,
      negotiate: false,
      selection: 'ok',
    };
  });

const occupied = 'it does one thing at a time';
const afterReset = 'it keeps off the bus after a reset';

/** Another computer on the same bus. It follows a script of world messages, untagged, one at a time. */
export const foreignInitiatorMachine = setup({
  types: {
    context: {} as ForeignInitiatorContext,
    events: {} as ForeignInitiatorEvent,
    input: {} as ForeignInitiatorInput,
  },
  guards: {
    'CHECK CONDITION is to be sensed': ({ context, event }) =>
      event.type === 'hba.completed' && event.status === 'CHECK_CONDITION' && context.params.sensesAfterCheck,
  },
  actions: {
    'take the command': assign(({ event }) => {
      assertEvent(event, 'world.foreignCommand');
      return { unit: { target: event.target, lun: event.lun }, op: event.op };
    }),
    'it is over': assign({ unit: null, op: null }),
    'send the command': select((context) => expected(context.op, 'command')),
    'send REQUEST SENSE': select(() => 'requestSense'),
    'send the message': toBus(({ context, event }) => {
      assertEvent(event, 'world.foreignMessage');
      const { target, lun, message } = event;
      return { type: 'bus.message', initiator: context.at.name, target, lun, slot: null, message, outcome: 'ok' };
    }),
    'accept the reselection': toBus(({ context }) => ({
      type: 'bus.accept',
      initiator: context.at.name,
      slot: context.at.slot,
    })),
    'acknowledge RST': toBus(({ context }) => ({ type: 'bus.resetSeen', initiator: context.at.name })),
    'assert RST': toBus(({ context }) => ({ type: 'bus.assertReset', initiator: context.at.name })),
  },
  delays: { resetToSelection: delays.resetToSelection },
}).createMachine({
  id: 'foreign-initiator',
  description: 'A scripted second initiator.',
  context: ({ input }) => ({
    at: { name: input.name, bus: input.bus, slot: `${input.name}.1` },
    params: { sensesAfterCheck: input.sensesAfterCheck ?? true },
    unit: null,
    op: null,
  }),
  initial: 'idle',
  on: {
    'world.foreignReset': {
      description: 'it resets the bus',
      meta: cite('foreign-resets'),
      actions: 'assert RST',
    },
    'hba.busReset': {
      target: '.reset delay',
      description: 'a bus reset: whatever it had outstanding is lost',
      meta: cite('bus-rst-forgets'),
      actions: ['acknowledge RST', 'it is over'],
    },
  },
  states: {
    idle: {
      description: 'It does nothing.',
      on: {
        'world.foreignCommand': {
          target: 'commanding',
          description: 'it sends a command',
          meta: cite('foreign-one-command'),
          actions: ['take the command', 'send the command'],
        },
        'world.foreignMessage': {
          target: 'messaging',
          description: 'it sends a task management message',
          meta: cite('foreign-one-command'),
          actions: 'send the message',
        },
      },
    },
    commanding: {
      description: 'Its command is outstanding.',
      on: {
        'hba.completed': [
          {
            guard: 'CHECK CONDITION is to be sensed',
            target: 'sensing',
            description: 'it asks what is wrong',
            meta: cite('foreign-senses'),
            actions: 'send REQUEST SENSE',
          },
          {
            target: 'idle',
            description: 'its command has ended, with whatever status',
            meta: cite('foreign-gives-up'),
            actions: 'it is over',
          },
        ],
        'hba.disconnected': { description: 'the command waits in the device', meta: cite('bus-disconnect') },
        'hba.reconnected': {
          description: 'the command goes on',
          meta: cite('bus-reselection'),
          actions: 'accept the reselection',
        },
        'hba.selectionTimeout': {
          target: 'idle',
          description: 'nobody is there',
          meta: cite('bus-selection-timeout', 'foreign-gives-up'),
          actions: 'it is over',
        },
        'hba.unexpectedBusFree': {
          target: 'idle',
          description: 'the target left the bus',
          meta: cite('bus-unexpected-free', 'foreign-gives-up'),
          actions: 'it is over',
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
    sensing: {
      description: 'Its REQUEST SENSE is outstanding.',
      on: {
        'hba.completed': {
          target: 'idle',
          description: 'it knows what was wrong',
          meta: cite('foreign-senses', 'foreign-gives-up'),
          actions: 'it is over',
        },
        'hba.disconnected': { description: 'the command waits in the device', meta: cite('bus-disconnect') },
        'hba.selectionTimeout': {
          target: 'idle',
          description: 'nobody is there',
          meta: cite('bus-selection-timeout', 'foreign-gives-up'),
          actions: 'it is over',
        },
        'hba.unexpectedBusFree': {
          target: 'idle',
          description: 'the target left the bus',
          meta: cite('bus-unexpected-free', 'foreign-gives-up'),
          actions: 'it is over',
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
    messaging: {
      description: 'Its message is on the way.',
      on: {
        'hba.messageSent': {
          target: 'idle',
          description: 'the message is out, or not',
          meta: cite('bus-message-then-free', 'foreign-gives-up'),
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
    'reset delay': {
      description: 'It leaves devices time after a reset.',
      on: {
        'world.foreignCommand': ignored(afterReset),
        'world.foreignMessage': ignored(afterReset),
      },
      after: {
        resetToSelection: {
          target: 'idle',
          description: 'the bus may be used again',
          meta: cite('foreign-reset-delay'),
        },
      },
    },
  },
});
