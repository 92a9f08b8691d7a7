import { describe, expect, test } from 'vitest';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { AdapterBench } from './stack.ts';

const { GOT_BUS, GOT_TARGET, SENT_CMD, XFERRED_DATA, GOT_STATUS } = STATE;

describe('tran_start', () => {
  test.each([
    ['busy', 'TRAN_BUSY'],
    ['badPkt', 'TRAN_BADPKT'],
    ['fatalError', 'TRAN_FATAL_ERROR'],
  ])('answers what the adapter makes of the packet: %s; the packet stays with the driver', (admission, result) => {
    const a = new AdapterBench().start('a1', { admission });
    expect(a.said()).toEqual([`pkt:a1 ${result}`]);
    expect(a.bench.context('hbaq:a').waiting).toEqual([]);
    expect(a.start('a1').said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1']);
  });

  test('accepts unseen what is not acceptable: no refusal any more, CMD_TRAN_ERR by exactly one callback', () => {
    const a = new AdapterBench().start('a1', { admission: 'failsLater' });
    expect(a.said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'pkt:a1 CMD_TRAN_ERR']);
    expect(a.bench.context('hbac:a1')).toMatchObject({ reason: 'CMD_TRAN_ERR', state: 0, statistics: 0, status: null });
    expect(a.bench.context('hbac:a1')).toMatchObject({ facts: { tag: 'simple', noIntr: false, timed: true } });
    expect(a.bench.context('hbaq:a')).toMatchObject({ waiting: [], active: [] });
    expect(a.callbackDone('a1').said()).toEqual([]);
    expect(a.start('a1').said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1']);
  });

  test('what a thread hands over at the head, and is not acceptable later, holds the queue no longer than its callback', () => {
    const a = new AdapterBench().calling('a1').start('a1', { head: true, admission: 'failsLater' });
    expect(a.said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'pkt:a1 CMD_TRAN_ERR']);
    expect(a.start('a2').said()).toEqual(['pkt:a2 TRAN_ACCEPT']);
    expect(a.callbackDone('a1').said()).toEqual(['select a2']);
  });

  test('a polled packet is looked at before tran_start returns: it is never accepted in vain', () => {
    const a = new AdapterBench().start('a1', { noIntr: true, admission: 'failsLater' });
    expect(a.said()).toEqual(['select a1']);
  });

  test('accepts, returns at once, and completes by exactly one callback', () => {
    const a = new AdapterBench().start('a1');
    expect(a.said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1']);
    expect(a.completed('a1').said()).toEqual(['pkt:a1 CMD_CMPLT']);
    expect(a.callbackDone('a1').said()).toEqual([]);
    expect(a.start('a1').said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1']);
  });

  test('forgets everything about a packet that went back', () => {
    const fresh = new AdapterBench();
    const used = new AdapterBench().start('a1').completed('a1').callbackDone('a1');
    for (const actor of ['hbac:a1', 'hbaq:a']) expect(used.bench.context(actor)).toEqual(fresh.bench.context(actor));
    expect(used.bench.state('hbac:a1')).toBe(fresh.bench.state('hbac:a1'));
  });

  test('answers TRAN_BUSY to a tagged unit at its throttle, but not with FLAG_HEAD', () => {
    const a = new AdapterBench({ throttle: 1 }).tagged('a').start('a1');
    a.disconnected('a1').said();
    expect(a.start('a2').said()).toEqual(['pkt:a2 TRAN_BUSY']);
    expect(a.start('a3', { head: true }).said()).toEqual(['pkt:a3 TRAN_ACCEPT']);
  });

  test('queues instead of TRAN_BUSY when the unit is untagged or starting is suspended', () => {
    const untagged = new AdapterBench({ throttle: 1 }).start('a1').disconnected('a1');
    untagged.said();
    expect(untagged.start('a2').said()).toEqual(['pkt:a2 TRAN_ACCEPT']);
    const reset = new AdapterBench({ throttle: 1 }).tagged('a').busReset('foreign');
    reset.said();
    expect(reset.start('a1').start('a2').said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'pkt:a2 TRAN_ACCEPT']);
  });

  test('answers TRAN_BUSY to a second command of an untagged unit if the adapter does not queue', () => {
    const a = new AdapterBench({ untaggedQueueing: false }).start('a1');
    a.said();
    expect(a.start('a2').said()).toEqual(['pkt:a2 TRAN_BUSY']);
    expect(a.start('a3', { head: true }).said()).toEqual(['pkt:a3 TRAN_ACCEPT']);
  });

  test('with FLAG_NOINTR returns after completion, without callback and without auto request sense', () => {
    const a = new AdapterBench().tagged('a');
    a.said();
    expect(a.start('a1', { noIntr: true }).said()).toEqual(['select a1']);
    expect(a.completed('a1', 'CHECK_CONDITION').said()).toEqual(['pkt:a1 TRAN_ACCEPT']);
    expect(a.start('a2').said()).toEqual(['pkt:a2 TRAN_ACCEPT', 'select a2']);
  });
});

describe('what is written into the packet', () => {
  test('GOOD with data: all state bits', () => {
    const a = new AdapterBench().start('a1').completed('a1');
    expect(a.comp('a1')).toMatchObject({
      reason: 'CMD_CMPLT',
      state: GOT_BUS | GOT_TARGET | SENT_CMD | XFERRED_DATA | GOT_STATUS,
      statistics: 0,
      status: 'GOOD',
      resid: 'zero',
      arq: null,
    });
  });

  test('no STATE_XFERRED_DATA without data', () => {
    const a = new AdapterBench().start('a1', { direction: 'none' }).completed('a1', 'GOOD', { direction: 'none' });
    expect(a.comp('a1')?.state).toBe(GOT_BUS | GOT_TARGET | SENT_CMD | GOT_STATUS);
    a.callbackDone('a1').start('a1').completed('a1', 'BUSY', { resid: 'all' });
    expect(a.comp('a1')?.state).toBe(GOT_BUS | GOT_TARGET | SENT_CMD | GOT_STATUS);
  });

  test('disconnection sets STAT_DISCON', () => {
    const a = new AdapterBench()
      .start('a1')
      .disconnected('a1', true)
      .reconnected('a1')
      .disconnected('a1')
      .reconnected('a1')
      .completed('a1');
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_CMPLT', statistics: STAT.DISCON });
  });

  test('selection timeout leaves exactly STATE_GOT_BUS, CMD_INCOMPLETE and no status', () => {
    const a = new AdapterBench().start('a1').deliver({ type: 'hba.selectionTimeout', slot: 'a1' });
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_INCOMPLETE', state: GOT_BUS, statistics: 0, status: null });
  });

  test('unexpected bus free: CMD_UNX_BUS_FREE', () => {
    const a = new AdapterBench().start('a1').deliver({ type: 'hba.unexpectedBusFree', slot: 'a1' });
    expect(a.comp('a1')).toMatchObject({
      reason: 'CMD_UNX_BUS_FREE',
      state: GOT_BUS | GOT_TARGET | SENT_CMD,
      status: null,
    });
    a.callbackDone('a1')
      .start('a1')
      .disconnected('a1')
      .reconnected('a1')
      .deliver({ type: 'hba.unexpectedBusFree', slot: 'a1' });
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_UNX_BUS_FREE', statistics: STAT.DISCON });
  });

  test('parity error in the data: CMD_TRAN_ERR and STAT_PERR', () => {
    const a = new AdapterBench().start('a1').completed('a1', 'GOOD', { parity: true });
    expect(a.comp('a1')).toMatchObject({ reason: 'CMD_TRAN_ERR', statistics: STAT.PERR });
  });

  test("the driver's own REQUEST SENSE brings the class of the sense data", () => {
    const a = new AdapterBench().startRequestSense('a').completed('a.rqs', 'GOOD', { sense: 'NOT_READY 04/01' });
    expect(a.comp('a.rqs')).toMatchObject({ sense: 'NOT_READY 04/01', arq: null });
  });
});

describe('who gets the bus', () => {
  test('one command at a time is on the bus; units take turns', () => {
    const a = new AdapterBench().tagged('a', 'b');
    a.said();
    a.start('a1').start('a2').start('a3').start('b1').start('b2');
    const selected = ['a1', 'a2', 'b1', 'a3', 'b2'].map((slot) => {
      const words = a.said().filter((word) => word.startsWith('select'));
      a.disconnected(slot);
      return words;
    });
    // a2 asked for its turn before unit b had anything
    expect(selected).toEqual([['select a1'], ['select a2'], ['select b1'], ['select a3'], ['select b2']]);
  });

  test('an untagged unit gets one command at a time, though the bus is free', () => {
    const a = new AdapterBench().start('a1').start('a2').disconnected('a1');
    expect(a.said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1', 'pkt:a2 TRAN_ACCEPT']);
    a.reconnected('a1').completed('a1');
    expect(a.said()).toEqual(['accept a1', 'select a2', 'pkt:a1 CMD_CMPLT']);
  });

  test('a tagged unit gets as many as its throttle says', () => {
    const a = new AdapterBench({ throttle: 2 }).tagged('a').start('a1').start('a2').start('a3', { head: true });
    a.disconnected('a1').disconnected('a3').said();
    expect(a.bench.context('hbaq:a').waiting).toMatchObject([{ slot: 'a2' }]);
    expect(a.reconnected('a1').completed('a1').said()).toEqual(['accept a1', 'select a2', 'pkt:a1 CMD_CMPLT']);
  });

  test('FLAG_HEAD goes to the head of the queue', () => {
    const a = new AdapterBench().tagged('a').start('a1').start('a2').start('a3', { head: true });
    a.said();
    expect(a.disconnected('a1').said()).toEqual(['select a3']);
  });

  test('an untagged command for a tagged unit waits until the tagged ones are finished, then runs alone', () => {
    const a = new AdapterBench().tagged('a').start('a1').start('a2', { tag: 'untagged' }).start('a3');
    a.disconnected('a1').said();
    expect(a.bench.matches('hbaq:a', { throttle: 'DRAIN' })).toBe(true);
    a.reconnected('a1').completed('a1');
    expect(a.said()).toEqual(['accept a1', 'select a2', 'pkt:a1 CMD_CMPLT']);
    expect(a.disconnected('a2').said()).toEqual([]);
    expect(a.reconnected('a2').completed('a2').said()).toEqual(['accept a2', 'select a3', 'pkt:a2 CMD_CMPLT']);
  });

  test('REQUEST SENSE does not wait for tagged commands', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1');
    a.said();
    expect(a.startRequestSense('a').said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
    expect(a.last('bus.select')).toMatchObject({ tag: 'untagged' });
  });

  test('the tag goes out only to tagged units and only with the disconnect privilege', () => {
    const a = new AdapterBench().start('a1', { tag: 'ordered' });
    expect(a.last('bus.select')).toMatchObject({ tag: 'untagged', disconnectPrivilege: true });
    const b = new AdapterBench().tagged('a').start('a1', { tag: 'ordered' });
    expect(b.last('bus.select')).toMatchObject({ tag: 'ordered', disconnectPrivilege: true });
    const c = new AdapterBench().tagged('a').start('a1', { tag: 'ordered', noDisconnect: true });
    expect(c.last('bus.select')).toMatchObject({ tag: 'untagged', disconnectPrivilege: false });
  });

  test('a lost selection puts the command back to the head', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1').start('a2').start('a3');
    a.said();
    a.reconnected('a1').deliver({ type: 'hba.selectionLost', slot: 'a2' });
    expect(a.said()).toEqual(['accept a1']);
    expect(a.completed('a1').said()).toEqual(['select a2', 'pkt:a1 CMD_CMPLT']);
  });

  test('what a reconnected command reports does not end the selection of another', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1').start('a2').start('a3');
    a.said();
    a.reconnected('a1').completed('a1');
    expect(a.said()).toEqual(['accept a1', 'pkt:a1 CMD_CMPLT']);
    expect(a.bench.context('hba:h').selecting).toMatchObject({ slot: 'a2' });
    expect(a.disconnected('a2').said()).toEqual(['select a3']);
  });

  test('nothing is selected while a target is reconnected', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1').reconnected('a1');
    a.said();
    expect(a.start('a2').start('c1').said()).toEqual(['pkt:a2 TRAN_ACCEPT', 'pkt:c1 TRAN_ACCEPT']);
    expect(a.disconnected('a1').said()).toEqual(['select a2']);
  });

  test('a reselection for a disconnected command is accepted in its name, behind what was asked for before', () => {
    const a = new AdapterBench().tagged('a').start('a1').disconnected('a1').start('a2');
    a.said();
    expect(a.reconnected('a1').said()).toEqual(['accept a1']);
    expect(a.last('bus.accept')).toEqual({ type: 'bus.accept', initiator: 'ours', slot: 'a1' });
    // the selection of a2 went out first: it is the bus that tells that it was lost
    expect(a.bench.context('hba:h').selecting).toMatchObject({ slot: 'a2' });
    expect(a.count('bus.accept')).toBe(1);
    expect(a.disconnected('a1').said()).toEqual([]);
    expect(a.reconnected('a1').said()).toEqual(['accept a1']);
  });

  const unknown: [string, (a: AdapterBench) => void][] = [
    ['one that is the driver’s', (a) => a.start('a1').completed('a1').callbackDone('a1')],
    ['one that was never started', () => {}],
    ['one that waits in the queue', (a) => a.start('a2').start('a1')],
    ['one that is being selected', (a) => a.start('a1')],
    ['one whose callback runs', (a) => a.start('a1').disconnected('a1').reconnected('a1').completed('a1')],
    ['one that a bus reset has ended', (a) => a.start('a1').disconnected('a1').busReset('foreign')],
  ];
  test.each(unknown)(
    'a reselection for no disconnected command resets the bus, nothing is accepted: %s',
    (_, before) => {
      const a = new AdapterBench();
      before(a);
      const accepted = a.count('bus.accept');
      a.said();
      expect(a.reconnected('a1').said()).toEqual(['bus.assertReset bus:b']);
      a.busReset();
      expect(a.count('bus.accept')).toBe(accepted);
      expect(a.bench.state('hba:h')).toContain('ours: FREE, theirs: none');
    },
  );

  test('a target that leaves with a command that the adapter does not have', () => {
    const a = new AdapterBench().reconnected('a1');
    expect(a.said()).toEqual(['bus.assertReset bus:b']);
    expect(a.deliver({ type: 'hba.unexpectedBusFree', slot: 'a1' }).said()).toEqual([]);
  });

  test('after selection timeout the unit drains before anything new is started', () => {
    const a = new AdapterBench({ startNextBeforeCallback: 'always' })
      .tagged('a')
      .start('a1')
      .disconnected('a1')
      .start('a2')
      .start('a3');
    a.said();
    expect(a.deliver({ type: 'hba.selectionTimeout', slot: 'a2' }).said()).toEqual(['pkt:a2 CMD_INCOMPLETE']);
    expect(a.reconnected('a1').completed('a1').said()).toEqual(['accept a1', 'select a3', 'pkt:a1 CMD_CMPLT']);
  });
});

