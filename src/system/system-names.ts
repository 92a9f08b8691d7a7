import type { Architecture, Configuration, SystemNames } from '../../machines/properties/property.ts';
import { autoSenseSlot, internalSlot, requestSenseSlot } from '../../machines/protocol/names.ts';
import { ourInitiator } from './compose.ts';
import { slotsOf } from './slots.ts';
import { type Driver, parametersOf, type Topology } from './topology.ts';

/** The names that watchers go by, of the actors that `compose` makes of this topology. */
export function namesOf(topology: Topology): SystemNames {
  const { sd } = parametersOf(topology);
  return {
    adapter: topology.adapter.name,
    bus: topology.bus.name,
    initiators: [ourInitiator, ...(topology.foreignInitiator ? [topology.foreignInitiator.name] : [])],
    targets: topology.targets.map(({ name }) => name),
    units: topology.targets.flatMap((target) =>
      target.logicalUnits.map(({ name, slots }) => ({
        lun: name,
        target: target.name,
        pool: slotsOf(name, slots),
        internal: internalSlot(name),
        requestSense: requestSenseSlot(name),
        autoSense: autoSenseSlot(name),
      })),
    ),
    limits: {
      standard: Math.max(sd.retryCount, sd.busyRetryCount),
      victim: sd.victimRetryCount,
      unitAttention: sd.uaRetryCount,
      notReady: sd.notReadyRetryCount,
    },
  };
}

const architectures: Readonly<Record<Driver, Architecture>> = {
  scsa: 'scsa',
  aix: 'aix',
  'aix-fcp': 'aix-sam',
  'aix-iscsi': 'aix-sam',
};

/** By what messages the drivers of this topology speak to each other. */
export const architectureOf = ({ driver }: Pick<Topology, 'driver'>): Architecture => architectures[driver];

/** What the verdicts on properties depend on: the topology, and what the world may do to it. */
export function configurationOf(
  topology: Topology,
  world: Pick<Configuration, 'offered' | 'faultBudget' | 'prompt'>,
): Configuration {
  const { sd, hba, aixDisk, aixAdapter, samAdapter, device } = parametersOf(topology);
  return {
    architecture: architectureOf(topology),
    sd,
    hba,
    aixDisk,
    aixAdapter,
    samAdapter,
    device,
    ...world,
    slots: Math.max(...topology.targets.flatMap(({ logicalUnits }) => logicalUnits.map(({ slots }) => slots))),
    targets: topology.targets.length,
    initiators: topology.foreignInitiator ? 2 : 1,
  };
}
