import { describe, expect, it } from 'vitest';
import type { Effect } from '../../machines/protocol/effects.ts';
import { retryClasses, Tally } from '../../src/run/tally.ts';
import type { StepRecord } from '../../src/system/step-record.ts';

type Said = { to?: string; ignored?: boolean; message: { type: string } & Record<string, unknown> };

const step = (said: readonly Said[], effects: readonly Effect[] = []): StepRecord => ({
  n: 0,
  at: 0,
  kind: 'message',
  to: null,
  deliveries: said.map(({ to = 'x', message, ignored = false }) => ({
    from: null,
    to,
    message,
    transitions: [],
    ignored,
    state: 'idle',
  })),
  posted: [],
  effects: effects.map((effect) => ({ from: 'x', effect })),
  armed: [],
  cancelled: [],
  chosen: [],
  moved: [],
});
/** What is counted when these messages are received, each in a step of its own. */
function counted(...said: Said[]) {
  const tally = new Tally();
  for (const each of said) tally.add(step([each]));
  return tally.result();
}
const nothing = new Tally().result();
const say = (type: string, fields: Record<string, unknown> = {}, to?: string): Said => ({
  message: { type, ...fields },
  ...(to === undefined ? {} : { to }),
});
const retry = (retryClass: string, because: string | null = null, failfast = false) =>
  say('unit.retry', { retryClass, because, failfast });

