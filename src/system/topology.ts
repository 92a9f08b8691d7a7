import { z } from 'zod';
import { aixAdapterDefaults, aixDiskDefaults, aixParameterWords } from '../../machines/protocol/aix-parameters.ts';
import {
  type DelayName,
  delays,
  deviceDefaults,
  hbaDefaults,
  parameterWords,
  sdDefaults,
} from '../../machines/protocol/parameters.ts';
import { samAdapterDefaults, samParameterWords } from '../../machines/protocol/sam-parameters.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';

const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'a name: a letter, then letters, digits, - or _');
/** Overrides of parameters of one layer: any of its names, with values of the same kind as the default. */
const overrides = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));

const logicalUnitSchema = z.strictObject({
  name: name.describe('Name of the logical unit, e.g. d0'),
  lun: z.int().min(0).max(7).default(0),
  /** Capacity in blocks. */
  blocks: z
    .int()
    .min(1)
    .max(2 ** 40)
    .default(131_072),
  blockSize: z.union([z.literal(512), z.literal(1024), z.literal(2048), z.literal(4096)]).default(512),
  /** Commands that the target driver may have in the stack at once (its pool of packets). */
  slots: z.int().min(1).max(256).default(32),
  openers: z
    .int()
    .min(1)
    .max(8)
    .optional()
    .describe('AIX: processes that open and close the disk (openx), each when it is told to'),
});

const targetSchema = z.strictObject({
  name: name.describe('Name of the target, e.g. t0'),
  id: z.int().min(0).max(15).describe('SCSI id'),
  logicalUnits: z.array(logicalUnitSchema).min(1),
});

/** Driver architectures. */
export const drivers = ['scsa', 'aix', 'aix-fcp', 'aix-iscsi'] as const;
export type Driver = (typeof drivers)[number];

/** What stands between initiators and targets. */
export const busKinds = ['parallel', 'fabric', 'iscsi'] as const;
export type BusKind = (typeof busKinds)[number];

/** Which interconnects the adapter drivers of an architecture speak. */
const kindsOf: Readonly<Record<Driver, readonly [BusKind, ...BusKind[]]>> = {
  scsa: ['parallel'],
  aix: ['parallel'],
  'aix-fcp': ['fabric'],
  'aix-iscsi': ['iscsi'],
};

/** A system as data: who is on which bus, with which parameters. */
export const topologySchema = z.strictObject({
  driver: z
    .enum(drivers)
    .default('scsa')
    .describe('the driver architecture: SCSA (Solaris) or AIX, the latter above a parallel bus, FCP or iSCSI'),
  adapter: z
    .strictObject({
      name: name.default('h0'),
      id: z.int().min(0).max(15).default(7),
      specialFile: z
        .literal(true)
        .optional()
        .describe(
          'AIX: the entry points of the adapter driver are there (/dev/scsi#, /dev/fscsi#, /dev/iscsi#), and somebody who calls them',
        ),
    })
    .prefault({}),
  bus: z
    .strictObject({
      name: name.default('b0'),
      kind: z.enum(busKinds).default('parallel').describe('parallel SCSI, FCP over a switched fabric, or iSCSI'),
      grain: z
        .enum(['command', 'phase'])
        .default('command')
        .describe('parallel bus; phase: every SCSI-2 bus phase is a state'),
    })
    .prefault({}),
  /** Another initiator on the same bus, scripted by the scenario. */
  foreignInitiator: z.strictObject({ name: name.default('foreign'), id: z.int().min(0).max(15).default(6) }).optional(),
  targets: z
    .array(targetSchema)
    .min(1)
    .default([{ name: 't0', id: 0, logicalUnits: [logicalUnitSchema.parse({ name: 'd0' })] }]),
  parameters: z
    .strictObject({
      sd: overrides.optional(),
      hba: overrides.optional(),
      aixDisk: overrides.optional(),
      aixAdapter: overrides.optional(),
      samAdapter: overrides.optional(),
      device: overrides.optional(),
      delays: z.record(z.string(), z.number().min(0)).optional(),
    })
    .prefault({}),
});

/** A topology, checked, with its defaults filled in. */
export type Topology = z.output<typeof topologySchema>;
/** A topology as it is written: what is left out has its default. */
export type TopologyInput = z.input<typeof topologySchema>;

/** All parameters with the topology's overrides applied. */
export type Parameters = {
  sd: typeof sdDefaults;
  hba: typeof hbaDefaults;
  aixDisk: typeof aixDiskDefaults;
  aixAdapter: typeof aixAdapterDefaults;
  samAdapter: typeof samAdapterDefaults;
  device: typeof deviceDefaults;
  delays: Record<DelayName, number>;
};

const layers = {
  sd: sdDefaults,
  hba: hbaDefaults,
  aixDisk: aixDiskDefaults,
  aixAdapter: aixAdapterDefaults,
  samAdapter: samAdapterDefaults,
  device: deviceDefaults,
  delays,
} as const;
const words = { ...parameterWords, ...aixParameterWords, ...samParameterWords };
export type ParameterLayer = keyof typeof layers;

