import { additionalSenseName } from './additional-sense.ts';
import type { FieldView } from './field-table.ts';
import type { Sense, SenseFormat } from './sense.ts';
import { readSenseKeySpecific } from './sense-key-specific.ts';
import {
  descriptorSenseTable,
  fixedSenseTable,
  senseDescriptorHead,
  senseDescriptorOrder,
  senseDescriptors,
} from './sense-layout.ts';

/** What keeps sense data from being read in full. */
export type SenseProblem =
  /** The first byte announces no format that the standards define. */
  | { readonly kind: 'responseCode'; readonly given: number; readonly accepted: string }
  /** Bytes that are not there: cut off by the transfer, or never supplied by the device. */
  | {
      readonly kind: 'missing';
      readonly field: string;
      /** First and last byte of the field. */
      readonly bytes: readonly [number, number];
      readonly because: 'bufferEnds' | 'additionalLength';
    };

/** Sense data as received: whatever could be read, and what could not. */
export interface ParsedSense extends Partial<Sense> {
  /** Absent when the response code names neither format. */
  readonly format?: SenseFormat;
  /** Byte 0 without its top bit; absent in an empty buffer. */
  readonly responseCode?: number;
  readonly problems: readonly SenseProblem[];
}

type Loose = { -readonly [Key in keyof Sense]?: Sense[Key] };

const ACCEPTED_CODES = '70h, 71h (fixed) or 72h, 73h (descriptor)';

/** Reads sense data of either format. Never throws: sense data are what a broken device sends last. */
export function parseSense(bytes: Uint8Array): ParsedSense {
  const first = bytes[0];
  if (first === undefined) return { problems: [missing('responseCode', 0, 0, 'bufferEnds')] };
  const responseCode = first & 0x7f;
  switch (responseCode) {
    case 0x70:
    case 0x71:
      return { format: 'fixed', responseCode, ...deferred(responseCode), ...parseFixed(bytes) };
    case 0x72:
    case 0x73:
      return { format: 'descriptor', responseCode, ...deferred(responseCode), ...parseDescriptors(bytes) };
    default:
      return { responseCode, problems: [{ kind: 'responseCode', given: responseCode, accepted: ACCEPTED_CODES }] };
  }
}

function deferred(responseCode: number): { deferred?: true } {
  return responseCode & 1 ? { deferred: true } : {};
}

function missing(field: string, first: number, last: number, because: 'bufferEnds' | 'additionalLength'): SenseProblem {
  return { kind: 'missing', field, bytes: [first, last], because };
}

function parseFixed(bytes: Uint8Array): Loose & { problems: SenseProblem[] } {
  const { padded, end, because } = extent(bytes, fixedSenseTable.length);
  const fields = fixedSenseTable.decodeAt(padded, 0);
  const problems: SenseProblem[] = [];
  const has = (last: number): boolean => last < end;
  const sense: Loose = {};
  if (has(2)) {
    sense.key = fields.key;
    if (fields.filemark === 1) sense.filemark = true;
    if (fields.eom === 1) sense.eom = true;
    if (fields.ili === 1) sense.ili = true;
  } else problems.push(missing('key', 2, 2, because));
  if (fields.valid === 1) {
    if (has(6)) sense.info = fields.information;
    else problems.push(missing('information', 3, 6, because));
  }
  // Zero means "nothing" here: unlike the information these fields have no valid bit.
  if (has(11) && fields.commandSpecific !== 0) sense.commandSpecific = fields.commandSpecific;
  if (has(12)) sense.asc = fields.asc;
  else problems.push(missing('asc', 12, 12, because));
  if (has(13)) sense.ascq = fields.ascq;
  else problems.push(missing('ascq', 13, 13, because));
  if (has(14) && fields.fru !== 0) sense.fru = fields.fru;
  if (has(15) && fields.sksv === 1) {
    const specific = has(17) ? readSenseKeySpecific(fields.key, fields) : undefined;
    if (specific !== undefined) sense.specific = specific;
    else problems.push(missing('specific', 15, 17, because));
  }
  return { ...sense, problems };
}

