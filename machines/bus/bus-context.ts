import type { BusReply, BusRequest, Nexus } from '../protocol/bus.ts';
import { type Address, address, type InitiatorName, type Slot, type TargetName } from '../protocol/names.ts';
import type { Direction, TaskAttribute } from '../protocol/scsi-status.ts';

/** What both grains of the parallel bus are told when they start. */
export type BusInput = {
  name: string;
  /** Highest priority first; `address` is where the initiator takes its interrupts. */
  initiators: readonly { name: InitiatorName; address: Address }[];
  targets: readonly TargetName[];
  /** Every initiator and target by SCSI ID, highest priority first (7 down to 0, then 15 down to 8). */
  priority: readonly string[];
};

export type BusEvent = BusRequest | BusReply;
export type BusSelect = Extract<BusEvent, { type: 'bus.select' }>;
export type BusMessage = Extract<BusEvent, { type: 'bus.message' }>;
export type BusReselect = Extract<BusEvent, { type: 'bus.reselect' }>;
export type BusDisconnect = Extract<BusEvent, { type: 'bus.disconnect' }>;
export type BusFinish = Extract<BusEvent, { type: 'bus.finish' }>;
/** What a device arbitrates for. */
export type Contender = BusSelect | BusMessage | BusReselect;

/** The nexus that holds the bus. */
export type Connection = Nexus & { tag: TaskAttribute; disconnectPrivilege: boolean; reselected: boolean };

/** Where a data pointer stands in its transfer (SCSI-2 6.4). */
export type DataPointer = 'start' | 'middle' | 'end';

/** A command without connection, as the initiator remembers it. */
export type DisconnectedCommand = Nexus & { direction: Direction; saved: DataPointer };

/** What only the phase grain keeps. */
export type PhaseFacts = {
  /** of the connected command: direction, current and saved data pointer */
  direction: Direction;
  current: DataPointer;
  saved: DataPointer;
  disconnected: readonly DisconnectedCommand[];
  /** who has a transfer agreement with whom */
  agreements: readonly { initiator: InitiatorName; target: TargetName }[];
  /** what the connected target wants done: the rest of the command, or a disconnection */
  ending: BusFinish | BusDisconnect | null;
};

export type BusContext = {
  at: BusInput;
  /** who waits for BUS FREE, highest priority first, each device's own in order */
  contenders: readonly Contender[];
  /** who won the last arbitration, until the connection stands or has failed */
  winner: Contender | null;
  connection: Connection | null;
  /** targets that have still to react to RST */
  resetting: readonly TargetName[];
  /** initiators that have not seen RST yet, once for every RST: what they send is older than the reset */
  unaware: readonly InitiatorName[];
  absent: readonly TargetName[];
  /** null at the command grain */
  phase: PhaseFacts | null;
};

export const freeBus = (input: BusInput, phase: PhaseFacts | null): BusContext => ({
  at: input,
  contenders: [],
  winner: null,
  connection: null,
  resetting: [],
  unaware: [],
  absent: [],
  phase,
});

export const freshPhaseFacts: PhaseFacts = {
  direction: 'none',
  current: 'start',
  saved: 'start',
  disconnected: [],
  agreements: [],
  ending: null,
};

/** The device that wants the bus. */
const contender = (request: Contender): string =>
  request.type === 'bus.reselect' ? request.target : request.initiator;

/** Adds a request behind those of devices with higher or the same priority. */
export function withContender(context: BusContext, request: Contender): readonly Contender[] {
  const rank = (other: Contender) => context.at.priority.indexOf(contender(other));
  const behind = context.contenders.findIndex((other) => rank(other) > rank(request));
  return behind < 0
    ? [...context.contenders, request]
    : [...context.contenders.slice(0, behind), request, ...context.contenders.slice(behind)];
}

/** Selections that the connected initiator has not been able to make. */
export const lostSelections = (context: BusContext): readonly BusSelect[] =>
  context.contenders.filter(
    (request): request is BusSelect =>
      request.type === 'bus.select' && request.initiator === context.connection?.initiator,
  );

export function initiatorAddress(context: BusContext, name: InitiatorName): Address {
  return context.at.initiators.find((initiator) => initiator.name === name)?.address ?? address.foreignInitiator(name);
}

export const isConnected = (context: BusContext, slot: Slot): boolean => context.connection?.slot === slot;
