/** Recorded and inline workloads: reading them, admitting their requests, checking what they read back. */
export { type FoundBlock, fillBlock, recogniseBlock } from './block-content.ts';
export { ClosedLoop, type ClosedLoopOptions } from './closed-loop.ts';
export { type FtraceReading, loadFtrace, readFtrace } from './ftrace.ts';
export type { FtraceSummary, RecordedUnit } from './ftrace-matcher.ts';
export { type InlineRequest, type InlineRequestInput, inlineRequest, inlineRequests } from './inline.ts';
export { expandInlineRequests, type InlineOptions } from './inline-expand.ts';
export { type BlockMismatch, IntegrityOracle, type IntegrityReport } from './integrity.ts';
export {
  type BlockRange,
  type CdbDescription,
  describeCdb,
  type GeometryOf,
  type UnitGeometry,
} from './request-description.ts';
export type { RecordedStatus, WorkloadCommand } from './workload-command.ts';
export {
  changesBlocks,
  type RequestEntry,
  type RequestFlag,
  type RequestOptions,
  requestsFromCommands,
  type WorkloadRequest,
} from './workload-request.ts';
