import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import { autoSense, DriverBench } from './driver-bench.ts';

const slots = ['d0.1', 'd0.2', 'd0.3', 'd0.4', 'd0.5'];
/** All are asked for; one of two is in transport, the other was refused, tried again and accepted. The rest waits. */
const refused = (params: Partial<SdParameters> = {}) => {
  const d = new DriverBench({ throttleMax: 8, throttleMin: 1, ...params }, { slots: 5 });
  d.request('d0.1').returns('d0.1').request('d0.2').returns('d0.2', 'TRAN_BUSY');
  for (const slot of slots.slice(2)) d.request(slot);
  d.fires('tranBusyDelay').returns('d0.2');
  d.seen();
  return d;
};
const throttle = (d: DriverBench) => [/throttle: (\w+)/.exec(d.bench.state(d.sd))?.[1], d.unit()['throttle']];

describe('a throttle that is raised lets in what waits', () => {
  it.each([
    ['after TRAN_BUSY', {}, 'afterTranBusy'],
    ['after TRAN_BUSY, not adaptive', { adaptiveThrottle: false }, 'notAdaptive'],
  ])('%s', (_, params, state) => {
    const d = refused(params);
    expect(throttle(d)).toEqual([state, 1]);
    expect(d.fires('throttleRestore').seen()).toEqual(['start d0.3']);
    expect(throttle(d)).toEqual(['full', 8]);
  });

  it('after QUEUE FULL, step by step', () => {
    const d = new DriverBench({ throttleMax: 4, throttleMin: 1 }, { slots: 5 });
    for (const slot of slots.slice(0, 3)) d.request(slot).returns(slot);
    d.completes('d0.3', { status: 'QUEUE_FULL' }).completes('d0.2', { status: 'QUEUE_FULL' });
    expect(throttle(d)).toEqual(['afterQueueFull', 1]);
    d.completes('d0.1').fires('restartDelay');
    for (const slot of slots.slice(3)) d.request(slot);
    d.seen();
    const before = d.unit()['inTransport'];
    d.fires('qfullThrottleStep');
    expect([before, throttle(d)]).toEqual([1, ['afterQueueFull', 2]]);
    expect(d.seen().filter((words) => words.startsWith('start'))).toHaveLength(1);
  });
});

it('after a panic every part of the driver stands still', () => {
  const d = new DriverBench({ reservationFailfast: 'panic' }).request('d0.1');
  d.runs('d0.1', { status: 'RESERVATION_CONFLICT', resid: 'all' });
  for (const region of ['dispatch', 'retry', 'priority', 'startUnit'])
    expect([region, d.bench.matches(d.sd, { [region]: 'halted' })]).toEqual([region, true]);
});

it('an immediate retry passes one that waits', () => {
  const d = new DriverBench().request('d0.1').request('d0.2').returns('d0.1').returns('d0.2');
  d.completes('d0.1', { status: 'BUSY' });
  d.seen();
  expect(d.completes('d0.2', autoSense('MEDIUM_ERROR 11/00')).seen()).toEqual(['start d0.2 head', 'busyDelay']);
  expect(d.unit()).toMatchObject({ retrySlot: 'd0.1' });
});

it('at the throttle a retry without delay does not take the place of the command that waits for START UNIT', () => {
  const d = new DriverBench({ throttleMax: 8, throttleMin: 1 }, { slots: 5 });
  for (const slot of slots.slice(0, 3)) d.request(slot).returns(slot);
  d.completes('d0.3', { status: 'QUEUE_FULL' }).completes('d0.2', { status: 'QUEUE_FULL' });
  d.fires('restartDelay').returns('d0.3').completes('d0.3', autoSense('NOT_READY 04/02'));
  d.fires('startUnitDelay').returns(d.internal);
  expect(throttle(d)).toEqual(['afterQueueFull', 1]);
  d.completes('d0.1', autoSense('MEDIUM_ERROR 11/00'));
  expect(d.unit()).toMatchObject({ inTransport: 1, retrySlot: 'd0.3', waitq: ['d0.1', 'd0.2'] });
});

describe('throttle after QUEUE FULL', () => {
  it('grows by a tenth, at least 1, every 10 s', () => {
    const d = new DriverBench({ throttleMax: 4, throttleMin: 2 }).request('d0.1').request('d0.2').request('d0.3');
    d.returns('d0.1').returns('d0.2').returns('d0.3').completes('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ throttle: 2 });
    d.fires('qfullThrottleStep');
    expect(d.unit()).toMatchObject({ throttle: 3 });
    d.fires('qfullThrottleStep');
    expect(d.unit()).toMatchObject({ throttle: 4 });
    expect(d.bench.matches(d.sd, { throttle: 'full' })).toBe(true);
  });

  it('below the minimum it jumps to the maximum', () => {
    const d = new DriverBench({ throttleMax: 16, throttleMin: 8 })
      .request('d0.1')
      .request('d0.2')
      .returns('d0.1')
      .returns('d0.2');
    d.completes('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ throttle: 1 });
    expect(d.fires('qfullThrottleStep').unit()).toMatchObject({ throttle: 16 });
  });

  it('not adaptive: at least 1, all of it returns after 60 s', () => {
    const d = new DriverBench({ adaptiveThrottle: false })
      .request('d0.1')
      .runs('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ throttle: 1 });
    expect(d.fires('throttleRestore').unit()).toMatchObject({ throttle: 256 });
  });

  it('adaptive with nothing in transport: unchanged', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ throttle: 256 });
  });
});
