import { properties, propertiesOfArchitecture } from '../../machines/properties/index.ts';
import { machines } from '../../src/system/compose.ts';
import { type BrokenAix, brokenAix } from '../machines/properties/broken-aix.ts';
import { brokenAixCalls } from '../machines/properties/broken-aix-calls.ts';
import { brokenSam, brokenSamSystem } from '../machines/properties/broken-aix-sam.ts';
import { type BrokenMachine, inTheirPlaces } from '../machines/properties/broken-stories.ts';
import { smallAixSystem } from '../machines/properties/small-aix-system.ts';
import { explorerTrial } from './explorer-trials.ts';
import type { Mutant } from './mutant.ts';
import type { Trial } from './trial.ts';

/** The machines that a variant puts in the place of others, in the order of all machines. */
function brokenBy(variant: BrokenAix['variant']): BrokenMachine[] {
  const specs = machines.map((machine) => ({ address: machine.id, machine, input: undefined }));
  return variant(specs).flatMap(({ machine }, n) => {
    const healthy = machines[n];
    return healthy && machine !== healthy ? [{ healthy, broken: machine }] : [];
  });
}

const overFcpAndIscsi = brokenSam.map((broken): { readonly mutant: Mutant; readonly trial: Trial } => {
  const { property, how, system, variant } = broken;
  const trial = explorerTrial(`${system} for ${property}`, () => brokenSamSystem(broken, properties), 20_000);
  return {
    mutant: {
      id: `${property}: ${how}`,
      machine: variant.healthy,
      operator: 'named',
      says: `${variant.healthy.id}: ${how}`,
      needs: undefined,
      build: () => variant.broken,
      watchedBy: trial.name,
    },
    trial,
  };
});

/**
 * The machines of which it is known which property of the AIX drivers they break, and the small systems in which they
 * do. Where it takes two machines the first belongs to the system, in which then nothing is wrong yet.
 */
export function aixBreakers(): { readonly mutants: readonly Mutant[]; readonly trials: readonly Trial[] } {
  const trials = new Map<string, Trial>();
  const mutants = [...brokenAix, ...brokenAixCalls].map(({ property, how, system, variant }): Mutant => {
    const broken = brokenBy(variant);
    const last = broken.pop();
    if (!last) throw new Error(`${property}: no machine is broken`);
    const beside = broken.map(({ healthy }) => healthy.id);
    const key = JSON.stringify([system, beside.length > 0 ? how : null]);
    const trial =
      trials.get(key) ??
      explorerTrial(`small system of ${property}: ${how}`, () =>
        smallAixSystem(system, propertiesOfArchitecture('aix'), inTheirPlaces(broken)),
      );
    trials.set(key, trial);
    return {
      id: `${property}: ${how}`,
      machine: last.healthy,
      operator: 'named',
      says: `${last.healthy.id}: ${how}`,
      needs: undefined,
      build: () => last.broken,
      watchedBy: trial.name,
    };
  });
  return {
    mutants: [...mutants, ...overFcpAndIscsi.map(({ mutant }) => mutant)],
    trials: [...trials.values(), ...overFcpAndIscsi.map(({ trial }) => trial)],
  };
}
