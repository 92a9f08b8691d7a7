import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openFileStore } from '../../../src/scsi/block-store/file.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';

const synced = vi.hoisted(() => ({ times: 0 }));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    fsyncSync: (descriptor: number) => {
      synced.times += 1;
      fs.fsyncSync(descriptor);
    },
  };
});

const directory = mkdtempSync(join(tmpdir(), 'flush-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('an image file', () => {
  it('is synced to the disk by SYNCHRONIZE CACHE, and not by WRITE alone', () => {
    const path = join(directory, 'disk.img');
    writeFileSync(path, '');
    truncateSync(path, 512 * 64);
    const store = openFileStore(path);
    const device = new DeviceServer(store);
    device.execute(device.decode(encodeCdb('WRITE(10)', { lba: 1, transferLength: 1 })), new Uint8Array(512).fill(7));
    expect(synced.times).toBe(0);
    device.execute(device.decode(encodeCdb('SYNCHRONIZE CACHE(10)')));
    expect(synced.times).toBe(1);
    store.close();
  });
});
