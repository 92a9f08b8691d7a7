import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import { scaledDown } from '../../src/explore/limits.ts';
import { modelOf } from '../../src/explore/model-of.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { publishedAixModels } from '../../src/explore/published-aix.ts';
import { publishedSamModels } from '../../src/explore/published-aix-sam.ts';
import { publishedSpec } from '../../src/explore/published-model.ts';
import { checkTopology, type TopologyInput, topologySchema } from '../../src/system/topology.ts';
import { type TransitionEntry, transitionIndex } from '../../src/system/transition-index.ts';
import { StepLimitError } from './step-limit.ts';
import { type Complaint, reasonOf, type Trial } from './trial.ts';

const one: TopologyInput['targets'] = [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 1 }] }];
const two: TopologyInput['targets'] = [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 2 }] }];

type Parameters = Record<'sd' | 'hba' | 'device', Record<string, unknown>>;
const model = (
  name: string,
  faults: number,
  input: Omit<TopologyInput, 'parameters'>,
  changes: Partial<Parameters> = {},
): [string, () => ModelSpec] => [
  name,
  () =>
    modelOf(
      name,
      checkTopology(
        topologySchema.parse({
          ...input,
          parameters: {
            sd: { ...scaledDown.sd, ...changes.sd },
            hba: { ...scaledDown.hba, ...changes.hba },
            device: { ...scaledDown.device, ...changes.device },
          },
        }),
      ),
      { faultBudget: faults, properties },
    ),
];

/** Small systems that together look at as much of the machines as a second each allows. */
const models: readonly (readonly [string, () => ModelSpec])[] = [
  model('1-target-1-slot', 1, { targets: one }),
  model('1-target-1-slot-phases', 1, { targets: one, bus: { grain: 'phase' } }),
  model('1-target-1-slot-no-arq', 1, { targets: one }, { hba: { autoRequestSense: 'none' } }),
  model('1-target-2-slots', 1, { targets: two }),
  model('1-target-2-slots-phases', 0, { targets: two, bus: { grain: 'phase' } }),
];

/** Published systems that show something that the others do not, without being large. */
const shown = new Set([
  'attach',
  'third-party-reset',
  'two-disks-reset',
  'sense-lost',
  'sense-kept-by-arq',
  'sense-kept-by-throttle',
  'sense-kept-by-order',
  'retry-without-sensing',
  'queue-full-for-ever',
  'busy-for-ever',
  'hang-unnoticed',
  'hang-noticed',
  'start-unit',
  'start-unit-early-return',
  'aix-1-target-1-slot',
  'aix-2-targets-1-slot',
  'aix-fcp-2-slots',
  'aix-fcp-2-slots-aca',
  'aix-fcp-2-slots-aca-no-buffer',
  'aix-fcp-2-slots-kept',
  'aix-fcp-link-fast',
  'aix-fcp-foreign',
  'aix-iscsi-2-slots',
  'aix-iscsi-session',
]);

const everyModel = [...publishedModels, ...publishedAixModels, ...publishedSamModels];

const published: readonly (readonly [string, () => ModelSpec])[] = everyModel
  .filter((each) => shown.has(each.name) || 'layer' in each || 'nexus' in each || 'spec' in each)
  .map((each) => [each.name, () => publishedSpec(each, properties)]);

/** Larger published systems with one fault. */
const withOneFault: readonly (readonly [string, () => ModelSpec])[] = everyModel
  .filter(({ name }) => ['2-targets-1-slot', 'aix-1-target-2-slots', 'aix-1-target-2-slots-tagged'].includes(name))
  .map((each) => [`${each.name}-one-fault`, () => ({ ...publishedSpec(each, properties), faultBudget: 1 })]);

type Figures = {
  readonly states: number;
  readonly covered: readonly string[];
  /** Verdicts of the properties that were checked. */
  readonly verdicts: Readonly<Record<string, string>>;
};

/** What a transition is called whatever rows stand before it: a row that was left out renumbers the others. */
const lastingName = ({ machine, state, event, description }: TransitionEntry): string =>
  `${machine}: ${state}: ${event}: ${description ?? ''}`;

/** All transitions of a system, and those of them that were taken. */
function transitionsOf(spec: ModelSpec, covered: ReadonlySet<string>): { all: Set<string>; taken: Set<string> } {
  const [all, taken] = [new Set<string>(), new Set<string>()];
  for (const machine of new Set(spec.actors.map((actor) => actor.machine)))
    for (const entry of transitionIndex.transitionsOf(machine)) {
      all.add(lastingName(entry));
      if (covered.has(entry.id)) taken.add(lastingName(entry));
    }
  return { all, taken };
}

/** Verdicts on cycles need another pass. */
const cyclesUpTo = 5000;

/**
 * Explores a system to its end, with every property that says something about it.
 *
 * @param maxStatesForCycles systems of more states are not searched for what goes on for ever
 */
export const explorerTrial = (name: string, spec: () => ModelSpec, maxStatesForCycles = cyclesUpTo): Trial => ({
  name: `explorer ${name}`,
  async run(given) {
    const healthy = given as Figures | undefined;
    try {
      // A defect may make a system larger; how large says nothing about whether it is right.
      const maxStates = healthy ? healthy.states * 3 + 2000 : 1_000_000;
      const explored = spec();
      const result = check(explored, { maxStates, maxStatesForCycles });
      const { violation, complete, states, covered } = result;
      const complaints: Complaint[] = [];
      for (const { id, verdict } of result.properties) {
        const expected = healthy?.verdicts[id];
        if (
          expected !== undefined &&
          verdict !== expected &&
          verdict !== 'not checked' &&
          (verdict === 'fails' || complete)
        )
          complaints.push({ kind: 'property', property: id, says: `${id} ${verdict}` });
      }
      if (violation) complaints.push({ kind: 'explorer', says: `${violation.kind}: ${violation.says}` });
      const { all, taken } = transitionsOf(explored, covered);
      const never =
        complete && !violation ? healthy?.covered.find((each) => all.has(each) && !taken.has(each)) : undefined;
      if (never !== undefined) complaints.push({ kind: 'reachability', says: `never taken: ${never}` });
      const verdicts = Object.fromEntries(
        result.properties.filter(({ verdict }) => verdict !== 'not checked').map(({ id, verdict }) => [id, verdict]),
      );
      return { complaints, figures: { states, covered: [...taken], verdicts } satisfies Figures };
    } catch (error) {
      if (error instanceof StepLimitError) throw error;
      return { complaints: [{ kind: 'explorer', says: reasonOf(error) }] };
    }
  },
});

/** Exhaustive runs of small systems, with every property that says something about them. */
export const explorerTrials = (): Trial[] =>
  [...models, ...published, ...withOneFault].map(([name, spec]) => explorerTrial(name, spec));
