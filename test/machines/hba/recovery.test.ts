import { describe, expect, test } from 'vitest';
import type { HbaParameters } from '../../../machines/protocol/parameters.ts';
import { STAT } from '../../../machines/protocol/scsi-pkt.ts';
import { AdapterBench } from './stack.ts';

const { DISCON, BUS_RESET, DEV_RESET, ABORTED, TIMEOUT } = STAT;

/** a1, a2 disconnected, a3 untimed and disconnected, a4 queued; b1 (same target) and c1 (other target) disconnected, c2 queued. */
const busy = (params: Partial<HbaParameters> = {}) => {
  const a = new AdapterBench({ throttle: 4, ...params }).tagged('a', 'b', 'c');
  a.setcap('a', 'lun-reset', 1);
  for (const slot of ['a1', 'a2']) a.start(slot).disconnected(slot);
  a.start('a3', { timed: false }).disconnected('a3').start('b1').disconnected('b1').start('c1').disconnected('c1');
  a.start('a4', { tag: 'untagged' }).start('c2', { tag: 'untagged' });
  a.said();
  return a;
};

/** Reason and statistics (without DISCON) of what was completed. */
const ends = (a: AdapterBench) =>
  Object.fromEntries(
    ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'c2'].flatMap((slot) => {
      const comp = a.comp(slot);
      return comp ? [[slot, [comp.reason, comp.statistics & ~DISCON]]] : [];
    }),
  );

describe('the clock', () => {
  test.each(['slot', 'packet'] as const)(
    'never runs for queued commands, starts with selection, stops with completion (%s)',
    (timerScope) => {
      const a = new AdapterBench({ timerScope });
      const owner = (slot: string) => (timerScope === 'slot' ? 'hbaq:a pktTime' : `hbac:${slot} pktTime`);
      a.start('a1').start('a2');
      expect(a.bench.armed()).toEqual([owner('a1')]);
      a.disconnected('a1');
      expect(a.bench.armed()).toEqual([owner('a1')]);
      a.reconnected('a1').completed('a1');
      expect(a.bench.armed()).toEqual([owner('a2')]);
      a.completed('a2');
      expect(a.bench.armed()).toEqual([]);
    },
  );

  test.each(['slot', 'packet'] as const)('does not run for pkt_time 0 (%s)', (timerScope) => {
    expect(new AdapterBench({ timerScope }).start('a1', { timed: false }).bench.armed()).toEqual([]);
  });

  test('a command that comes in late stays CMD_TIMEOUT, and recovery is not tried for it any more', () => {
    for (const timerScope of ['slot', 'packet'] as const) {
      const b = new AdapterBench({ timerScope })
        .start('a1')
        .disconnected('a1')
        .start('c1')
        .disconnected('c1')
        .reconnected('c1');
      b.fire(timerScope === 'slot' ? 'hbaq:a' : 'hbac:a1', 'pktTime').said();
      b.deliver({ type: 'hba.unexpectedBusFree', slot: 'c1' });
      expect(b.said()).toContain('BUS_DEVICE_RESET a');
      b.reconnected('a1').completed('a1').messageSent('rejected');
      expect(b.comp('a1')).toMatchObject({ reason: 'CMD_TIMEOUT', status: 'GOOD' });
      expect(b.said()).not.toContain('bus.assertReset bus:b');
    }
  });
});

describe('recovery that is not needed any more', () => {
  test.each(['slot', 'packet'] as const)('an abort under way ends what timed out meanwhile (%s)', (timerScope) => {
    const a = busy({ timerScope }).abort('a', null);
    a.said();
    a.fire(timerScope === 'slot' ? 'hbaq:a' : 'hbac:a1', 'pktTime').messageSent('ok');
    expect(a.comp('a1')?.reason).toBe('CMD_TIMEOUT');
    expect(a.count('bus.message')).toBe(1);
  });

  test('a packet that completes while a message for another one is under way does not stop that recovery', () => {
    const a = busy({ timerScope: 'packet' })
      .fire('hbac:a1', 'pktTime')
      .reconnected('c1')
      .completed('c1')
      .messageSent('rejected');
    expect(a.said()).toContain('bus.assertReset bus:b');
  });
});

