/** Running scenarios. The other areas have subpaths: machines, system, explore, scsi, workload. */
export { InputError, type InputProblem } from './input-error.ts';
export { type LoadedScenario, loadScenario, readScenario } from './run/load-scenario.ts';
export type { RunReport } from './run/report.ts';
export { runScenario, type ScenarioOptions, type ScenarioResult } from './run/run-scenario.ts';
export { type Answer, StackStuckError } from './run/run-stack.ts';
export type { RuntimeKind } from './run/runtime.ts';
export type { FaultRule } from './scenario/fault-rule.ts';
export { type Scenario, scenarioJsonSchema, scenarioSchema } from './scenario/scenario.ts';
export { type TraceHeader, type TraceLine, traceHeader, traceLine } from './trace/format.ts';
