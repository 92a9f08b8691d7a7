import { adapterCallerMachine } from '../../machines/environment/adapter-caller.machine.ts';
import { aixDumpMachine } from '../../machines/hba/aix-adapter-dump.machine.ts';
import { aixEntryMachine } from '../../machines/hba/aix-adapter-entry.machine.ts';
import { aixEventsMachine } from '../../machines/hba/aix-adapter-events.machine.ts';
import { aixIoctlMachine } from '../../machines/hba/aix-adapter-ioctl.machine.ts';
import { samAdapterMachine } from '../../machines/hba/aix-sam-adapter.machine.ts';
import { samManagementMachine } from '../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../machines/hba/aix-sam-queue.machine.ts';
import { samTransactionMachine } from '../../machines/hba/aix-sam-transaction.machine.ts';
import { scsiBufMachine } from '../../machines/packet/scsi-buf.machine.ts';
import { address, ioctlSlot } from '../../machines/protocol/names.ts';
import { addHeadDriver, bufferSlots } from './compose-aix.ts';
import type { DriverPart } from './driver-part.ts';
import { parametersOf } from './topology.ts';

/** The actors of the AIX architecture above a fabric or iSCSI: adapter driver, scsi_bufs, head drivers, applications. */
export function composeSam(part: DriverPart, protocol: 'fcp' | 'iscsi'): void {
  const { topology, options, units, initiator, add } = part;
  const { samAdapter: params, aixDisk } = parametersOf(topology);
  const adapter = topology.adapter.name;
  const started = options.startAttached;
  const lunsOf = (of: string) => units.filter(({ target }) => target === of).map(({ lun }) => lun);
  add(address.samAdapter(adapter), samAdapterMachine, {
    name: adapter,
    units: units.map(({ lun, target }) => ({ lun, target })),
    params,
  });
  for (const { name: target } of topology.targets) {
    const luns = lunsOf(target);
    add(address.path(target), samPathMachine, { target, initiator, luns, adapter, protocol, params, started });
  }
  for (const each of units) {
    const { unit, lun, target } = each;
    add(address.samQueue(lun), samQueueMachine, { lun, target, initiator, adapter, params, started });
    add(address.management(lun), samManagementMachine, { lun, target, initiator, adapter, luns: lunsOf(target) });
    for (const { slot, owner } of bufferSlots(lun, unit.slots, aixDisk)) {
      add(address.exchange(slot), samTransactionMachine, { slot, lun, target, initiator, adapter });
      add(address.scsiBuf(slot), scsiBufMachine, { slot, owner });
    }
    addHeadDriver(part, each, 'scsi_buf', topology.adapter.specialFile ? { entry: address.aixEntry(adapter) } : {});
  }
  if (topology.adapter.specialFile) addSpecialFile(part, protocol);
}

/** /dev/fscsi# or /dev/iscsi#: its ioctls, and who calls them beside the head drivers. */
function addSpecialFile({ topology, options, units, initiator, add }: DriverPart, kind: 'fcp' | 'iscsi'): void {
  const { name: adapter } = topology.adapter;
  const { aixAdapter, samAdapter } = parametersOf(topology);
  const params = { ...aixAdapter, maximumTransfer: samAdapter.maximumTransfer };
  const opens = options.startAttached ? units.length : 0;
  add(address.aixEntry(adapter), aixEntryMachine, { name: adapter, params, configured: true, opens, kind });
  add(address.adapterDump(adapter), aixDumpMachine, { name: adapter, params, buffer: 'scsi_buf' });
  add(address.adapterCaller(adapter), adapterCallerMachine, { adapter });
  for (const { lun, target } of units) {
    const slot = ioctlSlot(lun);
    add(address.ioctlCommand(lun), aixIoctlMachine, { lun, buffer: 'scsi_buf' });
    add(address.adapterEvents(lun), aixEventsMachine, { lun });
    add(address.exchange(slot), samTransactionMachine, { slot, lun, target, initiator, adapter });
    add(address.scsiBuf(slot), scsiBufMachine, { slot, owner: address.ioctlCommand(lun) });
  }
}
