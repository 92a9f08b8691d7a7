import { describe, expect, it } from 'vitest';
import { DataPlane } from '../../src/data-plane/data-plane.ts';
import { createMemoryStore } from '../../src/scsi/block-store/memory.ts';
import { DeviceServer } from '../../src/scsi/device-server.ts';
import { senseClassOf } from '../../src/scsi/sense-class.ts';

const medium = { lun: 'd0', initiator: 'ours', slot: 'A', sense: 'MEDIUM_ERROR 11/00' } as const;

function plane(): DataPlane {
  const server = new DeviceServer(createMemoryStore(16, 512));
  const data = new DataPlane(new Map([['d0', { server, blockSize: 512, blocks: 16 }]]), { splitAt: 131_072 });
  data.internal('A', 'd0', 'testUnitReady');
  return data;
}

describe('autosense', () => {
  it('brings the sense bytes of the device to the command that failed', () => {
    const data = plane();
    data.carryOut({ type: 'effect.senseCapture', ...medium });
    data.carryOut({ type: 'effect.autosense', ...medium });
    expect(senseClassOf(data.record('A')?.autosense ?? new Uint8Array())).toBe('MEDIUM_ERROR 11/00');
  });
});