describe('timeout, one countdown per logical unit', () => {
  test('marks every active timed packet, then resets the device; victims by kind', () => {
    const a = busy().fire('hbaq:a', 'pktTime');
    expect(a.said()).toEqual(['BUS_DEVICE_RESET a']);
    expect(a.last('bus.message')).toMatchObject({ target: 't0', slot: null });
    expect(ends(a)).toEqual({});
    a.messageSent('ok');
    expect(ends(a)).toEqual({
      a1: ['CMD_TIMEOUT', TIMEOUT | ABORTED | DEV_RESET],
      a2: ['CMD_TIMEOUT', TIMEOUT | ABORTED | DEV_RESET],
      a3: ['CMD_RESET', DEV_RESET],
      a4: ['CMD_RESET', ABORTED],
      b1: ['CMD_RESET', DEV_RESET],
    });
    expect(a.bench.armed()).toEqual(['hbaq:a resetDelay', 'hbaq:b resetDelay', 'hbaq:c pktTime']);
    expect(a.count('scsi.resetNotify')).toBe(0);
  });

  test('a failed device reset is followed by a bus reset, which hits everything', () => {
    for (const outcome of ['noResponse', 'rejected'] as const) {
      const a = busy().fire('hbaq:a', 'pktTime').messageSent(outcome);
      expect(a.said()).toEqual(['BUS_DEVICE_RESET a', 'bus.assertReset bus:b']);
      a.busReset();
      expect(ends(a)).toEqual({
        a1: ['CMD_TIMEOUT', TIMEOUT | ABORTED | BUS_RESET],
        a2: ['CMD_TIMEOUT', TIMEOUT | ABORTED | BUS_RESET],
        a3: ['CMD_RESET', BUS_RESET],
        a4: ['CMD_RESET', ABORTED],
        b1: ['CMD_RESET', BUS_RESET],
        c1: ['CMD_RESET', BUS_RESET],
        c2: ['CMD_RESET', ABORTED],
      });
    }
  });

  test('passes over ABORT TAG: it does not know which packet is stuck', () => {
    expect(
      busy({ recoveryLadder: ['abortTag', 'abort', 'busReset'] })
        .fire('hbaq:a', 'pktTime')
        .said(),
    ).toEqual(['ABORT a']);
  });

  test('recovery by ABORT ends what is active at that unit only', () => {
    const a = busy({ recoveryLadder: ['abort'] })
      .fire('hbaq:a', 'pktTime')
      .messageSent('ok');
    expect(ends(a)).toEqual({
      a1: ['CMD_TIMEOUT', TIMEOUT | ABORTED],
      a2: ['CMD_TIMEOUT', TIMEOUT | ABORTED],
      a3: ['CMD_ABORTED', ABORTED],
    });
  });

  test('a stuck command that holds the bus leaves only the bus reset', () => {
    const connected = new AdapterBench().start('a1').fire('hbaq:a', 'pktTime');
    expect(connected.said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1', 'bus.assertReset bus:b']);
    const reconnected = new AdapterBench().start('a1').disconnected('a1').reconnected('a1').fire('hbaq:a', 'pktTime');
    expect(reconnected.said().at(-1)).toBe('bus.assertReset bus:b');
  });

  test('recovery waits while another target has the bus, and nothing is started meanwhile', () => {
    const a = busy().reconnected('c1').fire('hbaq:a', 'pktTime');
    expect(a.said()).toEqual(['accept c1']);
    a.completed('c1');
    expect(a.said()).toEqual(['pkt:c1 CMD_CMPLT', 'BUS_DEVICE_RESET a']);
    expect(a.messageSent('ok').said()).toContain('select c2');
  });

  test('two stuck units: the one that holds the bus does not keep the other waiting for ever', () => {
    const a = new AdapterBench().start('a1').disconnected('a1').start('c1').fire('hbaq:a', 'pktTime');
    a.said();
    expect(a.fire('hbaq:c', 'pktTime').said()).toEqual(['bus.assertReset bus:b']);
    a.busReset();
    expect([a.comp('a1')?.reason, a.comp('c1')?.reason]).toEqual(['CMD_TIMEOUT', 'CMD_TIMEOUT']);
  });
});

describe('timeout, one clock per packet', () => {
  const packet = (...recoveryLadder: HbaParameters['recoveryLadder']) =>
    busy({ timerScope: 'packet', recoveryLadder }).fire('hbac:a1', 'pktTime');

  test('ABORT TAG ends only the timed-out packet', () => {
    const a = packet('abortTag');
    expect(a.said()).toEqual(['ABORT_TAG a1']);
    expect(ends(a.messageSent('ok'))).toEqual({ a1: ['CMD_TIMEOUT', TIMEOUT | ABORTED] });
  });

  test.each<[string, (a: AdapterBench) => void, string]>([
    ['of an untagged unit', (a) => a.start('a1'), 'a1'],
    ['without tag', (a) => a.tagged('a').start('a1', { tag: 'untagged' }), 'a1'],
    ['without disconnect privilege', (a) => a.tagged('a').start('a1', { noDisconnect: true }), 'a1'],
    ['that fetches sense', (a) => a.tagged('a').start('a1').completed('a1', 'CHECK_CONDITION'), 'a.arq'],
  ])('ABORT TAG is passed over for a command %s', (_, prepare, slot) => {
    const a = new AdapterBench({ timerScope: 'packet', recoveryLadder: ['abortTag', 'abort', 'busReset'] });
    prepare(a);
    a.disconnected(slot).said();
    expect(a.fire(`hbac:${slot}`, 'pktTime').said()).toEqual(['ABORT a']);
  });

  test('ABORT: other active packets of the unit count as timed out', () => {
    expect(ends(packet('abort').messageSent('ok'))).toEqual({
      a1: ['CMD_TIMEOUT', TIMEOUT | ABORTED],
      a2: ['CMD_TIMEOUT', TIMEOUT | ABORTED],
      a3: ['CMD_TIMEOUT', TIMEOUT | ABORTED],
    });
  });

  test('device reset: active packets of the target count as timed out, queued ones are reset', () => {
    expect(ends(packet('deviceReset').messageSent('ok'))).toEqual({
      a1: ['CMD_TIMEOUT', TIMEOUT | DEV_RESET],
      a2: ['CMD_TIMEOUT', TIMEOUT | DEV_RESET],
      a3: ['CMD_TIMEOUT', TIMEOUT | DEV_RESET],
      a4: ['CMD_RESET', ABORTED],
      b1: ['CMD_TIMEOUT', TIMEOUT | DEV_RESET],
    });
  });

  test('bus reset: active packets of other targets are reset', () => {
    const a = packet('busReset');
    expect(a.said()).toEqual(['bus.assertReset bus:b']);
    expect(ends(a.busReset())).toEqual({
      a1: ['CMD_TIMEOUT', TIMEOUT | BUS_RESET],
      a2: ['CMD_TIMEOUT', TIMEOUT | BUS_RESET],
      a3: ['CMD_TIMEOUT', TIMEOUT | BUS_RESET],
      a4: ['CMD_RESET', ABORTED],
      b1: ['CMD_TIMEOUT', TIMEOUT | BUS_RESET],
      c1: ['CMD_RESET', BUS_RESET],
      c2: ['CMD_RESET', ABORTED],
    });
  });

  test('every rung is tried in turn', () => {
    const a = packet('abortTag', 'abort', 'deviceReset', 'busReset')
      .messageSent('rejected')
      .messageSent('noResponse')
      .messageSent('rejected');
    expect(a.said()).toEqual(['ABORT_TAG a1', 'ABORT a', 'BUS_DEVICE_RESET a', 'bus.assertReset bus:b']);
  });

  test('when nothing helps the packet goes back with CMD_TIMEOUT and no recovery bits, and a late interrupt for it is nothing', () => {
    const a = packet('abortTag').messageSent('rejected');
    expect(ends(a)).toEqual({ a1: ['CMD_TIMEOUT', TIMEOUT] });
    expect(a.callbackDone('a1').reconnected('a1').said()).toContain('bus.assertReset bus:b');
  });

  test('when nothing helps a command that holds the bus, its late completion frees the bus', () => {
    const a = new AdapterBench({ timerScope: 'packet', recoveryLadder: ['abort'] })
      .start('a1')
      .start('a2')
      .fire('hbac:a1', 'pktTime');
    expect(ends(a)).toEqual({ a1: ['CMD_TIMEOUT', TIMEOUT] });
    a.callbackDone('a1').said();
    expect(a.completed('a1').said()).toEqual(['select a2']);
    expect(a.count('pkt.comp', 'pkt:a1')).toBe(1);
  });
});

describe('scsi_reset', () => {
  const result = (a: AdapterBench) => a.last('tran.resetReturn');

  test('RESET_LUN needs the capability lun-reset, else 0 at once', () => {
    const a = busy();
    expect(result(a.reset('b', 'RESET_LUN'))).toEqual({ type: 'tran.resetReturn', level: 'RESET_LUN', ok: false });
    expect(a.said()).toEqual(['tran.resetReturn sd:b']);
  });

  test('RESET_LUN hits one unit', () => {
    const a = busy().reset('a', 'RESET_LUN');
    expect(a.said()).toEqual(['LOGICAL_UNIT_RESET a']);
    a.messageSent('ok');
    expect(ends(a)).toEqual({
      a1: ['CMD_RESET', DEV_RESET],
      a2: ['CMD_RESET', DEV_RESET],
      a3: ['CMD_RESET', DEV_RESET],
      a4: ['CMD_RESET', ABORTED],
    });
    expect(result(a)).toMatchObject({ ok: true });
  });

  test('RESET_TARGET is a BUS DEVICE RESET and hits all units of the target, no others', () => {
    const a = busy().reset('a', 'RESET_TARGET');
    expect(a.said()).toEqual(['BUS_DEVICE_RESET a']);
    a.messageSent('ok');
    expect(Object.keys(ends(a))).toEqual(['a1', 'a2', 'a3', 'a4', 'b1']);
    expect(ends(a).b1).toEqual(['CMD_RESET', DEV_RESET]);
    expect(result(a)).toMatchObject({ level: 'RESET_TARGET', ok: true });
  });

  test('RESET_ALL resets the bus, whoever holds it', () => {
    const a = busy().reconnected('c1').reset('a', 'RESET_ALL');
    expect(a.said()).toEqual(['accept c1', 'bus.assertReset bus:b']);
    expect(result(a)).toBeUndefined();
    a.busReset();
    expect(ends(a)).toMatchObject({
      a1: ['CMD_RESET', BUS_RESET],
      a4: ['CMD_RESET', ABORTED],
      c1: ['CMD_RESET', BUS_RESET],
      c2: ['CMD_RESET', ABORTED],
    });
    expect(result(a)).toMatchObject({ level: 'RESET_ALL', ok: true });
  });

  test('a message that fails, or an adapter that is unable, returns 0 and ends nothing', () => {
    const a = busy().reset('a', 'RESET_TARGET').messageSent('noResponse');
    expect(result(a)).toMatchObject({ ok: false });
    for (const level of ['RESET_LUN', 'RESET_TARGET', 'RESET_ALL']) {
      a.deliver({ type: 'tran.reset', level, lun: 'a', replyTo: 'sd:a', outcome: 'fails' });
      expect(result(a)).toMatchObject({ level, ok: false });
    }
    expect(ends(a)).toEqual({});
  });

  test('the reset delay: nothing is selected on the reset target, other targets go on, messages are refused', () => {
    const a = busy().reset('a', 'RESET_TARGET').messageSent('ok');
    for (const slot of ['a1', 'a2', 'a3', 'a4', 'b1']) a.callbackDone(slot);
    a.said();
    expect(a.start('a1').start('b1').said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'pkt:b1 TRAN_ACCEPT']);
    expect(a.start('c3').said()).toEqual(['pkt:c3 TRAN_ACCEPT']);
    expect(a.reconnected('c1').completed('c1').said()).toEqual(['accept c1', 'select c2', 'pkt:c1 CMD_CMPLT']);
    expect(result(a.reset('b', 'RESET_TARGET'))).toMatchObject({ ok: false });
    a.disconnected('c2').said();
    expect(a.fire('hbaq:a', 'resetDelay').said()).toEqual(['select a1']);
    expect(a.last('bus.select')).toMatchObject({ negotiate: true });
  });

  test('the reset delay holds every target after a bus reset', () => {
    const a = new AdapterBench().busReset('foreign').start('a1').start('c1');
    expect(a.count('bus.select')).toBe(0);
    expect(a.fire('hbaq:c', 'resetDelay').count('bus.select')).toBe(1);
  });

  test('a reset that waits for the same target is done with the first one', () => {
    const a = busy().reconnected('c1').reset('a', 'RESET_TARGET').reset('b', 'RESET_TARGET').abort('a', 'a1');
    a.disconnected('c1').messageSent('ok');
    expect(a.count('bus.message')).toBe(1);
    expect(a.count('tran.resetReturn', 'sd:a') + a.count('tran.resetReturn', 'sd:b')).toBe(2);
    expect(a.last('tran.abortReturn')).toMatchObject({ slot: 'a1', ok: true });
  });
});

