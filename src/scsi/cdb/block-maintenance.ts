import { type BlockRange, blocksTransfer, bytesTransfer, cdbLayout, type Transfer } from './layout.ts';

/** Zero blocks means "to the last block" in these commands, unlike in READ and WRITE. */
function rangeToEnd(lba: number | bigint, blocks: number): BlockRange {
  return blocks === 0 ? { lba: Number(lba), blocks, toEnd: true } : { lba: Number(lba), blocks };
}

const lba32 = { name: 'lba', byte: 2, bit: 7, width: 32, meaning: 'logical block address' } as const;
const lba64 = { name: 'lba', byte: 2, bit: 7, width: 64, meaning: 'logical block address' } as const;
const group10 = { name: 'groupNumber', byte: 6, bit: 4, width: 5, meaning: 'group number' } as const;
const group16 = { name: 'groupNumber', byte: 14, bit: 4, width: 5, meaning: 'group number' } as const;
const blocks10 = { name: 'blocks', byte: 7, bit: 7, width: 16, meaning: 'blocks' } as const;
const blocks16 = { name: 'blocks', byte: 10, bit: 7, width: 32, meaning: 'blocks' } as const;
const blocks10ToEnd = { ...blocks10, values: { 0: 'to the last block' } } as const;
const blocks16ToEnd = { ...blocks16, values: { 0: 'to the last block' } } as const;

const immed = { name: 'immed', byte: 1, bit: 1, width: 1, meaning: 'status before the operation has ended' } as const;
const verifyFlags = [
  { name: 'vrProtect', byte: 1, bit: 7, width: 3, meaning: 'check protection information' },
  { name: 'dpo', byte: 1, bit: 4, width: 1, meaning: 'disable page out' },
  {
    name: 'bytChk',
    byte: 1,
    bit: 2,
    width: 2,
    meaning: 'byte check',
    values: { 0: 'medium only', 1: 'compare with the data', 2: 'reserved', 3: 'compare each block with the one sent' },
  },
] as const;
const writeSameFlags = [
  { name: 'wrProtect', byte: 1, bit: 7, width: 3, meaning: 'write protection information' },
  { name: 'anchor', byte: 1, bit: 4, width: 1, meaning: 'anchor the blocks' },
  { name: 'unmap', byte: 1, bit: 3, width: 1, meaning: 'unmap the blocks' },
] as const;

function verifyTransfer(bytChk: number, blocks: number, blockSize: number): Transfer {
  if (bytChk === 1) return blocksTransfer('out', blocks, blockSize);
  // With nothing to verify there is no block to compare with either (SBC-3 5.29).
  if (bytChk === 3) return blocksTransfer('out', Math.min(blocks, 1), blockSize);
  return bytesTransfer('out', 0);
}

/** Commands that act on blocks the medium already has, or fill them: SBC-3 5.22, 5.23, 5.29, 5.31, 5.43, 5.44. */
export const blockMaintenanceCdbs = [
  cdbLayout({
    name: 'SYNCHRONIZE CACHE(10)',
    opcode: 0x35,
    length: 10,
    fields: [immed, lba32, group10, blocks10ToEnd],
    operation: 'flush',
    range: (fields) => rangeToEnd(fields.lba, fields.blocks),
  }),
  cdbLayout({
    name: 'SYNCHRONIZE CACHE(16)',
    opcode: 0x91,
    length: 16,
    fields: [immed, lba64, blocks16ToEnd, group16],
    operation: 'flush',
    range: (fields) => rangeToEnd(fields.lba, fields.blocks),
  }),
  cdbLayout({
    name: 'VERIFY(10)',
    opcode: 0x2f,
    length: 10,
    fields: [...verifyFlags, lba32, group10, blocks10],
    operation: 'verify',
    transfer: (fields, blockSize) => verifyTransfer(fields.bytChk, fields.blocks, blockSize),
    range: (fields) => ({ lba: fields.lba, blocks: fields.blocks }),
  }),
  cdbLayout({
    name: 'VERIFY(16)',
    opcode: 0x8f,
    length: 16,
    fields: [...verifyFlags, lba64, blocks16, group16],
    operation: 'verify',
    transfer: (fields, blockSize) => verifyTransfer(fields.bytChk, fields.blocks, blockSize),
    range: (fields) => ({ lba: Number(fields.lba), blocks: fields.blocks }),
  }),
  cdbLayout({
    name: 'WRITE SAME(10)',
    opcode: 0x41,
    length: 10,
    fields: [...writeSameFlags, lba32, group10, blocks10ToEnd],
    operation: 'writeSame',
    transfer: (_fields, blockSize) => bytesTransfer('out', blockSize),
    range: (fields) => rangeToEnd(fields.lba, fields.blocks),
  }),
  cdbLayout({
    name: 'WRITE SAME(16)',
    opcode: 0x93,
    length: 16,
    fields: [
      ...writeSameFlags,
      { name: 'ndob', byte: 1, bit: 0, width: 1, meaning: 'no data-out buffer: write zeros' },
      lba64,
      blocks16ToEnd,
      group16,
    ],
    operation: 'writeSame',
    transfer: (fields, blockSize) => bytesTransfer('out', fields.ndob === 1 ? 0 : blockSize),
    range: (fields) => rangeToEnd(fields.lba, fields.blocks),
  }),
] as const;
