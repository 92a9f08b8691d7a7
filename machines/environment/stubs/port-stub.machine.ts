import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../../clauses/index.ts';
import { address, type InitiatorName, type Lun, type Slot, type TargetName } from '../../protocol/names.ts';
import type { Direction, TaskAttribute } from '../../protocol/scsi-status.ts';
import { send } from '../../protocol/send.ts';
import type { PortEvent, TaskManagementFunction, TransportRequest } from '../../protocol/transport.ts';

export type PortStubInput = {
  name: InitiatorName;
  target: TargetName;
  lun: Lun;
  /** Commands that the stub sends again and again. */
  commands: readonly { slot: Slot; attribute: TaskAttribute; direction: Direction; naca: boolean }[];
  functions?: readonly TaskManagementFunction[];
  /** It may log out again, and log in although it is logged in. */
  restless?: boolean;
};

export type PortStubContext = {
  at: Required<PortStubInput>;
  /** commands that have been sent and not ended, in the order of the input */
  outstanding: readonly Slot[];
  /** the function that is on its way, and what it ends unless that ends before */
  managing: { function: TaskManagementFunction; slot: Slot | null; ends: readonly Slot[] } | null;
  /** what it waits to hear about */
  asking: readonly ('login' | 'logout')[];
  /** as far as it knows */
  loggedIn: boolean;
  /** it has been told that the target is gone */
  gone: boolean;
};

type Context = PortStubContext;
type Given = { context: Context; event: PortEvent };
type Which = 'first' | 'last';

/** For code that runs only where the state promises it; anything else is an error in the machine. */
function expected<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`no ${what}`);
  return value;
}
const idle = ({ at, outstanding }: Context) => at.commands.filter(({ slot }) => !outstanding.includes(slot));
const one = <T>(all: readonly T[], which: Which): T => expected(all.at(which === 'first' ? 0 : -1), 'command');
const slotOf = ({ event }: { event: PortEvent }): Slot => expected('slot' in event ? event.slot : null, 'slot');

/** ABORT_TASK is for the first command that is outstanding. */
function functionFor({ outstanding }: Context, name: TaskManagementFunction): NonNullable<Context['managing']> {
  const [first = null] = outstanding;
  switch (name) {
    case 'ABORT_TASK':
      return { function: name, slot: first, ends: outstanding.slice(0, 1) };
    case 'CLEAR_ACA':
      return { function: name, slot: null, ends: [] };
    case 'ABORT_TASK_SET':
    case 'CLEAR_TASK_SET':
    case 'LOGICAL_UNIT_RESET':
    case 'TARGET_RESET':
      return { function: name, slot: null, ends: outstanding };
  }
}

const update = (change: (given: Given) => Partial<Context>) =>
  assign<Context, PortEvent, undefined, PortEvent, never>(change);
const toNexus = (message: (given: Given) => TransportRequest) =>
  send<Context, PortEvent, TransportRequest>(
    ({ context }) => address.nexus(context.at.name, context.at.target),
    message,
  );

const awake = { target: 'awake', reenter: true } as const;
const notNow = { ...awake, description: 'not now', meta: cite('stub-any-time') } as const;

const sends = (which: Which) =>
  [
    {
      guard: { type: 'it may send a command', params: { which } },
      ...awake,
      description: `it sends the ${which} command that is not under way`,
      meta: cite('stub-port', 'sam-send-command'),
      actions: [
        { type: 'transport.sendCommand', params: { which } },
        { type: 'the command is outstanding', params: { which } },
      ],
    },
    notNow,
  ] as const;
const manages = (name: TaskManagementFunction) =>
  [
    {
      guard: { type: 'it may send this function', params: { function: name } },
      ...awake,
      description: `it sends ${name}`,
      meta: cite('stub-port', 'sam-task-management'),
      actions: [
        { type: 'transport.sendTaskManagement', params: { function: name } },
        { type: 'the function is outstanding', params: { function: name } },
      ],
    },
    notNow,
  ] as const;
