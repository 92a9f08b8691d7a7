import { bytesTransfer, cdbLayout } from './layout.ts';

/** READ CAPACITY(10) has no allocation length: it always returns 8 bytes (SBC-3 5.16). */
const READ_CAPACITY_10_BYTES = 8;

/** Commands that ask what the device is: SPC-3 6.4, 6.21, 6.23, 6.27; SBC-3 5.16, 5.17. */
export const reportCdbs = [
  cdbLayout({
    name: 'INQUIRY',
    opcode: 0x12,
    length: 6,
    fields: [
      { name: 'cmdDt', byte: 1, bit: 1, width: 1, meaning: 'command support data (obsolete)' },
      { name: 'evpd', byte: 1, bit: 0, width: 1, meaning: 'vital product data', values: { 0: 'standard data' } },
      {
        name: 'pageCode',
        byte: 2,
        bit: 7,
        width: 8,
        meaning: 'page',
        values: {
          0x00: 'supported pages',
          0x80: 'unit serial number',
          0x83: 'device identification',
          0x89: 'ATA information',
          0xb0: 'block limits',
          0xb1: 'block device characteristics',
          0xb2: 'logical block provisioning',
        },
      },
      { name: 'allocationLength', byte: 3, bit: 7, width: 16, meaning: 'bytes (one byte wide before SPC-3)' },
    ],
    operation: 'inquiry',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'REQUEST SENSE',
    opcode: 0x03,
    length: 6,
    fields: [
      { name: 'desc', byte: 1, bit: 0, width: 1, meaning: 'format', values: { 0: 'fixed', 1: 'descriptor' } },
      { name: 'allocationLength', byte: 4, bit: 7, width: 8, meaning: 'bytes' },
    ],
    operation: 'requestSense',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'READ CAPACITY(10)',
    opcode: 0x25,
    length: 10,
    fields: [
      { name: 'lba', byte: 2, bit: 7, width: 32, meaning: 'only with PMI (obsolete)' },
      { name: 'pmi', byte: 8, bit: 0, width: 1, meaning: 'partial medium indicator (obsolete)' },
    ],
    operation: 'readCapacity',
    transfer: () => bytesTransfer('in', READ_CAPACITY_10_BYTES),
  }),
  cdbLayout({
    name: 'READ CAPACITY(16)',
    opcode: 0x9e,
    serviceAction: 0x10,
    length: 16,
    fields: [
      { name: 'lba', byte: 2, bit: 7, width: 64, meaning: 'only with PMI (obsolete)' },
      { name: 'allocationLength', byte: 10, bit: 7, width: 32, meaning: 'bytes' },
      { name: 'pmi', byte: 14, bit: 0, width: 1, meaning: 'partial medium indicator (obsolete)' },
    ],
    operation: 'readCapacity',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'REPORT LUNS',
    opcode: 0xa0,
    length: 12,
    fields: [
      {
        name: 'selectReport',
        byte: 2,
        bit: 7,
        width: 8,
        meaning: 'which logical units',
        values: { 0: 'all but well known', 1: 'well known only', 2: 'all' },
      },
      { name: 'allocationLength', byte: 6, bit: 7, width: 32, meaning: 'bytes' },
    ],
    operation: 'reportLuns',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
  cdbLayout({
    name: 'REPORT SUPPORTED OPERATION CODES',
    opcode: 0xa3,
    serviceAction: 0x0c,
    length: 12,
    fields: [
      { name: 'rctd', byte: 2, bit: 7, width: 1, meaning: 'return command timeouts descriptors' },
      {
        name: 'reportingOptions',
        byte: 2,
        bit: 2,
        width: 3,
        meaning: 'which commands',
        values: {
          0: 'all',
          1: 'one operation code',
          2: 'one service action',
          3: 'one, with or without service action',
        },
      },
      { name: 'requestedOpcode', byte: 3, bit: 7, width: 8, meaning: 'operation code asked for' },
      { name: 'requestedServiceAction', byte: 4, bit: 7, width: 16, meaning: 'service action asked for' },
      { name: 'allocationLength', byte: 6, bit: 7, width: 32, meaning: 'bytes' },
    ],
    operation: 'reportOpcodes',
    transfer: (fields) => bytesTransfer('in', fields.allocationLength),
  }),
] as const;
