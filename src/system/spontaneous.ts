import type { AnyMachineSnapshot, AnyStateNode } from 'xstate';
import { type Address, address } from '../../machines/protocol/names.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { NexusHappening, UnitHappening, WorldMessage } from '../../machines/protocol/world.ts';
import { ourInitiator } from './compose.ts';
import type { Topology } from './topology.ts';
import { transitionIndex } from './transition-index.ts';

/** Something that can just happen: nobody in the stack asked for it. */
export type Spontaneous = { readonly to: Address; readonly message: WorldMessage };

const unitHappenings: readonly UnitHappening[] = [
  { type: 'world.powerOn' },
  { type: 'world.stopped' },
  { type: 'world.becameReady' },
  { type: 'world.mediumRemoved' },
  { type: 'world.mediumInserted' },
];

const nexusHappenings: readonly NexusHappening[] = [
  { type: 'world.linkDown' },
  { type: 'world.linkUp', id: 'same' },
  { type: 'world.linkUp', id: 'changed' },
  { type: 'world.linkUp', id: 'replaced' },
  { type: 'world.targetMoved' },
  { type: 'world.connectionLost' },
];

/** What another initiator sends that changes something for us. */
const foreignOperations: readonly OperationClass[] = ['read', 'write', 'reserve', 'release', 'modeSelect', 'stopUnit'];
const foreignMessages = ['ABORT', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET', 'CLEAR_QUEUE'] as const;

/** All that could just happen to the actors of a topology, in whatever state they are. */
export function happenings({ targets, foreignInitiator, driver, bus }: Topology): Spontaneous[] {
  const units = targets.flatMap((target) =>
    target.logicalUnits.map((unit) => ({ lun: unit.name, target: target.name })),
  );
  const initiators = [ourInitiator, ...(foreignInitiator ? [foreignInitiator.name] : [])];
  const nexuses = initiators.flatMap((initiator) => targets.map(({ name }) => address.nexus(initiator, name)));
  const foreign = foreignInitiator && address.foreignInitiator(foreignInitiator.name);
  return [
    ...units.flatMap(({ lun }) => unitHappenings.map((message) => ({ to: address.logicalUnit(lun), message }))),
    ...targets.map(({ name }) => ({ to: address.target(name), message: { type: 'world.gone' } as const })),
    ...(bus.kind === 'parallel' ? [] : nexuses.flatMap((to) => nexusHappenings.map((message) => ({ to, message })))),
    ...(driver === 'scsa'
      ? units.map(({ lun }) => ({ to: address.disk(lun), message: { type: 'world.resourcesFreed' } as const }))
      : []),
    ...(foreign === undefined
      ? []
      : [
          { to: foreign, message: { type: 'world.foreignReset' } as const },
          ...units.flatMap((unit) => [
            ...foreignOperations.map((op) => ({
              to: foreign,
              message: { type: 'world.foreignCommand' as const, ...unit, op },
            })),
            ...foreignMessages.map((message) => ({
              to: foreign,
              message: { type: 'world.foreignMessage' as const, ...unit, message },
            })),
          ]),
        ]),
  ];
}

/** Does a machine in this state do something about such a message? What it ignores changes nothing. */
function concerns(snapshot: AnyMachineSnapshot, type: string): boolean {
  const nodes = (snapshot as unknown as { _nodes: readonly AnyStateNode[] })._nodes;
  return nodes.some((node) =>
    (node.transitions.get(type) ?? []).some(
      (definition) => transitionIndex.describe(definition)?.ignored === undefined,
    ),
  );
}

/** What can happen by itself now, in a system that is in these states. */
export const spontaneousIn = (
  topology: Topology,
  snapshot: (address: Address) => AnyMachineSnapshot,
): readonly Spontaneous[] => happenings(topology).filter(({ to, message }) => concerns(snapshot(to), message.type));
