import { describe, expect, test } from 'vitest';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../../../machines/protocol/scsi-status.ts';
import { AdapterBench } from './stack.ts';

const checked = (params = {}) => {
  const a = new AdapterBench(params);
  a.setcap('a', 'auto-rqsense', 1);
  a.start('a1');
  a.said();
  return a.completed('a1', 'CHECK_CONDITION');
};

describe('auto request sense', () => {
  test('a CHECK CONDITION starts REQUEST SENSE before any other command of that logical unit, and before the packet completes', () => {
    for (const startNextBeforeCallback of ['always', 'afterGood', 'never'] as const) {
      const a = new AdapterBench({ startNextBeforeCallback })
        .tagged('a')
        .start('a1')
        .start('a2')
        .start('a3', { head: true });
      a.said();
      expect(a.completed('a1', 'CHECK_CONDITION').said()).toEqual(['select a.arq']);
      expect(a.count('pkt.comp')).toBe(0);
    }
  });

  test('the REQUEST SENSE is untagged, without disconnect privilege, and negotiates', () => {
    const a = checked();
    expect(a.last('bus.select')).toMatchObject({
      slot: 'a.arq',
      lun: 'a',
      target: 't0',
      op: 'requestSense',
      direction: 'in',
      tag: 'untagged',
      disconnectPrivilege: false,
      negotiate: true,
    });
  });

  test('nothing else is started for that unit until the sense command is over', () => {
    const a = new AdapterBench().tagged('a').start('a1').start('a2').completed('a1', 'CHECK_CONDITION');
    a.said();
    expect(a.deliver({ type: 'hba.selectionLost', slot: 'a.arq' }).said()).toEqual(['select a.arq']);
    expect(a.completed('a.arq', 'GOOD', { sense: 'NO_SENSE 00/00' }).said()).toEqual(['select a2', 'pkt:a1 CMD_CMPLT']);
  });

  test('success: the block is filled, STATE_ARQ_DONE set, pkt_reason and status as they were, the bytes copied', () => {
    const a = checked().completed('a.arq', 'GOOD', { sense: 'MEDIUM_ERROR 11/00' });
    expect(a.said()).toEqual(['select a.arq', 'pkt:a1 CMD_CMPLT']);
    expect(a.comp('a1')).toMatchObject({
      reason: 'CMD_CMPLT',
      status: 'CHECK_CONDITION',
      state: STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD | STATE.GOT_STATUS | STATE.ARQ_DONE,
      statistics: 0,
      resid: 'all',
      arq: {
        reason: 'CMD_CMPLT',
        status: 'GOOD',
        resid: 'zero',
        state: 0x1f,
        statistics: 0,
        sense: 'MEDIUM_ERROR 11/00',
      },
    });
    expect(a.bench.effects).toEqual([{ type: 'effect.arqCopy', from: 'a.arq', to: 'a1' }]);
  });

  test.each<[string, (a: AdapterBench) => void, object]>([
    [
      'CHECK CONDITION',
      (a) => a.completed('a.arq', 'CHECK_CONDITION'),
      { reason: 'CMD_CMPLT', status: 'CHECK_CONDITION', sense: null },
    ],
    [
      'QUEUE FULL',
      (a) => a.completed('a.arq', 'QUEUE_FULL'),
      { reason: 'CMD_CMPLT', status: 'QUEUE_FULL', sense: null },
    ],
    [
      'selection timeout',
      (a) => a.deliver({ type: 'hba.selectionTimeout', slot: 'a.arq' }),
      { reason: 'CMD_INCOMPLETE', status: null, state: STATE.GOT_BUS },
    ],
    [
      'unexpected bus free',
      (a) => a.deliver({ type: 'hba.unexpectedBusFree', slot: 'a.arq' }),
      { reason: 'CMD_UNX_BUS_FREE', status: null },
    ],
    ['a bus reset', (a) => a.busReset('foreign'), { reason: 'CMD_RESET', statistics: STAT.BUS_RESET }],
    [
      'a parity error',
      (a) => a.completed('a.arq', 'GOOD', { parity: true }),
      { reason: 'CMD_TRAN_ERR', statistics: STAT.PERR },
    ],
  ])(
    'the sense command ends by %s: the original still completes, CMD_CMPLT with STATE_ARQ_DONE, and no second sense command is started',
    (_, end, arq) => {
      const a = checked();
      end(a);
      expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', status: 'CHECK_CONDITION', arq });
      expect((a.comp('a1')?.state ?? 0) & STATE.ARQ_DONE).not.toBe(0);
      expect(a.count('bus.select')).toBe(2);
      expect(a.bench.effects).toEqual([]);
      expect(a.bench.matches('hbaq:a', { autoSense: 'idle' })).toBe(true);
    },
  );

  test('bad parity in the data does not keep the sense away: CMD_TRAN_ERR with STATE_ARQ_DONE', () => {
    const a = new AdapterBench().tagged('a').start('a1').completed('a1', 'CHECK_CONDITION', { parity: true });
    expect(a.said().at(-1)).toBe('select a.arq');
    expect(a.count('pkt.comp')).toBe(0);
    a.completed('a.arq', 'GOOD', { sense: 'MEDIUM_ERROR 11/00' });
    expect(a.comp('a1')).toMatchObject({
      reason: 'CMD_TRAN_ERR',
      statistics: STAT.PERR,
      status: 'CHECK_CONDITION',
      arq: { reason: 'CMD_CMPLT', sense: 'MEDIUM_ERROR 11/00' },
    });
    expect((a.comp('a1')?.state ?? 0) & STATE.ARQ_DONE).not.toBe(0);
  });

  /** a1 timed out while c1 had the bus; nothing was tried for it yet. */
  const waiting = (timerScope: 'slot' | 'packet') => {
    const a = new AdapterBench({ timerScope })
      .tagged('a')
      .start('a1')
      .disconnected('a1')
      .start('c1')
      .disconnected('c1')
      .reconnected('c1');
    return a.fire(timerScope === 'slot' ? 'hbaq:a' : 'hbac:a1', 'pktTime');
  };

  test.each(['slot', 'packet'] as const)(
    'a CHECK CONDITION that comes in late is CMD_TIMEOUT with sense, and nothing is tried for it meanwhile (%s)',
    (timerScope) => {
      const a = waiting(timerScope);
      a.deliver({ type: 'hba.unexpectedBusFree', slot: 'c1' });
      expect(a.said()).toContain('BUS_DEVICE_RESET a');
      a.reconnected('a1').completed('a1', 'CHECK_CONDITION').messageSent('rejected');
      expect(a.said().filter((words) => !words.startsWith('pkt:'))).toEqual(['accept a1', 'select a.arq']);
      a.completed('a.arq', 'GOOD', { sense: 'MEDIUM_ERROR 11/00' });
      expect(a.comp('a1')).toMatchObject({
        reason: 'CMD_TIMEOUT',
        status: 'CHECK_CONDITION',
        arq: { sense: 'MEDIUM_ERROR 11/00' },
      });
    },
  );

  test.each(['slot', 'packet'] as const)('QUEUE FULL that comes in late is not tried again (%s)', (timerScope) => {
    const a = waiting(timerScope).completed('c1').reconnected('a1').completed('a1', 'QUEUE_FULL');
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_TIMEOUT', status: 'QUEUE_FULL' });
  });

  test('the first cause stands when the sense command is in use', () => {
    const a = new AdapterBench({ timerScope: 'packet' }).tagged('a');
    for (const slot of ['a1', 'a2']) a.start(slot).disconnected(slot);
    a.reconnected('a1').completed('a1', 'CHECK_CONDITION').disconnected('a.arq').reconnected('a2');
    a.fire('hbac:a2', 'pktTime').completed('a2', 'CHECK_CONDITION');
    expect(a.comp('a2')).toMatchObject({ reason: 'CMD_TIMEOUT', status: 'CHECK_CONDITION', arq: null });
  });

  test('after a failed sense command the driver gets its chance before the next command', () => {
    const a = new AdapterBench()
      .tagged('a')
      .start('a1')
      .start('a2')
      .completed('a1', 'CHECK_CONDITION')
      .completed('a.arq', 'BUSY');
    expect(a.said().slice(-2)).toEqual(['select a.arq', 'pkt:a1 CMD_CMPLT']);
    expect(a.callbackDone('a1').said()).toEqual(['select a2']);
  });

  test('the sense command can time out: pkt_reason stays CMD_CMPLT, sts_rqpkt_reason tells', () => {
    const a = checked().fire('hbaq:a', 'pktTime');
    expect(a.said()).toEqual(['select a.arq', 'bus.assertReset bus:b']);
    a.busReset();
    expect(a.comp('a1')).toMatchObject({
      reason: 'CMD_CMPLT',
      statistics: 0,
      arq: { reason: 'CMD_TIMEOUT', statistics: STAT.TIMEOUT | STAT.ABORTED | STAT.BUS_RESET },
    });
  });

  test('the sense command has the time limit of the original: none if that had none', () => {
    const a = new AdapterBench();
    a.setcap('a', 'auto-rqsense', 1);
    a.start('a1', { timed: false }).completed('a1', 'CHECK_CONDITION');
    expect(a.bench.armed()).toEqual([]);
    expect(checked().bench.armed()).toEqual(['hbaq:a pktTime']);
  });

  test.each<[string, (a: AdapterBench) => void]>([
    ['the capability is off', (a) => a.start('a1')],
    [
      'the status block is too small',
      (a) => {
        a.setcap('a', 'auto-rqsense', 1);
        a.start('a1', { arqBlock: false });
      },
    ],
  ])('plain completion with CHECK CONDITION and without STATE_ARQ_DONE if %s', (_, prepare) => {
    const a = new AdapterBench();
    prepare(a);
    a.completed('a1', 'CHECK_CONDITION');
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', status: 'CHECK_CONDITION', arq: null });
    expect(a.count('bus.select')).toBe(1);
  });

  test.each<[ScsiStatus, number]>([
    ['GOOD', 1],
    ['BUSY', 1],
    ['RESERVATION_CONFLICT', 1],
    ['COMMAND_TERMINATED', 2],
  ])('status %s: %i selections', (status, selections) => {
    const a = new AdapterBench();
    a.setcap('a', 'auto-rqsense', 1);
    expect(a.start('a1').completed('a1', status).count('bus.select')).toBe(selections);
  });

  test('while the sense command is in use another CHECK CONDITION ends with CMD_TRAN_ERR', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1').start('a2').disconnected('a2');
    a.reconnected('a1')
      .completed('a1', 'CHECK_CONDITION')
      .disconnected('a.arq')
      .reconnected('a2')
      .completed('a2', 'CHECK_CONDITION');
    expect(a.comp('a2')).toMatchObject({ reason: 'CMD_TRAN_ERR', status: 'CHECK_CONDITION', arq: null });
    a.reconnected('a.arq').completed('a.arq', 'GOOD', { sense: 'MEDIUM_ERROR 11/00' });
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', arq: { sense: 'MEDIUM_ERROR 11/00' } });
  });

  test('sense passes DRAIN and HOLD, but never the reset delay', () => {
    const drain = new AdapterBench()
      .tagged('a')
      .start('a1')
      .disconnected('a1')
      .start('a2')
      .disconnected('a2')
      .start('a3', { tag: 'untagged' });
    drain.said();
    expect(drain.reconnected('a1').completed('a1', 'CHECK_CONDITION').said()).toEqual(['accept a1', 'select a.arq']);
    const hold = new AdapterBench()
      .tagged('a')
      .start('a1')
      .disconnected('a1')
      .start('a2')
      .disconnected('a2')
      .start('a3')
      .disconnected('a3');
    hold.reconnected('a1').completed('a1', 'BUSY').said();
    expect(hold.bench.matches('hbaq:a', { callback: 'HOLD' })).toBe(true);
    expect(hold.reconnected('a2').completed('a2', 'CHECK_CONDITION').said()).toEqual(['accept a2', 'select a.arq']);
    const reset = new AdapterBench().busReset('foreign');
    reset.said();
    expect(reset.startRequestSense('a').said()).toEqual(['pkt:a.rqs TRAN_ACCEPT']);
    expect(reset.fire('hbaq:a', 'resetDelay').said()).toEqual(['select a.rqs']);
  });

  test('ABORTED COMMAND 47 makes the adapter negotiate anew with the command after', () => {
    const next = (sense: 'ABORTED_COMMAND 47/00' | 'MEDIUM_ERROR 11/00') =>
      checked().completed('a.arq', 'GOOD', { sense }).callbackDone('a1').start('a1').last('bus.select')?.negotiate;
    expect(next('ABORTED_COMMAND 47/00')).toBe(true);
    expect(next('MEDIUM_ERROR 11/00')).toBe(false);
  });

  test('aborting a packet whose sense is under way succeeds and leaves it to complete', () => {
    const a = checked().abort('a', 'a1');
    expect(a.last('tran.abortReturn')).toMatchObject({ ok: true });
    a.completed('a.arq', 'GOOD', { sense: 'MEDIUM_ERROR 11/00' });
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', arq: { sense: 'MEDIUM_ERROR 11/00' } });
  });
});

