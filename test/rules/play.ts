import type { Effect } from '../../machines/protocol/effects.ts';
import type { LoadedScenario } from '../../src/run/load-scenario.ts';
import { geometryOf } from '../../src/run/load-scenario.ts';
import { runScenario, type ScenarioOptions, type ScenarioResult } from '../../src/run/run-scenario.ts';
import type { FaultRuleInput } from '../../src/scenario/fault-rule.ts';
import { type Scenario, scenarioSchema } from '../../src/scenario/scenario.ts';
import type { RecordedDelivery, StepRecord } from '../../src/system/step-record.ts';
import { checkTopology, type TopologyInput } from '../../src/system/topology.ts';
import type { InlineRequestInput } from '../../src/workload/inline.ts';
import { expandInlineRequests } from '../../src/workload/inline-expand.ts';

/** What happens in a run: a small scenario without expectations. */
export type Story = {
  /** Parameters of the layers; the disks have no power-on unit attention unless the story gives them one. */
  readonly sd?: Record<string, unknown>;
  readonly hba?: Record<string, unknown>;
  readonly device?: Record<string, unknown>;
  /** Driver architecture, with the parameters of its layers. */
  readonly driver?: TopologyInput['driver'];
  readonly aixDisk?: Record<string, unknown>;
  readonly aixAdapter?: Record<string, unknown>;
  readonly delays?: Record<string, number>;
  /** Instead of one target `t0` with one unit `d0`. */
  readonly targets?: TopologyInput['targets'];
  readonly foreignInitiator?: boolean;
  /** Let the driver attach first; otherwise it starts attached. */
  readonly attach?: boolean;
  readonly depth?: number;
  readonly requests: readonly InlineRequestInput[];
  readonly faults?: readonly FaultRuleInput[];
  readonly seed?: number;
};

/** A message that a machine received, the atomic ones included. Times are microseconds. */
export type Seen = RecordedDelivery & { readonly at: number; readonly step: number };

export type Played = {
  /** Why the run ended before its end: a message that no state expected, a machine in error, nothing left to happen. */
  readonly stopped: Error | undefined;
  /** Absent when the run was stopped. */
  readonly result: ScenarioResult | undefined;
  readonly seen: readonly Seen[];
  readonly effects: readonly Effect[];
  /** Numbers of the steps in which a request was answered. */
  readonly answeredInStep: readonly number[];
};

/** The story as a scenario that has been read. */
export function loaded(story: Story): LoadedScenario {
  const {
    sd = {},
    hba = {},
    device = {},
    aixDisk = {},
    aixAdapter = {},
    delays = {},
    targets,
    requests,
    faults,
    depth,
  } = story;
  const checked = scenarioSchema.parse({
    name: 'rule',
    title: 'rule',
    story: 'rule',
    attach: story.attach ?? false,
    seed: story.seed ?? 1,
    topology: {
      ...(story.driver ? { driver: story.driver } : {}),
      ...(story.foreignInitiator ? { foreignInitiator: {} } : {}),
      targets: targets ?? [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 8 }] }],
      parameters: { sd, hba, aixDisk, aixAdapter, device: { powerOnUnitAttention: false, ...device }, delays },
    },
    workload: { requests, ...(depth === undefined ? {} : { depth }) },
    ...(faults ? { faults } : {}),
  });
  const topology = checkTopology(checked.topology);
  const scenario: Scenario = { ...checked, topology };
  return {
    scenario,
    depth: undefined,
    requests: expandInlineRequests(checked.workload.requests ?? [], {
      geometryOf: geometryOf(topology),
      locate: (path) => path.join('.'),
      ...(depth === undefined ? {} : { depth }),
    }),
    faultWhere: (index) => `fault ${index}`,
    scheduleWhere: (index) => `scheduled ${index}`,
  };
}

/** Tells the story to the composed stack. */
export async function play(story: Story, options: ScenarioOptions = {}): Promise<Played> {
  const records: StepRecord[] = [];
  let result: ScenarioResult | undefined;
  let stopped: Error | undefined;
  try {
    result = await runScenario(loaded(story), { ...options, observe: (record) => records.push(record) });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    stopped = error;
  }
  return {
    stopped,
    result,
    seen: records.flatMap(({ deliveries, at, n }) => deliveries.map((delivery) => ({ ...delivery, at, step: n }))),
    effects: records.flatMap(({ effects }) => effects.map(({ effect }) => effect)),
    answeredInStep: records.flatMap(({ effects, n }) =>
      effects.filter(({ effect }) => effect.type === 'effect.answered').map(() => n),
    ),
  };
}

/** The report of a run that came to its end. */
export function reportOf({ result, stopped }: Played): ScenarioResult['report'] {
  if (!result) throw new Error(`the run was stopped: ${stopped?.message ?? '?'}`, { cause: stopped });
  return result.report;
}

/** `none`, `EIO` ... by request, `never` where there was no answer. */
export function answersOf({ result }: Played, requests: number): string[] {
  return Array.from(
    { length: requests },
    (_, index) => result?.answers.find(({ request }) => request.index === index)?.error ?? 'never',
  );
}

/** Messages of this type, to this receiver if named. */
export const ofType = ({ seen }: Played, type: string, to?: string): Seen[] =>
  seen.filter((each) => each.message.type === type && (to === undefined || each.to === to));

/** `machine: first line` of what stopped the run. */
export const complaint = ({ stopped }: Played): string[] => (stopped ? [`stopped: ${stopped.message}`] : []);
