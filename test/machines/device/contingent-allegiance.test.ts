import { describe, expect, test } from 'vitest';
import { atOnce, DeviceBench, only, statusOf, types } from './device-bench.ts';

/** `ours` has had CHECK CONDITION for d0.1 and has not asked why. */
function afterCheck(params: ConstructorParameters<typeof DeviceBench>[0] = {}, queued: string[] = []): DeviceBench {
  const device = new DeviceBench(params);
  device.command('d0.1');
  for (const slot of queued) device.command(slot);
  expect(statusOf(device.complete('d0.1', 'MEDIUM_ERROR 11/00'))).toBe('CHECK_CONDITION');
  return device;
}

describe('contingent allegiance', () => {
  test('sense data are held from the CHECK CONDITION on, not before', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve('MEDIUM_ERROR 11/00');
    expect(device.heldSense()).toBe(null);
    device.reconnect('d0.1');
    expect(device.heldSense()).toBe('MEDIUM_ERROR 11/00');
    expect(device.bench.effects).toContainEqual({
      type: 'effect.senseCapture',
      lun: 'd0',
      initiator: 'ours',
      slot: 'd0.1',
      sense: 'MEDIUM_ERROR 11/00',
    });
  });

  test('REQUEST SENSE hands the sense data over once, the second finds NO SENSE', () => {
    const device = afterCheck();
    expect(only(device.requestSense('d0.arq'))).toMatchObject({
      status: 'GOOD',
      sense: 'MEDIUM_ERROR 11/00',
      resid: 'zero',
    });
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ status: 'GOOD', sense: 'NO_SENSE 00/00' });
  });

  test('any other command of that initiator destroys the sense data', () => {
    const device = afterCheck();
    expect(types(device.command('d0.2', { op: 'testUnitReady' }))).toEqual(['bus.disconnect']);
    expect(device.heldSense()).toBe(null);
    expect(device.bench.effects).toContainEqual({ type: 'effect.senseClear', lun: 'd0', initiator: 'ours' });
  });

  test.each([
    ['anyCommand', null],
    ['anyButInquiry', 'MEDIUM_ERROR 11/00'],
  ] as const)('INQUIRY and sense data when cleared by %s', (senseClearedBy, held) => {
    const device = afterCheck({ senseClearedBy });
    expect(atOnce(device.command('d0.2', { op: 'inquiry' }))).toBe('GOOD');
    expect(device.heldSense()).toBe(held);
  });

  test('other initiators get BUSY, even for REQUEST SENSE', () => {
    const device = afterCheck();
    expect(atOnce(device.command('foreign.1', { from: 'foreign', tag: 'untagged' }))).toBe('BUSY');
    expect(atOnce(device.requestSense('foreign.1', 'foreign'))).toBe('BUSY');
    device.requestSense('d0.arq');
    expect(types(device.command('foreign.1', { from: 'foreign', tag: 'untagged' }))).toEqual(['bus.disconnect']);
  });

  test('with one task set per initiator others are not concerned', () => {
    const device = afterCheck({ taskSetType: 'perInitiator' });
    expect(types(device.command('foreign.1', { from: 'foreign', tag: 'untagged' }))).toEqual(['bus.disconnect']);
    expect(types(device.serve())).toEqual(['bus.reselect']);
  });

  test('queued commands stand still until the sense data are taken', () => {
    const device = afterCheck({}, ['d0.2']);
    expect(device.bench.armed()).toEqual([]);
    device.requestSense('d0.arq');
    expect(device.bench.armed()).toEqual(['tasks:d0 serviceTime']);
    expect(device.tasks()).toEqual(['d0.2 served']);
  });

  test('with QErr 1 queued commands are aborted, and others that lost some get unit attention', () => {
    const device = new DeviceBench({ qErr: 'abort' });
    device.command('d0.1');
    device.command('d0.2');
    device.command('foreign.1', { from: 'foreign' });
    device.complete('d0.1', 'MEDIUM_ERROR 11/00');
    expect(device.tasks()).toEqual(['d0.2 waiting', 'foreign.1 waiting']);
    device.requestSense('d0.arq');
    expect(device.tasks()).toEqual([]);
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
    expect(device.heldSense('foreign')).toBe('UNIT_ATTENTION 2F/00');
    device.requestSense('foreign.1', 'foreign');
    expect(types(device.command('d0.3'))).toEqual(['bus.disconnect']);
  });

  test.each([
    ['clearAndRun', null, null],
    ['busyAndClear', 'BUSY', null],
    ['queueFull', 'QUEUE_FULL', 'MEDIUM_ERROR 11/00'],
  ] as const)('a tagged command under contingent allegiance: %s', (taggedUnderContingentAllegiance, status, held) => {
    const device = afterCheck({ taggedUnderContingentAllegiance });
    expect(atOnce(device.command('d0.2'))).toBe(status);
    expect(device.heldSense()).toBe(held);
    expect(device.bench.armed().length).toBe(taggedUnderContingentAllegiance === 'clearAndRun' ? 1 : 0);
  });

  test('QErr 1 also when the allegiance ends by a refused command', () => {
    const device = afterCheck({ taggedUnderContingentAllegiance: 'busyAndClear', qErr: 'abort' }, ['d0.2']);
    device.command('d0.3');
    expect(device.tasks()).toEqual([]);
  });

  test('a failed task holds up everything until its CHECK CONDITION is out', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve('MEDIUM_ERROR 11/00');
    device.world('world.stopped');
    expect(types(device.command('d0.2'))).toEqual(['bus.disconnect']);
    expect(device.bench.armed()).toEqual([]);
    device.reconnect('d0.1');
    expect(device.heldSense()).toBe('MEDIUM_ERROR 11/00');
  });

  test('a task in service takes no effect under contingent allegiance', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.stopped');
    expect(atOnce(device.command('d0.2'))).toBe('CHECK_CONDITION');
    expect(device.serve()).toEqual([]);
    expect(device.requestSense('d0.arq')).toMatchObject([
      { sense: 'NOT_READY 04/02' },
      { type: 'bus.reselect', slot: 'd0.1' },
    ]);
  });

  test.each([
    ['busy', { status: 'BUSY', sense: null }, 'MEDIUM_ERROR 11/00'],
    ['queueFull', { status: 'QUEUE_FULL', sense: null }, 'MEDIUM_ERROR 11/00'],
    ['reservationConflict', { status: 'RESERVATION_CONFLICT', sense: null }, 'MEDIUM_ERROR 11/00'],
    ['checkAgain', { status: 'CHECK_CONDITION', sense: null }, 'HARDWARE_ERROR 44/00'],
    ['short', { status: 'GOOD', sense: 'SHORT', resid: 'partial' }, null],
    ['noData', { status: 'GOOD', sense: null, resid: 'all' }, null],
    ['badResponseCode', { status: 'GOOD', sense: 'BAD_RESPONSE_CODE' }, null],
    ['notClass7', { status: 'GOOD', sense: 'NOT_CLASS_7' }, null],
  ] as const)('REQUEST SENSE that goes wrong: %s', (outcome, answer, held) => {
    const device = afterCheck();
    expect(only(device.requestSense('d0.arq', 'ours', outcome))).toMatchObject(answer);
    expect(device.heldSense()).toBe(held);
  });

  test('a REQUEST SENSE that hangs leaves the sense data to the next', () => {
    const device = afterCheck();
    expect(types(device.requestSense('d0.arq', 'ours', 'hang'))).toEqual(['bus.disconnect']);
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'MEDIUM_ERROR 11/00' });
  });
});
