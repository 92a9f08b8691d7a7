import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { TaskMessage } from '../protocol/bus.ts';
import { ignored } from '../protocol/ignored.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import { directionOf, type OperationClass } from '../protocol/operation.ts';
import { send } from '../protocol/send.ts';
import {
  type PortEvent,
  type TaskManagementFunction,
  type TransportRequest,
  taskManagementFunctions,
  taskMessageOf,
} from '../protocol/transport.ts';
import type { ForeignHappening } from '../protocol/world.ts';

/** What an actor of `foreign-port` is started with. */
export type ForeignPortInput = { name: InitiatorName };

export type ForeignPortContext = {
  at: { name: InitiatorName; slot: Slot };
  /** targets that it is logged in to */
  loggedIn: readonly TargetName[];
  /** what it is about */
  doing:
    | { what: 'command'; target: TargetName; lun: Lun; op: OperationClass }
    | { what: 'function'; target: TargetName; lun: Lun; function: TaskManagementFunction }
    | null;
};

export type ForeignPortEvent = PortEvent | ForeignHappening;
type Context = ForeignPortContext;
type Given = { context: Context; event: ForeignPortEvent };

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const functionOf = (message: TaskMessage): TaskManagementFunction =>
  expected(
    taskManagementFunctions.find((each) => taskMessageOf[each] === message),
    'function',
  );
const update = (change: (given: Given) => Partial<Context>) =>
  assign<Context, ForeignPortEvent, undefined, ForeignPortEvent, never>(change);
const toNexus = (message: (given: Given) => TransportRequest) =>
  send<Context, ForeignPortEvent, TransportRequest>(
    ({ context }) => address.nexus(context.at.name, expected(context.doing, 'target').target),
    message,
  );

const occupied = 'it does one thing at a time';
const noReset = 'there is no RST on this interconnect; a message says which target to reset';

/** Another computer on the same fabric or iSCSI network. It follows a script of world messages, one at a time. */
export const foreignPortMachine = setup({
  types: { context: {} as Context, events: {} as ForeignPortEvent, input: {} as ForeignPortInput },
  guards: {
    'it is logged in there': ({ context, event }) =>
      (event.type === 'world.foreignCommand' || event.type === 'world.foreignMessage') &&
      context.loggedIn.includes(event.target),
    'a command waits': ({ context }) => context.doing?.what === 'command',
  },
  actions: {
    'take the command': update(({ event }) => {
      assertEvent(event, 'world.foreignCommand');
      const { target, lun, op } = event;
      return { doing: { what: 'command', target, lun, op } };
    }),
    'take the message': update(({ event }) => {
      assertEvent(event, 'world.foreignMessage');
      const { target, lun, message } = event;
      return { doing: { what: 'function', target, lun, function: functionOf(message) } };
    }),
    'it is over': update(() => ({ doing: null })),
    'log in': toNexus(({ context }) => ({
      type: 'transport.login',
      initiator: context.at.name,
      target: expected(context.doing, 'target').target,
      outcome: 'ok',
    })),
    'it is logged in': update(({ context, event }) => {
      assertEvent(event, 'port.loggedIn');
      return { loggedIn: [...context.loggedIn, event.target] };
    }),
    'it is logged in no more': update(({ context, event }) => {
      assertEvent(event, 'port.targetGone');
      return { loggedIn: context.loggedIn.filter((target) => target !== event.target) };
    }),
    'send the command': toNexus(({ context }) => {
      const { doing, at } = context;
      if (doing?.what !== 'command') throw new Error('no command');
      const { target, lun, op } = doing;
      return {
        type: 'transport.sendCommand',
        ...{ initiator: at.name, target, lun, slot: at.slot, op, direction: directionOf(op) },
        attribute: 'simple',
        naca: false,
        delivery: 'ok',
      };
    }),
    'send the function': toNexus(({ context }) => {
      const { doing, at } = context;
      if (doing?.what !== 'function') throw new Error('no function');
      const { target, lun, function: name } = doing;
      return {
        type: 'transport.sendTaskManagement',
        ...{ initiator: at.name, target, lun, slot: null, function: name },
        outcome: 'ok',
      };
    }),
  },
}).createMachine({
  id: 'foreign-port',
  description: 'A scripted second initiator on a fabric or an iSCSI network.',
  context: ({ input }) => ({ at: { name: input.name, slot: `${input.name}.1` }, loggedIn: [], doing: null }),
  initial: 'idle',
  on: {
    'port.targetGone': {
      description: 'a nexus of its own is lost',
      meta: cite('sam-nexus-loss'),
      actions: 'it is logged in no more',
    },
    'port.targetBack': ignored('it logs in again when it has something to do'),
    'port.reset': ignored('it does not care who else resets the target'),
    'world.foreignReset': ignored(noReset),
  },
  states: {
    idle: {
      description: 'It does nothing.',
      on: {
        'world.foreignCommand': [
          {
            guard: 'it is logged in there',
            target: 'commanding',
            description: 'it sends a command',
            meta: cite('foreign-one-command'),
            actions: ['take the command', 'send the command'],
          },
          {
            target: 'logging in',
            description: 'before its first command there it logs in',
            meta: cite('foreign-one-command', 'fcp-login-needed', 'iscsi-login-phase'),
            actions: ['take the command', 'log in'],
          },
        ],
        'world.foreignMessage': [
          {
            guard: 'it is logged in there',
            target: 'managing',
            description: 'it sends a task management function',
            meta: cite('foreign-one-command'),
            actions: ['take the message', 'send the function'],
          },
          {
            target: 'logging in',
            description: 'before its first function there it logs in',
            meta: cite('foreign-one-command', 'fcp-login-needed', 'iscsi-login-phase'),
            actions: ['take the message', 'log in'],
          },
        ],
      },
    },
    'logging in': {
      description: 'Its login is on the way.',
      on: {
        'port.loggedIn': [
          {
            guard: 'a command waits',
            target: 'commanding',
            description: 'now its command can go',
            meta: cite('foreign-one-command', 'fcp-login-needed', 'iscsi-login-phase'),
            actions: ['it is logged in', 'send the command'],
          },
          {
            target: 'managing',
            description: 'now its function can go',
            meta: cite('foreign-one-command', 'fcp-login-needed', 'iscsi-login-phase'),
            actions: ['it is logged in', 'send the function'],
          },
        ],
        'port.loginFailed': {
          target: 'idle',
          description: 'it cannot log in and gives up',
          meta: cite('foreign-gives-up'),
          actions: 'it is over',
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
    commanding: {
      description: 'Its command is outstanding.',
      on: {
        'port.completed': {
          target: 'idle',
          description: 'its command has ended, with whatever status; sense data came along',
          meta: cite('foreign-gives-up', 'sam-command-complete'),
          actions: 'it is over',
        },
        'port.noResponse': {
          target: 'idle',
          description: 'nobody is there',
          meta: cite('foreign-gives-up', 'sam-nobody-answers'),
          actions: 'it is over',
        },
        'port.lost': {
          target: 'idle',
          description: 'its command is lost with the nexus',
          meta: cite('foreign-gives-up', 'sam-nexus-loss'),
          actions: 'it is over',
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
    managing: {
      description: 'Its function is on the way.',
      on: {
        'port.taskManagementDone': {
          target: 'idle',
          description: 'the function has taken effect, or not',
          meta: cite('foreign-gives-up', 'sam-task-management'),
          actions: 'it is over',
        },
        'world.foreignCommand': ignored(occupied),
        'world.foreignMessage': ignored(occupied),
      },
    },
  },
});
