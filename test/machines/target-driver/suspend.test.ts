import { describe, expect, it } from 'vitest';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const busy = { status: 'BUSY', resid: 'all' } as const;
const selectionTimeout = { reason: 'CMD_INCOMPLETE', status: null, resid: 'all', state: 1 } as const;

const suspend = (d: DriverBench): DriverBench => {
  d.bench.deliver(d.sd, { type: 'world.suspend' });
  return d;
};
const resume = (d: DriverBench): DriverBench => {
  d.bench.deliver(d.sd, { type: 'world.resume' });
  return d;
};
const is = (d: DriverBench, attached: unknown): boolean =>
  d.bench.matches(d.sd, { lifecycle: { attached } } as Parameters<typeof d.bench.matches>[1]);
const asleep = (d: DriverBench): boolean => is(d, { suspended: 'asleep' });
const draining = (d: DriverBench): boolean => is(d, { suspended: 'draining' });

describe('DDI_SUSPEND', () => {
  it('succeeds at once when nothing is in transport; no timer is left', () => {
    const d = suspend(new DriverBench());
    expect(asleep(d)).toBe(true);
    expect(d.seen()).toEqual([]);
  });

  it('is refused while a reservation is held, and when it was lost and is wanted back', () => {
    const d = new DriverBench().uscsi('d0.1', 'reserve').runs('d0.1');
    expect(is(suspend(d), 'normal')).toBe(true);
    d.bench.deliver(d.sd, { type: 'scsi.resetNotify' });
    expect(is(suspend(d), 'normal')).toBe(true);
    d.uscsi('d0.1', 'release').runs('d0.1');
    expect(asleep(suspend(d))).toBe(true);
  });

  it('is refused while resources are waited for', () => {
    const d = new DriverBench();
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.request('d0.1');
    expect(is(suspend(d), 'normal')).toBe(true);
  });

  it('waits for what is in transport, and serves the wait queue meanwhile', () => {
    const d = suspend(new DriverBench({ throttleMax: 1 }).request('d0.1').request('d0.2'));
    expect(draining(d)).toBe(true);
    expect(d.seen()).toEqual(['start d0.1', 'suspendWait']);
    expect(d.runs('d0.1').seen()).toEqual(['start d0.2', 'biodone d0.1 none zero', 'suspendWait']);
    expect(draining(d)).toBe(true);
    expect(d.runs('d0.2').seen()).toEqual(['biodone d0.2 none zero']);
    expect(asleep(d)).toBe(true);
  });

  it('fails after 30 s with a command still in transport: the unit goes on as before', () => {
    const d = suspend(new DriverBench().request('d0.1')).request('d0.2').returns('d0.1');
    d.seen();
    expect(d.fires('suspendWait').seen()).toEqual(['start d0.2']);
    expect(is(d, 'normal')).toBe(true);
    expect(d.unit()).toMatchObject({ suspend: 'no', asleep: [] });
  });

  it('fails after 30 s: a NORMAL unit is NORMAL again', () => {
    const d = suspend(new DriverBench().request('d0.1').returns('d0.1'));
    expect(is(d.fires('suspendWait'), 'normal')).toBe(true);
  });

  it('is refused by an OFFLINE unit for the same reasons', () => {
    const reserved = new DriverBench({ retryCount: 0 }).uscsi('d0.1', 'reserve').runs('d0.1');
    reserved.request('d0.1').runs('d0.1', selectionTimeout);
    expect(is(suspend(reserved), 'offline')).toBe(true);

    const short = new DriverBench({ retryCount: 0 }).request('d0.1').returns('d0.1').request('d0.2').returns('d0.2');
    short.bench.choose('packet.init', { resources: 'temporary' });
    short.request('d0.3').completes('d0.1', busy).completes('d0.2', selectionTimeout);
    expect(is(suspend(short), 'offline')).toBe(true);
  });

  it('means nothing to a unit that is suspended, or not attached; nor does DDI_RESUME to one that is not suspended', () => {
    const d = suspend(suspend(new DriverBench()));
    expect(asleep(d)).toBe(true);
    expect(is(resume(resume(d)), 'normal')).toBe(true);
    const detached = resume(suspend(new DriverBench({}, { startAttached: false })));
    expect(detached.bench.matches(detached.sd, { lifecycle: 'detached' })).toBe(true);
  });

  it.each<[string, (d: DriverBench) => unknown]>([
    ['TRAN_BUSY', (d) => d.returns('d0.1', 'TRAN_BUSY')],
    ['NOT READY that wants START UNIT', (d) => d.runs('d0.1', autoSense('NOT_READY 04/02'))],
  ])('after %s no timer is armed while others are in transport: the wait queue has it', (_, ends) => {
    const d = suspend(new DriverBench().request('d0.1').request('d0.2').returns('d0.2'));
    ends(d);
    expect(draining(d)).toBe(true);
    expect(d.seen().filter((words) => !words.startsWith('start ') && words !== 'throttleRestore')).toEqual([
      'suspendWait',
    ]);
    expect(d.unit()).toMatchObject({ waitq: ['d0.1'], retrySlot: null, startUnitPending: false });
  });

  it('a failed one leaves an OFFLINE unit OFFLINE', () => {
    const d = new DriverBench({ retryCount: 0 }).request('d0.1').request('d0.2').returns('d0.1').returns('d0.2');
    d.completes('d0.1', selectionTimeout);
    expect(is(d, 'offline')).toBe(true);
    suspend(d).seen();
    expect(draining(d)).toBe(true);
    d.fires('suspendWait');
    expect(is(d, 'offline')).toBe(true);
  });

  it.each<[string, (d: DriverBench) => unknown]>([
    ['BUSY', (d) => d.runs('d0.1', busy)],
    ['an immediate retry', (d) => d.runs('d0.1', { resid: 'partial' })],
    ['TRAN_BUSY', (d) => d.returns('d0.1', 'TRAN_BUSY')],
    ['NOT READY that wants START UNIT', (d) => d.runs('d0.1', autoSense('NOT_READY 04/02'))],
  ])('%s meanwhile: to the head of the wait queue, not started; then nothing is in transport', (_, ends) => {
    const d = suspend(new DriverBench().request('d0.1'));
    d.seen();
    ends(d);
    expect(d.seen().filter((words) => words !== 'throttleRestore')).toEqual([]);
    expect(asleep(d)).toBe(true);
    expect(d.unit()).toMatchObject({ waitq: ['d0.1'], retrySlot: null, startUnitPending: false });
    expect(resume(d).seen()).toEqual(['start d0.1']);
  });

  it('a request that got no packet meanwhile goes back to the wait queue, and the unit is suspended', () => {
    const d = new DriverBench({ throttleMax: 1 }).request('d0.1').request('d0.2');
    suspend(d).seen();
    d.bench.choose('packet.init', { resources: 'temporary' });
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
    expect(asleep(d)).toBe(true);
    expect(d.unit()).toMatchObject({ waitq: ['d0.2'] });
    d.bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.seen()).toEqual([]);
    d.bench.choose('packet.init', { resources: 'ok' });
    expect(resume(d).seen()).toEqual(['start d0.2']);
  });

  it('a retry that waits for its timer goes to the head of the wait queue, its timer is cancelled', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy).request('d0.2');
    d.seen();
    suspend(d);
    expect(d.seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ waitq: ['d0.1', 'd0.2'], retrySlot: null });
    expect(resume(d).seen()).toEqual(['start d0.1']);
  });

  it('a command that is parked for START UNIT goes to the wait queue, the unit is not started', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
    d.seen();
    expect(suspend(d).seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ waitq: ['d0.1'], startUnitPending: false });
    expect(resume(d).seen()).toEqual(['start d0.1']);
  });

  it('frees what was parked for a START UNIT that never comes', () => {
    const d = new DriverBench({ formatInProgress: true }).request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
    d.fires('startUnitDelay').seen();
    suspend(d);
    expect(resume(d).seen()).toEqual(['start d0.1']);
  });

  it("waits for the unit's own command and its direct-priority timer", () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
    d.fires('startUnitDelay').returns(d.internal, 'TRAN_BUSY');
    expect(draining(suspend(d))).toBe(true);
    d.fires('tranBusyDelay').runs(d.internal);
    expect(asleep(d)).toBe(true);
  });

  it('opens a throttle that was lowered, its timer is cancelled', () => {
    const d = new DriverBench({ throttleMax: 9, throttleMin: 1 }).request('d0.1').request('d0.2');
    d.returns('d0.1').returns('d0.2', 'TRAN_BUSY').fires('tranBusyDelay').runs('d0.2').completes('d0.1');
    expect(d.unit()).toMatchObject({ throttle: 1 });
    d.seen();
    expect(suspend(d).seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ throttle: 9 });
  });

  it('sends no REQUEST SENSE: the command that needs it fails with EIO', () => {
    const d = suspend(new DriverBench({ autoRequestSense: false }).request('d0.1'));
    d.seen();
    expect(d.runs('d0.1', check).seen()).toEqual(['biodone d0.1 EIO zero']);
    expect(asleep(d)).toBe(true);
  });

  it('a device that has gone meanwhile wakes who sleeps: EIO', () => {
    const d = suspend(new DriverBench().request('d0.1')).request('d0.2');
    d.seen();
    expect(d.runs('d0.1', { reason: 'CMD_DEV_GONE', status: null, resid: 'all' }).seen()).toContain(
      'biodone d0.2 EIO all',
    );
    expect(d.unit()).toMatchObject({ asleep: [] });
  });
});

