import { describe, expect, test } from 'vitest';
import { atOnce, DeviceBench, only, types } from './device-bench.ts';

describe('unit attention', () => {
  test('after power on the first command of each initiator gets CHECK CONDITION and is not carried out', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    expect(atOnce(device.command('d0.1'))).toBe('CHECK_CONDITION');
    expect(device.tasks()).toEqual([]);
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 29/00' });
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
    device.complete('d0.1');
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
  });

  test.each(['inquiry', 'reportLuns'] as const)('%s goes past it and leaves it', (op) => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    expect(atOnce(device.command('d0.1', { op }))).toBe('GOOD');
    expect(atOnce(device.command('d0.1'))).toBe('CHECK_CONDITION');
  });

  test('REQUEST SENSE before any other command reports and clears it', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ status: 'GOOD', sense: 'UNIT_ATTENTION 29/00' });
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
  });

  test('it is lost when the next command is not REQUEST SENSE and it was cleared when reported', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    device.command('d0.1');
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
    expect(device.heldSense()).toBe(null);
  });

  test('it is reported again and again until sensed, when that is what clears it', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true, uaClearedWhen: 'sensed' });
    device.command('d0.1');
    expect(atOnce(device.command('d0.1'))).toBe('CHECK_CONDITION');
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 29/00' });
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
  });

  test.each([
    ['sense', ['MEDIUM_ERROR 11/00', 'UNIT_ATTENTION 28/00', 'NO_SENSE 00/00']],
    ['unitAttention', ['UNIT_ATTENTION 28/00', 'NO_SENSE 00/00']],
  ] as const)(
    'REQUEST SENSE with sense data and unit attention pending prefers %s',
    (requestSensePrefers, returned) => {
      const device = new DeviceBench({ requestSensePrefers });
      device.command('d0.1');
      device.complete('d0.1', 'MEDIUM_ERROR 11/00');
      device.world('world.mediumInserted');
      for (const sense of returned) expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense });
    },
  );

  test('several are told one after the other, reset first', () => {
    const device = new DeviceBench();
    device.world('world.mediumInserted');
    device.message('LOGICAL_UNIT_RESET');
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 29/03' });
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 28/00' });
  });

  test('the same condition is told once, the latest reset stands for all', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true });
    device.world('world.mediumInserted');
    device.world('world.mediumInserted');
    device.step({ type: 'target.busReset' });
    for (const sense of ['UNIT_ATTENTION 29/02', 'UNIT_ATTENTION 28/00', 'NO_SENSE 00/00']) {
      expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense });
    }
  });

  test('MODE SELECT is told to the others only', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'modeSelect' });
    device.complete('d0.1');
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
    expect(device.heldSense('foreign')).toBe('UNIT_ATTENTION 2A/01');
  });

  test('BUSY and RESERVATION CONFLICT are said first, and leave it', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'reserve' });
    device.complete('d0.1');
    device.world('world.mediumInserted');
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('RESERVATION_CONFLICT');
    device.command('d0.1');
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('BUSY');
    device.requestSense('d0.arq');
    expect(only(device.requestSense('foreign.1', 'foreign'))).toMatchObject({ sense: 'UNIT_ATTENTION 28/00' });
  });

  test('it is told to a queued command too when it arises later', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.mediumInserted');
    expect(device.complete('d0.1')).toMatchObject({ status: 'CHECK_CONDITION' });
    expect(device.heldSense()).toBe('UNIT_ATTENTION 28/00');
  });
});

describe('reservation', () => {
  test('others get RESERVATION CONFLICT, but INQUIRY, REQUEST SENSE and RELEASE pass', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'reserve' });
    device.complete('d0.1');
    const foreign = { from: 'foreign', tag: 'untagged' } as const;
    expect(atOnce(device.command('foreign.1', { ...foreign, op: 'reserve' }))).toBe('RESERVATION_CONFLICT');
    expect(atOnce(device.command('foreign.1', { ...foreign, op: 'inquiry' }))).toBe('GOOD');
    expect(atOnce(device.requestSense('foreign.1', 'foreign'))).toBe('GOOD');
    device.command('foreign.1', { ...foreign, op: 'release' });
    expect(device.complete('foreign.1')).toMatchObject({ status: 'GOOD' });
    expect(atOnce(device.command('foreign.1', foreign))).toBe('RESERVATION_CONFLICT');
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
    device.complete('d0.1');
    device.command('d0.1', { op: 'release' });
    device.complete('d0.1');
    expect(types(device.command('foreign.1', foreign))).toEqual(['bus.disconnect']);
  });

  test('a command that was queued before the reservation meets it when it is carried out', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'reserve' });
    device.command('foreign.1', { from: 'foreign' });
    device.complete('d0.1');
    expect(device.complete('foreign.1')).toMatchObject({ status: 'RESERVATION_CONFLICT' });
  });

  test('a reset ends it', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'reserve' });
    device.complete('d0.1');
    device.step({ type: 'target.busReset' });
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
  });
});
