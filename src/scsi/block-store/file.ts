import { closeSync, fstatSync, fsyncSync, openSync, readSync, statSync, writeSync } from 'node:fs';
import { InputError } from '../../input-error.ts';
import { assertInside, type BlockStore, StoreIoError, wholeBlocks } from './block-store.ts';

/** How to open an image. */
export interface FileStoreOptions {
  /** Bytes per block; 512 unless given. */
  readonly blockSize?: number;
  /** Refuse writes, and open the file without the right to write. */
  readonly readOnly?: boolean;
}

/**
 * Opens a disk image: a regular file whose bytes are the blocks in order. Its size is the capacity and never changes.
 * A failed opening leaves the file as it was.
 * @throws InputError `store-file` when the file cannot be opened, `store-size` when its size is not whole blocks.
 */
export function openFileStore(path: string, options: FileStoreOptions = {}): BlockStore {
  const { blockSize = 512, readOnly = false } = options;
  if (!Number.isSafeInteger(blockSize) || blockSize < 1) {
    throw new InputError({ code: 'store-size', given: `block size ${blockSize}`, accepted: 'an integer from 1' });
  }
  const descriptor = openImage(path, readOnly);
  try {
    const blocks = countBlocks(descriptor, path, blockSize);
    return storeOn(descriptor, { path, blocks, blockSize, readOnly });
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function openImage(path: string, readOnly: boolean): number {
  try {
    // Looked at before opening, because to open a pipe would wait for its other end. Neither mode creates or cuts.
    if (statSync(path).isFile()) return openSync(path, readOnly ? 'r' : 'r+');
  } catch (error) {
    const given = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const accepted = `an existing file that can be ${readOnly ? 'read' : 'read and written'}`;
    throw new InputError({ code: 'store-file', given, accepted, where: path });
  }
  throw new InputError({ code: 'store-file', given: 'something else', accepted: 'a regular file', where: path });
}

function countBlocks(descriptor: number, path: string, blockSize: number): number {
  const { size } = fstatSync(descriptor);
  if (size === 0 || size % blockSize !== 0) {
    const accepted = `a multiple of the block size of ${blockSize} bytes, not 0`;
    throw new InputError({ code: 'store-size', given: `${size} bytes`, accepted, where: path });
  }
  return size / blockSize;
}

interface Image {
  readonly path: string;
  readonly blocks: number;
  readonly blockSize: number;
  readonly readOnly: boolean;
}

function storeOn(descriptor: number, { path, blocks, blockSize, readOnly }: Image): BlockStore {
  let open = true;

  function attempt(operation: 'read' | 'write' | 'flush', act: () => void): void {
    try {
      if (!open) throw new Error('the store is closed');
      act();
    } catch (error) {
      throw new StoreIoError(operation, error);
    }
  }

  return {
    blocks,
    blockSize,
    readOnly,
    read(lba, count) {
      assertInside(lba, count, blocks);
      const data = new Uint8Array(count * blockSize);
      attempt('read', () => {
        for (let done = 0; done < data.length; ) {
          const got = readSync(descriptor, data, done, data.length - done, lba * blockSize + done);
          if (got === 0) throw new Error('the image has become shorter');
          done += got;
        }
      });
      return data;
    },
    write(lba, data) {
      assertInside(lba, wholeBlocks(data, blockSize), blocks);
      if (readOnly) {
        throw new InputError({ code: 'store-read-only', given: 'a write', accepted: 'reads only', where: path });
      }
      attempt('write', () => {
        for (let done = 0; done < data.length; ) {
          done += writeSync(descriptor, data, done, data.length - done, lba * blockSize + done);
        }
      });
    },
    flush() {
      attempt('flush', () => fsyncSync(descriptor));
    },
    close() {
      if (open) closeSync(descriptor);
      open = false;
    },
  };
}