/** `layer.name` of every parameter, with its default. */
export function parameterNames(): { layer: ParameterLayer; name: string; value: unknown }[] {
  return Object.entries(layers).flatMap(([layer, defaults]) =>
    Object.entries(defaults).map(([key, value]) => ({
      layer: layer as ParameterLayer,
      name: key,
      value: value as unknown,
    })),
  );
}

/** Commands that may be on their way at once: with none the first request waits for ever. */
const nothingWorksAtZero = new Set([
  'sd.throttleMax',
  'aixDisk.queueDepth',
  'aixAdapter.activePerDevice',
  'samAdapter.activePerDevice',
]);

/** What a count may be, and a delay in ms: with more a run does not come to its end in any time that a person waits. */
const highestCount = 65_535;
const longestDelay = 1_000_000_000;
/** Bytes. */
const sizes = new Set(['minphys', 'maximumTransfer']);
const largestSize = 0xffff_ffff;

function highestOf(layer: string, key: string): number {
  if (layer === 'delays') return longestDelay;
  return sizes.has(key) ? largestSize : highestCount;
}

function merge<T extends object>(
  layer: string,
  defaults: T,
  given: Record<string, unknown> | undefined,
  where: string | undefined,
): T {
  const merged = { ...defaults } as Record<string, unknown>;
  for (const [key, value] of Object.entries(given ?? {})) {
    const fallback = merged[key];
    if (fallback === undefined) {
      throw new InputError({
        code: 'unknown-parameter',
        given: `parameter ${layer}.${key}`,
        accepted: acceptedNames(key, Object.keys(defaults), 'scsi-statecharts list --parameters'),
        ...(where === undefined ? {} : { where }),
      });
    }
    const kind = (v: unknown) => (Array.isArray(v) ? 'a list' : typeof v);
    if (kind(fallback) !== kind(value)) {
      throw new InputError({
        code: 'bad-parameter',
        given: `parameter ${layer}.${key} = ${JSON.stringify(value)}`,
        accepted: `${kind(fallback)}, e.g. ${JSON.stringify(fallback)}`,
        ...(where === undefined ? {} : { where }),
      });
    }
    const allowed = (words as Record<string, Record<string, readonly string[]>>)[layer]?.[key];
    const strange = allowed && [value].flat().find((word) => !allowed.includes(String(word)));
    if (strange !== undefined) {
      throw new InputError({
        code: 'bad-parameter',
        given: `parameter ${layer}.${key} = ${JSON.stringify(value)}`,
        accepted: `${Array.isArray(value) ? 'a list of ' : ''}${allowed?.join(', ')}`,
        ...(where === undefined ? {} : { where }),
      });
    }
    if (nothingWorksAtZero.has(`${layer}.${key}`) && Number(value) < 1) {
      throw new InputError({
        code: 'bad-parameter',
        given: `parameter ${layer}.${key} = ${JSON.stringify(value)}`,
        accepted: `a whole number from 1, e.g. ${JSON.stringify(fallback)}`,
        ...(where === undefined ? {} : { where }),
      });
    }
    const highest = highestOf(layer, key);
    if (typeof value === 'number' && value > highest) {
      throw new InputError({
        code: 'bad-parameter',
        given: `parameter ${layer}.${key} = ${value}`,
        accepted: `up to ${highest.toLocaleString('en-US')}${layer === 'delays' ? ' ms' : ''}, e.g. ${JSON.stringify(fallback)}`,
        ...(where === undefined ? {} : { where }),
      });
    }
    merged[key] = value;
  }
  // Every key of T was copied from the defaults and kept its kind.
  return merged as T;
}

/** The parameters that a topology asks for; unknown names and values of another kind are refused. */
export function parametersOf(topology: Pick<Topology, 'parameters'>, where?: string): Parameters {
  const given = topology.parameters;
  return {
    sd: merge('sd', sdDefaults, given.sd, where),
    hba: merge('hba', hbaDefaults, given.hba, where),
    aixDisk: merge('aixDisk', aixDiskDefaults, given.aixDisk, where),
    aixAdapter: merge('aixAdapter', aixAdapterDefaults, given.aixAdapter, where),
    samAdapter: merge('samAdapter', samAdapterDefaults, given.samAdapter, where),
    device: merge('device', deviceDefaults, given.device, where),
    delays: merge('delays', { ...delays } as Record<DelayName, number>, given.delays, where),
  };
}

/** The interconnect that a driver architecture has where nothing else is said. */
export const kindFor = (driver: Driver): BusKind => kindsOf[driver][0];

/** The same system under another driver architecture, on an interconnect that it speaks. */
export function withDriver(topology: Topology, driver: Driver): Topology {
  const kinds = kindsOf[driver];
  const { bus } = topology;
  if (kinds.includes(bus.kind)) return { ...topology, driver };
  return { ...topology, driver, bus: { ...bus, kind: kindFor(driver), grain: 'command' } };
}

