import { describe, expect, test } from 'vitest';
import { address } from '../../../machines/protocol/names.ts';
import { atOnce, DeviceBench, only, statusOf, types } from './device-bench.ts';

const unit = address.logicalUnit('d0');
const set = address.taskSet('d0');
type Parameters = ConstructorParameters<typeof DeviceBench>[0];

/** `ours` has had CHECK CONDITION for d0.1; these are queued behind device. */
function afterCheck(params: Parameters, queued: readonly string[], others: readonly string[] = []): DeviceBench {
  const device = new DeviceBench(params);
  device.command('d0.1');
  for (const slot of queued) device.command(slot);
  for (const slot of others) device.command(slot, { from: 'foreign' });
  expect(statusOf(device.complete('d0.1', 'MEDIUM_ERROR 11/00'))).toBe('CHECK_CONDITION');
  return device;
}

const faulted = (device: DeviceBench) => device.bench.context(set)['faulted'];
const arriving = (device: DeviceBench) => device.bench.context(set)['arriving'];

describe('contingent allegiance ends with the next command', () => {
  test('QErr abort: what is queued is gone, the command itself runs, the others hear of it', () => {
    const device = afterCheck({ qErr: 'abort' }, ['d0.2'], ['foreign.1']);
    device.command('d0.3');
    expect([device.tasks(), faulted(device)]).toEqual([['d0.3 served'], []]);
    expect(device.heldSense()).toBe(null);
    expect(statusOf(device.complete('d0.3'))).toBe('GOOD');
    expect(statusOf(device.command('foreign.2', { from: 'foreign' })[0])).toBe('CHECK_CONDITION');
  });

  test('QErr abort: refused with BUSY, the command is not queued', () => {
    const device = afterCheck(
      { qErr: 'abort', taggedUnderContingentAllegiance: 'busyAndClear' },
      ['d0.2'],
      ['foreign.1'],
    );
    expect(atOnce(device.command('d0.3'))).toBe('BUSY');
    expect([device.tasks(), faulted(device), arriving(device)]).toEqual([[], [], null]);
    expect(statusOf(device.command('foreign.2', { from: 'foreign' })[0])).toBe('CHECK_CONDITION');
  });

  test.each(['resume', 'abort'] as const)('QErr %s: after BUSY the allegiance is over', (qErr) => {
    const device = afterCheck({ qErr, taggedUnderContingentAllegiance: 'busyAndClear' }, []);
    expect(atOnce(device.command('d0.3'))).toBe('BUSY');
    expect([faulted(device), arriving(device), device.heldSense()]).toEqual([[], null, null]);
    device.command('d0.3');
    expect(statusOf(device.complete('d0.3'))).toBe('GOOD');
  });

  test('by parameter a tagged command is told QUEUE FULL, and everything stays', () => {
    const device = afterCheck({ taggedUnderContingentAllegiance: 'queueFull' }, ['d0.2']);
    expect(atOnce(device.command('d0.3'))).toBe('QUEUE_FULL');
    expect([device.tasks(), faulted(device), arriving(device)]).toEqual([['d0.2 waiting'], ['ours'], null]);
  });
});

describe('a command that is refused leaves nothing behind', () => {
  test.each([
    ['the set is full', { queueDepth: 1 }, 'simple', 'QUEUE_FULL'],
    ['an untagged one of the same initiator is there', {}, 'untagged', 'BUSY'],
  ] as const)('%s', (_, params, tag, status) => {
    const device = new DeviceBench(params);
    device.command('d0.1', { tag: tag === 'untagged' ? 'untagged' : 'simple' });
    expect(atOnce(device.command('d0.2', { tag }))).toBe(status);
    expect([device.tasks(), arriving(device)]).toEqual([['d0.1 served'], null]);
  });

  test('another initiator has contingent allegiance', () => {
    const device = afterCheck({}, []);
    expect(atOnce(device.command('foreign.1', { from: 'foreign' }))).toBe('BUSY');
    expect(arriving(device)).toBe(null);
  });

  test('overlapped commands end all of the initiator', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    expect(statusOf(only(device.command('d0.1').filter(({ type }) => type === 'bus.finish')))).toBe('CHECK_CONDITION');
    expect([device.tasks(), arriving(device)]).toEqual([[], null]);
  });
});

