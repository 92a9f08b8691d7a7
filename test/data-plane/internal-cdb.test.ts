import { describe, expect, it } from 'vitest';
import { persistentReservations } from '../../machines/protocol/operation.ts';
import { internalCommand } from '../../src/data-plane/internal-cdb.ts';
import { decodeCdb } from '../../src/scsi/cdb/decode.ts';
import { operationClass } from '../../src/scsi/cdb/operation-class.ts';

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');

/** Reservation key and service action reservation key of a parameter list. */
const keys = (key: number, newKey: number) =>
  [key, newKey, 0].map((each) => each.toString(16).padStart(16, '0')).join('');

describe('the bytes of commands that drivers send by themselves', () => {
  it.each([
    ['prRegister', '5f060000000000001800', keys(0, 1)],
    ['prUnregister', '5f060000000000001800', keys(0, 0)],
    ['prReserve', '5f010500000000001800', keys(1, 0)],
    ['prRelease', '5f020500000000001800', keys(1, 0)],
    ['prClear', '5f030000000000001800', keys(1, 0)],
    ['modeSelect', '151000000400', ''],
  ] as const)('%s', (op, cdb, data) => {
    const command = internalCommand(op);
    expect([hex(command.cdb), hex(command.data)]).toEqual([cdb, data]);
  });

  it.each(persistentReservations.filter((op) => op !== 'prUnregister'))('%s is known by its CDB', (op) => {
    expect(operationClass(decodeCdb(internalCommand(op).cdb, 512))).toBe(op);
  });
});
