import { assertEvent, assign, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage, Iodone, TransactionFacts } from '../protocol/aix-adapter.ts';
import type {
  CommandArgument,
  CommandOperation,
  CommandRun,
  EntryErrno,
  EntryIoctlReply,
  IoctlDefect,
} from '../protocol/aix-entry.ts';
import { type Address, address, ioctlSlot, type Lun } from '../protocol/names.ts';
import { directionOf, type OperationClass } from '../protocol/operation.ts';
import type { ExchangeFacts, LunQueueMessage, SamIodone } from '../protocol/sam-adapter.ts';
import type { CardStatus, DdIodone, ScBufMessage } from '../protocol/sc-buf.ts';
import type { AdapterStatus, ScsiBufMessage } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-ioctl` is started with. */
export type AixIoctlInput = {
  lun: Lun;
  /** the structure that carries its commands; without, an sc_buf */ buffer?: 'scsi_buf';
};

/** Somebody who is inside ddioctl. */
type Caller = { op: CommandOperation; argument: CommandArgument | null; replyTo: Address };

export type AixIoctlContext = {
  at: { lun: Lun; buffer: 'sc_buf' | 'scsi_buf' };
  running: Caller | null;
  /** In the order in which they came. */
  waiting: readonly Caller[];
};

type Context = AixIoctlContext;
type Event = CommandRun | Iodone | SamIodone | DdIodone;
type From = { context: Context; event: Event };

/** The command of those that have one; the others say it in their argument. */
const commandOf: Readonly<Record<CommandOperation, OperationClass | null>> = {
  SCIOINQU: 'inquiry',
  SCIOTUR: 'testUnitReady',
  SCIOREAD: 'read',
  SCIOSTUNIT: null,
  SCIOCMD: null,
  SCIOLINQU: 'inquiry',
  SCIOLTUR: 'testUnitReady',
  SCIOLREAD: 'read',
  SCIOLSTUNIT: null,
  SCIOLCMD: null,
};

/** What is the same in both structures. */
function commonFacts({ op, argument }: Caller) {
  const command = commandOf[op] ?? argument?.command;
  if (command === undefined) throw new Error(`${op} names no command`);
  return { tag: 'SC_NO_Q', op: command, direction: directionOf(command), timed: true } as const;
}
const factsOf = (caller: Caller): TransactionFacts => ({
  ...commonFacts(caller),
  noDisconnect: false,
  async: caller.argument?.async ?? false,
});
/** The caller gets the status and no sense data; the target is looked up by its name, whatever its id is. */
const samFactsOf = (caller: Caller): ExchangeFacts => ({
  ...commonFacts(caller),
  naca: false,
  autosense: false,
  scsiId: 'first',
});

const nextOf = ({ waiting: [next] }: Context): Caller => {
  if (!next) throw new Error('nobody waits');
  return next;
};

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
          resid: event.resid,
          ...('cardStatus' in event ? { cardStatus: event.cardStatus } : { adapterStatus: event.adapterStatus }),
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

/** The adapter gives this status of its own. */
const adapterSays =
  (cardStatus: CardStatus, ...adapterStatus: readonly AdapterStatus[]) =>
  ({ event }: From): boolean => {
    if (event.type !== 'dd.iodone') return false;
    if ('cardStatus' in event) return event.cardStatus === cardStatus;
    return event.adapterStatus !== null && adapterStatus.includes(event.adapterStatus);
  };
/** What is wrong with the argument of one of these ioctls. */
const wrong =
  (defect: IoctlDefect, ...ops: readonly CommandOperation[]) =>
  ({ event }: From): boolean =>
    event.type === 'command.run' && event.defect === defect && (ops.length === 0 || ops.includes(event.op));
const failsWith = (error: DdIodone['error']) => (from: From) =>
  from.event.type === 'dd.iodone' && from.event.error === error;

const ending = <G extends string, A extends string>(
  guard: G,
  action: A,
  description: string,
  ...source: Parameters<typeof cite>
) =>
  ({
    guard,
    target: 'idle',
    actions: [action, 'it is over'],
    description,
    meta: cite(...source),
  }) as const;

/** The command that the adapter driver itself sends to a device, for an ioctl; callers go one by one. */
export const aixIoctlMachine = setup({
  types: { input: {} as AixIoctlInput, context: {} as Context, events: {} as Event },
  guards: {
    'the argument cannot be copied': wrong('address'),
    'there is no memory': wrong('memory'),
    'SCIOREAD, SCIOLREAD: more than 4096 bytes': wrong('blockLength', 'SCIOREAD', 'SCIOLREAD'),
    'SCIOCMD, SCIOLCMD: unknown version': wrong('version', 'SCIOCMD', 'SCIOLCMD'),
    'SCIOCMD, SCIOLCMD: no such length': wrong('command_length', 'SCIOCMD', 'SCIOLCMD'),
    'somebody waits': ({ context }) => context.waiting.length > 0,
    'somebody waits, and commands go in an sc_buf': ({ context }) =>
      context.waiting.length > 0 && context.at.buffer === 'sc_buf',
    good: failsWith('none'),
    'the device is not open': failsWith('EINVAL'),
    'the device does not answer': adapterSays('SC_NO_DEVICE_RESPONSE', 'SCSI_NO_DEVICE_RESPONSE'),
    'bus or transport fault': adapterSays('SC_SCSI_BUS_FAULT', 'SCSI_TRANSPORT_FAULT', 'SCSI_TRANSPORT_DEAD'),
    'it took too long': adapterSays('SC_CMD_TIMEOUT', 'SCSI_CMD_TIMEOUT'),
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
      ({ context }) => ({ type: 'scbuf.devstrat', ...factsOf(nextOf(context)), flags: [], bp: false }),
    ),
    'fill the scsi_buf': send<Context, Event, ScsiBufMessage>(
      ({ context }) => address.scsiBuf(ioctlSlot(context.at.lun)),
      ({ context }) => ({ type: 'scsibuf.devstrat', ...samFactsOf(nextOf(context)), flags: [], bp: false }),
    ),
    'to the queue of the device': send<Context, Event, DeviceMessage>(
      ({ context }) => address.deviceQueue(context.at.lun),
      ({ context }) => ({ type: 'device.command', slot: ioctlSlot(context.at.lun), ...factsOf(nextOf(context)) }),
    ),
    'to the queue of the logical unit': send<Context, Event, LunQueueMessage>(
      ({ context }) => address.samQueue(context.at.lun),
      ({ context }) => ({ type: 'lunq.command', slot: ioctlSlot(context.at.lun), ...samFactsOf(nextOf(context)) }),
    ),
    'call its iodone routine with the scsi_buf': send<Context, Event, ScsiBufMessage>(
      ({ context }) => address.scsiBuf(ioctlSlot(context.at.lun)),
      ({ event }) => {
        assertEvent(event, 'sam.iodone');
        const { type: _, slot: __, ...fields } = event;
        return { type: 'scsibuf.iodone', ...fields };
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
  context: ({ input }) => ({ at: { lun: input.lun, buffer: input.buffer ?? 'sc_buf' }, running: null, waiting: [] }),
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
        guard: 'SCIOREAD, SCIOLREAD: more than 4096 bytes',
        actions: 'refuse: EINVAL',
        description: 'A read of more than 4096 bytes.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'SCIOCMD, SCIOLCMD: unknown version',
        actions: 'refuse: EINVAL, einval_arg 1',
        description: 'A version that the driver does not know.',
        meta: cite('ioctl-command-argument'),
      },
      {
        guard: 'SCIOCMD, SCIOLCMD: no such length',
        actions: 'refuse: EINVAL, einval_arg 2',
        description: 'A length that no command has, or 16 without SC_SCSI_CDB16.',
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
      always: [
        {
          guard: 'somebody waits, and commands go in an sc_buf',
          target: 'running',
          actions: ['fill the sc_buf', 'to the queue of the device', 'it is next'],
          description: 'The command of the first caller goes to the queue of the device.',
          meta: cite('ioctl-command', 'ioctl-command-queues'),
        },
        {
          guard: 'somebody waits',
          target: 'running',
          actions: ['fill the scsi_buf', 'to the queue of the logical unit', 'it is next'],
          description: 'FCP and iSCSI: the same, in a scsi_buf without autosense buffer.',
          meta: cite('fscsi-ioctl-command', 'ioctl-command-queues'),
        },
      ],
    },
    running: {
      description: 'A command is under way; its caller sleeps in ddioctl.',
      on: {
        'sc.iodone': {
          actions: 'call its iodone routine',
          description: 'iodone: the command is over.',
          meta: cite('ioctl-command'),
        },
        'sam.iodone': {
          actions: 'call its iodone routine with the scsi_buf',
          description: 'FCP and iSCSI: the same.',
          meta: cite('fscsi-ioctl-command'),
        },
        'dd.iodone': [
          ending('good', 'the ioctl returns 0', 'GOOD.', 'ioctl-command'),
          ending('the device is not open', 'the ioctl fails: EINVAL', 'There was no SCIOSTART.', 'ioctl-started-first'),
          ending('the device does not answer', 'the ioctl fails: ENODEV', 'Nobody answers.', 'ioctl-command-errno'),
          ending(
            'bus or transport fault',
            'the ioctl fails: ENOCONNECT',
            'Bus fault, or a transport that fails or is dead.',
            'ioctl-command-errno',
            'fscsi-ioctl-errno',
          ),
          ending('it took too long', 'the ioctl fails: ETIMEDOUT', 'It took too long.', 'ioctl-command-errno'),
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
