import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { InputError } from '../../../src/input-error.ts';
import { StoreIoError } from '../../../src/scsi/block-store/block-store.ts';
import { openFileStore } from '../../../src/scsi/block-store/file.ts';
import { storeContract } from './contract.ts';

const directory = mkdtempSync(join(tmpdir(), 'block-store-'));
afterAll(() => rmSync(directory, { recursive: true }));

let images = 0;
function image(size: number, fill = 0): string {
  images += 1;
  const path = join(directory, `${images}.img`);
  writeFileSync(path, new Uint8Array(size).fill(fill));
  return path;
}

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.problem.code;
    throw error;
  }
  return 'no error';
}

storeContract('file', (blocks, blockSize) => openFileStore(image(blocks * blockSize), { blockSize }));

describe('file store', () => {
  it('writes to the file, at the place of the block', () => {
    const path = image(4096);
    const store = openFileStore(path);
    expect(store).toMatchObject({ blocks: 8, blockSize: 512, readOnly: false });
    store.write(3, new Uint8Array(512).fill(0xaa));
    store.flush();
    store.close();
    const data = readFileSync(path);
    expect(data.length).toBe(4096);
    expect([data[1535], data[1536], data[2047], data[2048]]).toEqual([0, 0xaa, 0xaa, 0]);
  });

  it('refuses to write to an image opened read-only, and leaves it as it was', () => {
    const path = image(1024, 5);
    const before = statSync(path).mtimeMs;
    const store = openFileStore(path, { readOnly: true });
    expect(problemOf(() => store.write(0, new Uint8Array(512)))).toBe('store-read-only');
    expect(store.read(0, 2)).toEqual(new Uint8Array(1024).fill(5));
    store.flush();
    store.close();
    expect(readFileSync(path)).toEqual(Buffer.alloc(1024, 5));
    expect(statSync(path).mtimeMs).toBe(before);
  });

  it('refuses an image that is not whole blocks, and leaves it as it was', () => {
    const path = image(1000, 9);
    expect(problemOf(() => openFileStore(path))).toBe('store-size');
    expect(() => openFileStore(path)).toThrow(/1000 bytes/);
    expect(problemOf(() => openFileStore(image(0)))).toBe('store-size');
    expect(problemOf(() => openFileStore(image(1024), { blockSize: 0 }))).toBe('store-size');
    expect(readFileSync(path)).toEqual(Buffer.alloc(1000, 9));
  });

  it('refuses what is not there or not a file, and creates nothing', () => {
    const path = join(directory, 'missing.img');
    expect(problemOf(() => openFileStore(path))).toBe('store-file');
    expect(() => openFileStore(path)).toThrow(/missing\.img.*ENOENT/);
    expect(() => statSync(path)).toThrow('ENOENT');
    const folder = join(directory, 'folder');
    mkdirSync(folder);
    expect(problemOf(() => openFileStore(folder))).toBe('store-file');
    expect(problemOf(() => openFileStore(folder, { readOnly: true }))).toBe('store-file');
  });

  it('fails like a medium when the image shrinks or the store is closed', () => {
    const path = image(2048);
    const store = openFileStore(path);
    truncateSync(path, 512);
    expect(store.read(0, 1).length).toBe(512);
    expect(() => store.read(2, 1)).toThrow(StoreIoError);
    store.close();
    expect(() => store.read(0, 1)).toThrow(StoreIoError);
    expect(() => store.flush()).toThrow(StoreIoError);
  });
});
