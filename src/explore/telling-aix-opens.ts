import { address } from '../../machines/protocol/names.ts';
import type { OpenerHappening } from '../../machines/protocol/world.ts';
import type { TopologyInput } from '../system/topology.ts';
import { type Happening, happenings } from './happenings.ts';
import type { Surroundings } from './model-of.ts';
import type { PublishedModel } from './published-model.ts';

const opener = (place: 1 | 2, ...messages: readonly OpenerHappening[]): Happening[] =>
  messages.map((message) => ({ to: address.diskOpener(`d0.${place}`), message }));
const inquiry = { command: 'inquiry', async: false } as const;
const open: OpenerHappening = { type: 'world.open', flags: ['SC_NO_RESERVE'] };
const close: OpenerHappening = { type: 'world.close' };
const command: OpenerHappening = { type: 'world.passThrough', op: 'DKPASSTHRU', argument: inquiry };
const attach = (lun: string) => happenings.driver(address.head(lun), ['attach']);

type Given = {
  readonly name: string;
  readonly says: string;
  readonly openFlags?: readonly string[];
  readonly parameters?: NonNullable<TopologyInput['parameters']>['aixDisk'];
  readonly openers?: number;
  readonly specialFile?: boolean;
  readonly fcp?: boolean;
  readonly targets?: number;
  /** Nobody is told of the power on. */
  readonly noAttention?: boolean;
  readonly breadthFirst?: number;
} & Partial<Surroundings>;

const foreign = { name: 'foreign', id: 6 };
const fails = { 'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'] };

const telling = ({
  name,
  says,
  openFlags = ['SC_NO_RESERVE'],
  parameters,
  openers,
  specialFile = true,
  fcp = false,
  targets = 1,
  noAttention = false,
  breadthFirst,
  ...surroundings
}: Given): PublishedModel => ({
  name: `telling-${name}`,
  says: `AIX: ${says}`,
  quick: false,
  ...(breadthFirst === undefined ? {} : { breadthFirst }),
  topology: {
    ...(fcp ? { driver: 'aix-fcp', bus: { kind: 'fabric' } } : { driver: 'aix' }),
    foreignInitiator: foreign,
    ...(specialFile ? { adapter: { specialFile } } : {}),
    targets: Array.from({ length: targets }, (_, i) => ({
      name: `t${i}`,
      id: i,
      logicalUnits: [{ name: `d${i}`, slots: 1, ...(openers === undefined ? {} : { openers }) }],
    })),
    parameters: {
      ...(noAttention ? { device: { powerOnUnitAttention: false } } : {}),
      aixDisk: { coalesce: false, openFlags: [...openFlags], ...parameters },
    },
  },
  surroundings: {
    faultBudget: 3,
    offered: {},
    compose: { startAttached: false, forever: null },
    begins: attach('d0'),
    mayEnd: () => true,
    ...surroundings,
  },
});

