import { InputError } from '../input-error.ts';
import { type CdbReport, cdbReport } from './cdb-report.ts';
import { type Case, caseOf } from './ending.ts';
import { type Next, whatNext } from './next.ts';
import { byCommand, type Observation, type Remark } from './observation.ts';
import { type PacketReport, packetReport } from './packet-report.ts';
import { type As, type ReadText, readText } from './read-text.ts';
import { type SenseReport, senseReport } from './sense-report.ts';

/** How the text is to be read. */
export interface DecodeOptions {
  /** Reading to force; without it the text decides. */
  readonly as?: As;
  /** Direction of the data of a command whose bytes do not tell. */
  readonly direction?: 'in' | 'out';
}

/** Everything about one command. */
export interface DecodedCommand {
  /** Device and tag, or unit, as a console names them. */
  readonly about: string | null;
  readonly cdb: CdbReport | null;
  readonly sense: SenseReport | null;
  readonly packet: PacketReport | null;
  readonly remarks: readonly Remark[];
  /** What was assumed to answer the question what the driver does next. */
  readonly assumptions: readonly string[];
  readonly next: Next | null;
  /** What would have to be known for an answer; null when there is one. */
  readonly missing: string | null;
}

/** The result of decoding. */
export interface Decoded {
  /** How lines of bytes were read, and how to read them otherwise. */
  readonly readings: ReadText['readings'];
  readonly commands: readonly DecodedCommand[];
  /** Lines that say nothing about a command. */
  readonly skipped: readonly string[];
}

/**
 * Takes apart whatever a person pastes: a CDB or sense data in hexadecimal, fields of a packet, console lines of Linux
 * or Solaris, trace lines. Several lines may tell of one command.
 * @throws InputError `decode-nothing` for text that is none of these; others for text that is one of them but wrong.
 */
export function decode(text: string, options: DecodeOptions = {}): Decoded {
  const { observations, readings, skipped } = readText(text, options.as);
  return { readings, skipped, commands: byCommand(observations).map((said) => command(said, options)) };
}

function command(said: Observation, { direction }: DecodeOptions): DecodedCommand {
  const cdb = said.cdb === undefined ? null : cdbReport(said.cdb);
  const asked = cdb?.transfer?.direction;
  if (direction !== undefined && asked !== undefined && asked !== 'none' && asked !== direction) {
    throw new InputError({
      code: 'decode-direction',
      given: `--direction ${direction} for ${cdb?.name}`,
      accepted: `${asked}, which the CDB says, or no --direction`,
    });
  }
  const { request, ending, missing, assumptions }: Case = caseOf(said, direction);
  return {
    about: said.about ?? null,
    cdb,
    sense: senseReport(said) ?? null,
    packet: packetReport(said, ending) ?? null,
    remarks: said.remarks ?? [],
    assumptions,
    next: ending === undefined ? null : whatNext(request, ending),
    missing: missing ?? null,
  };
}
