import type { Property } from '../../machines/properties/property.ts';
import { address } from '../../machines/protocol/names.ts';
import type { DelayName } from '../../machines/protocol/parameters.ts';
import { compose } from '../system/compose.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import type { Message } from '../system/machine-step.ts';
import { configurationOf, namesOf } from '../system/system-names.ts';
import { checkTopology, type Topology, type TopologyInput, topologySchema } from '../system/topology.ts';
import { withSlotsAlike } from './alike.ts';
import { type BusLayer, busLayer, publishedLayers } from './layers.ts';
import { limitsOf } from './limits.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';
import { type NexusLayer, nexusLayer, publishedNexuses } from './nexus-layers.ts';
import { propertiesOf } from './properties.ts';
import { publishedStackLayers } from './stack-layers.ts';
import type { TimerMode } from './timer-sets.ts';

export { scaledDown } from './limits.ts';

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

/** What the world may do in an exploration, and how it is carried out. */
export type Surroundings = {
  readonly faultBudget: number;
  readonly timerMode?: TimerMode;
  readonly offered?: OfferedChoices;
  readonly sticky?: OfferedChoices;
  readonly spontaneous?: ModelSpec['spontaneous'];
  readonly delays?: ModelSpec['delays'];
  readonly compose?: Partial<ComposeOptions>;
  readonly begins?: ModelSpec['begins'];
  readonly mayEnd?: ModelSpec['mayEnd'];
  /** States that differ only in the names of slots are visited once. */
  readonly symmetry?: boolean;
  /** What must hold; properties that say nothing about such a system are left out. */
  readonly properties?: readonly Property[];
};

const laneBound = 8;
const localLimit = 20_000;

/** A topology as a model: attached drivers, requests that come again for ever. */
export function modelOf(name: string, topology: Topology, surroundings: Surroundings): ModelSpec {
  const { faultBudget, offered = representativeFaults, sticky, properties, delays, begins, mayEnd } = surroundings;
  const checked =
    properties &&
    propertiesOf(
      properties,
      namesOf(topology),
      configurationOf(topology, {
        offered: new Set([
          ...choicesOf(offered),
          ...choicesOf(sticky ?? {}),
          ...(surroundings.spontaneous ?? []).flatMap(({ message }) => wordsOf(message)),
        ]),
        faultBudget: sticky ? Number.POSITIVE_INFINITY : faultBudget,
        prompt: surroundings.timerMode !== 'any',
      }),
    );
  const options: ComposeOptions = {
    startAttached: true,
    forever: [{ op: 'read' }, { op: 'write' }],
    ...surroundings.compose,
  };
  const spec: ModelSpec = {
    name,
    actors: compose(topology, options),
    origin: { topology, compose: options },
    offered,
    ...(sticky ? { sticky } : {}),
    spontaneous: surroundings.spontaneous ?? [],
    timerMode: surroundings.timerMode ?? 'classes',
    ...(delays ? { delays } : {}),
    ...(begins ? { begins } : {}),
    ...(mayEnd ? { mayEnd } : {}),
    faultBudget,
    laneBound,
    localLimit,
    ...(checked && checked.properties.length > 0 ? { properties: checked } : {}),
  };
  return surroundings.symmetry ? withSlotsAlike(spec) : spec;
}

/** A system that `check` knows by name. */
export type PublishedModel = {
  readonly name: string;
  readonly says: string;
  /** Part of `check` without arguments, which takes about a minute. */
  readonly quick: boolean;
  /** So many states does `reach` look at breadth first, at most, instead of walking through. */
  readonly breadthFirst?: number;
} & (
  | { readonly topology: TopologyInput; readonly surroundings: Surroundings }
  /** One layer alone between stubs, which has no topology. */
  | { readonly layer: BusLayer }
  | { readonly nexus: NexusLayer }
  | { readonly spec: (more: number) => ModelSpec }
);

type Parameters = NonNullable<TopologyInput['parameters']>;