/** Opens and closes of an AIX disk in which something happens that the published ones leave out. */
export const tellingOpens: readonly PublishedModel[] = [
  telling({
    name: 'opens',
    says: 'processes share a disk, and the adapter fails; no special file',
    openers: 2,
    specialFile: false,
    begins: opener(1, open),
    faultBudget: 5,
    spontaneous: [...opener(1, close, command), ...opener(2, open, close)],
  }),
  telling({
    name: 'opens-fcp',
    says: 'processes share a disk over FCP, one for diagnostics, and have commands of their own sent',
    openers: 2,
    fcp: true,
    begins: [],
    offered: {
      'fp.ioctl.defect': ['version', 'address'],
      'lu.execute.outcome': ['ILLEGAL_REQUEST 21/00'],
      'exchange.start.adapter': ['SCSI_ADAPTER_HDW_FAILURE'],
    },
    faultBudget: 4,
    mayEnd: (state) =>
      ([1, 2] as const).every((place) => {
        const process = state(address.diskOpener(`d0.${place}`));
        return process.matches('open') || process.matches('not open');
      }),
    spontaneous: [
      ...opener(1, open, close, command),
      ...opener(
        2,
        { type: 'world.open', flags: ['SC_DIAGNOSTIC'] },
        { type: 'world.passThrough', op: 'DKIOLCMD', argument: inquiry },
        close,
      ),
    ],
  }),
  telling({
    name: 'opens-end',
    says: 'the adapter fails under a process that has the disk open, and another one opens it',
    openers: 2,
    begins: opener(1, open),
    offered: fails,
    faultBudget: 4,
    spontaneous: [...opener(1, command, close), ...opener(2, open)],
  }),
  telling({
    name: 'opens-end-reserved',
    says: 'the same with a disk that is reserved',
    openers: 2,
    begins: opener(1, { type: 'world.open', flags: [] }),
    offered: fails,
    faultBudget: 4,
    spontaneous: [...opener(1, command, close), ...opener(2, open)],
  }),
  telling({
    name: 'opens-attached',
    says: 'a disk that a process has opened before',
    openers: 2,
    compose: { startAttached: true, forever: null },
    begins: [],
    spontaneous: [...opener(1, close), ...opener(2, open, close)],
  }),
  telling({
    name: 'fatal-while-listening',
    says: 'the adapter fails under another disk before SCIOEVENT has returned',
    targets: 2,
    begins: [...attach('d0'), ...attach('d1')],
    offered: fails,
    faultBudget: 2,
    spontaneous: [...happenings.driver(address.head('d0'), ['attach', 'detach'])],
  }),
  ...(['SC_PR_SHARED_REGISTER', 'SC_RETAIN_RESERVATION'] as const).flatMap((flag) => [
    telling({
      name: `opens-${flag}`,
      says: `${flag}, and mode parameters are set, while the bus is reset and the adapter fails`,
      openFlags: [flag],
      parameters: { modeSelect: true, delayAfterResetEvent: true },
      offered: fails,
      spontaneous: happenings.foreignReset(foreign.name),
    }),
    telling({
      name: `opens-${flag}-refused`,
      says: `${flag}, while another initiator reserves the disk, and somebody asks for it too early`,
      openFlags: [flag],
      offered: { 'lu.execute.outcome': ['ILLEGAL_REQUEST 21/00'] },
      spontaneous: [
        ...happenings.foreignCommands(foreign.name, 't0', 'd0', ['reserve', 'prRegister', 'prReserve', 'prUnregister']),
        ...happenings.driver(address.head('d0'), ['attach', 'detach']),
        ...happenings.commands('d0.1', ['inquiry'], [[]]),
        ...happenings.foreignReset(foreign.name),
      ],
    }),
  ]),
  telling({
    name: 'opens-forced',
    says: 'SC_FORCED_OPEN_LUN',
    openFlags: ['SC_FORCED_OPEN_LUN'],
    specialFile: false,
    spontaneous: [],
  }),
  telling({
    name: 'opens-diagnostic',
    says: 'SC_DIAGNOSTIC without special file, with a reset',
    openFlags: ['SC_DIAGNOSTIC', 'SC_FORCED_OPEN'],
    specialFile: false,
    spontaneous: happenings.transfers('d0.1').slice(0, 1),
  }),
  telling({
    name: 'shared-held',
    says: 'another registrant holds the reservation when a disk is opened with SC_PR_SHARED_REGISTER, or removes a registration meanwhile',
    openFlags: ['SC_PR_SHARED_REGISTER'],
    parameters: { modeSelect: true },
    noAttention: true,
    breadthFirst: 60_000,
    faultBudget: 4,
    offered: { 'lu.execute.outcome': ['ILLEGAL_REQUEST 21/00'] },
    spontaneous: [
      ...happenings.foreignCommands(foreign.name, 't0', 'd0', ['prRegister', 'prReserve', 'prClear']),
      ...happenings.driver(address.head('d0'), ['attach', 'detach']),
    ],
  }),
  ...(
    [
      ['told', 'tells of what another registrant has done', ['prRegister', 'prReserve', 'prRelease', 'prClear']],
      ['preempted', 'tells that another registrant keeps it out', ['prRegister', 'prReserve', 'prPreempt', 'prIn']],
    ] as const
  ).map(([name, says, ops]) =>
    telling({
      name: `shared-${name}`,
      says: `a shared disk whose unit ${says}`,
      openFlags: ['SC_PR_SHARED_REGISTER'],
      parameters: { registerAnew: 'always' },
      noAttention: true,
      breadthFirst: 60_000,
      compose: { startAttached: true, forever: [{ op: 'read' }] },
      begins: [],
      faultBudget: 5,
      offered: {},
      spontaneous: [
        ...happenings.driver(address.head('d0'), ['attach', 'detach']),
        ...happenings.foreignCommands(foreign.name, 't0', 'd0', ops),
      ],
    }),
  ),
  telling({
    name: 'shared-held-fatal',
    says: 'the same, and the adapter fails',
    openFlags: ['SC_PR_SHARED_REGISTER'],
    noAttention: true,
    breadthFirst: 60_000,
    faultBudget: 4,
    offered: fails,
    spontaneous: happenings.foreignCommands(foreign.name, 't0', 'd0', [
      'prRegister',
      'prReserve',
      'prClear',
      'prPreempt',
    ]),
  }),
  telling({
    name: 'opens-forced-fcp',
    says: 'SC_FORCED_OPEN over FCP; the target is reset, or does not take the reset',
    fcp: true,
    openFlags: ['SC_FORCED_OPEN'],
    offered: {
      'transport.sendTaskManagement.outcome': ['rejected'],
      'exchange.start.adapter': ['SCSI_ADAPTER_HDW_FAILURE'],
    },
    faultBudget: 3,
    spontaneous: happenings.driver(address.head('d0'), ['attach', 'detach']),
  }),
  telling({
    name: 'registrants',
    says: 'two initiators register, reserve, release and clear',
    openFlags: ['SC_PR_SHARED_REGISTER', 'SC_RETAIN_RESERVATION'],
    faultBudget: 5,
    spontaneous: [
      ...happenings.foreignCommands(foreign.name, 't0', 'd0', [
        ...([
          'prRegister',
          'prUnregister',
          'prReserve',
          'prRelease',
          'prClear',
          'prPreempt',
          'prIn',
          'write',
          'reserve',
        ] as const),
      ]),
    ],
  }),
];
