import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage, Iodone, TransactionFacts } from '../protocol/aix-adapter.ts';
import type {
  CommandArgument,
  CommandOperation,
  CommandRun,
  EntryErrno,
  EntryIoctlReply,
} from '../protocol/aix-entry.ts';
import { type Address, address, ioctlSlot, type Lun } from '../protocol/names.ts';
import { directionOf, type OperationClass } from '../protocol/operation.ts';
import type { CardStatus, DdIodone, ScBufMessage } from '../protocol/sc-buf.ts';
import { send } from '../protocol/send.ts';

export type AixIoctlInput = { lun: Lun };

/** Somebody who is inside ddioctl. */
type Caller = { op: CommandOperation; argument: CommandArgument | null; replyTo: Address };

export type AixIoctlContext = {
  at: { lun: Lun };
  running: Caller | null;
  /** In the order in which they came. */
  waiting: readonly Caller[];
};

type Context = AixIoctlContext;
type Event = CommandRun | Iodone | DdIodone;
type From = { context: Context; event: Event };

const commandOf: Readonly<Record<Exclude<CommandOperation, 'SCIOCMD' | 'SCIOSTUNIT'>, OperationClass>> = {
  SCIOINQU: 'inquiry',
  SCIOTUR: 'testUnitReady',
  SCIOREAD: 'read',
};

function factsOf({ op, argument }: Caller): TransactionFacts {
  const command = op === 'SCIOCMD' || op === 'SCIOSTUNIT' ? argument?.command : commandOf[op];
  if (command === undefined) throw new Error(`${op} names no command`);
  return {
    tag: 'SC_NO_Q',
    op: command,
    direction: directionOf(command),
    noDisconnect: false,
    async: argument?.async ?? false,
    timed: true,
  };
}

const callerOf = ({ event }: { event: Event }): Caller => {
  assertEvent(event, 'command.run');
  const { op, argument, replyTo } = event;
  return { op, argument, replyTo };
};

/** What the caller of the running ioctl is told. */
const returns = (error: EntryErrno) =>
  send<Context, Event, EntryIoctlReply>(
    ({ context }) => context.running?.replyTo ?? '',
    ({ context, event }) => {
      assertEvent(event, 'dd.iodone');
      return {
        type: 'ioctl.return',
        op: context.running?.op ?? 'SCIOCMD',
        lun: context.at.lun,
        error,
        status: {
          scsiStatus: event.scsiStatus,
          cardStatus: 'cardStatus' in event ? event.cardStatus : null,
          resid: event.resid,
        },
      };
    },
  );

const refuses = (error: EntryErrno, einvalArg?: 1 | 2) =>
  send<Context, Event, EntryIoctlReply>(
    ({ event }) => callerOf({ event }).replyTo,
    ({ context, event }) => ({
      type: 'ioctl.return',
      op: callerOf({ event }).op,
      lun: context.at.lun,
      error,
      ...(einvalArg === undefined ? {} : { einvalArg }),
    }),
  );

const adapterSays = (status: CardStatus) => (from: From) =>
  from.event.type === 'dd.iodone' && 'cardStatus' in from.event && from.event.cardStatus === status;
const failsWith = (error: DdIodone['error']) => (from: From) =>
  from.event.type === 'dd.iodone' && from.event.error === error;

const ending = <G extends string, A extends string>(
  guard: G,
  action: A,
  description: string,
  source: Parameters<typeof cite>[0],
) =>
  ({
    guard,
    target: 'idle',
    actions: [action, 'it is over'],
    description,
    meta: cite(source),
  }) as const;

