/** Exhaustive checking of composed machines. */

export { check, Exploration } from './check.ts';
export type { CheckOptions, CheckResult } from './check-result.ts';
export type { PropertyFinding, Violation } from './findings.ts';
export { scaledDown } from './limits.ts';
export type { OfferedChoices } from './message-pool.ts';
export { LaneOverflowError } from './model.ts';
export { modelOf, representativeFaults } from './model-of.ts';
export type { ModelSpec, Move } from './model-spec.ts';
export { publishedModels } from './published.ts';
export type { PublishedModel } from './published-model.ts';
export { NotEnumerableError, TableLimitError } from './step-table.ts';
export type { TimerMode } from './timer-sets.ts';
