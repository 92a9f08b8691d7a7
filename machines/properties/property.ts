import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import type { AixAdapterParameters, AixDiskParameters } from '../protocol/aix-parameters.ts';
import type { Address, InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { DeviceParameters, HbaParameters, SdParameters } from '../protocol/parameters.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';

/**
 * What a watcher sees of every message, in the order in which it happens: `sent.TYPE` when a machine sends it,
 * `delivered.TYPE` when the receiver takes it, its choices filled in. A watcher is told in the same step, before the
 * receiver acts. What it does not handle does not concern it.
 */
export type Observation<M extends { readonly type: string } = { readonly type: string }> = M extends unknown
  ? {
      readonly type: `sent.${M['type']}` | `delivered.${M['type']}`;
      /** null: a delay or the environment. */
      readonly from: Address | null;
      readonly to: Address;
      readonly message: M;
    }
  : never;

/** What the initiator's side of a system consists of, by name. */
export type SystemNames = {
  readonly adapter: string;
  readonly bus: string;
  /** Ours first. */
  readonly initiators: readonly InitiatorName[];
  readonly targets: readonly TargetName[];
  readonly units: readonly UnitNames[];
  readonly limits: RetryLimits;
};

/** How often the target driver may try again, after the first try. */
export type RetryLimits = {
  /** STANDARD and BUSY share a counter. */
  readonly standard: number;
  readonly victim: number;
  readonly unitAttention: number;
  readonly notReady: number;
};

/** Names of one logical unit in a composed system. */
export type UnitNames = {
  readonly lun: Lun;
  readonly target: TargetName;
  /** Places for the requests of applications. */
  readonly pool: readonly Slot[];
  readonly internal: Slot;
  readonly requestSense: Slot;
  readonly autoSense: Slot;
};

/** Driver architectures, by the messages between their drivers; `aix-sam`: AIX over FCP or iSCSI. */
export type Architecture = 'scsa' | 'aix' | 'aix-sam';

/** The parameters of a system and what may happen to it, on which a verdict depends. */
export type Configuration = {
  readonly architecture: Architecture;
  readonly sd: SdParameters;
  readonly hba: HbaParameters;
  readonly aixDisk: AixDiskParameters;
  readonly aixAdapter: AixAdapterParameters;
  readonly samAdapter: SamAdapterParameters;
  readonly device: DeviceParameters;
  /** `type.field=alternative` of every choice that the world is offered, and of what it does by itself. */
  readonly offered: ReadonlySet<string>;
  readonly faultBudget: number;
  readonly slots: number;
  readonly targets: number;
  readonly initiators: number;
  /** No delay ends while a message is on its way: so it is explored, unless any delay may end at any time. */
  readonly prompt?: boolean;
};

/** What a source says about a property in a configuration; `fails`: the counterexample is the expected result. */
export type Verdict = 'holds' | 'fails';

type Common = {
  /** The name under which it is known: I2, Q4, X3 ... */
  readonly id: string;
  /** Whose messages it speaks of; SCSA where nothing else is said. */
  readonly architecture?: Architecture;
  /** The statement, one sentence. */
  readonly says: string;
  /** Clauses (ids of the registry) that demand it. */
  readonly source: readonly string[];
  /** What the sources say the verdict is in such a system; `undefined` where the property says nothing about it. */
  readonly expected: (configuration: Configuration) => Verdict | undefined;
};

/** One instance of a watcher: what it watches (its input) and a name for it, e.g. the slot. */
export type Instance = { readonly name: string; readonly input: unknown };

/**
 * A property over messages, as a machine. Its tags speak:
 * - `never`: a state tagged `violated` is the violation;
 * - `eventually`: a run that stays in states tagged `pending` for ever is the violation;
 * - `sometimes`: some run must reach a state tagged `seen`.
 */
export type WatcherProperty = Common & {
  readonly kind: 'never' | 'eventually' | 'sometimes';
  readonly machine: AnyStateMachine;
  readonly instances: (names: SystemNames) => readonly Instance[];
};

/** A property over the states of some actors: must hold in every reachable state. */
export type StateProperty = Common & {
  readonly kind: 'always';
  readonly instances: (names: SystemNames) => readonly {
    readonly name: string;
    /** The actors it looks at. */
    readonly reads: readonly Address[];
    /** @param states snapshots in the order of `reads` */
    readonly holds: (states: readonly AnyMachineSnapshot[]) => boolean;
  }[];
};

/** A rule that a run or a state can break. */
export type Property = WatcherProperty | StateProperty;
