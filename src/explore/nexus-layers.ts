import { fabricMachine } from '../../machines/bus/fabric.machine.ts';
import { iscsiSessionMachine } from '../../machines/bus/iscsi-session.machine.ts';
import {
  type NexusTargetStubInput,
  nexusTargetStubMachine,
} from '../../machines/environment/stubs/nexus-target-stub.machine.ts';
import { type PortStubInput, portStubMachine } from '../../machines/environment/stubs/port-stub.machine.ts';
import { address, type InitiatorName, type Lun } from '../../machines/protocol/names.ts';
import type { DeviceParameters } from '../../machines/protocol/parameters.ts';
import type { NexusHappening } from '../../machines/protocol/world.ts';
import type { ActorSpec } from '../system/cascade.ts';
import { composeDevices } from '../system/compose-interconnect.ts';
import { topologySchema } from '../system/topology.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';

const target = 't0';
const lun = 'd0';

/** Fabric or iSCSI session with its neighbours: initiator ports that are stubs, and a stub or a real device. */
export type NexusLayer = {
  readonly kind: 'fabric' | 'iscsi';
  /** `lun`: that of the device unless given */
  readonly initiators: readonly (Omit<PortStubInput, 'target' | 'lun'> & Partial<Pick<PortStubInput, 'lun'>>)[];
  readonly device: Pick<NexusTargetStubInput, 'leaves'> | { readonly parameters: Partial<DeviceParameters> };
  /** What may happen by itself to the first nexus; each happening costs one of the budget. */
  readonly happenings?: readonly NexusHappening[];
  /** Another initiator may reset the target, which is a stub. */
  readonly foreignReset?: boolean;
  readonly offered?: OfferedChoices;
  readonly faultBudget: number;
};

const portAddress = (name: InitiatorName) => `port:${name}`;

function deviceActors({ device, initiators }: NexusLayer): ActorSpec[] {
  const names = initiators.map((initiator) => initiator.name);
  if (!('parameters' in device)) {
    return names.map((initiator) => ({
      address: address.target(target),
      machine: nexusTargetStubMachine,
      input: { target, initiator, ...device },
    }));
  }
  const actors: ActorSpec[] = [];
  composeDevices({
    topology: topologySchema.parse({
      bus: { kind: 'fabric' },
      targets: [{ name: target, id: 0, logicalUnits: [{ name: lun satisfies Lun }] }],
      parameters: { device: { queueDepth: 4, powerOnUnitAttention: false, ...device.parameters } },
    }),
    initiators: names.map((name, i) => ({ name, id: 7 - i, address: portAddress(name) })),
    add: (at, machine, input) => actors.push({ address: at, machine, input }),
  });
  return actors;
}

/** The nexus alone between neighbours that do whatever they may, whenever they may. */
export function nexusLayer(name: string, layer: NexusLayer): ModelSpec {
  const { kind, initiators, happenings = [], foreignReset, offered, faultBudget } = layer;
  const [first] = initiators;
  const machine = kind === 'fabric' ? fabricMachine : iscsiSessionMachine;
  return {
    name,
    actors: [
      ...deviceActors(layer),
      ...initiators.map((initiator) => ({
        address: address.nexus(initiator.name, target),
        machine,
        input: { initiator: initiator.name, target, port: portAddress(initiator.name) },
      })),
      ...initiators.map((input) => ({
        address: portAddress(input.name),
        machine: portStubMachine,
        input: { target, lun, ...input },
      })),
    ],
    offered: offered ?? {},
    spontaneous: [
      ...happenings.map((message) => ({ to: address.nexus(first?.name ?? '', target), message })),
      ...(foreignReset ? [{ to: address.target(target), message: { type: 'world.foreignReset' } }] : []),
    ],
    timerMode: 'any',
    faultBudget,
    laneBound: 16,
    localLimit: 20_000,
  };
}

