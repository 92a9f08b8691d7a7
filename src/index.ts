/**
 * Running scenarios, and the format of the traces that they leave. The other areas have subpaths: `machines` (the
 * specification), `system` (composing and running it), `explore` (checking all of it), `story` (what a check found, told and
 * kept), `export` (for other tools), `workload` (recorded requests), `scsi` (bytes).
 */
export { InputError, type InputProblem } from './input-error.ts';
export { type LoadedScenario, loadScenario, readScenario } from './run/load-scenario.ts';
export type { RunReport } from './run/report.ts';
export { runScenario, type ScenarioOptions, type ScenarioResult } from './run/run-scenario.ts';
export { type Answer, StackStuckError } from './run/run-stack.ts';
export type { RuntimeKind } from './run/runtime.ts';
export type { FaultRule } from './scenario/fault-rule.ts';
export { type Scenario, scenarioJsonSchema, scenarioSchema } from './scenario/scenario.ts';
export { type TraceHeader, type TraceLine, traceHeader, traceLine } from './trace/format.ts';
