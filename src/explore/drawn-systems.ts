import { aixParameterWords } from '../../machines/protocol/aix-parameters.ts';
import { choices } from '../../machines/protocol/choices.ts';
import { address } from '../../machines/protocol/names.ts';
import { parameterWords } from '../../machines/protocol/parameters.ts';
import { samParameterWords } from '../../machines/protocol/sam-parameters.ts';
import type { SamTag } from '../../machines/protocol/scsi-buf.ts';
import { compose, ourInitiator } from '../system/compose.ts';
import { unitsOf } from '../system/compose-interconnect.ts';
import { SeededRandom } from '../system/random.ts';
import {
  checkTopology,
  type Driver,
  kindFor,
  type ParameterLayer,
  parameterNames,
  type Topology,
  type TopologyInput,
  topologySchema,
} from '../system/topology.ts';
import { anyHeadCalls, composeUnderAnyHead } from './any-head.ts';
import { type Happening, happenings } from './happenings.ts';
import { limitsOf } from './limits.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { PublishedModel } from './published-model.ts';
import { adapterLayer, driverLayer } from './stack-layers.ts';

type Parameters = NonNullable<TopologyInput['parameters']>;

/** Every alternative of every choice. */
const anything: OfferedChoices = Object.fromEntries(
  Object.entries(choices).flatMap(([type, each]) => each.map(({ field }) => [`${type}.${field}`, 'all' as const])),
);

/** One alternative of each kind that an adapter driver treats in its own way. */
const everyKind: OfferedChoices = {
  'sc.strategy.defect': ['size'],
  'sam.strategy.defect': ['size'],
  'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'],
  'exchange.start.adapter': ['SCSI_ADAPTER_HDW_FAILURE'],
  'bus.select.selection': ['noResponse', 'tagRejected'],
  'bus.message.outcome': 'all',
  'bus.finish.transfer': ['unexpectedBusFree'],
  'transport.sendCommand.delivery': 'all',
  'transport.sendTaskManagement.outcome': 'all',
  'transport.login.outcome': 'all',
  'target.command.arrival': ['hang', 'busy'],
  'lu.execute.outcome': ['MEDIUM_ERROR 11/00'],
  'lu.requestSense.outcome': ['checkAgain'],
};

/** Layers of parameters that a driver architecture has. */
const layersOf: Readonly<Record<Driver, readonly ParameterLayer[]>> = {
  scsa: ['sd', 'hba', 'device'],
  aix: ['aixDisk', 'aixAdapter', 'device'],
  'aix-fcp': ['aixDisk', 'samAdapter', 'device'],
  'aix-iscsi': ['aixDisk', 'samAdapter', 'device'],
};

const words: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  ...parameterWords,
  ...aixParameterWords,
  ...samParameterWords,
};

