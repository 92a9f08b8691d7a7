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
    ['PREEMPT', { action: 4 }, '5/24 field at 1'],
    ['RESERVE, of another type', { action: 1, type: 3 }, '5/24 field at 2'],
    ['RELEASE, of another type', { action: 2, type: 1 }, '5/24 field at 2'],
    ['an element of a unit', { action: 1, type: 5, scope: 2 }, '5/24 field at 2'],
    ['a list of another length', { action: 6, parameterListLength: 16 }, '5/24 field at 5'],
  ] as const)('%s', (_, fields, said) => {
    expect(says(fields)).toBe(said);
  });
});
