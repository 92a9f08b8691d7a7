import type { AnyStateMachine } from 'xstate';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { rewritten } from '../rules/variant.ts';

/** More microsteps in one step than any machine of the model needs. */
const maxIterations = 2000;

/**
 * Makes a machine behave like another one until the returned function is called, for everybody who holds it: tests and
 * runs take their machines from the modules, and loading those anew for each mutant would take far longer.
 */
export function infect(machine: AnyStateMachine, broken: AnyStateMachine): () => void {
  const healthy: object = Object.assign({}, machine);
  Object.assign(machine, broken, { options: { ...broken.options, maxIterations } });
  // Snapshots name the machine that made them.
  Object.assign(broken.options, { maxIterations });
  transitionIndex.add(broken);
  return () => {
    Object.assign(machine, healthy);
    // The index knows machines by their identity and must look at this one again.
    transitionIndex.add(rewritten(machine, () => undefined));
  };
}
