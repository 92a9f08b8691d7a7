import type { Property } from '../../../machines/properties/property.ts';
import { address } from '../../../machines/protocol/names.ts';
import { happenings } from '../../../src/explore/happenings.ts';
import { modelOf } from '../../../src/explore/model-of.ts';
import type { ModelSpec } from '../../../src/explore/model-spec.ts';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { checkTopology, topologySchema } from '../../../src/system/topology.ts';
import type { SmallSystem } from './broken-aix.ts';

/** The system to explore, with other machines in it if `variant` says so. */
export function smallAixSystem(
  {
    slots = 1,
    targets = 1,
    tagged = false,
    faults = 0,
    offered = {},
    aixDisk,
    device,
    calls,
    forever,
    foreign,
    openers,
  }: SmallSystem,
  properties: readonly Property[],
  variant: (specs: ActorSpec[]) => ActorSpec[] = (specs) => specs,
): ModelSpec {
  const topology = checkTopology(
    topologySchema.parse({
      driver: 'aix',
      ...(foreign ? { foreignInitiator: { name: 'foreign', id: 6 } } : {}),
      ...(calls ? { adapter: { specialFile: true } } : {}),
      targets: Array.from({ length: targets }, (_, i) => ({
        name: `t${i}`,
        id: i,
        logicalUnits: [{ name: `d${i}`, slots, ...(openers ? { openers: 2 } : {}) }],
      })),
      parameters: {
        aixDisk: { commandTagQueuing: tagged, coalesce: false, queueDepth: 3, retries: 1, ...aixDisk },
        aixAdapter: device ?? {},
        device: { queueDepth: 4, powerOnUnitAttention: false },
      },
    }),
  );
  const spec = modelOf('small', topology, {
    faultBudget: faults,
    offered,
    spontaneous: [
      ...(calls ?? []),
      ...(foreign ? happenings.foreignCommands('foreign', 't0', 'd0', foreign) : []),
      ...(openers ?? []).map((message, i) => ({ to: address.diskOpener(`d0.${i + 1}`), message })),
    ],
    properties,
    ...(forever ? { compose: { forever } } : {}),
    ...(openers ? { compose: { startAttached: false, forever: null }, begins: [], mayEnd: () => true } : {}),
  });
  return { ...spec, actors: variant([...spec.actors]) };
}
