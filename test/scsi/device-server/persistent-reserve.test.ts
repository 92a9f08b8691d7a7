import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/scsi/block-store/memory.ts';
import { encodeCdb } from '../../../src/scsi/cdb/encode.ts';
import { DeviceServer } from '../../../src/scsi/device-server.ts';

const server = new DeviceServer(createMemoryStore(64));
const says = (fields: Record<string, number>): string => {
  const cdb = server.decode(encodeCdb('PERSISTENT RESERVE OUT', { parameterListLength: 24, ...fields }));
  const refused = server.checkCdb(cdb);
  expect(server.execute(cdb, new Uint8Array(24)).status).toBe(refused === null ? 'GOOD' : 'CHECK_CONDITION');
  if (refused === null) return 'GOOD';
  const { key, asc, specific } = refused;
  return `${key}/${asc.toString(16)} field at ${specific?.kind === 'fieldPointer' ? specific.byte : '?'}`;
};

describe('PERSISTENT RESERVE OUT', () => {
  it.each([
    ['REGISTER AND IGNORE EXISTING KEY', { action: 6 }, 'GOOD'],
    ['RESERVE, registrants only', { action: 1, type: 5 }, 'GOOD'],
    ['RELEASE, registrants only', { action: 2, type: 5 }, 'GOOD'],
    ['CLEAR, where the type means nothing', { action: 3, type: 1 }, 'GOOD'],
    ['REGISTER, which needs the key that is registered', { action: 0 }, '5/24 field at 1'],
    ['PREEMPT, registrants only', { action: 4, type: 5 }, 'GOOD'],
    ['PREEMPT, of another type', { action: 4, type: 1 }, '5/24 field at 2'],
    ['PREEMPT AND ABORT', { action: 5, type: 5 }, '5/24 field at 1'],
    ['RESERVE, of another type', { action: 1, type: 3 }, '5/24 field at 2'],
    ['RELEASE, of another type', { action: 2, type: 1 }, '5/24 field at 2'],
    ['an element of a unit', { action: 1, type: 5, scope: 2 }, '5/24 field at 2'],
    ['a list of another length', { action: 6, parameterListLength: 16 }, '5/24 field at 5'],
  ] as const)('%s', (_, fields, said) => {
    expect(says(fields)).toBe(said);
  });
});

describe('PERSISTENT RESERVE IN', () => {
  const unit = () => new DeviceServer(createMemoryStore(64));
  const reserveOut = (of: DeviceServer, action: number) =>
    of.execute(
      of.decode(encodeCdb('PERSISTENT RESERVE OUT', { action, type: 5, parameterListLength: 24 })),
      new Uint8Array(24),
    );
  const list = (key: number) => Uint8Array.from({ length: 24 }, (_, i) => (i === 15 ? key : 0));
  const reads = (of: DeviceServer, action: number, allocationLength = 64): string => {
    const outcome = of.execute(of.decode(encodeCdb('PERSISTENT RESERVE IN', { action, allocationLength })));
    return outcome.status === 'GOOD' ? Buffer.from(outcome.dataIn).toString('hex') : outcome.status;
  };

  it('READ KEYS: the keys that were registered, in eight bytes each', () => {
    const shared = unit();
    shared.reservationKeys.register('ours', list(0xa1));
    shared.reservationKeys.register('foreign', list(0xb2));
    shared.reservationKeys.tell({ registered: ['ours', 'foreign'], heldBy: null });
    expect(reads(shared, 0)).toBe('000000000000001000000000000000a100000000000000b2');
    shared.reservationKeys.tell({ registered: [], heldBy: null });
    expect(reads(shared, 0)).toBe('0000000000000000');
  });

  it('READ RESERVATION: the key of the holder, the scope and the type', () => {
    const shared = unit();
    shared.reservationKeys.register('ours', list(0xa1));
    shared.reservationKeys.tell({ registered: ['ours'], heldBy: 'ours' });
    expect(reads(shared, 1)).toBe('000000000000001000000000000000a10000000000050000');
    shared.reservationKeys.tell({ registered: ['ours'], heldBy: null });
    expect(reads(shared, 1)).toBe('0000000000000000');
  });

  it.each([
    ['RESERVE', 1, '00000000'],
    ['RELEASE', 2, '00000000'],
    ['CLEAR', 3, '00000001'],
    ['PREEMPT', 4, '00000001'],
    ['REGISTER AND IGNORE EXISTING KEY', 6, '00000001'],
  ] as const)('PRGENERATION after %s', (_, action, generation) => {
    const shared = unit();
    reserveOut(shared, action);
    expect(reads(shared, 0).slice(0, 8)).toBe(generation);
  });

  it('gives no more than was allocated, and refuses what it does not know', () => {
    const shared = unit();
    shared.reservationKeys.tell({ registered: ['ours'], heldBy: null });
    expect(reads(shared, 0, 10)).toBe('00000000000000080000');
    expect(reads(shared, 3)).toBe('CHECK_CONDITION');
  });
});
