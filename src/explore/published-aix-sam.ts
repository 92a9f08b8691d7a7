import type { samCommandOperations } from '../../machines/protocol/aix-entry.ts';
import { address } from '../../machines/protocol/names.ts';
import type { SamIoctlOperation } from '../../machines/protocol/sam-adapter.ts';
import { ourInitiator } from '../system/compose.ts';
import type { TopologyInput } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { Surroundings } from './model-of.ts';
import type { PublishedModel } from './published-model.ts';

/** What may go wrong over a fabric or iSCSI. */
const samFaults: OfferedChoices = {
  'exchange.start.adapter': ['SCSI_ADAPTER_HDW_FAILURE'],
  'transport.sendCommand.delivery': ['noResponse', 'lost'],
  'transport.sendTaskManagement.outcome': ['noResponse', 'rejected'],
  'transport.login.outcome': ['rejected'],
  'target.command.arrival': ['busy', 'queueFull', 'drop', 'hang'],
  'lu.execute.outcome': [
    'short',
    'RECOVERED_ERROR 17/01',
    'MEDIUM_ERROR 11/00',
    'NOT_READY 04/02',
    'ILLEGAL_REQUEST 21/00',
  ],
};

const nexus = address.nexus(ourInitiator, 't0');
const happens = (...messages: readonly { readonly type: string; readonly [field: string]: unknown }[]) =>
  messages.map((message) => ({ to: nexus, message }));

type SamUnits = {
  readonly kind: 'fabric' | 'iscsi';
  readonly slots: number;
  readonly tagged?: boolean;
  readonly foreign?: boolean;
  /** Somebody beside the head driver calls ioctls. */
  readonly called?: boolean;
  readonly parameters?: NonNullable<TopologyInput['parameters']>;
};

const samDisk = ({
  kind,
  slots,
  tagged = false,
  foreign = false,
  called = false,
  parameters = {},
}: SamUnits): TopologyInput => ({
  driver: kind === 'fabric' ? 'aix-fcp' : 'aix-iscsi',
  bus: { kind },
  ...(called ? { adapter: { specialFile: true } } : {}),
  ...(foreign ? { foreignInitiator: { name: 'foreign', id: 6 } } : {}),
  targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots }] }],
  parameters: {
    ...parameters,
    aixDisk: { commandTagQueuing: tagged, coalesce: false, ...parameters.aixDisk },
  },
});

const samModel = (name: string, says: string, units: SamUnits, surroundings: Surroundings): PublishedModel => ({
  name,
  says,
  quick: surroundings.faultBudget * units.slots < 4 && surroundings.timerMode !== 'any',
  topology: samDisk(units),
  surroundings,
});

const linkLoss = happens(
  { type: 'world.linkDown' },
  { type: 'world.linkUp', id: 'same' },
  { type: 'world.linkUp', id: 'changed' },
  { type: 'world.linkUp', id: 'replaced' },
  { type: 'world.targetMoved' },
);

type Op = SamIoctlOperation | (typeof samCommandOperations)[number];

/** ioctls that somebody in the kernel calls, at any time. */
const ioctls = (...ops: readonly (readonly [op: Op, scope?: 'target' | 'lun'])[]) =>
  ops.map(([op, scope]) => ({
    to: address.adapterCaller('h0'),
    message: { type: 'world.adapterIoctl', op, lun: 'd0', caller: 'kernel', ...(scope ? { scope } : {}) },
  }));