/** Draws by chance, the same for the same seed. */
class Lots {
  private readonly random: SeededRandom;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  /** True in so many of a hundred cases. */
  often(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  one<T>(of: readonly [T, ...T[]]): T {
    return of[this.random.below(of.length)] ?? of[0];
  }

  some<T>(of: readonly T[], percent: number): T[] {
    return of.filter(() => this.often(percent));
  }
}

/** A parameter other than its default: another word, the opposite; of limits the least. */
function drawParameters(driver: Driver, lots: Lots): Parameters {
  const limits: Readonly<Record<string, object>> = limitsOf(driver, 0);
  const drawn: Record<string, Record<string, unknown>> = {};
  for (const { layer, name, value } of parameterNames()) {
    if (!layersOf[driver].includes(layer) || !lots.often(25)) continue;
    const [first, ...others] = words[layer]?.[name] ?? [];
    const among = first === undefined ? undefined : ([first, ...others] as const);
    const row = drawn[layer] ?? {};
    drawn[layer] = row;
    if (among && Array.isArray(value)) row[name] = lots.some(among, 50);
    else if (among) row[name] = lots.one(among);
    else if (typeof value === 'boolean') row[name] = !value;
    else if (name in (limits[layer] ?? {})) row[name] = /hreshold|hrottle|Depth|active/.test(name) ? 1 : 0;
  }
  // Only on a parallel bus can a target keep the bus.
  if (kindFor(driver) !== 'parallel') delete drawn['device']?.['disconnects'];
  // An adapter driver that takes the queue of its devices for thrown away is told so by the devices.
  const clears = [drawn['aixAdapter'], drawn['samAdapter']].some((row) => row?.['deviceClearsQueue'] === true);
  if (clears) drawn['device'] = { ...drawn['device'], qErr: 'abort' };
  return drawn as Parameters;
}

/** One or two targets or units, whatever fits the driver, another initiator among them. */
function drawTopology(driver: Driver, lots: Lots): Topology {
  const [targets, units] = lots.one([
    [1, 1],
    [1, 1],
    [2, 1],
    [1, 2],
  ] as const);
  const slots = lots.one([1, 2, 2]);
  const kind = kindFor(driver);
  const grain = kind === 'parallel' && lots.often(25) ? 'phase' : 'command';
  const limits = limitsOf(driver, 0);
  const drawn = drawParameters(driver, lots);
  const layers = [...new Set([...Object.keys(limits), ...Object.keys(drawn)])] as ParameterLayer[];
  return checkTopology(
    topologySchema.parse({
      driver,
      bus: { kind, grain },
      ...(driver === 'scsa' ? {} : { adapter: { specialFile: true } }),
      foreignInitiator: { name: 'foreign', id: 6 },
      targets: Array.from({ length: targets }, (_, t) => ({
        name: `t${t}`,
        id: t,
        logicalUnits: Array.from({ length: units }, (_unit, u) => ({ name: `d${t * units + u}`, lun: u, slots })),
      })),
      parameters: Object.fromEntries(
        layers.map((layer) => [layer, { ...limits[layer as keyof typeof limits], ...drawn[layer] }]),
      ),
    }),
  );
}

const slotsOf = (lun: string, slots: number): string[] => Array.from({ length: slots }, (_, i) => `${lun}.${i + 1}`);

/** What may happen below the drivers, by subject. */
function below({ bus, targets }: Topology): Happening[][] {
  const places = targets.flatMap(({ name, logicalUnits }) =>
    logicalUnits.map((unit) => ({ target: name, lun: unit.name })),
  );
  const everywhere = (of: (place: (typeof places)[number]) => Happening[]) => places.flatMap(of);
  return [
    everywhere(({ lun }) => happenings.unit(lun)),
    everywhere(({ target, lun }) => happenings.foreignMessages('foreign', target, lun)),
    everywhere(({ target, lun }) => happenings.foreignCommands('foreign', target, lun)),
    targets.flatMap(({ name }) => happenings.target(name)),
    happenings.foreignReset('foreign'),
    bus.kind === 'parallel'
      ? []
      : targets.flatMap(({ name }) =>
          [ourInitiator, 'foreign'].flatMap((initiator) => happenings.network(initiator, name, bus.kind)),
        ),
  ];
}

/** What is asked of the drivers, by subject. */
function above(topology: Topology): Happening[][] {
  const { driver, adapter } = topology;
  const units = unitsOf(topology);
  const slots = units.flatMap(({ lun, unit }) => slotsOf(lun, unit.slots));
  const ofDriver = units.flatMap(({ lun }) =>
    driver === 'scsa'
      ? happenings.driver(address.disk(lun), ['attach', 'suspend', 'resume', 'resourcesFreed'])
      : happenings.driver(address.head(lun), ['attach', 'detach']),
  );
  const asked = [ofDriver, slots.flatMap(happenings.transfers), slots.flatMap((slot) => happenings.commands(slot))];
  if (driver === 'scsa') return asked;
  if (driver !== 'aix') return [...asked, units.flatMap(({ lun }) => happenings.samIoctls(adapter.name, lun))];
  return [
    ...asked,
    happenings.adapterCalls(adapter.name),
    units.flatMap(({ lun }) => happenings.ioctls(adapter.name, lun)),
    units.flatMap(({ lun }) => happenings.dumps(adapter.name, lun)),
    happenings.sends(adapter.name),
  ];
}

/** Nothing is asked for but crashes, and what is waited for may never come. */
const unattended = { laneBound: 8, localLimit: 20_000, mayEnd: () => true } as const;

/** A system with its drivers, in which the world may do whatever it can. */
function drawnStack(driver: Driver, seed: number): PublishedModel {
  const name = `drawn-${driver}-${seed}`;
  return {
    name,
    says: 'drawn by chance: parameters, happenings, every alternative of every choice',
    quick: false,
    spec: () => {
      const lots = new Lots(seed);
      const topology = drawTopology(driver, lots);
      const units = unitsOf(topology);
      const startAttached = lots.often(70);
      const attach = units.flatMap(({ lun }) =>
        happenings.driver(driver === 'scsa' ? address.disk(lun) : address.head(lun), ['attach']),
      );
      const forever = startAttached && lots.often(65) ? ([{ op: 'read' }, { op: 'write' }] as const) : null;
      return {
        name,
        actors: compose(topology, { startAttached, forever }),
        offered: lots.one([anything, anything, everyKind, {}]),
        begins: startAttached ? [] : attach,
        // Few subjects at once: what has to come together for a late transition is then not drowned by the rest.
        spontaneous: lots
          .some([...below(topology), ...above(topology)], forever ? 25 : 40)
          .flatMap((subject) => lots.some(subject, lots.one([25, 60, 100]))),
        timerMode: lots.one(['classes', 'classes', 'any', 'due']),
        faultBudget: lots.one([3, 5, 8]),
        ...unattended,
      };
    },
  };
}

/** An AIX adapter driver under a device driver that calls it in every way. */
function drawnAdapter(driver: Exclude<Driver, 'scsa'>, seed: number): PublishedModel {
  const name = `drawn-under-any-head-${driver}-${seed}`;
  return {
    name,
    says: 'drawn by chance: an adapter driver under a device driver that calls it in every way',
    quick: false,
    spec: () => {
      const lots = new Lots(seed);
      const topology = drawTopology(driver, lots);
      const units = unitsOf(topology);
      const tag = lots.one<SamTag>(['SC_NO_Q', 'SC_SIMPLE_Q', 'SC_SIMPLE_Q', 'SC_HEAD_OF_Q']);
      const { bus, adapter, targets } = topology;
      const calls = units.flatMap(({ lun, unit }) => anyHeadCalls(topology, lun, slotsOf(lun, unit.slots), tag));
      const special = driver === 'aix' ? units : [];
      const ioctlsOf = driver === 'aix' ? happenings.ioctls : happenings.samIoctls;
      const ioctls = units.flatMap(({ lun }) => ioctlsOf(adapter.name, lun));
      const dumps = special.flatMap(({ lun }) => happenings.dumps(adapter.name, lun));
      const foreign = units.flatMap(({ lun, target }) => happenings.foreignMessages('foreign', target, lun));
      const network =
        bus.kind === 'parallel'
          ? []
          : targets.flatMap(({ name: target }) => happenings.network(ourInitiator, target, bus.kind));
      return {
        name,
        actors: composeUnderAnyHead(topology, lots.often(60)),
        offered: everyKind,
        spontaneous: [
          ...lots.some(calls, lots.one([40, 70, 100])),
          ...lots
            .some([ioctls, dumps, foreign, network], 35)
            .flatMap((subject) => lots.some(subject, lots.one([25, 60, 100]))),
        ],
        timerMode: 'any',
        faultBudget: lots.one([3, 5]),
        ...unattended,
      };
    },
  };
}

/** sd alone, before a transport that gives packets back in every way. */
function drawnDriverAlone(seed: number): PublishedModel {
  const name = `drawn-driver-alone-${seed}`;
  return {
    name,
    says: 'drawn by chance: sd before a stub of the adapter that gives packets back in every way',
    quick: false,
    spec: () => {
      const lots = new Lots(seed);
      const sd = { ...limitsOf('scsa', 0).sd, ...drawParameters('scsa', lots).sd };
      const layer = driverLayer(name, { slots: 2, notifications: 2, sd });
      const actors = layer.actors.map((actor) =>
        actor.address.startsWith('app:') ? { ...actor, input: { ...(actor.input as object), forever: null } } : actor,
      );
      const asked = slotsOf('d0', 2).flatMap((slot) => [...happenings.transfers(slot), ...happenings.commands(slot)]);
      return {
        ...layer,
        actors: lots.often(40) ? layer.actors : actors,
        offered: anything,
        spontaneous: [
          ...lots.some(asked, lots.one([10, 30])),
          ...happenings.driver(address.disk('d0'), ['suspend', 'resume', 'resourcesFreed']),
        ],
        faultBudget: 5,
        ...unattended,
      };
    },
  };
}

/** The SCSA adapter alone, between a driver and a bus that do whatever they may. */
function drawnAdapterAlone(seed: number): PublishedModel {
  const name = `drawn-adapter-alone-${seed}`;
  return {
    name,
    says: 'drawn by chance: the SCSA adapter between stubs of driver and bus',
    quick: false,
    spec: () => {
      const lots = new Lots(seed);
      const tagged = lots.often(75);
      const starts = slotsOf('d0', 2).flatMap((slot) => [
        { slot, tagged, head: false },
        { slot, tagged, head: true },
      ]);
      const hba = { ...limitsOf('scsa', 0).hba, ...drawParameters('scsa', lots).hba };
      const layer = adapterLayer(name, {
        slots: 2,
        driver: { starts, resets: lots.often(50), aborts: lots.often(50), untags: lots.often(50) },
        bus: {
          statuses: ['GOOD', 'CHECK_CONDITION', 'BUSY', 'QUEUE_FULL'],
          senses: ['MEDIUM_ERROR 11/00'],
          parity: lots.often(50),
          resets: 2,
          foreignResets: lots.often(50),
        },
        offered: { 'tran.start.admission': 'all', 'tran.reset.outcome': 'all', 'tran.abort.outcome': 'all' },
        faultBudget: 2,
        hba,
      });
      return { ...layer, mayEnd: () => true };
    },
  };
}

/**
 * Systems drawn by chance, the same every time: they have parameters, happenings and alternatives that published systems
 * leave out. They are too wide to be explored to the end, and nothing but crashes is looked for; what they are for is to
 * see what of the machines can be reached at all.
 */
export const drawnSystems: readonly PublishedModel[] = (() => {
  const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  return [
    ...(['scsa', 'aix', 'aix-fcp', 'aix-iscsi'] as const).flatMap((driver) =>
      seeds(30).map((seed) => drawnStack(driver, seed)),
    ),
    ...seeds(20).flatMap((seed) => [drawnDriverAlone(seed), drawnAdapterAlone(seed)]),
    ...(['aix', 'aix-fcp', 'aix-iscsi'] as const).flatMap((driver) =>
      seeds(40).map((seed) => drawnAdapter(driver, seed)),
    ),
  ];
})();
