import type { IoctlOperation } from '../../machines/protocol/aix-adapter.ts';
import { dumpCommands } from '../../machines/protocol/aix-dump.ts';
import { adapterOperations, commandOperations } from '../../machines/protocol/aix-entry.ts';
import { choices } from '../../machines/protocol/choices.ts';
import { address } from '../../machines/protocol/names.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import { ourInitiator } from '../system/compose.ts';
import type { TopologyInput } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { PublishedModel, Surroundings } from './published.ts';

/** Every alternative of every choice. */
const anything: OfferedChoices = Object.fromEntries(
  Object.entries(choices).flatMap(([type, each]) => each.map(({ field }) => [`${type}.${field}`, 'all' as const])),
);

type Parameters = NonNullable<TopologyInput['parameters']>;
type Happening = NonNullable<Surroundings['spontaneous']>[number];

const disk = (slots: number, given: Partial<TopologyInput> = {}): TopologyInput => ({
  targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots }] }],
  ...given,
});
const fcp = (slots: number, parameters: Parameters = {}, given: Partial<TopologyInput> = {}): TopologyInput =>
  disk(slots, { driver: 'aix-fcp', bus: { kind: 'fabric' }, parameters, ...given });
const aix = (slots: number, parameters: Parameters = {}, given: Partial<TopologyInput> = {}): TopologyInput =>
  disk(slots, { driver: 'aix', parameters, ...given });
const special = { driver: 'aix', adapter: { specialFile: true } } as const;

const unit = address.logicalUnit('d0');
const unitHappenings: readonly Happening[] = (
  ['world.powerOn', 'world.mediumRemoved', 'world.mediumInserted', 'world.stopped', 'world.becameReady'] as const
).map((type) => ({ to: unit, message: { type } }));
const gone: Happening = { to: address.target('t0'), message: { type: 'world.gone' } };

const foreign = { foreignInitiator: { name: 'foreign', id: 6 } } as const;
const fromForeign = (message: Happening['message']): Happening => ({
  to: address.foreignInitiator('foreign'),
  message,
});
const place = { target: 't0', lun: 'd0' } as const;
const foreignMessages: readonly Happening[] = (['ABORT', 'CLEAR_QUEUE', 'BUS_DEVICE_RESET'] as const).map((message) =>
  fromForeign({ type: 'world.foreignMessage', ...place, message }),
);
const foreignCommands: readonly Happening[] = (
  ['read', 'reserve', 'release', 'modeSelect', 'startUnit', 'requestSense'] satisfies OperationClass[]
).map((op) => fromForeign({ type: 'world.foreignCommand', ...place, op }));

const nexus = address.nexus(ourInitiator, 't0');
const networkHappenings: readonly Happening[] = [
  { type: 'world.linkDown' },
  { type: 'world.linkUp', id: 'same' },
  { type: 'world.linkUp', id: 'changed' },
  { type: 'world.linkUp', id: 'replaced' },
].map((message) => ({ to: nexus, message }));

const attaching = (to: string): Partial<Surroundings> => ({
  compose: { startAttached: false, forever: null },
  begins: [{ to, message: { type: 'world.attach' } }],
});
const asked = (...ops: readonly OperationClass[]): Partial<Surroundings> => ({
  compose: { forever: null },
  begins: ops.map((op, i) => ({
    to: address.application(`d0.${i + 1}`),
    message: { type: 'world.command', op, direction: 'none', flags: [] },
  })),
});

const caller = (message: Happening['message']): Happening => ({ to: address.adapterCaller('h0'), message });
const calls: readonly Happening[] = [
  ...(['CFG_INIT', 'CFG_TERM', 'CFG_QVPD'] as const).map((command) => caller({ type: 'world.adapterConfig', command })),
  ...(['normal', 'SC_DIAGNOSTIC'] as const).map((mode) => caller({ type: 'world.adapterOpen', mode, authority: true })),
  caller({ type: 'world.adapterOpen', mode: 'SC_DIAGNOSTIC', authority: false }),
  caller({ type: 'world.adapterClose' }),
];
const deviceOperations = [
  'SCIOSTART',
  'SCIOSTOP',
  'SCIOHALT',
  'SCIORESET',
  'SCIOLUNRST',
  'SCIOEVENT',
] as const satisfies IoctlOperation[];
const ioctls: readonly Happening[] = [...adapterOperations, ...commandOperations, ...deviceOperations].flatMap((op) =>
  (['kernel', 'user'] as const).map((who) =>
    caller({
      type: 'world.adapterIoctl',
      op,
      lun: 'd0',
      caller: who,
      argument: { command: 'testUnitReady', async: true },
    }),
  ),
);
const dumps: readonly Happening[] = dumpCommands.map((command) =>
  caller({ type: 'world.adapterDump', command, lun: 'd0' }),
);

