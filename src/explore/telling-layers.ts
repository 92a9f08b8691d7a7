import type { StubCommand } from '../../machines/environment/stubs/initiator-stub.machine.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import { happenings } from './happenings.ts';
import { type BusLayer, busLayer } from './layers.ts';
import { type NexusLayer, nexusLayer } from './nexus-layers.ts';
import type { PublishedModel } from './published-model.ts';

const command: StubCommand = {
  ...{ slot: 'A', target: 't0', lun: 'd0', tag: 'simple', direction: 'in' },
  ...{ disconnectPrivilege: true, negotiate: false },
};
const second: StubCommand = { ...command, slot: 'B', direction: 'out' };
const other = { slot: 'F', direction: 'none' } as const;
const noData = { direction: 'none' } as const;
const mediumError = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] } as const;
const device = { target: 't0', lun: 'd0' } as const;
const ours = (commands: readonly StubCommand[], more: Partial<BusLayer['initiators'][number]> = {}) => [
  { name: 'ours', commands, ...more },
];

const reservations = (...ops: readonly OperationClass[]) =>
  ops.map((op, i): StubCommand => ({ ...command, ...noData, slot: `${i}`, op }));
const ofTwo = (mine: readonly OperationClass[], theirs: readonly OperationClass[]): Omit<BusLayer, 'grain'> => ({
  initiators: [
    { name: 'ours', commands: reservations(...mine) },
    { name: 'foreign', commands: reservations(...theirs).map((each) => ({ ...each, slot: `F${each.slot}` })) },
  ],
  targets: [device],
});

