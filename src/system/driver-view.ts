import { type Address, address, type Lun } from '../../machines/protocol/names.ts';
import type { Topology } from './topology.ts';

/** The driver of a logical unit, seen from outside: where it is and what its state, as one line, says. */
export type DriverView = {
  address(lun: Lun): Address;
  isReady(state: string): boolean;
  hasFailed(state: string): boolean;
  /** The host has panicked: nobody is answered any more. */
  hasPanicked(state: string): boolean;
};

const scsa: DriverView = {
  address: address.disk,
  isReady: (state) => state.includes('normal'),
  hasFailed: (state) => state.includes('detached'),
  hasPanicked: (state) => state.includes('panicked'),
};

const aix: DriverView = {
  address: address.head,
  isReady: (state) => /device: open\b/.test(state),
  hasFailed: (state) => state.includes('device: failed'),
  hasPanicked: () => false,
};

/** What to ask the drivers of this topology. */
export const driverView = ({ driver }: Topology): DriverView => (driver === 'scsa' ? scsa : aix);
