import { InputError } from '../input-error.ts';
import { isFtraceLine, readFtraceLine } from './ftrace-observation.ts';
import { endsEarly, type HexReading, isAmbiguous, likelyReading } from './hex-reading.ts';
import { HEX_LIMIT, hexBytes, hexText } from './hex-text.ts';
import { readLinuxLine } from './linux-line.ts';
import type { Observation } from './observation.ts';
import { readPacketText } from './packet-text.ts';
import { readSolarisLine } from './solaris-line.ts';

/** Readings that can be forced. */
export const readings = ['cdb', 'sense', 'pkt'] as const;
export type As = (typeof readings)[number];

/** What the lines say, in order. */
export interface ReadText {
  readonly observations: readonly Observation[];
  /** For each line of bytes that could have been read in two ways. */
  readonly readings: readonly { readonly bytes: string; readonly readAs: HexReading; readonly otherwise: HexReading }[];
  readonly skipped: readonly string[];
}

/** Longest line, in characters; no console writes longer ones. */
const LINE_LIMIT = 8192;

const ACCEPTED =
  'a CDB or sense bytes in hex, packet fields (pkt_reason=CMD_RESET ..., CMD_TIMEOUT, STAT_DEV_RESET, TRAN_BUSY), a Linux or Solaris disk console line, a scsi_dispatch_cmd_* trace line';

type Block = { bytes: Uint8Array; readonly reading: HexReading };

/**
 * Reads text line by line.
 * @throws InputError `decode-nothing` when no line says anything about a command; `decode-hex` for too many bytes;
 * `decode-line` for a line that is too long; others for damaged trace lines and packet fields.
 */
export function readText(text: string, as?: As): ReadText {
  const lines = text.split(/\r\n|[\n\r]/).map((line) => line.trim());
  const several = lines.filter((line) => line !== '').length > 1;
  const items: (Observation | Block)[] = [];
  const skipped: string[] = [];
  lines.forEach((line, index) => {
    if (line === '') return;
    const where = several ? `line ${index + 1}` : undefined;
    if (line.length > LINE_LIMIT) throw tooLong(line, where);
    const item =
      readBytes(line, as, items.at(-1)) ?? (as === 'cdb' || as === 'sense' ? undefined : readWords(line, as, where));
    if (item === undefined) skipped.push(line);
    else if (item !== 'joined') items.push(item);
  });
  if (items.length === 0) throw nothing(skipped, as);
  const blocks = items.filter(isBlock);
  return {
    observations: items.map((item) => (isBlock(item) ? bytesSaid(item) : item)),
    readings: blocks
      .filter(({ bytes }) => as === undefined && isAmbiguous(bytes))
      .map(({ bytes, reading }) => ({
        bytes: hexText(bytes),
        readAs: reading,
        otherwise: reading === 'cdb' ? ('sense' as const) : ('cdb' as const),
      })),
    skipped,
  };
}

function isBlock(item: Observation | Block): item is Block {
  return 'bytes' in item;
}

/** A line of bytes alone; it continues the line before when that one ends early. */
function readBytes(
  line: string,
  as: As | undefined,
  before: Observation | Block | undefined,
): Block | 'joined' | undefined {
  const bytes = as === 'pkt' ? undefined : hexBytes(line);
  if (bytes === undefined) return undefined;
  const joins = before !== undefined && isBlock(before) && endsEarly(before.bytes, before.reading);
  const whole = joins ? Uint8Array.from([...before.bytes, ...bytes]) : bytes;
  if (whole.length > HEX_LIMIT) {
    const given = `${whole.length} bytes`;
    throw new InputError({ code: 'decode-hex', given, accepted: `at most ${HEX_LIMIT} bytes for a CDB or sense data` });
  }
  if (joins) {
    before.bytes = whole;
    return 'joined';
  }
  return { bytes, reading: as === 'cdb' || as === 'sense' ? as : likelyReading(bytes) };
}

function bytesSaid({ bytes, reading }: Block): Observation {
  return reading === 'cdb' ? { cdb: bytes } : { senseBytes: bytes };
}

function readWords(line: string, as: As | undefined, where: string | undefined): Observation | undefined {
  if (as === 'pkt') return readPacketText(line, where);
  if (isFtraceLine(line)) return readFtraceLine(line, where ?? 'line 1');
  return readLinuxLine(line) ?? readSolarisLine(line) ?? readPacketText(line, where);
}

function tooLong(line: string, where: string | undefined): InputError {
  const given = `a line of ${line.length} characters`;
  const accepted = `lines of at most ${LINE_LIMIT} characters`;
  return new InputError({ code: 'decode-line', given, accepted, ...(where !== undefined && { where }) });
}

function nothing(skipped: readonly string[], as: As | undefined): InputError {
  const [first] = skipped;
  const given = first === undefined ? 'no text' : `'${first}'`;
  const forced = { cdb: 'a CDB in hex', sense: 'sense bytes in hex', pkt: 'packet fields, e.g. pkt_reason=CMD_RESET' };
  return new InputError({
    code: 'decode-nothing',
    given,
    accepted: as === undefined ? ACCEPTED : `${forced[as]} (--as ${as})`,
  });
}
