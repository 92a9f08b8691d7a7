import { type ScsiStatus, scsiStatuses } from '../../machines/protocol/scsi-status.ts';
import { InputError } from '../input-error.ts';
import { cdbGroupLength } from '../scsi/cdb/length.ts';
import type { RecordedStatus } from './workload-command.ts';

/** What the four `scsi:scsi_dispatch_cmd_*` events have in common. */
interface DispatchFields {
  /** Recording clock, seconds. */
  readonly time: number;
  readonly host: number;
  readonly channel: number;
  readonly target: number;
  readonly lun: number;
  /** Tag of the command on its host; with the address it names one command while it is outstanding. */
  readonly tag: number;
}

/** A line of interest of a Linux ftrace text. */
export type DispatchEvent =
  | (DispatchFields & { readonly kind: 'start'; readonly cdb: Uint8Array })
  | (DispatchFields & { readonly kind: 'done'; readonly status: RecordedStatus })
  /** The host adapter driver refused the dispatch. */
  | (DispatchFields & { readonly kind: 'error' })
  | (DispatchFields & { readonly kind: 'timeout' });

// TASK-PID [CPU] FLAGS SECONDS: EVENT: FIELDS. A task name may hold spaces and dashes; the thread group column and the
// flags column depend on trace options.
const EVENT_LINE =
  /^\s*\S.*?-\d+\s+(?:\(\s*[\d-]+\)\s+)?\[\d+\]\s+(?:[^\s:]{3,8}\s+)?(\d{1,10}\.\d{1,9}):\s+([A-Za-z_]\w*):(?:\s+(.*))?$/;
