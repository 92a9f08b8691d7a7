import type { PropertyFinding, SavedFindings, Violation } from './findings.ts';
import type { ModelSpec } from './model-spec.ts';
import type { SavedLayout } from './state-space.ts';

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

export type CheckResult = {
  readonly name: string;
  readonly spec: ModelSpec;
  readonly states: number;
  /** States that differ in more than their watchers. */
  readonly statesWithoutWatchers: number | undefined;
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
  readonly violation: Violation | undefined;
  readonly properties: readonly PropertyFinding[];
  readonly seconds: number;
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
  readonly xstateCalls: number;
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
