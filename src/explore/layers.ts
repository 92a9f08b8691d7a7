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
import type { Happening } from './happenings.ts';
import { scsaLimits } from './limits.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';
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
  /** What befalls a device by itself, each at the cost of a fault. */
  readonly happens?: readonly Happening[];
  readonly faultBudget?: number;
};

const bus = 'stubbed';
const initiatorAddress = (name: string): string => `hba:${name}`;

function targetActors(
  given: BusLayer['targets'][number],
  initiators: readonly string[],
  queueDepth: number,
): ActorSpec[] {
  const { target } = given;
  if (!('lun' in given)) {
    return [{ address: address.target(target), machine: targetStubMachine, input: { bus, ...given } }];
  }
  const { lun } = given;
  const params = { ...deviceDefaults, queueDepth, powerOnUnitAttention: false, ...given.device };
  return [
    { address: address.taskSet(lun), machine: taskSetMachine, input: { lun, target, params } },
    { address: address.logicalUnit(lun), machine: logicalUnitMachine, input: { lun, target, initiators, params } },
    { address: address.target(target), machine: targetMachine, input: { target, bus, luns: [lun], params } },
  ];
}

/**
 * The bus alone between neighbours that do whatever they may, whenever they may: every delay may end at any time. What
 * goes wrong is up to the stubs, as often as they like. `more`: how much larger than published the device's queue is.
 */
export function busLayer(name: string, layer: BusLayer, more = 0): ModelSpec {
  const { grain, initiators, targets, offered, happens = [], faultBudget } = layer;
  const names = initiators.map((initiator) => initiator.name);
  const { queueDepth } = scsaLimits(more).device;
  return {
    name,
    actors: [
      ...targets.flatMap((target) => targetActors(target, names, queueDepth)),
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
    spontaneous: happens,
    timerMode: 'any',
    faultBudget: faultBudget ?? 0,
    ...(targets.some((target) => 'lun' in target) ? { limits: { device: { queueDepth } } } : {}),
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

const command = {
  slot: 'A',
  target: 't0',
  lun: 'd0',
  tag: 'simple',
  disconnectPrivilege: true,
  negotiate: false,
} as const;
const read = { ...command, direction: 'in' } as const;
const write = { ...command, slot: 'B', direction: 'out' } as const;
const messages = ['ABORT', 'ABORT_TAG', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET'] as const;
const device = { target: 't0', lun: 'd0' } as const;

/** Layers alone that `check` knows. In none of them can an end be seen: a stub may always do something. */
export const publishedLayers = [
  {
    name: 'bus-alone',
    says: 'the bus at command grain between stubs: two commands, every fault',
    quick: false,
    layer: {
      grain: 'command',
      initiators: [{ name: 'ours', commands: [read, write], faults: true }],
      targets: [{ target: 't0', faults: true }],
    },
  },
  {
    name: 'bus-alone-phases',
    says: 'the same, every bus phase a state',
    quick: false,
    layer: {
      grain: 'phase',
      initiators: [{ name: 'ours', commands: [read, write], faults: true }],
      targets: [{ target: 't0', faults: true }],
    },
  },
  {
    name: 'bus-alone-reset',
    says: 'the bus at phase grain between stubs: one command, RST and task management messages at any time',
    quick: false,
    layer: {
      grain: 'phase',
      initiators: [{ name: 'ours', commands: [read], resets: true, messages }],
      targets: [{ target: 't0' }],
    },
  },
  {
    name: 'bus-alone-targets-leave',
    says: 'the bus at phase grain between stubs: two targets that disappear',
    quick: false,
    layer: {
      grain: 'phase',
      initiators: [{ name: 'ours', commands: [read, { ...write, target: 't1', lun: 'd1' }] }],
      targets: [
        { target: 't0', leaves: true },
        { target: 't1', leaves: true },
      ],
    },
  },
  {
    name: 'device-alone',
    says: 'target, logical unit and task set before a stub: a command, task management messages, up to two faults',
    quick: false,
    layer: {
      grain: 'command',
      initiators: [{ name: 'ours', commands: [read], messages }],
      targets: [device],
      offered: { 'target.command.arrival': ['busy', 'drop', 'hang'], 'target.reconnected.transfer': ['parts'] },
      faultBudget: 2,
    },
  },
  {
    name: 'device-alone-2-slots',
    says: 'the same with two commands that may fail on the medium',
    quick: false,
    layer: {
      grain: 'command',
      initiators: [{ name: 'ours', commands: [read, write] }],
      targets: [device],
      offered: {
        'lu.execute.outcome': ['MEDIUM_ERROR 11/00', 'short', 'hang'],
        'target.reconnected.transfer': ['parts'],
      },
      faultBudget: 2,
    },
  },
  {
    name: 'device-alone-reset',
    says: 'the same with one command and RST at any time',
    quick: false,
    layer: {
      grain: 'command',
      initiators: [{ name: 'ours', commands: [read], resets: true }],
      targets: [device],
      offered: { 'target.command.arrival': ['hang'] },
      faultBudget: 1,
    },
  },
] as const satisfies readonly { name: string; says: string; quick: boolean; layer: BusLayer }[];
