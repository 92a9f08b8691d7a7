import { describe, expect, test } from 'vitest';
import { atOnce, DeviceBench, only, statusOf, types } from './device-bench.ts';

const whyNotReady = (device: DeviceBench) => {
  expect(atOnce(device.command('d0.9', { op: 'testUnitReady' }))).toBe('CHECK_CONDITION');
  const reply = only(device.requestSense('d0.arq'));
  return reply.type === 'bus.finish' ? reply.sense : null;
};
const isReady = (device: DeviceBench) => device.bench.matches('lu:d0', { readiness: 'ready' });

describe('readiness', () => {
  test('a unit that becomes ready says 04/01 meanwhile', () => {
    const device = new DeviceBench({ powerOnState: 'becomingReady' });
    expect(whyNotReady(device)).toBe('NOT_READY 04/01');
    device.wait('becomingReadyTime');
    expect(types(device.command('d0.1'))).toEqual(['bus.disconnect']);
  });

  test('INQUIRY, REQUEST SENSE and REPORT LUNS need no ready unit', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    expect(atOnce(device.command('d0.1', { op: 'inquiry' }))).toBe('GOOD');
    expect(atOnce(device.command('d0.1', { op: 'reportLuns' }))).toBe('GOOD');
    expect(atOnce(device.requestSense('d0.arq'))).toBe('GOOD');
    expect(whyNotReady(device)).toBe('NOT_READY 04/02');
  });

  test('START UNIT gets its status when the unit is ready', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    expect(types(device.command('d0.1', { op: 'startUnit' }))).toEqual(['bus.disconnect']);
    expect(device.serve()).toEqual([]);
    expect(whyNotReady(device)).toBe('NOT_READY 04/01');
    device.wait('spinUpTime');
    expect(statusOf(device.reconnect('d0.1')[0])).toBe('GOOD');
    expect(isReady(device)).toBe(true);
  });

  test('START UNIT with IMMED gets its status at once', () => {
    const device = new DeviceBench({ powerOnState: 'stopped', startUnitImmediate: true });
    device.command('d0.1', { op: 'startUnit' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'GOOD' });
    expect(whyNotReady(device)).toBe('NOT_READY 04/01');
    device.wait('spinUpTime');
    expect(isReady(device)).toBe(true);
  });

  test('so does a START UNIT that has the bit, of a device that heeds it', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op: 'startUnitImmed' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'GOOD' });
    expect(whyNotReady(device)).toBe('NOT_READY 04/01');
    device.wait('spinUpTime');
    expect(isReady(device)).toBe(true);
    device.command('d0.1', { op: 'startUnitImmed' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'GOOD' });
    device.world('world.mediumRemoved');
    device.command('d0.1', { op: 'startUnitImmed' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'CHECK_CONDITION' });
  });

  test('START UNIT while the unit comes up by itself waits for it', () => {
    const device = new DeviceBench({ powerOnState: 'becomingReady' });
    device.command('d0.1', { op: 'startUnit' });
    device.serve();
    device.wait('becomingReadyTime');
    expect(statusOf(device.reconnect('d0.1')[0])).toBe('GOOD');
  });

  test.each([
    ['world.stopped', 'NOT_READY 04/02'],
    ['world.mediumRemoved', 'NOT_READY 3A/00'],
  ])('START UNIT learns of %s', (happening, sense) => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op: 'startUnit' });
    device.serve();
    device.world(happening);
    expect(statusOf(device.reconnect('d0.1')[0])).toBe('CHECK_CONDITION');
    expect(device.heldSense()).toBe(sense);
  });

  test('an early ready ends START UNIT', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op: 'startUnit' });
    device.serve();
    device.world('world.becameReady');
    expect(statusOf(device.reconnect('d0.1')[0])).toBe('GOOD');
  });

  test('an aborted START UNIT gets no status, the spindle comes up all the same', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op: 'startUnit' });
    device.serve();
    expect(types(device.message('ABORT_TAG', { slot: 'd0.1' }))).toEqual(['bus.cleared']);
    expect(device.wait('spinUpTime')).toEqual([]);
    expect(isReady(device)).toBe(true);
  });

  test('STOP UNIT, medium out and in', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'stopUnit' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'GOOD' });
    expect(whyNotReady(device)).toBe('NOT_READY 04/02');
    device.world('world.mediumRemoved');
    expect(whyNotReady(device)).toBe('NOT_READY 3A/00');
    device.command('d0.1', { op: 'startUnit' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'CHECK_CONDITION' });
    device.requestSense('d0.arq');
    device.world('world.mediumInserted');
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 28/00' });
    expect(isReady(device)).toBe(true);
  });

  test('a unit that stops meanwhile fails a queued command', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.stopped');
    expect(device.complete('d0.1')).toMatchObject({ status: 'CHECK_CONDITION', resid: 'all' });
    expect(device.heldSense()).toBe('NOT_READY 04/02');
    device.world('world.becameReady');
    expect(isReady(device)).toBe(true);
  });

  test('power on loses everything, also the command that holds the bus', () => {
    const device = new DeviceBench({ powerOnUnitAttention: true, powerOnState: 'becomingReady' });
    device.requestSense('d0.arq');
    device.wait('becomingReadyTime');
    device.command('d0.1', { privilege: false, tag: 'untagged' });
    expect(device.world('world.powerOn')).toEqual([{ type: 'bus.drop', slot: 'd0.1' }]);
    expect(device.tasks()).toEqual([]);
    expect(device.bench.armed()).toEqual(['lu:d0 becomingReadyTime', 'lu:d1 becomingReadyTime']);
    expect(only(device.requestSense('d0.arq'))).toMatchObject({ sense: 'UNIT_ATTENTION 29/00' });
    expect(device.bench.effects).toContainEqual({ type: 'effect.unitReset', lun: 'd0' });
  });

  test('a target that lost the command it asked reselection for drops the bus', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d1.1', { lun: 'd1' });
    expect(types(device.serve())).toEqual(['bus.reselect']);
    device.serve('ok', 'd1');
    device.world('world.powerOn');
    expect(device.reconnect('d0.1')).toMatchObject([
      { type: 'bus.drop', slot: 'd0.1' },
      { type: 'bus.reselect', slot: 'd1.1' },
    ]);
  });
});

