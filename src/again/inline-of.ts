import { encodeCdb } from '../scsi/cdb/encode.ts';
import type { InlineRequestInput } from '../workload/inline.ts';
import { describeCdb, type GeometryOf } from '../workload/request-description.ts';
import { isBlockTransfer, type WorkloadRequest } from '../workload/workload-request.ts';

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ');

/** A READ or WRITE as a scenario file spells it, when its CDB is the one that comes of that. */
function transferOf({ cdb, range, dataOut }: WorkloadRequest): InlineRequestInput | undefined {
  if (!range || range.blocks < 1 || dataOut) return undefined;
  const fits = range.lba <= 0xffff_ffff && range.blocks <= 0xffff;
  for (const [key, name] of [
    ['read', 'READ'],
    ['write', 'WRITE'],
  ] as const) {
    const made = fits
      ? encodeCdb(`${name}(10)`, { lba: range.lba, transferLength: range.blocks })
      : encodeCdb(`${name}(16)`, { lba: BigInt(range.lba), transferLength: range.blocks });
    if (Buffer.compare(made, cdb) === 0) return { [key]: { lba: range.lba, blocks: range.blocks } };
  }
  return undefined;
}

/** A request as a scenario file spells it. @param units names of the logical units. */
export function inlineOf(
  request: WorkloadRequest,
  geometryOf: GeometryOf,
  units: readonly string[],
): InlineRequestInput {
  const { unit, cdb, entry, flags, range, direction, bytes, outstandingLimit, failfast, iodone, gathered } = request;
  const usual = isBlockTransfer(request) ? 'strategy' : 'passThrough';
  const about = {
    ...(unit !== undefined && units.length > 1 ? { unit } : {}),
    ...(entry === usual ? {} : { entry }),
    ...(flags.length === 0 ? {} : { flags: [...flags] }),
    ...(range && range.lba + range.blocks > geometryOf(unit).capacity ? { beyondCapacity: true } : {}),
    ...(failfast ? { failfast } : {}),
    ...(iodone ? { iodone } : {}),
    ...(gathered ? { gathered } : {}),
    ...(outstandingLimit === 0 ? {} : { outstanding: outstandingLimit }),
  };
  const transfer = transferOf(request);
  if (transfer) return { ...transfer, ...about };
  const { known } = describeCdb(cdb, geometryOf(unit), request.where, true);
  // What nobody knows is made up: as many zeros as the CDB says, or one.
  const untold = new Uint8Array(Math.max(1, bytes));
  return {
    cdb: hex(cdb),
    ...(direction === 'out' && (request.dataOut || !range) ? { dataOut: hex(request.dataOut ?? untold) } : {}),
    ...(direction === 'in' && !known ? { dataIn: Math.max(1, bytes) } : {}),
    ...about,
  };
}
