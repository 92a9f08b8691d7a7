import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion, UnitFacts } from '../../../machines/protocol/scsa-disk.ts';
import { type PktFlag, STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { announced, autoSense, CommandBench, check, DriverBench } from './driver-bench.ts';

const queueFull: Partial<Completion> = { status: 'QUEUE_FULL', resid: 'all' };
const timedOut: Partial<Completion> = {
  reason: 'CMD_TIMEOUT',
  status: null,
  statistics: STAT.TIMEOUT | STAT.DEV_RESET,
  state: STATE.GOT_BUS,
};
const transportError: Partial<Completion> = {
  reason: 'CMD_TRAN_ERR',
  status: null,
  state: STATE.GOT_BUS | STATE.GOT_TARGET,
};
const gone: Partial<Completion> = { reason: 'CMD_DEV_GONE', status: null };

describe('every retry delay starts the command again at its head', () => {
  it.each<[string, Partial<Completion>, object?]>([
    ['senseFailureDelay', autoSense('SHORT'), { interconnect: 'fibre' }],
    ['reservationConflictDelay', { status: 'RESERVATION_CONFLICT' }],
    ['notReadyDelay', autoSense('NOT_READY 04/01')],
    ['busyDelay', { status: 'BUSY' }],
    ['unitAttentionDelay', autoSense('UNIT_ATTENTION 2F/00')],
  ])('%s', (delay, completion, params) => {
    const d = new DriverBench(params).request('d0.1').runs('d0.1', completion);
    d.seen();
    expect(d.fires(delay).seen()).toEqual(['start d0.1 head']);
  });
});

describe('reset ladder, other ways', () => {
  it('only RESET_ALL is left when unit and target may not be reset; success there is enough', () => {
    const d = new DriverBench({ lunResetEnabled: false, targetResetAllowed: false }).request('d0.1');
    d.seen();
    expect(d.runs('d0.1', transportError).seen()).toEqual(['RESET_ALL']);
    expect(d.resets('d0.1', true, 'RESET_ALL').seen()).toEqual(['restartDelay']);
  });

  it('success of the target reset is enough', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', transportError).resets('d0.1', false);
    d.seen();
    expect(d.resets('d0.1', true, 'RESET_TARGET').seen()).toEqual(['restartDelay']);
  });

  it.each([
    [{ lunResetEnabled: false, targetResetAllowed: false }, []],
    [{ targetResetAllowed: false }, ['RESET_LUN']],
  ])('for MEDIUM ERROR nothing but unit and target is tried: %j', (params, resets) => {
    const d = new DriverBench(params).request('d0.1');
    for (let i = 0; i < 2; i++) d.runs('d0.1', autoSense('MEDIUM_ERROR 11/00'));
    d.seen();
    d.runs('d0.1', autoSense('MEDIUM_ERROR 11/00'));
    for (const _ of resets) d.resets('d0.1', false);
    expect(d.seen()).toEqual([...resets, 'start d0.1 head']);
    // The mutex was dropped around each scsi_reset: the unit has to be looked at again.
    expect(d.bench.transitions.filter((id) => id.includes('unit.ask'))).toHaveLength(resets.length);
  });

  it('the unit is looked at again when scsi_reset returns: failfast is pending for this command, and becomes active', () => {
    const lost = { ...transportError, reason: 'CMD_TIMEOUT' } as const;
    const d = new DriverBench({ lunResetEnabled: true }).request('d0.1', { failfast: true });
    d.runs('d0.1', lost).resets('d0.1', true).fires('restartDelay').runs('d0.1', lost);
    d.seen();
    expect(d.resets('d0.1', true).seen()[0]).toBe('biodone d0.1 EIO zero');
    expect(d.unit()).toMatchObject({ failfast: 'active' });
  });

  it('the unit is looked at again when scsi_reset returns', () => {
    const d = new DriverBench({ lunResetEnabled: true }).request('d0.1', { failfast: true }).request('d0.2');
    d.runs('d0.1', { ...transportError, reason: 'CMD_TIMEOUT' })
      .resets('d0.1', true)
      .fires('restartDelay');
    d.runs('d0.1', { ...transportError, reason: 'CMD_TIMEOUT' }).runs('d0.2');
    d.seen();
    // d0.2 succeeded meanwhile, so the failfast failure of d0.1 is a first one again
    expect(d.resets('d0.1', true).seen()).toEqual(['restartDelay']);
    expect(d.unit()).toMatchObject({ failfast: 'pending' });
  });
});