describe('waiting for a logical unit that is reset', () => {
  /** c1 has the bus while these are asked for; then the unit is reset. */
  const afterReset = (ask: (a: AdapterBench) => void) => {
    const a = busy().reconnected('c1').reset('a', 'RESET_LUN');
    ask(a);
    a.disconnected('c1');
    a.said();
    return a.messageSent('ok');
  };
  const messages = (a: AdapterBench) => a.said().filter((words) => /^[A-Z_]+ \w+$/.test(words));

  test('a second RESET_LUN and an abort are done with the first, and no message goes out in the reset delay', () => {
    const a = afterReset((asked) => asked.reset('a', 'RESET_LUN').abort('a', 'a1').abort('a', null));
    expect(messages(a)).toEqual([]);
    expect(a.count('bus.message')).toBe(1);
    expect(a.count('tran.resetReturn', 'sd:a')).toBe(2);
    expect(a.last('tran.resetReturn')).toMatchObject({ level: 'RESET_LUN', ok: true });
    expect(a.count('tran.abortReturn', 'sd:a')).toBe(2);
    expect(a.last('tran.abortReturn')).toMatchObject({ ok: true });
  });

  test('what another unit waits for, or what asks for more, still goes out', () => {
    expect(messages(afterReset((asked) => asked.abort('b', 'b1')))).toEqual(['ABORT_TAG b1']);
    expect(messages(afterReset((asked) => asked.reset('a', 'RESET_TARGET')))).toEqual(['BUS_DEVICE_RESET a']);
  });
});

