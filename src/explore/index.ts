/** Exhaustive checking of composed machines. */

export { check, Exploration } from './check.ts';
export type { CheckOptions, CheckResult } from './check-result.ts';
export type { PropertyFinding, Violation } from './findings.ts';
export type { OfferedChoices } from './message-pool.ts';
export { LaneOverflowError } from './model.ts';
export type { ModelSpec, Move } from './model-spec.ts';
export { modelOf, type PublishedModel, publishedModels, representativeFaults, scaledDown } from './published.ts';
export { NotEnumerableError, TableLimitError } from './step-table.ts';
export type { TimerMode } from './timer-sets.ts';
