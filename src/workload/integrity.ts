import { type FoundBlock, fillBlockInto, recogniseBlock } from './block-content.ts';
import type { BlockRange, GeometryOf, UnitGeometry } from './request-description.ts';
import { changesBlocks, isStamped, type WorkloadRequest } from './workload-request.ts';

/** A block that reads back as something that no write can have left there. */
export interface BlockMismatch {
  readonly unit?: string;
  readonly lba: number;
  /** Stamps that the block may hold, oldest first; 0 is the block that nobody wrote. */
  readonly expected: readonly number[];
  readonly found: FoundBlock;
  /** The request that read it: `file:line`. */
  readonly where: string;
}

/** Totals of an {@link IntegrityOracle}. */
export interface IntegrityReport {
  /** Bytes that successful READ commands returned. */
  readonly bytesRead: number;
  /** Data-out bytes of successful WRITE and WRITE SAME commands. */
  readonly bytesWritten: number;
  /** Blocks that read back wrong. */
  readonly mismatches: number;
  /** The first of them, at most {@link MISMATCH_LIMIT}. */
  readonly firstMismatches: readonly BlockMismatch[];
}

/** How many mismatches a report repeats in full. */
export const MISMATCH_LIMIT = 100;

/** Stamp of a block that nobody wrote, and of one that WRITE SAME without data-out has cleared. */
const ZEROS = 0;
/** Whatever the medium held before the workload began. */
const INITIAL = -1;

/** Content of a write that is not `fillBlock(stamp, lba)` for each block: WRITE SAME, or data that the workload fixes. */
interface SpecialContent {
  readonly from: number;
  /** WRITE SAME: the first block is repeated. */
  readonly same: boolean;
  /** Data-out bytes that the workload fixes. */
  readonly data?: Uint8Array;
}

interface Unit extends UnitGeometry {
  /** By LBA: the stamp that the block holds, or all that it may hold, oldest first. */
  readonly held: Map<number, number | readonly number[]>;
  /** By LBA: blocks that were not blank before the workload first wrote them. */
  readonly initial: Map<number, Uint8Array>;
  readonly name: string | undefined;
  /** One block, to build expected content in. */
  readonly scratch: Uint8Array;
}

/** Content of a block that the workload has not written yet; undefined for zeros. */
export type InitialBlock = (unit: string | undefined, lba: number) => Uint8Array | undefined;

/**
 * Knows what every block must hold. Each write of the workload is stamped (request index + 1); a block holds the stamp
 * of the last good write. After a write that failed or was aborted the block may hold the old content or the new, until
 * the next good write; several failures add up. Blocks never written hold what they held before, zeros unless told.
 *
 * Relies on the ordering of `ClosedLoop`: no outstanding request overlaps with an outstanding write.
 */
export class IntegrityOracle {
  private readonly geometryOf: GeometryOf;
  private readonly initialBlock: InitialBlock | undefined;
  private readonly units = new Map<string | undefined, Unit>();
  private readonly special = new Map<number, SpecialContent>();
  private bytesRead = 0;
  private bytesWritten = 0;
  private mismatches = 0;
  private readonly firstMismatches: BlockMismatch[] = [];

  /**
   * @param geometryOf - blocks of at least 16 bytes.
   * @param initialBlock - asked before a block is first written, and for blocks that are only read.
   */
  constructor(geometryOf: GeometryOf, initialBlock?: InitialBlock) {
    this.geometryOf = geometryOf;
    this.initialBlock = initialBlock;
  }

  /**
   * The data-out bytes to send with a request: stamped blocks for WRITE (one block for WRITE SAME), the current content
   * for VERIFY with byte check, the workload's own bytes where it fixes them, zeros for other data-out (whose content a
   * recording does not hold), nothing for a request without data-out. The same bytes at every call before completion.
   */
  dataFor(request: WorkloadRequest): Uint8Array {
    if (request.dataOut !== undefined) return request.dataOut;
    if (request.direction !== 'out') return new Uint8Array(0);
    const data = new Uint8Array(request.bytes);
    const { range, operation } = request;
    if (range === undefined || !isStamped(request)) return data;
    const unit = this.unit(request.unit);
    const blocks = Math.min(range.blocks, data.length / unit.blockSize);
    for (let index = 0; index < blocks; index += 1) {
      const block = blockOf(data, index, unit.blockSize);
      const lba = range.lba + index;
      if (operation === 'verify') block.set(this.content(unit, acceptable(unit, lba).at(-1) ?? INITIAL, lba));
      else fillBlockInto(block, stampOf(request), lba);
    }
    return data;
  }

  /** To call when the request is handed to the driver: from now on its blocks may hold the new content. */
  submitted(request: WorkloadRequest): void {
    const { range, dataOut } = request;
    if (range === undefined || !changesBlocks(request)) return;
    const stamp = stampOf(request);
    const same = request.operation === 'writeSame';
    if (stamp !== ZEROS && (same || dataOut !== undefined)) {
      this.special.set(stamp, { from: range.lba, same, ...(dataOut === undefined ? {} : { data: dataOut }) });
    }
    const unit = this.unit(request.unit);
    const end = endOf(unit, range);
    for (let lba = range.lba; lba < end; lba += 1) {
      if (!unit.held.has(lba)) this.keepInitial(request.unit, unit, lba);
      const before = acceptable(unit, lba);
      if (!before.includes(stamp)) unit.held.set(lba, [...before, stamp]);
    }
  }

