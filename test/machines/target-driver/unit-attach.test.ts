import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const busy: Partial<Completion> = { status: 'BUSY', resid: 'all' };

describe('attach', () => {
  const attaching = (params = {}) => {
    const d = new DriverBench(params, { startAttached: false });
    d.bench.deliver(d.sd, { type: 'world.attach' });
    return d;
  };
  const cap = (d: DriverBench, name: string, value: number) => {
    d.bench.deliver(d.sd, { type: 'tran.cap', cap: name, value });
    return d;
  };
  const capSet = (d: DriverBench, name: string, result: number) => {
    d.bench.deliver(d.sd, { type: 'tran.capSet', cap: name, result });
    return d;
  };
  const lifecycle = (d: DriverBench, value: unknown) => d.bench.matches(d.sd, { lifecycle: value });

  it('probes, enables what it can, waits until the unit is ready, reads the capacity', () => {
    const d = attaching();
    expect(d.seen()).toEqual(['start d0.internal head']);
    expect(d.runs(d.internal).seen()).toEqual(['getcap auto-rqsense']);
    expect(cap(d, 'auto-rqsense', 0).seen()).toEqual(['setcap auto-rqsense 1']);
    expect(capSet(d, 'auto-rqsense', 1).seen()).toEqual(['setcap tagged-qing 1']);
    expect(capSet(d, 'tagged-qing', 1).seen()).toEqual(['getcap untagged-qing']);
    expect(cap(d, 'untagged-qing', 1).seen()).toEqual(['setcap lun-reset 1']);
    expect(capSet(d, 'lun-reset', 1).seen()).toEqual(['start d0.internal head']);
    expect(d.runs(d.internal, autoSense('UNIT_ATTENTION 29/00')).seen()).toEqual(['start d0.internal head']);
    expect(d.runs(d.internal, autoSense('NOT_READY 04/02')).seen()).toEqual(['start d0.internal head']);
    expect(d.command(d.internal)).toMatchObject({ op: 'startUnit' });
    d.runs(d.internal);
    expect(d.command(d.internal)).toMatchObject({ op: 'testUnitReady' });
    d.runs(d.internal);
    expect(d.command(d.internal)).toMatchObject({ op: 'readCapacity' });
    d.runs(d.internal);
    expect(lifecycle(d, { attached: 'normal' })).toBe(true);
    expect(d.unit()).toMatchObject({
      arq: true,
      tagged: true,
      lunReset: true,
      throttle: 256,
      tries: 0,
      unitAttentions: 0,
      unitStarts: 0,
      readyWaits: 0,
      inTransport: 0,
    });
  });

  it('an INQUIRY that cannot be sent fails the attach', () => {
    const d = new DriverBench({}, { startAttached: false });
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.bench.deliver(d.sd, { type: 'world.attach' });
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.bench.deliver(d.sd, { type: 'tran.resetReturn', level: 'RESET_LUN', ok: false });
    expect(lifecycle(d, 'detached')).toBe(true);
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('CHECK CONDITION without auto request sense: sense is fetched, then INQUIRY again', () => {
    const d = attaching();
    d.runs(d.internal, check);
    expect(d.seen()).toEqual(['start d0.internal head', 'start d0.rqs head sensing']);
    expect(d.runs(d.rqs, { sense: 'UNIT_ATTENTION 29/00' }).seen()).toEqual(['start d0.internal head']);
  });

  it.each([
    ['auto-rqsense unknown: throttle 1', -1, {}, ['setcap lun-reset 1'], { arq: false, tagged: false, throttle: 1 }],
    [
      'auto-rqsense unknown, queueing all the same',
      -1,
      { queueWithoutArq: true },
      ['setcap tagged-qing 1'],
      { arq: false },
    ],
    ['auto-rqsense on already', 1, {}, ['setcap tagged-qing 1'], { arq: true }],
    ['no tags wanted', 1, { taggedQueueing: false }, ['getcap untagged-qing'], { arq: true }],
    ['neither tags nor lun-reset', -1, { lunResetEnabled: false }, ['start d0.internal head'], { lunReset: false }],
    [
      'QUEUE FULL for the driver',
      -1,
      { lunResetEnabled: false, adapterRetriesQueueFull: false },
      ['setcap qfull-retries 0'],
      {},
    ],
  ] as const)('%s', (_, value, params, next, unit) => {
    const d = attaching(params);
    d.runs(d.internal);
    d.seen();
    expect(cap(d, 'auto-rqsense', value).seen()).toEqual(next);
    expect(d.unit()).toMatchObject(unit);
  });

  it('only the answer 1 of setcap is success', () => {
    const d = attaching({ adapterRetriesQueueFull: false });
    d.runs(d.internal);
    cap(d, 'auto-rqsense', 0);
    capSet(d, 'auto-rqsense', 0);
    expect(d.unit()).toMatchObject({ arq: false });
    capSet(d, 'lun-reset', 0);
    expect(d.unit()).toMatchObject({ lunReset: false });
    d.seen();
    expect(capSet(d, 'qfull-retries', -1).seen()).toEqual(['start d0.internal head']);
  });

  it('tags refused: the adapter queues untagged commands, or nobody does', () => {
    for (const [value, throttle] of [
      [1, 3],
      [0, 1],
    ] as const) {
      const d = attaching();
      d.runs(d.internal);
      cap(d, 'auto-rqsense', 1);
      capSet(d, 'tagged-qing', 0);
      cap(d, 'untagged-qing', value);
      expect(d.unit()).toMatchObject({ tagged: false, throttle });
    }
  });

  it.each([
    [1, 3],
    [0, 1],
  ])('tags accepted, untagged-qing %i: a tag that is rejected later leaves throttle %i', (value, throttle) => {
    const d = attaching({ lunResetEnabled: false });
    d.runs(d.internal);
    cap(d, 'auto-rqsense', 1);
    capSet(d, 'tagged-qing', 1);
    cap(d, 'untagged-qing', value);
    expect(d.unit()).toMatchObject({ tagged: true, throttle: 256 });
    d.runs(d.internal).runs(d.internal);
    d.request('d0.1').runs('d0.1', { reason: 'CMD_TAG_REJECT', status: null });
    expect(d.unit()).toMatchObject({ tagged: false, throttle, throttleLimit: throttle });
    expect(d.seen()).toContain('setcap tagged-qing 0');
  });

  const testing = (params = {}) => {
    const d = attaching({ autoRequestSense: false, lunResetEnabled: false, ...params });
    d.runs(d.internal);
    d.seen();
    return d;
  };
  const answers = (d: DriverBench, sense: Completion['sense']) => d.runs(d.internal, check).runs(d.rqs, { sense });

  it.each<[NonNullable<Completion['sense']>, unknown, string[]]>([
    ['UNIT_ATTENTION 29/00', { attaching: 'testingReady' }, ['start d0.internal head']],
    ['NOT_READY 04/00', { attaching: 'startingUnit' }, ['start d0.internal head']],
    ['NOT_READY 04/02', { attaching: 'startingUnit' }, ['start d0.internal head']],
    ['NOT_READY 04/01', { attaching: 'waitingReady' }, ['notReadyDelay']],
    ['NOT_READY 04/03', 'detached', []],
    ['NOT_READY 3A/00', { attached: 'normal' }, []],
    ['HARDWARE_ERROR 44/00', { attaching: 'testingReady' }, ['start d0.internal head']],
  ])('the sense that REQUEST SENSE brought decides how attach goes on: %s', (sense, state, expected) => {
    const d = testing().runs('d0.internal', check);
    d.seen();
    expect(d.runs(d.rqs, { sense }).seen()).toEqual(expected);
    expect(lifecycle(d, state)).toBe(true);
  });

  it('a unit that becomes ready is waited for, a bounded number of times', () => {
    const d = answers(testing({ notReadyRetryCount: 1 }), 'NOT_READY 04/01').fires('notReadyDelay');
    answers(d, 'NOT_READY 04/01');
    expect(lifecycle(d, 'detached')).toBe(true);
  });

  it('a unit that was just switched on has its whole time to become ready: nothing else is counted with it', () => {
    const d = testing();
    answers(d, 'UNIT_ATTENTION 29/00');
    answers(d, 'NOT_READY 04/02').runs(d.internal);
    for (let i = 0; i < 2; i++) {
      answers(d, 'NOT_READY 04/01');
      expect(lifecycle(d, { attaching: 'waitingReady' })).toBe(true);
      d.fires('notReadyDelay');
    }
    d.runs(d.internal).runs(d.internal);
    expect(lifecycle(d, { attached: 'normal' })).toBe(true);
  });

  it.each<[string, NonNullable<Completion['sense']>, string | undefined]>([
    ['unit attentions', 'UNIT_ATTENTION 29/00', undefined],
    ['START UNIT', 'NOT_READY 04/02', 'startUnit'],
    ['waiting', 'NOT_READY 04/01', 'notReadyDelay'],
  ])('%s: counted apart, and limited', (_, sense, between) => {
    const d = testing({ uaRetryCount: 2, notReadyRetryCount: 2 });
    for (let i = 0; i < 2; i++) {
      answers(d, sense);
      if (between === 'startUnit') d.runs(d.internal);
      if (between === 'notReadyDelay') d.fires(between);
      expect(lifecycle(d, { attaching: 'testingReady' })).toBe(true);
    }
    answers(d, sense);
    expect(lifecycle(d, 'detached')).toBe(true);
    expect(d.unit()).toMatchObject({ tries: 0, unitAttentions: 0, unitStarts: 0, readyWaits: 0 });
  });

  it('other failures of TEST UNIT READY are tried again, a bounded number of times', () => {
    const d = testing({ retryCount: 1 }).runs('d0.internal', busy);
    expect(lifecycle(d, { attaching: 'testingReady' })).toBe(true);
    d.runs('d0.internal', busy);
    expect(lifecycle(d, 'detached')).toBe(true);
  });

  it('a reserved unit, and one without medium, is attached all the same', () => {
    const reserved = testing().runs('d0.internal', { status: 'RESERVATION_CONFLICT' });
    const empty = answers(testing(), 'NOT_READY 3A/00');
    for (const d of [reserved, empty]) expect(lifecycle(d, { attached: 'normal' })).toBe(true);
  });

  it('READ CAPACITY is tried again, and its failure does not matter', () => {
    const d = testing({ retryCount: 1 }).runs('d0.internal').runs('d0.internal', busy);
    expect(lifecycle(d, { attaching: 'readingCapacity' })).toBe(true);
    d.runs('d0.internal', busy);
    expect(lifecycle(d, { attached: 'normal' })).toBe(true);
  });

  it('requests meanwhile are refused', () => {
    const d = attaching();
    d.seen();
    expect(d.request('d0.1').uscsi('d0.2', 'inquiry').seen()).toEqual([
      'biodone d0.1 EIO all',
      'biodone d0.2 ENXIO all',
    ]);
  });
});
