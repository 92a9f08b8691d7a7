import { describe, expect, test } from 'vitest';
import { atOnce, DeviceBench, types } from './device-bench.ts';

/** Runs all queued commands; returns the order in which they were carried out. */
function order(device: DeviceBench): string[] {
  const ran: string[] = [];
  while (device.bench.armed().some((timer) => timer.startsWith('tasks:'))) {
    const served = device
      .tasks()
      .find((task) => task.endsWith(' served'))!
      .split(' ')[0]!;
    device.complete(served);
    ran.push(served);
  }
  return ran;
}

describe('the task set', () => {
  test('SIMPLE tasks run first in, first out', () => {
    const device = new DeviceBench();
    for (const slot of ['d0.1', 'd0.2', 'd0.3']) device.command(slot);
    expect(order(device)).toEqual(['d0.1', 'd0.2', 'd0.3']);
  });

  test('HEAD OF QUEUE runs next, the youngest first, and does not interrupt', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    device.command('d0.3', { tag: 'head' });
    device.command('d0.4', { tag: 'head' });
    expect(order(device)).toEqual(['d0.1', 'd0.4', 'd0.3', 'd0.2']);
  });

  test('ORDERED waits for all older tasks, of all initiators, and holds back all younger ones', () => {
    const device = new DeviceBench();
    device.command('foreign.1', { from: 'foreign' });
    device.command('d0.1', { tag: 'ordered' });
    device.command('d0.2');
    device.serve('hang');
    expect(device.tasks()).toEqual(['foreign.1 hung', 'd0.1 waiting', 'd0.2 waiting']);
    device.message('ABORT_TAG', { slot: 'foreign.1', from: 'foreign' });
    expect(order(device)).toEqual(['d0.1', 'd0.2']);
  });

  test('ORDERED of one initiator does not concern another with its own task set', () => {
    const device = new DeviceBench({ taskSetType: 'perInitiator' });
    device.command('foreign.1', { from: 'foreign' });
    device.command('d0.1', { tag: 'ordered' });
    device.serve('hang');
    expect(order(device)).toEqual(['d0.1']);
  });

  test('a hung HEAD OF QUEUE task holds back SIMPLE tasks', () => {
    const device = new DeviceBench();
    device.command('d0.1', { tag: 'head' });
    device.command('d0.2');
    device.serve('hang');
    expect(order(device)).toEqual([]);
  });

  test('a full queue: QUEUE FULL for a tagged command, BUSY for an untagged one; REQUEST SENSE needs no room', () => {
    const device = new DeviceBench({ queueDepth: 2, untaggedRequestSense: 'always' });
    device.command('d0.1');
    device.command('d0.2');
    expect(atOnce(device.command('d0.3'))).toBe('QUEUE_FULL');
    expect(atOnce(device.command('foreign.1', { from: 'foreign', tag: 'untagged' }))).toBe('BUSY');
    expect(atOnce(device.requestSense('d0.arq'))).toBe('GOOD');
    device.complete('d0.1');
    expect(types(device.command('d0.3'))).toEqual(['bus.disconnect']);
  });

  test('a second untagged command gets BUSY', () => {
    const device = new DeviceBench();
    device.command('d0.1', { tag: 'untagged' });
    expect(atOnce(device.command('d0.2', { tag: 'untagged' }))).toBe('BUSY');
    expect(types(device.command('foreign.1', { from: 'foreign', tag: 'untagged' }))).toEqual(['bus.disconnect']);
  });

  test.each([
    ['a tag in use', 'd0.1', 'simple'],
    ['an untagged command beside tagged ones', 'd0.3', 'untagged'],
  ] as const)('%s aborts all commands of that initiator with one CHECK CONDITION', (_, slot, tag) => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    device.command('foreign.1', { from: 'foreign' });
    expect(atOnce(device.command(slot, { tag }))).toBe('CHECK_CONDITION');
    expect(device.heldSense()).toBe('ABORTED_COMMAND 4E/00');
    expect(device.tasks()).toEqual(['foreign.1 waiting']);
  });

  test('a tagged command beside an untagged one overlaps as well', () => {
    const device = new DeviceBench();
    device.command('d0.1', { tag: 'untagged' });
    expect(atOnce(device.command('d0.2'))).toBe('CHECK_CONDITION');
    expect(device.heldSense()).toBe('ABORTED_COMMAND 4E/00');
  });

  test('overlapped commands lose even a status that was about to be sent', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve('MEDIUM_ERROR 11/00');
    device.command('d0.2', { tag: 'untagged' });
    expect(device.reconnect('d0.1')).toEqual([{ type: 'bus.drop', slot: 'd0.1' }]);
    expect(device.heldSense()).toBe('ABORTED_COMMAND 4E/00');
  });

  test('untagged REQUEST SENSE beside tagged commands: under contingent allegiance, or always', () => {
    const strict = new DeviceBench();
    strict.command('d0.1');
    strict.command('d0.2');
    expect(atOnce(strict.requestSense('d0.arq'))).toBe('CHECK_CONDITION');
    const tolerant = new DeviceBench({ untaggedRequestSense: 'always' });
    tolerant.command('d0.1');
    expect(atOnce(tolerant.requestSense('d0.arq'))).toBe('GOOD');
    const allegiance = new DeviceBench();
    allegiance.command('d0.1');
    allegiance.command('d0.2');
    allegiance.complete('d0.1', 'MEDIUM_ERROR 11/00');
    expect(atOnce(allegiance.requestSense('d0.arq'))).toBe('GOOD');
    expect(order(allegiance)).toEqual(['d0.2']);
  });
});

