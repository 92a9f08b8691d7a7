import type { CoverageReport } from './coverage.ts';
import type { StackRun } from './run-stack.ts';
import type { Tallied } from './tally.ts';

/** The result of a run, as `--json` prints it. */
export type RunReport = {
  readonly scenario: string;
  readonly machineDigest: string;
  readonly runtime: string;
  /** Of the workload only. */
  readonly commands: {
    readonly submitted: number;
    readonly completed: number;
    readonly failed: number;
    readonly byOpcode: Readonly<Record<string, number>>;
  };
  readonly answers: Readonly<Record<string, number>>;
  readonly attach: { readonly done: boolean; readonly transported: number };
  readonly data: { readonly bytesRead: number; readonly bytesWritten: number; readonly mismatches: number };
  readonly coverage: CoverageReport;
  /** Messages that no state expected; the run ends at the first. */
  readonly unexpected: number;
  /** Requests answered more than once. */
  readonly answeredTwice: number;
  readonly faults: readonly { readonly rule: string; readonly times: number }[];
  readonly seed: number;
  readonly traceDigest: string;
  readonly steps: number;
  readonly seconds: { readonly virtual: number; readonly wall: number };
} & Omit<Tallied, 'statuses'> & { readonly statuses: Tallied['statuses'] };

/** One line of a rule, for people. */
export function ruleText(rule: StackRun['faultsUsed'][number]['rule']): string {
  const when = Object.entries(rule.when)
    .map(([key, value]) => `${key} ${JSON.stringify(value)}`)
    .join(', ');
  const what =
    'at' in rule
      ? `${rule.at} = ${rule.choose}`
      : 'delay' in rule
        ? `${rule.delay} delayed by ${rule.ms} ms`
        : 'hasten' in rule
          ? `${rule.hasten} comes first`
          : `${rule.send.type} to ${rule.to} after ${rule.after}`;
  return when ? `${what} when ${when}` : what;
}