const LOST_EVENTS = /^\s*CPU:\s*\d+\s+\[LOST\b/;
const ADDRESS = /^host_no=(\d+) channel=(\d+) id=(\d+) lun=(\d+) /;
const TAG = /^-?\d+(?= )/;
const RESULT = /^ result=\(driver=\w+ host=(\w+) message=\w+ status=(\w+)\)\s*$/;
const ERROR_RESULT = /^ rtn=-?\w+\s*$/;

/** Status byte by the name that Linux prints. */
const STATUS_BY_LINUX_NAME: ReadonlyMap<string, ScsiStatus> = new Map([
  ...scsiStatuses.map((status) => [`SAM_STAT_${status}`, status] as const),
  // The SAM name of what SCSI-2, and so the rest of this program, calls QUEUE FULL.
  ['SAM_STAT_TASK_SET_FULL', 'QUEUE_FULL'],
]);

const HEX_BYTES = /^ *(?:[0-9a-fA-F]{2}(?: +|$))*$/;
const CDB_LIMIT = 260;

/**
 * Reads one line of ftrace text.
 *
 * @returns the event; undefined for a line to skip (comment, blank, marker, any event of another kind).
 * @throws InputError with `where` and the column for a line that is no event (`trace-line`), an event with malformed
 * fields (`trace-fields`), an unknown status (`trace-status`), bytes that are no CDB (`trace-cdb`), or a note that the
 * recording lost events (`trace-lost-events`).
 */
export function parseFtraceLine(line: string, where: string): DispatchEvent | undefined {
  const trimmed = line.trim();
  // "cpus=N" heads the text that trace-cmd prints.
  if (trimmed === '' || trimmed.startsWith('#') || /^cpus=\d+$/.test(trimmed)) return undefined;
  const header = EVENT_LINE.exec(line);
  if (header === null) throw noEvent(line, where);
  const [, seconds = '', name = '', fields = ''] = header;
  const kind = dispatchKind(name);
  if (kind === undefined) return undefined;

  // Found by position, not by one pattern: backtracking over a hostile line would take minutes.
  const tagAt = fields.indexOf(' driver_tag=');
  const commandAt = fields.indexOf(' cmnd=(', tagAt);
  const rawAt = fields.indexOf('raw=', commandAt) + 4;
  const endAt = fields.indexOf(')', rawAt);
  const address = ADDRESS.exec(fields);
  const tag = TAG.exec(fields.slice(tagAt + 12, commandAt + 1));
  if (address === null || tag === null || tagAt < 0 || commandAt < 0 || rawAt < 4 || endAt < 0) {
    throw malformed(name, fields, where);
  }
  const tail = fields.slice(endAt + 1);
  const common = {
    time: Number(seconds),
    host: Number(address[1]),
    channel: Number(address[2]),
    target: Number(address[3]),
    lun: Number(address[4]),
    tag: Number(tag[0]),
  };
  // Every event repeats the CDB; a byte that is no hex is a damaged line in any of them.
  const cdb = parseCdb(fields.slice(rawAt, endAt), line.length - fields.length + rawAt, where);
  switch (kind) {
    case 'start':
      if (tail.trim() !== '') throw malformed(name, tail.trim(), where);
      return { kind, ...common, cdb };
    case 'error':
      if (!ERROR_RESULT.test(tail)) throw malformed(name, tail.trim(), where);
      return { kind, ...common };
    case 'timeout':
      if (!RESULT.test(tail)) throw malformed(name, tail.trim(), where);
      return { kind, ...common };
    case 'done':
      return { kind, ...common, status: parseResult(name, tail, where) };
  }
}

function dispatchKind(name: string): DispatchEvent['kind'] | undefined {
  switch (name) {
    case 'scsi_dispatch_cmd_start':
      return 'start';
    case 'scsi_dispatch_cmd_done':
      return 'done';
    case 'scsi_dispatch_cmd_error':
      return 'error';
    case 'scsi_dispatch_cmd_timeout':
      return 'timeout';
    default:
      return undefined;
  }
}

function parseResult(name: string, tail: string, where: string): RecordedStatus {
  const result = RESULT.exec(tail);
  if (result === null) throw malformed(name, tail.trim(), where);
  const [, host = '', status = ''] = result;
  if (host !== 'DID_OK' && isHostByte(host)) return host;
  const known = STATUS_BY_LINUX_NAME.get(status);
  if (host === 'DID_OK' && known !== undefined) return known;
  throw new InputError({
    code: 'trace-status',
    given: `host=${host} status=${status}`,
    accepted: 'host=DID_... and status=SAM_STAT_... as Linux names them',
    where,
  });
}

function isHostByte(text: string): text is `DID_${string}` {
  return text.startsWith('DID_');
}

function parseCdb(raw: string, column: number, where: string): Uint8Array {
  if (!HEX_BYTES.test(raw)) throw noHex(raw, column, where);
  const cdb = Uint8Array.from(Buffer.from(raw.replaceAll(' ', ''), 'hex'));
  const least = cdbGroupLength(cdb[0] ?? 0) ?? 6;
  if (cdb.length >= least && cdb.length <= CDB_LIMIT) return cdb;
  throw new InputError({
    code: 'trace-cdb',
    given: `a CDB of ${cdb.length} bytes (${raw.trim()})`,
    accepted: `${least} to ${CDB_LIMIT} bytes for this operation code`,
    where: `${where}:${column + 1}`,
  });
}

function noHex(raw: string, column: number, where: string): InputError {
  const bad = [...raw.matchAll(/\S+/g)].find(([word]) => !/^[0-9a-fA-F]{2}$/.test(word));
  return new InputError({
    code: 'trace-cdb',
    given: `'${bad?.[0] ?? raw}' among the CDB bytes`,
    accepted: 'bytes of two hex digits, one space between',
    where: `${where}:${column + (bad?.index ?? 0) + 1}`,
  });
}

function noEvent(line: string, where: string): InputError {
  if (LOST_EVENTS.test(line)) {
    return new InputError({
      code: 'trace-lost-events',
      given: `a recording that lost events ('${line.trim()}')`,
      accepted: 'a complete recording (record again with a larger trace buffer)',
      where,
    });
  }
  return new InputError({
    code: 'trace-line',
    given: `'${line.trim()}'`,
    accepted: 'ftrace text: TASK-PID [CPU] FLAGS SECONDS: EVENT: FIELDS, or a # comment',
    where,
  });
}

function malformed(name: string, fields: string, where: string): InputError {
  const result =
    name === 'scsi_dispatch_cmd_start' ? '' : name === 'scsi_dispatch_cmd_error' ? ' rtn=N' : ' result=(...)';
  return new InputError({
    code: 'trace-fields',
    given: `${name} with '${fields}'`,
    accepted: `the complete fields host_no= channel= id= lun= ... driver_tag= ... cmnd=(... raw=HEX)${result}`,
    where,
  });
}