/** `check`'s model of a published system. `more`: how much larger than published each limit is. */
export function publishedSpec(model: PublishedModel, properties: readonly Property[] = [], more = 0): ModelSpec {
  if ('layer' in model) return { ...busLayer(model.name, model.layer, more), says: model.says };
  if ('nexus' in model) return { ...nexusLayer(model.name, model.nexus), says: model.says };
  if ('spec' in model) return { ...model.spec(more), name: model.name, says: model.says };
  const limits = limitsOf(model.topology.driver ?? 'scsa', more);
  const given: Parameters = model.topology.parameters ?? {};
  const parameters = Object.fromEntries(
    Object.entries<object | undefined>({ ...given, ...limits }).map(([group, values]) => [
      group,
      { ...values, ...given[group as keyof Parameters] },
    ]),
  );
  const topology = checkTopology(topologySchema.parse({ ...model.topology, parameters }));
  return { ...modelOf(model.name, topology, { ...model.surroundings, properties }), says: model.says, limits };
}

const choicesOf = (offered: OfferedChoices): string[] =>
  Object.entries(offered).flatMap(([choice, alternatives]) =>
    (alternatives === 'all' ? [] : alternatives).map((alternative) => `${choice}=${alternative}`),
  );

const wordsOf = ({ type, ...fields }: Message): string[] => [
  type,
  ...Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'string' ? [`${type}.${field}=${value}`] : [],
  ),
];

const disks = (targets: number, slots: number, parameters: Parameters = {}): TopologyInput => ({
  targets: Array.from({ length: targets }, (_, i) => ({
    name: `t${i}`,
    id: i,
    logicalUnits: [{ name: `d${i}`, slots }],
  })),
  parameters,
});

const foreignInitiator = { name: 'foreign', id: 6 };
const foreignReset = { to: address.foreignInitiator('foreign'), message: { type: 'world.foreignReset' } };

/** Queueing without auto request sense, next command first: the settings that lose sense. */
const careless = {
  sd: { queueWithoutArq: true, senseWhileOthersInTransport: true, taggedQueueing: false },
  hba: { autoRequestSense: 'none', startNextBeforeCallback: 'always' },
} satisfies Parameters;
const hang: OfferedChoices = { 'target.command.arrival': ['hang'] };
const mediumErrors: OfferedChoices = { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] };

/** Delays in proportions that keep runs by the time left short: milliseconds. */
const coarseDelays = {
  ...{ callbackDelay: 0, retryImmediate: 0, phaseDelay: 0, arbitrationDelay: 0, busFreeDelay: 0, busSettleDelay: 0 },
  ...{ serviceTime: 1, tranBusyDelay: 1, restartDelay: 1, unitAttentionDelay: 1, senseFailureDelay: 1 },
  ...{ reservationConflictDelay: 1, qfullRetryInterval: 1, selectionTimeout: 1, resetToSelection: 1, resetHold: 1 },
  ...{ busyDelay: 2, notReadyDelay: 2, startUnitDelay: 2, mediaChangeDelay: 2, resetDelay: 2, watchdogTick: 4 },
  ...{ qfullThrottleStep: 4, throttleRestore: 6, becomingReadyTime: 4, spinUpTime: 4, pktTime: 8, iodoneDelay: 0 },
  ...{ delayCmd: 2, queueFullDelay: 1, timeoutValue: 8, transportDelay: 2, rscnDelay: 6 },
  ...{ portLogin: 1, processLogin: 1, securityNegotiation: 1, operationalNegotiation: 1, time2wait: 2, time2retain: 4 },
  ...{ loginRedirection: 1, startSpacing: 4 },
} as const satisfies Record<DelayName, number>;

/** Faults after which somebody waits. */
const delayedFaults: OfferedChoices = {
  'target.command.arrival': ['busy', 'hang'],
  'bus.select.selection': ['noResponse'],
};

/** Of every kind one retry: with each delay at any time, more of them are too many states. */
const triedOnce = {
  retryCount: 1,
  busyRetryCount: 1,
  victimRetryCount: 1,
  notReadyRetryCount: 1,
  uaRetryCount: 1,
} satisfies Parameters['sd'];

/** Slots are alike only when the applications behind them ask for the same. */
const alikeReads = { symmetry: true, compose: { forever: [{ op: 'read' }] } } as const;

