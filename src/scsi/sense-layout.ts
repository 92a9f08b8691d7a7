import { FieldTable } from './field-table.ts';
import { senseKeys } from './sense-key.ts';

const keyValues = Object.fromEntries(senseKeys.map((name, code) => [code, name]));
const responseCodes = {
  0x70: 'fixed, current',
  0x71: 'fixed, deferred',
  0x72: 'descriptor, current',
  0x73: 'descriptor, deferred',
  0x7f: 'vendor specific',
};

const responseCode = {
  name: 'responseCode',
  byte: 0,
  bit: 6,
  width: 7,
  meaning: 'response code',
  values: responseCodes,
} as const;

/** Fixed format sense data (SCSI-2 8.2.14, SPC-3 4.5.3). Devices may end it early or append vendor bytes. */
export const fixedSenseTable = new FieldTable(
  'fixed format sense data',
  18,
  [
    { name: 'valid', byte: 0, bit: 7, width: 1, meaning: 'information is as the standard says' },
    responseCode,
    { name: 'segment', byte: 1, bit: 7, width: 8, meaning: 'segment number (obsolete)' },
    { name: 'filemark', byte: 2, bit: 7, width: 1, meaning: 'filemark or setmark' },
    { name: 'eom', byte: 2, bit: 6, width: 1, meaning: 'end of medium' },
    { name: 'ili', byte: 2, bit: 5, width: 1, meaning: 'incorrect length' },
    { name: 'key', byte: 2, bit: 3, width: 4, meaning: 'sense key', values: keyValues },
    { name: 'information', byte: 3, bit: 7, width: 32, meaning: 'information' },
    { name: 'additionalLength', byte: 7, bit: 7, width: 8, meaning: 'bytes that follow' },
    { name: 'commandSpecific', byte: 8, bit: 7, width: 32, meaning: 'command-specific information' },
    { name: 'asc', byte: 12, bit: 7, width: 8, meaning: 'additional sense code' },
    { name: 'ascq', byte: 13, bit: 7, width: 8, meaning: 'additional sense code qualifier' },
    { name: 'fru', byte: 14, bit: 7, width: 8, meaning: 'field replaceable unit' },
    { name: 'sksv', byte: 15, bit: 7, width: 1, meaning: 'sense-key specific bytes are valid' },
    { name: 'sksHead', byte: 15, bit: 6, width: 7, meaning: 'C/D, BPV, bit pointer for ILLEGAL REQUEST' },
    { name: 'sksValue', byte: 16, bit: 7, width: 16, meaning: 'field pointer, retry count or progress' },
  ],
  'atLeast',
);

/** Head of descriptor format sense data (SPC-3 4.5.2). */
export const descriptorSenseTable = new FieldTable(
  'descriptor format sense data',
  8,
  [
    responseCode,
    { name: 'key', byte: 1, bit: 3, width: 4, meaning: 'sense key', values: keyValues },
    { name: 'asc', byte: 2, bit: 7, width: 8, meaning: 'additional sense code' },
    { name: 'ascq', byte: 3, bit: 7, width: 8, meaning: 'additional sense code qualifier' },
    { name: 'additionalLength', byte: 7, bit: 7, width: 8, meaning: 'bytes that follow' },
  ],
  'atLeast',
);

const descriptorTypes = {
  0: 'information',
  1: 'command-specific information',
  2: 'sense-key specific',
  3: 'field replaceable unit',
  4: 'stream commands',
  5: 'block commands',
};
const head = [
  { name: 'descriptorType', byte: 0, bit: 7, width: 8, meaning: 'descriptor type', values: descriptorTypes },
  { name: 'descriptorLength', byte: 1, bit: 7, width: 8, meaning: 'bytes that follow' },
] as const;

/** Any sense data descriptor: its two leading bytes (SPC-3 4.5.2.1). */
export const senseDescriptorHead = new FieldTable('sense data descriptor', 2, head, 'atLeast');

/** Sense data descriptors by type, 0 to 5 (SPC-3 4.5.2.2 to 4.5.2.5, SSC, SBC). */
export const senseDescriptors = {
  information: new FieldTable('information descriptor', 12, [
    ...head,
    { name: 'valid', byte: 2, bit: 7, width: 1, meaning: 'information is as the standard says' },
    { name: 'information', byte: 4, bit: 7, width: 64, meaning: 'information' },
  ]),
  commandSpecific: new FieldTable('command-specific descriptor', 12, [
    ...head,
    { name: 'commandSpecific', byte: 4, bit: 7, width: 64, meaning: 'command-specific information' },
  ]),
  senseKeySpecific: new FieldTable('sense-key specific descriptor', 8, [
    ...head,
    { name: 'sksv', byte: 4, bit: 7, width: 1, meaning: 'sense-key specific bytes are valid' },
    { name: 'sksHead', byte: 4, bit: 6, width: 7, meaning: 'C/D, BPV, bit pointer for ILLEGAL REQUEST' },
    { name: 'sksValue', byte: 5, bit: 7, width: 16, meaning: 'field pointer, retry count or progress' },
  ]),
  fru: new FieldTable('field replaceable unit descriptor', 4, [
    ...head,
    { name: 'fru', byte: 3, bit: 7, width: 8, meaning: 'field replaceable unit' },
  ]),
  stream: new FieldTable('stream commands descriptor', 4, [
    ...head,
    { name: 'filemark', byte: 3, bit: 7, width: 1, meaning: 'filemark or setmark' },
    { name: 'eom', byte: 3, bit: 6, width: 1, meaning: 'end of medium' },
    { name: 'ili', byte: 3, bit: 5, width: 1, meaning: 'incorrect length' },
  ]),
  block: new FieldTable('block commands descriptor', 4, [
    ...head,
    { name: 'ili', byte: 3, bit: 5, width: 1, meaning: 'incorrect length' },
  ]),
} as const;

/** Descriptor layouts in order of their type codes. */
export const senseDescriptorOrder = [
  'information',
  'commandSpecific',
  'senseKeySpecific',
  'fru',
  'stream',
  'block',
] as const satisfies readonly (keyof typeof senseDescriptors)[];
