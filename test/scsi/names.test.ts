import { describe, expect, it } from 'vitest';
import { scsiStatuses } from '../../machines/protocol/scsi-status.ts';
import { additionalSenseName, listAdditionalSense } from '../../src/scsi/additional-sense.ts';
import { senseKeyCode, senseKeyName, senseKeys } from '../../src/scsi/sense-key.ts';
import { SCSI2_STATUS_MASK, statusBytes, statusName } from '../../src/scsi/status.ts';

describe('statusName', () => {
  it('knows every status of the machines', () => {
    for (const name of scsiStatuses) expect(statusName(statusBytes[name])).toBe(name);
    expect(statusName(0x02)).toBe('CHECK_CONDITION');
    expect(statusName(0x18)).toBe('RESERVATION_CONFLICT');
    expect(statusName(0x28)).toBe('QUEUE_FULL');
    expect(statusName(0x06)).toBeUndefined();
  });

  it('ignores vendor bits', () => {
    expect(statusName(0x83)).toBe('CHECK_CONDITION');
  });

  it('shows that the SCSI-2 mask hides TASK ABORTED', () => {
    expect(statusName(0x40)).toBe('TASK_ABORTED');
    expect(statusName(0x40, SCSI2_STATUS_MASK)).toBe('GOOD');
  });
});

describe('sense keys', () => {
  it('stand at their codes', () => {
    expect(senseKeys.length).toBe(16);
    expect(senseKeyName(0x6)).toBe('UNIT_ATTENTION');
    expect(senseKeyName(0xe)).toBe('MISCOMPARE');
    expect(senseKeyCode('ABORTED_COMMAND')).toBe(0xb);
    expect(senseKeyName(0xf5)).toBe('ILLEGAL_REQUEST');
  });
});

describe('additionalSenseName', () => {
  it.each([
    [0x29, 0x00, 'power on, reset, or bus device reset occurred'],
    [0x04, 0x01, 'logical unit is in process of becoming ready'],
    [0x04, 0x02, 'logical unit not ready, initializing command required'],
    [0x21, 0x00, 'logical block address out of range'],
    [0x24, 0x00, 'invalid field in CDB'],
    [0x3f, 0x0e, 'reported LUNs data has changed'],
    [0x4d, 0x2a, 'tagged overlapped commands (tag 2Ah)'],
    [0x40, 0x81, 'diagnostic failure on component 81h'],
    [0x11, 0x90, 'unrecovered read error (vendor specific qualifier 90h)'],
    [0x11, 0x70, 'unrecovered read error (qualifier 70h)'],
    [0x80, 0x01, 'vendor specific (80/01)'],
    [0x7e, 0x01, 'not listed (7E/01)'],
  ])('%i/%i is %s', (asc, ascq, name) => {
    expect(additionalSenseName(asc, ascq)).toBe(name);
  });

  it('lists the entries that disks use, each once and named', () => {
    const list = listAdditionalSense();
    expect(list.length).toBeGreaterThan(120);
    expect(new Set(list.map(({ asc, ascq }) => asc * 256 + ascq)).size).toBe(list.length);
    expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });
});
