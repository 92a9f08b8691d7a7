import { truncate } from '../allocation.ts';
import { concatenate } from '../concatenate.ts';
import {
  longBlockDescriptorTable,
  modeHeader6Table,
  modeHeader10Table,
  modePageHead,
  shortBlockDescriptorTable,
} from './parameter-list.ts';

/** Which pair of commands the data belong to: the six-byte or the ten-byte one. */
export type ModeForm = 6 | 10;

/** Capacity as block descriptors carry it. */
export interface BlockDescriptor {
  /** Number of blocks; in the short form FFFFFFFFh stands for all that need more than 32 bits. */
  readonly blocks: number | bigint;
  /** Bytes per block. */
  readonly blockSize: number;
}

/** Mode parameters by meaning. */
export interface ModeParameters {
  readonly writeProtected: boolean;
  /** DPO and FUA bits are supported. */
  readonly dpoFua: boolean;
  readonly blockDescriptors: readonly BlockDescriptor[];
  /** Whole pages, each with its own header. */
  readonly pages: readonly Uint8Array[];
}

const MAX_SHORT_BLOCKS = 0xffff_ffffn;

/**
 * Builds MODE SENSE data.
 * @param longLba block descriptors of 16 bytes, only in the ten-byte form
 * @param allocationLength bytes the initiator has room for
 */
export function buildModeSense(
  form: ModeForm,
  parameters: ModeParameters,
  longLba = false,
  allocationLength: number = Number.MAX_SAFE_INTEGER,
): Uint8Array {
  const descriptors = concatenate(
    parameters.blockDescriptors.map(({ blocks, blockSize }) => {
      const wide = BigInt(blocks);
      if (longLba) return longBlockDescriptorTable.encode({ blocks: wide, blockSize });
      return shortBlockDescriptorTable.encode({
        blocks: Number(wide < MAX_SHORT_BLOCKS ? wide : MAX_SHORT_BLOCKS),
        blockSize,
      });
    }),
  );
  const body = concatenate([descriptors, ...parameters.pages]);
  const flags = {
    writeProtected: parameters.writeProtected ? 1 : 0,
    dpoFua: parameters.dpoFua ? 1 : 0,
    blockDescriptorLength: descriptors.length,
  };
  // The data length does not count itself: one byte in the short form, two in the long one.
  const header =
    form === 6
      ? modeHeader6Table.encode({ ...flags, dataLength: modeHeader6Table.length - 1 + body.length })
      : modeHeader10Table.encode({
          ...flags,
          dataLength: modeHeader10Table.length - 2 + body.length,
          longLba: longLba ? 1 : 0,
        });
  return truncate(concatenate([header, body]), allocationLength);
}

/**
 * Reads MODE SENSE data as far as they are there: a block descriptor or page that is cut off is left out.
 * @throws InputError `scsi-length` when not even the header is there.
 */
export function parseModeSense(form: ModeForm, bytes: Uint8Array): ModeParameters {
  const header = form === 6 ? { ...modeHeader6Table.decode(bytes), longLba: 0 } : modeHeader10Table.decode(bytes);
  const end = Math.min(bytes.length, header.dataLength + (form === 6 ? 1 : 2));
  const data = bytes.subarray(0, end);
  const headerLength = form === 6 ? modeHeader6Table.length : modeHeader10Table.length;
  const pagesAt = headerLength + header.blockDescriptorLength;
  return {
    writeProtected: header.writeProtected === 1,
    dpoFua: header.dpoFua === 1,
    blockDescriptors: readBlockDescriptors(data.subarray(0, pagesAt), headerLength, header.longLba === 1),
    pages: splitModePages(data, pagesAt).pages,
  };
}

/** Block descriptors from `offset` to the end of `data`. */
export function readBlockDescriptors(data: Uint8Array, offset: number, longLba: boolean): BlockDescriptor[] {
  const table = longLba ? longBlockDescriptorTable : shortBlockDescriptorTable;
  const descriptors: BlockDescriptor[] = [];
  for (let at = offset; at + table.length <= data.length; at += table.length) {
    descriptors.push(table.decodeAt(data, at));
  }
  return descriptors;
}

/** Cuts `data` from `offset` on into mode pages; `rest` is where the first incomplete one begins, or the end. */
export function splitModePages(data: Uint8Array, offset: number): { pages: Uint8Array[]; rest: number } {
  const pages: Uint8Array[] = [];
  let at = offset;
  while (at + modePageHead.length <= data.length) {
    const { spf, pageLength } = modePageHead.decodeAt(data, at);
    // Subpages have a head of four bytes with a length of two.
    if (spf === 1 && at + 4 > data.length) break;
    const length = spf === 1 ? 4 + ((data[at + 2] ?? 0) << 8) + (data[at + 3] ?? 0) : 2 + pageLength;
    if (at + length > data.length) break;
    pages.push(data.slice(at, at + length));
    at += length;
  }
  return { pages, rest: at };
}