/** How far sense data reach, by the buffer and by their own account, with the buffer padded to `length` for reading. */
function extent(bytes: Uint8Array, length: number) {
  const claimed = 8 + (bytes[7] ?? 0);
  const padded = new Uint8Array(Math.max(length, bytes.length));
  padded.set(bytes);
  const cut = bytes.length < 8 || bytes.length < claimed;
  const because = cut ? ('bufferEnds' as const) : ('additionalLength' as const);
  return { padded, end: cut ? bytes.length : claimed, because };
}

function parseDescriptors(bytes: Uint8Array): Loose & { problems: SenseProblem[] } {
  const { padded, end, because } = extent(bytes, descriptorSenseTable.length);
  const fields = descriptorSenseTable.decodeAt(padded, 0);
  const problems: SenseProblem[] = [];
  const sense: Loose = {};
  const heads = [
    ['key', 1],
    ['asc', 2],
    ['ascq', 3],
  ] as const;
  for (const [name, byte] of heads) {
    if (byte < end) sense[name] = fields[name];
    else problems.push(missing(name, byte, byte, because));
  }
  if (bytes.length < 8) problems.push(missing('additionalLength', 7, 7, because));
  for (let offset = 8; offset + 2 <= end; ) {
    const { descriptorType, descriptorLength } = senseDescriptorHead.decodeAt(padded, offset);
    const last = offset + 1 + descriptorLength;
    const name = senseDescriptorOrder[descriptorType] ?? `descriptor ${descriptorType}`;
    if (last >= end || last + 1 - offset < shortest(descriptorType)) {
      problems.push(missing(name, offset, Math.max(last, offset + shortest(descriptorType) - 1), because));
    } else readDescriptor(descriptorType, padded, offset, fields.key, sense);
    offset = last + 1;
  }
  return { ...sense, problems };
}

function shortest(type: number): number {
  const name = senseDescriptorOrder[type];
  return name === undefined ? 2 : senseDescriptors[name].length;
}

function readDescriptor(type: number, bytes: Uint8Array, offset: number, key: number, sense: Loose): void {
  switch (senseDescriptorOrder[type]) {
    case 'information': {
      const { valid, information } = senseDescriptors.information.decodeAt(bytes, offset);
      if (valid === 1) sense.info = information;
      return;
    }
    case 'commandSpecific':
      sense.commandSpecific = senseDescriptors.commandSpecific.decodeAt(bytes, offset).commandSpecific;
      return;
    case 'senseKeySpecific': {
      const specific = readSenseKeySpecific(key, senseDescriptors.senseKeySpecific.decodeAt(bytes, offset));
      if (specific !== undefined) sense.specific = specific;
      return;
    }
    case 'fru':
      sense.fru = senseDescriptors.fru.decodeAt(bytes, offset).fru;
      return;
    case 'stream': {
      const { filemark, eom, ili } = senseDescriptors.stream.decodeAt(bytes, offset);
      if (filemark === 1) sense.filemark = true;
      if (eom === 1) sense.eom = true;
      if (ili === 1) sense.ili = true;
      return;
    }
    case 'block':
      if (senseDescriptors.block.decodeAt(bytes, offset).ili === 1) sense.ili = true;
      return;
    case undefined:
      return;
  }
}

/** The fields of sense data one by one, for printing; fields that the buffer cuts off are left out. */
export function senseFieldViews(bytes: Uint8Array): FieldView[] {
  const code = (bytes[0] ?? 0) & 0x7f;
  if (code !== 0x72 && code !== 0x73) return fixedSenseTable.view(bytes).map((view, _index, all) => named(view, all));
  const views = descriptorSenseTable.view(bytes);
  const end = Math.min(bytes.length, 8 + (bytes[7] ?? 0));
  for (let offset = 8; offset + 2 <= end; ) {
    const type = senseDescriptorOrder[bytes[offset] ?? 0];
    const table = type === undefined ? senseDescriptorHead : senseDescriptors[type];
    views.push(...table.view(bytes.subarray(0, end), offset));
    offset += 2 + (bytes[offset + 1] ?? 0);
  }
  return views.map((view) => named(view, views));
}

/** Puts the name of the code pair on the qualifier, because only the pair has a name. */
function named(view: FieldView, all: readonly FieldView[]): FieldView {
  if (view.name !== 'ascq') return view;
  const asc = Number(all.find((other) => other.name === 'asc')?.value ?? 0);
  return { ...view, meaning: additionalSenseName(asc, Number(view.value)) };
}
