import { bytesTransfer, cdbLayout } from './layout.ts';

const dbd = { name: 'dbd', byte: 1, bit: 3, width: 1, meaning: 'disable block descriptors' } as const;
const senseFields = [
  {
    name: 'pageControl',
    byte: 2,
    bit: 7,
    width: 2,
    meaning: 'which values',
    values: { 0: 'current', 1: 'changeable', 2: 'default', 3: 'saved' },
  },
  {
    name: 'pageCode',
    byte: 2,
    bit: 5,
    width: 6,
    meaning: 'page',
    values: { 0x01: 'read-write error recovery', 0x08: 'caching', 0x0a: 'control', 0x3f: 'all pages' },
  },
  { name: 'subpageCode', byte: 3, bit: 7, width: 8, meaning: 'subpage' },
] as const;
const selectFields = [
  { name: 'pf', byte: 1, bit: 4, width: 1, meaning: 'page format' },
  { name: 'sp', byte: 1, bit: 0, width: 1, meaning: 'save pages' },
] as const;

/** MODE SENSE and MODE SELECT (SPC-3 6.7 to 6.10). */
export const modeCdbs = [
  cdbLayout({
    name: 'MODE SENSE(6)',
    opcode: 0x1a,
    length: 6,
    fields: [dbd, ...senseFields, { name: 'allocationLength', byte: 4, bit: 7, width: 8, meaning: 'bytes' }],
    operation: 'modeSense',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'MODE SENSE(10)',
    opcode: 0x5a,
    length: 10,
    fields: [
      { name: 'llbaa', byte: 1, bit: 4, width: 1, meaning: 'long LBA accepted' },
      dbd,
      ...senseFields,
      { name: 'allocationLength', byte: 7, bit: 7, width: 16, meaning: 'bytes' },
    ],
    operation: 'modeSense',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'MODE SELECT(6)',
    opcode: 0x15,
    length: 6,
    fields: [...selectFields, { name: 'parameterListLength', byte: 4, bit: 7, width: 8, meaning: 'bytes' }],
    operation: 'modeSelect',
    transfer: (fields) => bytesTransfer('out', fields.parameterListLength),
  }),
  cdbLayout({
    name: 'MODE SELECT(10)',
    opcode: 0x55,
    length: 10,
    fields: [...selectFields, { name: 'parameterListLength', byte: 7, bit: 7, width: 16, meaning: 'bytes' }],
    operation: 'modeSelect',
    transfer: (fields) => bytesTransfer('out', fields.parameterListLength),
  }),
] as const;