describe('a bus reset by another initiator', () => {
  test.each(['slot', 'packet'] as const)(
    'during recovery from a timeout: only what timed out has CMD_TIMEOUT (%s)',
    (timerScope) => {
      const a = busy({ timerScope })
        .fire(timerScope === 'slot' ? 'hbaq:a' : 'hbac:a1', 'pktTime')
        .busReset('foreign');
      const alsoTimedOut =
        timerScope === 'slot' ? ['CMD_TIMEOUT', TIMEOUT | ABORTED | BUS_RESET] : ['CMD_RESET', BUS_RESET];
      expect(ends(a)).toEqual({
        a1: ['CMD_TIMEOUT', timerScope === 'slot' ? TIMEOUT | ABORTED | BUS_RESET : TIMEOUT | BUS_RESET],
        a2: alsoTimedOut,
        a3: ['CMD_RESET', BUS_RESET],
        a4: ['CMD_RESET', ABORTED],
        b1: ['CMD_RESET', BUS_RESET],
        c1: ['CMD_RESET', BUS_RESET],
        c2: ['CMD_RESET', ABORTED],
      });
    },
  );

  test('ends everything, then tells the drivers, then completes', () => {
    const a = busy().busReset('foreign');
    const said = a.said();
    expect(said[0]).toBe('RST seen');
    expect(said.slice(1, 4)).toEqual(['scsi.resetNotify sd:a', 'scsi.resetNotify sd:b', 'scsi.resetNotify sd:c']);
    expect(said.slice(4)).toEqual([
      'pkt:a1 CMD_RESET',
      'pkt:a2 CMD_RESET',
      'pkt:a3 CMD_RESET',
      'pkt:a4 CMD_RESET',
      'pkt:b1 CMD_RESET',
      'pkt:c1 CMD_RESET',
      'pkt:c2 CMD_RESET',
    ]);
  });

  const states: [string, () => AdapterBench][] = [
    ['at rest', () => new AdapterBench()],
    ['selecting', () => new AdapterBench().start('a1')],
    ['reconnected', () => busy().reconnected('c1')],
    ['reconnected for a command it does not have', () => new AdapterBench().reconnected('a1')],
    ['waiting for the answer to a message', () => busy().reset('a', 'RESET_TARGET')],
    ['asserting RST itself', () => busy().reset('a', 'RESET_ALL')],
    ['in the reset delay', () => busy().busReset('foreign')],
  ];
  test.each(states)('every RST is acknowledged, before anything new is asked of the bus: %s', (_, prepare) => {
    for (const by of ['foreign', 'ours']) {
      const a = prepare();
      for (let n = 0; n < 3; n++) {
        a.said();
        const said = a.busReset(by).said();
        expect(said.filter((words) => words === 'RST seen')).toEqual(['RST seen']);
        expect(said[0]).toBe('RST seen');
        expect(a.last('bus.resetSeen')).toEqual({ type: 'bus.resetSeen', initiator: 'ours' });
      }
    }
  });

  test('an adapter that nobody resets acknowledges nothing', () => {
    expect(busy().reset('a', 'RESET_ALL').reconnected('c1').count('bus.resetSeen')).toBe(0);
  });

  test('does not touch what is finished and waits for its callback', () => {
    const a = new AdapterBench().start('a1').completed('a1', 'BUSY').busReset('foreign');
    expect(a.count('pkt.comp', 'pkt:a1')).toBe(1);
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', statistics: 0 });
  });

  test('while our message is under way: the call succeeds, the late answer is nothing', () => {
    const a = busy().reset('a', 'RESET_TARGET').busReset('foreign');
    expect(a.last('tran.resetReturn')).toMatchObject({ ok: true });
    expect(() => a.messageSent('noResponse')).not.toThrow();
    expect(a.count('tran.resetReturn')).toBe(1);
  });

  test('while our command is being selected: it ends once', () => {
    const a = new AdapterBench().start('a1').busReset('foreign');
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_RESET', statistics: BUS_RESET, state: 0 });
    expect(a.count('pkt.comp')).toBe(1);
  });
});

