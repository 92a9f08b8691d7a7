import { FieldTable } from '../field-table.ts';

const deviceSpecific = [
  { name: 'writeProtected', bit: 7, width: 1, meaning: 'medium is write protected (reserved in MODE SELECT)' },
  { name: 'dpoFua', bit: 4, width: 1, meaning: 'DPO and FUA are supported (reserved in MODE SELECT)' },
] as const;

/** Mode parameter header of MODE SENSE(6) and MODE SELECT(6) of a disk (SPC-3 7.4.3, SBC-3 6.4.1). */
export const modeHeader6Table = new FieldTable(
  'mode parameter header(6)',
  4,
  [
    { name: 'dataLength', byte: 0, bit: 7, width: 8, meaning: 'bytes that follow (reserved in MODE SELECT)' },
    { name: 'mediumType', byte: 1, bit: 7, width: 8, meaning: 'medium type' },
    { ...deviceSpecific[0], byte: 2 },
    { ...deviceSpecific[1], byte: 2 },
    { name: 'blockDescriptorLength', byte: 3, bit: 7, width: 8, meaning: 'bytes of block descriptors' },
  ],
  'atLeast',
);

/** Mode parameter header of MODE SENSE(10) and MODE SELECT(10) of a disk. */
export const modeHeader10Table = new FieldTable(
  'mode parameter header(10)',
  8,
  [
    { name: 'dataLength', byte: 0, bit: 7, width: 16, meaning: 'bytes that follow (reserved in MODE SELECT)' },
    { name: 'mediumType', byte: 2, bit: 7, width: 8, meaning: 'medium type' },
    { ...deviceSpecific[0], byte: 3 },
    { ...deviceSpecific[1], byte: 3 },
    { name: 'longLba', byte: 4, bit: 0, width: 1, meaning: 'block descriptors of 16 bytes' },
    { name: 'blockDescriptorLength', byte: 6, bit: 7, width: 16, meaning: 'bytes of block descriptors' },
  ],
  'atLeast',
);

/** Block descriptor of a disk, short form (SBC-3 6.4.2.2). */
export const shortBlockDescriptorTable = new FieldTable('block descriptor', 8, [
  { name: 'blocks', byte: 0, bit: 7, width: 32, meaning: 'blocks', values: { 0xffffffff: 'more than 32 bits' } },
  { name: 'blockSize', byte: 5, bit: 7, width: 24, meaning: 'bytes per block' },
]);

/** Block descriptor of a disk, long LBA form (SBC-3 6.4.2.3). */
export const longBlockDescriptorTable = new FieldTable('long LBA block descriptor', 16, [
  { name: 'blocks', byte: 0, bit: 7, width: 64, meaning: 'blocks' },
  { name: 'blockSize', byte: 12, bit: 7, width: 32, meaning: 'bytes per block' },
]);

/** Head of a mode page; with SPF set a subpage code and a longer length follow. */
export const modePageHead = new FieldTable(
  'mode page',
  2,
  [
    { name: 'ps', byte: 0, bit: 7, width: 1, meaning: 'can be saved (reserved in MODE SELECT)' },
    { name: 'spf', byte: 0, bit: 6, width: 1, meaning: 'subpage format' },
    { name: 'pageCode', byte: 0, bit: 5, width: 6, meaning: 'page' },
    { name: 'pageLength', byte: 1, bit: 7, width: 8, meaning: 'bytes that follow' },
  ],
  'atLeast',
);
