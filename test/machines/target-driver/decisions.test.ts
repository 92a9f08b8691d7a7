import { describe, expect, it } from 'vitest';
import { persistentReservations } from '../../../machines/protocol/operation.ts';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion, UnitFacts } from '../../../machines/protocol/scsa-disk.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import { announced, autoSense, CommandBench, check, DriverBench } from './driver-bench.ts';

const slot = 'd0.1';
const reached = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;
const failed = (reason: Completion['reason'], state = reached, statistics = 0): Partial<Completion> => ({
  reason,
  state,
  statistics,
  status: null,
  resid: 'all',
});

/** One read comes back like this: what does the driver do in that step? */
const outcome = (completion: Partial<Completion>, params: Partial<SdParameters> = {}): string[] => {
  const d = new DriverBench(params).request(slot);
  d.seen();
  return d.runs(slot, completion).seen();
};

/** The same read on its own: the retry the unit is asked for (after the resets that come before it). */
const wish = (completion: Partial<Completion>, params: Partial<SdParameters> = {}): string =>
  new CommandBench(params).completes(completion).wish();

describe('pkt_reason decides when the command was not transported', () => {
  const standard = 'STANDARD after restartDelay';
  const failfast = 'STANDARD after restartDelay, failfast';
  const victim = 'VICTIM after restartDelay';
  it.each<[string, Partial<Completion>, string[], string]>([
    ['selection timeout: retried without reset', failed('CMD_INCOMPLETE', STATE.GOT_BUS), ['restartDelay'], failfast],
    ['never dispatched: reset', failed('CMD_INCOMPLETE', 0), ['RESET_LUN'], failfast],
    ['stopped after selection: reset', failed('CMD_INCOMPLETE'), ['RESET_LUN'], standard],
    ['parity error: retried without reset', failed('CMD_TRAN_ERR', reached, STAT.PERR), ['restartDelay'], standard],
    [
      'transport error without selection: retried without reset',
      failed('CMD_TRAN_ERR', STATE.GOT_BUS),
      ['restartDelay'],
      standard,
    ],
    ['other transport error: reset', failed('CMD_TRAN_ERR'), ['RESET_LUN'], standard],
    ['reset seen: no further reset', failed('CMD_RESET', reached, STAT.BUS_RESET), ['restartDelay'], victim],
    ['CMD_RESET without trace of a reset: reset', failed('CMD_RESET'), ['RESET_LUN'], victim],
    ['aborted in the queue: no reset', failed('CMD_ABORTED', reached, STAT.ABORTED), ['restartDelay'], victim],
    ['CMD_ABORTED without trace of an abort: reset', failed('CMD_ABORTED'), ['RESET_LUN'], victim],
    [
      'timeout recovered by the adapter: no reset',
      failed('CMD_TIMEOUT', reached, STAT.TIMEOUT | STAT.DEV_RESET),
      ['restartDelay'],
      failfast,
    ],
    ['timeout not recovered: reset', failed('CMD_TIMEOUT', reached, STAT.TIMEOUT), ['RESET_LUN'], failfast],
    ['unexpected bus free: retried without reset', failed('CMD_UNX_BUS_FREE'), ['restartDelay'], standard],
    [
      'tag rejected: tags off',
      failed('CMD_TAG_REJECT'),
      ['setcap tagged-qing 0', 'restartDelay'],
      'NOCHECK after restartDelay',
    ],
    ['any other reason: reset', failed('CMD_DATA_OVR'), ['RESET_LUN'], standard],
    ['device gone: EIO at once', failed('CMD_DEV_GONE'), ['biodone d0.1 EIO zero'], 'over: EIO'],
  ])('%s', (_, completion, expected, retry) => {
    expect(outcome(completion)).toEqual(expected);
    expect(wish(completion)).toBe(retry);
  });

  it('FLAG_ISOLATE and FLAG_DIAGNOSE forbid the retry', () => {
    for (const flag of ['FLAG_ISOLATE', 'FLAG_DIAGNOSE'] as const) {
      const d = new DriverBench().uscsi(slot, 'read', [flag]);
      d.seen();
      expect(d.runs(slot, failed('CMD_UNX_BUS_FREE')).seen()).toEqual(['biodone d0.1 EIO zero']);
    }
  });

  it('FLAG_ISOLATE allows retries of what was transported', () => {
    const d = new DriverBench().uscsi(slot, 'read', ['FLAG_ISOLATE']);
    d.seen();
    expect(d.runs(slot, { status: 'BUSY', resid: 'all' }).seen()).toEqual(['busyDelay']);
  });

  it('after a tag was rejected commands go untagged, three at a time', () => {
    const d = new DriverBench().request(slot).runs(slot, failed('CMD_TAG_REJECT'));
    expect(d.unit()).toMatchObject({ tagged: false, throttle: 3 });
    d.bench.takePosted();
    d.fires('restartDelay');
    expect(announced(d.bench.takePosted())[0]?.message).toMatchObject({
      type: 'tran.start',
      tag: 'untagged',
      head: true,
    });
  });
});

