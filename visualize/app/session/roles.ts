/** The part an actor plays, read off its address. */
export type Layer = 'environment' | 'driver' | 'packet' | 'adapter' | 'bus' | 'device';

export type Role = {
  /** Beginning of the address, before the colon. */
  readonly prefix: string;
  readonly name: string;
  readonly layer: Layer;
  readonly machine: string;
  /** One for each command that can be outstanding. */
  readonly bySlot: boolean;
};

export const layerNames: Readonly<Record<Layer, string>> = {
  environment: 'application',
  driver: 'target driver',
  packet: 'packet',
  adapter: 'adapter',
  bus: 'bus',
  device: 'device',
};

/** From the top of the stack to its bottom. */
export const roles: readonly Role[] = [
  { prefix: 'app', name: 'application', layer: 'environment', machine: 'application', bySlot: true },
  { prefix: 'proc', name: 'caller', layer: 'environment', machine: 'adapter-caller', bySlot: false },
  { prefix: 'sd', name: 'disk driver', layer: 'driver', machine: 'scsa-disk', bySlot: false },
  { prefix: 'cmd', name: 'command', layer: 'driver', machine: 'scsa-disk-command', bySlot: true },
  { prefix: 'hdisk', name: 'disk driver', layer: 'driver', machine: 'aix-disk', bySlot: false },
  { prefix: 'opens', name: 'opens', layer: 'driver', machine: 'aix-disk-opens', bySlot: false },
  { prefix: 'opener', name: 'process', layer: 'environment', machine: 'disk-opener', bySlot: false },
  { prefix: 'dd', name: 'command', layer: 'driver', machine: 'aix-disk-command', bySlot: true },
  { prefix: 'scbuf', name: 'sc_buf', layer: 'packet', machine: 'sc-buf', bySlot: true },
  { prefix: 'pkt', name: 'scsi_pkt', layer: 'packet', machine: 'scsi-pkt', bySlot: true },
  { prefix: 'scsibuf', name: 'scsi_buf', layer: 'packet', machine: 'scsi-buf', bySlot: true },
  { prefix: 'hbac', name: 'packet area', layer: 'adapter', machine: 'adapter-command', bySlot: true },
  { prefix: 'hbaq', name: 'unit queue', layer: 'adapter', machine: 'adapter-queue', bySlot: false },
  { prefix: 'hba', name: 'adapter', layer: 'adapter', machine: 'scsa-hba', bySlot: false },
  { prefix: 'scsit', name: 'transaction', layer: 'adapter', machine: 'aix-adapter-transaction', bySlot: true },
  { prefix: 'scsiq', name: 'device queue', layer: 'adapter', machine: 'aix-adapter-device', bySlot: false },
  { prefix: 'scsii', name: 'ioctl command', layer: 'adapter', machine: 'aix-adapter-ioctl', bySlot: false },
  { prefix: 'scsie', name: 'events', layer: 'adapter', machine: 'aix-adapter-events', bySlot: false },
  { prefix: 'scsitm', name: 'target mode', layer: 'adapter', machine: 'aix-adapter-target', bySlot: false },
  { prefix: 'scsitme', name: 'events', layer: 'adapter', machine: 'aix-adapter-events', bySlot: false },
  { prefix: 'tmbuf', name: 'tm_buf', layer: 'packet', machine: 'tm-buf', bySlot: false },
  { prefix: 'sender', name: 'sender', layer: 'environment', machine: 'foreign-sender', bySlot: false },
  { prefix: 'scsid', name: 'dump', layer: 'adapter', machine: 'aix-adapter-dump', bySlot: false },
  { prefix: 'devsw', name: 'entry points', layer: 'adapter', machine: 'aix-adapter-entry', bySlot: false },
  { prefix: 'scsi', name: 'adapter driver', layer: 'adapter', machine: 'aix-adapter', bySlot: false },
  { prefix: 'exch', name: 'transaction', layer: 'adapter', machine: 'aix-sam-transaction', bySlot: true },
  { prefix: 'samq', name: 'device queue', layer: 'adapter', machine: 'aix-sam-queue', bySlot: false },
  { prefix: 'tmf', name: 'task management', layer: 'adapter', machine: 'aix-sam-management', bySlot: false },
  { prefix: 'path', name: 'path', layer: 'adapter', machine: 'aix-sam-path', bySlot: false },
  { prefix: 'sam', name: 'adapter driver', layer: 'adapter', machine: 'aix-sam-adapter', bySlot: false },
  { prefix: 'bus', name: 'bus', layer: 'bus', machine: 'parallel-command', bySlot: false },
  { prefix: 'nexus', name: 'nexus', layer: 'bus', machine: 'fabric', bySlot: false },
  { prefix: 'initiator', name: 'initiator', layer: 'bus', machine: 'foreign-initiator', bySlot: false },
  { prefix: 'target', name: 'target', layer: 'device', machine: 'target', bySlot: false },
  { prefix: 'tasks', name: 'task set', layer: 'device', machine: 'task-set', bySlot: false },
  { prefix: 'lu', name: 'logical unit', layer: 'device', machine: 'logical-unit', bySlot: false },
];

const byPrefix = new Map(roles.map((role) => [role.prefix, role]));
const world: Role = { prefix: '', name: 'world', layer: 'environment', machine: '', bySlot: false };

export const prefixOf = (address: string): string => address.slice(0, Math.max(0, address.indexOf(':')));
export const nameIn = (address: string): string => address.slice(address.indexOf(':') + 1);

/** Order of names: `d0.2` before `d0.10`. */
export const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The role behind an address; that of the world for what is none. */
export const roleOf = (address: string | null): Role => byPrefix.get(prefixOf(address ?? '')) ?? world;

/** What a topology has between initiators and targets, as far as it decides which machines run. */
type Interconnect = { readonly kind: 'parallel' | 'fabric' | 'iscsi'; readonly grain: 'command' | 'phase' };

/** The machine that an actor runs. */
export function machineOf(address: string, bus: Interconnect | undefined): string {
  if (address.startsWith('cmd:') && address.endsWith('.rqs')) return 'scsa-disk-sense-command';
  if (address.startsWith('bus:') && bus?.grain === 'phase') return 'parallel-phase';
  if (address.startsWith('nexus:') && bus?.kind === 'iscsi') return 'iscsi-session';
  if (address.startsWith('initiator:') && bus !== undefined && bus.kind !== 'parallel') return 'foreign-port';
  return roleOf(address).machine;
}

const interconnects: readonly Interconnect[] = [
  { kind: 'parallel', grain: 'command' },
  { kind: 'parallel', grain: 'phase' },
  { kind: 'fabric', grain: 'command' },
  { kind: 'iscsi', grain: 'command' },
];

/** Every machine that an actor of this address may run, whatever the topology. */
export const machinesAt = (address: string): readonly string[] => interconnects.map((bus) => machineOf(address, bus));

/** The place for one command that an actor belongs to; undefined for actors that serve many. */
export const slotOf = (address: string | null): string | undefined =>
  address !== null && roleOf(address).bySlot ? nameIn(address) : undefined;
