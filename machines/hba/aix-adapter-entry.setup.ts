import { assertEvent, assign, setup } from 'xstate';
import type { IoctlOperation, IoctlRequest } from '../protocol/aix-adapter.ts';
import type { DevdumpRequest, DevdumpReturn, DumpRequest } from '../protocol/aix-dump.ts';
import {
  type CommandOperation,
  type CommandRun,
  commandOperations,
  type DevSubtype,
  type EntryErrno,
  type EntryIoctlReply,
  type EntryOperation,
  type EntryRequest,
  type FpReturn,
  samCommandOperations,
  samOperations,
} from '../protocol/aix-entry.ts';
import type { AixAdapterParameters } from '../protocol/aix-parameters.ts';
import type { TargetModeRequest } from '../protocol/aix-target-mode.ts';
import { address } from '../protocol/names.ts';
import type { SamIoctlOperation, SamIoctlRequest } from '../protocol/sam-adapter.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-entry` is started with. */
export type AixEntryInput = {
  /** adapter name */ name: string;
  params: AixAdapterParameters;
  /** CFG_INIT was done before. */ configured: boolean;
  /** How many device drivers have it open from the beginning. */ opens: number;
  /** without, a parallel bus */ kind?: 'fcp' | 'iscsi';
};

export type AixEntryContext = {
  at: { name: string; configured: boolean; kind: 'parallel' | 'fcp' | 'iscsi' };
  params: AixAdapterParameters;
  /** How many have the adapter open. */
  opens: number;
};

type Context = AixEntryContext;
type Event = EntryRequest | DevdumpRequest;
type From = { context: Context; event: Event };
type Ioctl = Extract<Event, { type: 'fp.ioctl' }>;

const ioctlOf = ({ event }: { event: Event }): Ioctl => {
  assertEvent(event, 'fp.ioctl');
  return event;
};
const isIoctl =
  (holds: (ioctl: Ioctl, context: Context) => boolean) =>
  ({ context, event }: From): boolean =>
    event.type === 'fp.ioctl' && holds(event, context);

const forDevice = {
  SCIOSTART: 'ioctl.SCIOSTART',
  SCIOSTOP: 'ioctl.SCIOSTOP',
  SCIOHALT: 'ioctl.SCIOHALT',
  SCIORESET: 'ioctl.SCIORESET',
  SCIOLUNRST: 'ioctl.SCIOLUNRST',
  SCIOEVENT: 'ioctl.SCIOEVENT',
} as const satisfies Record<IoctlOperation, IoctlRequest['type']>;
const isForDevice = (op: EntryOperation): op is IoctlOperation => op in forDevice;
const isForSamDevice = (op: EntryOperation): op is SamIoctlOperation =>
  (samOperations as readonly string[]).includes(op);
const isTargetMode = ({ op, mode }: Ioctl): boolean =>
  op === 'SCIOSTARTTGT' || op === 'SCIOSTOPTGT' || (op === 'SCIOEVENT' && mode === 'SC_TM_MODE');
const startFields: readonly string[] = ['lun', 'buf_size', 'num_bufs', 'recv_func', 'ownId'];
const sendsSamCommand = (op: EntryOperation): boolean => (samCommandOperations as readonly string[]).includes(op);
const sendsCommand = (op: EntryOperation): op is CommandOperation =>
  sendsSamCommand(op) || (commandOperations as readonly string[]).includes(op);
const isOfSam = (op: EntryOperation): boolean => isForSamDevice(op) || sendsSamCommand(op);
const forKernelOnly: readonly EntryOperation[] = ['SCIOEVENT', 'SCIOLEVENT', 'SCIOSTARTTGT', 'SCIOSTOPTGT'];
const devsubtypeOf = {
  parallel: 'DS_SCSI',
  fcp: 'DS_FCP',
  iscsi: 'DS_ISCSI',
} as const satisfies Record<AixEntryContext['at']['kind'], DevSubtype>;

const returns = (error: EntryErrno) =>
  send<Context, Event, FpReturn>(
    ({ event }) => event.replyTo,
    ({ event }) => {
      if (event.type === 'fp.ioctl' || event.type === 'devdump.call')
        throw new Error(`${event.type} returns otherwise`);
      // config.CFG_INIT, fp.close ...: the name of the call is what follows the interface.
      const call = event.type.slice(event.type.indexOf('.') + 1) as FpReturn['call'];
      return { type: 'fp.return', call, error };
    },
  );