/** The command that the adapter driver itself sends to a device, for an ioctl; callers go one by one. */
export const aixIoctlMachine = setup({
  types: { input: {} as AixIoctlInput, context: {} as Context, events: {} as Event },
  guards: {
    'the argument cannot be copied': ({ event }) => event.type === 'command.run' && event.defect === 'address',
    'there is no memory': ({ event }) => event.type === 'command.run' && event.defect === 'memory',
    'SCIOREAD: more than 4096 bytes': ({ event }) =>
      event.type === 'command.run' && event.op === 'SCIOREAD' && event.defect === 'blockLength',
    'SCIOCMD: unknown version': ({ event }) =>
      event.type === 'command.run' && event.op === 'SCIOCMD' && event.defect === 'version',
    'SCIOCMD: no such length': ({ event }) =>
      event.type === 'command.run' && event.op === 'SCIOCMD' && event.defect === 'command_length',
    'somebody waits': ({ context }) => context.waiting.length > 0,
    good: failsWith('none'),
    'the device is not open': failsWith('EINVAL'),
    'the device does not answer': adapterSays('SC_NO_DEVICE_RESPONSE'),
    'bus fault': adapterSays('SC_SCSI_BUS_FAULT'),
    'it took too long': adapterSays('SC_CMD_TIMEOUT'),
  },
  actions: {
    'refuse: EFAULT': refuses('EFAULT'),
    'refuse: ENOMEM': refuses('ENOMEM'),
    'refuse: EINVAL': refuses('EINVAL'),
    'refuse: EINVAL, einval_arg 1': refuses('EINVAL', 1),
    'refuse: EINVAL, einval_arg 2': refuses('EINVAL', 2),
    'it waits': assign(({ context, event }) => ({ waiting: [...context.waiting, callerOf({ event })] })),
    'it is next': assign(({ context: { waiting } }) => ({ running: waiting[0] ?? null, waiting: waiting.slice(1) })),
    'fill the sc_buf': send<Context, Event, ScBufMessage>(
      ({ context }) => address.scBuf(ioctlSlot(context.at.lun)),
      ({ context }) => {
        const [next] = context.waiting;
        if (!next) throw new Error('nobody waits');
        return { type: 'scbuf.devstrat', ...factsOf(next), flags: [], bp: false };
      },
    ),
    'to the queue of the device': send<Context, Event, DeviceMessage>(
      ({ context }) => address.deviceQueue(context.at.lun),
      ({ context }) => {
        const [next] = context.waiting;
        if (!next) throw new Error('nobody waits');
        return { type: 'device.command', slot: ioctlSlot(context.at.lun), ...factsOf(next) };
      },
    ),
    'call its iodone routine': send<Context, Event, ScBufMessage>(
      ({ context }) => address.scBuf(ioctlSlot(context.at.lun)),
      ({ event }) => {
        assertEvent(event, 'sc.iodone');
        const { type: _, slot: __, ...fields } = event;
        return { type: 'scbuf.iodone', ...fields };
      },
    ),
    'the ioctl returns 0': returns('none'),
    'the ioctl fails: EINVAL': returns('EINVAL'),
    'the ioctl fails: ENODEV': returns('ENODEV'),
    'the ioctl fails: ENOCONNECT': returns('ENOCONNECT'),
    'the ioctl fails: ETIMEDOUT': returns('ETIMEDOUT'),
    'the ioctl fails: EIO': returns('EIO'),
    'it is over': assign({ running: null }),
  },
}).createMachine({
  id: 'aix-adapter-ioctl',
  description: 'ddioctl, as far as it sends commands of its own to one device.',
  context: ({ input }) => ({ at: { lun: input.lun }, running: null, waiting: [] }),
  initial: 'idle',
  on: {
    'command.run': [
      {
        guard: 'the argument cannot be copied',
        actions: 'refuse: EFAULT',
        description: 'The argument cannot be copied.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'there is no memory',
        actions: 'refuse: ENOMEM',
        description: 'There is no memory for the command.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'SCIOREAD: more than 4096 bytes',
        actions: 'refuse: EINVAL',
        description: 'SCIOREAD of more than 4096 bytes.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'SCIOCMD: unknown version',
        actions: 'refuse: EINVAL, einval_arg 1',
        description: 'SCIOCMD: a version that the driver does not know.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'SCIOCMD: no such length',
        actions: 'refuse: EINVAL, einval_arg 2',
        description: 'SCIOCMD: a length that no command has, or 16 without SC_SCSI_CDB16.',
        meta: cite('ioctl-command-argument', 'adapter-tests-length'),
      },
      {
        actions: 'it waits',
        description: 'Nothing is wrong: it goes to the device when those before it have returned.',
        meta: cite('ioctl-command-queues'),
      },
    ],
  },
  states: {
    idle: {
      description: 'No command of an ioctl is under way.',
      always: {
        guard: 'somebody waits',
        target: 'running',
        actions: ['fill the sc_buf', 'to the queue of the device', 'it is next'],
        description: 'The command of the first caller goes to the queue of the device.',
        meta: cite('ioctl-command', 'ioctl-command-queues'),
      },
    },
    running: {
      description: 'A command is under way; its caller sleeps in ddioctl.',
      on: {
        'sc.iodone': {
          actions: 'call its iodone routine',
          description: 'iodone: the command is over.',
          meta: cite('ioctl-command'),
        },
        'dd.iodone': [
          ending('good', 'the ioctl returns 0', 'GOOD.', 'ioctl-command'),
          ending('the device is not open', 'the ioctl fails: EINVAL', 'There was no SCIOSTART.', 'ioctl-started-first'),
          ending('the device does not answer', 'the ioctl fails: ENODEV', 'Nobody answers.', 'ioctl-command-errno'),
          ending('bus fault', 'the ioctl fails: ENOCONNECT', 'SC_SCSI_BUS_FAULT.', 'ioctl-command-errno'),
          ending('it took too long', 'the ioctl fails: ETIMEDOUT', 'SC_CMD_TIMEOUT.', 'ioctl-command-errno'),
          {
            target: 'idle',
            actions: ['the ioctl fails: EIO', 'it is over'],
            description: 'Another status, flushed, or a queue that was halted: EIO, worth another try.',
            meta: cite('ioctl-command-errno', 'ioctl-command-halted'),
          },
        ],
      },
    },
  },
});
