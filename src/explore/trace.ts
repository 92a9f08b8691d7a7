import type { Message } from '../system/machine-step.ts';
import type { Model } from './model.ts';
import type { Move } from './model-spec.ts';
import type { StateSpace } from './state-space.ts';
import { successors } from './successors.ts';

/** One step of a run: what happened, and what the world chose in it that was not benign. */
export type RunStep = { readonly move: Move; readonly chosen: readonly Message[] };
export type Run = readonly RunStep[];

/** The moves from the initial state to this one, as it was first reached. */
export const traceTo = (space: StateSpace, index: number): Run => runTo(space, index).run;

/**
 * A run from the initial state to a stored one, and the state it ends in: where names are alike, the stored state stands for
 * several, and the run leads to one of them.
 */
export function runTo(space: StateSpace, index: number): { readonly run: Run; readonly end: Int32Array } {
  const path: number[] = [];
  for (let at = index; at > 0; at = space.store.parent(at)) path.push(at);
  path.reverse();
  let end = space.initial;
  const run = path.map((child): RunStep => {
    const step = successors(space.model, end).find((each) => 'vector' in each && space.isStored(each.vector, child));
    if (!step || !('vector' in step)) throw new Error('a state does not follow from the one before it');
    end = step.vector;
    return { move: step.move, chosen: step.chosen };
  });
  return { run, end };
}

const equal = (a: Int32Array, b: Int32Array): boolean => a.every((item, at) => item === b[at]);

/** The step that leads from one stored state to another. */
export const stepBetween = (space: StateSpace, from: number, to: number): RunStep =>
  stepFromTo(space.model, space.vectorOf(from), space.vectorOf(to));

/** The step that leads from one state to another. */
export function stepFromTo(model: Model, from: Int32Array, target: Int32Array): RunStep {
  const step = successors(model, from).find((each) => 'vector' in each && equal(each.vector, target));
  if (!step) throw new Error('a state does not follow from the one before it');
  return { move: step.move, chosen: step.chosen };
}

/** The step out of a state that cannot be done. */
export function failingStep(
  model: Model,
  from: Int32Array,
  error: unknown,
): { readonly step: RunStep; readonly failure: Error } | undefined {
  const found = successors(model, from).flatMap((each) =>
    'failure' in each && each.failure instanceof Error
      ? [{ step: { move: each.move, chosen: each.chosen }, failure: each.failure }]
      : [],
  );
  // With names exchanged, its words are others.
  const alike = error instanceof Error ? found.filter(({ failure }) => failure.name === error.name) : [];
  return alike.find(({ failure }) => error instanceof Error && failure.message === error.message) ?? alike[0];
}