  /**
   * To call when the request ended without error (RECOVERED ERROR is no error).
   *
   * @param dataIn - what a READ returned; blocks that are not there count as missing. Not looked at for other commands.
   * @returns the blocks of a READ that are wrong, in LBA order.
   */
  completedGood(request: WorkloadRequest, dataIn: Uint8Array = new Uint8Array(0)): BlockMismatch[] {
    const { range } = request;
    if (range === undefined) return [];
    const unit = this.unit(request.unit);
    const end = endOf(unit, range);
    if (request.operation === 'read') {
      const blocks = Math.max(0, end - range.lba);
      const data = dataIn.subarray(0, blocks * unit.blockSize);
      this.bytesRead += data.length;
      return this.compareRange(request.unit, range.lba, data, request.where, blocks);
    }
    if (changesBlocks(request)) {
      this.bytesWritten += request.bytes;
      const stamp = stampOf(request);
      for (let lba = range.lba; lba < end; lba += 1) unit.held.set(lba, stamp);
    }
    return [];
  }

  /**
   * To call when the request ended in error or was aborted. A write leaves old or new content in each of its blocks; a
   * read that failed is not compared.
   */
  failed(request: WorkloadRequest): void {
    // submitted() has already made old and new acceptable; a request that was never submitted must not slip through.
    this.submitted(request);
  }

  /**
   * Compares data read from consecutive blocks; also for a part of a request that the driver has split.
   *
   * @param where - the request that read it, `file:line`.
   * @param blocks - how many blocks the data should be (default: what it is); those that are not there, or not
   * complete, are wrong.
   * @returns the blocks that are wrong, in LBA order. They count in the report.
   */
  compareRange(
    unitName: string | undefined,
    lba: number,
    data: Uint8Array,
    where: string,
    blocks?: number,
  ): BlockMismatch[] {
    const unit = this.unit(unitName);
    const { blockSize } = unit;
    const expectedBlocks = blocks ?? Math.ceil(data.length / blockSize);
    const wrong: BlockMismatch[] = [];
    for (let index = 0; index < expectedBlocks; index += 1) {
      const at = lba + index;
      const block = blockOf(data, index, blockSize);
      const expected = acceptable(unit, at);
      if (expected.some((stamp) => Buffer.compare(block, this.content(unit, stamp, at)) === 0)) continue;
      const found = recogniseBlock(block, blockSize);
      wrong.push({
        ...(unitName === undefined ? {} : { unit: unitName }),
        lba: at,
        expected: expected.map(named),
        found,
        where,
      });
    }
    this.mismatches += wrong.length;
    this.firstMismatches.push(...wrong.slice(0, MISMATCH_LIMIT - this.firstMismatches.length));
    return wrong;
  }

  /** The totals so far. */
  report(): IntegrityReport {
    const { bytesRead, bytesWritten, mismatches } = this;
    return { bytesRead, bytesWritten, mismatches, firstMismatches: [...this.firstMismatches] };
  }

  private unit(name: string | undefined): Unit {
    let unit = this.units.get(name);
    if (unit === undefined) {
      const { blockSize, capacity } = this.geometryOf(name);
      unit = { blockSize, capacity, held: new Map(), initial: new Map(), name, scratch: new Uint8Array(blockSize) };
      this.units.set(name, unit);
    }
    return unit;
  }

  /** A block is about to be written for the first time: what it held may still turn up if the write fails. */
  private keepInitial(name: string | undefined, unit: Unit, lba: number): void {
    const block = this.initialBlock?.(name, lba);
    if (block?.some((byte) => byte !== 0)) unit.initial.set(lba, block.slice());
  }

  /** The bytes that a write with this stamp leaves at this LBA; valid until the next call. */
  private content(unit: Unit, stamp: number, lba: number): Uint8Array {
    if (stamp === INITIAL) {
      const known = unit.initial.get(lba) ?? (unit.held.has(lba) ? undefined : this.initialBlock?.(unit.name, lba));
      if (known) return known;
      unit.scratch.fill(0);
      return unit.scratch;
    }
    const special = this.special.get(stamp);
    if (special?.data !== undefined) {
      return blockOf(special.data, special.same ? 0 : lba - special.from, unit.blockSize);
    }
    fillBlockInto(unit.scratch, stamp, special?.from ?? lba);
    return unit.scratch;
  }
}

function stampOf({ operation, direction, index }: WorkloadRequest): number {
  const clears = operation === 'writeSame' && direction === 'none';
  return clears ? ZEROS : index + 1;
}

/** In reports the block that nobody wrote is 0. */
const named = (stamp: number): number => (stamp === INITIAL ? ZEROS : stamp);

function acceptable(unit: Unit, lba: number): readonly number[] {
  const held = unit.held.get(lba) ?? INITIAL;
  return typeof held === 'number' ? [held] : held;
}

/** First LBA behind the range, at most the capacity: blocks beyond it do not exist, and may be very many. */
function endOf(unit: Unit, { lba, blocks }: BlockRange): number {
  return Math.min(lba + blocks, unit.capacity);
}

function blockOf(data: Uint8Array, index: number, blockSize: number): Uint8Array {
  return data.subarray(index * blockSize, (index + 1) * blockSize);
}
