/** The specification: every machine, the messages between them, and the clauses they restate. */
export type { BusInput } from './bus/bus-context.ts';
export { fabricMachine } from './bus/fabric.machine.ts';
export { iscsiSessionMachine } from './bus/iscsi-session.machine.ts';
export type { NexusInput } from './bus/nexus-context.ts';
export { parallelCommandMachine } from './bus/parallel-command.machine.ts';
export { parallelPhaseMachine } from './bus/parallel-phase.machine.ts';
export { type Clause, type ClauseId, clause, clauses } from './clauses/index.ts';
export { logicalUnitMachine } from './device/logical-unit.machine.ts';
export type { LogicalUnitInput } from './device/logical-unit-context.ts';
export { targetMachine } from './device/target.machine.ts';
export type { TargetInput } from './device/target-context.ts';
export { taskSetMachine } from './device/task-set.machine.ts';
export type { TaskSetInput } from './device/task-set-context.ts';
export { type AdapterCallerInput, adapterCallerMachine } from './environment/adapter-caller.machine.ts';
export { type ApplicationInput, applicationMachine } from './environment/application.machine.ts';
export { type DiskOpenerInput, diskOpenerMachine } from './environment/disk-opener.machine.ts';
export { type ForeignInitiatorInput, foreignInitiatorMachine } from './environment/foreign-initiator.machine.ts';
export { type ForeignPortInput, foreignPortMachine } from './environment/foreign-port.machine.ts';
export { type ForeignSenderInput, foreignSenderMachine } from './environment/foreign-sender.machine.ts';
export type { AdapterCommandInput } from './hba/adapter-command.context.ts';
export { adapterCommandMachine } from './hba/adapter-command.machine.ts';
export type { AdapterQueueInput } from './hba/adapter-queue.context.ts';
export { adapterQueueMachine } from './hba/adapter-queue.machine.ts';
export { aixAdapterMachine } from './hba/aix-adapter.machine.ts';
export type { AixAdapterInput } from './hba/aix-adapter.setup.ts';
export { aixDeviceMachine } from './hba/aix-adapter-device.machine.ts';
export type { AixDeviceInput } from './hba/aix-adapter-device.setup.ts';
export { type AixDumpInput, aixDumpMachine } from './hba/aix-adapter-dump.machine.ts';
export { aixEntryMachine } from './hba/aix-adapter-entry.machine.ts';
export type { AixEntryInput } from './hba/aix-adapter-entry.setup.ts';
export { type AixEventsInput, aixEventsMachine } from './hba/aix-adapter-events.machine.ts';
export { type AixIoctlInput, aixIoctlMachine } from './hba/aix-adapter-ioctl.machine.ts';
export { type AixTargetInput, aixTargetMachine } from './hba/aix-adapter-target.machine.ts';
export { type AixTransactionInput, aixTransactionMachine } from './hba/aix-adapter-transaction.machine.ts';
export { samAdapterMachine } from './hba/aix-sam-adapter.machine.ts';
export type { SamAdapterInput } from './hba/aix-sam-adapter.setup.ts';
export { samManagementMachine } from './hba/aix-sam-management.machine.ts';
export type { SamManagementInput } from './hba/aix-sam-management.setup.ts';
export type { SamPathInput } from './hba/aix-sam-path.context.ts';
export { samPathMachine } from './hba/aix-sam-path.machine.ts';
export type { SamQueueInput } from './hba/aix-sam-queue.context.ts';
export { samQueueMachine } from './hba/aix-sam-queue.machine.ts';
export { type SamTransactionInput, samTransactionMachine } from './hba/aix-sam-transaction.machine.ts';
export type { ScsaHbaInput } from './hba/scsa-hba.context.ts';
export { scsaHbaMachine } from './hba/scsa-hba.machine.ts';
export { type ScBufInput, scBufMachine } from './packet/sc-buf.machine.ts';
export { type ScsiBufInput, scsiBufMachine } from './packet/scsi-buf.machine.ts';
export type { ScsiPktInput } from './packet/scsi-pkt.context.ts';
export { scsiPktMachine } from './packet/scsi-pkt.machine.ts';
export { tmBufMachine } from './packet/tm-buf.machine.ts';
export { type NotChecked, notChecked, properties } from './properties/index.ts';
export type {
  Configuration,
  Observation,
  Property,
  StateProperty,
  SystemNames,
  UnitNames,
  Verdict,
  WatcherProperty,
} from './properties/property.ts';
export * from './protocol/index.ts';
export type { AixDiskInput } from './target-driver/aix-disk.context.ts';
export { aixDiskMachine } from './target-driver/aix-disk.machine.ts';
export { aixDiskCommandMachine } from './target-driver/aix-disk-command.machine.ts';
export type { AixDiskCommandInput } from './target-driver/aix-disk-command.setup.ts';
export { type AixDiskOpensInput, aixDiskOpensMachine } from './target-driver/aix-disk-opens.machine.ts';
export { type ScsaDiskInput, scsaDiskMachine } from './target-driver/scsa-disk.machine.ts';
export {
  type CommandInput as ScsaDiskCommandInput,
  scsaDiskCommandMachine,
} from './target-driver/scsa-disk-command.machine.ts';
export {
  type SenseCommandInput as ScsaDiskSenseCommandInput,
  scsaDiskSenseCommandMachine,
} from './target-driver/scsa-disk-sense-command.machine.ts';
