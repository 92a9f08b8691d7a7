import { InputError } from '../input-error.ts';
import { traceHeader, traceRequest } from '../trace/format.ts';
import { describeCdb, type GeometryOf } from './request-description.ts';
import { readTextLines } from './text-lines.ts';
import type { RequestFlag, WorkloadRequest } from './workload-request.ts';

/** The line of the first step names every actor. */
const lineLimit = 1 << 24;
const requestPrefix = '{"request":';

/**
 * The requests of a trace of this project, to be asked again.
 *
 * @throws InputError with file:line when the header or a request line is not of the format.
 */
export async function loadTraceRequests(file: string, geometryOf: GeometryOf): Promise<WorkloadRequest[]> {
  const requests: WorkloadRequest[] = [];
  for await (const { text, number } of readTextLines(file, lineLimit)) {
    const where = `${file}:${number}`;
    if (number === 1) {
      refuseUnless(traceHeader.safeParse(parsed(text, where)).success, 'a header of another format or version', where);
      continue;
    }
    if (!text.startsWith(requestPrefix)) {
      refuseUnless(text === '' || text.startsWith('{"'), text.slice(0, 60), where);
      continue;
    }
    const line = traceRequest.safeParse(parsed(text, where));
    if (!line.success) throw problem(text.slice(0, 60), where);
    const { index, unit, entry, cdb: hex, flags, outstanding } = line.data.request;
    const cdb = Uint8Array.from(Buffer.from(hex, 'hex'));
    const { operation, direction, bytes, range } = describeCdb(cdb, geometryOf(unit), where);
    requests.push({
      index,
      unit,
      entry,
      cdb,
      operation,
      direction,
      ...(range === undefined ? {} : { range }),
      bytes,
      tag: 'simple',
      // Written by ourselves from a request, whose flags are these.
      flags: flags as RequestFlag[],
      failfast: false,
      outstandingLimit: outstanding,
      where,
    });
  }
  return requests;
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw problem(text.slice(0, 60), where);
  }
}

function refuseUnless(condition: boolean, given: string, where: string): void {
  if (!condition) throw problem(given, where);
}

const problem = (given: string, where: string): InputError =>
  new InputError({ code: 'bad-trace', given, accepted: 'a line of a scsi-statecharts-trace, version 1', where });
