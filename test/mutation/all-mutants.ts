import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { machines } from '../../src/system/compose.ts';
import { brokenMachines } from '../machines/properties/broken-machines.ts';
import { rewritten } from '../rules/variant.ts';
import { aixBreakers } from './aix-breakers.ts';
import type { Mutant } from './mutant.ts';
import { namedVariants } from './named/index.ts';
import { operatorMutants } from './operators.ts';
import { storyTrial } from './property-trials.ts';

/** The machines of which it is known which property they break. */
const propertyBreakers: readonly Mutant[] = brokenMachines.map(({ property, how, variant }) => ({
  id: `${property}: ${how}`,
  machine: variant.healthy,
  operator: 'named',
  says: `${variant.healthy.id}: ${how}`,
  needs: undefined,
  build: () => variant.broken,
  watchedBy: storyTrial(property),
}));

/** All named variants, then all operator mutants, machine by machine. */
export const allMutants = (): Mutant[] => [
  ...namedVariants,
  ...propertyBreakers,
  ...aixBreakers().mutants,
  ...machines.flatMap(operatorMutants),
];

/** Of the machines that stand for a neighbour, which only `--clauses` asks for. */
export const standInMutants = (): Mutant[] => standIns.flatMap(operatorMutants);

/** No defect at all: whatever notices it would notice every mutant. */
export const control: Mutant = {
  id: 'control',
  machine: scsiPktMachine,
  operator: 'named',
  says: 'the healthy machine in disguise',
  needs: undefined,
  build: () => rewritten(scsiPktMachine, () => undefined),
};