describe('negotiation', () => {
  test('is due with the first command, and not again while agreements stand', () => {
    const a = new AdapterBench().start('a1');
    expect(a.last('bus.select')).toMatchObject({ negotiate: true });
    a.completed('a1').callbackDone('a1').start('a1');
    expect(a.last('bus.select')).toMatchObject({ negotiate: false });
    expect(a.completed('a1').callbackDone('a1').start('c1').last('bus.select')).toMatchObject({ negotiate: true });
  });

  test('is due again after CHECK CONDITION, bus reset, setcap, and when the packet asks', () => {
    const settled = () => new AdapterBench().start('a1').completed('a1').callbackDone('a1');
    const check = settled().start('a1').completed('a1', 'CHECK_CONDITION').callbackDone('a1').start('a1');
    expect(check.last('bus.select')).toMatchObject({ negotiate: true });
    const later = settled()
      .start('a1')
      .disconnected('a1')
      .reconnected('a1')
      .completed('a1', 'CHECK_CONDITION')
      .callbackDone('a1')
      .start('a1');
    expect(later.last('bus.select')).toMatchObject({ negotiate: true });
    const good = settled()
      .start('a1')
      .disconnected('a1')
      .reconnected('a1')
      .completed('a1')
      .callbackDone('a1')
      .start('a1');
    expect(good.last('bus.select')).toMatchObject({ negotiate: false });
    const reset = settled().busReset('foreign').fire('hbaq:a', 'resetDelay').start('a1');
    expect(reset.last('bus.select')).toMatchObject({ negotiate: true });
    const set = settled();
    set.setcap('a', 'synchronous', 1);
    expect(set.start('a1').last('bus.select')).toMatchObject({ negotiate: true });
    expect(settled().start('a1', { renegotiate: true }).last('bus.select')).toMatchObject({ negotiate: true });
  });
});

