import type { PropertyFinding, SavedFindings, Violation } from './findings.ts';
import type { ModelSpec } from './model-spec.ts';
import type { SavedLayout } from './state-space.ts';

/** How far a system is explored, and how. */
export type CheckOptions = {
  /** Stop after this many states; the result then says so. */
  readonly maxStates: number;
  /** Stop when states and tables hold more bytes than this. */
  readonly maxBytes?: number;
  /** Breadth first (shortest traces, the default) or depth first. */
  readonly order?: 'breadth' | 'depth';
  /** Called every so often. `false`: stop here. */
  readonly progress?: (states: number, queued: number, depth: number) => boolean | undefined;
  /** Keep only a fingerprint of each state that was expanded; breadth first, and not to be continued. */
  readonly compact?: boolean;
  /** Bits of a fingerprint; 64 if not given. */
  readonly fingerprintBits?: number;
  /** Properties of cycles are checked up to this many states. */
  readonly maxStatesForCycles?: number;
};

/** What an exploration found: numbers to compare, and a verdict only where `complete`, or where there is a violation. */
export type CheckResult = {
  /** Of the system. */
  readonly name: string;
  readonly spec: ModelSpec;
  /** Different states that were reached, the first included; with the watchers of the properties. */
  readonly states: number;
  /** States that differ in more than their watchers. */
  readonly statesWithoutWatchers: number | undefined;
  /** Steps between them. */
  readonly transitions: number;
  /** Of a compact run. */
  readonly compact?: { readonly bits: number; readonly omissionProbability: number };
  /** Where names are alike: which, and the states and transitions that the expanded states stand for. */
  readonly symmetry?: {
    readonly classes: readonly (readonly string[])[];
    readonly states: number;
    readonly transitions: number;
  };
  /** Longest shortest path; breadth first only. */
  readonly depth: number;
  /** Every reachable state was visited. */
  readonly complete: boolean;
  /** Why not all was visited. */
  readonly stopped?: 'states' | 'memory' | 'asked' | 'violation';
  /** What no system may do; the exploration ends with the first. */
  readonly violation: Violation | undefined;
  /** Of every property that was watched. */
  readonly properties: readonly PropertyFinding[];
  /** Time on the wall. */
  readonly seconds: number;
  /** Held by states and tables in the end. */
  readonly bytes: number;
  /** Per actor: local states, table entries, entries that ignore their message. */
  readonly tables: readonly {
    readonly address: string;
    readonly machine: string;
    readonly locals: number;
    readonly entries: number;
    readonly ignored: number;
    readonly widest: string;
  }[];
  /** Steps that XState was asked for; all others came from tables. */
  readonly xstateCalls: number;
  /** Ids of the transitions that were taken. */
  readonly covered: ReadonlySet<string>;
  /** Properties to whose watchers something happened. */
  readonly stirred: ReadonlySet<string>;
};

/** How far an exploration has come. */
export type Progress = {
  readonly transitions: number;
  readonly represented: { readonly states: number; readonly transitions: number };
  readonly expanded: number;
  readonly levelEnd: number;
  readonly depth: number;
  readonly seconds: number;
  readonly told: SavedFindings;
  readonly layout: SavedLayout;
};
