import type { Message } from '../system/machine-step.ts';
import type { Model, Move } from './model.ts';
import type { StateSpace } from './state-space.ts';
import { successors } from './successors.ts';

/** One step of a run: what happened, and what the world chose in it that was not benign. */
export type RunStep = { readonly move: Move; readonly chosen: readonly Message[] };
export type Run = readonly RunStep[];

/** The moves from the initial state to this one, as it was first reached. */
export function traceTo(space: StateSpace, index: number): Run {
  const path: number[] = [];
  for (let at = index; at >= 0; at = space.store.parent(at)) path.push(at);
  path.reverse();
  return path.slice(1).map((child, i) => stepBetween(space, path[i] ?? 0, child));
}

/** The step that leads from one stored state to another. */
export const stepBetween = (space: StateSpace, from: number, to: number): RunStep =>
  stepFromTo(space.model, space.vectorOf(from), space.vectorOf(to));

/** The step that leads from one state to another. */
export function stepFromTo(model: Model, from: Int32Array, target: Int32Array): RunStep {
  const step = successors(model, from).find(
    (each) => 'vector' in each && each.vector.every((item, at) => item === target[at]),
  );
  if (!step) throw new Error('a state does not follow from the one before it');
  return { move: step.move, chosen: step.chosen };
}

/** The step out of a state that cannot be done. */
export function failingStep(model: Model, from: Int32Array, error: unknown): Run {
  const says = error instanceof Error ? error.message : String(error);
  const step = successors(model, from).find(
    (each) => 'failure' in each && each.failure instanceof Error && each.failure.message === says,
  );
  return step ? [{ move: step.move, chosen: step.chosen }] : [];
}