const asks = (what: 'login' | 'logout') =>
  [
    {
      guard: { type: 'it may ask for this', params: { what } },
      ...awake,
      description: `it asks for a ${what}`,
      meta: cite('stub-port'),
      actions: [`transport.${what}`, { type: 'it waits to hear', params: { what } }],
    },
    notNow,
  ] as const;
/** The guard that holds when this may be told; without it holding the message is unexpected and stops the run. */
const hears = <const TGuard, const TActions>(
  guard: TGuard,
  description: string,
  actions: TActions,
  ...clauses: Parameters<typeof cite>
) => ({ guard, ...awake, description, meta: cite(...clauses), actions }) as const;

/** Delays that nobody measures: each may end whenever it likes, or never. */
const whim = 1;

/**
 * Stands for an initiator port at a nexus: it asks for whatever a port may ask for, whenever it may, and takes only what
 * it may be told. For exploration in which every delay may end at any time.
 */
export const portStubMachine = setup({
  types: { context: {} as Context, events: {} as PortEvent, input: {} as PortStubInput },
  guards: {
    'it may send a command': ({ context }, params: { which: Which }) =>
      idle(context).length >= (params.which === 'first' ? 1 : 2),
    'it may send this function': ({ context }, params: { function: TaskManagementFunction }) =>
      context.managing === null &&
      context.at.functions.includes(params.function) &&
      (params.function !== 'ABORT_TASK' || context.outstanding.length > 0),
    'it may ask for this': ({ context }, params: { what: 'login' | 'logout' }) =>
      !context.asking.includes(params.what) &&
      (context.at.restless || (params.what === 'login' && !context.loggedIn)) &&
      (params.what === 'logout' || context.asking.length === 0),
    'the command is outstanding': ({ context, event }) => context.outstanding.includes(slotOf({ event })),
    'this function has been sent': ({ context, event }) =>
      event.type === 'port.taskManagementDone' && event.function === context.managing?.function,
    'this function has been sent and has taken effect': ({ context, event }) =>
      event.type === 'port.taskManagementDone' &&
      event.function === context.managing?.function &&
      event.outcome === 'ok',
    'it has asked for a login': ({ context }) => context.asking.includes('login'),
    'it has asked for a logout': ({ context }) => context.asking.includes('logout'),
    'the target is there as far as it knows': ({ context }) => !context.gone,
    'it knows that the target is gone': ({ context }) => context.gone,
  },
  actions: {
    'transport.sendCommand': send<Context, PortEvent, TransportRequest, { which: Which }>(
      ({ context }) => address.nexus(context.at.name, context.at.target),
      ({ context }, { which }) => {
        const { name: initiator, target, lun } = context.at;
        const command = one(idle(context), which);
        return { type: 'transport.sendCommand', initiator, target, lun, ...command, op: 'other', delivery: 'ok' };
      },
    ),
    'the command is outstanding': assign(({ context }, { which }: { which: Which }) => {
      const sent = one(idle(context), which).slot;
      const { outstanding, at } = context;
      return {
        outstanding: at.commands.map(({ slot }) => slot).filter((slot) => slot === sent || outstanding.includes(slot)),
      };
    }),
    'transport.sendTaskManagement': send<Context, PortEvent, TransportRequest, { function: TaskManagementFunction }>(
      ({ context }) => address.nexus(context.at.name, context.at.target),
      ({ context }, { function: name }) => {
        const { name: initiator, target, lun } = context.at;
        const { slot } = functionFor(context, name);
        return {
          type: 'transport.sendTaskManagement',
          ...{ initiator, target, lun, slot, function: name },
          outcome: 'ok',
        };
      },
    ),
    'the function is outstanding': assign(({ context }, params: { function: TaskManagementFunction }) => ({
      managing: functionFor(context, params.function),
    })),
    'transport.login': toNexus(({ context }) => ({
      type: 'transport.login',
      initiator: context.at.name,
      target: context.at.target,
      outcome: 'ok',
    })),
    'transport.logout': toNexus(({ context }) => ({
      type: 'transport.logout',
      initiator: context.at.name,
      target: context.at.target,
    })),
    'it waits to hear': assign(({ context }, { what }: { what: 'login' | 'logout' }) => ({
      asking: [...context.asking, what],
    })),
    'it knows about the login': update(({ context }) => ({
      asking: context.asking.filter((what) => what !== 'login'),
    })),
    'it is logged in': update(() => ({ loggedIn: true })),
    'it is not logged in': update(() => ({ loggedIn: false })),
    'it knows about the logout': update(() => ({ asking: [] })),
    'the command is over': update((given) => {
      const { outstanding, managing } = given.context;
      const isOther = (slot: Slot) => slot !== slotOf(given);
      return {
        outstanding: outstanding.filter(isOther),
        managing: managing && { ...managing, ends: managing.ends.filter(isOther) },
      };
    }),
    'the commands that it meant are over': update(({ context }) => ({
      outstanding: context.outstanding.filter((slot) => !context.managing?.ends.includes(slot)),
    })),
    'the function is over': update(() => ({ managing: null })),
    'the target is gone': update(() => ({ gone: true })),
    'the target is back': update(({ event }) => {
      assertEvent(event, 'port.targetBack');
      return { gone: false };
    }),
  },
  delays: {
    sendFirst: whim,
    sendLast: whim,
    logIn: whim,
    logOut: whim,
    abortTask: whim,
    abortTaskSet: whim,
    clearTaskSet: whim,
    clearAca: whim,
    unitReset: whim,
    targetReset: whim,
  },
}).createMachine({
  id: 'port-stub',
  description: 'An initiator port that does whatever an initiator port may do.',
  context: ({ input }) => ({
    at: { functions: [], restless: false, ...input },
    outstanding: [],
    managing: null,
    asking: [],
    loggedIn: false,
    gone: false,
  }),
  initial: 'awake',
  states: {
    awake: {
      description: 'It acts whenever it likes, and takes what it is told.',
      after: {
        sendFirst: sends('first'),
        sendLast: sends('last'),
        logIn: asks('login'),
        logOut: asks('logout'),
        abortTask: manages('ABORT_TASK'),
        abortTaskSet: manages('ABORT_TASK_SET'),
        clearTaskSet: manages('CLEAR_TASK_SET'),
        clearAca: manages('CLEAR_ACA'),
        unitReset: manages('LOGICAL_UNIT_RESET'),
        targetReset: manages('TARGET_RESET'),
      },
      on: {
        'port.completed': hears(
          'the command is outstanding',
          'the command has ended',
          'the command is over',
          'sam-command-complete',
        ),
        'port.noResponse': hears(
          'the command is outstanding',
          'the command was not delivered',
          'the command is over',
          'sam-nobody-answers',
        ),
        'port.lost': hears(
          'the command is outstanding',
          'the command is lost with the nexus',
          'the command is over',
          'sam-nexus-loss',
        ),
        'port.taskManagementDone': [
          hears(
            'this function has been sent and has taken effect',
            'the function has ended commands',
            ['the commands that it meant are over', 'the function is over'],
            'sam-function-ends-tasks',
          ),
          hears(
            'this function has been sent',
            'the function was in vain',
            'the function is over',
            'sam-function-rejected',
            'sam-nobody-answers',
          ),
        ],
        'port.loggedIn': hears(
          'it has asked for a login',
          'it is logged in',
          ['it knows about the login', 'it is logged in'],
          'fcp-prli',
        ),
        'port.loginFailed': hears(
          'it has asked for a login',
          'the login has failed',
          ['it knows about the login', 'it is not logged in'],
          'fcp-plogi',
        ),
        'port.loggedOut': hears(
          'it has asked for a logout',
          'it is logged out, and a login before that is void',
          ['it knows about the logout', 'it is not logged in'],
          'fcp-logo',
        ),
        'port.targetGone': hears(
          'the target is there as far as it knows',
          'the target is gone',
          ['the target is gone', 'it is not logged in'],
          'fcp-rscn',
        ),
        'port.targetBack': hears(
          'it knows that the target is gone',
          'the target is back',
          'the target is back',
          'fcp-rscn',
        ),
        'port.reset': {
          ...awake,
          description: 'another initiator has reset the target',
          meta: cite('sam-reset-announced'),
        },
      },
    },
  },
});
