import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../machines/hba/scsa-hba.machine.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { address, autoSenseSlot, internalSlot, requestSenseSlot } from '../../machines/protocol/names.ts';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { scsaDiskSenseCommandMachine } from '../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import type { DriverPart } from './driver-part.ts';
import { slotsOf } from './slots.ts';
import { parametersOf } from './topology.ts';

/** The actors of the SCSA architecture above the bus: adapter, packets, sd, applications. */
export function composeScsa({ topology, options, units, initiator, add }: DriverPart): void {
  const { sd: asked, hba } = parametersOf(topology);
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
  add(address.adapter(adapter), scsaHbaMachine, {
    name: adapter,
    initiator,
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
}