const system = (
  name: string,
  says: string,
  topology: TopologyInput,
  surroundings: Partial<Surroundings> = {},
): PublishedModel => ({
  name: `wide-${name}`,
  says,
  quick: false,
  topology,
  // What is waited for may never come: resources that nobody frees.
  surroundings: { faultBudget: 1, offered: anything, mayEnd: () => true, ...surroundings },
});

/**
 * Systems in which the world may do whatever it can: every alternative of every choice, and happenings that published
 * systems leave out. They are too wide to be explored to the end, and nothing but crashes is looked for; what they are for
 * is to see what of the machines can be reached at all.
 */
export const wideSystems: readonly PublishedModel[] = [
  system('scsa', 'one request', disk(1)),
  system('scsa-2', 'two requests', disk(2)),
  system('scsa-2-faults', 'one request, two faults', disk(1), { faultBudget: 2 }),
  system('scsa-any', 'one request, any delay at any time', disk(1), { timerMode: 'any' }),
  system(
    'scsa-rqs',
    'no auto request sense, two faults',
    disk(2, { parameters: { hba: { autoRequestSense: 'none' } } }),
    {
      faultBudget: 2,
    },
  ),
  system('scsa-phases', 'every bus phase', disk(1, { bus: { grain: 'phase' } })),
  system('scsa-attach', 'attach', disk(1), { ...attaching(address.disk('d0')), faultBudget: 2 }),
  system('scsa-happenings', 'the unit is stopped, loses power or its medium', disk(1), {
    offered: {},
    faultBudget: 3,
    spontaneous: [...unitHappenings, gone],
  }),
  system('scsa-foreign-messages', 'another initiator sends messages', disk(1, foreign), {
    offered: {},
    faultBudget: 2,
    spontaneous: [...foreignMessages, fromForeign({ type: 'world.foreignReset' })],
  }),
  system('scsa-foreign-commands', 'another initiator sends commands', disk(1, foreign), {
    offered: {},
    faultBudget: 3,
    spontaneous: foreignCommands,
  }),
  system('scsa-reservation', 'RESERVE and RELEASE by ourselves', disk(2), asked('reserve', 'release')),
  system('scsa-commands', 'STOP UNIT and MODE SELECT by ourselves', disk(2), asked('stopUnit', 'modeSelect')),
  system('aix', 'one request', aix(1)),
  system('aix-2-faults', 'two requests, two faults', aix(2), { faultBudget: 2 }),
  system('aix-tags', 'two tagged requests, two faults', aix(2, { aixDisk: { commandTagQueuing: true } }), {
    faultBudget: 2,
  }),
  system('aix-resume', 'no sense is asked for', aix(2, { aixDisk: { afterCheckCondition: 'resume' } })),
  system('aix-clear', 'the queue is cleared after sense', aix(2, { aixDisk: { afterSense: 'clear' } })),
  system('aix-open', 'open', aix(1), { ...attaching(address.head('d0')), faultBudget: 2 }),
  system('aix-calls', 'somebody calls the entry points of the adapter driver', disk(1, special), {
    faultBudget: 12,
    spontaneous: [...calls, ...ioctls],
  }),
  system('aix-dump', 'the system dumps its memory', disk(1, special), { faultBudget: 12, spontaneous: dumps }),
  system('aix-foreign', 'another initiator sends messages', aix(2, {}, foreign), {
    faultBudget: 2,
    spontaneous: foreignMessages,
  }),
  system('fcp-foreign', 'another initiator sends messages', fcp(2, {}, foreign), {
    faultBudget: 2,
    spontaneous: foreignMessages,
  }),
  system('fcp', 'one request', fcp(1)),
  system('fcp-2', 'two requests under NACA, two faults', fcp(2, { aixDisk: { naca: true, commandTagQueuing: true } }), {
    faultBudget: 2,
  }),
  system('fcp-link', 'the link goes and comes', fcp(1, { samAdapter: { dyntrk: true } }), {
    faultBudget: 3,
    spontaneous: networkHappenings,
  }),
  system('fcp-open', 'open', fcp(1), { ...attaching(address.head('d0')), faultBudget: 2 }),
  system('iscsi', 'one request', disk(1, { driver: 'aix-iscsi', bus: { kind: 'iscsi' } })),
];