describe('the task in service', () => {
  const execution = (device: DeviceBench) => /execution: ([\w ]+)/.exec(device.bench.state(set))?.[1];

  test.each(['ok', 'MEDIUM_ERROR 11/00', 'hang'])('%s: the next one may be served', (outcome) => {
    const device = new DeviceBench({ qErr: 'resume' });
    device.command('d0.1');
    device.serve(outcome);
    expect(execution(device)).toBe('idle');
    expect(device.bench.armed()).toEqual([]);
  });

  test('is dropped when it is gone: a reset while START UNIT waits', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op: 'startUnit' });
    device.serve();
    expect(execution(device)).toBe('in the unit');
    device.step({ type: 'target.busReset' });
    expect([execution(device), device.tasks()]).toEqual(['idle', []]);
    device.wait('spinUpTime');
    expect(device.bench.state(unit)).toContain('readiness: ready');
  });
});

describe('what the unit looks at first', () => {
  const reserve = (device: DeviceBench) => {
    device.command('foreign.1', { op: 'reserve', from: 'foreign' });
    expect(statusOf(device.complete('foreign.1'))).toBe('GOOD');
  };

  test('a reservation before a unit attention, a unit attention before the readiness', () => {
    const device = new DeviceBench();
    reserve(device);
    device.world('world.mediumInserted');
    device.world('world.stopped');
    expect(atOnce(device.command('d0.1'))).toBe('RESERVATION_CONFLICT');
    const other = new DeviceBench();
    other.world('world.mediumInserted');
    other.world('world.stopped');
    expect(atOnce(other.command('d0.1'))).toBe('CHECK_CONDITION');
    expect(other.heldSense()).toMatch(/^UNIT_ATTENTION 28/);
    other.requestSense('d0.arq');
    expect(atOnce(other.command('d0.1'))).toBe('CHECK_CONDITION');
    expect(other.heldSense()).toBe('NOT_READY 04/02');
  });

  test('a unit attention before the readiness of a unit that is coming up', () => {
    const device = new DeviceBench({ powerOnState: 'becomingReady', powerOnUnitAttention: true });
    device.command('d0.1');
    expect(device.heldSense()).toBe('UNIT_ATTENTION 29/00');
    device.requestSense('d0.arq');
    device.command('d0.1');
    expect(device.heldSense()).toBe('NOT_READY 04/01');
  });

  test('INQUIRY moves its data whatever the unit has to say', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.world('world.mediumInserted');
    expect(only(device.command('d0.1', { op: 'inquiry' }))).toMatchObject({ status: 'GOOD', resid: 'zero' });
    expect(device.bench.effects.map(({ type }) => type)).toContain('effect.execute');
  });

  test('at execution too: what happened while the command was queued', () => {
    for (const [happens, sense] of [
      ['world.mediumRemoved', 'NOT_READY 3A/00'],
      ['world.stopped', 'NOT_READY 04/02'],
      ['world.mediumInserted', 'UNIT_ATTENTION 28/00'],
    ] as const) {
      const device = new DeviceBench();
      device.command('d0.1');
      device.world(happens);
      expect(statusOf(device.complete('d0.1'))).toBe('CHECK_CONDITION');
      expect(device.heldSense()).toBe(sense);
    }
  });
});

describe('what a queued command meets when its turn has come', () => {
  /** `d0.2` waits behind START UNIT with IMMED, which a unit that has stopped meanwhile carries out. */
  const comingUp = () => {
    const device = new DeviceBench({ startUnitImmediate: true });
    for (const [slot, op] of [
      ['d0.1', 'startUnit'],
      ['d0.2', 'read'],
    ] as const)
      device.command(slot, { op });
    device.world('world.stopped');
    expect(statusOf(device.complete('d0.1'))).toBe('GOOD');
    return device;
  };

  test('a unit that is coming up: 04/01', () => {
    const device = comingUp();
    device.complete('d0.2');
    expect(device.heldSense()).toBe('NOT_READY 04/01');
  });

  test('a unit attention before that', () => {
    const device = comingUp();
    device.world('world.mediumInserted');
    device.complete('d0.2');
    expect(device.heldSense()).toBe('UNIT_ATTENTION 28/00');
  });

  test('a reservation before a unit attention', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.command('d0.2');
    device.command('foreign.1', { op: 'reserve', from: 'foreign', tag: 'head' });
    device.complete('d0.1');
    expect(statusOf(device.complete('foreign.1'))).toBe('GOOD');
    device.world('world.mediumInserted');
    expect(statusOf(device.complete('d0.2'))).toBe('RESERVATION_CONFLICT');
  });

  test('a unit without medium, before it could lose the command', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.mediumRemoved');
    expect(statusOf(device.complete('d0.1', 'hang'))).toBe('CHECK_CONDITION');
  });
});

