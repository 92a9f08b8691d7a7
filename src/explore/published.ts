import { compose } from '../system/compose.ts';
import { checkTopology, type Topology, topologySchema } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model.ts';
import type { TimerMode } from './timer-sets.ts';

/** Limits of exploration: small enough to finish, large enough that every rule still has its "once more" and "too often". */
export const scaledDown = {
  sd: {
    retryCount: 2,
    busyRetryCount: 2,
    victimRetryCount: 3,
    notReadyRetryCount: 2,
    uaRetryCount: 3,
    resetRetryThreshold: 1,
    throttleMax: 4,
    throttleMin: 2,
  },
  hba: { qfullRetries: 1, throttle: 4 },
  device: { queueDepth: 4, powerOnUnitAttention: false },
} as const;

/** What may go wrong while exploring: one representative of every kind. */
export const representativeFaults: OfferedChoices = {
  'tran.start.admission': ['busy', 'fatalError'],
  'tran.reset.outcome': ['fails'],
  'bus.select.selection': ['noResponse', 'tagRejected'],
  'bus.message.outcome': ['rejected'],
  'bus.finish.transfer': ['dataParity', 'unexpectedBusFree'],
  'target.command.arrival': ['busy', 'queueFull', 'drop', 'hang'],
  'target.reconnected.transfer': ['parts'],
  'lu.execute.outcome': [
    'short',
    'RECOVERED_ERROR 17/01',
    'MEDIUM_ERROR 11/00',
    'NOT_READY 04/02',
    'ABORTED_COMMAND 47/00',
    'ILLEGAL_REQUEST 21/00',
  ],
  'lu.requestSense.outcome': ['checkAgain', 'noData'],
};

export type PublishedModel = { readonly name: string; readonly says: string; readonly spec: () => ModelSpec };

const laneBound = 8;
const localLimit = 20_000;

/** A topology as a model: attached drivers, requests that come again for ever. */
export function modelOf(
  name: string,
  topology: Topology,
  faultBudget: number,
  timerMode: TimerMode = 'classes',
  offered: OfferedChoices = representativeFaults,
): ModelSpec {
  return {
    name,
    actors: compose(topology, { startAttached: true, forever: [{ op: 'read' }, { op: 'write' }] }),
    offered,
    spontaneous: [],
    timerMode,
    faultBudget,
    laneBound,
    localLimit,
  };
}

function disk(slots: number, grain: 'command' | 'phase' = 'command'): Topology {
  return checkTopology(
    topologySchema.parse({
      bus: { grain },
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots }] }],
      parameters: scaledDown,
    }),
  );
}

/** Two disks on one bus: what one does to the other in a reset. */
const twoDisks = (): Topology =>
  checkTopology(
    topologySchema.parse({
      targets: [
        { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 1 }] },
        { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 1 }] },
      ],
      parameters: scaledDown,
    }),
  );

/** The systems that `check` explores without being told which. */
export const publishedModels: readonly PublishedModel[] = [
  {
    name: '1-target-1-slot',
    says: 'one disk, one request at a time, up to two faults',
    spec: () => modelOf('1-target-1-slot', disk(1), 2),
  },
  {
    name: '1-target-1-slot-phases',
    says: 'the same, every bus phase a state, one fault',
    spec: () => modelOf('1-target-1-slot-phases', disk(1, 'phase'), 1),
  },
  {
    name: '1-target-2-slots',
    says: 'one disk, two requests at once, up to two faults',
    spec: () => modelOf('1-target-2-slots', disk(2), 2),
  },
  {
    name: '2-targets-1-slot',
    says: 'two disks, one request each, one fault: the victims of a reset',
    spec: () => modelOf('2-targets-1-slot', twoDisks(), 1),
  },
];
