import type { AnyStateMachine } from 'xstate';
import type { AskedForEver } from '../../machines/environment/application.machine.ts';
import type { InitiatorName, Lun, TargetName } from '../../machines/protocol/names.ts';
import type { Topology } from './topology.ts';

/** How a topology is composed. */
export type ComposeOptions = {
  /** The drivers start attached instead of waiting for `world.attach`. */
  readonly startAttached: boolean;
  /** Applications that ask again for ever, for exploration; otherwise they wait for `world.*` messages. */
  readonly forever: readonly AskedForEver[] | null;
};

/** What the part of a system above the bus is composed from, whatever the driver architecture. */
export type DriverPart = {
  readonly topology: Topology;
  readonly options: ComposeOptions;
  readonly units: readonly {
    readonly unit: { readonly slots: number; readonly openers?: number | undefined };
    readonly lun: Lun;
    readonly target: TargetName;
  }[];
  /** The name of our adapter on the bus. */
  readonly initiator: InitiatorName;
  readonly add: (address: string, machine: AnyStateMachine, input: unknown) => void;
};