describe('scsi_abort', () => {
  const result = (a: AdapterBench) => a.last('tran.abortReturn');

  test('a queued packet: at once, and it still comes back by its callback', () => {
    const a = busy().abort('a', 'a4');
    expect(a.said()).toEqual(['tran.abortReturn sd:a', 'pkt:a4 CMD_ABORTED']);
    expect(ends(a)).toEqual({ a4: ['CMD_ABORTED', ABORTED] });
  });

  test('an active tagged packet: ABORT TAG, only that one', () => {
    const a = busy().abort('a', 'a2');
    expect(a.said()).toEqual(['ABORT_TAG a2']);
    expect(result(a)).toBeUndefined();
    expect(ends(a.messageSent('ok'))).toEqual({ a2: ['CMD_ABORTED', ABORTED] });
    expect(result(a)).toEqual({ type: 'tran.abortReturn', slot: 'a2', ok: true });
  });

  test('an active untagged packet: ABORT', () => {
    const a = new AdapterBench().start('a1').disconnected('a1').abort('a', 'a1');
    expect(a.said().at(-1)).toBe('ABORT a');
    expect(ends(a.messageSent('ok'))).toEqual({ a1: ['CMD_ABORTED', ABORTED] });
  });

  test('everything: queued ones at once, active ones by ABORT', () => {
    const a = busy().abort('a', null);
    expect(a.said()).toEqual(['pkt:a4 CMD_ABORTED', 'ABORT a']);
    a.messageSent('ok');
    expect(Object.values(ends(a))).toEqual(Array(4).fill(['CMD_ABORTED', ABORTED]));
    expect(result(a)).toMatchObject({ slot: null, ok: true });
    expect(result(new AdapterBench().abort('a', null))).toMatchObject({ slot: null, ok: true });
  });

  test('a packet that is not here any more: 1', () => {
    expect(result(new AdapterBench().start('a1').completed('a1').abort('a', 'a1'))).toMatchObject({ ok: true });
  });

  test('a packet that completes before the message could be sent: 1, no message, its own result', () => {
    const a = busy().reconnected('a1').abort('a', 'a1').completed('a1');
    expect(a.count('bus.message')).toBe(0);
    expect(result(a)).toMatchObject({ ok: true });
    expect(ends(a)).toEqual({ a1: ['CMD_CMPLT', 0] });
  });

  test('of everything succeeds in part when the message fails, if a queued packet was aborted; otherwise not', () => {
    const some = busy().abort('a', null).messageSent('rejected');
    expect(ends(some)).toEqual({ a4: ['CMD_ABORTED', ABORTED] });
    expect(result(some)).toMatchObject({ slot: null, ok: true });
    const none = new AdapterBench().tagged('a').start('a1').disconnected('a1').abort('a', null).messageSent('rejected');
    expect(ends(none)).toEqual({});
    expect(result(none)).toMatchObject({ slot: null, ok: false });
  });

  test('fails when the message fails or the adapter is unable', () => {
    const a = busy().abort('a', 'a1').messageSent('rejected');
    expect(result(a)).toMatchObject({ slot: 'a1', ok: false });
    a.deliver({ type: 'tran.abort', slot: 'a2', lun: 'a', replyTo: 'sd:a', outcome: 'fails' });
    expect(result(a)).toMatchObject({ slot: 'a2', ok: false });
    expect(ends(a)).toEqual({});
  });
});
