import { machines } from '../../src/system/compose.ts';
import type { Mutant } from './mutant.ts';
import { namedVariants } from './named/index.ts';
import { operatorMutants } from './operators.ts';

/** All named variants, then all operator mutants, machine by machine. */
export const allMutants = (): Mutant[] => [...namedVariants, ...machines.flatMap(operatorMutants)];
