import type { AnyStateMachine } from 'xstate';
import { fabricMachine } from '../../machines/bus/fabric.machine.ts';
import { iscsiSessionMachine } from '../../machines/bus/iscsi-session.machine.ts';
import { parallelCommandMachine } from '../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../machines/bus/parallel-phase.machine.ts';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { targetMachine } from '../../machines/device/target.machine.ts';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { adapterCallerMachine } from '../../machines/environment/adapter-caller.machine.ts';
import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { diskOpenerMachine } from '../../machines/environment/disk-opener.machine.ts';
import { foreignInitiatorMachine } from '../../machines/environment/foreign-initiator.machine.ts';
import { foreignPortMachine } from '../../machines/environment/foreign-port.machine.ts';
import { foreignSenderMachine } from '../../machines/environment/foreign-sender.machine.ts';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { aixAdapterMachine } from '../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../machines/hba/aix-adapter-device.machine.ts';
import { aixDumpMachine } from '../../machines/hba/aix-adapter-dump.machine.ts';
import { aixEntryMachine } from '../../machines/hba/aix-adapter-entry.machine.ts';
import { aixEventsMachine } from '../../machines/hba/aix-adapter-events.machine.ts';
import { aixIoctlMachine } from '../../machines/hba/aix-adapter-ioctl.machine.ts';
import { aixTargetMachine } from '../../machines/hba/aix-adapter-target.machine.ts';
import { aixTransactionMachine } from '../../machines/hba/aix-adapter-transaction.machine.ts';
import { samAdapterMachine } from '../../machines/hba/aix-sam-adapter.machine.ts';
import { samManagementMachine } from '../../machines/hba/aix-sam-management.machine.ts';
import { samPathMachine } from '../../machines/hba/aix-sam-path.machine.ts';
import { samQueueMachine } from '../../machines/hba/aix-sam-queue.machine.ts';
import { samTransactionMachine } from '../../machines/hba/aix-sam-transaction.machine.ts';
import { scsaHbaMachine } from '../../machines/hba/scsa-hba.machine.ts';
import { scBufMachine } from '../../machines/packet/sc-buf.machine.ts';
import { scsiBufMachine } from '../../machines/packet/scsi-buf.machine.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { tmBufMachine } from '../../machines/packet/tm-buf.machine.ts';
import { address } from '../../machines/protocol/names.ts';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { aixDiskCommandMachine } from '../../machines/target-driver/aix-disk-command.machine.ts';
import { aixDiskOpensMachine } from '../../machines/target-driver/aix-disk-opens.machine.ts';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { scsaDiskSenseCommandMachine } from '../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import type { ActorSpec } from './cascade.ts';
import { composeAix } from './compose-aix.ts';
import { composeDevices, composeForeign, composeInterconnect, unitsOf } from './compose-interconnect.ts';
import { composeSam } from './compose-sam.ts';
import { composeScsa } from './compose-scsa.ts';
import type { ComposeOptions, DriverPart } from './driver-part.ts';
import type { Topology } from './topology.ts';

/** The initiator name of our own adapter. */
export const ourInitiator = 'ours';

/** The address of our adapter's driver. */
const adapterOf = ({ driver, adapter }: Topology) => {
  switch (driver) {
    case 'scsa':
      return address.adapter(adapter.name);
    case 'aix':
      return address.aixAdapter(adapter.name);
    case 'aix-fcp':
    case 'aix-iscsi':
      return address.samAdapter(adapter.name);
  }
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
  fabricMachine,
  iscsiSessionMachine,
  targetMachine,
  logicalUnitMachine,
  taskSetMachine,
  foreignInitiatorMachine,
  foreignPortMachine,
  scBufMachine,
  aixAdapterMachine,
  aixDeviceMachine,
  aixTransactionMachine,
  aixEntryMachine,
  aixIoctlMachine,
  aixEventsMachine,
  aixDumpMachine,
  aixTargetMachine,
  tmBufMachine,
  foreignSenderMachine,
  adapterCallerMachine,
  scsiBufMachine,
  samAdapterMachine,
  samQueueMachine,
  samTransactionMachine,
  samManagementMachine,
  samPathMachine,
  aixDiskMachine,
  aixDiskCommandMachine,
  aixDiskOpensMachine,
  diskOpenerMachine,
];

function addDrivers(part: DriverPart): void {
  switch (part.topology.driver) {
    case 'scsa':
      composeScsa(part);
      return;
    case 'aix':
      composeAix(part);
      return;
    case 'aix-fcp':
      composeSam(part, 'fcp');
      return;
    case 'aix-iscsi':
      composeSam(part, 'iscsi');
      return;
  }
}

/** The actors of a topology, in the order in which they start. */
export function compose(topology: Topology, options: ComposeOptions): ActorSpec[] {
  const foreign = topology.foreignInitiator;
  const initiators = [
    { name: ourInitiator, id: topology.adapter.id, address: adapterOf(topology) },
    ...(foreign ? [{ name: foreign.name, id: foreign.id, address: address.foreignInitiator(foreign.name) }] : []),
  ];
  const units = unitsOf(topology);

  const actors: ActorSpec[] = [];
  const add = (at: string, machine: AnyStateMachine, input: unknown): void => {
    actors.push({ address: at, machine, input });
  };

  // From the device up, so that whoever speaks on entry finds the others there.
  composeDevices({ topology, initiators, add });
  composeInterconnect({ topology, initiators, add });
  if (foreign) composeForeign(topology, foreign.name, add);
  const part = { topology, options, units, initiator: ourInitiator, add };
  addDrivers(part);
  return actors;
}
