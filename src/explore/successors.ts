import type { Observation } from '../../machines/properties/property.ts';
import type { Message } from '../system/machine-step.ts';
import type { Model } from './model.ts';
import type { Move } from './model-spec.ts';
import type { StepFailure, StepRun } from './step-run.ts';

/** One step out of a state, told in full: for traces and for whatever need not be fast. */
export type Successor = {
  readonly move: Move;
  /** What the world chose that was not benign, in the order in which it came up. */
  readonly chosen: readonly Message[];
} & ({ readonly vector: Int32Array; readonly observations: readonly Observation[] } | { readonly failure: unknown });

type Begun = {
  readonly move: Move;
  readonly cost: number;
  readonly from: number;
  readonly to: number;
  readonly message: number;
  readonly taken: number | null;
  readonly ended: number | null;
};

/** Every step out of a state, straight from the machines. */
export function successors(model: Model, vector: Int32Array): Successor[] {
  const budget = vector[model.budgetAt] ?? 0;
  const begun: Begun[] = [];
  const heads = model.heads(vector);
  for (const [channel, message] of heads) {
    const { from, to } = model.channels.at(channel);
    begun.push({
      move: {
        kind: 'message',
        from: model.addressOf(from),
        to: model.address(to),
        message: model.pool.message(message),
      },
      ...{ cost: 0, from, to, message, taken: channel, ended: null },
    });
  }
  for (const { timer, early } of model.armed.ends(vector, heads.length === 0)) {
    if (early && !model.spec.slowFaults) continue;
    const cost = early ? 1 : 0;
    const { owner, event, delay } = model.timers.at(timer);
    begun.push({
      move: { kind: 'timer', owner: model.address(owner), delay, event: model.pool.message(event).type },
      ...{ cost, from: -1, to: owner, message: event, taken: null, ended: timer },
    });
  }
  for (const { to, message } of model.spec.spontaneous) {
    const id = model.pool.idOf(message);
    begun.push({
      move: { kind: 'spontaneous', to, message },
      ...{ cost: 1, from: -1, to: model.actor(to), message: id, taken: null, ended: null },
    });
  }
  const found: Successor[] = [];
  for (const each of begun) {
    if (each.cost > budget) continue;
    for (const run of model.runs(vector, each.from, each.to, each.message, budget - each.cost)) {
      found.push({ move: each.move, chosen: run.chosen, ...resultOf(model, vector, each, run) });
    }
  }
  const stuck = model.stuckSets.at(vector[model.stuckAt] ?? 0);
  for (const [i, set] of model.setsWithoutOne(vector[model.stuckAt] ?? 0).entries()) {
    const over = stuck[i];
    if (!over) continue;
    const after = vector.slice();
    after[model.stuckAt] = set;
    const move: Move = {
      kind: 'cleared',
      to: model.address(over.to),
      field: `${over.type}.${over.field}`,
      value: over.value,
    };
    found.push({ move, chosen: [], vector: after, observations: [] });
  }
  return found;
}

function resultOf(
  model: Model,
  vector: Int32Array,
  { cost, taken, ended }: Begun,
  run: StepRun | StepFailure,
): { vector: Int32Array; observations: readonly Observation[] } | { failure: unknown } {
  if ('failure' in run) return { failure: run.failure };
  const after = vector.slice();
  for (const [component, value] of run.writes) after[component] = value;
  try {
    if (taken !== null) model.take(after, taken);
    model.post(after, run.posts);
  } catch (failure) {
    return { failure };
  }
  model.armed.change(after, ended, run.timers);
  after[model.budgetAt] = (vector[model.budgetAt] ?? 0) - cost - run.cost;
  for (const [w, watcher] of model.watchers.entries()) {
    const at = model.watchersAt + w;
    after[at] = watcher.step(vector[at] ?? 0, model.concerning(watcher, run.observations), model.observed);
  }
  return { vector: after, observations: run.observations.map(model.observed) };
}