describe('SCSI status decides when the command was transported', () => {
  const atOnce = 'STANDARD after immediate';
  it.each<[string, Partial<Completion>, string[], string, Partial<SdParameters>?]>([
    ['GOOD and complete is success', {}, ['biodone d0.1 none zero'], 'over: none'],
    ['GOOD with bytes left over is retried at once', { resid: 'partial' }, ['start d0.1 head'], atOnce],
    ['TASK ABORTED reads as GOOD', { status: 'TASK_ABORTED' }, ['biodone d0.1 none zero'], 'over: none'],
    [
      'TASK ABORTED fails if it is seen',
      { status: 'TASK_ABORTED' },
      ['biodone d0.1 EIO zero'],
      'over: EIO',
      { taskAbortedReadsAsGood: false },
    ],
    ['CHECK CONDITION with ARQ on but not done is retried', check, ['start d0.1 head'], atOnce],
    ['COMMAND TERMINATED likewise', { ...check, status: 'COMMAND_TERMINATED' }, ['start d0.1 head'], atOnce],
    [
      'CHECK CONDITION with ARQ off: REQUEST SENSE',
      check,
      ['start d0.rqs head sensing'],
      'REQUEST SENSE',
      { autoRequestSense: false },
    ],
    [
      'BUSY is retried after 5 s',
      { status: 'BUSY', resid: 'all' },
      ['busyDelay'],
      'NOCHECK because BUSY after busyDelay',
    ],
    [
      'RESERVATION CONFLICT is retried',
      { status: 'RESERVATION_CONFLICT', resid: 'all' },
      ['reservationConflictDelay'],
      'STANDARD after reservationConflictDelay',
    ],
    [
      '... unless that is disabled',
      { status: 'RESERVATION_CONFLICT', resid: 'all' },
      ['biodone d0.1 EIO zero'],
      'over: EIO',
      { retryOnReservationConflict: false },
    ],
    [
      '... or the owner asked for an error',
      { status: 'RESERVATION_CONFLICT', resid: 'all' },
      ['biodone d0.1 EACCES zero'],
      'over: EACCES',
      { reservationFailfast: 'EACCES' },
    ],
    [
      'QUEUE FULL is retried after 100 ms and steps down',
      { status: 'QUEUE_FULL', resid: 'all' },
      ['qfullThrottleStep', 'restartDelay'],
      'NOCHECK because QUEUE_FULL after restartDelay',
    ],
    ['CONDITION MET fails', { status: 'CONDITION_MET', resid: 'all' }, ['biodone d0.1 EIO zero'], 'over: EIO'],
    ['ACA ACTIVE fails', { status: 'ACA_ACTIVE', resid: 'all' }, ['biodone d0.1 EIO zero'], 'over: EIO'],
  ])('%s', (_, completion, expected, retry, params) => {
    expect(outcome(completion, params)).toEqual(expected);
    expect(wish(completion, params)).toBe(retry);
  });

  it.each(['persistentReserve', ...persistentReservations] as const)(
    'a conflict of PERSISTENT RESERVE is EACCES, whatever is asked of the reservation: %s',
    (op) => {
      const d = new DriverBench().uscsi(slot, op);
      d.seen();
      expect(d.runs(slot, { status: 'RESERVATION_CONFLICT' }).seen()).toEqual(['biodone d0.1 EACCES zero']);
    },
  );

  it('an owner who enabled failfast panics: nobody is answered', () => {
    const d = new DriverBench({ reservationFailfast: 'panic' }).request(slot);
    d.seen();
    d.runs(slot, { status: 'RESERVATION_CONFLICT' });
    d.request('d0.2');
    expect(d.seen()).toEqual([]);
    expect(d.bench.matches(d.sd, { lifecycle: 'panicked' })).toBe(true);
  });

  it('a short uscsi READ is success with its residual', () => {
    const d = new DriverBench().uscsi(slot, 'read');
    d.seen();
    expect(d.runs(slot, { resid: 'partial' }).seen()).toEqual(['biodone d0.1 none partial']);
  });

  it('STATE_ARQ_DONE is looked at before pkt_reason', () => {
    const d = outcome({ ...autoSense('ILLEGAL_REQUEST 24/00'), reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT });
    expect(d).toEqual(['biodone d0.1 EIO zero']);
  });

  it('the retry after the reset of a BUSY unit is of the same kind', () => {
    const c = new CommandBench().completes({ status: 'BUSY' }).starts(true).completes({ status: 'BUSY' });
    expect(c.bench.transitions.filter((t) => t.includes('tran.resetReturn'))).toHaveLength(1);
    expect(c.wish()).toBe('NOCHECK because BUSY after busyDelay; NOCHECK because BUSY after busyDelay');
  });

  it('BUSY is counted with STANDARD, resets at the threshold, and fails when nothing can be reset', () => {
    const d = new DriverBench({ targetResetAllowed: false }).request(slot).runs(slot, { status: 'BUSY' });
    d.seen();
    d.fires('busyDelay').runs(slot, { status: 'BUSY' });
    expect(d.command(slot)).toMatchObject({ retries: 2 });
    expect(d.seen().slice(-1)).toEqual(['RESET_LUN']);
    d.resets(slot, false);
    expect(d.seen()).toEqual(['RESET_ALL']);
    expect(d.resets(slot, false, 'RESET_ALL').seen()).toEqual(['biodone d0.1 EIO zero']);
  });
});

