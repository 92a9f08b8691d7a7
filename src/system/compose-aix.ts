import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { aixAdapterMachine } from '../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { aixTransactionMachine } from '../../machines/hba/aix-adapter-transaction.machine.ts';
import { scBufMachine } from '../../machines/packet/sc-buf.machine.ts';
import { address, internalSlot, requestSenseSlot, startUnitSlot } from '../../machines/protocol/names.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { aixDiskCommandMachine } from '../../machines/target-driver/aix-disk-command.machine.ts';
import type { DriverPart } from './driver-part.ts';
import { slotsOf } from './slots.ts';
import { parametersOf } from './topology.ts';

/** The actors of the AIX architecture above a parallel bus: adapter driver, sc_bufs, head drivers, applications. */
export function composeAix({ topology, options, units, initiator, add }: DriverPart): void {
  const { aixDisk, aixAdapter } = parametersOf(topology);
  const adapter = topology.adapter.name;
  const started = options.startAttached;
  add(address.aixAdapter(adapter), aixAdapterMachine, {
    name: adapter,
    initiator,
    bus: topology.bus.name,
    units: units.map(({ lun, target }) => ({ lun, target })),
    params: aixAdapter,
  });
  for (const { unit, lun, target } of units) {
    const pool = slotsOf(lun, unit.slots);
    const own = [internalSlot(lun), startUnitSlot(lun)];
    add(address.deviceQueue(lun), aixDeviceMachine, { lun, target, adapter, params: aixAdapter, started });
    for (const slot of [...pool, ...own, requestSenseSlot(lun)]) {
      add(address.transaction(slot), aixTransactionMachine, { slot, lun, target, adapter });
      const owner = slot === requestSenseSlot(lun) ? address.head(lun) : address.headCommand(slot);
      add(address.scBuf(slot), scBufMachine, { slot, owner });
    }
    add(address.head(lun), aixDiskMachine, { lun, adapter, params: aixDisk, startOpen: started });
    for (const slot of [...pool, ...own]) {
      const kind = own.includes(slot) ? 'internal' : 'pool';
      add(address.headCommand(slot), aixDiskCommandMachine, { slot, lun, kind, params: aixDisk });
    }
    for (const [i, slot] of pool.entries()) {
      add(address.application(slot), applicationMachine, {
        slot,
        lun,
        forever: options.forever?.[i % options.forever.length] ?? null,
        driver: address.head(lun),
      });
    }
  }
}
