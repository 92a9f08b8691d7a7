import { dirname, resolve } from 'node:path';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { type Scenario, scenarioSchema } from '../scenario/scenario.ts';
import { checkTopology, type Topology } from '../system/topology.ts';
import { loadWorkload } from '../workload/load-workload.ts';
import type { GeometryOf } from '../workload/request-description.ts';
import { expandInlineRequests } from '../workload/inline-expand.ts';
import type { WorkloadRequest } from '../workload/workload-request.ts';

/** A scenario with its workload read. */
export type LoadedScenario = {
  readonly scenario: Scenario;
  readonly requests: readonly WorkloadRequest[];
  readonly depth: number | undefined;
  /** Where the fault rule with this index stands, `file:line:column`. */
  faultWhere(index: number): string;
};

/** What the command line puts in place of parts of the scenario. */
export type ScenarioChanges = {
  readonly workload?: string;
  readonly depth?: number;
  readonly faults?: { readonly rules: Scenario['faults']; where(index: number): string };
  readonly topology?: Topology;
  readonly change?: (topology: Topology) => Topology;
};

/** The geometry of the logical units of a topology; without a name, of the first. */
export function geometryOf(topology: Topology): GeometryOf {
  const units = topology.targets.flatMap((target) => target.logicalUnits);
  return (name) => {
    const unit = name === undefined ? units[0] : units.find((each) => each.name === name);
    return { blockSize: unit?.blockSize ?? 512, capacity: unit?.blocks ?? 0 };
  };
}

/** Reads a scenario file and its workload. @throws InputError naming file, line and column of what is wrong. */
export async function loadScenario(file: string, changes: ScenarioChanges = {}): Promise<LoadedScenario> {
  const checked = readYamlFile(file, scenarioSchema);
  const given = changes.topology ?? checked.value.topology;
  const changed = changes.change ? changes.change(given) : given;
  const topology = checkTopology(changed, changes.topology ? undefined : checked.where(['topology']));
  const scenario: Scenario = { ...checked.value, topology, faults: changes.faults?.rules ?? checked.value.faults };
  const { workload } = scenario;
  const depth = changes.depth ?? workload.depth;
  const geometry = geometryOf(topology);
  const trace = changes.workload ?? (workload.trace === undefined ? undefined : resolve(dirname(file), workload.trace));
  const requests =
    trace === undefined
      ? expandInlineRequests(workload.requests ?? [], {
          geometryOf: geometry,
          locate: (path) => checked.where(['workload', 'requests', ...path]),
          ...(depth === undefined ? {} : { depth }),
        })
      : await loadWorkload(trace, geometry);
  return {
    scenario,
    requests,
    // Inline requests carry their own depth; a recording keeps its own unless told otherwise.
    depth: trace === undefined ? undefined : depth,
    faultWhere: (index) => (changes.faults ? changes.faults.where(index) : checked.where(['faults', index])),
  };
}
