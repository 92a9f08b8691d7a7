import { loadFtrace } from './ftrace.ts';
import type { GeometryOf } from './request-description.ts';
import { readTextLines } from './text-lines.ts';
import { loadTraceRequests } from './trace-requests.ts';
import { requestsFromCommands, type WorkloadRequest } from './workload-request.ts';

/**
 * Reads a recorded workload, whichever it is: a trace of this project, or Linux ftrace text (each plain or gzip).
 *
 * @throws InputError with file:line of what cannot be read.
 */
export async function loadWorkload(file: string, geometryOf: GeometryOf): Promise<WorkloadRequest[]> {
  if (await isProjectTrace(file)) return loadTraceRequests(file, geometryOf);
  const { commands } = await loadFtrace(file);
  return [...requestsFromCommands(commands, { geometryOf })];
}

async function isProjectTrace(file: string): Promise<boolean> {
  for await (const { text } of readTextLines(file, 1 << 24))
    return text.startsWith('{"format":"scsi-statecharts-trace"');
  return false;
}
