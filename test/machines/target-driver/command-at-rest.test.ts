import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { autoSense, CommandBench, check, DriverBench } from './driver-bench.ts';

const slot = 'd0.1';
const state = (d: DriverBench) => d.bench.state(`cmd:${slot}`);
const timedOut: Partial<Completion> = { reason: 'CMD_TIMEOUT', status: null, resid: 'all' };
const asked = (params: Partial<SdParameters> = {}) => new DriverBench(params).request(slot).returns(slot);

/** What a decision has in hand. */
const inHand = (d: DriverBench) => {
  const { completion, facts, senseReply, wanted, ladder } = d.command(slot);
  return { completion, facts, senseReply, wanted, ladder };
};
const nothing = { completion: null, facts: null, senseReply: null, wanted: null, ladder: null };

describe('what the unit has said is not believed once the mutex was dropped', () => {
  it.each<[string, () => DriverBench]>([
    ['sensing', () => asked({ autoRequestSense: false }).completes(slot, check)],
    ['resetting.logicalUnit', () => asked().completes(slot, timedOut)],
    ['resetting.target', () => asked({ lunResetEnabled: false }).completes(slot, timedOut)],
    [
      'resetting.everything',
      () => asked({ lunResetEnabled: false, targetResetAllowed: false }).completes(slot, timedOut),
    ],
    ['mediaChange.looking', () => asked({ removable: true }).completes(slot, autoSense('UNIT_ATTENTION 28/00'))],
  ])('%s: the facts are asked for again', (name, made) => {
    const d = made();
    expect([state(d), d.command(slot)['facts']]).toEqual([name, null]);
  });

  it('and then they count: START UNIT is not sent twice', () => {
    const facts = { startUnitPending: true };
    const off = { autoRequestSense: false } as const;
    const waits = 'NOCHECK because NOT_READY after notReadyDelay';
    const sensed = new CommandBench(off, { facts }).completes(check).sensed({ sense: 'NOT_READY 04/02' });
    expect(sensed.wish()).toBe(`REQUEST SENSE; ${waits}`);
    const other = new CommandBench(off).completes(check).sensed({ sense: 'NOT_READY 04/02' });
    expect(other.wish()).toBe('REQUEST SENSE; START UNIT');
  });
});

describe('nothing is left of a decision', () => {
  it.each<[string, string, () => DriverBench]>([
    ['a retry that waits', 'prepared.withPacket', () => asked().completes(slot, { status: 'BUSY' })],
    ['a retry after a reset', 'prepared.withPacket', () => asked().completes(slot, timedOut).resets(slot, true)],
    [
      'a retry because of sense data',
      'prepared.withPacket',
      () => asked().completes(slot, autoSense('ABORTED_COMMAND 4B/00')),
    ],
    ['START UNIT goes first', 'prepared.withPacket', () => asked().completes(slot, autoSense('NOT_READY 04/02'))],
    [
      'the host has panicked',
      'panicked',
      () => asked({ reservationFailfast: 'panic' }).completes(slot, { status: 'RESERVATION_CONFLICT' }),
    ],
  ])('%s', (_, name, made) => {
    const d = made();
    expect([state(d), inHand(d)]).toEqual([name, nothing]);
  });

  it.each<[string, () => DriverBench]>([
    ['good', () => asked().completes(slot)],
    ['failed for good', () => asked().completes(slot, autoSense('ILLEGAL_REQUEST 20/00'))],
    ['after retries', () => asked().completes(slot, { status: 'BUSY' }).fires('busyDelay').runs(slot)],
    [
      'after UNIT ATTENTION',
      () => asked().completes(slot, autoSense('UNIT_ATTENTION 29/00')).fires('unitAttentionDelay').runs(slot),
    ],
    ['not transported', () => new DriverBench().request(slot).returns(slot, 'TRAN_FATAL_ERROR')],
    [
      'no resources for good',
      () => {
        const d = new DriverBench();
        d.bench.choose('packet.init', { resources: 'permanent' });
        return d.request(slot);
      },
    ],
    [
      'failed by the unit before it was started',
      () => {
        // The wait queue stands still while another one waits for its retry.
        const d = new DriverBench().request('d0.2').runs('d0.2', { status: 'BUSY' }).request(slot);
        d.bench.deliver(`cmd:${slot}`, { type: 'command.fail', error: 'EIO' });
        return d;
      },
    ],
  ])('nor of a request: %s', (_, made) => {
    const d = made();
    expect(state(d)).toBe('idle');
    expect(d.command(slot)).toEqual(new DriverBench().command(slot));
  });
});

describe('a command with FLAG_DIAGNOSE fails and changes nothing else', () => {
  const diagnose = () => new CommandBench({}, { op: 'testUnitReady', direction: 'none', flags: ['FLAG_DIAGNOSE'] });
  it.each<[string, Partial<Completion>]>([
    ['QUEUE FULL does not step the throttle down', { status: 'QUEUE_FULL', resid: 'all' }],
    ['a timeout resets nothing', timedOut],
    ['a rejected tag switches nothing off', { reason: 'CMD_TAG_REJECT', status: null }],
    ['BUSY', { status: 'BUSY', resid: 'all' }],
  ])('%s', (_, completion) => {
    const c = diagnose().completes(completion);
    const said = c.told.map(({ type }) => type).filter((type) => !/^unit\.(intr|accepted|ask)$/.test(type));
    expect(said).toEqual(['unit.returnCommand']);
    expect(c.wish()).toBe('over: EIO');
    expect(c.bench.transitions.filter((id) => id.includes('tran.resetReturn'))).toEqual([]);
  });
});

