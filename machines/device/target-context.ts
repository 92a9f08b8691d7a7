import type { TargetRequest } from '../protocol/bus.ts';
import type { PortRequest, Task } from '../protocol/device.ts';
import type { Lun, Slot, TargetName } from '../protocol/names.ts';
import type { DeviceParameters } from '../protocol/parameters.ts';
import type { Resid } from '../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../protocol/scsi-status.ts';
import type { SenseClass } from '../protocol/sense.ts';
import type { TargetHappening } from '../protocol/world.ts';

export type TargetInput = { target: TargetName; bus: string; luns: readonly Lun[]; params: DeviceParameters };

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
  at: { target: TargetName; bus: string; luns: readonly Lun[] };
  params: DeviceParameters;
  connected: ConnectedTask | null;
  /** first finished first */
  answers: readonly Answer[];
  /** the command for which reselection has been asked */
  reselecting: Slot | null;
};

export type TargetEvent = TargetRequest | PortRequest | TargetHappening;
