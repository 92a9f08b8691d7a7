import type { BlockStore } from '../block-store/block-store.ts';
import type { ModePageDefaults, ModePageSet } from '../mode/page-set.ts';
import type { ReservationKeys } from './reservation-keys.ts';

/** What a logical unit says about itself, and how it behaves towards data. */
export interface LogicalUnitConfiguration {
  /** Up to 8 printable ASCII characters. */
  readonly vendor: string;
  /** Up to 16 printable ASCII characters. */
  readonly product: string;
  /** Up to 4 printable ASCII characters. */
  readonly revision: string;
  /** Unit serial number, printable ASCII. */
  readonly serial: string;
  /** NAA identifier of 64 bits for VPD page 83h, e.g. 3h in the top four bits for a local one; undefined: none. */
  readonly naa: bigint | undefined;
  /** Standard claimed in INQUIRY data: 2 SCSI-2, 3 SPC, 5 SPC-3. Up to SCSI-2 the top bits of byte 1 are the LUN. */
  readonly version: number;
  /** The NACA bit is accepted; the control plane then has to honour it. */
  readonly normAca: boolean;
  /** Tagged queueing is claimed. */
  readonly commandQueueing: boolean;
  /** The medium can be ejected. */
  readonly removable: boolean;
  /** Revolutions per minute; 1: does not rotate; 0: not stated. */
  readonly rotationRate: number;
  /** Longest READ, WRITE or compare in blocks; longer ones are refused and need not be buffered. */
  readonly maxTransferBlocks: number;
  /** VPD page 89h is offered, as by a SATA disk behind a translator. */
  readonly ataInformation: boolean;
  /** Logical units that REPORT LUNS lists. */
  readonly luns: readonly number[];
  /** Mode page values other than the factory's. */
  readonly modePages: ModePageDefaults;
}

/** A disk that Linux, illumos and AIX drivers attach. */
export const defaultLogicalUnit: LogicalUnitConfiguration = {
  vendor: 'XSTATE',
  product: 'STATECHART DISK',
  revision: '0001',
  serial: '00000001',
  naa: undefined,
  version: 5,
  normAca: false,
  commandQueueing: true,
  removable: false,
  rotationRate: 1,
  maxTransferBlocks: 65_536,
  ataInformation: true,
  luns: [0],
  modePages: {},
};

/** Data-plane state of a logical unit: everything that outlives a command and is not control state. */
export interface LogicalUnit {
  readonly configuration: LogicalUnitConfiguration;
  readonly store: BlockStore;
  readonly modePages: ModePageSet;
  readonly reservationKeys: ReservationKeys;
  /** The write-protect switch. A read-only store and the SWP bit protect as well. */
  writeProtectSwitch: boolean;
}

/** Whether writes are refused for whatever reason. */
export function isWriteProtected(unit: LogicalUnit): boolean {
  return unit.writeProtectSwitch || unit.store.readOnly || unit.modePages.values('control').swp === 1;
}

/** Whether data must be on the medium before GOOD status even without FUA. */
export function writesThrough(unit: LogicalUnit): boolean {
  return unit.modePages.values('caching').wce === 0;
}
