import type { AreaMessage } from '../protocol/hba.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import type { Completion } from '../protocol/scsa-disk.ts';
import type { Instance, Observation, SystemNames, UnitNames } from './property.ts';

/** What watchers watch, and the words that all of them use. */

/** Tags by which a watcher speaks. */
export type WatcherTag = 'violated' | 'pending' | 'seen';

/** One packet, and the actors that are about it. */
export type PacketAt = {
  readonly slot: Slot;
  readonly lun: Lun;
  readonly packet: Address;
  readonly area: Address;
  readonly command: Address;
  readonly disk: Address;
  readonly queue: Address;
};

/** One logical unit with its places for packets, and the actors that are about it. */
export type UnitAt = {
  readonly lun: Lun;
  readonly target: TargetName;
  /** Places of requests. */
  readonly pool: readonly Slot[];
  readonly internal: Slot;
  readonly requestSense: Slot;
  readonly autoSense: Slot;
  readonly adapter: Address;
  readonly disk: Address;
  readonly queue: Address;
  readonly unit: Address;
  readonly taskSet: Address;
  /** The initiator that we are. */
  readonly ours: InitiatorName;
};

const packetAt = (lun: Lun, slot: Slot): PacketAt => ({
  slot,
  lun,
  packet: address.packet(slot),
  area: address.adapterCommand(slot),
  command: address.command(slot),
  disk: address.disk(lun),
  queue: address.adapterQueue(lun),
});

const unitAt = (names: SystemNames, unit: UnitNames): UnitAt => ({
  lun: unit.lun,
  target: unit.target,
  pool: unit.pool,
  internal: unit.internal,
  requestSense: unit.requestSense,
  autoSense: unit.autoSense,
  adapter: address.adapter(names.adapter),
  disk: address.disk(unit.lun),
  queue: address.adapterQueue(unit.lun),
  unit: address.logicalUnit(unit.lun),
  taskSet: address.taskSet(unit.lun),
  ours: names.initiators[0] ?? '',
});

const instance = <At extends { slot: Slot } | { lun: Lun }>(at: At): Instance => ({
  name: 'slot' in at ? at.slot : at.lun,
  input: at,
});

/** One watcher for every packet that the target driver has. */
export const everyPacket = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool, internal, requestSense }) =>
    [...pool, internal, requestSense].map((slot) => instance(packetAt(lun, slot))),
  );

/** One watcher for every packet that decides for itself: all but the REQUEST SENSE packet of the unit. */
export const everyCommand = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool, internal }) => [...pool, internal].map((slot) => instance(packetAt(lun, slot))));

/** One watcher for every place of a request. */
export const everyRequest = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool }) => pool.map((slot) => instance(packetAt(lun, slot))));

/** One watcher, for the first place of a request: what one place can show, any can. */
export const someRequest = ({ units }: SystemNames): Instance[] =>
  units.slice(0, 1).flatMap(({ lun, pool }) => pool.slice(0, 1).map((slot) => instance(packetAt(lun, slot))));

/** One watcher for every command that can be on the bus: packets, and the automatic REQUEST SENSE. */
export const everyBusCommand = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool, internal, requestSense, autoSense }) =>
    [...pool, internal, requestSense, autoSense].map((slot) => instance(packetAt(lun, slot))),
  );

/** One watcher for every logical unit. */
export const everyUnit = (names: SystemNames): Instance[] => names.units.map((unit) => instance(unitAt(names, unit)));

/** One watcher, for the first logical unit. */
export const someUnit = (names: SystemNames): Instance[] => everyUnit(names).slice(0, 1);

/** One watcher for the whole system. */
export const once = (): Instance[] => [{ name: 'system', input: {} }];

type Slots = Pick<UnitAt, 'pool' | 'internal' | 'requestSense' | 'autoSense'>;
/** Is this one of the unit's own places? */
export const isOurs = (at: Slots, slot: Slot | null): boolean =>
  slot !== null &&
  (at.pool.includes(slot) || slot === at.internal || slot === at.requestSense || slot === at.autoSense);

/** Is the message about this packet: by its slot, or by whom it is for? */
export const ofPacket = ({
  context: { at },
  event: { to, message },
}: {
  context: { at: PacketAt };
  event: Observation;
}): boolean => ('slot' in message ? message.slot === at.slot : to === at.packet || to === at.area || to === at.command);

/** Does the adapter take this packet over, and will it call back? A polled one comes back with the call. */
export const isToBeCalledBack = (from: {
  context: { at: PacketAt };
  event: Observation<AreaMessage | { type: string }>;
}): boolean => {
  const { message } = from.event;
  return ofPacket(from) && 'facts' in message && !message.facts.noIntr;
};

/** scsi_transport of a FLAG_NOINTR packet has returned, and says how it ended. */
export type Polled = { type: 'packet.polled' } & Completion;

/** scsi_init_pkt with a packet that exists, and scsi_dmafree. */
export type DmaRequest =
  | { type: 'packet.bind'; resources: 'ok' | 'temporary' | 'permanent'; resid: 'zero' | 'partial' }
  | { type: 'packet.dmafree' };

/** The end of a watcher whose property is broken. */
export const broken = (description: string) => ({ description, tags: 'violated' as const });
