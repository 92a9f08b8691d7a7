import type { AnyStateMachine } from 'xstate';
import { fabricMachine } from '../../machines/bus/fabric.machine.ts';
import { iscsiSessionMachine } from '../../machines/bus/iscsi-session.machine.ts';
import { parallelCommandMachine } from '../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../machines/bus/parallel-phase.machine.ts';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { foreignInitiatorMachine } from '../../machines/environment/foreign-initiator.machine.ts';
import { foreignPortMachine } from '../../machines/environment/foreign-port.machine.ts';
import { type Address, address, type InitiatorName } from '../../machines/protocol/names.ts';
import type { DriverPart } from './driver-part.ts';
import { parametersOf, type Topology } from './topology.ts';

/** An initiator on the bus, and where it takes what it is told. */
type Initiator = { readonly name: InitiatorName; readonly id: number; readonly address: Address };

type Add = (address: Address, machine: AnyStateMachine, input: unknown) => void;

/** The part of a system below the adapters. */
type Below = {
  readonly topology: Pick<Topology, 'bus' | 'targets' | 'parameters'>;
  readonly initiators: readonly Initiator[];
  readonly add: Add;
};

/** SCSI ids from the highest priority to the lowest: 7..0, then 15..8 (SCSI-2 6.1.2). */
const byPriority = (a: { id: number }, b: { id: number }): number => rank(a.id) - rank(b.id);
const rank = (id: number): number => (id <= 7 ? 7 - id : 23 - id);

/** Every logical unit, with its target. */
export const unitsOf = ({ targets }: Pick<Topology, 'targets'>): DriverPart['units'] =>
  targets.flatMap((target) => target.logicalUnits.map((unit) => ({ unit, lun: unit.name, target: target.name })));

/** The devices: the same machines whatever they are connected by. */
export function composeDevices({ topology, initiators, add }: Below): void {
  const { device: params } = parametersOf(topology);
  const names = [...initiators].sort(byPriority).map((each) => each.name);
  const isParallel = topology.bus.kind === 'parallel';
  for (const { lun, target } of unitsOf(topology)) {
    add(address.taskSet(lun), taskSetMachine, { lun, target, params, ...(isParallel ? {} : { autosense: true }) });
    add(address.logicalUnit(lun), logicalUnitMachine, { lun, target, initiators: names, params });
  }
  for (const target of topology.targets) {
    add(address.target(target.name), targetMachine, {
      target: target.name,
      bus: topology.bus.name,
      luns: target.logicalUnits.map((unit) => unit.name),
      params,
      ...(isParallel ? {} : { nexuses: names }),
    });
  }
}

/** What stands between: one parallel bus for all, or a nexus for each initiator with each target. */
export function composeInterconnect({ topology, initiators, add }: Below): void {
  const { kind, grain, name } = topology.bus;
  switch (kind) {
    case 'parallel':
      add(address.bus(name), grain === 'phase' ? parallelPhaseMachine : parallelCommandMachine, {
        name,
        initiators: [...initiators].sort(byPriority).map((each) => ({ name: each.name, address: each.address })),
        targets: [...topology.targets].sort(byPriority).map((target) => target.name),
        priority: [...initiators, ...topology.targets].sort(byPriority).map((each) => each.name),
      });
      return;
    case 'fabric':
    case 'iscsi':
      for (const initiator of initiators)
        for (const target of topology.targets)
          add(address.nexus(initiator.name, target.name), kind === 'fabric' ? fabricMachine : iscsiSessionMachine, {
            initiator: initiator.name,
            target: target.name,
            port: initiator.address,
          });
  }
}

/** The scripted second initiator. */
export function composeForeign({ bus }: Pick<Topology, 'bus'>, name: InitiatorName, add: Add): void {
  if (bus.kind === 'parallel') add(address.foreignInitiator(name), foreignInitiatorMachine, { name, bus: bus.name });
  else add(address.foreignInitiator(name), foreignPortMachine, { name });
}
