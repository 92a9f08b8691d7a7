import type { AnyStateMachine } from 'xstate';
import { parallelCommandMachine } from '../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../machines/bus/parallel-phase.machine.ts';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { foreignInitiatorMachine } from '../../machines/environment/foreign-initiator.machine.ts';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../machines/hba/scsa-hba.machine.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import {
  address,
  autoSenseSlot,
  internalSlot,
  type Lun,
  requestSenseSlot,
  type Slot,
} from '../../machines/protocol/names.ts';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { scsaDiskSenseCommandMachine } from '../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import type { ActorSpec } from './cascade.ts';
import { parametersOf, type Topology } from './topology.ts';

/** The initiator name of our own adapter. */
export const ourInitiator = 'ours';

/** The pool of slots of a logical unit: places for its commands. */
export const slotsOf = (lun: Lun, count: number): Slot[] => Array.from({ length: count }, (_, i) => `${lun}.${i + 1}`);

export type ComposeOptions = {
  /** The drivers start attached instead of waiting for `world.attach`. */
  readonly startAttached: boolean;
  /** Applications that ask again for ever, for exploration; otherwise they wait for `world.*` messages. */
  readonly forever: readonly { readonly op: 'read' | 'write' }[] | null;
};

/** All machines of the model, each once. */
export const machines: readonly AnyStateMachine[] = [
  applicationMachine,
  scsaDiskMachine,
  scsaDiskCommandMachine,
  scsaDiskSenseCommandMachine,
  scsiPktMachine,
  scsaHbaMachine,
  adapterQueueMachine,
  adapterCommandMachine,
  parallelCommandMachine,
  parallelPhaseMachine,

  targetMachine,
  logicalUnitMachine,
  taskSetMachine,
  foreignInitiatorMachine,
];

/** SCSI ids from the highest priority to the lowest: 7..0, then 15..8 (SCSI-2 6.1.2). */
const byPriority = (a: { id: number }, b: { id: number }): number => rank(a.id) - rank(b.id);
const rank = (id: number): number => (id <= 7 ? 7 - id : 23 - id);

/** The actors of a topology, in the order in which they start. */
export function compose(topology: Topology, options: ComposeOptions): ActorSpec[] {
  const { sd: asked, hba, device } = parametersOf(topology);
  // A driver that starts attached has learnt what the adapter cannot do.
  const sd = options.startAttached && hba.autoRequestSense === 'none' ? { ...asked, autoRequestSense: false } : asked;
  const queueing = sd.autoRequestSense || sd.queueWithoutArq;
  const capabilities = options.startAttached
    ? {
        autoSense: sd.autoRequestSense,
        tagged: queueing && sd.taggedQueueing && hba.taggedQueueing,
        lunReset: sd.lunResetEnabled && hba.lunResetCapable,
      }
    : undefined;
  const adapter = topology.adapter.name;
  const bus = topology.bus.name;
  const foreign = topology.foreignInitiator;
  const initiators = [
    { name: ourInitiator, id: topology.adapter.id, address: address.adapter(adapter) },
    ...(foreign ? [{ name: foreign.name, id: foreign.id, address: address.foreignInitiator(foreign.name) }] : []),
  ].sort(byPriority);
  const units = topology.targets.flatMap((target) =>
    target.logicalUnits.map((unit) => ({ unit, lun: unit.name, target: target.name })),
  );

  const actors: ActorSpec[] = [];
  const add = (at: string, machine: AnyStateMachine, input: unknown) => actors.push({ address: at, machine, input });

  // From the device up, so that whoever speaks on entry finds the others there.
  for (const { lun, target } of units) {
    add(address.taskSet(lun), taskSetMachine, { lun, target, params: device });
    add(address.logicalUnit(lun), logicalUnitMachine, {
      lun,
      target,
      initiators: initiators.map((i) => i.name),
      params: device,
    });
  }
  for (const target of topology.targets) {
    add(address.target(target.name), targetMachine, {
      target: target.name,
      bus,
      luns: target.logicalUnits.map((unit) => unit.name),
      params: device,
    });
  }
  add(address.bus(bus), topology.bus.grain === 'phase' ? parallelPhaseMachine : parallelCommandMachine, {
    name: bus,
    initiators: initiators.map((each) => ({ name: each.name, address: each.address })),
    targets: [...topology.targets].sort(byPriority).map((target) => target.name),
    priority: [...initiators, ...topology.targets].sort(byPriority).map((each) => each.name),
  });
  if (foreign) add(address.foreignInitiator(foreign.name), foreignInitiatorMachine, { name: foreign.name, bus });
  add(address.adapter(adapter), scsaHbaMachine, {
    name: adapter,
    initiator: ourInitiator,
    bus,
    units: units.map(({ lun, target }) => ({ lun, target })),
    params: hba,
  });
  for (const { unit, lun, target } of units) {
    const pool = slotsOf(lun, unit.slots);
    add(address.adapterQueue(lun), adapterQueueMachine, { lun, target, adapter, params: hba, capabilities });
    const packets = [...pool, internalSlot(lun), requestSenseSlot(lun)];
    for (const slot of [...packets, autoSenseSlot(lun)]) {
      add(address.adapterCommand(slot), adapterCommandMachine, {
        slot,
        lun,
        target,
        adapter,
        autoSense: slot === autoSenseSlot(lun),
        params: hba,
      });
    }
    for (const slot of packets)
      add(address.packet(slot), scsiPktMachine, { slot, lun, adapter, noIntrInThread: hba.noIntrInThread });
    add(address.disk(lun), scsaDiskMachine, {
      lun,
      adapter,
      slots: pool,
      params: sd,
      startAttached: options.startAttached,
    });
    for (const slot of [...pool, internalSlot(lun)]) {
      const kind = slot === internalSlot(lun) ? 'internal' : 'pool';
      add(address.command(slot), scsaDiskCommandMachine, { slot, lun, adapter, kind, params: sd });
    }
    add(address.command(requestSenseSlot(lun)), scsaDiskSenseCommandMachine, {
      slot: requestSenseSlot(lun),
      lun,
      adapter,
      params: sd,
    });
    for (const [i, slot] of pool.entries()) {
      add(address.application(slot), applicationMachine, {
        slot,
        lun,
        forever: options.forever?.[i % options.forever.length] ?? null,
      });
    }
  }
  return actors;
}
