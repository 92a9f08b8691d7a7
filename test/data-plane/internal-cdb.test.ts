import { describe, expect, it } from 'vitest';
import { persistentReservations } from '../../machines/protocol/operation.ts';
import { internalCommand } from '../../src/data-plane/internal-cdb.ts';
import { decodeCdb } from '../../src/scsi/cdb/decode.ts';
import { operationClass } from '../../src/scsi/cdb/operation-class.ts';

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

describe('the bytes of commands that drivers send by themselves', () => {
  it.each([
    ['prRegister', '5f060000000000001800', '0000000000000000' + '0000000000000001' + '0000000000000000'],
    ['prUnregister', '5f060000000000001800', '0000000000000000' + '0000000000000000' + '0000000000000000'],
    ['prReserve', '5f010500000000001800', '0000000000000001' + '0000000000000000' + '0000000000000000'],
    ['prRelease', '5f020500000000001800', '0000000000000001' + '0000000000000000' + '0000000000000000'],
    ['prClear', '5f030000000000001800', '0000000000000001' + '0000000000000000' + '0000000000000000'],
    ['modeSelect', '151000000400', ''],
  ] as const)('%s', (op, cdb, data) => {
    const command = internalCommand(op);
    expect([hex(command.cdb), hex(command.data)]).toEqual([cdb, data]);
  });

  it.each(persistentReservations.filter((op) => op !== 'prUnregister'))('%s is known by its CDB', (op) => {
    expect(operationClass(decodeCdb(internalCommand(op).cdb, 512))).toBe(op);
  });
});