describe('limits', () => {
  it('BUSY fails at the busy limit', () => {
    const d = new DriverBench({ busyRetryCount: 1 })
      .request('d0.1')
      .runs('d0.1', { status: 'BUSY' })
      .fires('busyDelay');
    d.seen();
    expect(d.runs('d0.1', { status: 'BUSY' }).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('a FLAG_DIAGNOSE command is not retried when its REQUEST SENSE meets TRAN_BUSY', () => {
    const d = new DriverBench({ autoRequestSense: false })
      .uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE'])
      .runs('d0.1', check);
    d.seen();
    expect(d.returns(d.rqs, 'TRAN_BUSY').seen()).toEqual(['biodone d0.1 EIO zero']);
  });
});

describe('flags of uscsi commands', () => {
  const sent = (flags: Parameters<DriverBench['uscsi']>[2], params = {}) => {
    const d = new DriverBench(params).uscsi('d0.1', 'inquiry', flags);
    return announced(d.bench.takePosted())[0]?.message;
  };
  it('FLAG_NODISCON goes without a tag, FLAG_HEAD and renegotiation as asked', () => {
    expect(sent([])).toMatchObject({
      tag: 'simple',
      head: false,
      noDisconnect: false,
      renegotiate: false,
      timed: true,
      arqBlock: true,
    });
    expect(sent(['FLAG_NODISCON'])).toMatchObject({ tag: 'untagged', noDisconnect: true });
    expect(sent(['FLAG_NODISCON', 'FLAG_HTAG'])).toMatchObject({ tag: 'untagged', noDisconnect: true });
    expect(sent(['FLAG_HEAD', 'FLAG_RENEGOTIATE_WIDE_SYNC'])).toMatchObject({ head: true, renegotiate: true });
    expect(sent([], { pktTimeZero: true, autoRequestSense: false })).toMatchObject({
      timed: false,
      arqBlock: false,
      tag: 'untagged',
    });
  });
});

describe('tag flags of uscsi commands', () => {
  it.each<[string, PktFlag[]]>([
    ['simple', []],
    ['simple', ['FLAG_STAG']],
    ['ordered', ['FLAG_OTAG']],
    ['head', ['FLAG_HTAG']],
    ['simple', ['FLAG_OTAG', 'FLAG_HTAG']],
    ['simple', ['FLAG_STAG', 'FLAG_HTAG']],
  ])('%s tag for %o, also when it is tried again; none where tags are off', (tag, flags) => {
    const d = new DriverBench().uscsi('d0.1', 'inquiry', flags);
    expect(announced(d.bench.takePosted())[0]?.message).toMatchObject({ tag });
    d.runs('d0.1', { status: 'QUEUE_FULL' }).bench.takePosted();
    d.fires('restartDelay');
    expect(announced(d.bench.takePosted())[0]?.message).toMatchObject({ tag, head: true });
    const untagged = new DriverBench({ autoRequestSense: false }).uscsi('d0.1', 'inquiry', flags);
    expect(announced(untagged.bench.takePosted())[0]?.message).toMatchObject({ tag: 'untagged' });
  });
});

describe('failfast, other ways', () => {
  const active = () =>
    new DriverBench().request('d0.1').runs('d0.1', timedOut).fires('restartDelay').runs('d0.1', timedOut);
  const pending = () =>
    new DriverBench({}, { slots: 4 })
      .request('d0.1')
      .request('d0.2', { failfast: true })
      .returns('d0.2')
      .runs('d0.1', timedOut);

  it('a retry of the queue that has a packet is flushed too', () => {
    const d = pending().completes('d0.2', timedOut).fires('restartDelay');
    expect(d.unit()).toMatchObject({ waitq: ['d0.2'] });
    d.seen();
    expect(d.completes('d0.1', timedOut).seen()).toEqual(['biodone d0.2 EIO zero', 'restartDelay']);
    expect(d.unit()).toMatchObject({ failfast: 'active', waitq: [] });
  });

  it('a flush starts nothing; the commands that remain follow when the retry has gone', () => {
    const d = new DriverBench({ throttleMax: 4 }, { slots: 7 }).request('d0.1').runs('d0.1', timedOut);
    for (const slot of ['d0.2', 'd0.3', 'd0.4']) d.request(slot, { failfast: true });
    d.request('d0.5').request('d0.6').fires('restartDelay').completes('d0.1', timedOut);
    expect(d.seen()).toEqual([
      'start d0.1',
      'start d0.1 head',
      'biodone d0.2 EIO zero',
      'biodone d0.3 EIO zero',
      'biodone d0.4 EIO zero',
      'restartDelay',
    ]);
    expect(d.unit()).toMatchObject({ waitq: ['d0.5', 'd0.6'], failfastSlots: [] });
  });

  it('a command that waits for START UNIT in the queue is started when it is over', () => {
    const d = new DriverBench().request('d0.1').request('d0.2').runs('d0.1', { status: 'BUSY' });
    d.completes('d0.2', autoSense('NOT_READY 04/02'))
      .fires('busyDelay')
      .runs('d0.1')
      .fires('startUnitDelay')
      .returns(d.internal);
    d.seen();
    expect(d.completes(d.internal).seen()).toEqual(['start d0.2']);
  });

  it('success of another command ends pending; its failfast failure does not', () => {
    expect(pending().completes('d0.2').unit()).toMatchObject({ failfast: 'inactive' });
    const d = new DriverBench({ retryCount: 1 })
      .request('d0.1')
      .runs('d0.1', { status: 'GOOD', resid: 'partial' })
      .request('d0.2')
      .returns('d0.1')
      .returns('d0.2');
    d.completes('d0.2', timedOut);
    expect(d.completes('d0.1', timedOut).unit()).toMatchObject({ failfast: 'pending', failfastSlot: 'd0.2' });
  });

  it.each<[string, (d: DriverBench) => unknown]>([
    ['is refused with TRAN_BADPKT', (d) => d.returns('d0.3', 'TRAN_BADPKT')],
    ['is refused with TRAN_FATAL_ERROR', (d) => d.returns('d0.3', 'TRAN_FATAL_ERROR')],
    ['finds the device gone', (d) => d.completes('d0.2', gone)],
  ])('a command that %s ends pending: a failure of another kind', (_, fails) => {
    const d = new DriverBench({}, { slots: 4 }).request('d0.1').request('d0.2').request('d0.3').returns('d0.1');
    d.returns('d0.2').completes('d0.1', timedOut);
    expect(d.unit()).toMatchObject({ failfast: 'pending', failfastSlot: 'd0.1' });
    fails(d);
    expect(d.unit()).toMatchObject({ failfast: 'inactive', failfastSlot: null });
  });

  it('a command without resources for good ends it too', () => {
    const d = new DriverBench({}, { slots: 4 }).request('d0.1').runs('d0.1', timedOut).request('d0.2');
    d.bench.choose('packet.init', { resources: 'permanent' });
    expect(d.unit()).toMatchObject({ failfast: 'pending' });
    d.fires('restartDelay').returns('d0.1');
    expect(d.unit()).toMatchObject({ failfast: 'inactive', failfastSlot: null, inTransport: 1 });
  });

  it('START UNIT ends pending and active', () => {
    const d = pending().completes('d0.2', autoSense('NOT_READY 04/02'));
    expect(d.unit()).toMatchObject({ failfast: 'inactive' });
    expect(active().fires('restartDelay').runs('d0.1', autoSense('NOT_READY 04/02')).unit()).toMatchObject({
      failfast: 'inactive',
    });
  });

  it('active lasts when a B_FAILFAST command ends in that way', () => {
    const d = new DriverBench({}, { slots: 4 })
      .request('d0.1')
      .request('d0.2', { failfast: true })
      .returns('d0.1')
      .returns('d0.2');
    d.completes('d0.1', timedOut).fires('restartDelay').runs('d0.1', timedOut);
    d.seen();
    expect(d.completes('d0.2', timedOut).seen()).toEqual(['biodone d0.2 EIO zero', 'restartDelay']);
    expect(d.unit()).toMatchObject({ failfast: 'active' });
  });

  it('active lasts while commands fail in that way and ends with a failure of another kind', () => {
    const d = active().fires('restartDelay').runs('d0.1', timedOut);
    expect(d.unit()).toMatchObject({ failfast: 'active' });
    expect(d.fires('restartDelay').runs('d0.1', queueFull).unit()).toMatchObject({ failfast: 'inactive' });
  });
});

describe('failfast active and a command that is over', () => {
  /** Two retries: d0.1 has used both up in the failfast way and is in transport again, d0.2 was there all the time. */
  const active = () => {
    const d = new DriverBench({ retryCount: 2 }, { slots: 3 }).request('d0.1').request('d0.2').returns('d0.1');
    d.returns('d0.2').completes('d0.1', timedOut).fires('restartDelay').runs('d0.1', timedOut).fires('restartDelay');
    d.returns('d0.1');
    expect(d.unit()).toMatchObject({ failfast: 'active', failfastSlot: null, retrySlot: null });
    d.seen();
    return d;
  };
  const illegal = autoSense('ILLEGAL_REQUEST 20/00');
  const noAnswer: Partial<Completion> = { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS, status: null };

  it.each<[string, string, Partial<Completion>, string, boolean]>([
    ['success of the same command ends it', 'd0.1', {}, 'none', false],
    ['success of another command ends it', 'd0.2', {}, 'none', false],
    ['a failure of another kind of the same command ends it', 'd0.1', illegal, 'EIO', false],
    ['a failure of another kind of another command ends it', 'd0.2', illegal, 'EIO', false],
    ['a transfer that stays short ends it', 'd0.1', { resid: 'partial' }, 'EIO', false],
    ['a timeout without retries left does not', 'd0.1', timedOut, 'EIO', true],
    ['a selection that is never answered does not', 'd0.1', noAnswer, 'EIO', true],
  ])('%s', (_, slot, completion, error, stays) => {
    const d = active();
    expect(d.completes(slot, completion).seen()).toEqual([
      expect.stringMatching(new RegExp(`^biodone ${slot} ${error} `)),
    ]);
    expect(d.unit()).toMatchObject({ failfast: stays ? 'active' : 'inactive', failfastSlot: null });
    expect(d.request('d0.3', { failfast: true }).seen()).toEqual([stays ? 'biodone d0.3 EIO all' : 'start d0.3']);
  });
});

describe('throttle, other ways', () => {
  const three = (params = {}) => {
    const d = new DriverBench({ throttleMax: 8, throttleMin: 1, ...params }, { slots: 4 });
    for (const slot of ['d0.1', 'd0.2', 'd0.3']) d.request(slot);
    return d.returns('d0.1').returns('d0.2');
  };

  it('TRAN_BUSY again keeps the first value', () => {
    const d = three()
      .returns('d0.3', 'TRAN_BUSY')
      .fires('tranBusyDelay')
      .returns('d0.3')
      .completes('d0.1')
      .completes('d0.2')
      .request('d0.1');
    expect(d.unit()).toMatchObject({ throttle: 2, throttleBeforeBusy: 8 });
    d.returns('d0.1', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ throttle: 1, throttleBeforeBusy: 8 });
  });

  it('QUEUE FULL after TRAN_BUSY: the throttle has to grow; TRAN_BUSY after QUEUE FULL: it returns to the value between', () => {
    const d = three().returns('d0.3', 'TRAN_BUSY').completes('d0.1', queueFull);
    expect(d.unit()).toMatchObject({ throttle: 1, throttleBeforeBusy: 0 });
    expect(d.fires('qfullThrottleStep').unit()).toMatchObject({ throttle: 2 });
    const e = three().completes('d0.1', queueFull).fires('qfullThrottleStep');
    expect(e.unit()).toMatchObject({ throttle: 3 });
    e.returns('d0.3', 'TRAN_BUSY');
    expect(e.unit()).toMatchObject({ throttle: 1, throttleBeforeBusy: 3 });
    expect(e.fires('throttleRestore').unit()).toMatchObject({ throttle: 3, throttleBeforeBusy: 0 });
    expect(e.bench.matches(e.sd, { throttle: 'afterQueueFull' })).toBe(true);
  });

  it('not adaptive: every TRAN_BUSY and QUEUE FULL lowers it, 60 s open it', () => {
    const d = three({ adaptiveThrottle: false }).returns('d0.3', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ throttle: 2 });
    expect(d.completes('d0.1', queueFull).unit()).toMatchObject({ throttle: 1 });
    d.fires('tranBusyDelay').returns('d0.3').completes('d0.2').completes('d0.3');
    expect(d.fires('throttleRestore').unit()).toMatchObject({ throttle: 8 });
    const e = three({ adaptiveThrottle: false }).completes('d0.1', queueFull).returns('d0.3', 'TRAN_BUSY');
    expect(e.unit()).toMatchObject({ throttle: 1 });
  });

  it('after a rejected tag three are allowed, or fewer if the throttle was lower; not more come back', () => {
    const rejected: Partial<Completion> = { reason: 'CMD_TAG_REJECT', status: null };
    const d = new DriverBench().request('d0.1').runs('d0.1', rejected);
    expect(d.unit()).toMatchObject({ throttle: 3, throttleLimit: 3, tagged: false });
    const e = three().completes('d0.1', queueFull);
    expect(e.unit()).toMatchObject({ throttle: 2 });
    e.completes('d0.2', rejected);
    expect(e.unit()).toMatchObject({ throttle: 2, throttleLimit: 3 });
    expect(e.fires('qfullThrottleStep').unit()).toMatchObject({ throttle: 3 });
    const f = three().returns('d0.3', 'TRAN_BUSY').completes('d0.1', rejected);
    expect(f.unit()).toMatchObject({ throttle: 2, throttleBeforeBusy: 3 });
    expect(f.fires('throttleRestore').unit()).toMatchObject({ throttle: 3 });
  });

  it('untagged queueing by the adapter allows three', () => {
    const d = new DriverBench({ taggedQueueing: false });
    expect(d.unit()).toMatchObject({ throttle: 3, tagged: false });
    d.request('d0.1').runs('d0.1', { reason: 'CMD_TAG_REJECT', status: null });
    expect(d.unit()).toMatchObject({ throttle: 3 });
  });
});

describe('resources, other ways', () => {
  it('a retry that is started ends the wait for resources; a wait may end for good', () => {
    const d = new DriverBench({}, { slots: 4 }).request('d0.1').returns('d0.1');
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.request('d0.2').completes('d0.1', { resid: 'partial' });
    expect(d.bench.matches(d.sd, { dispatch: 'ready' })).toBe(true);
    const e = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
    e.bench.choose('packet.init', { resources: 'permanent' });
    e.seen();
    expect(e.fires('startUnitDelay').seen()).toEqual(['start d0.1 head']);
  });

  it('START UNIT that gets no resources while requests wait for some is given up', () => {
    const d = new DriverBench().request('d0.1').returns('d0.1');
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.request('d0.2').completes('d0.1', autoSense('NOT_READY 04/02'));
    d.seen();
    d.bench.choose('packet.init', { resources: 'temporary' });
    expect(d.fires('startUnitDelay').seen()).toEqual(['start d0.1 head']);
    expect(d.unit()).toMatchObject({ inTransport: 1, waitq: ['d0.2'] });
  });

  it('freed resources nobody waits for change nothing', () => {
    const d = new DriverBench();
    d.bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.seen()).toEqual([]);
  });
});

