import { adapterVariants } from './adapter.ts';
import { aixAdapterVariants } from './aix-adapter.ts';
import { aixHeadVariants } from './aix-head.ts';
import { aixSamVariants } from './aix-sam.ts';
import { deviceVariants } from './bus-and-device.ts';
import { commandVariants } from './command.ts';
import type { NamedVariant } from './named-variant.ts';
import { unitVariants } from './unit.ts';

/**
 * Machines that break one rule each, on purpose. The rules in test/rules have more of them, each with the story in which
 * it is caught.
 */
export const namedVariants: readonly NamedVariant[] = [
  ...adapterVariants,
  ...commandVariants,
  ...unitVariants,
  ...deviceVariants,
  ...aixAdapterVariants,
  ...aixHeadVariants,
  ...aixSamVariants,
];
