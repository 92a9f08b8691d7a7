import { address } from '../../machines/protocol/names.ts';
import type { DelayName } from '../../machines/protocol/parameters.ts';
import type { TopologyInput } from '../system/topology.ts';
import { publishedLayers } from './layers.ts';
import type { OfferedChoices } from './message-pool.ts';
import { publishedNexuses } from './nexus-layers.ts';
import type { PublishedModel } from './published-model.ts';
import { publishedStackLayers } from './stack-layers.ts';

type Parameters = NonNullable<TopologyInput['parameters']>;

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
  ...{
    qfullThrottleStep: 4,
    throttleRestore: 6,
    suspendWait: 6,
    becomingReadyTime: 4,
    spinUpTime: 4,
    pktTime: 8,
    iodoneDelay: 0,
  },
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

/** The systems of SCSA that `check` knows, and the layers that are alike under every driver. */
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
    name: 'suspend',
    says: 'one disk, two requests, suspended and resumed; one fault beside',
    quick: true,
    topology: disks(1, 2),
    surroundings: {
      faultBudget: 2,
      offered: { 'target.command.arrival': ['busy'] },
      spontaneous: [
        { to: address.disk('d0'), message: { type: 'world.suspend' } },
        { to: address.disk('d0'), message: { type: 'world.resume' } },
      ],
      mayEnd: (state) => state(address.disk('d0')).matches('lifecycle.attached.suspended.asleep'),
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
