import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const busy: Partial<Completion> = { status: 'BUSY', resid: 'all' };
const timedOut: Partial<Completion> = { reason: 'CMD_TIMEOUT', status: null, resid: 'all' };

class Attaching extends DriverBench {
  constructor(params: Partial<SdParameters> = {}) {
    super({ autoRequestSense: false, lunResetEnabled: false, ...params }, { startAttached: false });
    this.begins();
  }

  begins(): this {
    this.bench.deliver(this.sd, { type: 'world.attach' });
    return this;
  }

  /** Answers of the internal command, one after the other. */
  answers(...completions: readonly Partial<Completion>[]): this {
    for (const completion of completions) this.runs(this.internal, completion);
    return this;
  }

  cap(name: string, value: number): this {
    this.bench.deliver(this.sd, { type: 'tran.cap', cap: name, value });
    return this;
  }

  capSet(name: string, result: number): this {
    this.bench.deliver(this.sd, { type: 'tran.capSet', cap: name, result });
    return this;
  }

  get counters(): unknown {
    const { tries, unitAttentions, unitStarts, readyWaits } = this.unit();
    return [tries, unitAttentions, unitStarts, readyWaits];
  }

  get state(): string | undefined {
    return /lifecycle: ([\w.]+)/.exec(this.bench.state(this.sd))?.[1];
  }
}

describe('each step of attach counts its tries from the beginning', () => {
  it.each<[string, string, (a: Attaching) => unknown]>([
    ['INQUIRY, after a transport failure', 'attaching.testingReady', (a) => a.answers(timedOut, {})],
    ['INQUIRY, after BUSY', 'attaching.testingReady', (a) => a.answers(busy, {})],
    ['TEST UNIT READY, after BUSY', 'attaching.readingCapacity', (a) => a.answers({}, busy, {})],
    ['reserved, after BUSY', 'attached.normal', (a) => a.answers({}, busy, { status: 'RESERVATION_CONFLICT' })],
    [
      'no medium, after BUSY',
      'attached.normal',
      (a) => a.answers({}, busy, check).runs(a.rqs, { sense: 'NOT_READY 3A/00' }),
    ],
    ['it does not get ready', 'detached', (a) => a.answers({}, busy, busy)],
    ['READ CAPACITY, after BUSY', 'attached.normal', (a) => a.answers({}, {}, busy, {})],
    ['READ CAPACITY fails', 'attached.normal', (a) => a.answers({}, {}, busy, busy)],
  ])('%s: %s', (_, state, story) => {
    const a = new Attaching({ retryCount: 1 });
    story(a);
    expect([a.state, a.counters]).toEqual([state, [0, 0, 0, 0]]);
  });
});

it('a second attach negotiates anew: nothing of the first one is left', () => {
  const a = new Attaching({ autoRequestSense: true, lunResetEnabled: true, retryCount: 0 });
  a.answers({}).cap('auto-rqsense', 1).capSet('tagged-qing', 1).cap('untagged-qing', 1).capSet('lun-reset', 1);
  expect(a.unit()).toMatchObject({ arq: true, tagged: true, lunReset: true });
  a.answers(busy);
  expect(a.state).toBe('detached');
  a.begins().answers({});
  expect(a.unit()).toMatchObject({ arq: false, tagged: false, lunReset: false });
  a.cap('auto-rqsense', 1).capSet('tagged-qing', 0);
  a.seen();
  expect(a.cap('untagged-qing', 0).seen()).toEqual(['setcap lun-reset 1']);
  expect(a.capSet('lun-reset', 0).unit()).toMatchObject({ arq: true, tagged: false, lunReset: false, throttle: 1 });
});

it('an adapter without tags that queues, and a driver that wants QUEUE FULL for itself: each is asked once, then TEST UNIT READY', () => {
  const a = new Attaching({ autoRequestSense: true, lunResetEnabled: true, adapterRetriesQueueFull: false });
  a.answers({}).cap('auto-rqsense', 1).capSet('tagged-qing', 0);
  a.seen();
  expect(a.cap('untagged-qing', 1).seen()).toEqual(['setcap lun-reset 1']);
  expect(a.capSet('lun-reset', 1).seen()).toEqual(['setcap qfull-retries 0']);
  expect(a.capSet('qfull-retries', 1).state).toBe('attaching.testingReady');
  expect(a.command(a.internal)).toMatchObject({ op: 'testUnitReady' });
});

it('a START UNIT task that finds FORMAT UNIT under way returns: nothing is sent, and what is parked stays', () => {
  const d = new DriverBench({ formatInProgress: true }).request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
  d.seen();
  expect(d.fires('startUnitDelay').seen()).toEqual([]);
  expect(d.bench.matches(d.sd, { startUnit: { pending: 'stuck' }, retry: 'parked' })).toBe(true);
});

describe('an offline unit is in its normal state as soon as a command is started', () => {
  const offline = (d: DriverBench): DriverBench => {
    d.bench.deliver(d.sd, { type: 'unit.notResponding' });
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'offline' } })).toBe(true);
    return d;
  };
  const asked = (params: Partial<SdParameters> = {}) => new DriverBench(params).request('d0.1').returns('d0.1');
  it.each<[string, () => DriverBench]>([
    ['tranBusyDelay', () => new DriverBench().request('d0.1').returns('d0.1', 'TRAN_BUSY')],
    ['restartDelay', () => asked().completes('d0.1', timedOut)],
    ['unitAttentionDelay', () => asked().completes('d0.1', autoSense('UNIT_ATTENTION 29/00'))],
    ['reservationConflictDelay', () => asked().completes('d0.1', { status: 'RESERVATION_CONFLICT' })],
    ['busyDelay', () => asked().completes('d0.1', busy)],
    ['notReadyDelay', () => asked().completes('d0.1', autoSense('NOT_READY 04/01'))],
    ['senseFailureDelay', () => asked({ interconnect: 'fibre' }).completes('d0.1', autoSense('SHORT'))],
  ])('%s', (delay, made) => {
    const d = made();
    while (!d.bench.armed().some((timer) => timer.endsWith(delay))) d.resets('d0.1', true);
    offline(d).fires(delay);
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'normal' } })).toBe(true);
    expect(d.unit()).toMatchObject({ retrySlot: null, inTransport: 1 });
  });

  it('a request that had waited for resources', () => {
    const d = new DriverBench();
    d.bench.choose('packet.init', { resources: 'temporary' });
    offline(d.request('d0.1')).bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'normal' }, dispatch: 'ready' })).toBe(true);
  });

  it('the command that had waited for START UNIT', () => {
    const d = asked().completes('d0.1', autoSense('NOT_READY 04/02')).fires('startUnitDelay');
    offline(d).runs(d.internal);
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'normal' }, retry: 'none' })).toBe(true);
  });

  it('a request from the wait queue', () => {
    const d = offline(new DriverBench());
    d.request('d0.1');
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'normal' } })).toBe(true);
  });
});
