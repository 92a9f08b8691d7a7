import type { Property } from '../../machines/properties/property.ts';
import { checkTopology, type TopologyInput, topologySchema } from '../system/topology.ts';
import { type BusLayer, busLayer } from './layers.ts';
import { limitsOf } from './limits.ts';
import { modelOf, type Surroundings } from './model-of.ts';
import type { ModelSpec } from './model-spec.ts';
import { type NexusLayer, nexusLayer } from './nexus-layers.ts';

/** A system that `check` knows by name. */
export type PublishedModel = {
  readonly name: string;
  readonly says: string;
  /** Part of `check` without arguments, which takes about a minute. */
  readonly quick: boolean;
  /** So many states does `reach` look at breadth first, at most, instead of walking through. */
  readonly breadthFirst?: number;
} & (
  | { readonly topology: TopologyInput; readonly surroundings: Surroundings }
  /** One layer alone between stubs, which has no topology. */
  | { readonly layer: BusLayer }
  | { readonly nexus: NexusLayer }
  | { readonly spec: (more: number) => ModelSpec }
);

type Parameters = NonNullable<TopologyInput['parameters']>;

/** `check`'s model of a published system. `more`: how much larger than published each limit is. */
export function publishedSpec(model: PublishedModel, properties: readonly Property[] = [], more = 0): ModelSpec {
  if ('layer' in model) return { ...busLayer(model.name, model.layer, more), says: model.says };
  if ('nexus' in model) return { ...nexusLayer(model.name, model.nexus), says: model.says };
  if ('spec' in model) return { ...model.spec(more), name: model.name, says: model.says };
  const limits = limitsOf(model.topology.driver ?? 'scsa', more);
  const given: Parameters = model.topology.parameters ?? {};
  const parameters = Object.fromEntries(
    Object.entries<object | undefined>({ ...given, ...limits }).map(([group, values]) => [
      group,
      { ...values, ...given[group as keyof Parameters] },
    ]),
  );
  const topology = checkTopology(topologySchema.parse({ ...model.topology, parameters }));
  return { ...modelOf(model.name, topology, { ...model.surroundings, properties }), says: model.says, limits };
}
