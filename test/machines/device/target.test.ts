import { describe, expect, test } from 'vitest';
import { atOnce, DeviceBench, only, types } from './device-bench.ts';

describe('a target on the bus', () => {
  test('disconnects when it may, and reselects for the status', () => {
    const device = new DeviceBench();
    expect(device.command('d0.1')).toEqual([{ type: 'bus.disconnect', slot: 'd0.1', dataMoved: false }]);
    expect(device.serve()).toEqual([
      { type: 'bus.reselect', initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' },
    ]);
    expect(only(device.reconnect('d0.1'))).toMatchObject({
      type: 'bus.finish',
      slot: 'd0.1',
      status: 'GOOD',
      direction: 'in',
    });
  });

  test.each([
    ['without privilege', {}, { privilege: false }],
    ['when it never does', { disconnects: false }, {}],
  ])('stays connected %s', (_, params, options) => {
    const device = new DeviceBench(params);
    expect(device.command('d0.1', { tag: 'untagged', ...options })).toEqual([]);
    expect(only(device.serve())).toMatchObject({ type: 'bus.finish', slot: 'd0.1', status: 'GOOD' });
  });

  test('asks for one reselection at a time, first finished first', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    expect(types(device.serve())).toEqual(['bus.reselect']);
    expect(device.serve()).toEqual([]);
    expect(device.reconnect('d0.1')).toMatchObject([
      { type: 'bus.finish', slot: 'd0.1' },
      { type: 'bus.reselect', slot: 'd0.2' },
    ]);
  });

  test('takes a command while it waits for reselection', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve();
    expect(device.command('d0.2')).toEqual([{ type: 'bus.disconnect', slot: 'd0.2', dataMoved: false }]);
    expect(types(device.reconnect('d0.1'))).toEqual(['bus.finish']);
  });

  test('may move the data in two parts, once, before any other of its commands', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    device.serve();
    device.serve();
    expect(device.reconnect('d0.1', 'parts')).toMatchObject([
      { type: 'bus.disconnect', slot: 'd0.1', dataMoved: true },
      { type: 'bus.reselect', slot: 'd0.1' },
    ]);
    expect(device.reconnect('d0.1', 'parts')[0]).toMatchObject({ type: 'bus.finish', slot: 'd0.1' });
  });

  test('has no parts without data', () => {
    const device = new DeviceBench();
    device.command('d0.1', { op: 'testUnitReady' });
    device.serve();
    expect(types(device.reconnect('d0.1', 'parts'))).toEqual(['bus.finish']);
    device.command('d0.1');
    device.serve('MEDIUM_ERROR 11/00');
    expect(types(device.reconnect('d0.1', 'parts'))).toEqual(['bus.finish']);
  });

  test('may refuse, drop or lose a command when it arrives', () => {
    const device = new DeviceBench();
    expect(only(device.command('d0.1', { arrival: 'busy' }))).toMatchObject({ status: 'BUSY', resid: 'all' });
    expect(only(device.command('d0.1', { arrival: 'queueFull' }))).toMatchObject({ status: 'QUEUE_FULL' });
    expect(device.command('d0.1', { arrival: 'drop' })).toEqual([{ type: 'bus.drop', slot: 'd0.1' }]);
    expect(types(device.command('d0.1', { arrival: 'hang' }))).toEqual(['bus.disconnect']);
    expect(device.tasks()).toEqual([]);
    expect(device.bench.armed()).toEqual([]);
  });

  test('that hangs connected lets go only by RST', () => {
    const device = new DeviceBench();
    device.command('d0.2');
    expect(device.command('d0.1', { arrival: 'hang', privilege: false })).toEqual([]);
    expect(device.bench.state('target:t0')).toBe('hung');
    expect(device.tasks()).toEqual(['d0.2 served']);
    expect(device.serve()).toEqual([]);
    expect(device.step({ type: 'target.busReset' })).toEqual([{ type: 'bus.cleared', target: 't0', cause: 'reset' }]);
    expect(atOnce(device.command('d0.1'))).toBe('CHECK_CONDITION');
  });

  test('remembers nothing of what is over: it would keep otherwise equal states apart', () => {
    const device = new DeviceBench();
    const target = () => device.bench.context('target:t0');
    const atRest = target();
    expect(device.bench.state('target:t0')).toBe('off the bus');
    device.command('d0.1', { op: 'requestSense', tag: 'untagged' });
    expect(target()).toEqual(atRest);
    device.command('d0.1');
    expect(target()).toEqual(atRest);
    device.message('ABORT');
    expect(target()).toEqual(atRest);
    device.command('d0.1', { tag: 'untagged', privilege: false });
    device.serve();
    expect(target()).toEqual(atRest);
    device.command('d0.1', { tag: 'untagged', privilege: false });
    expect(types(device.world('world.powerOn'))).toEqual(['bus.drop']);
    expect(target()).toEqual(atRest);
  });

  test('asks again for its turn after a message for a unit that it does not have', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve();
    expect(types(device.message('ABORT', { lun: 'd7' }))).toEqual(['bus.cleared', 'bus.reselect']);
    expect(only(device.reconnect('d0.1'))).toMatchObject({ slot: 'd0.1', status: 'GOOD' });
  });

  test('has nothing to say for a command that is lost, though the bus would take the data in parts', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d1.1', { lun: 'd1' });
    device.serve();
    device.serve('ok', 'd1');
    device.world('world.powerOn');
    expect(device.reconnect('d0.1', 'parts')).toMatchObject([
      { type: 'bus.drop', slot: 'd0.1' },
      { type: 'bus.reselect', slot: 'd1.1' },
    ]);
  });

  test('forgets what it was to answer when the unit loses power while another command holds the bus', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve();
    device.command('d0.2', { privilege: false });
    expect(types(device.world('world.powerOn'))).toEqual(['bus.drop']);
    expect(types(device.reconnect('d0.1'))).toEqual(['bus.drop']);
  });

  test('knows which units it has', () => {
    const device = new DeviceBench();
    const unknown = { lun: 'd7', tag: 'untagged' } as const;
    expect(atOnce(device.command('d7.1', { ...unknown, op: 'inquiry' }))).toBe('GOOD');
    expect(atOnce(device.command('d7.1', unknown))).toBe('CHECK_CONDITION');
    expect(only(device.requestSense('d7.1', 'ours', 'ok', 'd7'))).toMatchObject({
      status: 'GOOD',
      sense: 'ILLEGAL_REQUEST 25/00',
    });
    expect(types(device.message('ABORT', { lun: 'd7' }))).toEqual(['bus.cleared']);
    expect(device.bench.effects).toEqual([
      { type: 'effect.execute', lun: 'd7', slot: 'd7.1', resid: 'zero' },
      { type: 'effect.senseReturn', lun: 'd7', initiator: 'ours', slot: 'd7.1', sense: 'ILLEGAL_REQUEST 25/00' },
    ]);
  });

  test.each(['ABORT', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET', 'CLEAR_QUEUE'] as const)(
    'says that it was %s that it let go for, not RST',
    (message) => {
      for (const lun of ['d0', 'd7']) {
        const device = new DeviceBench();
        expect(device.message(message, { lun })).toEqual([{ type: 'bus.cleared', target: 't0', cause: 'message' }]);
      }
    },
  );

  test('that has gone says so once and is never heard of again', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve();
    expect(device.step({ type: 'world.gone' })).toEqual([{ type: 'bus.absent', target: 't0' }]);
    expect(device.reconnect('d0.1')).toEqual([]);
    expect(device.command('d0.1')).toEqual([]);
    expect(device.message('ABORT')).toEqual([]);
    expect(device.step({ type: 'target.busReset' })).toEqual([]);
    expect(device.step({ type: 'world.gone' })).toEqual([]);
    expect(device.bench.armed()).toEqual([]);
  });

  test('keeps its units apart', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.complete('d0.1', 'MEDIUM_ERROR 11/00');
    expect(types(device.command('d1.1', { lun: 'd1' }))).toEqual(['bus.disconnect']);
    expect(device.heldSense('ours', 'd1')).toBe(null);
    expect(types(device.serve('ok', 'd1'))).toEqual(['bus.reselect']);
  });
});
