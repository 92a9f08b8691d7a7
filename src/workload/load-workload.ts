import { InputError } from '../input-error.ts';
import { loadFtrace } from './ftrace.ts';
import type { RecordedUnit } from './ftrace-matcher.ts';
import type { GeometryOf } from './request-description.ts';
import { readTextLines } from './text-lines.ts';
import { loadTraceRequests } from './trace-requests.ts';
import { requestsFromCommands, type WorkloadRequest } from './workload-request.ts';

/**
 * Reads a recorded workload, whichever it is: a trace of this project, or Linux ftrace text (each plain or gzip). The
 * logical units of an ftrace recording are, in the order in which it first names them, those of the topology.
 *
 * @param units - names of the logical units of the topology, in its order.
 * @throws InputError with file:line of what cannot be read.
 */
export async function loadWorkload(
  file: string,
  geometryOf: GeometryOf,
  units: readonly string[],
): Promise<WorkloadRequest[]> {
  if (await isProjectTrace(file)) return loadTraceRequests(file, geometryOf, units);
  const { commands, summary } = await loadFtrace(file);
  const recorded = summary.units.map(addressOf);
  if (recorded.length > units.length) {
    throw new InputError({
      code: 'workload-units',
      given: `commands for ${recorded.length} logical units (host:channel:id:lun ${recorded.join(', ')})`,
      accepted: `at most as many as the topology has: ${units.length}`,
      where: file,
    });
  }
  if (recorded.length === 1) return [...requestsFromCommands(commands, { geometryOf })];
  const unitOf = (command: RecordedUnit) => units[recorded.indexOf(addressOf(command))];
  return [...requestsFromCommands(commands, { geometryOf, unitOf })];
}

const addressOf = ({ host, channel, target, lun }: RecordedUnit): string => `${host}:${channel}:${target}:${lun}`;

async function isProjectTrace(file: string): Promise<boolean> {
  for await (const { text } of readTextLines(file, 1 << 24)) {
    // Bytes that are no UTF-8 are read as U+FFFD.
    if (/[\0\ufffd]/.test(text)) {
      throw new InputError({
        code: 'workload-binary',
        given: 'a binary file',
        accepted: 'a trace that run --trace wrote, or Linux ftrace text (each plain or gzip)',
        where: `${file}:1`,
      });
    }
    return text.startsWith('{');
  }
  return false;
}
