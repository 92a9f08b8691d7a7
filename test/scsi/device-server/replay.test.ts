import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/scsi/block-store/memory.ts';
import { operationClass } from '../../../src/scsi/cdb/operation-class.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';
import { bytes } from '../hex.ts';

const TRACE = fileURLToPath(new URL('../../data/ext4-mixed.trace.txt.gz', import.meta.url));

/** The CDBs that a Linux kernel dispatched, in order, with the LBA and length it printed beside the bytes. */
function dispatched(): { raw: Uint8Array; lba?: number; blocks?: number }[] {
  const lines = gunzipSync(readFileSync(TRACE)).toString('latin1').split('\n');
  return lines.flatMap((line) => {
    const raw = /scsi_dispatch_cmd_start: .* raw=([0-9a-f ]+)\)/.exec(line)?.[1];
    if (raw === undefined) return [];
    const printed = /lba=(\d+) txlen=(\d+)/.exec(line);
    return [{ raw: bytes(raw), ...(printed === null ? {} : { lba: Number(printed[1]), blocks: Number(printed[2]) }) }];
  });
}

describe('commands of a Linux kernel running ext4', () => {
  const commands = dispatched();

  it('are all executed, with data as the CDBs say', () => {
    const store = createMemoryStore(131072);
    const server = new DeviceServer(store);
    const model = new Uint8Array(131072);
    const counts: Record<string, number> = {};
    let stamp = 0;
    for (const { raw, lba, blocks } of commands) {
      const cdb = server.decode(raw);
      if (lba !== undefined) expect([cdb.range?.lba, cdb.range?.blocks]).toEqual([lba, blocks]);
      counts[operationClass(cdb)] = (counts[operationClass(cdb)] ?? 0) + 1;
      stamp = (stamp + 1) % 251;
      const dataOut = cdb.transfer.direction === 'out' ? new Uint8Array(cdb.transfer.bytes).fill(stamp) : undefined;
      if (dataOut !== undefined && cdb.range !== undefined)
        model.fill(stamp, cdb.range.lba, cdb.range.lba + cdb.range.blocks);
      const outcome = server.execute(cdb, dataOut);
      if (outcome.status !== 'GOOD') throw new Error(`${cdb.name}: ${JSON.stringify(outcome.sense)}`);
      if (operationClass(cdb) === 'read' && cdb.range !== undefined) {
        // One byte of each block tells which write it came from.
        const start = cdb.range.lba;
        expect(outcome.dataIn.length).toBe(cdb.transfer.bytes);
        const read = Uint8Array.from({ length: cdb.range.blocks }, (_, index) => outcome.dataIn[index * 512] ?? 0);
        expect(Buffer.compare(read, model.subarray(start, start + cdb.range.blocks))).toBe(0);
      }
    }
    expect(counts).toEqual({
      read: 2066,
      write: 1282,
      flush: 52,
      inquiry: 25,
      writeSame: 12,
      modeSense: 6,
      reportOpcodes: 6,
      testUnitReady: 3,
      readCapacity: 2,
      reportLuns: 1,
    });
    expect(store.allocatedBytes).toBeLessThan(131072 * 512);
  });
});
