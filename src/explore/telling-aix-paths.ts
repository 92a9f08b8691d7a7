import { address } from '../../machines/protocol/names.ts';
import type { NexusHappening } from '../../machines/protocol/world.ts';
import { ourInitiator } from '../system/compose.ts';
import type { TopologyInput } from '../system/topology.ts';
import { type Happening, happenings } from './happenings.ts';
import type { Surroundings } from './model-of.ts';
import type { PublishedModel } from './published-model.ts';

type Kind = 'fabric' | 'iscsi';
type SamAdapter = NonNullable<NonNullable<TopologyInput['parameters']>['samAdapter']>;

const path = (kind: Kind): Happening[] => {
  const messages: readonly NexusHappening[] = [
    { type: 'world.linkDown' },
    ...(['same', 'changed', 'replaced'] as const).map((id) => ({ type: 'world.linkUp', id }) as const),
    // A target that moves at once sends two messages: more than a lane of an exploration holds.
    ...(kind === 'iscsi' ? [{ type: 'world.connectionLost' } as const] : []),
  ];
  return messages.map((message) => ({ to: address.nexus(ourInitiator, 't0'), message }));
};

/** Few enough for breadth first: most have some ten thousand states. */
const everyState = 100_000;

const telling = (
  name: string,
  says: string,
  { kind, units, samAdapter = {} }: { kind: Kind; units: 1 | 2; samAdapter?: SamAdapter },
  surroundings: Surroundings,
): PublishedModel => ({
  name: `telling-path-${name}`,
  says: `AIX over ${kind === 'iscsi' ? 'iSCSI' : 'FCP'}: ${says}`,
  quick: false,
  breadthFirst: everyState,
  topology: {
    driver: kind === 'iscsi' ? 'aix-iscsi' : 'aix-fcp',
    bus: { kind },
    targets: [
      {
        name: 't0',
        id: 0,
        logicalUnits: Array.from({ length: units }, (_, lun) => ({ name: `d${lun}`, lun, slots: 1 })),
      },
    ],
    parameters: {
      aixDisk: {
        coalesce: false,
        retries: 1,
        resetRetries: 1,
        openFlags: [units === 1 ? 'SC_NO_RESERVE' : 'SC_DIAGNOSTIC'],
      },
      samAdapter,
    },
  },
  surroundings: { mayEnd: () => true, ...surroundings },
});

/** A dump over FCP that has begun, and is written while the head driver recovers from an error in its way. */
const dumped = (
  name: string,
  aixDisk: NonNullable<NonNullable<TopologyInput['parameters']>['aixDisk']>,
  spontaneous: readonly Happening[],
): PublishedModel => {
  const [prepared, begun, , write] = happenings.dumps('h0', 'd0');
  if (!prepared || !begun || !write) throw new Error('there are no dumps');
  return {
    name: `telling-dump-${name}`,
    says: 'AIX over FCP: DUMPWRITE while commands are active, fail, and are recovered from',
    quick: false,
    breadthFirst: 60_000,
    topology: {
      driver: 'aix-fcp',
      bus: { kind: 'fabric' },
      adapter: { specialFile: true },
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 1 }] }],
      parameters: { aixDisk: { coalesce: false, commandTagQueuing: true, retries: 1, ...aixDisk } },
    },
    surroundings: {
      faultBudget: 3,
      offered: {
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
        'target.command.arrival': ['busy'],
        'lunq.dump.outcome': ['timeout'],
      },
      compose: { forever: [{ op: 'read' }] },
      begins: [prepared, begun],
      spontaneous: [write, ...spontaneous],
      mayEnd: () => true,
    },
  };
};

const tracking = [
  ['slow', { dyntrk: false, fcErrRecov: 'delayed_fail' }],
  ['fast', { dyntrk: false, fcErrRecov: 'fast_fail' }],
  ['tracked', { dyntrk: true, fcErrRecov: 'delayed_fail' }],
  ['tracked-fast', { dyntrk: true, fcErrRecov: 'fast_fail' }],
] as const;
const every = [
  ...tracking.map(([name, samAdapter]) => [name, { kind: 'fabric', samAdapter }] as const),
  ['iscsi', { kind: 'iscsi' }] as const,
];

/** What becomes of the way to a target while its devices are opened and closed, and while resets do not help. */
export const tellingPaths: readonly PublishedModel[] = [
  dumped('asked', { autosenseBuffer: false }, path('fabric').slice(0, 1)),
  dumped('aca', { naca: true }, path('fabric').slice(0, 1)),
  dumped('opens', {}, happenings.driver(address.head('d0'), ['detach', 'attach'])),
  dumped('stopped', {}, [
    ...happenings
      .samIoctls('h0', 'd0')
      .filter(({ message }) => message.type === 'world.adapterIoctl' && message.op === 'SCIOLSTOP')
      .slice(0, 1),
    ...path('fabric').slice(0, 1),
  ]),
  ...every.map(([name, given]) =>
    telling(
      `opens-${name}`,
      'two devices of a target are opened and closed while it goes, comes back and moves',
      { units: 2, ...given },
      {
        faultBudget: 5,
        offered: { 'transport.login.outcome': ['rejected'] },
        compose: { startAttached: false, forever: null },
        begins: [],
        spontaneous: [
          ...path(given.kind),
          ...['d0', 'd1'].flatMap((lun) => happenings.driver(address.head(lun), ['attach', 'detach'])),
        ],
      },
    ),
  ),
  ...every.map(([name, given]) =>
    telling(
      `ladder-${name}`,
      'no function helps, while the target goes, comes back and moves',
      { units: 1, ...given },
      {
        faultBudget: 4,
        offered: {
          'transport.login.outcome': ['rejected'],
          'target.command.arrival': ['hang'],
          'transport.sendTaskManagement.outcome': ['rejected'],
        },
        compose: { forever: [{ op: 'read' }] },
        spontaneous: path(given.kind),
      },
    ),
  ),
];