describe('parked while another command meets TRAN_BUSY', () => {
  it('the other goes to the head of the wait queue', () => {
    const d = new DriverBench().request('d0.1').request('d0.2').request('d0.3').returns('d0.1');
    d.completes('d0.1', autoSense('NOT_READY 04/02')).returns('d0.2', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.1', waitq: ['d0.2'], inTransport: 1 });
  });
});

describe('a device that goes away', () => {
  it('while attaching is no device; while attached every command in the driver fails', () => {
    const attaching = new DriverBench({}, { startAttached: false });
    attaching.bench.deliver(attaching.sd, { type: 'world.attach' });
    attaching.bench.deliver(attaching.sd, { type: 'world.attach' });
    attaching.runs(attaching.internal, gone);
    attaching.bench.deliver(attaching.sd, { type: 'tran.resetReturn', level: 'RESET_LUN', ok: false });
    attaching.runs(attaching.internal, gone);
    expect(attaching.bench.matches(attaching.sd, { lifecycle: 'detached' })).toBe(true);

    const d = new DriverBench({ retryCount: 0 }, { slots: 4 });
    for (const slot of ['d0.1', 'd0.2', 'd0.3']) d.request(slot).returns(slot);
    d.seen();
    d.completes('d0.1', gone)
      .completes('d0.2', gone)
      .completes('d0.3', { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS, status: null });
    d.bench.deliver(d.sd, { type: 'world.attach' });
    expect(d.seen()).toEqual(['biodone d0.1 EIO zero', 'biodone d0.2 EIO zero', 'biodone d0.3 EIO zero']);
  });

  it('may still make the owner of a reservation panic, and nothing counts after that', () => {
    const d = new DriverBench({ reservationFailfast: 'panic', retryCount: 0 }, { slots: 5 });
    for (const slot of ['d0.1', 'd0.2', 'd0.3', 'd0.4', 'd0.5']) d.request(slot).returns(slot);
    d.completes('d0.1', gone).completes('d0.2', { status: 'RESERVATION_CONFLICT' });
    expect(d.bench.matches(d.sd, { lifecycle: 'panicked' })).toBe(true);
    d.completes('d0.3', { status: 'RESERVATION_CONFLICT' }).completes('d0.4', gone);
    d.completes('d0.5', { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS, status: null });
    d.bench.deliver(d.sd, { type: 'world.attach' });
    d.seen();
    expect(d.uscsi('d0.4', 'inquiry').seen()).toEqual([]);
  });
});

describe('tags that could not be switched off', () => {
  it.each([
    ['attached', {}],
    ['gone', gone],
    ['panicked', { status: 'RESERVATION_CONFLICT' } as const],
  ])('do not matter: %s', (state, completion) => {
    const d = new DriverBench({ reservationFailfast: 'panic' }).request('d0.1').runs('d0.1', completion);
    d.bench.deliver(d.sd, { type: 'tran.capSet', cap: 'tagged-qing', result: 0 });
    if (state === 'attached') d.bench.deliver(d.sd, { type: 'world.attach' });
    expect(d.bench.state(d.sd)).toContain(state);
  });
});

describe('reservation, other ways', () => {
  it('a lost reservation is taken again or given up; further resets change nothing', () => {
    const lost = () => {
      const d = new DriverBench().uscsi('d0.1', 'reserve').runs('d0.1');
      d.bench.deliver(d.sd, { type: 'scsi.resetNotify' }).deliver(d.sd, { type: 'scsi.resetNotify' });
      return d.request('d0.1').runs('d0.1', autoSense('UNIT_ATTENTION 29/00')).fires('unitAttentionDelay').runs('d0.1');
    };
    expect(lost().bench.matches('sd:d0', { reservation: 'lost' })).toBe(true);
    expect(lost().uscsi('d0.1', 'reserve').runs('d0.1').bench.matches('sd:d0', { reservation: 'held' })).toBe(true);
    expect(lost().uscsi('d0.1', 'release').runs('d0.1').bench.matches('sd:d0', { reservation: 'none' })).toBe(true);
  });

  it('a bus reset without reservation changes nothing', () => {
    const d = new DriverBench();
    d.bench.deliver(d.sd, { type: 'scsi.resetNotify' });
    expect(d.bench.matches(d.sd, { reservation: 'none' })).toBe(true);
  });

  it('the driver returns from every notification', () => {
    const returns = { to: 'hba:h0', message: { type: 'scsi.resetNotifyReturn', lun: 'd0' } };
    const d = new DriverBench();
    const notified = () => {
      d.bench.takePosted();
      return d.bench.deliver(d.sd, { type: 'scsi.resetNotify' }).takePosted();
    };
    expect(notified()).toMatchObject([returns]);
    d.uscsi('d0.1', 'reserve').runs('d0.1');
    expect(notified()).toMatchObject([returns]);
    expect(d.bench.matches(d.sd, { reservation: 'lost' })).toBe(true);
    expect(notified()).toMatchObject([returns]);
  });

  it('a removable unit that was reset has lost it too', () => {
    const d = new DriverBench({ removable: true }).uscsi('d0.1', 'reserve').runs('d0.1').request('d0.1');
    d.runs('d0.1', autoSense('UNIT_ATTENTION 29/00'));
    expect(d.bench.matches(d.sd, { reservation: 'lost' })).toBe(true);
    expect(d.bench.armed()).toEqual(['cmd:d0.1 mediaChangeDelay']);
  });
});

describe('fibre', () => {
  it('assumes auto request sense', () => {
    const d = new DriverBench({ interconnect: 'fibre' }, { startAttached: false });
    d.bench.deliver(d.sd, { type: 'world.attach' });
    d.seen();
    expect(d.runs(d.internal).seen()).toEqual(['setcap tagged-qing 1']);
    expect(d.unit()).toMatchObject({ arq: true });
  });
});

describe('the unit learns of its own command', () => {
  const off = { autoRequestSense: false } as const;
  const own = (params: Partial<SdParameters> = off, facts: Partial<UnitFacts> = {}) =>
    new CommandBench(params, {
      internal: true,
      op: 'testUnitReady',
      direction: 'none',
      flags: ['FLAG_DIAGNOSE', 'FLAG_SILENT'],
      facts,
    });
  const done = (c: CommandBench) => c.released().told.at(-1);
  const result = { type: 'unit.internalDone', op: 'testUnitReady', error: 'EIO', reason: 'CMD_CMPLT' };
  const checked = { ...result, status: 'CHECK_CONDITION', resid: 'all', sensed: true };

  it.each(['NOT_READY 04/02', 'UNIT_ATTENTION 29/00', 'NO_SENSE 00/00', 'SHORT'] as const)(
    'the sense that REQUEST SENSE brought, with reason and status of the command itself: %s',
    (sense) => {
      expect(done(own().completes(check).sensed({ sense }))).toEqual({ ...checked, sense });
    },
  );

  it('no sense if REQUEST SENSE did not bring any, or was not transported', () => {
    const none = { ...checked, sensed: false, sense: null };
    expect(done(own().completes(check).sensed({ reason: 'CMD_TIMEOUT', status: null }))).toEqual(none);
    expect(done(own().completes(check).sensed({ reason: 'CMD_DEV_GONE', status: null }))).toEqual(none);
    expect(done(own().completes(check).sensed({ resid: 'all' }))).toEqual({ ...none, sensed: true });
    expect(done(own().completes(check).senseRejected('TRAN_BUSY'))).toEqual(none);
    expect(done(own().completes(check).senseRejected('TRAN_BADPKT'))).toEqual(none);
    expect(done(own(off, { requestSenseBusy: true }).completes(check))).toEqual(none);
    expect(done(own(off, { othersInTransport: true }).completes(check))).toEqual(none);
  });

  it('the automatic sense, if that is on', () => {
    expect(done(own({}).completes(autoSense('NOT_READY 3A/00')))).toEqual({ ...checked, sense: 'NOT_READY 3A/00' });
  });

  it('success, and nothing of the sense of the command before', () => {
    const c = own().completes(check).sensed({ sense: 'NOT_READY 04/02' }).released();
    c.hears({
      type: 'command.prepare',
      op: 'testUnitReady',
      direction: 'none',
      overrun: false,
      failfast: false,
      uscsi: true,
      flags: ['FLAG_DIAGNOSE', 'FLAG_SILENT'],
    });
    c.starts(false).hears({ type: 'packet.ready', resid: 'zero' }).completes({});
    const success = { error: 'none', status: 'GOOD', resid: 'zero', sensed: false, sense: null };
    expect(done(c)).toEqual({ ...result, ...success });
  });
});

describe('between two requests', () => {
  it('a command remembers nothing', () => {
    const d = new DriverBench();
    const before = d.command('d0.1');
    d.request('d0.1', { range: 'overrun', failfast: true })
      .runs('d0.1', autoSense('UNIT_ATTENTION 29/00'))
      .fires('unitAttentionDelay');
    d.runs('d0.1', { resid: 'partial' }).runs('d0.1');
    expect(d.command('d0.1')).toEqual(before);
  });
});