describe('task management', () => {
  const loaded = () => {
    const device = new DeviceBench();
    for (const slot of ['d0.1', 'd0.2', 'd0.3']) device.command(slot);
    device.command('foreign.1', { from: 'foreign' });
    device.command('d1.1', { lun: 'd1' });
    device.serve();
    return device;
  };

  test('ABORT ends all tasks of that initiator on that unit, the others are reselected', () => {
    const device = loaded();
    device.command('foreign.2', { from: 'foreign' });
    expect(types(device.message('ABORT', { from: 'foreign' }))).toEqual(['bus.cleared', 'bus.reselect']);
    expect(device.tasks()).toEqual(['d0.1 ended', 'd0.2 served', 'd0.3 waiting']);
    expect(types(device.message('ABORT'))).toEqual(['bus.cleared']);
    expect(device.tasks()).toEqual([]);
    expect(device.tasks('d1')).toEqual(['d1.1 served']);
  });

  test('ABORT ends contingent allegiance', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.complete('d0.1', 'MEDIUM_ERROR 11/00');
    device.message('ABORT');
    expect(device.heldSense()).toBe(null);
    expect(types(device.command('foreign.1', { from: 'foreign' }))).toEqual(['bus.disconnect']);
  });

  test('ABORT TAG ends one task, with its CHECK CONDITION when that is not out', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    device.serve('MEDIUM_ERROR 11/00');
    expect(types(device.message('ABORT_TAG', { slot: 'd0.1' }))).toEqual(['bus.cleared']);
    expect(device.tasks()).toEqual(['d0.2 served']);
  });

  test('CLEAR QUEUE ends the tasks of all initiators and tells the others that lost some', () => {
    const device = loaded();
    device.message('CLEAR_QUEUE');
    expect(device.tasks()).toEqual([]);
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
    expect(device.heldSense('foreign')).toBe('UNIT_ATTENTION 2F/00');
    const quiet = new DeviceBench();
    quiet.message('CLEAR_QUEUE');
    expect(types(quiet.command('foreign.1', { from: 'foreign' }))).toEqual(['bus.disconnect']);
  });

  test('CLEAR QUEUE ends contingent allegiance of anybody', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.complete('d0.1', 'MEDIUM_ERROR 11/00');
    device.message('CLEAR_QUEUE', { from: 'foreign' });
    expect(device.heldSense()).toBe(null);
    expect(types(device.command('foreign.1', { from: 'foreign' }))).toEqual(['bus.disconnect']);
  });

  test.each([
    ['LOGICAL_UNIT_RESET', 'UNIT_ATTENTION 29/03', ['d1.1 served']],
    ['BUS_DEVICE_RESET', 'UNIT_ATTENTION 29/03', []],
    ['RST', 'UNIT_ATTENTION 29/02', []],
  ])('%s: all tasks gone without status, unit attention for everybody', (what, attention, otherUnit) => {
    const device = loaded();
    const replies = what === 'RST' ? device.step({ type: 'target.busReset' }) : device.message(what);
    expect(types(replies)).toEqual(['bus.cleared']);
    expect(device.tasks()).toEqual([]);
    expect(device.tasks('d1')).toEqual(otherUnit);
    expect(device.bench.effects).toContainEqual({ type: 'effect.unitReset', lun: 'd0' });
    for (const from of ['ours', 'foreign']) {
      expect(atOnce(device.command(`${from}.9`, { from }))).toBe('CHECK_CONDITION');
      expect(device.heldSense(from)).toBe(attention);
      device.requestSense(`${from}.9`, from);
    }
  });

  test('a reset ends contingent allegiance and destroys sense data', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.complete('d0.1', 'MEDIUM_ERROR 11/00');
    device.message('BUS_DEVICE_RESET', { from: 'foreign' });
    expect(device.heldSense()).toBe(null);
    expect(device.bench.effects).toContainEqual({ type: 'effect.senseClear', lun: 'd0', initiator: 'ours' });
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('CHECK_CONDITION');
  });
});