function offline(): DriverBench {
  const d = new DriverBench({ retryCount: 0 }).request('d0.1').runs('d0.1', selectionTimeout);
  expect(is(d, 'offline')).toBe(true);
  d.seen();
  return d;
}

describe('a suspended unit', () => {
  it('lets its callers sleep, whatever they ask for, and looks at their requests when it is resumed', () => {
    const d = suspend(new DriverBench({ throttleMax: 9 }));
    d.request('d0.1', { range: 'atEnd' }).uscsi('d0.2', 'inquiry').request('d0.3');
    expect(d.seen()).toEqual([]);
    expect(resume(d).seen()).toEqual(['biodone d0.1 none all', 'start d0.2', 'start d0.3']);
    expect(is(d, 'normal')).toBe(true);
  });

  it('starts nothing, whatever else happens to it', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy);
    suspend(d).seen();
    d.bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    d.bench.deliver(d.sd, { type: 'scsi.resetNotify' });
    expect(d.seen()).toEqual(['scsi.resetNotifyReturn']);
    expect(d.unit()).toMatchObject({ waitq: ['d0.1'], inTransport: 0 });
  });

  it('a reset under way when it was suspended ends in the wait queue', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', { reason: 'CMD_TRAN_ERR', status: null, state: 3 });
    suspend(d).seen();
    expect(asleep(d)).toBe(true);
    expect(d.resets('d0.1', true).seen()).toEqual([]);
    expect(resume(d).seen()).toEqual(['start d0.1']);
  });

  it('goes back to OFFLINE if it was OFFLINE', () => {
    const d = suspend(offline());
    expect(asleep(d)).toBe(true);
    expect(is(resume(d), 'offline')).toBe(true);
    expect(d.request('d0.1').seen()).toEqual(['start d0.1']);
    expect(is(d, 'normal')).toBe(true);
    d.runs('d0.1');
    expect(is(resume(suspend(d)), 'normal')).toBe(true);
  });

  it('stays SUSPENDED when a last command finds that nobody answers', () => {
    const d = suspend(new DriverBench({ retryCount: 0 }).request('d0.1'));
    d.runs('d0.1', selectionTimeout);
    expect(asleep(d)).toBe(true);
    expect(is(resume(d), 'normal')).toBe(true);
  });
});
