import {
  type Address,
  address,
  ioctlSlot,
  type Lun,
  modeSelectSlot,
  type Slot,
  startUnitSlot,
} from '../protocol/names.ts';
import { leavesHeldQueue } from './expectation.ts';
import type { Configuration, Instance, Observation, SystemNames, UnitNames, Verdict } from './property.ts';

/** What the watchers of the AIX drivers above a parallel bus watch. */

/** One SCSI ID and LUN: its queue in the adapter driver, its head driver, its places for sc_bufs. */
export type AixUnitAt = {
  readonly lun: Lun;
  readonly queue: Address;
  readonly head: Address;
  readonly slots: readonly Slot[];
};

/** One place for an sc_buf, and the actors that are about it. */
export type ScBufAt = {
  readonly lun: Lun;
  readonly slot: Slot;
  readonly head: Address;
  readonly buffer: Address;
  readonly transaction: Address;
  readonly command: Address;
};

const slotsOf = ({ lun, pool, internal, requestSense }: UnitNames): Slot[] => [
  ...pool,
  internal,
  startUnitSlot(lun),
  requestSense,
];
/** ... and where there may be none: for MODE SELECT, and for the commands of ioctls, which the adapter driver sends. */
export const queuedSlots = (unit: UnitNames): Slot[] => [
  ...slotsOf(unit),
  modeSelectSlot(unit.lun),
  ioctlSlot(unit.lun),
];

const scBufAt = (lun: Lun, slot: Slot): Instance => {
  const at: ScBufAt = {
    lun,
    slot,
    head: address.head(lun),
    buffer: address.scBuf(slot),
    transaction: address.transaction(slot),
    command: address.headCommand(slot),
  };
  return { name: slot, input: at };
};

/** One watcher for every unit. */
export const everyAixUnit = ({ units }: SystemNames): Instance[] =>
  units.map((unit) => {
    const { lun } = unit;
    const at: AixUnitAt = { lun, queue: address.deviceQueue(lun), head: address.head(lun), slots: queuedSlots(unit) };
    return { name: lun, input: at };
  });

/** One watcher for every place that has an sc_buf. */
export const everyScBuf = ({ units }: SystemNames): Instance[] =>
  units.flatMap((unit) => slotsOf(unit).map((slot) => scBufAt(unit.lun, slot)));

/** One watcher for every place of a request: originals. */
export const everyOriginal = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool }) => pool.map((slot) => scBufAt(lun, slot)));

/** One watcher, for the first place of a request: what one place can show, any can. */
export const someOriginal = (names: SystemNames): Instance[] => everyOriginal(names).slice(0, 1);

/** Is the message about this place: by its slot, or by whom it is for? */
export const ofScBuf = ({
  context: { at },
  event: { to, message },
}: {
  context: { at: ScBufAt };
  event: Observation;
}): boolean =>
  'slot' in message ? message.slot === at.slot : to === at.buffer || to === at.transaction || to === at.command;

/** Speaks of systems with sc_bufs, where it holds whatever happens. */
export const overScBuf = ({ architecture }: Configuration): Verdict | undefined =>
  architecture === 'aix' ? 'holds' : undefined;

/** The same, unless SCIOSTOP may leave something in a held queue. */
export const unlessLeftHeld = (configuration: Configuration): Verdict | undefined => {
  const verdict = overScBuf(configuration);
  return verdict && leavesHeldQueue(configuration) ? 'fails' : verdict;
};
