import type { DumpCommand } from '../../machines/protocol/aix-dump.ts';
import type { EntryOperation } from '../../machines/protocol/aix-entry.ts';
import { address } from '../../machines/protocol/names.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { OpenerHappening } from '../../machines/protocol/world.ts';
import type { TopologyInput } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { Surroundings } from './model-of.ts';
import type { PublishedModel } from './published-model.ts';

type Happening = NonNullable<Surroundings['spontaneous']>[number];

const caller = (message: Happening['message']): Happening => ({ to: address.adapterCaller('h0'), message });
/** ioctls that somebody in the kernel calls, at any time. */
const ioctls = (...ops: readonly EntryOperation[]): Happening[] =>
  ops.map((op) => caller({ type: 'world.adapterIoctl', op, lun: 'd0', caller: 'kernel' }));
const command = (op: 'SCIOCMD' | 'SCIOSTUNIT', sent: OperationClass): Happening =>
  caller({ type: 'world.adapterIoctl', op, lun: 'd0', caller: 'kernel', argument: { command: sent, async: false } });
const dump = (...commands: readonly DumpCommand[]): Happening[] =>
  commands.map((each) => caller({ type: 'world.adapterDump', command: each, lun: 'd0' }));

const headHappens = (type: 'world.attach' | 'world.detach'): Happening => ({
  to: address.head('d0'),
  message: { type },
});

const opener = (place: 1 | 2, message: OpenerHappening): Happening => ({
  to: address.diskOpener(`d0.${place}`),
  message,
});
const openerIsOutside = (state: Parameters<NonNullable<Surroundings['mayEnd']>>[0], place: 1 | 2): boolean => {
  const process = state(address.diskOpener(`d0.${place}`));
  return process.matches('open') || process.matches('not open');
};
const inquiry = { command: 'inquiry', async: false } as const;

const foreign = { name: 'foreign', id: 6 };
const foreignReset: Happening = { to: address.foreignInitiator(foreign.name), message: { type: 'world.foreignReset' } };

type Units = {
  readonly slots: number;
  readonly tagged?: boolean;
  readonly targetBuffers?: number;
  /** What the adapter driver gives to a device at once; the rest waits in its queue. */
  readonly activePerDevice?: number;
  readonly foreign?: boolean;
  /** Processes that open and close the disk. */
  readonly openers?: number;
};

const disk = ({
  slots,
  tagged = false,
  targetBuffers = 1,
  activePerDevice,
  foreign: another = false,
  openers,
}: Units): TopologyInput => ({
  driver: 'aix',
  adapter: { specialFile: true },
  ...(another ? { foreignInitiator: foreign } : {}),
  targets: [
    { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots, ...(openers === undefined ? {} : { openers }) }] },
  ],
  parameters: {
    aixDisk: { commandTagQueuing: tagged, coalesce: false },
    aixAdapter: { targetBuffers, ...(activePerDevice === undefined ? {} : { activePerDevice }) },
  },
});

const model = (
  name: string,
  says: string,
  units: Units,
  { offered = {}, ...surroundings }: Omit<Surroundings, 'offered'> & { readonly offered?: OfferedChoices },
): PublishedModel => ({
  name: `aix-${name}`,
  says: `AIX: ${says}`,
  quick: surroundings.faultBudget < 4,
  topology: disk(units),
  surroundings: { offered, ...surroundings },
});

const aRead = { type: 'world.read', range: 'inside', failfast: false, physio: false } as const;
const mediumErrors: OfferedChoices = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] };

