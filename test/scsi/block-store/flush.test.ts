import fs, { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openFileStore } from '../../../src/scsi/block-store/file.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'flush-'));
afterAll(() => rmSync(directory, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

describe('an image file', () => {
  it('is synced to the disk by SYNCHRONIZE CACHE, and not by WRITE alone', () => {
    const synced = vi.spyOn(fs, 'fsyncSync');
    syncBuiltinESMExports();
    const path = join(directory, 'disk.img');
    writeFileSync(path, '');
    truncateSync(path, 512 * 64);
    const store = openFileStore(path);
    const device = new DeviceServer(store);
    device.execute(device.decode(encodeCdb('WRITE(10)', { lba: 1, transferLength: 1 })), new Uint8Array(512).fill(7));
    expect(synced).not.toHaveBeenCalled();
    device.execute(device.decode(encodeCdb('SYNCHRONIZE CACHE(10)')));
    expect(synced).toHaveBeenCalledTimes(1);
    store.close();
  });
});
