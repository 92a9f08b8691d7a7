import { adapterStubMachine } from '../../machines/environment/stubs/adapter-stub.machine.ts';
import { type BusStubInput, busStubMachine } from '../../machines/environment/stubs/bus-stub.machine.ts';
import { commandStubMachine } from '../../machines/environment/stubs/command-stub.machine.ts';
import { asTheDriverReads, type Ending } from '../../machines/environment/stubs/completions.ts';
import { type DriverStubInput, driverStubMachine } from '../../machines/environment/stubs/driver-stub.machine.ts';
import { transportStubMachine } from '../../machines/environment/stubs/transport-stub.machine.ts';
import { type Address, address, autoSenseSlot, internalSlot, type Slot } from '../../machines/protocol/names.ts';
import type { TranReply } from '../../machines/protocol/tran.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { compose, ourInitiator } from '../system/compose.ts';
import { checkTopology, type Topology, type TopologyInput, topologySchema } from '../system/topology.ts';
import { happenings } from './happenings.ts';
import { scsaLimits } from './limits.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';
import type { Visible } from './refinement.ts';

/** The SCSA target driver of one disk with its packets, before a transport that does whatever it may. */
export type DriverLayer = {
  /** Requests at once. */
  readonly slots: number;
  /** How packets may come back; all ways if not given. */
  readonly endings?: readonly Ending[];
  /** How much of what may happen does, all in all; once if not said. */
  readonly times?: number;
  /** How often the adapter may tell of a bus reset. */
  readonly notifications: number;
  /** It attaches, to an adapter that answers this for every capability; otherwise it is attached from the beginning. */
  readonly attaches?: 0 | 1;
  /** Happenings to the driver, of which one may come at any time. */
  readonly happens?: ModelSpec['spontaneous'];
  /** Limits of the driver. */
  readonly sd: NonNullable<TopologyInput['parameters']>['sd'];
};

/** The SCSA adapter with its queue, areas and packets, between a driver and a bus that do whatever they may. */
export type AdapterLayer = {
  /** Requests at once. */
  readonly slots: number;
  readonly driver: Omit<DriverStubInput, 'lun' | 'adapter'>;
  readonly bus: Omit<BusStubInput, 'adapter' | 'initiator'>;
  readonly offered?: OfferedChoices;
  readonly faultBudget?: number;
  /** Limits of the adapter. */
  readonly hba: NonNullable<TopologyInput['parameters']>['hba'];
};

const lun = 'd0';

function partOf(at: Address): 'driver' | 'adapter' | 'below' {
  if (/^(app|sd|cmd|pkt):/.test(at)) return 'driver';
  return /^(hba|hbaq|hbac):/.test(at) ? 'adapter' : 'below';
}

const oneDisk = (slots: number, parameters: TopologyInput['parameters']): Topology =>
  checkTopology(
    topologySchema.parse({ targets: [{ name: 't0', id: 0, logicalUnits: [{ name: lun, slots }] }], parameters }),
  );

const anyTime = { spontaneous: [], timerMode: 'any', laneBound: 8, localLimit: 20_000 } as const;

/** The target driver alone. Its delays, too, may end at any time. */
export function driverLayer(name: string, layer: DriverLayer): ModelSpec {
  const { slots, endings, notifications, attaches, happens, sd } = layer;
  const topology = oneDisk(slots, { sd });
  const driver = compose(topology, {
    startAttached: attaches === undefined,
    forever: [{ op: 'read' }, { op: 'write' }],
  }).filter((actor) => partOf(actor.address) === 'driver');
  const packets = driver.flatMap((actor) => (actor.address.startsWith('pkt:') ? [actor.address.slice(4)] : []));
  const adapter = address.adapter(topology.adapter.name);
  const stubs: ActorSpec[] = [
    ...packets.map((slot) => ({
      address: address.adapterCommand(slot),
      machine: transportStubMachine,
      input: { slot, ...(endings ? { endings } : {}) },
    })),
    {
      address: adapter,
      machine: adapterStubMachine,
      input: { lun, notifications, ...(attaches === undefined ? {} : { capability: attaches }) },
    },
  ];
  return {
    name,
    actors: [...stubs, ...driver],
    offered: {},
    faultBudget: layer.times ?? (happens ? 1 : 0),
    limits: { sd },
    ...anyTime,
    ...(happens ? { spontaneous: happens } : {}),
    ...(attaches === undefined ? {} : { begins: happenings.driver(address.disk(lun), ['attach']), mayEnd: () => true }),
  };
}