/** The systems of the AIX architecture with the entry points of the adapter driver beside ddstrategy. */
export const publishedEntryModels: readonly PublishedModel[] = [
  model(
    'sciostop',
    'somebody stops and starts a device whose queue runs',
    { slots: 2 },
    { faultBudget: 3, spontaneous: ioctls('SCIOSTOP', 'SCIOSTART') },
  ),
  model(
    'sciostop-held',
    'the same while the queue may be held: a head driver that tags, and one CHECK CONDITION',
    { slots: 2, tagged: true, activePerDevice: 1 },
    {
      faultBudget: 3,
      offered: mediumErrors,
      spontaneous: ioctls('SCIOSTOP', 'SCIOSTART'),
      // What is waited for in this state never comes; a property says so.
      mayEnd: (state) => state(address.deviceQueue('d0')).matches('queue.STOPPING.held'),
    },
  ),
  model(
    'scioreset-held',
    'SCIOHALT, SCIORESET and SCIOLUNRST against queues that run, are halted or are held',
    { slots: 2, tagged: true },
    {
      faultBudget: 2,
      offered: { ...mediumErrors, 'bus.message.outcome': ['noResponse', 'rejected'] },
      spontaneous: ioctls('SCIOHALT', 'SCIORESET', 'SCIOLUNRST'),
    },
  ),
  model(
    'ioctl-commands',
    'the adapter driver sends commands of its own into a queue that runs, is halted or is held',
    { slots: 1, tagged: true },
    {
      faultBudget: 2,
      offered: { ...mediumErrors, 'bus.select.selection': ['noResponse'], 'fp.ioctl.defect': ['address'] },
      spontaneous: [...ioctls('SCIOTUR', 'SCIOREAD'), command('SCIOCMD', 'read')],
    },
  ),
  model(
    'async-events',
    'handlers for asynchronous events come and go while the bus is reset and the adapter fails',
    { slots: 1, foreign: true },
    {
      faultBudget: 3,
      offered: { 'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'] },
      spontaneous: [...ioctls('SCIOEVENT', 'SCIOSTOP'), foreignReset],
    },
  ),
  model(
    'ioctl-interrupt',
    'somebody calls ioctl from an interrupt level, which he must not: the system crashes',
    { slots: 1 },
    {
      faultBudget: 2,
      spontaneous: (['process', 'interrupt'] as const).map((level) =>
        caller({ type: 'world.adapterIoctl', op: 'SCIOTUR', lun: 'd0', caller: 'kernel', level }),
      ),
    },
  ),
  model(
    'dump-active',
    'a dump while commands are active',
    { slots: 1 },
    {
      faultBudget: 4,
      offered: { 'device.dump.outcome': ['error', 'timeout'] },
      spontaneous: dump('DUMPINIT', 'DUMPSTART', 'DUMPWRITE', 'DUMPEND', 'DUMPTERM'),
    },
  ),
  model(
    'open-close',
    'the adapter is opened, closed, configured and diagnosed by others while the disk works',
    { slots: 1 },
    {
      faultBudget: 3,
      compose: { forever: null },
      begins: [{ to: address.application('d0.1'), message: aRead }],
      mayEnd: (state) => state(address.application('d0.1')).matches('idle'),
      spontaneous: [
        caller({ type: 'world.adapterConfig', command: 'CFG_INIT' }),
        caller({ type: 'world.adapterConfig', command: 'CFG_TERM' }),
        caller({ type: 'world.adapterOpen', mode: 'normal', authority: true }),
        caller({ type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: true }),
        caller({ type: 'world.adapterClose' }),
        ...ioctls('SCIOTUR', 'SCIODIAG'),
      ],
    },
  ),
  model(
    'open',
    'the head driver opens the adapter and its disk, registers its handler, closes both; the adapter fails meanwhile',
    { slots: 1 },
    {
      faultBudget: 3,
      offered: {
        'fp.ioctl.defect': ['address', 'pin'],
        'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'],
      },
      compose: { startAttached: false },
      begins: [headHappens('world.attach')],
      spontaneous: [
        headHappens('world.attach'),
        headHappens('world.detach'),
        caller({ type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: true }),
        ...ioctls('SCIOEVENT'),
      ],
    },
  ),
  model(
    'openers',
    'two processes open and close a disk, exclusively, for diagnostics or as any, and have commands of their own sent',
    { slots: 1, openers: 2 },
    {
      faultBudget: 5,
      compose: { startAttached: false, forever: null },
      // Whoever is inside a call comes out of it.
      mayEnd: (state) => openerIsOutside(state, 1) && openerIsOutside(state, 2),
      offered: {
        'fp.ioctl.defect': ['version', 'pin'],
        'lu.execute.outcome': ['ILLEGAL_REQUEST 21/00'],
        'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'],
      },
      spontaneous: [
        opener(1, { type: 'world.open', flags: ['SC_NO_RESERVE'] }),
        opener(1, { type: 'world.close' }),
        opener(1, { type: 'world.passThrough', op: 'DKPASSTHRU', argument: inquiry }),
        opener(2, { type: 'world.open', flags: ['SC_NO_RESERVE'] }),
        opener(2, { type: 'world.open', flags: ['SC_SINGLE'] }),
        opener(2, { type: 'world.open', flags: ['SC_DIAGNOSTIC', 'SC_FORCED_OPEN'] }),
        opener(2, { type: 'world.close' }),
        opener(2, { type: 'world.passThrough', op: 'DKIOLCMD', argument: inquiry }),
      ],
    },
  ),
  model(
    'target-mode',
    'another initiator sends more than there are buffers, target mode is stopped and started',
    { slots: 1, targetBuffers: 2 },
    {
      faultBudget: 5,
      compose: { forever: null },
      // Held up for want of a buffer, the initiator may be for ever.
      mayEnd: (state) =>
        state(address.foreignSender('h0')).matches('idle') || state(address.targetMode('h0')).matches('on'),
      offered: { 'tm.data.failure': ['SC_SCSI_BUS_FAULT'] },
      spontaneous: [
        ...ioctls('SCIOSTARTTGT', 'SCIOSTOPTGT'),
        caller({ type: 'world.adapterIoctl', op: 'SCIOEVENT', lun: 'd0', caller: 'kernel', mode: 'SC_TM_MODE' }),
        caller({ type: 'world.targetFree' }),
        { to: address.foreignSender('h0'), message: { type: 'world.foreignSend', buffers: 3 } },
      ],
    },
  ),
  model(
    'head-open-close',
    'the disk is closed and opened again while requests come back',
    { slots: 2 },
    {
      faultBudget: 3,
      offered: mediumErrors,
      spontaneous: [headHappens('world.detach'), headHappens('world.attach')],
    },
  ),
];
