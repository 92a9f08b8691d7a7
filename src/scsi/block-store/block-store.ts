/** Logical blocks of one medium. All calls are synchronous: an effect is complete when the call returns. */
export interface BlockStore {
  /** Bytes per block. */
  readonly blockSize: number;
  /** Number of blocks. */
  readonly blocks: number;
  /** Writes are refused. */
  readonly readOnly: boolean;
  /**
   * A copy of `count` blocks from `lba` on; blocks never written read as zeros.
   * @throws BlockRangeError beyond the last block; StoreIoError when the medium fails.
   */
  read(lba: number, count: number): Uint8Array;
  /**
   * Writes whole blocks from `lba` on; `data` is copied.
   * @throws BlockRangeError beyond the last block, with nothing written; InputError `store-read-only`; StoreIoError
   * when the medium fails; TypeError when `data` are not whole blocks.
   */
  write(lba: number, data: Uint8Array): void;
  /** Returns when everything written is on stable storage. @throws StoreIoError */
  flush(): void;
  /** Gives up the medium; further calls fail. Closing twice is allowed. */
  close(): void;
}

/** Blocks were addressed that the store does not have. */
export class BlockRangeError extends Error {
  /** First block addressed. */
  readonly lba: number;
  /** Blocks addressed. */
  readonly count: number;

  constructor(lba: number, count: number, blocks: number) {
    super(`blocks ${lba} to ${lba + count - 1} of a store of ${blocks} blocks`);
    this.name = 'BlockRangeError';
    this.lba = lba;
    this.count = count;
  }
}

/** The host could not carry out an operation on the medium (disk full, I/O error): the medium error of a virtual disk. */
export class StoreIoError extends Error {
  readonly operation: 'read' | 'write' | 'flush';

  constructor(operation: 'read' | 'write' | 'flush', cause: unknown) {
    super(`${operation}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    this.name = 'StoreIoError';
    this.operation = operation;
  }
}

/** @throws BlockRangeError unless `lba` and `count` are whole, not negative, and inside the store. */
export function assertInside(lba: number, count: number, blocks: number): void {
  const whole = Number.isInteger(lba) && Number.isInteger(count) && lba >= 0 && count >= 0;
  if (!whole || lba + count > blocks) throw new BlockRangeError(lba, count, blocks);
}

/**
 * Number of blocks in `data`.
 * @throws TypeError when they are not whole blocks: a defect of the caller.
 */
export function wholeBlocks(data: Uint8Array, blockSize: number): number {
  if (data.length % blockSize !== 0) throw new TypeError(`${data.length} bytes are not whole blocks of ${blockSize}`);
  return data.length / blockSize;
}
