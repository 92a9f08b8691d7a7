/** The specification: every machine, the messages between them, and the clauses they restate. */
export { parallelCommandMachine } from './bus/parallel-command.machine.ts';
export { parallelPhaseMachine } from './bus/parallel-phase.machine.ts';
export { type Clause, type ClauseId, clause, clauses } from './clauses/index.ts';
export { logicalUnitMachine } from './device/logical-unit.machine.ts';
export { targetMachine } from './device/target.machine.ts';
export { taskSetMachine } from './device/task-set.machine.ts';
export { applicationMachine } from './environment/application.machine.ts';
export { foreignInitiatorMachine } from './environment/foreign-initiator.machine.ts';
export { adapterCommandMachine } from './hba/adapter-command.machine.ts';
export { adapterQueueMachine } from './hba/adapter-queue.machine.ts';
export { scsaHbaMachine } from './hba/scsa-hba.machine.ts';
export { scsiPktMachine } from './packet/scsi-pkt.machine.ts';
export * from './protocol/index.ts';
export { scsaDiskMachine } from './target-driver/scsa-disk.machine.ts';
export { scsaDiskCommandMachine } from './target-driver/scsa-disk-command.machine.ts';
export { scsaDiskSenseCommandMachine } from './target-driver/scsa-disk-sense-command.machine.ts';
