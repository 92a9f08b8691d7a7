import type { KnownCdb } from '../cdb/decode.ts';
import { parseModeParameterList } from '../mode/mode-select.ts';
import { type BlockDescriptor, buildModeSense, type ModeForm } from '../mode/mode-sense.ts';
import { modePageByCode, pageControls } from '../mode/page-set.ts';
import { ALL_PAGES, type ModePageName, modePageNames } from '../mode/pages.ts';
import type { Sense } from '../sense.ts';
import { isWriteProtected, type LogicalUnit } from './logical-unit.ts';
import {
  checkCondition,
  dataPhaseError,
  good,
  invalidParameter,
  type Outcome,
  parameterListTruncated,
} from './outcome.ts';

type Cdb<Name extends KnownCdb['name']> = Extract<KnownCdb, { readonly name: Name }>;

/** Page code in the first byte of a page, subpage format bit included: no page here has subpages. */
const PAGE_CODE_AND_SPF = 0x7f;
const MAX_SHORT_BLOCKS = 0xffff_ffff;

/** MODE SENSE(6) and MODE SENSE(10) (SPC-3 6.9, 6.10). */
export function modeSense(unit: LogicalUnit, cdb: Cdb<'MODE SENSE(6)'> | Cdb<'MODE SENSE(10)'>): Outcome {
  const { pageControl, pageCode, dbd, allocationLength } = cdb.fields;
  const which = pageControls[pageControl] ?? 'current';
  const single = modePageByCode(pageCode);
  const names: readonly ModePageName[] = pageCode === ALL_PAGES ? modePageNames : single === undefined ? [] : [single];
  const { blocks, blockSize } = unit.store;
  const parameters = {
    writeProtected: isWriteProtected(unit),
    dpoFua: true,
    blockDescriptors: dbd === 1 ? [] : [{ blocks, blockSize }],
    pages: names.map((name) => unit.modePages.bytes(name, which)),
  };
  const longLba = cdb.name === 'MODE SENSE(10)' && cdb.fields.llbaa === 1;
  return good(buildModeSense(formOf(cdb.name), parameters, longLba, allocationLength));
}

/** MODE SELECT(6) and MODE SELECT(10): all of the list is taken over, or nothing (SPC-3 6.7, 6.8). */
export function modeSelect(
  unit: LogicalUnit,
  cdb: Cdb<'MODE SELECT(6)'> | Cdb<'MODE SELECT(10)'>,
  dataOut: Uint8Array,
): Outcome {
  const { parameterListLength, sp } = cdb.fields;
  if (dataOut.length < parameterListLength) return checkCondition(dataPhaseError);
  // No list is not an error, and nothing is changed (SPC-3 6.7).
  if (parameterListLength === 0) return good();
  const parsed = parseModeParameterList(formOf(cdb.name), dataOut.subarray(0, parameterListLength));
  if ('problem' in parsed) {
    const { problem } = parsed;
    return checkCondition(problem.kind === 'truncated' ? parameterListTruncated : invalidParameter(problem.byte));
  }
  const { blockDescriptors, blockDescriptorsAt, pages } = parsed.list;
  const refused = refusedBlockDescriptor(unit, blockDescriptors, blockDescriptorsAt);
  if (refused !== undefined) return checkCondition(refused);
  const accepted: { name: ModePageName; page: Uint8Array }[] = [];
  for (const { at, bytes } of pages) {
    const name = modePageByCode((bytes[0] ?? 0) & PAGE_CODE_AND_SPF);
    if (name === undefined) return checkCondition(invalidParameter(at));
    const byte = unit.modePages.refusedByte(name, bytes);
    if (byte !== undefined) return checkCondition(invalidParameter(at + byte));
    accepted.push({ name, page: bytes });
  }
  const changed = unit.modePages.select(accepted, sp === 1);
  return changed ? { status: 'GOOD', dataIn: new Uint8Array(0), modeParametersChanged: true } : good();
}

/** Capacity and block size cannot be changed: a descriptor may only repeat them, or ask for the present capacity with 0. */
function refusedBlockDescriptor(
  { store }: LogicalUnit,
  descriptors: readonly BlockDescriptor[],
  at: number,
): Sense | undefined {
  if (descriptors.length > 1) return invalidParameter(at);
  const descriptor = descriptors[0];
  if (descriptor === undefined) return undefined;
  const blocks = BigInt(descriptor.blocks);
  const present =
    blocks === BigInt(store.blocks) || (blocks === BigInt(MAX_SHORT_BLOCKS) && store.blocks > MAX_SHORT_BLOCKS);
  if (blocks !== 0n && !present) return invalidParameter(at);
  return descriptor.blockSize === store.blockSize ? undefined : invalidParameter(at + 4);
}

function formOf(name: `MODE ${'SENSE' | 'SELECT'}(${6 | 10})`): ModeForm {
  return name.endsWith('(6)') ? 6 : 10;
}