/** The systems of the AIX architecture over FCP and iSCSI that `check` explores. */
export const publishedSamModels: readonly PublishedModel[] = [
  samModel(
    'aix-fcp-2-slots',
    'AIX over FCP: one disk, two requests, no tags, up to two faults',
    { kind: 'fabric', slots: 2 },
    { faultBudget: 2, offered: samFaults },
  ),
  samModel(
    'aix-fcp-2-slots-aca',
    'AIX over FCP: two tagged requests under NACA, up to two faults: held queues, auto contingent allegiance',
    { kind: 'fabric', slots: 2, tagged: true, parameters: { aixDisk: { naca: true } } },
    { faultBudget: 2, offered: samFaults },
  ),
  samModel(
    'aix-fcp-2-slots-aca-any',
    'the same with one fault, and every armed delay may end at any time',
    { kind: 'fabric', slots: 2, tagged: true, parameters: { aixDisk: { naca: true } } },
    { faultBudget: 1, offered: samFaults, timerMode: 'any' },
  ),
  samModel(
    'aix-fcp-2-slots-aca-no-buffer',
    'the same without autosense buffers: REQUEST SENSE goes out with SC_ACA_Q, one fault',
    { kind: 'fabric', slots: 2, tagged: true, parameters: { aixDisk: { naca: true, autosenseBuffer: false } } },
    { faultBudget: 1, offered: samFaults },
  ),
  samModel(
    'aix-fcp-2-slots-kept',
    'AIX over FCP: no tags, and the adapter driver keeps the queue all the same, one fault',
    { kind: 'fabric', slots: 2, parameters: { samAdapter: { keepsQueueWithoutTags: true } } },
    { faultBudget: 1, offered: samFaults },
  ),
  samModel(
    'aix-fcp-thrown-away',
    'AIX over FCP: two tagged requests to a device that throws its queue away after CHECK CONDITION, up to two faults',
    {
      kind: 'fabric',
      slots: 2,
      tagged: true,
      parameters: { samAdapter: { deviceClearsQueue: true }, device: { qErr: 'abort' } },
    },
    { faultBudget: 2, offered: samFaults },
  ),
  ...(
    [
      ['slow', { dyntrk: false, fcErrRecov: 'delayed_fail' }],
      ['fast', { dyntrk: false, fcErrRecov: 'fast_fail' }],
      ['tracked', { dyntrk: true, fcErrRecov: 'delayed_fail' }],
      ['tracked-fast', { dyntrk: true, fcErrRecov: 'fast_fail' }],
    ] as const
  ).map(([name, samAdapter]) =>
    samModel(
      `aix-fcp-link-${name}`,
      `AIX over FCP: the link is lost and comes back, the target moves (dyntrk ${samAdapter.dyntrk ? 'yes' : 'no'}, ${samAdapter.fcErrRecov})`,
      { kind: 'fabric', slots: 2, parameters: { samAdapter } },
      { faultBudget: 2, offered: {}, spontaneous: linkLoss },
    ),
  ),
  samModel(
    'aix-fcp-ladder',
    'AIX over FCP: commands hang, no function helps, and the link goes meanwhile: up to five faults of this kind',
    { kind: 'fabric', slots: 2, tagged: true, parameters: { samAdapter: { dyntrk: true } } },
    {
      faultBudget: 5,
      offered: {
        'target.command.arrival': ['hang'],
        'transport.sendTaskManagement.outcome': ['rejected'],
        'transport.login.outcome': ['rejected'],
      },
      spontaneous: happens({ type: 'world.linkDown' }, { type: 'world.linkUp', id: 'changed' }),
    },
  ),
  samModel(
    'aix-fcp-foreign',
    'AIX over FCP: another initiator resets the target or clears its task set; TASK ABORTED',
    { kind: 'fabric', slots: 2, tagged: true, foreign: true, parameters: { device: { taskAbortedStatus: true } } },
    {
      faultBudget: 1,
      offered: {},
      spontaneous: (['BUS_DEVICE_RESET', 'CLEAR_QUEUE'] as const).map((message) => ({
        to: address.foreignInitiator('foreign'),
        message: { type: 'world.foreignMessage', target: 't0', lun: 'd0', message },
      })),
    },
  ),
  samModel(
    'aix-fcp-sciolstop',
    'AIX over FCP: somebody stops and starts a device whose queue runs',
    { kind: 'fabric', slots: 2, called: true },
    { faultBudget: 2, offered: {}, spontaneous: ioctls(['SCIOLSTOP'], ['SCIOLSTART']) },
  ),
  samModel(
    'aix-fcp-sciolstop-held',
    'the same while the queue may be held: tags, auto contingent allegiance, and one CHECK CONDITION',
    {
      kind: 'fabric',
      slots: 2,
      tagged: true,
      called: true,
      parameters: { aixDisk: { naca: true }, samAdapter: { activePerDevice: 1 } },
    },
    {
      faultBudget: 2,
      offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
      spontaneous: ioctls(['SCIOLSTOP'], ['SCIOLSTART']),
      // What is waited for in this state never comes; a property says so.
      mayEnd: (state) => state(address.samQueue('d0')).matches('queue.STOPPING.held'),
    },
  ),
  samModel(
    'aix-fcp-sciolreset-held',
    'AIX over FCP: SCIOLHALT and SCIOLRESET against queues that run, are halted or are held under ACA',
    { kind: 'fabric', slots: 2, tagged: true, called: true, parameters: { aixDisk: { naca: true } } },
    {
      faultBudget: 2,
      offered: {
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
        'transport.sendTaskManagement.outcome': ['rejected'],
      },
      spontaneous: ioctls(['SCIOLHALT'], ['SCIOLRESET', 'target'], ['SCIOLRESET', 'lun']),
    },
  ),
  samModel(
    'aix-fcp-sciol-commands',
    'AIX over FCP: the adapter driver sends commands of its own into a queue that runs, is halted or is held',
    { kind: 'fabric', slots: 1, tagged: true, called: true },
    {
      faultBudget: 2,
      offered: {
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
        'target.command.arrival': ['hang'],
        'transport.sendCommand.delivery': ['noResponse'],
        'fp.ioctl.defect': ['address'],
      },
      spontaneous: ioctls(['SCIOLTUR'], ['SCIOLREAD']),
    },
  ),
  samModel(
    'aix-fcp-async-events',
    'AIX over FCP: handlers for asynchronous events come and go while the target is reset and the adapter fails',
    { kind: 'fabric', slots: 1, called: true, foreign: true },
    {
      faultBudget: 3,
      offered: { 'exchange.start.adapter': ['SCSI_ADAPTER_HDW_FAILURE'] },
      spontaneous: [
        ...ioctls(['SCIOLEVENT'], ['SCIOLSTOP']),
        {
          to: address.foreignInitiator('foreign'),
          message: { type: 'world.foreignMessage', target: 't0', lun: 'd0', message: 'BUS_DEVICE_RESET' },
        },
      ],
    },
  ),
  samModel(
    'aix-fcp-sciolstop-link',
    'AIX over FCP: the device is stopped and started while the link goes and comes',
    { kind: 'fabric', slots: 1, called: true, parameters: { samAdapter: { dyntrk: true } } },
    {
      faultBudget: 3,
      offered: {},
      spontaneous: [
        ...ioctls(['SCIOLSTOP'], ['SCIOLSTART']),
        ...happens({ type: 'world.linkDown' }, { type: 'world.linkUp', id: 'same' }),
      ],
    },
  ),
  samModel(
    'aix-iscsi-2-slots',
    'AIX over iSCSI: one disk, two tagged requests, up to two faults',
    { kind: 'iscsi', slots: 2, tagged: true },
    { faultBudget: 2, offered: samFaults },
  ),
  samModel(
    'aix-iscsi-sciolstop',
    'AIX over iSCSI: the device is stopped, which ends the session, and started; the connection and the network break meanwhile',
    { kind: 'iscsi', slots: 1, called: true },
    {
      faultBudget: 3,
      offered: {},
      spontaneous: [
        ...ioctls(['SCIOLSTOP'], ['SCIOLSTART']),
        ...happens({ type: 'world.connectionLost' }, { type: 'world.linkDown' }, { type: 'world.linkUp', id: 'same' }),
      ],
    },
  ),
  samModel(
    'aix-iscsi-session',
    'AIX over iSCSI: the connection of the session is lost, the network breaks and comes back, the target moves to another portal',
    { kind: 'iscsi', slots: 2 },
    {
      faultBudget: 2,
      offered: {},
      spontaneous: happens(
        { type: 'world.connectionLost' },
        { type: 'world.linkDown' },
        { type: 'world.linkUp', id: 'same' },
        { type: 'world.linkUp', id: 'changed' },
        { type: 'world.targetMoved' },
      ),
    },
  ),
];
