import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { machines } from '../../src/system/compose.ts';
import { rewritten } from '../rules/variant.ts';
import type { Mutant } from './mutant.ts';
import { namedVariants } from './named/index.ts';
import { operatorMutants } from './operators.ts';

/** All named variants, then all operator mutants, machine by machine. */
export const allMutants = (): Mutant[] => [...namedVariants, ...machines.flatMap(operatorMutants)];

/** No defect at all: whatever notices it would notice every mutant. */
export const control: Mutant = {
  id: 'control',
  machine: scsiPktMachine,
  operator: 'named',
  says: 'the healthy machine in disguise',
  needs: undefined,
  build: () => rewritten(scsiPktMachine, () => undefined),
};
