import type { TargetRequest } from '../protocol/bus.ts';
import type { PortRequest, Task } from '../protocol/device.ts';
import { type Address, address, type InitiatorName, type Lun, type Slot, type TargetName } from '../protocol/names.ts';
import type { DeviceParameters } from '../protocol/parameters.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { TargetHappening } from '../protocol/world.ts';

/** What an actor of `target` is started with. */
export type TargetInput = {
  target: TargetName;
  /** the parallel bus that it is on */ bus: string;
  luns: readonly Lun[];
  params: DeviceParameters;
  /** Instead of the bus: the initiators that it has a nexus with, each its own. There sense data go with CHECK CONDITION. */
  nexuses?: readonly InitiatorName[];
};

/** The command whose nexus holds the bus. */
export type ConnectedTask = Task & { lun: Lun; disconnectPrivilege: boolean };

/** A status that waits for reselection. */
export type Answer = Task & {
  lun: Lun;
  status: ScsiStatus;
  resid: Resid;
  senseData: SenseClass | null;
  /** a part of the data has been moved in an earlier connection */
  begun: boolean;
};

export type TargetContext = {
  at: { target: TargetName; bus: string; luns: readonly Lun[]; nexuses: readonly InitiatorName[] | null };
  params: DeviceParameters;
  connected: ConnectedTask | null;
  /** first finished first */
  answers: readonly Answer[];
  /** the command for which reselection has been asked */
  reselecting: Slot | null;
  /** the initiator of that command: where it has been asked for */
  askedAt: InitiatorName | null;
  /** whose message is taking effect */
  clearingFor: InitiatorName | null;
};

export type TargetEvent = TargetRequest | PortRequest | TargetHappening;

/** Where what concerns this initiator goes: its nexus, or the bus that all share. */
export const wayTo = ({ at }: TargetContext, initiator: InitiatorName | null | undefined): Address =>
  at.nexuses && initiator ? address.nexus(initiator, at.target) : address.bus(at.bus);

/** Every way out of this target. */
export const everyWay = ({ at }: TargetContext): readonly Address[] =>
  at.nexuses ? at.nexuses.map((initiator) => address.nexus(initiator, at.target)) : [address.bus(at.bus)];
