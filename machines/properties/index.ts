import { adapterLimitProperties } from './adapter-limits.ts';
import { aixAdapterCallProperties } from './aix-adapter-calls.ts';
import { aixDelayProperties } from './aix-delay.ts';
import { aixIdleProperties } from './aix-idle.ts';
import { aixNotChecked } from './aix-not-checked.ts';
import { aixOpenProperties } from './aix-opens.ts';
import { aixQueueProperties } from './aix-queue.ts';
import { aixRecoveryProperties } from './aix-recovery.ts';
import { aixRejectedProperties } from './aix-rejected.ts';
import { aixRequestProperties } from './aix-requests.ts';
import { aixSamProperties } from './aix-sam.ts';
import { aixScBufProperties } from './aix-sc-buf.ts';
import { aixScsiBufProperties } from './aix-scsi-buf.ts';
import { aixSessionProperties } from './aix-session.ts';
import { aixSharedProperties } from './aix-shared.ts';
import { aixSpannedProperties } from './aix-spanned.ts';
import { aixStatusProperties } from './aix-status.ts';
import { aixVictimProperties } from './aix-victims.ts';
import { answerProperties } from './answer.ts';
import { answerResultProperties } from './answer-result.ts';
import { busNexusProperties } from './bus-nexus.ts';
import { callbackOrderProperties } from './callback-order.ts';
import { checkConditionVictimProperties } from './check-condition-victims.ts';
import { dispatchProperties } from './dispatch.ts';
import { dmaProperties } from './dma.ts';
import { driverRecoveryProperties } from './driver-recovery.ts';
import { exchangePlaceProperties } from './exchange-places.ts';
import { firstCauseProperties } from './first-cause.ts';
import { livelockProperties } from './livelock.ts';
import { type NotChecked, notChecked as notCheckedOfScsa } from './not-checked.ts';
import { ownershipProperties } from './ownership.ts';
import { packetFieldProperties } from './packet-fields.ts';
import type { Architecture, Property } from './property.ts';
import { resetScopeProperties } from './reset-scope.ts';
import { resetVictimProperties } from './reset-victims.ts';
import { retryProperties } from './retries.ts';
import { senseProperties } from './sense.ts';
import { senseLostProperties } from './sense-lost.ts';
import { taskOrderProperties } from './task-order.ts';
import { throttleProperties } from './throttle.ts';
import { transportCountProperties } from './transport-count.ts';
import { unitAttentionProperties } from './unit-attention.ts';

export type { NotChecked } from './not-checked.ts';

/** Statements of the rules that no property checks, and why. */
export const notChecked: readonly NotChecked[] = [...notCheckedOfScsa, ...aixNotChecked];

/** What must always, never, some day or once be seen of the stack. */
export const properties: readonly Property[] = [
  ...ownershipProperties,
  ...callbackOrderProperties,
  ...transportCountProperties,
  ...answerProperties,
  ...answerResultProperties,
  ...dmaProperties,
  ...packetFieldProperties,
  ...firstCauseProperties,
  ...senseProperties,
  ...senseLostProperties,
  ...livelockProperties,
  ...checkConditionVictimProperties,
  ...resetVictimProperties,
  ...resetScopeProperties,
  ...driverRecoveryProperties,
  ...unitAttentionProperties,
  ...busNexusProperties,
  ...exchangePlaceProperties,
  ...adapterLimitProperties,
  ...taskOrderProperties,
  ...retryProperties,
  ...dispatchProperties,
  ...throttleProperties,
  ...aixQueueProperties,
  ...aixScBufProperties,
  ...aixStatusProperties,
  ...aixRequestProperties,
  ...aixRejectedProperties,
  ...aixSpannedProperties,
  ...aixIdleProperties,
  ...aixRecoveryProperties,
  ...aixDelayProperties,
  ...aixOpenProperties,
  ...aixSharedProperties,
  ...aixVictimProperties,
  ...aixSessionProperties,
  ...aixAdapterCallProperties,
  ...aixSamProperties,
  ...aixScsiBufProperties,
];

/** Those that speak of the messages of this architecture. */
export const propertiesOfArchitecture = (architecture: Architecture): readonly Property[] =>
  properties.filter(({ architecture: own = 'scsa' }) => own === architecture);
