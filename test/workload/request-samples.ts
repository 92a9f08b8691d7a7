import { inlineRequests } from '../../src/workload/inline.ts';
import { expandInlineRequests } from '../../src/workload/inline-expand.ts';
import type { UnitGeometry } from '../../src/workload/request-description.ts';
import { requestsFromCommands, type WorkloadRequest } from '../../src/workload/workload-request.ts';

/** The disk that the ext4 workload was recorded on; every unit of these tests is like it. */
export const geometryOf = (): UnitGeometry => ({ blockSize: 512, capacity: 131_072 });

/** Requests as a scenario file would give them; `where` is the path of the value, such as `scenario.yaml:0.read`. */
export function requestsOf(entries: readonly unknown[], depth?: number): WorkloadRequest[] {
  return expandInlineRequests(inlineRequests.parse(entries), {
    geometryOf,
    locate: (path) => `scenario.yaml:${path.join('.')}`,
    ...(depth === undefined ? {} : { depth }),
  });
}

/** Requests as a recording of these CDBs (hex), one after the other, would give them. */
export function recorded(...cdbs: readonly string[]): WorkloadRequest[] {
  const commands = cdbs.map((hex, index) => ({
    index,
    initiatorTime: index,
    host: 0,
    channel: 0,
    target: 0,
    lun: 0,
    cdb: Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex')),
    outstandingAtStart: 0,
    where: `trace:${index + 1}`,
  }));
  return [...requestsFromCommands(commands, { geometryOf })];
}

/** The hex text of a WRITE SAME(16). */
export function writeSame16(lba: number, blocks: number, flags = 0): string {
  const cdb = Buffer.alloc(16);
  cdb[0] = 0x93;
  cdb[1] = flags;
  cdb.writeBigUInt64BE(BigInt(lba), 2);
  cdb.writeUInt32BE(blocks, 10);
  return cdb.toString('hex');
}
