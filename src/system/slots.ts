import type { Lun, Slot } from '../../machines/protocol/names.ts';

/** The pool of slots of a logical unit: places for its commands. */
export const slotsOf = (lun: Lun, count: number): Slot[] => Array.from({ length: count }, (_, i) => `${lun}.${i + 1}`);