describe('the tally', () => {
  it('begins with nothing', () => {
    expect(nothing).toMatchObject({ transported: 0, timeouts: 0, senseLost: 0, resets: {}, pktReasons: {} });
    expect(Object.keys(nothing.retries)).toEqual([...retryClasses]);
    expect(new Set(Object.values(nothing.retries))).toEqual(new Set([0]));
  });

  it('does not count what it does not know', () => {
    expect(counted(say('queue.offer'), say('command.start'), say('xstate.init'))).toEqual(nothing);
  });

  it('counts packets that were transported, not those that were refused', () => {
    expect(
      counted(
        say('tran.return', { result: 'TRAN_ACCEPT' }),
        say('tran.return', { result: 'TRAN_BUSY' }),
        say('tran.return', { result: 'TRAN_ACCEPT' }),
      ).transported,
    ).toBe(2);
  });

  it.each([
    [retry('STANDARD'), { standard: 1 }],
    [retry('VICTIM'), { victim: 1 }],
    [retry('UNIT_ATTENTION'), { unitAttention: 1 }],
    [retry('BUSY'), { busy: 1 }],
    [retry('NOCHECK', 'BUSY'), { busy: 1 }],
    [retry('NOCHECK', 'NOT_READY'), { notReady: 1 }],
    [retry('NOCHECK', 'QUEUE_FULL'), { qfull: 1 }],
    [retry('NOCHECK'), { nocheck: 1 }],
    [retry('STANDARD', null, true), { standard: 1, failfast: 1 }],
    [say('unit.rejected', { result: 'TRAN_BUSY' }), { tranBusy: 1 }],
    [say('unit.rejected', { result: 'TRAN_BADPKT' }), {}],
    [say('unit.startUnit'), { notReady: 1 }],
  ])('counts %j as %j', (said, expected) => {
    expect(counted(said).retries).toEqual({ ...nothing.retries, ...expected });
  });

  it('counts transactions of AIX that carry a command, not those that only talk of the queue', () => {
    const sent = ['sc.strategy', 'sam.strategy'].flatMap((type) => [
      say(type, { op: 'read' }),
      say(type, { op: null }),
    ]);
    expect(counted(...sent).transported).toBe(2);
  });

  it('the next window of a command is no retry', () => {
    expect(counted(retry('NOCHECK', 'NEXT_WINDOW')).retries).toEqual(nothing.retries);
  });

  it('counts callbacks by pkt_reason, and by status where transport did all right', () => {
    const { pktReasons, statuses, timeouts } = counted(
      say('pkt.comp', { reason: 'CMD_CMPLT', status: 'GOOD' }),
      say('pkt.comp', { reason: 'CMD_CMPLT', status: 'GOOD' }),
      say('pkt.comp', { reason: 'CMD_CMPLT', status: 'BUSY' }),
      say('pkt.comp', { reason: 'CMD_TIMEOUT', status: null }),
      say('pkt.comp', { reason: 'CMD_TRAN_ERR', status: 'GOOD' }),
    );
    expect(pktReasons).toEqual({ CMD_CMPLT: 3, CMD_TIMEOUT: 1, CMD_TRAN_ERR: 1 });
    expect(statuses).toEqual({ GOOD: 2, BUSY: 1 });
    expect(timeouts).toBe(1);
  });

  it('counts check conditions that our adapter hears of', () => {
    const check = { status: 'CHECK_CONDITION' };
    const { checkConditions } = counted(
      say('hba.completed', check, 'hba:h0'),
      say('hba.completed', { status: 'GOOD' }, 'hba:h0'),
      say('hba.completed', check, 'initiator:foreign'),
    );
    expect(checkConditions.total).toBe(1);
  });

  it('counts QUEUE FULL where our adapter hears of it, whether the driver does or not', () => {
    const full = { status: 'QUEUE_FULL' };
    const { queueFull, statuses } = counted(
      say('hba.completed', full, 'hba:h0'),
      say('hba.completed', full, 'hba:h0'),
      say('hba.completed', full, 'initiator:foreign'),
      say('pkt.comp', { reason: 'CMD_CMPLT', ...full }),
    );
    expect({ queueFull, statuses }).toEqual({ queueFull: 2, statuses: { QUEUE_FULL: 1 } });
  });

  it('counts sense data by key, for our initiator only', () => {
    const tally = new Tally();
    const capture = (sense: 'MEDIUM_ERROR 11/00' | 'UNIT_ATTENTION 29/00', initiator: string): Effect => ({
      type: 'effect.senseCapture',
      lun: 'd0',
      initiator,
      slot: null,
      sense,
    });
    tally.add(step([], [capture('MEDIUM_ERROR 11/00', 'ours'), capture('UNIT_ATTENTION 29/00', 'foreign')]));
    tally.add(step([], [capture('MEDIUM_ERROR 11/00', 'ours'), capture('UNIT_ATTENTION 29/00', 'ours')]));
    expect(tally.result().checkConditions.bySenseKey).toEqual({ MEDIUM_ERROR: 2, UNIT_ATTENTION: 1 });
  });

  it('counts sense data as lost that was cleared before anybody fetched it', () => {
    const lun = 'd0';
    const captured: Effect = {
      type: 'effect.senseCapture',
      lun,
      initiator: 'ours',
      slot: null,
      sense: 'NO_SENSE 00/00',
    };
    const returned: Effect = {
      type: 'effect.senseReturn',
      lun,
      initiator: 'ours',
      slot: 'd0.rqs',
      sense: 'NO_SENSE 00/00',
    };
    const cleared = (who = 'ours', where = lun): Effect => ({ type: 'effect.senseClear', lun: where, initiator: who });
    const lost = (...effects: Effect[]) => {
      const tally = new Tally();
      tally.add(step([], effects));
      return tally.result().senseLost;
    };
    expect(lost(captured, cleared())).toBe(1);
    expect(lost(captured, cleared(), cleared())).toBe(1);
    expect(lost(captured, returned, cleared())).toBe(0);
    expect(lost(cleared())).toBe(0);
    expect(lost(captured, cleared('foreign'))).toBe(0);
    expect(lost(captured, cleared('ours', 'd1'))).toBe(0);
  });

  it('tells the REQUEST SENSE of the adapter from that of the driver', () => {
    const { autoRequestSense, requestSense } = counted(
      say('bus.select', { slot: 'd0.arq' }),
      say('bus.select', { slot: 'd0.rqs' }),
      say('bus.select', { slot: 'd0.1' }),
      say('tran.start', { slot: 'd0.rqs' }),
      say('tran.start', { slot: 'd0.1' }),
    );
    expect({ autoRequestSense, requestSense }).toEqual({ autoRequestSense: 1, requestSense: 1 });
  });

  it('counts resets by who asked and how', () => {
    expect(
      counted(
        say('tran.reset', { level: 'RESET_LUN' }),
        say('target.message', { message: 'BUS_DEVICE_RESET' }),
        say('target.message', { message: 'BUS_DEVICE_RESET' }),
        say('hba.busReset', {}, 'hba:h0'),
        say('hba.busReset', {}, 'initiator:foreign'),
      ).resets,
    ).toEqual({ RESET_LUN: 1, BUS_DEVICE_RESET: 2, BUS_RESET: 1 });
  });

  it('counts requests that enter the driver and those that leave it', () => {
    expect(counted(say('buf.strategy'), say('buf.uscsi'), say('buf.biodone')).biodone).toEqual({
      expected: 2,
      actual: 1,
    });
  });

  it('counts what is ignored, besides what it is', () => {
    const { ignored, biodone } = counted({ ...say('buf.strategy'), ignored: true });
    expect({ ignored, expected: biodone.expected }).toEqual({ ignored: 1, expected: 1 });
  });

  it('gives results that later steps do not change', () => {
    const tally = new Tally();
    const before = tally.result();
    tally.add(step([retry('STANDARD'), say('tran.reset', { level: 'RESET_ALL' })]));
    expect(before).toEqual(nothing);
    expect(tally.result().retries.standard).toBe(1);
  });
});
