import { address } from '../../machines/protocol/names.ts';
import { scaledDown } from '../../src/explore/limits.ts';
import { modelOf, type Surroundings } from '../../src/explore/model-of.ts';
import type { ModelSpec } from '../../src/explore/model-spec.ts';
import { checkTopology, type TopologyInput, topologySchema } from '../../src/system/topology.ts';

/** Disks, each with so many slots; the applications all read, so that the slots of a disk are alike. */
export function slotted(
  surroundings: Surroundings,
  slots: readonly number[] = [2],
  parameters: TopologyInput['parameters'] = scaledDown,
): ModelSpec {
  const topology = topologySchema.parse({
    targets: slots.map((n, i) => ({ name: `t${i}`, id: i, logicalUnits: [{ name: `d${i}`, slots: n }] })),
    parameters,
  });
  return modelOf('readers', checkTopology(topology), { compose: { forever: [{ op: 'read' }] }, ...surroundings });
}

export const asleep: NonNullable<ModelSpec['mayEnd']> = (state) =>
  state(address.disk('d0')).matches('lifecycle.attached.suspended.asleep');

/** A disk that is suspended now and then, and may stay asleep: a system with many ends. */
export const suspended = (surroundings: Surroundings): ModelSpec =>
  slotted({
    offered: { 'target.command.arrival': ['busy'] },
    spontaneous: ['world.suspend', 'world.resume'].map((type) => ({ to: address.disk('d0'), message: { type } })),
    mayEnd: asleep,
    ...surroundings,
  });