describe('sense is validated before it is believed', () => {
  const afterFailedSense = 'STANDARD after immediate';
  const fibre = { interconnect: 'fibre' } as const;
  const noData = { state: STATE.GOT_STATUS };
  it.each<[string, Partial<Completion>, string[], string, Partial<SdParameters>?]>([
    [
      'auto sense not transported: reset',
      autoSense(null, { reason: 'CMD_RESET', status: null }),
      ['RESET_LUN'],
      'STANDARD after immediate',
    ],
    [
      '... also on fibre without further delay',
      autoSense(null, { reason: 'CMD_RESET', status: null }),
      ['RESET_LUN'],
      'STANDARD after immediate',
      fibre,
    ],
    ['auto sense met BUSY: 10 ms', autoSense(null, { status: 'BUSY' }), ['tranBusyDelay'], 'BUSY after tranBusyDelay'],
    [
      'auto sense met QUEUE FULL: 10 ms',
      autoSense(null, { status: 'QUEUE_FULL' }),
      ['tranBusyDelay'],
      'STANDARD after tranBusyDelay',
    ],
    [
      'auto sense met RESERVATION CONFLICT',
      autoSense(null, { status: 'RESERVATION_CONFLICT' }),
      ['reservationConflictDelay'],
      'STANDARD after reservationConflictDelay',
    ],
    [
      'auto sense ended with CHECK CONDITION',
      autoSense(null, { status: 'CHECK_CONDITION' }),
      ['start d0.1 head'],
      afterFailedSense,
    ],
    ['no data moved', autoSense(null, noData), ['start d0.1 head'], afterFailedSense],
    ['too few bytes', autoSense('SHORT'), ['start d0.1 head'], afterFailedSense],
    ['unknown response code', autoSense('BAD_RESPONSE_CODE'), ['start d0.1 head'], afterFailedSense],
    ['not class 7: EIO', autoSense('NOT_CLASS_7'), ['biodone d0.1 EIO zero'], 'over: EIO'],
    ['not class 7 on fibre: EIO', autoSense('NOT_CLASS_7'), ['biodone d0.1 EIO zero'], 'over: EIO', fibre],
  ])('%s', (_, completion, expected, retry, params) => {
    expect(outcome(completion, params)).toEqual(expected);
    expect(wish(completion, params)).toBe(retry);
  });

  it.each([
    ['ended with CHECK CONDITION', autoSense(null, { status: 'CHECK_CONDITION' })],
    ['moved no data', autoSense(null, noData)],
    ['moved too few bytes', autoSense('SHORT')],
    ['brought an unknown response code', autoSense('BAD_RESPONSE_CODE')],
  ])('on fibre, and only there, the retry waits when the sense command %s', (_, completion) => {
    expect(outcome(completion, fibre)).toEqual(['senseFailureDelay']);
    expect(wish(completion, fibre)).toBe('STANDARD after senseFailureDelay');
    expect(wish(completion)).toBe('STANDARD after immediate');
  });
});

