import { adapterLimitProperties } from './adapter-limits.ts';
import { aixSamProperties } from './aix-sam.ts';
import { answerProperties } from './answer.ts';
import { busNexusProperties } from './bus-nexus.ts';
import { callbackOrderProperties } from './callback-order.ts';
import { dispatchProperties } from './dispatch.ts';
import { dmaProperties } from './dma.ts';
import { driverRecoveryProperties } from './driver-recovery.ts';
import { firstCauseProperties } from './first-cause.ts';
import { livelockProperties } from './livelock.ts';
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

export { type NotChecked, notChecked } from './not-checked.ts';

/** What must always, never, some day or once be seen of the stack. */
export const properties: readonly Property[] = [
  ...ownershipProperties,
  ...callbackOrderProperties,
  ...transportCountProperties,
  ...answerProperties,
  ...dmaProperties,
  ...packetFieldProperties,
  ...firstCauseProperties,
  ...senseProperties,
  ...senseLostProperties,
  ...livelockProperties,
  ...resetVictimProperties,
  ...resetScopeProperties,
  ...driverRecoveryProperties,
  ...unitAttentionProperties,
  ...busNexusProperties,
  ...adapterLimitProperties,
  ...taskOrderProperties,
  ...retryProperties,
  ...dispatchProperties,
  ...throttleProperties,
  ...aixSamProperties,
];

/** Those that speak of the messages of this architecture. */
export const propertiesOfArchitecture = (architecture: Architecture): readonly Property[] =>
  properties.filter(({ architecture: own = 'scsa' }) => own === architecture);
