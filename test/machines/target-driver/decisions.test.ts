import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { SenseClass } from '../../../machines/protocol/sense.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

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

describe('pkt_reason decides when the command was not transported', () => {
  it.each<[string, Partial<Completion>, string[]]>([
    ['selection timeout: retried without reset', failed('CMD_INCOMPLETE', STATE.GOT_BUS), ['restartDelay']],
    ['never dispatched: reset', failed('CMD_INCOMPLETE', 0), ['RESET_LUN']],
    ['stopped after selection: reset', failed('CMD_INCOMPLETE'), ['RESET_LUN']],
    ['parity error: retried without reset', failed('CMD_TRAN_ERR', reached, STAT.PERR), ['restartDelay']],
    [
      'transport error without selection: retried without reset',
      failed('CMD_TRAN_ERR', STATE.GOT_BUS),
      ['restartDelay'],
    ],
    ['other transport error: reset', failed('CMD_TRAN_ERR'), ['RESET_LUN']],
    ['reset seen: no further reset', failed('CMD_RESET', reached, STAT.BUS_RESET), ['restartDelay']],
    ['CMD_RESET without trace of a reset: reset', failed('CMD_RESET'), ['RESET_LUN']],
    ['aborted in the queue: no reset', failed('CMD_ABORTED', reached, STAT.ABORTED), ['restartDelay']],
    [
      'timeout recovered by the adapter: no reset',
      failed('CMD_TIMEOUT', reached, STAT.TIMEOUT | STAT.DEV_RESET),
      ['restartDelay'],
    ],
    ['timeout not recovered: reset', failed('CMD_TIMEOUT', reached, STAT.TIMEOUT), ['RESET_LUN']],
    ['unexpected bus free: retried without reset', failed('CMD_UNX_BUS_FREE'), ['restartDelay']],
    ['tag rejected: tags off', failed('CMD_TAG_REJECT'), ['setcap tagged-qing 0', 'restartDelay']],
    ['any other reason: reset', failed('CMD_DATA_OVR'), ['RESET_LUN']],
    ['device gone: EIO at once', failed('CMD_DEV_GONE'), ['biodone d0.1 EIO zero']],
  ])('%s', (_, completion, expected) => {
    expect(outcome(completion)).toEqual(expected);
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

  it('after a tag was rejected commands go untagged, one at a time', () => {
    const d = new DriverBench().request(slot).runs(slot, failed('CMD_TAG_REJECT'));
    expect(d.unit()).toMatchObject({ tagged: false, throttle: 1 });
    d.bench.takePosted();
    d.fires('restartDelay');
    expect(d.bench.takePosted()[0]?.message).toMatchObject({ type: 'tran.start', tag: 'untagged', head: true });
  });
});

describe('SCSI status decides when the command was transported', () => {
  it.each<[string, Partial<Completion>, string[], Partial<SdParameters>?]>([
    ['GOOD and complete is success', {}, ['biodone d0.1 none zero']],
    ['GOOD with bytes left over is retried at once', { resid: 'partial' }, ['start d0.1 head']],
    ['TASK ABORTED reads as GOOD', { status: 'TASK_ABORTED' }, ['biodone d0.1 none zero']],
    [
      'TASK ABORTED fails if it is seen',
      { status: 'TASK_ABORTED' },
      ['biodone d0.1 EIO zero'],
      { taskAbortedReadsAsGood: false },
    ],
    ['CHECK CONDITION with ARQ on but not done is retried', check, ['start d0.1 head']],
    ['COMMAND TERMINATED likewise', { ...check, status: 'COMMAND_TERMINATED' }, ['start d0.1 head']],
    ['CHECK CONDITION with ARQ off: REQUEST SENSE', check, ['start d0.rqs head sensing'], { autoRequestSense: false }],
    ['BUSY is retried after 5 s', { status: 'BUSY', resid: 'all' }, ['busyDelay']],
    ['RESERVATION CONFLICT is retried', { status: 'RESERVATION_CONFLICT', resid: 'all' }, ['reservationConflictDelay']],
    [
      '... unless that is disabled',
      { status: 'RESERVATION_CONFLICT', resid: 'all' },
      ['biodone d0.1 EIO zero'],
      { retryOnReservationConflict: false },
    ],
    [
      '... or the owner asked for an error',
      { status: 'RESERVATION_CONFLICT', resid: 'all' },
      ['biodone d0.1 EACCES zero'],
      { reservationFailfast: 'EACCES' },
    ],
    [
      'QUEUE FULL is retried after 100 ms and steps down',
      { status: 'QUEUE_FULL', resid: 'all' },
      ['qfullThrottleStep', 'restartDelay'],
    ],
    ['CONDITION MET fails', { status: 'CONDITION_MET', resid: 'all' }, ['biodone d0.1 EIO zero']],
    ['ACA ACTIVE fails', { status: 'ACA_ACTIVE', resid: 'all' }, ['biodone d0.1 EIO zero']],
  ])('%s', (_, completion, expected, params) => {
    expect(outcome(completion, params)).toEqual(expected);
  });

  it('a conflict of PERSISTENT RESERVE is EACCES', () => {
    const d = new DriverBench().uscsi(slot, 'persistentReserve');
    d.seen();
    expect(d.runs(slot, { status: 'RESERVATION_CONFLICT' }).seen()).toEqual(['biodone d0.1 EACCES zero']);
  });

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
  it.each<[string, Partial<Completion>, string[], Partial<SdParameters>?]>([
    ['auto sense not transported: reset', autoSense(null, { reason: 'CMD_RESET', status: null }), ['RESET_LUN']],
    ['auto sense met BUSY: 10 ms', autoSense(null, { status: 'BUSY' }), ['tranBusyDelay']],
    ['auto sense met QUEUE FULL: 10 ms', autoSense(null, { status: 'QUEUE_FULL' }), ['tranBusyDelay']],
    [
      'auto sense met RESERVATION CONFLICT',
      autoSense(null, { status: 'RESERVATION_CONFLICT' }),
      ['reservationConflictDelay'],
    ],
    ['auto sense ended with CHECK CONDITION', autoSense(null, { status: 'CHECK_CONDITION' }), ['start d0.1 head']],
    ['no data moved', autoSense(null, { state: STATE.GOT_STATUS }), ['start d0.1 head']],
    [
      'no data moved, on fibre',
      autoSense(null, { state: STATE.GOT_STATUS }),
      ['senseFailureDelay'],
      { interconnect: 'fibre' },
    ],
    ['too few bytes', autoSense('SHORT'), ['start d0.1 head']],
    ['unknown response code', autoSense('BAD_RESPONSE_CODE'), ['start d0.1 head']],
    ['not class 7: EIO', autoSense('NOT_CLASS_7'), ['biodone d0.1 EIO zero']],
  ])('%s', (_, completion, expected, params) => {
    expect(outcome(completion, params)).toEqual(expected);
  });
});

describe('the sense key decides', () => {
  const now = ['start d0.1 head'];
  const fails = ['biodone d0.1 EIO zero'];
  it.each<[SenseClass, string[], Partial<SdParameters>?]>([
    ['NO_SENSE 00/00', now],
    ['RECOVERED_ERROR 17/01', now],
    ['NOT_READY 04/00', ['startUnitDelay']],
    ['NOT_READY 04/01', ['notReadyDelay']],
    ['NOT_READY 04/02', ['startUnitDelay']],
    ['NOT_READY 04/03', fails],
    ['NOT_READY 04/04', ['startUnitDelay']],
    ['NOT_READY 04/04', fails, { removable: true }],
    ['NOT_READY 05/00', ['notReadyDelay']],
    ['NOT_READY 3A/00', fails],
    ['NOT_READY 08/00', ['notReadyDelay']],
    ['NOT_READY 04/01', fails, { notReadyRetryCount: 0 }],
    ['MEDIUM_ERROR 11/00', now],
    ['HARDWARE_ERROR 44/00', now],
    ['ILLEGAL_REQUEST 20/00', fails],
    ['UNIT_ATTENTION 29/00', ['unitAttentionDelay']],
    ['UNIT_ATTENTION 28/00', ['unitAttentionDelay']],
    ['UNIT_ATTENTION 2A/01', ['unitAttentionDelay']],
    ['UNIT_ATTENTION 5D/00', ['unitAttentionDelay']],
    ['DATA_PROTECT 27/00', fails],
    ['BLANK_CHECK 00/00', fails],
    ['VENDOR_SPECIFIC 80/00', now],
    ['COPY_ABORTED 00/00', now],
    ['ABORTED_COMMAND 4B/00', ['restartDelay']],
    ['EQUAL 00/00', now],
    ['VOLUME_OVERFLOW 00/00', fails],
    ['MISCOMPARE 1D/00', fails],
    ['RESERVED 00/00', now],
  ])('%s', (sense, expected, params) => {
    expect(outcome(autoSense(sense), params)).toEqual(expected);
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