/** For ever is a matter of time: no delay may be left out for being long. */
const byTime = { timerMode: 'due', delays: coarseDelays } as const;

/** The systems that `check` knows. */
export const publishedModels: readonly PublishedModel[] = [
  {
    name: '1-target-1-slot',
    says: 'one disk, one request at a time, up to two faults',
    quick: true,
    topology: disks(1, 1),
    surroundings: { faultBudget: 2 },
  },
  {
    name: '1-target-1-slot-phases',
    says: 'the same, every bus phase a state, one fault',
    quick: true,
    topology: { ...disks(1, 1), bus: { grain: 'phase' } },
    surroundings: { faultBudget: 1 },
  },
  {
    name: '1-target-2-slots',
    says: 'one disk, two requests at once, up to two faults',
    quick: true,
    topology: disks(1, 2),
    surroundings: { faultBudget: 2 },
  },
  {
    name: '2-targets-1-slot',
    says: 'two disks, one request each, up to two faults: the victims of a reset',
    quick: true,
    topology: disks(2, 1),
    surroundings: { faultBudget: 2 },
  },
  {
    name: '1-target-3-slots',
    says: 'one disk, three requests at once, one fault: order of the queue, QUEUE FULL',
    quick: true,
    topology: disks(1, 3),
    surroundings: { faultBudget: 1 },
  },
  {
    name: 'attach',
    says: 'one disk from the first probe to its first requests, one fault',
    quick: true,
    topology: disks(1, 1),
    surroundings: {
      faultBudget: 1,
      compose: { startAttached: false, forever: null },
      begins: [{ to: address.disk('d0'), message: { type: 'world.attach' } }],
      mayEnd: (state) => !state(address.disk('d0')).matches('lifecycle.attaching'),
    },
  },
  {
    name: 'third-party-reset',
    says: 'one disk, two requests, another initiator that resets the bus',
    quick: true,
    topology: { ...disks(1, 2), foreignInitiator },
    surroundings: { faultBudget: 1, offered: {}, spontaneous: [foreignReset] },
  },
  {
    name: 'two-disks-reset',
    says: 'two disks, one request each, another initiator that resets the bus',
    quick: true,
    topology: { ...disks(2, 1), foreignInitiator },
    surroundings: { faultBudget: 1, offered: {}, spontaneous: [foreignReset] },
  },
  {
    name: 'sense-lost',
    says: 'queueing without auto request sense, the next command started before the callback: sense is lost',
    quick: true,
    topology: disks(1, 2, careless),
    surroundings: { faultBudget: 1, offered: mediumErrors },
  },
  {
    name: 'sense-kept-by-arq',
    says: 'the same with auto request sense',
    quick: true,
    topology: disks(1, 2, { ...careless, hba: { ...careless.hba, autoRequestSense: 'settable' } }),
    surroundings: { faultBudget: 1, offered: mediumErrors },
  },
  {
    name: 'sense-kept-by-throttle',
    says: 'the same with one command at a time, as sd does without auto request sense',
    quick: true,
    topology: disks(1, 2, { ...careless, sd: { ...careless.sd, queueWithoutArq: false } }),
    surroundings: { faultBudget: 1, offered: mediumErrors },
  },
  {
    name: 'sense-kept-by-order',
    says: 'the same with the callback before the next command',
    quick: true,
    topology: disks(1, 2, { ...careless, hba: { ...careless.hba, startNextBeforeCallback: 'never' } }),
    surroundings: { faultBudget: 1, offered: mediumErrors },
  },
  {
    name: 'check-condition-alone',
    says: 'two requests, one CHECK CONDITION: the innocent one is not touched',
    quick: true,
    topology: disks(1, 2),
    surroundings: { faultBudget: 1, offered: mediumErrors },
  },
  {
    name: 'check-condition-again',
    says: 'two requests, MEDIUM ERROR and again MEDIUM ERROR: the driver resets the device, which hurts the innocent one',
    quick: true,
    topology: disks(1, 2),
    surroundings: { faultBudget: 2, offered: mediumErrors },
  },
  {
    name: 'retry-without-sensing',
    says: 'without auto request sense a command that meets others in the transport is retried unsensed, for ever',
    quick: true,
    topology: disks(1, 2, { ...careless, sd: { ...careless.sd, senseWhileOthersInTransport: false } }),
    surroundings: { ...byTime, faultBudget: 2, offered: {}, sticky: mediumErrors },
  },
  {
    name: 'queue-full-for-ever',
    says: 'a device that is always full: no counter bounds the retries',
    quick: true,
    topology: disks(1, 1),
    surroundings: { ...byTime, faultBudget: 1, offered: {}, sticky: { 'target.command.arrival': ['queueFull'] } },
  },
  {
    name: 'busy-for-ever',
    says: 'a device that is always BUSY: the retries are bounded',
    quick: true,
    topology: disks(1, 1),
    surroundings: { ...byTime, faultBudget: 1, offered: {}, sticky: { 'target.command.arrival': ['busy'] } },
  },
  {
    name: 'hang-unnoticed',
    says: 'a command hangs while others come and go: each restarts the one countdown of the unit, which never ends',
    quick: true,
    topology: disks(1, 2),
    surroundings: { ...byTime, faultBudget: 1, offered: hang },
  },
  {
    name: 'hang-noticed',
    says: 'the same with a countdown for each packet',
    quick: true,
    topology: disks(1, 2, { hba: { timerScope: 'packet' } }),
    surroundings: { ...byTime, faultBudget: 1, offered: hang },
  },
  {
    name: 'tran-busy-unnoticed',
    says: 'two disks, two requests and one: after three faults a request that got TRAN_BUSY is never answered',
    quick: false,
    topology: {
      targets: [
        { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] },
        { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 1 }] },
      ],
    },
    surroundings: {
      faultBudget: 3,
      offered: {
        'target.command.arrival': ['hang'],
        'tran.start.admission': ['busy'],
        'bus.select.selection': ['noResponse'],
      },
      compose: { forever: [{ op: 'read' }] },
    },
  },
  {
    name: 'start-unit',
    says: 'a stopped unit, two requests: START UNIT is in the way of a parked command',
    quick: true,
    topology: disks(1, 2),
    surroundings: {
      faultBudget: 2,
      offered: { 'lu.execute.outcome': ['NOT_READY 04/02'], 'tran.start.admission': ['busy'] },
    },
  },
  {
    name: 'start-unit-early-return',
    says: 'the same while FORMAT UNIT is under way: the task returns early, and the parked command is forgotten',
    quick: true,
    topology: disks(1, 2, { sd: { formatInProgress: true } }),
    surroundings: {
      faultBudget: 1,
      offered: { 'lu.execute.outcome': ['NOT_READY 04/02'] },
      mayEnd: (state) => state(address.disk('d0')).matches('startUnit.pending.stuck'),
    },
  },
  {
    name: '1-target-1-slot-any-time',
    says: 'one disk, one request, every delay may end at any time; a command gets BUSY, hangs or finds nobody, everything is retried once',
    quick: false,
    topology: disks(1, 1, { sd: triedOnce }),
    surroundings: { faultBudget: 1, timerMode: 'any', offered: delayedFaults },
  },
  {
    name: '1-target-3-slots-2-faults',
    says: 'one disk, three requests at once, up to two faults',
    quick: false,
    topology: disks(1, 3),
    surroundings: { faultBudget: 2 },
  },
  {
    name: '2-targets-2-slots',
    says: 'two disks, two requests each, up to two faults',
    quick: false,
    topology: disks(2, 2),
    surroundings: { faultBudget: 2 },
  },
  {
    name: '1-target-4-slots-alike',
    says: 'one disk, four reads at once, one fault; states that differ in the names of slots are one',
    quick: false,
    topology: disks(1, 4),
    surroundings: { faultBudget: 1, ...alikeReads },
  },
  {
    name: '2-targets-3-slots-alike',
    says: 'two disks, three reads each, one fault; states that differ in the names of slots are one',
    quick: false,
    topology: disks(2, 3),
    surroundings: { faultBudget: 1, ...alikeReads },
  },
  ...publishedLayers,
  ...publishedStackLayers,
  ...publishedNexuses,
];