describe('nothing is reset when the statistics show that it has been', () => {
  const reached = STATE.GOT_BUS | STATE.GOT_TARGET;
  const failed = (reason: Completion['reason'], at: number): Partial<Completion> => ({
    ...{ reason, state: at, status: null, resid: 'all', statistics: STAT.BUS_RESET },
  });
  const resets = (c: CommandBench) => c.bench.transitions.filter((id) => id.includes('tran.resetReturn')).length;
  it.each<[string, Partial<Completion>]>([
    ['never dispatched', failed('CMD_INCOMPLETE', 0)],
    ['stopped after selection', failed('CMD_INCOMPLETE', reached)],
    ['transport error', failed('CMD_TRAN_ERR', reached)],
    ['a timeout', failed('CMD_TIMEOUT', reached)],
    ['any other reason', failed('CMD_DATA_OVR', reached)],
    [
      'auto request sense was not transported',
      { ...autoSense(null, { reason: 'CMD_RESET', status: null }), statistics: STAT.BUS_RESET },
    ],
  ])('%s', (_, completion) => {
    expect(resets(new CommandBench().completes(completion))).toBe(0);
    expect(resets(new CommandBench().completes({ ...completion, statistics: 0 }))).toBe(1);
  });

  it('NOT READY 04/00 on fibre, the second time', () => {
    const c = (statistics: number) => {
      const notReady = { ...autoSense('NOT_READY 04/00'), statistics };
      return new CommandBench({ interconnect: 'fibre' }).completes(notReady).starts(true).completes(notReady);
    };
    expect([resets(c(0)), resets(c(STAT.BUS_RESET))]).toEqual([1, 0]);
  });
});

describe('UNIT ATTENTION', () => {
  it.each([
    ['UNIT_ATTENTION 2A/01', true],
    ['UNIT_ATTENTION 28/00', false],
    ['UNIT_ATTENTION 29/00', false],
    ['UNIT_ATTENTION 5D/00', false],
  ] as const)('%s: the capacity is to be read again: %s', (sense, changed) => {
    const c = new CommandBench().completes(autoSense(sense));
    expect(c.told.some(({ type }) => type === 'unit.capacityChanged')).toBe(changed);
  });
});

describe('NOT READY of a removable unit', () => {
  it.each([
    ['NOT_READY 04/00', 'START UNIT'],
    ['NOT_READY 04/02', 'START UNIT'],
    ['NOT_READY 05/00', 'NOCHECK because NOT_READY after notReadyDelay'],
  ] as const)('%s: %s', (sense, wish) => {
    expect(new CommandBench({ removable: true }).completes(autoSense(sense)).wish()).toBe(wish);
  });

  it.each(['NOT_READY 04/01', 'NOT_READY 04/02', 'NOT_READY 05/00', 'NOT_READY 08/00'] as const)(
    '%s is counted',
    (sense) => {
      const d = asked().completes(slot, autoSense(sense));
      expect(d.command(slot)).toMatchObject({ notReadies: 1, retries: 0 });
    },
  );

  it('is counted also when START UNIT is under way for another', () => {
    const c = new CommandBench({ notReadyRetryCount: 1 }, { facts: { startUnitPending: true } });
    c.completes(autoSense('NOT_READY 04/02')).starts(true).completes(autoSense('NOT_READY 04/02'));
    expect(c.wish()).toBe('NOCHECK because NOT_READY after notReadyDelay; over: EIO');
  });
});

it('the internal command that gets no resources leaves nothing either', () => {
  const d = new DriverBench({}, { startAttached: false });
  d.bench.choose('packet.init', { resources: 'temporary' }).deliver(d.sd, { type: 'world.attach' });
  expect(d.command(d.internal)).toEqual(new DriverBench().command(d.internal));
});

it('BUSY at the reset threshold goes on when RESET_ALL has worked', () => {
  const d = new DriverBench({ targetResetAllowed: false, lunResetEnabled: false }).request(slot);
  d.runs(slot, { status: 'BUSY' }).fires('busyDelay').runs(slot, { status: 'BUSY' });
  d.seen();
  expect(d.resets(slot, true, 'RESET_ALL').seen()).toEqual(['busyDelay']);
});

it.each([[], ['FLAG_DIAGNOSE']] as const)('REQUEST SENSE finds the device gone, flags %j', (...flags) => {
  const c = new CommandBench({ autoRequestSense: false }, { flags: [...flags] }).completes(check);
  expect(c.sensed({ reason: 'CMD_DEV_GONE', status: null }).told.map(({ type }) => type)).toContain('unit.deviceGone');
});

it('sense data of a REQUEST SENSE that did not end GOOD are not believed', () => {
  const c = new CommandBench().completes(autoSense('ILLEGAL_REQUEST 20/00', { status: 'CHECK_CONDITION' }));
  expect(c.wish()).toBe('STANDARD after immediate');
});

it('a REQUEST SENSE that finds the device gone tells the unit, and ends the command', () => {
  const c = new CommandBench({ autoRequestSense: false })
    .completes(check)
    .sensed({ reason: 'CMD_DEV_GONE', status: null });
  expect(c.wish()).toBe('REQUEST SENSE; over: EIO');
  expect(c.told.map(({ type }) => type)).toContain('unit.deviceGone');
});