/** Layers of drivers that a topology does not have. */
const layersElsewhere: Readonly<Record<Driver, readonly ParameterLayer[]>> = {
  scsa: ['aixDisk', 'aixAdapter', 'samAdapter'],
  aix: ['sd', 'hba', 'samAdapter'],
  'aix-fcp': ['sd', 'hba', 'aixAdapter'],
  'aix-iscsi': ['sd', 'hba', 'aixAdapter'],
};

/**
 * Applies `param=value` (the CLI's `--set`) to a topology. The name may carry its layer (`sd.retryCount`) and must if it
 * exists in two.
 */
export function setParameter(topology: Topology, assignment: string): Topology {
  const at = assignment.indexOf('=');
  const given = assignment.slice(0, at).trim();
  const text = assignment.slice(at + 1).trim();
  // A name without its layer is one of the drivers that the topology has.
  const elsewhere = layersElsewhere[topology.driver];
  const matching = parameterNames().filter(
    (p) => (p.name === given && !elsewhere.includes(p.layer)) || `${p.layer}.${p.name}` === given,
  );
  const [found, second] = matching;
  if (at < 1 || !found || second) {
    throw new InputError({
      code: 'bad-set',
      given: `--set ${assignment}`,
      accepted: second
        ? `a name with its layer: ${matching.map((p) => `${p.layer}.${p.name}`).join(' or ')}`
        : `NAME=VALUE with a NAME of: ${parameterNames()
            .map((p) => `${p.layer}.${p.name}`)
            .join(', ')}`,
    });
  }
  const value =
    typeof found.value === 'number'
      ? Number(text)
      : typeof found.value === 'boolean'
        ? ({ true: true, false: false }[text] ?? text)
        : Array.isArray(found.value)
          ? text.split(',')
          : text;
  if (typeof value === 'number' && !(Number.isFinite(value) && value >= 0)) {
    throw new InputError({ code: 'bad-set', given: `--set ${assignment}`, accepted: 'a number of 0 or more' });
  }
  const next: Topology = {
    ...topology,
    parameters: { ...topology.parameters, [found.layer]: { ...topology.parameters[found.layer], [found.name]: value } },
  };
  parametersOf(next, '--set');
  return next;
}

/** Phases, and keeping the bus while a command takes time, are matters of the parallel bus. */
function checkInterconnect(topology: Topology, refuse: (given: string, accepted: string) => never): void {
  const { bus, driver } = topology;
  if (bus.kind !== 'parallel' && bus.grain === 'phase')
    refuse(`bus.grain phase with bus.kind ${bus.kind}`, 'bus.grain phase with bus.kind parallel');
  if (bus.kind !== 'parallel' && topology.parameters.device?.['disconnects'] === false)
    refuse(`device.disconnects false with bus.kind ${bus.kind}`, 'device.disconnects false with bus.kind parallel');
  if (!kindsOf[driver].includes(bus.kind)) {
    const fitting = drivers.filter((each) => kindsOf[each].includes(bus.kind));
    refuse(
      `bus.kind ${bus.kind} with driver ${driver}`,
      `bus.kind ${kindsOf[driver].join(' or ')}${fitting.length > 0 ? `, or driver ${fitting.join(' or ')}` : ''}`,
    );
  }
}

/** Checks what a schema cannot: names and ids used twice. */
export function checkTopology(topology: Topology, where?: string): Topology {
  const refuse = (given: string, accepted: string): never => {
    throw new InputError({ code: 'bad-topology', given, accepted, ...(where === undefined ? {} : { where }) });
  };
  const ids = new Map<number, string>();
  const claim = (id: number, who: string) => {
    const other = ids.get(id);
    if (other) refuse(`SCSI id ${id} for both ${other} and ${who}`, 'an id of its own for every device on the bus');
    ids.set(id, who);
  };
  checkInterconnect(topology, refuse);
  claim(topology.adapter.id, `adapter ${topology.adapter.name}`);
  if (topology.foreignInitiator) claim(topology.foreignInitiator.id, `initiator ${topology.foreignInitiator.name}`);
  const names = new Set<string>();
  for (const target of topology.targets) {
    claim(target.id, `target ${target.name}`);
    const luns = new Set<number>();
    for (const unit of target.logicalUnits) {
      if (luns.has(unit.lun))
        refuse(`LUN ${unit.lun} twice in target ${target.name}`, 'a LUN of its own for every logical unit');
      luns.add(unit.lun);
      if (names.has(unit.name))
        refuse(`name ${unit.name} twice`, 'a name of its own for every target and logical unit');
      names.add(unit.name);
    }
    if (names.has(target.name))
      refuse(`name ${target.name} twice`, 'a name of its own for every target and logical unit');
    names.add(target.name);
  }
  parametersOf(topology, where);
  return topology;
}

/** The topology of a run without one: one disk of 64 MiB behind one adapter. */
export const defaultTopology = (): Topology => checkTopology(topologySchema.parse({}));
