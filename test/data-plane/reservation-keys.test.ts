import { expect, it } from 'vitest';
import { DataPlane } from '../../src/data-plane/data-plane.ts';
import { createMemoryStore } from '../../src/scsi/block-store/memory.ts';
import { DeviceServer } from '../../src/scsi/device-server.ts';

it('READ KEYS returns the keys that were in the parameter lists of those who are registered', () => {
  const server = new DeviceServer(createMemoryStore(16, 512));
  const data = new DataPlane(new Map([['d0', { server, blockSize: 512, blocks: 16 }]]), { splitAt: 131_072 });
  for (const [slot, initiator] of [
    ['A', 'ours'],
    ['F', 'foreign'],
  ] as const) {
    data.internal(slot, 'd0', 'prRegister');
    data.record(slot)?.buffer.set([slot === 'A' ? 0xa1 : 0xf2], 15);
    data.carryOut({ type: 'effect.execute', slot, lun: 'd0', resid: 'zero' });
    data.carryOut({ type: 'effect.registered', slot, lun: 'd0', initiator });
  }
  data.internal('A', 'd0', 'prIn');
  data.carryOut({ type: 'effect.reservations', slot: 'A', lun: 'd0', registered: ['ours', 'foreign'], heldBy: null });
  data.carryOut({ type: 'effect.execute', slot: 'A', lun: 'd0', resid: 'zero' });
  expect(Buffer.from(data.record('A')?.buffer ?? []).toString('hex')).toBe(
    '000000020000001000000000000000a100000000000000f2',
  );
});