describe('what happens to a unit by itself', () => {
  const states = {
    ready: () => new DeviceBench(),
    'coming up': () => new DeviceBench({ powerOnState: 'becomingReady' }),
    stopped: () => new DeviceBench({ powerOnState: 'stopped' }),
    'medium removed': () => {
      const device = new DeviceBench();
      device.world('world.mediumRemoved');
      return device;
    },
  };

  test.each([
    ['ready', 'world.stopped', 'stopped'],
    ['ready', 'world.mediumRemoved', 'medium removed'],
    ['ready', 'world.becameReady', 'ready'],
    ['ready', 'world.mediumInserted', 'ready'],
    ['coming up', 'world.stopped', 'stopped'],
    ['coming up', 'world.mediumRemoved', 'medium removed'],
    ['coming up', 'world.mediumInserted', 'coming up'],
    ['coming up', 'world.becameReady', 'ready'],
    ['stopped', 'world.stopped', 'stopped'],
    ['stopped', 'world.mediumRemoved', 'medium removed'],
    ['stopped', 'world.mediumInserted', 'stopped'],
    ['stopped', 'world.becameReady', 'ready'],
    ['medium removed', 'world.stopped', 'medium removed'],
    ['medium removed', 'world.mediumRemoved', 'medium removed'],
    ['medium removed', 'world.mediumInserted', 'ready'],
    ['medium removed', 'world.becameReady', 'medium removed'],
  ] as const)('%s: %s makes it %s', (from, happening, to) => {
    const device = states[from]();
    device.world(happening);
    expect(device.bench.matches('lu:d0', { readiness: to })).toBe(true);
    const attention = device.requestSense('d0.arq')[0];
    expect(attention).toMatchObject({
      sense: happening === 'world.mediumInserted' ? 'UNIT_ATTENTION 28/00' : 'NO_SENSE 00/00',
    });
  });

  test.each([
    ['ready', 'stopped'],
    ['coming up', 'stopped'],
    ['stopped', 'stopped'],
    ['medium removed', 'medium removed'],
  ] as const)('%s: STOP UNIT ends GOOD and leaves it %s', (from, to) => {
    const device = states[from]();
    device.command('d0.1', { op: 'stopUnit' });
    expect(device.complete('d0.1')).toMatchObject({ status: 'GOOD' });
    expect(device.bench.matches('lu:d0', { readiness: to })).toBe(true);
  });

  test('a queued command meets a unit without medium', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.mediumRemoved');
    device.complete('d0.1');
    expect(device.heldSense()).toBe('NOT_READY 3A/00');
  });
});

describe('how a command ends', () => {
  test.each([
    ['ok', 'GOOD', 'zero'],
    ['short', 'GOOD', 'partial'],
    ['conditionMet', 'CONDITION_MET', 'zero'],
    ['busy', 'BUSY', 'all'],
    ['MEDIUM_ERROR 11/00', 'CHECK_CONDITION', 'all'],
    ['RECOVERED_ERROR 17/01', 'CHECK_CONDITION', 'zero'],
  ])('%s: status %s, resid %s', (outcome, status, resid) => {
    const device = new DeviceBench();
    device.command('d0.1');
    expect(device.complete('d0.1', outcome)).toMatchObject({ status, resid, sense: null });
    expect(device.bench.effects.filter((effect) => effect.type === 'effect.execute')).toEqual(
      resid === 'all' ? [] : [{ type: 'effect.execute', slot: 'd0.1', lun: 'd0', resid }],
    );
  });

  test('a command without data is never short', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'testUnitReady' });
    expect(device.complete('d0.1', 'short')).toMatchObject({ status: 'GOOD', resid: 'zero' });
  });

  test('one that hangs is never answered, others go on', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    expect(device.serve('hang')).toEqual([]);
    expect(device.tasks()).toEqual(['d0.1 hung', 'd0.2 served']);
    device.complete('d0.2');
    device.message('ABORT_TAG', { slot: 'd0.1' });
    expect(device.tasks()).toEqual([]);
  });
});
