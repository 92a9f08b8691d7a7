import { type BlockDescriptor, type ModeForm, readBlockDescriptors, splitModePages } from './mode-sense.ts';
import { modeHeader6Table, modeHeader10Table } from './parameter-list.ts';

/** A parameter list taken apart, with the position of each part for field pointers. */
export interface ModeParameterList {
  readonly blockDescriptors: readonly BlockDescriptor[];
  /** Byte at which the block descriptors begin. */
  readonly blockDescriptorsAt: number;
  /** Whole pages with the byte at which each begins. */
  readonly pages: readonly { readonly at: number; readonly bytes: Uint8Array }[];
}

/** Why a parameter list cannot be taken apart. */
export type ModeParameterListProblem =
  /** It ends inside a header, a block descriptor or a page (5/1A/00, SPC-3 6.7). */
  | { readonly kind: 'truncated' }
  /** A field has a value that cannot be (5/26/00); `byte` says which. */
  | { readonly kind: 'field'; readonly byte: number };

/** Takes a MODE SELECT parameter list apart. Whether the device accepts the values is not its business. */
export function parseModeParameterList(
  form: ModeForm,
  bytes: Uint8Array,
): { readonly list: ModeParameterList } | { readonly problem: ModeParameterListProblem } {
  const table = form === 6 ? modeHeader6Table : modeHeader10Table;
  if (bytes.length < table.length) return { problem: { kind: 'truncated' } };
  const header = form === 6 ? { ...modeHeader6Table.decode(bytes), longLba: 0 } : modeHeader10Table.decode(bytes);
  const pagesAt = table.length + header.blockDescriptorLength;
  if (header.blockDescriptorLength % (header.longLba === 1 ? 16 : 8) !== 0) {
    const field = table.fields.find(({ name }) => name === 'blockDescriptorLength');
    return { problem: { kind: 'field', byte: field?.byte ?? 0 } };
  }
  if (bytes.length < pagesAt) return { problem: { kind: 'truncated' } };
  const { pages, rest } = splitModePages(bytes, pagesAt);
  if (rest !== bytes.length) return { problem: { kind: 'truncated' } };
  let at = pagesAt;
  const placed = pages.map((page) => {
    const start = at;
    at += page.length;
    return { at: start, bytes: page };
  });
  const blockDescriptors = readBlockDescriptors(bytes.subarray(0, pagesAt), table.length, header.longLba === 1);
  return { list: { blockDescriptors, blockDescriptorsAt: table.length, pages: placed } };
}
