import { BlockRangeError, StoreIoError } from '../block-store/block-store.ts';
import type { BlockRange } from '../cdb/layout.ts';
import type { Sense } from '../sense.ts';
import { type LogicalUnit, writesThrough } from './logical-unit.ts';
import {
  checkCondition,
  dataPhaseError,
  good,
  miscompare,
  type Outcome,
  outOfRange,
  unrecoveredRead,
  writeError,
} from './outcome.ts';

/** Bytes handled at a time by commands that may go over the whole medium. */
const PIECE_BYTES = 1 << 20;

/** READ in all lengths. */
export function readBlocks({ store }: LogicalUnit, { lba, blocks }: BlockRange): Outcome {
  return onMedium(lba, () => good(store.read(lba, blocks)));
}

/** WRITE in all lengths; with FUA, or without write cache, the data are on stable storage before GOOD status. */
export function writeBlocks(
  unit: LogicalUnit,
  { lba, blocks }: BlockRange,
  fua: boolean,
  dataOut: Uint8Array,
): Outcome {
  const bytes = blocks * unit.store.blockSize;
  if (dataOut.length < bytes) return checkCondition(dataPhaseError);
  return onMedium(lba, () => {
    unit.store.write(lba, dataOut.subarray(0, bytes));
    if (fua || writesThrough(unit)) unit.store.flush();
    return good();
  });
}

/**
 * WRITE SAME.
 * @param block the block to repeat
 */
export function writeSame(unit: LogicalUnit, range: BlockRange, block: Uint8Array): Outcome {
  const { store } = unit;
  if (block.length < store.blockSize) return checkCondition(dataPhaseError);
  return onMedium(range.lba, () => {
    const pattern = repeat(block.subarray(0, store.blockSize), Math.min(pieceBlocks(unit), extent(unit, range)));
    forPieces(unit, range, (lba, blocks) => store.write(lba, pattern.subarray(0, blocks * store.blockSize)));
    if (writesThrough(unit)) store.flush();
    return good();
  });
}

/** SYNCHRONIZE CACHE: the store knows no ranges, so everything written becomes stable. */
export function synchronizeCache({ store }: LogicalUnit): Outcome {
  return onMedium(undefined, () => {
    store.flush();
    return good();
  });
}

/**
 * VERIFY (SBC-3 5.29).
 * @param bytChk 0: the blocks can be read; 1: they equal the data; 3: each equals the one block sent
 */
export function verify(unit: LogicalUnit, range: BlockRange, bytChk: number, dataOut: Uint8Array): Outcome {
  const { store } = unit;
  if (range.blocks === 0) return good();
  const expectedBytes = bytChk === 1 ? range.blocks * store.blockSize : bytChk === 3 ? store.blockSize : 0;
  if (dataOut.length < expectedBytes) return checkCondition(dataPhaseError);
  let difference: number | undefined;
  const outcome = onMedium(range.lba, () => {
    forPieces(unit, range, (lba, blocks) => {
      if (difference !== undefined) return;
      const medium = store.read(lba, blocks);
      if (bytChk === 0) return;
      const from = bytChk === 1 ? (lba - range.lba) * store.blockSize : 0;
      const at = firstDifference(medium, dataOut, from, bytChk === 1 ? medium.length : store.blockSize);
      if (at !== undefined) difference = lba + Math.floor(at / store.blockSize);
    });
    return good();
  });
  return difference === undefined ? outcome : checkCondition(miscompare(difference));
}

/** First byte of `medium` that differs from `expected`, which begins at `from` and repeats every `period` bytes. */
function firstDifference(medium: Uint8Array, expected: Uint8Array, from: number, period: number): number | undefined {
  const at = medium.findIndex((byte, index) => byte !== expected[from + (index % period)]);
  return at === -1 ? undefined : at;
}

function repeat(block: Uint8Array, times: number): Uint8Array {
  const bytes = new Uint8Array(block.length * times);
  for (let index = 0; index < times; index++) bytes.set(block, index * block.length);
  return bytes;
}

function pieceBlocks({ store }: LogicalUnit): number {
  return Math.max(1, Math.floor(PIECE_BYTES / store.blockSize));
}

/** Number of blocks meant: "to the end" depends on the capacity. */
function extent({ store }: LogicalUnit, { lba, blocks, toEnd }: BlockRange): number {
  return toEnd === true ? store.blocks - lba : blocks;
}

function forPieces(unit: LogicalUnit, range: BlockRange, visit: (lba: number, blocks: number) => void): void {
  const end = range.lba + extent(unit, range);
  for (let lba = range.lba; lba < end; lba += pieceBlocks(unit)) visit(lba, Math.min(pieceBlocks(unit), end - lba));
}

/** Runs an access to the store and turns what the store reports into sense data. Defects of the program go through. */
function onMedium(lba: number | undefined, access: () => Outcome): Outcome {
  try {
    return access();
  } catch (error) {
    const sense = senseOf(error, lba);
    if (sense === undefined) throw error;
    return checkCondition(sense);
  }
}

function senseOf(error: unknown, lba: number | undefined): Sense | undefined {
  if (error instanceof BlockRangeError) return outOfRange(error.lba);
  if (!(error instanceof StoreIoError)) return undefined;
  return error.operation === 'read' && lba !== undefined ? unrecoveredRead(lba) : writeError(lba);
}
