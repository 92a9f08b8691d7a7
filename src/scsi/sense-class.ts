import { reservationAttentions, type SenseClass, senseClasses } from '../../machines/protocol/sense.ts';
import type { Sense } from './sense.ts';
import { type SenseKey, senseKeyCode, senseKeyName, senseKeys } from './sense-key.ts';
import { parseSense } from './sense-parse.ts';

/** Fewer bytes than this and a driver does not look at them (illumos SUN_MIN_SENSE_LENGTH). */
const MIN_SENSE_LENGTH = 4;

/** Response code of vendor specific sense data: drivers accept it and read the key where fixed format has it. */
const VENDOR_SPECIFIC = 0x7f;
const FIXED = 0x70;

/** Classes that stand for unlisted code pairs where the first listed one would claim too much. */
const standIns: Readonly<Partial<Record<SenseKey, SenseClass>>> = {
  ILLEGAL_REQUEST: 'ILLEGAL_REQUEST 24/00',
  UNIT_ATTENTION: 'UNIT_ATTENTION 2A/01',
};

const classNames: ReadonlySet<string> = new Set([...senseClasses, ...reservationAttentions]);

/**
 * The control plane's name for received sense bytes. A code pair that no layer treats differently falls into a class
 * of the same key: the one without qualifier if there is one, else one that stands for the key.
 */
export function senseClassOf(bytes: Uint8Array): SenseClass {
  if (bytes.length < MIN_SENSE_LENGTH) return 'SHORT';
  const responseCode = (bytes[0] ?? 0) & 0x7f;
  const readable = responseCode === VENDOR_SPECIFIC ? Uint8Array.of(FIXED, ...bytes.subarray(1)) : bytes;
  const { key, asc = 0, ascq = 0 } = parseSense(readable);
  if (responseCode >> 4 !== 7) return 'NOT_CLASS_7';
  if (key === undefined) return 'BAD_RESPONSE_CODE';
  return nearestSenseClass({ key, asc, ascq });
}

/** The control plane's name for sense data by meaning; see {@link senseClassOf} for pairs that are not listed. */
export function nearestSenseClass(sense: Sense): SenseClass {
  const key = senseKeyName(sense.key);
  const exact = `${key} ${hexByte(sense.asc)}/${hexByte(sense.ascq)}`;
  if (isSenseClass(exact)) return exact;
  const general = `${key} ${hexByte(sense.asc)}/00`;
  if (isSenseClass(general)) return general;
  return standIns[key] ?? senseClasses.find((name) => name.startsWith(`${key} `)) ?? 'BAD_RESPONSE_CODE';
}

/** Sense data that stand for a class, or undefined for the classes that say the bytes are unusable. */
export function senseOfClass(name: SenseClass): Sense | undefined {
  const match = /^([A-Z_]+) ([0-9A-F]{2})\/([0-9A-F]{2})$/.exec(name);
  const key = senseKeys.find((candidate) => candidate === match?.[1]);
  if (match === null || key === undefined) return undefined;
  return {
    key: senseKeyCode(key),
    asc: Number.parseInt(match[2] ?? '', 16),
    ascq: Number.parseInt(match[3] ?? '', 16),
  };
}

function isSenseClass(name: string): name is SenseClass {
  return classNames.has(name);
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0').toUpperCase();
}
