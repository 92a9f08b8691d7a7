import { properties } from '../../machines/properties/index.ts';
import { check } from '../../src/explore/check.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { publishedModels } from '../../src/explore/published.ts';
import { type PublishedModel, publishedSpec } from '../../src/explore/published-model.ts';
import { type Explored, type Story, storiesOf } from '../../src/story/index.ts';
import { checkTopology, topologySchema } from '../../src/system/topology.ts';

/** The published system with this name, explored as far as one property needs, and the story of that property. */
export function foundStory(name: string, id: string): Story {
  const model = publishedModels.find((each) => each.name === name);
  if (!model || !('topology' in model)) throw new Error(`no topology is published as ${name}`);
  const result = check(
    publishedSpec(
      model,
      properties.filter((each) => each.id === id),
    ),
    { maxStates: 100_000 },
  );
  const [story] = storiesOf(result, exploredOf(model, result.spec));
  if (!story) throw new Error(`nothing was found for ${id} in ${name}`);
  return story;
}

function exploredOf(model: Extract<PublishedModel, { topology: unknown }>, spec: ModelSpec): Explored {
  const { says, topology, surroundings } = model;
  // As published, with the limits that the exploration used.
  const given = topology.parameters ?? {};
  const limits = (spec.limits ?? {}) as Readonly<Record<string, object>>;
  const parameters = Object.fromEntries(
    (['sd', 'hba', 'device'] as const).map((layer) => [layer, { ...limits[layer], ...given[layer] }]),
  );
  return {
    ...spec,
    says,
    origin: {
      topology: checkTopology(topologySchema.parse({ ...topology, parameters })),
      compose: { startAttached: true, forever: [{ op: 'read' }, { op: 'write' }], ...surroundings.compose },
    },
  };
}