describe('the sense key decides', () => {
  const now = ['start d0.1 head'];
  const fails = ['biodone d0.1 EIO zero'];
  const atOnce = 'STANDARD after immediate';
  const over = 'over: EIO';
  const notReady = 'NOCHECK because NOT_READY after notReadyDelay';
  const attention = 'UNIT_ATTENTION after unitAttentionDelay';
  it.each<[SenseClass, string[], string, Partial<SdParameters>?]>([
    ['NO_SENSE 00/00', now, atOnce],
    ['RECOVERED_ERROR 17/01', now, atOnce],
    ['NOT_READY 04/00', ['startUnitDelay'], 'START UNIT'],
    ['NOT_READY 04/01', ['notReadyDelay'], notReady],
    ['NOT_READY 04/02', ['startUnitDelay'], 'START UNIT'],
    ['NOT_READY 04/03', fails, over],
    ['NOT_READY 04/04', ['startUnitDelay'], 'START UNIT'],
    ['NOT_READY 04/04', fails, over, { removable: true }],
    ['NOT_READY 05/00', ['notReadyDelay'], notReady],
    ['NOT_READY 3A/00', fails, over],
    ['NOT_READY 08/00', ['notReadyDelay'], notReady],
    ['NOT_READY 04/01', fails, over, { notReadyRetryCount: 0 }],
    ['MEDIUM_ERROR 11/00', now, atOnce],
    ['HARDWARE_ERROR 44/00', now, atOnce],
    ['ILLEGAL_REQUEST 20/00', fails, over],
    ['UNIT_ATTENTION 29/00', ['unitAttentionDelay'], attention],
    ['UNIT_ATTENTION 28/00', ['unitAttentionDelay'], attention],
    ['UNIT_ATTENTION 2A/01', ['unitAttentionDelay'], attention],
    ['UNIT_ATTENTION 5D/00', ['unitAttentionDelay'], 'STANDARD after unitAttentionDelay'],
    ['UNIT_ATTENTION 5D/00', ['unitAttentionDelay'], attention, { failurePrediction: false }],
    ['UNIT_ATTENTION 28/00', ['cmd:d0.1 mediaChangeDelay'], attention, { removable: true }],
    ['UNIT_ATTENTION 29/00', ['cmd:d0.1 mediaChangeDelay'], attention, { removable: true }],
    ['DATA_PROTECT 27/00', fails, over],
    ['BLANK_CHECK 00/00', fails, over],
    ['VENDOR_SPECIFIC 80/00', now, atOnce],
    ['COPY_ABORTED 00/00', now, atOnce],
    ['ABORTED_COMMAND 4B/00', ['restartDelay'], 'STANDARD after restartDelay'],
    ['EQUAL 00/00', now, atOnce],
    ['VOLUME_OVERFLOW 00/00', fails, over],
    ['MISCOMPARE 1D/00', fails, over],
    ['RESERVED 00/00', now, atOnce],
  ])('%s', (sense, expected, retry, params) => {
    expect(outcome(autoSense(sense), params)).toEqual(expected);
    expect(wish(autoSense(sense), params)).toBe(retry);
  });

  it.each([
    ['the START UNIT timer is armed', new CommandBench({}, { facts: { startUnitPending: true } })],
    ['the command is START UNIT', new CommandBench({}, { op: 'startUnit', direction: 'none' })],
    ['the command is STOP UNIT', new CommandBench({}, { op: 'stopUnit', direction: 'none' })],
  ])('NOT READY 04/02 waits like any other when %s', (_, c) => {
    expect(c.completes(autoSense('NOT_READY 04/02')).wish()).toBe(notReady);
  });

  it('RECOVERED ERROR with nothing left over is success', () => {
    expect(outcome({ ...autoSense('RECOVERED_ERROR 17/01'), resid: 'zero' })).toEqual(['biodone d0.1 none zero']);
  });

  it('UNIT ATTENTION has a counter of its own, failure prediction is STANDARD', () => {
    const d = new DriverBench().request(slot).runs(slot, autoSense('UNIT_ATTENTION 29/00'));
    expect(d.command(slot)).toMatchObject({ unitAttentions: 1, retries: 0 });
    d.fires('unitAttentionDelay').runs(slot, autoSense('UNIT_ATTENTION 5D/00'));
    expect(d.command(slot)).toMatchObject({ unitAttentions: 1, retries: 1 });
  });

  it('a changed medium is looked at by a task thread before the retry', () => {
    const d = new DriverBench({ removable: true }).request(slot);
    d.seen();
    expect(d.runs(slot, autoSense('UNIT_ATTENTION 28/00')).seen()).toEqual(['cmd:d0.1 mediaChangeDelay']);
    expect(d.fires('mediaChangeDelay', 'cmd:d0.1').seen()).toEqual(['unitAttentionDelay']);
  });

  /** A medium that may be new, looked at in vain so many times. */
  const looked = (times: number) => {
    const d = new DriverBench({ removable: true }).request(slot).runs(slot, autoSense('UNIT_ATTENTION 28/00'));
    for (let i = 0; i < times; i++) {
      d.bench.choose('unit.askForMedium', { medium: 'unknown' });
      d.seen();
      d.fires('mediaChangeDelay', 'cmd:d0.1');
    }
    return d;
  };

  it('a medium that cannot be read is looked at four times, half a second apart; then the command fails', () => {
    expect(looked(3).seen()).toEqual(['cmd:d0.1 mediaChangeDelay']);
    expect(looked(4).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('a medium that can be read in the end leads to the retry, and the next new one is looked at as often', () => {
    const d = looked(3).fires('mediaChangeDelay', 'cmd:d0.1');
    expect(d.seen()).toEqual(['unitAttentionDelay']);
    d.fires('unitAttentionDelay').runs(slot, autoSense('UNIT_ATTENTION 28/00')).seen();
    d.bench.choose('unit.askForMedium', { medium: 'unknown' });
    expect(d.fires('mediaChangeDelay', 'cmd:d0.1').seen()).toEqual(['cmd:d0.1 mediaChangeDelay']);
  });

  it('MEDIUM ERROR at the reset threshold resets unit and target, never the bus', () => {
    const d = new DriverBench().request(slot);
    for (let i = 0; i < 3; i++) d.runs(slot, autoSense('MEDIUM_ERROR 11/00'));
    expect(d.seen().slice(-1)).toEqual(['RESET_LUN']);
    expect(d.resets(slot, false).seen()).toEqual(['RESET_TARGET']);
    expect(d.resets(slot, false, 'RESET_TARGET').seen()).toEqual(['start d0.1 head']);
  });

  it('HARDWARE ERROR 84h never resets', () => {
    const d = new DriverBench().request(slot);
    for (let i = 0; i < 5; i++) d.runs(slot, autoSense('HARDWARE_ERROR 84/00'));
    expect(d.seen().filter((s) => s.startsWith('RESET'))).toEqual([]);
    expect(d.runs(slot, autoSense('HARDWARE_ERROR 84/00')).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('NOT READY 04/00 on fibre resets at the second try, then starts the unit', () => {
    const d = new DriverBench({ interconnect: 'fibre' }).request(slot).runs(slot, autoSense('NOT_READY 04/00'));
    d.fires('startUnitDelay').runs(d.internal);
    d.seen();
    expect(d.runs(slot, autoSense('NOT_READY 04/00')).seen()).toEqual(['RESET_LUN']);
    expect(d.resets(slot, true).seen()).toEqual(['startUnitDelay']);
  });
});

describe('CHECK CONDITION without auto request sense', () => {
  const off = { autoRequestSense: false } as const;
  const fibre = { ...off, interconnect: 'fibre' } as const;
  const without = 'NOCHECK after busyDelay';
  it.each<[string, Partial<UnitFacts>, Partial<SdParameters>, string]>([
    ['REQUEST SENSE is sent', {}, {}, 'REQUEST SENSE'],
    ['its packet is in use: retried without sense', { requestSenseBusy: true }, {}, without],
    ['others are in transport: retried without sense', { othersInTransport: true }, {}, without],
    [
      '... unless that does not matter',
      { othersInTransport: true },
      { senseWhileOthersInTransport: true },
      'REQUEST SENSE',
    ],
    [
      '... but there is only one packet',
      { othersInTransport: true, requestSenseBusy: true },
      { senseWhileOthersInTransport: true },
      without,
    ],
  ])('%s', (_, facts, params, expected) => {
    expect(new CommandBench({ ...off, ...params }, { facts }).completes(check).wish()).toBe(expected);
  });

  it.each<[Partial<UnitFacts>, boolean, string]>([
    [{ othersInTransport: true }, false, 'over: EIO'],
    [{ othersInTransport: true }, true, 'REQUEST SENSE'],
    [{ requestSenseBusy: true }, false, 'over: EIO'],
    [{ requestSenseBusy: true }, true, 'over: EIO'],
  ])(
    'a FLAG_DIAGNOSE command, %j, sensing while others are in transport: %s',
    (facts, senseWhileOthersInTransport, expected) => {
      const c = new CommandBench({ ...off, senseWhileOthersInTransport }, { flags: ['FLAG_DIAGNOSE'], facts });
      expect(c.completes(check).wish()).toBe(expected);
    },
  );

  // [what REQUEST SENSE did, on parallel, on fibre]
  const now = 'STANDARD after immediate';
  const later = 'STANDARD after senseFailureDelay';
  it.each<[string, Partial<Completion>, string, string]>([
    ['was not transported', { reason: 'CMD_TIMEOUT', status: null, resid: 'all' }, now, now],
    ['died in a reset', { reason: 'CMD_RESET', state: 0, status: null, resid: 'all' }, now, now],
    ['ended with CHECK CONDITION', { ...check }, now, later],
    ['moved nothing', { state: STATE.GOT_STATUS, resid: 'all' }, now, later],
    ['moved too few bytes', { sense: 'SHORT' }, now, later],
    ['brought an unknown response code', { sense: 'BAD_RESPONSE_CODE' }, now, later],
    ['met BUSY', { status: 'BUSY' }, 'BUSY after tranBusyDelay', 'BUSY after tranBusyDelay'],
    ['met QUEUE FULL', { status: 'QUEUE_FULL' }, 'STANDARD after tranBusyDelay', 'STANDARD after tranBusyDelay'],
    ['brought ILLEGAL REQUEST', { sense: 'ILLEGAL_REQUEST 20/00' }, 'over: EIO', 'over: EIO'],
    ['found the device gone', { reason: 'CMD_DEV_GONE', status: null }, 'over: EIO', 'over: EIO'],
  ])('a REQUEST SENSE that %s', (_, reply, parallel, onFibre) => {
    const retry = (params: Partial<SdParameters>) => new CommandBench(params).completes(check).sensed(reply).wish();
    expect([retry(off), retry(fibre)]).toEqual([`REQUEST SENSE; ${parallel}`, `REQUEST SENSE; ${onFibre}`]);
  });

  it('a REQUEST SENSE that was not taken: STANDARD after 10 ms, or EIO', () => {
    const rejected = (result: string) => new CommandBench(off).completes(check).senseRejected(result).wish();
    expect(rejected('TRAN_BUSY')).toBe('REQUEST SENSE; STANDARD after tranBusyDelay');
    expect(rejected('TRAN_BADPKT')).toBe('REQUEST SENSE; over: EIO');
    expect(rejected('TRAN_FATAL_ERROR')).toBe('REQUEST SENSE; over: EIO');
  });
});

describe('retries are limited by class', () => {
  it('STANDARD: five retries, then EIO with b_resid as it was', () => {
    const d = new DriverBench().request(slot);
    for (let i = 0; i < 5; i++) d.runs(slot, autoSense('NO_SENSE 00/00'));
    d.seen();
    expect(d.runs(slot, autoSense('NO_SENSE 00/00')).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('a transfer that stays short ends with EIO and its residual', () => {
    const d = new DriverBench({ retryCount: 1 }).request(slot).runs(slot, { resid: 'partial' });
    d.seen();
    expect(d.runs(slot, { resid: 'partial' }).seen()).toEqual(['biodone d0.1 EIO partial']);
  });

  it('VICTIM: counted apart, then as STANDARD', () => {
    const victim = failed('CMD_RESET', reached, STAT.BUS_RESET);
    const d = new DriverBench({ victimRetryCount: 2, retryCount: 1 }).request(slot);
    for (let i = 0; i < 3; i++) d.runs(slot, victim).fires('restartDelay');
    expect(d.command(slot)).toMatchObject({ victims: 2, retries: 1 });
    d.seen();
    expect(d.runs(slot, victim).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('the unit is told the class that was asked for, also when a VICTIM retry is counted as STANDARD', () => {
    const c = new CommandBench({ victimRetryCount: 0 }).completes(failed('CMD_RESET', reached, STAT.BUS_RESET));
    expect(c.wish()).toBe('VICTIM after restartDelay');
    expect(c.bench.context('cmd:d0.1')).toMatchObject({ victims: 0, retries: 1, wanted: null });
  });

  it('the cause of one retry is not that of the next', () => {
    const c = new CommandBench().completes({ status: 'QUEUE_FULL' }).starts(true).completes(failed('CMD_TAG_REJECT'));
    expect(c.wish()).toBe('NOCHECK because QUEUE_FULL after restartDelay; NOCHECK after restartDelay');
  });

  it('UNIT ATTENTION: EIO at its limit', () => {
    const d = new DriverBench({ uaRetryCount: 1 }).request(slot).runs(slot, autoSense('UNIT_ATTENTION 29/00'));
    d.fires('unitAttentionDelay');
    d.seen();
    expect(d.runs(slot, autoSense('UNIT_ATTENTION 29/00')).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('a sense command that stays BUSY: EIO at the busy limit', () => {
    const d = new DriverBench({ busyRetryCount: 1 }).request(slot).runs(slot, autoSense(null, { status: 'BUSY' }));
    d.fires('tranBusyDelay');
    d.seen();
    expect(d.runs(slot, autoSense(null, { status: 'BUSY' })).seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('QUEUE FULL and TRAN_BUSY: without limit, not counted', () => {
    const d = new DriverBench({ retryCount: 0, busyRetryCount: 0 }).request(slot);
    for (let i = 0; i < 20; i++) d.runs(slot, { status: 'QUEUE_FULL', resid: 'all' }).fires('restartDelay');
    for (let i = 0; i < 20; i++) d.returns(slot, 'TRAN_BUSY').fires('tranBusyDelay');
    d.seen();
    expect(d.runs(slot).seen()).toEqual(['biodone d0.1 none zero', 'qfullThrottleStep']);
  });

  it('a device that never answers selection takes the unit offline; the next command brings it back', () => {
    const timeout = failed('CMD_INCOMPLETE', STATE.GOT_BUS);
    const d = new DriverBench({ retryCount: 0 }).request(slot);
    d.runs(slot, timeout);
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'offline' } })).toBe(true);
    d.request('d0.2');
    expect(d.bench.matches(d.sd, { lifecycle: { attached: 'normal' } })).toBe(true);
  });
});

describe('reset ladder', () => {
  it('without the lun-reset capability it begins with the target', () => {
    const d = new DriverBench({ lunResetEnabled: false }).request(slot);
    d.seen();
    expect(d.runs(slot, failed('CMD_TRAN_ERR')).seen()).toEqual(['RESET_TARGET']);
    expect(d.resets(slot, false, 'RESET_TARGET').seen()).toEqual(['RESET_ALL']);
    expect(d.resets(slot, false, 'RESET_ALL').seen()).toEqual(['restartDelay']);
  });

  it('other commands go on while scsi_reset is called', () => {
    const d = new DriverBench().request(slot).request('d0.2');
    d.runs(slot, failed('CMD_TRAN_ERR')).request('d0.3').runs('d0.2');
    expect(d.seen()).toEqual(['start d0.1', 'start d0.2', 'RESET_LUN', 'start d0.3', 'biodone d0.2 none zero']);
  });
});
