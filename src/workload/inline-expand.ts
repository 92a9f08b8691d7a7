import { InputError } from '../input-error.ts';
import { encodeCdb } from '../scsi/cdb/encode.ts';
import { operationWithData } from '../scsi/cdb/operation-class.ts';
import type { InlineRequest } from './inline.ts';
import { type CdbDescription, describeCdb, type GeometryOf } from './request-description.ts';
import { isBlockTransfer, type RequestEntry, type RequestFlag, type WorkloadRequest } from './workload-request.ts';

/** What {@link expandInlineRequests} must know beside the entries. */
export interface InlineOptions {
  readonly geometryOf: GeometryOf;
  /** Where the value at this path below the list of requests stands: `file:line`. */
  readonly locate: (path: readonly (string | number)[]) => string;
  /** How many requests may be outstanding at once where an entry does not say, from 1. Default 1: one after another. */
  readonly depth?: number;
}

/**
 * Turns inline requests into the list that is replayed.
 *
 * @throws InputError with file:line: an LBA below 0 or above 2^53-1 (`inline-lba`), an entry point that the command
 * cannot use (`inline-entry`), data that does not fit the command (`inline-data-out`, `inline-data-in`), a CDB of less
 * than 6 or more than 260 bytes (`inline-cdb`); further as `describeCdb`.
 */
export function expandInlineRequests(entries: readonly InlineRequest[], options: InlineOptions): WorkloadRequest[] {
  const requests: WorkloadRequest[] = [];
  for (const [position, entry] of entries.entries()) {
    const locate: Locate = (...path) => options.locate([position, ...path]);
    const dataOut = entry.dataOut === undefined ? undefined : bytesOfHex(entry.dataOut);
    const geometry = options.geometryOf(entry.unit);
    for (let repeat = 0; repeat < entry.count; repeat += 1) {
      const cdb = cdbOf(entry, repeat * entry.step, locate);
      const described = describeCdb(cdb, geometry, locate(), entry.beyondCapacity);
      const { operation, direction, bytes, range } = withData(described, entry.dataIn, dataOut, locate);
      const point = entryPoint(entry.entry, described, locate);
      requests.push({
        index: requests.length,
        ...(entry.unit === undefined ? {} : { unit: entry.unit }),
        entry: point,
        cdb,
        operation: operationWithData(operation, dataOut),
        direction,
        ...(range === undefined ? {} : { range }),
        bytes,
        tag: entry.tag,
        flags: [...new Set([...entry.flags, ...(point === 'passThrough' ? tagFlags[entry.tag] : [])])],
        failfast: entry.failfast,
        ...(entry.iodone ? { iodone: true } : {}),
        ...(entry.gathered ? { gathered: true } : {}),
        outstandingLimit: entry.outstanding ?? (options.depth ?? 1) - 1,
        ...(dataOut === undefined ? {} : { dataOut }),
        where: locate(),
      });
    }
  }
  return requests;
}

/** How a pass-through request asks the driver for its tag (USCSI_OTAG, USCSI_HTAG); for the others the driver decides. */
const tagFlags: Readonly<Record<InlineRequest['tag'], readonly RequestFlag[]>> = {
  simple: [],
  untagged: [],
  ordered: ['FLAG_OTAG'],
  head: ['FLAG_HTAG'],
};

type Locate = (...path: readonly string[]) => string;

function cdbOf(entry: InlineRequest, offset: number, locate: Locate): Uint8Array {
  if (entry.read !== undefined) return transferCdb('READ', entry.read, offset, locate('read'));
  if (entry.write !== undefined) return transferCdb('WRITE', entry.write, offset, locate('write'));
  if (entry.flush !== undefined) return encodeCdb('SYNCHRONIZE CACHE(10)');
  if (entry.inquiry !== undefined) {
    const { vpd, allocationLength = vpd === undefined ? 36 : 252 } = entry.inquiry;
    return encodeCdb('INQUIRY', { evpd: vpd === undefined ? 0 : 1, pageCode: vpd ?? 0, allocationLength });
  }
  if (entry.cdb === undefined) return encodeCdb('TEST UNIT READY');
  const cdb = bytesOfHex(entry.cdb);
  if (cdb.length < 6 || cdb.length > 260) {
    throw new InputError({
      code: 'inline-cdb',
      given: `a CDB of ${cdb.length} bytes`,
      accepted: '6 to 260 bytes',
      where: locate('cdb'),
    });
  }
  return cdb;
}

function transferCdb(
  name: 'READ' | 'WRITE',
  range: { readonly lba: number; readonly blocks: number },
  offset: number,
  where: string,
): Uint8Array {
  const lba = range.lba + offset;
  if (lba < 0 || !Number.isSafeInteger(lba + range.blocks)) {
    throw new InputError({
      code: 'inline-lba',
      given: `LBA ${lba} (lba ${range.lba} and the steps of the repeats)`,
      accepted: 'an LBA from 0 to 2^53-1',
      where,
    });
  }
  return lba <= 0xffff_ffff && range.blocks <= 0xffff
    ? encodeCdb(`${name}(10)`, { lba, transferLength: range.blocks })
    : encodeCdb(`${name}(16)`, { lba: BigInt(lba), transferLength: range.blocks });
}

/** The transfer that the CDB asks for; for a CDB that nobody knows, the one that the entry asks for. */
function withData(
  described: CdbDescription,
  dataIn: number | undefined,
  dataOut: Uint8Array | undefined,
  locate: Locate,
): CdbDescription {
  if (dataOut !== undefined) {
    if (!described.known) return { ...described, direction: 'out', bytes: dataOut.length };
    if (described.direction === 'out' && described.bytes === dataOut.length) return described;
    throw new InputError({
      code: 'inline-data-out',
      given: `${dataOut.length} bytes of data-out`,
      accepted: `${described.direction === 'out' ? `${described.bytes} bytes` : 'no dataOut'} for this CDB`,
      where: locate('dataOut'),
    });
  }
  if (dataIn !== undefined) {
    if (!described.known) return { ...described, direction: dataIn === 0 ? 'none' : 'in', bytes: dataIn };
    throw new InputError({
      code: 'inline-data-in',
      given: `dataIn ${dataIn}`,
      accepted: 'no dataIn for this CDB, which says itself what it transfers',
      where: locate('dataIn'),
    });
  }
  // What the oracle does not make the scenario has to say.
  if (described.direction === 'out' && described.range === undefined) {
    throw new InputError({
      code: 'inline-data-out',
      given: 'a CDB with data-out but no dataOut',
      accepted: `dataOut of ${described.bytes} bytes`,
      where: locate('cdb'),
    });
  }
  return described;
}

function entryPoint(wanted: RequestEntry | undefined, described: CdbDescription, locate: Locate): RequestEntry {
  if (isBlockTransfer(described)) return wanted ?? 'strategy';
  if (wanted === undefined || wanted === 'passThrough') return 'passThrough';
  throw new InputError({
    code: 'inline-entry',
    given: `entry ${wanted} for a command that is no READ or WRITE of blocks`,
    accepted: 'passThrough',
    where: locate('entry'),
  });
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replace(/[\s,]/g, ''), 'hex'));
}