/** The adapter alone. Its delays, too, may end at any time: it takes commands for timed out whenever that is possible. */
export function adapterLayer(name: string, layer: AdapterLayer): ModelSpec {
  const { slots, driver, bus, offered = {}, faultBudget = 0, hba } = layer;
  const topology = oneDisk(slots, { hba });
  const adapter = topology.adapter.name;
  const used = [...new Set(driver.starts.map(({ slot }) => slot))];
  const packets = [...used, autoSenseSlot(lun)].flatMap((slot) => [address.packet(slot), address.adapterCommand(slot)]);
  const actors = compose(topology, { startAttached: true, forever: null }).filter(({ address: at }) =>
    /^(pkt|hbac):/.test(at) ? packets.includes(at) : partOf(at) === 'adapter',
  );
  const commands = used.map((slot, i) => ({
    address: address.command(slot),
    machine: commandStubMachine,
    input: { slot, lun, ...operationOf(slot, i) },
  }));
  return {
    name,
    actors: [
      {
        address: address.bus(topology.bus.name),
        machine: busStubMachine,
        input: { adapter, initiator: ourInitiator, ...bus },
      },
      ...actors,
      { address: address.disk(lun), machine: driverStubMachine, input: { lun, adapter, ...driver } },
      ...commands,
    ],
    offered,
    faultBudget,
    limits: { hba },
    ...anyTime,
  };
}

function operationOf(slot: Slot, i: number) {
  if (slot === internalSlot(lun)) return { op: 'startUnit', direction: 'none' } as const;
  return i % 2 === 0 ? ({ op: 'read', direction: 'in' } as const) : ({ op: 'write', direction: 'out' } as const);
}

/** What passes between target driver and adapter; of a completion what the driver looks at. */
export const seenByDriver: Visible = ({ what, from, to, message }) => {
  if (from === null) return null;
  if (what === 'sent') {
    const down = partOf(from) === 'driver' && partOf(to) === 'adapter';
    return down ? `${from} sends ${JSON.stringify(message)}` : null;
  }
  if (partOf(from) !== 'adapter' || partOf(to) !== 'driver') return null;
  if (message.type !== 'pkt.comp') return `${to} gets ${JSON.stringify(message)}`;
  const { type, ...completion } = message as Extract<TranReply, { type: 'pkt.comp' }>;
  return `${to} gets ${JSON.stringify({ type, ...asTheDriverReads(completion) })}`;
};

/**
 * What passes between adapter and target driver, and between adapter and bus. Of sense data the adapter reads only ABORTED
 * COMMAND 47h, and it does not look at who in the driver asked for a reset.
 */
export const seenByAdapter: Visible = ({ what, from, to, message }) => {
  if (from === null || partOf(from) === partOf(to)) return null;
  const shown = JSON.stringify({ ...message, replyTo: null }, (field, value: unknown) =>
    field === 'sense' && value !== null && value !== 'ABORTED_COMMAND 47/00' ? 'other' : value,
  );
  const mine = partOf(from) === 'adapter';
  if (!mine && partOf(to) !== 'adapter') return null;
  // What the driver hears counts when it hears it, what the bus hears when it is said; and so the other way.
  const withDriver = partOf(from) === 'driver' || partOf(to) === 'driver';
  if ((what === 'sent') === (mine === withDriver)) return null;
  const call = message.type.startsWith('tran.reset') || message.type.startsWith('tran.abort');
  const at = (place: Address) => (call && partOf(place) === 'driver' ? 'driver' : place);
  return `${at(from)} to ${at(to)}: ${shown}`;
};

