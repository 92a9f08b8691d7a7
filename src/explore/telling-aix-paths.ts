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
