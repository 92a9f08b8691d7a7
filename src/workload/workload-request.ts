import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { PktFlag } from '../../machines/protocol/scsi-pkt.ts';
import type { Direction, TagKind } from '../../machines/protocol/scsi-status.ts';
import { type BlockRange, type CdbDescription, describeCdb, type GeometryOf } from './request-description.ts';
import type { WorkloadCommand } from './workload-command.ts';

/** Entry point of the target driver that a request uses. */
export type RequestEntry = 'strategy' | 'physio' | 'passThrough';

/** `pkt_flags` that a request may ask for. */
export const requestFlags = [
  'FLAG_SILENT',
  'FLAG_DIAGNOSE',
  'FLAG_ISOLATE',
  'FLAG_HEAD',
  'FLAG_HTAG',
  'FLAG_OTAG',
] as const satisfies readonly PktFlag[];
export type RequestFlag = (typeof requestFlags)[number];

/** One request of a workload, whatever it was read from. */
export interface WorkloadRequest {
  /** Position in the workload, from 0; names the request. */
  readonly index: number;
  /** Name of the logical unit in the topology; absent when the workload is for the only one. */
  readonly unit?: string;
  readonly entry: RequestEntry;
  readonly cdb: Uint8Array;
  readonly operation: OperationClass;
  readonly direction: Direction;
  /** Absent for a command that addresses no blocks. */
  readonly range?: BlockRange;
  /** Length of the data phase, bytes. */
  readonly bytes: number;
  readonly tag: TagKind;
  readonly flags: readonly RequestFlag[];
  /** Asks the driver not to retry (B_FAILFAST). */
  readonly failfast: boolean;
  /** The buf has a b_iodone routine, which biodone calls instead of answering. */
  readonly iodone?: true;
  /** AIX: the data of the write lie in several places. */
  readonly gathered?: true;
  /** The request may start only when at most this many others are outstanding. From 0. */
  readonly outstandingLimit: number;
  /** Data-out bytes fixed by the workload; absent when the integrity oracle makes them. */
  readonly dataOut?: Uint8Array;
  /** Where the request was read from: `file:line`. */
  readonly where: string;
}

/** What {@link requestsFromCommands} must know about the units that the commands are replayed on. */
export interface RequestOptions {
  readonly geometryOf: GeometryOf;
  /** Maps the recorded address to the name of a logical unit of the topology. Default: no name. */
  readonly unitOf?: (command: WorkloadCommand) => string | undefined;
}

/**
 * Turns recorded commands into requests: READ and WRITE enter by `strategy`, everything else by pass-through, all with
 * SIMPLE tags. (`strategy` lets the driver build its own CDB; a recorded FUA bit is lost there.) A dispatch that the
 * recording host adapter refused never reached the bus and was dispatched again later: it makes no request.
 *
 * @throws InputError as `describeCdb`, with the file:line of the command.
 */
export function* requestsFromCommands(
  commands: Iterable<WorkloadCommand>,
  options: RequestOptions,
): Generator<WorkloadRequest, void, undefined> {
  let index = 0;
  for (const command of commands) {
    if (command.recordedStatus === 'REFUSED') continue;
    const { cdb, where } = command;
    const unit = options.unitOf?.(command);
    const description = describeCdb(cdb, options.geometryOf(unit), where);
    const { operation, direction, bytes, range } = description;
    yield {
      index,
      ...(unit === undefined ? {} : { unit }),
      entry: isBlockTransfer(description) ? 'strategy' : 'passThrough',
      cdb,
      operation,
      direction,
      ...(range === undefined ? {} : { range }),
      bytes,
      tag: 'simple',
      flags: [],
      failfast: false,
      outstandingLimit: command.outstandingAtStart,
      where,
    };
    index += 1;
  }
}

/**
 * Whether a buf can express the command, so that `strategy` and `physio` accept it: READ or WRITE of at least one
 * block. (With no blocks it is a command all the same, and passes through.)
 */
export function isBlockTransfer({ operation, bytes }: Pick<CdbDescription, 'operation' | 'bytes'>): boolean {
  return (operation === 'read' || operation === 'write') && bytes > 0;
}

/** Whether the integrity oracle makes its data-out, as stamped blocks or, for VERIFY, as what they hold. */
export function isStamped(request: Pick<WorkloadRequest, 'direction' | 'dataOut' | 'range' | 'operation'>): boolean {
  const { direction, dataOut, range, operation } = request;
  if (direction !== 'out' || dataOut !== undefined || range === undefined) return false;
  return operation === 'verify' || changesBlocks(request);
}

/** Whether the request replaces the content of blocks. */
export function changesBlocks({ operation }: Pick<WorkloadRequest, 'operation'>): boolean {
  return operation === 'write' || operation === 'writeSame';
}