describe('a task in service that contingent allegiance suspends', () => {
  test('has its effect when the sense data are taken; aborted, it makes room for the next', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.world('world.stopped');
    expect(statusOf(device.command('d0.2')[0])).toBe('CHECK_CONDITION');
    expect(device.serve()).toEqual([]);
    expect(device.bench.matches(set, { execution: 'served' })).toBe(true);
    device.message('ABORT');
    expect(device.tasks()).toEqual([]);
    device.world('world.becameReady');
    device.command('d0.3');
    expect(statusOf(device.complete('d0.3'))).toBe('GOOD');
  });
});

describe('START UNIT that waits for its status', () => {
  const waiting = (op: 'startUnit' = 'startUnit') => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1', { op });
    expect(device.serve()).toEqual([]);
    return device;
  };
  const readiness = (device: DeviceBench) => /readiness: ([\w. ]+)/.exec(device.bench.state(unit))?.[1];
  const answer = (device: DeviceBench) => statusOf(device.reconnect('d0.1').find(({ type }) => type === 'bus.finish'));

  test.each([
    ['world.becameReady', 'ready', 'GOOD'],
    ['world.stopped', 'stopped', 'CHECK_CONDITION'],
    ['world.mediumRemoved', 'medium removed', 'CHECK_CONDITION'],
  ])('%s: %s, %s, once', (happens, state, status) => {
    const device = waiting();
    expect(types(device.world(happens))).toEqual(['bus.reselect']);
    expect([readiness(device), answer(device)]).toEqual([state, status]);
    expect(device.bench.armed()).toEqual([]);
    device.world('world.mediumInserted');
    expect(device.tasks()).toEqual([]);
  });

  /** START UNIT was given while the unit came up by itself. */
  const waitingByItself = () => {
    const device = new DeviceBench({ powerOnState: 'becomingReady' });
    device.command('d0.1', { op: 'startUnit' });
    expect(device.serve()).toEqual([]);
    return device;
  };
  const starting = (device: DeviceBench) => device.bench.context(unit)['starting'];

  test.each<[string, (device: DeviceBench) => unknown, string, string]>([
    ['the time is over', (device) => device.wait('becomingReadyTime'), 'ready', 'GOOD'],
    ['world.becameReady', (device) => device.world('world.becameReady'), 'ready', 'GOOD'],
    ['world.stopped', (device) => device.world('world.stopped'), 'stopped', 'CHECK_CONDITION'],
    ['world.mediumRemoved', (device) => device.world('world.mediumRemoved'), 'medium removed', 'CHECK_CONDITION'],
  ])('by itself: %s', (_, happens, state, status) => {
    const device = waitingByItself();
    expect(starting(device)).toBe('d0.1');
    happens(device);
    expect([readiness(device), starting(device), answer(device)]).toEqual([state, null, status]);
  });

  test('the spindle turns: nothing waits for it any more', () => {
    const device = waiting();
    device.wait('spinUpTime');
    expect(starting(device)).toBeNull();
  });

  test('the spindle turns: GOOD, once', () => {
    const device = waiting();
    expect(types(device.wait('spinUpTime'))).toEqual(['bus.reselect']);
    expect([readiness(device), answer(device)]).toEqual(['ready', 'GOOD']);
    // Nothing waits any more: the unit may come up again without anybody hearing of device.
    device.world('world.stopped');
    expect(device.world('world.becameReady')).toEqual([]);
  });

  test('a stopped unit that is stopped, or has no medium, stays as it is', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    for (const state of ['stopped', 'medium removed']) {
      device.bench.deliver(unit, { type: 'spindle.stop' });
      device.world('world.stopped');
      expect(readiness(device)).toBe(state);
      device.world('world.mediumRemoved');
    }
    device.world('world.mediumInserted');
    expect(readiness(device)).toBe('ready');
  });
});
