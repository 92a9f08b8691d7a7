import { type BusStubInput, busStubMachine } from '../../machines/environment/stubs/bus-stub.machine.ts';
import type { HeadStubHappening } from '../../machines/environment/stubs/head-stub.machine.ts';
import type { AixAdapterParameters } from '../../machines/protocol/aix-parameters.ts';
import { address, type Slot } from '../../machines/protocol/names.ts';
import type { Transaction } from '../../machines/target-driver/aix-disk-buffers.ts';
import { ourInitiator } from '../system/compose.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';
import { composeUnderAnyHead } from './any-head.ts';
import type { Happening } from './happenings.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';

const lun = 'd0';
const slotsOf = (count: number): Slot[] => Array.from({ length: count }, (_, i) => `${lun}.${i + 1}`);

/** The AIX adapter driver of one disk, between a device driver and a bus that do whatever they may. */
export type AixAdapterLayer = {
  readonly slots: number;
  /** What the device driver does, each at the cost of a fault. */
  readonly calls: readonly { readonly to: string; readonly message: HeadStubHappening }[];
  /** What callers of its other entry points do. */
  readonly others?: readonly Happening[];
  readonly bus?: Partial<Pick<BusStubInput, 'statuses' | 'resets' | 'foreignResets'>>;
  readonly offered?: OfferedChoices;
  readonly faultBudget: number;
  readonly params?: Partial<AixAdapterParameters>;
};

const filled = { direction: 'in', noDisconnect: false, async: false, timed: true, bp: false } as const;

/** The device driver calls devstrat with the sc_buf of this place. */
export const calls = (
  place: number,
  transaction: Pick<Transaction, 'flags' | 'op'> & Partial<Transaction>,
): AixAdapterLayer['calls'][number] => ({
  to: address.head(lun),
  message: {
    type: 'world.headCalls',
    slot: `${lun}.${place}`,
    transaction: {
      tag: 'SC_SIMPLE_Q',
      ...filled,
      ...(transaction.op === null ? { direction: 'none' } : {}),
      ...transaction,
    },
    only: { naca: false, autosense: false, scsiId: 'first' },
  },
});

/** The device driver calls fp_ioctl. */
export const headIoctls = (
  ...ops: readonly Extract<HeadStubHappening, { type: 'world.headIoctl' }>['op'][]
): AixAdapterLayer['calls'] => ops.map((op) => ({ to: address.head(lun), message: { type: 'world.headIoctl', op } }));

/** The adapter driver alone. Its delays may end at any time. */
export function aixAdapterLayer(name: string, layer: AixAdapterLayer): ModelSpec {
  const { slots, bus = {}, others = [], offered = {}, params = {} } = layer;
  const topology = checkTopology(
    topologySchema.parse({
      driver: 'aix',
      ...(others.length > 0 ? { adapter: { specialFile: true } } : {}),
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: lun, slots }] }],
      parameters: { aixAdapter: { activePerDevice: 2, ...params } },
    }),
  );
  const used = slotsOf(slots);
  const unused = (at: string): boolean => {
    const slot = /^(?:scbuf|scsit):(.*)$/.exec(at)?.[1];
    return slot !== undefined && !used.includes(slot) && !slot.endsWith('.ioctl');
  };
  const below = [address.taskSet(lun), address.logicalUnit(lun), address.target('t0'), address.bus(topology.bus.name)];
  const drivers = composeUnderAnyHead(topology, true).filter(({ address: at }) => !below.includes(at) && !unused(at));
  const stub: BusStubInput = {
    adapter: topology.adapter.name,
    interrupts: address.aixAdapter(topology.adapter.name),
    initiator: ourInitiator,
    ...{ statuses: ['GOOD', 'CHECK_CONDITION'], senses: [], residues: ['zero'], resets: 1 },
    ...bus,
  };
  return {
    name,
    actors: [...drivers, { address: address.bus(topology.bus.name), machine: busStubMachine, input: stub }],
    offered,
    spontaneous: [...layer.calls, ...others],
    timerMode: 'any',
    faultBudget: layer.faultBudget,
    laneBound: 8,
    localLimit: 20_000,
    mayEnd: () => true,
  };
}