const command = { attribute: 'simple', direction: 'in', naca: false } as const;
const one = [{ slot: 'A', ...command }] as const;
const two = [...one, { slot: 'B', ...command, direction: 'out' }] as const;
/** A command with NACA, and one that auto contingent allegiance lets in. */
const withAca = [
  { slot: 'A', ...command, naca: true },
  { slot: 'B', ...command, attribute: 'aca', naca: true },
] as const;
const link = [
  { type: 'world.linkDown' },
  { type: 'world.linkUp', id: 'same' },
  { type: 'world.targetMoved' },
] as const satisfies readonly NexusHappening[];
const connection = [
  { type: 'world.linkDown' },
  { type: 'world.linkUp', id: 'same' },
  { type: 'world.connectionLost' },
] as const satisfies readonly NexusHappening[];
const onTheWay: OfferedChoices = {
  'transport.sendCommand.delivery': ['noResponse', 'lost'],
  'transport.sendTaskManagement.outcome': ['noResponse', 'rejected'],
  'transport.login.outcome': ['rejected'],
  'target.command.arrival': ['busy', 'drop', 'hang'],
  'target.reconnected.transfer': ['parts'],
  'bus.finish.transfer': ['unexpectedBusFree'],
};

const stub = { name: 'ours', functions: ['ABORT_TASK'] } as const;
const device = { parameters: {} } as const;

/** Nexuses alone that `check` knows. In none of them can an end be seen: a stub may always do something. */
export const publishedNexuses = [
  {
    name: 'fabric-alone',
    says: 'FCP between stubs: two commands, ABORT TASK, one fault',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [{ ...stub, commands: two }],
      device: {},
      offered: onTheWay,
      faultBudget: 1,
    },
  },
  {
    name: 'fabric-alone-link',
    says: 'the same with one command: the link is lost and comes back, the target moves, three times',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [{ name: 'ours', commands: one }],
      device: {},
      happenings: link,
      faultBudget: 3,
    },
  },
  {
    name: 'fabric-alone-target',
    says: 'the same: the link is lost, the target moves, leaves or is reset by another initiator, with ABORT TASK',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [{ ...stub, commands: one }],
      device: { leaves: true },
      happenings: link,
      foreignReset: true,
      faultBudget: 1,
    },
  },
  {
    name: 'fabric-alone-logins',
    says: 'FCP between stubs: a command, logins and logouts at any time, the link is lost once',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [{ name: 'ours', commands: one, restless: true }],
      device: {},
      happenings: link,
      faultBudget: 1,
    },
  },
  {
    name: 'iscsi-alone',
    says: 'an iSCSI session between stubs: two commands, ABORT TASK, one fault',
    quick: false,
    nexus: {
      kind: 'iscsi',
      initiators: [{ ...stub, commands: two }],
      device: {},
      offered: onTheWay,
      faultBudget: 1,
    },
  },
  {
    name: 'iscsi-alone-connection',
    says: 'the same with one command: connection and network are lost and come back, three times',
    quick: false,
    nexus: {
      kind: 'iscsi',
      initiators: [{ name: 'ours', commands: one }],
      device: {},
      happenings: connection,
      faultBudget: 3,
    },
  },
  {
    name: 'iscsi-alone-target',
    says: 'the same: the connection is lost, the target leaves or is reset by another initiator',
    quick: false,
    nexus: {
      kind: 'iscsi',
      initiators: [{ name: 'ours', commands: one }],
      device: { leaves: true },
      happenings: connection,
      foreignReset: true,
      faultBudget: 1,
    },
  },
  {
    name: 'iscsi-alone-logins',
    says: 'an iSCSI session between stubs: a command, logins and logouts at any time, the connection is lost once',
    quick: false,
    nexus: {
      kind: 'iscsi',
      initiators: [{ name: 'ours', commands: one, restless: true }],
      device: {},
      happenings: connection,
      faultBudget: 1,
    },
  },
  {
    name: 'device-behind-fabric',
    says: 'a real device behind FCP: a command with NACA, an ACA command, CLEAR ACA, one fault',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [{ name: 'ours', commands: withAca, functions: ['CLEAR_ACA'] }],
      device,
      offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'], 'target.command.arrival': ['hang'] },
      faultBudget: 1,
    },
  },
  {
    name: 'device-behind-fabric-2-initiators',
    says: 'a real device with TAS behind FCP, a command of each of two initiators; one of them clears the task set',
    quick: false,
    nexus: {
      kind: 'fabric',
      initiators: [
        { name: 'ours', commands: one, functions: ['CLEAR_TASK_SET'] },
        { name: 'foreign', commands: [{ slot: 'F', ...command }] },
      ],
      device: { parameters: { taskAbortedStatus: true } },
      faultBudget: 0,
    },
  },
] as const satisfies readonly { name: string; says: string; quick: boolean; nexus: NexusLayer }[];
