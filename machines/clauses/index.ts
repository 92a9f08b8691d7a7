import { adapterClauses } from './adapter.ts';
import { adapterRecoveryClauses } from './adapter-recovery.ts';
import { adapterSenseClauses } from './adapter-sense.ts';
import { aixAdapterClauses } from './aix-adapter.ts';
import { aixAdapterQueueClauses } from './aix-adapter-queue.ts';
import { aixDiskClauses } from './aix-disk.ts';
import { aixDumpClauses } from './aix-dump.ts';
import { aixEntryClauses } from './aix-entry.ts';
import { samAdapterClauses } from './aix-sam-adapter.ts';
import { samDiskClauses } from './aix-sam-disk.ts';
import { samIoctlClauses } from './aix-sam-ioctl.ts';
import { samManagementClauses } from './aix-sam-management.ts';
import { samPathClauses } from './aix-sam-path.ts';
import { samQueueClauses } from './aix-sam-queue.ts';
import { scBufClauses } from './aix-sc-buf.ts';
import { scsiBufClauses } from './aix-scsi-buf.ts';
import { aixTargetModeClauses } from './aix-target-mode.ts';
import { busClauses } from './bus.ts';
import type { Clause } from './clause.ts';
import { environmentClauses } from './environment.ts';
import { interconnectClauses } from './interconnect.ts';
import { logicalUnitClauses } from './logical-unit.ts';
import { packetClauses } from './packet.ts';
import { propertyClauses } from './properties.ts';
import { scsaDiskClauses } from './scsa-disk.ts';
import { scsaDiskAttachClauses } from './scsa-disk-attach.ts';
import { scsaDiskCommandClauses } from './scsa-disk-command.ts';
import { scsaDiskSenseClauses } from './scsa-disk-sense.ts';
import { scsaDiskSuspendClauses } from './scsa-disk-suspend.ts';
import { stubClauses } from './stubs.ts';
import { targetClauses } from './target.ts';
import { taskSetClauses } from './task-set.ts';

export type { Clause } from './clause.ts';

/** Every clause that a machine may cite, by id. */
export const clauses = {
  ...adapterClauses,
  ...adapterSenseClauses,
  ...adapterRecoveryClauses,
  ...aixAdapterClauses,
  ...aixAdapterQueueClauses,
  ...aixDiskClauses,
  ...aixDumpClauses,
  ...aixEntryClauses,
  ...aixTargetModeClauses,
  ...busClauses,
  ...taskSetClauses,
  ...targetClauses,
  ...logicalUnitClauses,
  ...environmentClauses,
  ...interconnectClauses,
  ...packetClauses,
  ...propertyClauses,
  ...stubClauses,
  ...samAdapterClauses,
  ...samQueueClauses,
  ...samManagementClauses,
  ...samIoctlClauses,
  ...samDiskClauses,
  ...samPathClauses,
  ...scBufClauses,
  ...scsiBufClauses,
  ...scsaDiskClauses,
  ...scsaDiskCommandClauses,
  ...scsaDiskSenseClauses,
  ...scsaDiskAttachClauses,
  ...scsaDiskSuspendClauses,
};
/** Id of a clause. */
export type ClauseId = keyof typeof clauses;

/** The clause with this id; undefined for ids that no book holds. */
export const clause = (id: string): Clause | undefined => (clauses as Record<string, Clause>)[id];

/** `meta` of a transition or state: the clauses it restates. */
export const cite = (...source: [ClauseId, ...ClauseId[]]) => ({ source }) as const;
