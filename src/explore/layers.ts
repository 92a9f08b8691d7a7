import { parallelCommandMachine } from '../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../machines/bus/parallel-phase.machine.ts';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import {
  type InitiatorStubInput,
  initiatorStubMachine,
} from '../../machines/environment/stubs/initiator-stub.machine.ts';
import { type TargetStubInput, targetStubMachine } from '../../machines/environment/stubs/target-stub.machine.ts';
import { address, type Lun } from '../../machines/protocol/names.ts';
import { type DeviceParameters, deviceDefaults } from '../../machines/protocol/parameters.ts';
import type { ActorSpec } from '../system/cascade.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model.ts';
import type { Visible } from './refinement.ts';

/** A device of the real stack: a target with one logical unit. */
type RealDevice = { readonly target: string; readonly lun: Lun; readonly device?: Partial<DeviceParameters> };

/** The bus with its neighbours: stubs, or on the target side a real device. */
export type BusLayer = {
  readonly grain: 'command' | 'phase';
  /** Highest priority first; all initiators before all targets. */
  readonly initiators: readonly Omit<InitiatorStubInput, 'bus'>[];
  readonly targets: readonly (Omit<TargetStubInput, 'bus'> | RealDevice)[];
  readonly offered?: OfferedChoices;
  readonly faultBudget?: number;
};

const bus = 'stubbed';
const initiatorAddress = (name: string): string => `hba:${name}`;

function targetActors(given: BusLayer['targets'][number], initiators: readonly string[]): ActorSpec[] {
  const { target } = given;
  if (!('lun' in given)) {
    return [{ address: address.target(target), machine: targetStubMachine, input: { bus, ...given } }];
  }
  const { lun } = given;
  const params = { ...deviceDefaults, queueDepth: 4, powerOnUnitAttention: false, ...given.device };
  return [
    { address: address.taskSet(lun), machine: taskSetMachine, input: { lun, target, params } },
    { address: address.logicalUnit(lun), machine: logicalUnitMachine, input: { lun, target, initiators, params } },
    { address: address.target(target), machine: targetMachine, input: { target, bus, luns: [lun], params } },
  ];
}

/**
 * The bus alone between neighbours that do whatever they may, whenever they may: every delay may end at any time. What
 * goes wrong is up to the stubs, as often as they like.
 */
export function busLayer(name: string, { grain, initiators, targets, offered, faultBudget }: BusLayer): ModelSpec {
  const names = initiators.map((initiator) => initiator.name);
  return {
    name,
    actors: [
      ...targets.flatMap((target) => targetActors(target, names)),
      {
        address: address.bus(bus),
        machine: grain === 'phase' ? parallelPhaseMachine : parallelCommandMachine,
        input: {
          name: bus,
          initiators: names.map((each) => ({ name: each, address: initiatorAddress(each) })),
          targets: targets.map(({ target }) => target),
          priority: [...names, ...targets.map(({ target }) => target)],
        },
      },
      ...initiators.map((input) => ({
        address: initiatorAddress(input.name),
        machine: initiatorStubMachine,
        input: { bus, ...input },
      })),
    ],
    offered: offered ?? {},
    spontaneous: [],
    timerMode: 'any',
    faultBudget: faultBudget ?? 0,
    laneBound: 8,
    localLimit: 20_000,
  };
}

/** What the neighbours of the bus see: what each has sent to it, and what has arrived from it. */
export const seenByNeighbours: Visible = ({ what, from, to, message }) => {
  if (what === 'sent' && to === address.bus(bus)) return `${from} sends ${JSON.stringify(message)}`;
  if (what === 'delivered' && from === address.bus(bus)) return `${to} gets ${JSON.stringify(message)}`;
  return null;
};