describe('QUEUE FULL', () => {
  const three = (params = {}) => {
    const a = new AdapterBench(params).tagged('a');
    for (const slot of ['a1', 'a2', 'a3']) a.start(slot).disconnected(slot);
    a.start('a4');
    a.said();
    return a;
  };

  test('is tried again from the head of the queue, with the throttle two below what was active', () => {
    const a = three().completed('a4', 'QUEUE_FULL');
    expect(a.said()).toEqual([]);
    expect(a.bench.context('hbaq:a').throttle).toBe(2);
    a.reconnected('a1').completed('a1').reconnected('a2');
    expect(a.said()).toEqual(['accept a1', 'pkt:a1 CMD_CMPLT', 'accept a2']);
    expect(a.completed('a2').said()).toEqual(['select a4', 'pkt:a2 CMD_CMPLT']);
    expect(a.completed('a4').comp('a4')).toMatchObject({ reason: 'CMD_CMPLT', status: 'GOOD' });
  });

  test('the throttle opens again at the watchdog tick', () => {
    const a = three().completed('a4', 'QUEUE_FULL');
    expect(a.fire('hbaq:a', 'watchdogTick').said()).toEqual(['select a4']);
    expect(a.bench.context('hbaq:a').throttle).toBe(254);
  });

  test('with nothing else active the units of the target wait for qfull-retry-interval', () => {
    const a = new AdapterBench().tagged('a', 'b').start('a1').start('b1').start('c1');
    a.said();
    // each unit asked for its turn before the target turned out to be full
    expect(a.completed('a1', 'QUEUE_FULL').said()).toEqual(['select c1']);
    a.disconnected('c1');
    expect(a.said()).toEqual([]);
    expect(a.fire('hbaq:a', 'qfullRetryInterval').said()).toEqual(['select a1']);
    expect(a.disconnected('a1').fire('hbaq:b', 'qfullRetryInterval').said()).toEqual(['select b1']);
  });

  test('after qfull-retries, or with 0 of them, the target driver sees it', () => {
    const a = new AdapterBench({ qfullRetries: 1 }).tagged('a').start('a1').completed('a1', 'QUEUE_FULL');
    expect(a.count('pkt.comp')).toBe(0);
    a.fire('hbaq:a', 'qfullRetryInterval').completed('a1', 'QUEUE_FULL');
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', status: 'QUEUE_FULL' });
    expect(a.callbackDone('a1').start('a1').completed('a1', 'QUEUE_FULL').count('pkt.comp')).toBe(1);
    const b = new AdapterBench().tagged('a');
    b.setcap('a', 'qfull-retries', 0);
    expect(b.start('a1').completed('a1', 'QUEUE_FULL').comp('a1')).toMatchObject({
      reason: 'CMD_CMPLT',
      status: 'QUEUE_FULL',
    });
  });
});