describe('the next command and the callback', () => {
  const withNext = (startNextBeforeCallback: 'afterGood' | 'always' | 'never') => {
    const a = new AdapterBench({ startNextBeforeCallback }).start('a1').start('a2');
    a.said();
    return a;
  };

  test('always: the next command goes out first, even after CHECK CONDITION (sense is lost without auto request sense)', () => {
    expect(withNext('always').completed('a1').said()).toEqual(['select a2', 'pkt:a1 CMD_CMPLT']);
    expect(withNext('always').completed('a1', 'CHECK_CONDITION').said()).toEqual(['select a2', 'pkt:a1 CMD_CMPLT']);
  });

  test('afterGood: first the next command after GOOD, first the callback after anything else', () => {
    expect(withNext('afterGood').completed('a1').said()).toEqual(['select a2', 'pkt:a1 CMD_CMPLT']);
    const a = withNext('afterGood').completed('a1', 'CHECK_CONDITION');
    expect(a.said()).toEqual(['pkt:a1 CMD_CMPLT']);
    expect(a.callbackDone('a1').said()).toEqual(['select a2']);
    expect(withNext('afterGood').deliver({ type: 'hba.unexpectedBusFree', slot: 'a1' }).said()).toEqual([
      'pkt:a1 CMD_UNX_BUS_FREE',
    ]);
  });

  test('never: first the callback', () => {
    const a = withNext('never').completed('a1');
    expect(a.said()).toEqual(['pkt:a1 CMD_CMPLT']);
    expect(a.callbackDone('a1').said()).toEqual(['select a2']);
  });

  test('what the driver submits from inside its callback overtakes: REQUEST SENSE after CHECK CONDITION', () => {
    const a = withNext('afterGood').completed('a1', 'CHECK_CONDITION');
    a.calling('a.rqs').callbackDone('a1').said();
    expect(a.startRequestSense('a').said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
    expect(a.completed('a.rqs').said()).toEqual(['select a2', 'pkt:a.rqs CMD_CMPLT']);
  });

  /** What may happen between the callback's return and the arrival of the tran_start that it called. */
  const between: [string, (a: AdapterBench) => void][] = [
    ['nothing happens', () => {}],
    ['another command is queued', (a) => a.start('a3')],
    [
      'another target takes the bus and lets go',
      (a) => a.start('c1').disconnected('c1').reconnected('c1').completed('c1'),
    ],
    ['another unit has its turn', (a) => a.start('b1').disconnected('b1')],
  ];
  describe.each(between)('while a thread is inside tran_start, %s:', (_, meanwhile) => {
    const whileInside = (a: AdapterBench, begin: () => void) => {
      begin();
      meanwhile(a);
      expect(a.said().filter((words) => words.startsWith('select a'))).toEqual([]);
      return a;
    };

    test.each([false, true])('the REQUEST SENSE of a callback goes before what is queued (tagged: %s)', (tagged) => {
      const a = new AdapterBench();
      if (tagged) a.setcap('a', 'tagged-qing', 1);
      a.start('a1').start('a2', { tag: 'untagged' }).completed('a1', 'CHECK_CONDITION').said();
      whileInside(a, () => a.calling('a.rqs').callbackDone('a1'));
      expect(a.startRequestSense('a').said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
      expect(a.completed('a.rqs').said()).toContain('select a2');
    });

    test('a REQUEST SENSE that its own callback transports again goes before what is queued', () => {
      const a = withNext('afterGood').completed('a1', 'CHECK_CONDITION').calling('a.rqs').callbackDone('a1');
      a.startRequestSense('a').completed('a.rqs', 'BUSY').said();
      whileInside(a, () => a.calling('a.rqs').callbackDone('a.rqs'));
      expect(a.bench.context('hbaq:a')).toMatchObject({ callers: ['a.rqs'], callbacks: [] });
      expect(a.startRequestSense('a').said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
      expect(a.completed('a.rqs').said()).toContain('select a2');
      expect(a.bench.context('hbaq:a').callers).toEqual([]);
    });

    test('a FLAG_HEAD packet that its own callback transports again goes before what is queued', () => {
      const a = withNext('afterGood').completed('a1', 'BUSY');
      a.said();
      whileInside(a, () => a.calling('a1').callbackDone('a1'));
      expect(a.start('a1', { head: true }).said()).toEqual(['pkt:a1 TRAN_ACCEPT', 'select a1']);
    });
  });

  test('only the return of the callback ends it, also for the packet that is transported again', () => {
    const a = withNext('afterGood').completed('a1', 'BUSY').calling('a1');
    expect(a.bench.state('hbac:a1')).toContain('callback.callingAgain');
    expect(a.bench.context('hbaq:a')).toMatchObject({ callers: ['a1'], callbacks: ['a1'] });
    a.callbackDone('a1');
    expect(a.bench.state('hbac:a1')).toContain('atRest.entered');
    expect(a.bench.context('hbaq:a')).toMatchObject({ callers: ['a1'], callbacks: [] });
  });

  test('a packet that is transported again and refused does not hold the queue for ever', () => {
    const a = withNext('afterGood').completed('a1', 'BUSY').calling('a1').callbackDone('a1');
    a.said();
    expect(a.start('a1', { head: true, admission: 'busy' }).said()).toEqual(['pkt:a1 TRAN_BUSY', 'select a2']);
    expect(a.bench.state('hbac:a1')).toContain('atRest.idle');
  });

  test('a refused call from inside the callback does not hold the queue for ever', () => {
    const a = withNext('afterGood').completed('a1', 'CHECK_CONDITION').calling('a.rqs').callbackDone('a1');
    a.said();
    expect(a.start('a.rqs', { lun: 'a', admission: 'busy' }).said()).toEqual(['pkt:a.rqs TRAN_BUSY', 'select a2']);
  });

  test('other logical units do not wait for the callback', () => {
    const a = withNext('afterGood').start('c1');
    a.said();
    expect(a.completed('a1', 'CHECK_CONDITION').said()).toEqual(['select c1', 'pkt:a1 CMD_CMPLT']);
  });
});

describe('capabilities', () => {
  test('auto-rqsense: settable, always on, or unknown', () => {
    const settable = new AdapterBench();
    expect(settable.getcap('a', 'auto-rqsense')).toBe(0);
    expect(settable.setcap('a', 'auto-rqsense', 1)).toBe(1);
    expect(settable.getcap('a', 'auto-rqsense')).toBe(1);
    expect(settable.getcap('b', 'auto-rqsense')).toBe(0);
    const always = new AdapterBench({ autoRequestSense: 'always' });
    expect([
      always.getcap('a', 'auto-rqsense'),
      always.setcap('a', 'auto-rqsense', 0),
      always.getcap('a', 'auto-rqsense'),
    ]).toEqual([1, 0, 1]);
    const none = new AdapterBench({ autoRequestSense: 'none' });
    expect([none.getcap('a', 'auto-rqsense'), none.setcap('a', 'auto-rqsense', 1)]).toEqual([-1, -1]);
  });

  test('tagged-qing is refused while commands are active', () => {
    const a = new AdapterBench().start('a1');
    expect(a.setcap('a', 'tagged-qing', 1)).toBe(0);
    expect(a.completed('a1').setcap('a', 'tagged-qing', 1)).toBe(1);
    expect(a.getcap('a', 'tagged-qing')).toBe(1);
    expect(new AdapterBench({ taggedQueueing: false }).setcap('a', 'tagged-qing', 1)).toBe(-1);
  });

  test('a story may begin with capabilities that the driver has set; they belong to the unit', () => {
    const a = new AdapterBench({ qfullRetries: 3 }, { a: { autoSense: true, tagged: true, lunReset: true } });
    expect(['auto-rqsense', 'tagged-qing', 'lun-reset', 'qfull-retries'].map((cap) => a.getcap('a', cap))).toEqual([
      1, 1, 1, 3,
    ]);
    expect(['auto-rqsense', 'tagged-qing', 'lun-reset'].map((cap) => a.getcap('b', cap))).toEqual([0, 0, 0]);
    a.start('a1');
    expect(a.last('bus.select')).toMatchObject({ tag: 'simple' });
    expect(a.completed('a1', 'CHECK_CONDITION').said().at(-1)).toBe('select a.arq');
  });

  test('lun-reset starts with 0; qfull-retries and the rest', () => {
    const a = new AdapterBench();
    expect([a.getcap('a', 'lun-reset'), a.setcap('a', 'lun-reset', 1), a.getcap('a', 'lun-reset')]).toEqual([0, 1, 1]);
    expect(new AdapterBench({ lunResetCapable: false }).getcap('a', 'lun-reset')).toBe(-1);
    expect([a.getcap('a', 'qfull-retries'), a.setcap('a', 'qfull-retries', 0), a.getcap('a', 'qfull-retries')]).toEqual(
      [10, 1, 0],
    );
    expect([a.getcap('a', 'untagged-qing'), a.setcap('a', 'untagged-qing', 0)]).toEqual([1, 0]);
    expect([a.getcap('a', 'reset-notification'), a.getcap('a', 'disconnect'), a.getcap('a', 'wide-xfer')]).toEqual([
      1, 1, 1,
    ]);
  });
});