/** What an adapter says that a driver treats in different ways. */
const representativeEndings: readonly Ending[] = [
  ...(['complete', 'complete, short', 'BUSY', 'QUEUE FULL', 'CHECK CONDITION'] as const),
  ...(['auto sense: not transported', 'nobody answered', 'parity error', 'unexpected bus free'] as const),
  ...(['died in a reset', 'timed out, aborted', 'tag rejected'] as const),
  ...(['RECOVERED_ERROR 17/01', 'NOT_READY 04/02', 'MEDIUM_ERROR 11/00'] as const),
  ...(['ILLEGAL_REQUEST 21/00', 'UNIT_ATTENTION 29/02', 'ABORTED_COMMAND 47/00'] as const),
];

/** Limits at which a driver that meets every ending in every order can still be explored. */
const once = (more: number) => ({
  ...scsaLimits(more).sd,
  ...{ retryCount: 1 + more, busyRetryCount: 1 + more, victimRetryCount: 1 + more },
  ...{ notReadyRetryCount: 1 + more, uaRetryCount: 1 + more },
});

const tagged = { slot: 'd0.1', tagged: true, head: false } as const;
const goodOrCheck = { statuses: ['GOOD', 'CHECK_CONDITION'], residues: ['zero'], resets: 1 } as const;

/** Driver alone and adapter alone, as `check` knows them. */
export const publishedStackLayers: readonly {
  readonly name: string;
  readonly says: string;
  readonly quick: boolean;
  readonly spec: (more: number) => ModelSpec;
}[] = [
  {
    name: 'driver-alone',
    says: 'sd with commands and packets before a stub of the adapter: one request, every kind of ending',
    quick: false,
    spec: (more) =>
      driverLayer('driver-alone', { slots: 1, endings: representativeEndings, notifications: 1, sd: once(more) }),
  },
  {
    name: 'driver-alone-2-slots',
    says: 'the same with two requests, and endings that hold up the queue',
    quick: false,
    spec: (more) =>
      driverLayer('driver-alone-2-slots', {
        slots: 2,
        endings: ['complete', 'BUSY', 'QUEUE FULL', 'CHECK CONDITION'],
        notifications: 0,
        sd: once(more),
      }),
  },
  {
    name: 'adapter-alone',
    says: 'adapter, queue, areas and packets between stubs of driver and bus: one command, auto request sense, time limits',
    quick: false,
    spec: (more) =>
      adapterLayer('adapter-alone', {
        slots: 1,
        driver: { starts: [tagged, { ...tagged, head: true }] },
        bus: { ...goodOrCheck, senses: ['MEDIUM_ERROR 11/00'] },
        hba: scsaLimits(more).hba,
      }),
  },
  {
    name: 'adapter-alone-resets',
    says: 'the same with scsi_reset and scsi_abort at any time',
    quick: false,
    spec: (more) =>
      adapterLayer('adapter-alone-resets', {
        slots: 1,
        driver: { starts: [tagged], resets: true, aborts: true },
        bus: { ...goodOrCheck, senses: ['MEDIUM_ERROR 11/00'] },
        hba: scsaLimits(more).hba,
      }),
  },
  {
    name: 'adapter-alone-2-slots',
    says: 'the same with two commands and QUEUE FULL',
    quick: false,
    spec: (more) =>
      adapterLayer('adapter-alone-2-slots', {
        slots: 2,
        driver: { starts: [tagged, { ...tagged, slot: 'd0.2' }] },
        bus: { statuses: ['GOOD', 'QUEUE_FULL'], residues: ['zero'], senses: [], resets: 1 },
        hba: scsaLimits(more).hba,
      }),
  },
];