/** Bus and device between stubs, with what the drivers of a stack seldom have come together. */
const layers: Readonly<Record<string, readonly [says: string, Omit<BusLayer, 'grain'> & { grain?: 'phase' }]>> = {
  'bus-leaves': [
    'every bus phase a state: a target that leaves while a message is for it, a tag is rejected or RST is asserted',
    {
      grain: 'phase',
      initiators: ours([command], { messages: ['ABORT'], resets: true, faults: true }),
      targets: [{ target: 't0', leaves: true, faults: true }],
    },
  ],
  'bus-reselects': [
    'a target leaves while another one reselects',
    {
      initiators: ours([command, { ...second, target: 't1', lun: 'd1' }]),
      targets: [
        { target: 't0', leaves: true },
        { target: 't1', leaves: true },
      ],
    },
  ],
  'bus-two-initiators': [
    'every bus phase a state: another initiator wants the bus while one is reselected',
    {
      grain: 'phase',
      initiators: [
        { name: 'ours', commands: [command] },
        { name: 'foreign', commands: [{ ...command, ...other }] },
      ],
      targets: [{ target: 't0' }],
    },
  ],
  'unit-refuses': [
    'a tagged command under contingent allegiance ends it and is told BUSY',
    {
      initiators: ours([command, second]),
      targets: [{ ...device, device: { taggedUnderContingentAllegiance: 'busyAndClear' } }],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-refuses-and-aborts': [
    'the same, and the queue is thrown away',
    {
      initiators: ours([command, second]),
      targets: [{ ...device, device: { taggedUnderContingentAllegiance: 'busyAndClear', qErr: 'abort' } }],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-asked': [
    'INQUIRY and REQUEST SENSE under contingent allegiance that INQUIRY leaves alone',
    {
      initiators: ours([
        { ...command, tag: 'untagged' },
        { ...second, ...noData, tag: 'untagged', op: 'inquiry' },
      ]),
      targets: [{ ...device, device: { senseClearedBy: 'anyButInquiry' } }],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-untagged': [
    'a second untagged command while one is there; task management',
    {
      initiators: ours(
        [
          { ...command, tag: 'untagged' },
          { ...second, tag: 'untagged' },
        ],
        { messages: ['ABORT'] },
      ),
      targets: [device],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-head': [
    'HEAD OF QUEUE, and ABORT while a command waits for sense data to be taken',
    {
      initiators: ours([command, { ...second, tag: 'head' }], { messages: ['ABORT', 'CLEAR_ACA'] }),
      targets: [device],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-unknown': [
    'commands and messages for a unit that does not exist',
    {
      initiators: ours(
        [
          { ...command, ...noData, lun: 'd9', op: 'inquiry' },
          { ...second, ...noData, lun: 'd9', tag: 'untagged', op: 'requestSense' },
        ],
        { messages: ['ABORT'] },
      ),
      targets: [device],
    },
  ],
  'unit-unknown-command': [
    'the same with any command',
    { initiators: ours([{ ...command, lun: 'd9' }], { messages: ['LOGICAL_UNIT_RESET'] }), targets: [device] },
  ],
  'unit-starts': [
    'commands and START UNIT while the unit comes up, stops or loses its medium',
    {
      initiators: ours([command, { ...second, ...noData, op: 'startUnit' }]),
      targets: [{ ...device, device: { powerOnState: 'becomingReady' } }],
      happens: happenings.unit('d0'),
      faultBudget: 2,
    },
  ],
  'unit-starts-at-once': [
    'the same with START UNIT that does not wait for the unit',
    {
      initiators: ours([command, { ...second, ...noData, op: 'startUnitImmed' }]),
      targets: [{ ...device, device: { powerOnState: 'stopped' } }],
      happens: happenings.unit('d0'),
      faultBudget: 1,
    },
  ],
  'unit-stops': [
    'STOP UNIT while the unit comes up',
    {
      initiators: ours([
        { ...command, ...noData, op: 'startUnitImmed' },
        { ...second, ...noData, op: 'stopUnit' },
      ]),
      targets: [{ ...device, device: { powerOnState: 'stopped' } }],
      faultBudget: 0,
    },
  ],
  'unit-full-under-allegiance': [
    'a unit that answers QUEUE FULL until its sense data are taken',
    {
      initiators: ours([command, second]),
      targets: [{ ...device, device: { taggedUnderContingentAllegiance: 'queueFull' } }],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'unit-registrants': [
    'two initiators register and reserve',
    ofTwo(['prRegister', 'prReserve'], ['prRegister', 'prReserve']),
  ],
  'unit-registrants-cleared': [
    'two initiators register, one reserves and clears',
    ofTwo(['prRegister', 'prClear', 'prReserve'], ['prRegister', 'write']),
  ],
  'unit-registrants-released': [
    'the holder of a reservation releases it, another registrant is told',
    ofTwo(['prRegister', 'prReserve', 'prRelease'], ['prRegister']),
  ],
  'unit-both-kinds': [
    'reservations of both kinds',
    ofTwo(['prRegister', 'prReserve', 'prUnregister'], ['reserve', 'release']),
  ],
  'unit-reserved': [
    'two initiators and a reservation',
    {
      initiators: [
        {
          name: 'ours',
          commands: [
            { ...command, ...noData, op: 'reserve' },
            { ...second, ...noData, op: 'release' },
          ],
        },
        { name: 'foreign', commands: [{ ...command, ...other }] },
      ],
      targets: [device],
      offered: mediumError,
      faultBudget: 1,
    },
  ],
};

const exchange = { slot: 'A', attribute: 'simple', direction: 'in', naca: false } as const;
const others = [{ ...exchange, slot: 'F' }] as const;
const aca = [
  { ...exchange, naca: true },
  { ...exchange, slot: 'B', attribute: 'aca', naca: true },
] as const;
const comesAndGoes = [{ type: 'world.linkDown' }, { type: 'world.linkUp', id: 'same' }] as const;
const everyLogin = { 'transport.login.outcome': 'all' } as const;

/** The same with nexuses in the place of the bus. */
const nexuses: Readonly<Record<string, readonly [says: string, NexusLayer]>> = {
  'fabric-logins': [
    'logins and logouts of an FCP port at any time, while the target leaves, moves or is reset',
    {
      kind: 'fabric',
      initiators: [{ name: 'ours', commands: [], restless: true }],
      device: { leaves: true },
      happenings: [...comesAndGoes, { type: 'world.targetMoved' }],
      foreignReset: true,
      offered: everyLogin,
      faultBudget: 2,
    },
  ],
  'iscsi-logins': [
    'logins and logouts of iSCSI at any time, while the target leaves, moves or is reset',
    {
      kind: 'iscsi',
      initiators: [{ name: 'ours', commands: [], restless: true }],
      device: { leaves: true },
      happenings: [...comesAndGoes, { type: 'world.connectionLost' }, { type: 'world.targetMoved' }],
      foreignReset: true,
      offered: everyLogin,
      faultBudget: 2,
    },
  ],
  'aca-aborts': [
    'CLEAR ACA throws away what waits, another initiator has a command',
    {
      kind: 'fabric',
      initiators: [
        { name: 'ours', commands: aca, functions: ['CLEAR_ACA'] },
        { name: 'foreign', commands: others },
      ],
      device: { parameters: { waitingAtClearAca: 'abort' } },
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'aca-aborts-with-status': [
    'the same, and others are told TASK ABORTED',
    {
      kind: 'fabric',
      initiators: [
        { name: 'ours', commands: aca, functions: ['CLEAR_ACA'] },
        { name: 'foreign', commands: others },
      ],
      device: { parameters: { waitingAtClearAca: 'abort', taskAbortedStatus: true } },
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'queue-aborts': [
    'CHECK CONDITION throws the queue away, others are told TASK ABORTED',
    {
      kind: 'fabric',
      initiators: [
        { name: 'ours', commands: [exchange] },
        { name: 'foreign', commands: others },
      ],
      device: { parameters: { qErr: 'abort', taskAbortedStatus: true } },
      offered: mediumError,
      faultBudget: 1,
    },
  ],
  'nexus-lost': [
    'the link to one initiator is lost while the target has asked for a turn at another one',
    {
      kind: 'fabric',
      initiators: [
        { name: 'ours', commands: [exchange] },
        { name: 'foreign', commands: others },
      ],
      device: { parameters: {} },
      happenings: [{ type: 'world.linkDown' }],
      faultBudget: 1,
    },
  ],
  'nexus-unknown-unit': [
    'commands and functions for a unit that does not exist, while another initiator has its turn',
    {
      kind: 'fabric',
      initiators: [
        { name: 'ours', lun: 'd9', commands: [exchange], functions: ['LOGICAL_UNIT_RESET'] },
        { name: 'foreign', commands: others },
      ],
      device: { parameters: {} },
      faultBudget: 0,
    },
  ],
};

/** Most are small enough to be looked at as a whole; nothing but answers to every message is looked for. */
export const tellingLayers: readonly PublishedModel[] = [
  ...Object.entries(layers).map(
    ([short, [says, layer]]): PublishedModel => ({
      name: `telling-${short}`,
      says,
      quick: false,
      breadthFirst: 80_000,
      spec: () => busLayer(`telling-${short}`, { grain: 'command', ...layer }),
    }),
  ),
  ...Object.entries(nexuses).map(
    ([short, [says, layer]]): PublishedModel => ({
      name: `telling-${short}`,
      says,
      quick: false,
      breadthFirst: 80_000,
      spec: () => nexusLayer(`telling-${short}`, layer),
    }),
  ),
];