const ioctlReturns = (error: EntryErrno, more: (from: From) => Partial<EntryIoctlReply> = () => ({})) =>
  send<Context, Event, EntryIoctlReply>(
    ({ event }) => event.replyTo,
    (from) => {
      const { op, lun } = ioctlOf(from);
      return { type: 'ioctl.return', op, lun, error, ...more(from) };
    },
  );

const dumpReturns = (error: EntryErrno) =>
  send<Context, Event, DevdumpReturn>(
    ({ event }) => event.replyTo,
    ({ event }) => {
      assertEvent(event, 'devdump.call');
      return { type: 'devdump.return', command: event.command, error };
    },
  );

/** The words of which `aix-adapter-entry.machine.ts` is written. */
export const aixEntrySetup = setup({
  types: { input: {} as AixEntryInput, context: {} as Context, events: {} as Event },
  guards: {
    'it was configured before': ({ context }) => context.at.configured,
    'device drivers have it open': ({ context }) => context.at.configured && context.opens > 0,
    'SC_DIAGNOSTIC without authority': ({ event }) =>
      event.type === 'fp.opendev' && event.mode === 'SC_DIAGNOSTIC' && !event.authority,
    SC_DIAGNOSTIC: ({ event }) => event.type === 'fp.opendev' && event.mode === 'SC_DIAGNOSTIC',
    'others have it open': ({ context }) => context.opens > 1,

    'from an interrupt level': isIoctl(({ level }) => level === 'interrupt'),
    IOCINFO: isIoctl(({ op }) => op === 'IOCINFO'),
    'IOCINFO, the argument cannot be copied': isIoctl(({ op, defect }) => op === 'IOCINFO' && defect === 'address'),
    'SCIOGTHW, and gathered writes are taken': isIoctl(
      ({ op }, { params }) => op === 'SCIOGTHW' && params.gatheredWrites,
    ),
    SCIOGTHW: isIoctl(({ op }) => op === 'SCIOGTHW'),
    'an ioctl for diagnostics': isIoctl(({ op }) => op === 'SCIODIAG' || op === 'SCIOTRAM' || op === 'SCIODNLD'),
    'for the kernel only, from user mode': isIoctl(
      ({ op, caller }) => forKernelOnly.includes(op) && caller !== 'kernel',
    ),
    'an ioctl of target mode, which is not supported': isIoctl(
      (ioctl, { params }) => isTargetMode(ioctl) && !params.targetMode,
    ),
    'SCIOSTARTTGT with a wrong field': isIoctl(
      ({ op, defect }) => op === 'SCIOSTARTTGT' && startFields.includes(defect),
    ),
    'SCIOSTARTTGT, no memory': isIoctl(({ op, defect }) => op === 'SCIOSTARTTGT' && defect === 'memory'),
    'SCIOSTARTTGT, and the driver cannot be pinned': isIoctl(
      ({ op, defect }) => op === 'SCIOSTARTTGT' && defect === 'pin',
    ),
    'an ioctl of target mode': isIoctl(isTargetMode),
    'SCIOSTART for the adapter itself': isIoctl(({ op, defect }) => op === 'SCIOSTART' && defect === 'ownId'),
    'SCIOSTART or SCIOSTOP, and the driver cannot be pinned': isIoctl(
      ({ op, defect }) => (op === 'SCIOSTART' || op === 'SCIOSTOP') && defect === 'pin',
    ),
    'SCIOHALT, no memory': isIoctl(({ op, defect }) => op === 'SCIOHALT' && defect === 'memory'),
    'an ioctl that this kind of adapter has not': isIoctl(({ op }, { at }) =>
      at.kind === 'parallel' ? isOfSam(op) : !isOfSam(op) && op !== 'IOCINFO',
    ),
    'an ioctl for a device': isIoctl(({ op }) => isForDevice(op) || isForSamDevice(op)),
    'an ioctl that sends a command': isIoctl(({ op }) => sendsCommand(op)),

    'SCIODIAG finds an error': isIoctl(({ op, found }) => op === 'SCIODIAG' && found === 'error'),
    SCIODIAG: isIoctl(({ op }) => op === 'SCIODIAG'),
    'SCIOTRAM or SCIODNLD fails': isIoctl(
      ({ op, found }) => (op === 'SCIOTRAM' || op === 'SCIODNLD') && found === 'error',
    ),
    'SCIOTRAM or SCIODNLD': isIoctl(({ op }) => op === 'SCIOTRAM' || op === 'SCIODNLD'),
  },
  actions: {
    'it returns 0': returns('none'),
    'it fails: ENODEV': returns('ENODEV'),
    'it fails: EINVAL': returns('EINVAL'),
    'it fails: EBUSY': returns('EBUSY'),
    'it fails: EPERM': returns('EPERM'),
    'it fails: EACCES': returns('EACCES'),
    'one more has it open': assign({ opens: ({ context }) => context.opens + 1 }),
    'one less has it open': assign({ opens: ({ context }) => context.opens - 1 }),

    'the ioctl returns 0': ioctlReturns('none'),
    'the ioctl returns devinfo': ioctlReturns('none', ({ context }) => ({
      devinfo: {
        devtype: 'DD_BUS',
        devsubtype: devsubtypeOf[context.at.kind],
        maximumTransfer: context.params.maximumTransfer,
      },
    })),
    'the ioctl fails: ENODEV': ioctlReturns('ENODEV'),
    'the ioctl fails: EINVAL': ioctlReturns('EINVAL'),
    'the ioctl fails: EPERM': ioctlReturns('EPERM'),
    'the ioctl fails: EACCES': ioctlReturns('EACCES'),
    'the ioctl fails: EFAULT': ioctlReturns('EFAULT'),
    'the ioctl fails: ENXIO': ioctlReturns('ENXIO'),
    'the ioctl fails: ENOMEM': ioctlReturns('ENOMEM'),
    'the ioctl fails: EIO': ioctlReturns('EIO'),
    'the ioctl fails: ENOMSG': ioctlReturns('ENOMSG'),
    'devdump fails: ENODEV': dumpReturns('ENODEV'),
    'devdump fails: EINVAL': dumpReturns('EINVAL'),
    'devdump fails: EACCES': dumpReturns('EACCES'),
    'call dddump': send<Context, Event, DumpRequest>(
      ({ context }) => address.adapterDump(context.at.name),
      ({ event }) => {
        assertEvent(event, 'devdump.call');
        const { command, write, replyTo } = event;
        if (command !== 'DUMPWRITE') return { type: `dump.${command}`, replyTo };
        if (write === null) throw new Error('DUMPWRITE without an sc_buf');
        return { type: 'dump.DUMPWRITE', replyTo, ...write };
      },
    ),
    'on to the device': send<Context, Event, IoctlRequest | SamIoctlRequest>(
      ({ context: { at } }) => (at.kind === 'parallel' ? address.aixAdapter(at.name) : address.samAdapter(at.name)),
      (from) => {
        const { op, lun, replyTo, scope } = ioctlOf(from);
        if (op === 'SCIOLRESET') return { type: 'ioctl.SCIOLRESET', lun, scope: scope ?? 'target', replyTo };
        if (isForSamDevice(op)) return { type: `ioctl.${op}`, lun, replyTo };
        if (!isForDevice(op)) throw new Error(`${op} is not for a device`);
        return { type: forDevice[op], lun, replyTo };
      },
    ),
    'on to target mode': send<Context, Event, TargetModeRequest>(
      ({ context }) => address.targetMode(context.at.name),
      (from) => {
        const { op, replyTo } = ioctlOf(from);
        if (op !== 'SCIOSTARTTGT' && op !== 'SCIOSTOPTGT' && op !== 'SCIOEVENT') {
          throw new Error(`${op} is not of target mode`);
        }
        return { type: `tm.${op}`, replyTo };
      },
    ),
    'have the command sent': send<Context, Event, CommandRun>(
      (from) => address.ioctlCommand(ioctlOf(from).lun),
      (from) => {
        const { op, argument, defect, replyTo } = ioctlOf(from);
        if (!sendsCommand(op)) throw new Error(`${op} sends no command`);
        return { type: 'command.run', op, argument, defect, replyTo };
      },
    ),
  },
});
