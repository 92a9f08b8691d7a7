import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { Direction } from '../../machines/protocol/scsi-status.ts';
import { InputError } from '../input-error.ts';
import { decodeCdb } from '../scsi/cdb/decode.ts';
import { operationClass } from '../scsi/cdb/operation-class.ts';

/** Size of a logical unit. */
export interface UnitGeometry {
  /** Bytes per logical block. */
  readonly blockSize: number;
  /** Number of logical blocks. */
  readonly capacity: number;
}

/** Gives the geometry of a logical unit by its name in the topology; undefined names the only one. */
export type GeometryOf = (unit: string | undefined) => UnitGeometry;

/** Blocks `lba` to `lba + blocks - 1` of a logical unit. `blocks` may be 0: then nothing is touched. */
export interface BlockRange {
  readonly lba: number;
  readonly blocks: number;
}

/** What the replay needs to know about a CDB. */
export interface CdbDescription {
  readonly operation: OperationClass;
  readonly direction: Direction;
  /** Length of the data phase in bytes (for data-in of variable length: at most). */
  readonly bytes: number;
  /** Absent for a command that addresses no blocks. */
  readonly range?: BlockRange;
  /** False for a vendor-specific or unknown command: what it transfers is for the workload to say. */
  readonly known: boolean;
}

/** Largest data phase accepted, in bytes: the largest READ(10) of 4096-byte blocks fits. */
const TRANSFER_LIMIT = 2 ** 28;

/**
 * Says what a CDB transfers on a unit of this geometry. "To the end of the medium" becomes a number of blocks.
 *
 * @param where - of the CDB, `file:line`, for errors.
 * @throws InputError when the CDB is too short for its operation code (`scsi-cdb-short`), moves more than 256 MiB
 * (`transfer-too-large`), or - unless `beyondCapacity` allows it - addresses blocks that the unit does not have
 * (`lba-beyond-capacity`).
 */
export function describeCdb(
  cdb: Uint8Array,
  geometry: UnitGeometry,
  where: string,
  beyondCapacity = false,
): CdbDescription {
  const { known, transfer, range: asked, operation } = decoded(cdb, geometry.blockSize, where);
  if (transfer.bytes > TRANSFER_LIMIT) {
    throw new InputError({
      code: 'transfer-too-large',
      given: `a command that moves ${transfer.bytes} bytes`,
      accepted: `at most ${TRANSFER_LIMIT} bytes`,
      where,
    });
  }
  const { direction, bytes } = transfer;
  if (asked === undefined) return { operation, direction, bytes, known };
  const { lba } = asked;
  const blocks = asked.toEnd === true ? Math.max(0, geometry.capacity - lba) : asked.blocks;
  if (!beyondCapacity && lba + blocks > geometry.capacity) {
    throw new InputError({
      code: 'lba-beyond-capacity',
      given: `blocks ${lba} to ${lba + blocks - 1}`,
      accepted: `blocks 0 to ${geometry.capacity - 1}, which the logical unit has`,
      where,
    });
  }
  return { operation, direction, bytes, range: { lba, blocks }, known };
}

function decoded(cdb: Uint8Array, blockSize: number, where: string) {
  try {
    const taken = decodeCdb(cdb, blockSize);
    return { ...taken, operation: operationClass(taken) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError({ ...error.problem, where });
  }
}
