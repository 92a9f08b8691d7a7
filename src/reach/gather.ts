import { properties } from '../../machines/properties/index.ts';
import { allPublished } from '../explore/all-published.ts';
import { check } from '../explore/check.ts';
import { drawnSystems } from '../explore/drawn-systems.ts';
import { type GuidedWalkResult, guidedWalk } from '../explore/guided-walk.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { type PublishedModel, publishedSpec } from '../explore/published-model.ts';
import { tellingSystems } from '../explore/telling-systems.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { runScenario } from '../run/run-scenario.ts';

/** Something to run, by its name: a scenario of the library, or a system to walk through. */
export type Job =
  | { readonly kind: 'scenario'; readonly name: string; readonly file: string }
  | { readonly kind: 'system'; readonly name: string; readonly states: number };

/** What was taken of the machines in one of them. */
export type Taken = {
  readonly name: string;
  /** Ids of transitions. */
  readonly transitions: readonly string[];
  /** Ids of the properties that it was watched for, and of those to whose watchers something happened. */
  readonly checked: readonly string[];
  readonly stirred: readonly string[];
  /** Steps that no machine has an answer to. */
  readonly failures: readonly string[];
};

/** Every system that is walked through: those that `check` knows, some in which more happens, and those that are drawn. */
export const systems: readonly PublishedModel[] = [...allPublished, ...tellingSystems, ...drawnSystems];

/** Runs one of them. The same job takes the same transitions every time. */
export async function take(job: Job): Promise<Taken> {
  return job.kind === 'scenario' ? takeScenario(job.name, job.file) : takeSystem(job.name, job.states);
}

async function takeScenario(name: string, file: string): Promise<Taken> {
  const taken = new Set<string>();
  const seen = new Set<readonly string[]>();
  await runScenario(await loadScenario(file), {
    observe: ({ deliveries }) => {
      for (const { transitions } of deliveries) {
        // A step that is remembered is told of by the same list every time.
        if (seen.has(transitions)) continue;
        seen.add(transitions);
        for (const id of transitions) taken.add(id);
      }
    },
  });
  return { name, transitions: [...taken], checked: [], stirred: [], failures: [] };
}

/** A layer between stubs is small. */
const layerStates = 100_000;

/** Between stubs anything may happen at any time, most of which changes nothing: walks do not get far there. */
const breadthOf = (model: PublishedModel): number | undefined =>
  model.breadthFirst ?? ('layer' in model || 'nexus' in model ? layerStates : undefined);

function breadthFirst(spec: ModelSpec, maxStates: number): Omit<GuidedWalkResult, 'stirred'> {
  const { covered, violation } = check(spec, { maxStates });
  return { covered, failures: violation ? [violation.says] : [] };
}

function takeSystem(name: string, states: number): Taken {
  const model = systems.find((each) => each.name === name);
  if (!model) throw new RangeError(`no system is known as '${name}'`);
  const breadth = breadthOf(model);
  if (breadth !== undefined) {
    // Properties are for systems in which somebody means something by what happens.
    const { covered, failures } = breadthFirst(publishedSpec(model), breadth);
    return { name, transitions: [...covered], checked: [], stirred: [], failures };
  }
  const spec = publishedSpec(model, properties);
  const { covered, stirred, failures } = guidedWalk(spec, { states, seed: 1 });
  const { watchers = [], predicates = [] } = spec.properties ?? {};
  const checked = new Set([...watchers, ...predicates].map(({ property }) => property.id));
  return { name, transitions: [...covered], checked: [...checked], stirred: [...stirred], failures };
}
