import { blocksTransfer, cdbLayout } from './layout.ts';

/** READ(6) and WRITE(6) have 8 bits for the length and use 0 for 256 blocks (SCSI-2 9.2.5, 9.2.20). */
const SIX_BYTE_ZERO_MEANS = 256;

function sixByteBlocks(transferLength: number): number {
  return transferLength === 0 ? SIX_BYTE_ZERO_MEANS : transferLength;
}

const sixByteFields = [
  { name: 'lba', byte: 1, bit: 4, width: 21, meaning: 'logical block address' },
  { name: 'transferLength', byte: 4, bit: 7, width: 8, meaning: 'blocks', values: { 0: '256 blocks' } },
] as const;

const lba32 = { name: 'lba', byte: 2, bit: 7, width: 32, meaning: 'logical block address' } as const;
const lba64 = { name: 'lba', byte: 2, bit: 7, width: 64, meaning: 'logical block address' } as const;
const dpo = { name: 'dpo', byte: 1, bit: 4, width: 1, meaning: 'disable page out' } as const;
const fua = { name: 'fua', byte: 1, bit: 3, width: 1, meaning: 'force unit access' } as const;
const rarc = { name: 'rarc', byte: 1, bit: 2, width: 1, meaning: 'rebuild assist recovery control' } as const;
const rdProtect = { name: 'rdProtect', byte: 1, bit: 7, width: 3, meaning: 'check protection information' } as const;
const wrProtect = { name: 'wrProtect', byte: 1, bit: 7, width: 3, meaning: 'write protection information' } as const;
const relAdr = {
  name: 'relAdr',
  byte: 1,
  bit: 0,
  width: 1,
  meaning: 'relative address (SCSI-2, linked commands)',
} as const;

const tail10 = [
  { name: 'groupNumber', byte: 6, bit: 4, width: 5, meaning: 'group number' },
  { name: 'transferLength', byte: 7, bit: 7, width: 16, meaning: 'blocks' },
] as const;
const tail12 = [
  { name: 'transferLength', byte: 6, bit: 7, width: 32, meaning: 'blocks' },
  { name: 'groupNumber', byte: 10, bit: 4, width: 5, meaning: 'group number' },
] as const;
const tail16 = [
  { name: 'transferLength', byte: 10, bit: 7, width: 32, meaning: 'blocks' },
  { name: 'groupNumber', byte: 14, bit: 4, width: 5, meaning: 'group number' },
] as const;

interface Narrow {
  readonly lba: number;
  readonly transferLength: number;
}
interface Wide {
  readonly lba: bigint;
  readonly transferLength: number;
}

const sixByteRange = (fields: Narrow) => ({ lba: fields.lba, blocks: sixByteBlocks(fields.transferLength) });
const range = (fields: Narrow | Wide) => ({ lba: Number(fields.lba), blocks: fields.transferLength });
const reads = {
  operation: 'read',
  transfer: (fields: { readonly transferLength: number }, blockSize: number) =>
    blocksTransfer('in', fields.transferLength, blockSize),
} as const;
const writes = {
  operation: 'write',
  transfer: (fields: { readonly transferLength: number }, blockSize: number) =>
    blocksTransfer('out', fields.transferLength, blockSize),
} as const;

/** READ and WRITE in their four lengths (SCSI-2 9.2.5, 9.2.6, 9.2.20, 9.2.21; SBC-3 5.10 to 5.14, 5.35 to 5.39). */
export const readWriteCdbs = [
  cdbLayout({
    name: 'READ(6)',
    opcode: 0x08,
    length: 6,
    fields: sixByteFields,
    operation: 'read',
    transfer: (fields, blockSize) => blocksTransfer('in', sixByteBlocks(fields.transferLength), blockSize),
    range: sixByteRange,
  }),
  cdbLayout({
    name: 'WRITE(6)',
    opcode: 0x0a,
    length: 6,
    fields: sixByteFields,
    operation: 'write',
    transfer: (fields, blockSize) => blocksTransfer('out', sixByteBlocks(fields.transferLength), blockSize),
    range: sixByteRange,
  }),
  cdbLayout({
    name: 'READ(10)',
    opcode: 0x28,
    length: 10,
    fields: [rdProtect, dpo, fua, rarc, relAdr, lba32, ...tail10],
    ...reads,
    range,
  }),
  cdbLayout({
    name: 'WRITE(10)',
    opcode: 0x2a,
    length: 10,
    fields: [wrProtect, dpo, fua, relAdr, lba32, ...tail10],
    ...writes,
    range,
  }),
  cdbLayout({
    name: 'READ(12)',
    opcode: 0xa8,
    length: 12,
    fields: [rdProtect, dpo, fua, rarc, relAdr, lba32, ...tail12],
    ...reads,
    range,
  }),
  cdbLayout({
    name: 'WRITE(12)',
    opcode: 0xaa,
    length: 12,
    fields: [wrProtect, dpo, fua, relAdr, lba32, ...tail12],
    ...writes,
    range,
  }),
  cdbLayout({
    name: 'READ(16)',
    opcode: 0x88,
    length: 16,
    fields: [rdProtect, dpo, fua, rarc, lba64, ...tail16],
    ...reads,
    range,
  }),
  cdbLayout({
    name: 'WRITE(16)',
    opcode: 0x8a,
    length: 16,
    fields: [wrProtect, dpo, fua, lba64, ...tail16],
    ...writes,
    range,
  }),
] as const;
