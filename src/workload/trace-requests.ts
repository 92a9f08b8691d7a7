import { InputError } from '../input-error.ts';
import { operationWithData } from '../scsi/cdb/operation-class.ts';
import { type Topology, topologySchema } from '../system/topology.ts';
import { type TraceRequest, traceFormat, traceHeader, traceRequest, traceVersion } from '../trace/format.ts';
import { type CdbDescription, describeCdb, type GeometryOf } from './request-description.ts';
import { readTextLines } from './text-lines.ts';
import { isBlockTransfer, type RequestFlag, requestFlags, type WorkloadRequest } from './workload-request.ts';

/** The line of the first step names every actor. */
const lineLimit = 1 << 24;
const requestPrefix = '{"request":';
const knownFlags: readonly string[] = requestFlags;

/**
 * The requests of a trace of this project, to be asked again. What was beyond the capacity of the recorded unit already
 * may be beyond it again.
 *
 * @param units - names of the logical units of the topology.
 * @throws InputError with file:line when the header or a line is not of the format, when the trace is cut off, has no
 * request, or is for a unit that the topology does not have; further as `describeCdb`.
 */
export async function loadTraceRequests(
  file: string,
  geometryOf: GeometryOf,
  units: readonly string[],
): Promise<WorkloadRequest[]> {
  const requests: WorkloadRequest[] = [];
  let recorded: ReadonlyMap<string, number> = new Map();
  for await (const { text, number, terminated } of readTextLines(file, lineLimit)) {
    const where = `${file}:${number}`;
    if (!terminated) throw problem(`a last line that is cut off (${text.slice(0, 40)})`, where, 'a complete trace');
    if (number === 1) {
      recorded = capacities(header(text, where));
      continue;
    }
    if (text.startsWith(requestPrefix)) {
      const line = traceRequest.safeParse(parsed(text, where));
      if (!line.success) throw problem(text.slice(0, 60), where);
      requests.push(recordedRequest(line.data.request, requests.length, where, { geometryOf, units, recorded }));
    } else if (text !== '' && !text.startsWith('{"')) throw problem(text.slice(0, 60), where);
  }
  if (requests.length === 0) throw problem('a trace without any request', file, 'a trace of a run with a workload');
  return requests;
}

/** What a recorded request is asked again of. */
export type AskedAgain = {
  readonly geometryOf: GeometryOf;
  /** Names of the logical units of the topology. */
  readonly units: readonly string[];
  /** Blocks of each logical unit of the recorded topology. */
  readonly recorded: ReadonlyMap<string, number>;
};

/**
 * A request as a trace tells it, to be asked again.
 *
 * @throws InputError as `loadTraceRequests`.
 */
export function recordedRequest(
  { unit, entry, cdb: hex, flags, outstanding, dataOut: bytesOut, dataIn }: TraceRequest['request'],
  index: number,
  where: string,
  { geometryOf, units, recorded }: AskedAgain,
): WorkloadRequest {
  if (!units.includes(unit)) {
    throw problem(`a request for unit ${unit}`, where, `a unit of the topology: ${units.join(', ')}`);
  }
  const unknownFlag = flags.find((flag) => !knownFlags.includes(flag));
  if (unknownFlag !== undefined) throw problem(`flag ${unknownFlag}`, where, requestFlags.join(', '));
  const cdb = Uint8Array.from(Buffer.from(hex, 'hex'));
  const geometry = geometryOf(unit);
  const before = describeCdb(cdb, geometry, where, true).range;
  const meant = before !== undefined && before.lba + before.blocks > (recorded.get(unit) ?? Number.POSITIVE_INFINITY);
  const dataOut = bytesOut === undefined ? undefined : Uint8Array.from(Buffer.from(bytesOut, 'hex'));
  const described = withData(describeCdb(cdb, geometry, where, meant), dataOut, dataIn, where);
  if (entry !== 'passThrough' && !isBlockTransfer(described)) {
    throw problem(`entry ${entry} for CDB ${hex}`, where, 'passThrough for what is no READ or WRITE of blocks');
  }
  const { operation, direction, bytes, range } = described;
  return {
    index,
    unit,
    entry,
    cdb,
    operation: operationWithData(operation, dataOut),
    direction,
    ...(range === undefined ? {} : { range }),
    bytes,
    tag: 'simple',
    // Each was compared with the list of flags.
    flags: flags as RequestFlag[],
    failfast: false,
    outstandingLimit: outstanding,
    ...(dataOut === undefined ? {} : { dataOut }),
    where,
  };
}

/** What a CDB transfers: what it says itself; of one that nobody knows, what was told beside it. */
function withData(
  described: CdbDescription,
  dataOut: Uint8Array | undefined,
  dataIn: number | undefined,
  where: string,
): CdbDescription {
  if (!described.known) {
    if (dataOut) return { ...described, direction: 'out', bytes: dataOut.length };
    return dataIn ? { ...described, direction: 'in', bytes: dataIn } : described;
  }
  const { direction, bytes } = described;
  if (dataOut && (direction !== 'out' || bytes !== dataOut.length)) {
    const own = direction === 'out' ? `${bytes} bytes` : 'none';
    throw problem(`${dataOut.length} bytes of data-out`, where, `${own}, as the CDB says`);
  }
  return described;
}

function header(text: string, where: string): unknown {
  const given = parsed(text, where);
  const checked = traceHeader.safeParse(given);
  if (checked.success) return checked.data.topology;
  const { format = 'none', version = 'none' } = { ...(given as { format?: unknown; version?: unknown }) };
  throw problem(
    `a header with format ${JSON.stringify(format)}, version ${JSON.stringify(version)}`,
    where,
    `the header of a trace with format "${traceFormat}", version ${traceVersion}`,
  );
}

/** Blocks of each logical unit of a recorded topology. */
export function capacities(topology: unknown): ReadonlyMap<string, number> {
  const checked = topologySchema.safeParse(topology);
  const targets: Topology['targets'] = checked.success ? checked.data.targets : [];
  return new Map(targets.flatMap(({ logicalUnits }) => logicalUnits.map(({ name, blocks }) => [name, blocks])));
}

function parsed(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw problem(text.slice(0, 60), where);
  }
}

const problem = (
  given: string,
  where: string,
  accepted = `a line of a ${traceFormat}, version ${traceVersion}`,
): InputError => new InputError({ code: 'bad-trace', given, accepted, where });
