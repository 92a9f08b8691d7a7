import type { SenseClass } from '../../machines/protocol/sense.ts';
import { additionalSenseName } from '../scsi/additional-sense.ts';
import { nearestSenseClass, senseClassOf } from '../scsi/sense-class.ts';
import { senseKeyName } from '../scsi/sense-key.ts';
import type { SenseKeySpecific } from '../scsi/sense-key-specific.ts';
import { parseSense, type SenseProblem, senseFieldViews } from '../scsi/sense-parse.ts';
import { bitTable } from './bit-table.ts';
import { type FieldReport, fieldReport } from './field-report.ts';
import { hexNumber, hexText } from './hex-text.ts';
import type { Observation } from './observation.ts';

/** Sense data taken apart. */
export interface SenseReport {
  /** Empty when only key and codes were named. */
  readonly bytes: string;
  readonly source: string;
  readonly format: string;
  readonly key: string | null;
  readonly asc: string | null;
  readonly ascq: string | null;
  /** Name of the code pair. */
  readonly additional: string | null;
  /** For a disk the logical block address concerned. */
  readonly information: string | null;
  readonly deferred: boolean;
  /** Sense-key specific bytes in words. */
  readonly specific: string | null;
  readonly fields: readonly FieldReport[];
  readonly layout: readonly string[];
  /** What could not be read. */
  readonly problems: readonly string[];
  /** What the target driver goes by. */
  readonly class: SenseClass;
}

/** Sense data of an observation, or undefined when it has none. */
export function senseReport(said: Observation): SenseReport | undefined {
  if (said.senseBytes !== undefined) return fromBytes(said.senseBytes);
  return said.key === undefined && said.asc === undefined ? undefined : fromCodes(said);
}

function fromBytes(bytes: Uint8Array): SenseReport {
  const sense = parseSense(bytes);
  const fields = senseFieldViews(bytes).map(fieldReport);
  return {
    bytes: hexText(bytes),
    source: sense.format === 'descriptor' ? 'SPC-3 4.5.2' : 'SCSI-2 8.2.14, SPC-3 4.5.3',
    format: sense.format ?? 'unknown',
    ...codes(sense.key, sense.asc, sense.ascq),
    information: sense.info === undefined ? null : `${sense.info} (${hexNumber(sense.info, 32)})`,
    deferred: sense.deferred === true,
    specific: sense.specific === undefined ? null : specificText(sense.specific),
    fields,
    layout: bitTable(fields, bytes),
    problems: sense.problems.map(problemText),
    class: senseClassOf(bytes),
  };
}

function fromCodes({ key, asc, ascq }: Observation): SenseReport {
  return {
    bytes: '',
    source: 'SPC-3 4.5.6',
    format: 'codes only',
    ...codes(key, asc, ascq),
    information: null,
    deferred: false,
    specific: null,
    fields: [],
    layout: [],
    problems: key === undefined ? ['the sense key is not known'] : [],
    class: key === undefined ? 'BAD_RESPONSE_CODE' : nearestSenseClass({ key, asc: asc ?? 0, ascq: ascq ?? 0 }),
  };
}

function codes(key: number | undefined, asc: number | undefined, ascq: number | undefined) {
  return {
    key: key === undefined ? null : senseKeyName(key),
    asc: asc === undefined ? null : hexNumber(asc),
    ascq: ascq === undefined ? null : hexNumber(ascq),
    additional: asc === undefined ? null : additionalSenseName(asc, ascq ?? 0),
  };
}

function specificText(specific: SenseKeySpecific): string {
  switch (specific.kind) {
    case 'fieldPointer': {
      const bit = specific.bit === undefined ? '' : `, bit ${specific.bit}`;
      return `wrong field in the ${specific.in === 'cdb' ? 'CDB' : 'parameters'}: byte ${specific.byte}${bit}`;
    }
    case 'retries':
      return `the device tried ${specific.count} times`;
    case 'progress':
      return `${((specific.value / 65536) * 100).toFixed(1)} % done`;
    case 'raw':
      return hexNumber(specific.value, 24);
  }
}

function problemText(problem: SenseProblem): string {
  if (problem.kind === 'responseCode') {
    return `response code ${hexNumber(problem.given)} announces no known format; accepted: ${problem.accepted}`;
  }
  const [first, last] = problem.bytes;
  const where = first === last ? `byte ${first}` : `bytes ${first} to ${last}`;
  const why = problem.because === 'bufferEnds' ? 'the data end before it' : 'the additional length leaves it out';
  return `${problem.field} (${where}) is missing: ${why}`;
}
