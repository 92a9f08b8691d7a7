import { InputError } from '../input-error.ts';
import { runScenario, type ScenarioOptions, type ScenarioResult } from '../run/run-scenario.ts';
import type { FaultRule } from '../scenario/fault-rule.ts';
import { expectations } from '../scenario/scenario.ts';
import type { ScheduledPick } from '../scenario/scheduled.ts';
import { checkTopology, type Topology } from '../system/topology.ts';
import { Follow, type Parting } from './follow.ts';
import type { RecordedRun } from './recorded-run.ts';

export type AgainOptions = Pick<ScenarioOptions, 'conductor' | 'observe' | 'traceSink' | 'progress' | 'seed'> & {
  /** The first step that is not done as it was recorded; without it all are, as long as the same comes of them. */
  readonly upTo?: number;
  /** Ends the run with a message when a step before `upTo` does something else than recorded. */
  readonly exactly?: boolean;
  readonly change?: (topology: Topology) => Topology;
  /** Beside what the world did, and before it. */
  readonly faults?: readonly FaultRule[];
  readonly schedule?: readonly ScheduledPick[];
  /** Steps that a run without an end does beyond those that were recorded. */
  readonly beyond?: number;
};

/**
 * Does a recorded run again, or goes another way from some step on: with the same requests, in the same order as far as
 * it is followed; what the world decided and did, it decides and does again.
 *
 * @throws InputError when it has to be the same, and is not; further as a run.
 */
export async function runAgain(
  recorded: RecordedRun,
  options: AgainOptions = {},
): Promise<ScenarioResult & { readonly parting: Parting | undefined }> {
  const {
    change = (topology) => topology,
    faults = [],
    schedule = [],
    upTo,
    beyond = 1000,
    exactly,
    conductor,
    observe,
    ...usual
  } = options;
  const { name, seed, steps, asked, forever, otherMachines } = recorded;
  const topology = checkTopology(change(recorded.topology));
  const follow = new Follow(recorded, Math.min(upTo ?? steps.length, steps.length), (parting) => {
    if (exactly) throw cannotFollow(parting, otherMachines);
  });
  const rules = withoutDecided(recorded.faults, faults);
  const scenario = {
    name,
    title: name,
    story: name,
    topology,
    seed,
    attach: !recorded.startAttached,
    workload: { requests: [] },
    faults: [...faults, ...rules],
    schedule: [...schedule],
    expect: expectations.parse({}),
  };
  const loaded = {
    scenario,
    // Those of an explored system its applications ask by themselves.
    requests: forever ? [] : asked,
    depth: undefined,
    faultWhere: (index: number) => `fault ${index + 1}`,
    scheduleWhere: (index: number) => `step ${schedule[index]?.step ?? '?'} that was chosen`,
  };
  const result = await runScenario(loaded, {
    ...usual,
    ...(forever ? { forever: { asks: forever, steps: Math.max(steps.length, upTo ?? 0) + beyond } } : {}),
    around: (world) => follow.around(world),
    conductor: follow.conductor(conductor),
    observe: (record) => {
      follow.observe(record);
      observe?.(record);
    },
  });
  return { ...result, parting: follow.parting };
}

/** Rules but those about an occurrence of which another rule decides: at it they would not count. */
const withoutDecided = (rules: readonly FaultRule[], before: readonly FaultRule[]): FaultRule[] => {
  const decided = new Set(before.flatMap((rule) => ('at' in rule ? [`${rule.at}@${rule.nth}`] : [])));
  return rules.filter(
    (rule) => !('at' in rule && rule.when.request === undefined && decided.has(`${rule.at}@${rule.nth}`)),
  );
};

const cannotFollow = ({ step, says }: Parting, otherMachines: boolean): InputError =>
  new InputError({
    code: 'other-run',
    given: `a trace whose step ${step} these machines do not repeat (${says})`,
    accepted: `a trace of ${otherMachines ? 'the machines of this version: this one was recorded with others' : 'a run that depends on nothing that the trace does not tell'}`,
  });
