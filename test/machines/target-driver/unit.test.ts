import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const busy: Partial<Completion> = { status: 'BUSY', resid: 'all' };
const timedOut: Partial<Completion> = {
  reason: 'CMD_TIMEOUT',
  status: null,
  resid: 'all',
  statistics: STAT.TIMEOUT | STAT.DEV_RESET,
  state: STATE.GOT_BUS,
};

describe('requests', () => {
  it.each([
    ['atEnd', 'biodone d0.1 none all'],
    ['beyond', 'biodone d0.1 EIO all'],
    ['misaligned', 'biodone d0.1 EIO all'],
  ] as const)('%s is answered without a command', (range, answer) => {
    expect(new DriverBench().request('d0.1', { range }).seen()).toEqual([answer]);
  });

  it('a request over the end of the partition is clipped and reports the rest', () => {
    const d = new DriverBench().request('d0.1', { range: 'overrun' });
    d.seen();
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none partial']);
  });

  it('a write to a unit opened for reading only answers EROFS, a read goes on', () => {
    expect(new DriverBench({ readOnly: true }).request('d0.1', { op: 'write' }).seen()).toEqual([
      'biodone d0.1 EROFS all',
    ]);
    expect(new DriverBench({ readOnly: true }).request('d0.1', { op: 'read' }).seen()).toEqual(['start d0.1']);
  });

  it('before attach strategy answers EIO and uscsi ENXIO', () => {
    const d = new DriverBench({}, { startAttached: false }).request('d0.1').uscsi('d0.2', 'inquiry');
    expect(d.seen()).toEqual(['biodone d0.1 EIO all', 'biodone d0.2 ENXIO all']);
  });

  it('once the device is gone everything answers EIO', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', { reason: 'CMD_DEV_GONE' });
    d.seen();
    expect(d.request('d0.2').uscsi('d0.3', 'inquiry').seen()).toEqual(['biodone d0.2 EIO all', 'biodone d0.3 EIO all']);
  });
});

describe('dispatch', () => {
  it('starts no more than the throttle allows, one per critical section, in order', () => {
    const d = new DriverBench({ throttleMax: 2, throttleMin: 2 });
    d.request('d0.1').request('d0.2').request('d0.3');
    expect(d.seen()).toEqual(['start d0.1', 'start d0.2']);
    expect(d.returns('d0.1').returns('d0.2').seen()).toEqual([]);
    expect(d.completes('d0.1').seen()).toEqual(['start d0.3', 'biodone d0.1 none zero']);
    expect(d.unit()).toMatchObject({ inTransport: 2, waitq: [] });
  });

  it('looks again when scsi_transport returns', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy).request('d0.2').request('d0.3');
    d.seen();
    d.fires('busyDelay');
    expect(d.seen()).toEqual(['start d0.1 head']);
    expect(d.returns('d0.1').seen()).toEqual(['start d0.2']);
    expect(d.returns('d0.2').seen()).toEqual(['start d0.3']);
  });

  it('starts the next command first, then destroys the packet, then calls biodone', () => {
    const d = new DriverBench({ throttleMax: 1 }).request('d0.1').request('d0.2').returns('d0.1');
    d.bench.transitions.splice(0);
    d.seen();
    expect(d.completes('d0.1').seen()).toEqual(['start d0.2', 'biodone d0.1 none zero']);
    const order = d.bench.transitions
      .filter((t) => /packet\.(init|destroy)|destroyed/.test(t))
      .map((t) => t.replace(/^.*: (.*) #\d$/, '$1'));
    expect(order).toEqual(['packet.init', 'packet.destroy', 'packet.destroyed']);
  });

  it('completion before the return of scsi_transport ends the command; the late return harms nothing', () => {
    const d = new DriverBench().request('d0.1').completes('d0.1');
    expect(d.seen()).toEqual(['start d0.1', 'biodone d0.1 none zero']);
    d.request('d0.1').returns('d0.1');
    expect(d.unit()).toMatchObject({ inTransport: 1 });
    expect(d.runs('d0.1').seen()).toEqual(['start d0.1', 'biodone d0.1 none zero']);
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('TRAN_BUSY reduces the throttle and is tried again after 10 ms; the old throttle returns', () => {
    const d = new DriverBench({ throttleMax: 8 })
      .request('d0.1')
      .returns('d0.1')
      .request('d0.2')
      .returns('d0.2', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ throttle: 1, inTransport: 1, retrySlot: 'd0.2' });
    expect(d.seen()).toEqual(['start d0.1', 'start d0.2', 'throttleRestore', 'tranBusyDelay']);
    d.fires('tranBusyDelay').returns('d0.2', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ throttle: 1 });
    d.fires('throttleRestore');
    expect(d.unit()).toMatchObject({ throttle: 8 });
  });

  it.each(['TRAN_BADPKT', 'TRAN_FATAL_ERROR'])('%s fails the command', (result) => {
    const d = new DriverBench().request('d0.1');
    d.seen();
    expect(d.returns('d0.1', result).seen()).toEqual(['biodone d0.1 EIO zero']);
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('a command without resources goes back to the head and is tried again by the next request or callback', () => {
    const d = new DriverBench();
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.request('d0.1');
    expect(d.seen()).toEqual([]);
    expect(d.bench.matches(d.sd, { dispatch: 'resourceWait' })).toBe(true);
    expect(d.request('d0.2').seen()).toEqual(['start d0.1']);
    d.returns('d0.1');
    d.bench.choose('packet.init', { resources: 'temporary' });
    d.request('d0.3');
    d.seen();
    d.bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.seen()).toEqual(['start d0.3']);
    expect(d.unit()).toMatchObject({ inTransport: 3, waitq: [] });
  });

  it('a command without resources for good fails and the next one is started', () => {
    const d = new DriverBench();
    d.bench.choose('packet.init', { resources: 'permanent' });
    expect(d.request('d0.1').seen()).toEqual(['biodone d0.1 EIO all']);
    expect(d.request('d0.2').seen()).toEqual(['start d0.2']);
  });
});

describe('the one retry', () => {
  it('stops the wait queue until it was started', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy).request('d0.2');
    expect(d.seen()).toEqual(['start d0.1', 'busyDelay']);
  });

  it('a second retry goes to the head of the wait queue', () => {
    const d = new DriverBench()
      .request('d0.1')
      .request('d0.2')
      .runs('d0.1', busy)
      .request('d0.3')
      .runs('d0.2', autoSense('NOT_READY 04/01'));
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.1', waitq: ['d0.2', 'd0.3'] });
  });

  it('so does a command that meets TRAN_BUSY while there is a retry', () => {
    const d = new DriverBench()
      .request('d0.1')
      .request('d0.2')
      .runs('d0.1', busy)
      .request('d0.3')
      .returns('d0.2', 'TRAN_BUSY');
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.1', waitq: ['d0.2', 'd0.3'], inTransport: 0 });
  });

  it('without delay it passes the queue, but at the throttle it waits', () => {
    const d = new DriverBench({ throttleMax: 2, throttleMin: 1 }).request('d0.1').request('d0.2').request('d0.3');
    d.returns('d0.1').returns('d0.2').completes('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ throttle: 1, inTransport: 1 });
    d.fires('restartDelay').returns('d0.1');
    d.seen();
    expect(d.completes('d0.2', { resid: 'partial' }).seen()).toContain('busyDelay');
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.2', inTransport: 1, waitq: ['d0.3'] });
  });

  it('a packet in transport cannot be completed twice or submitted twice', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy);
    expect(() => d.completes('d0.1')).toThrow(UnexpectedMessageError);
  });
});

describe('the adapter knows of a thread that enters tran_start with FLAG_HEAD', () => {
  const said = (d: DriverBench) =>
    d.bench.takePosted().map(({ to, message }) => `${to} ${message.type}`.replace('hba:h0 ', ''));
  const entered = ['hbac:d0.1 area.calling', 'tran.start'];

  it('before the completion callback that makes the retry returns, also of the packet that was completed', () => {
    const d = new DriverBench().request('d0.1').returns('d0.1');
    d.seen();
    expect(said(d.completes('d0.1', { resid: 'partial' }))).toEqual([
      'hbac:d0.1 area.calling',
      'hbac:d0.1 area.callbackDone',
      'tran.start',
    ]);
  });

  it('before the callback that makes the driver ask for sense returns', () => {
    const d = new DriverBench({ autoRequestSense: false }).request('d0.1').returns('d0.1');
    d.seen();
    expect(said(d.completes('d0.1', check))).toEqual([
      'hbac:d0.rqs area.calling',
      'tran.start',
      'hbac:d0.1 area.callbackDone',
    ]);
  });

  it('when a timer starts the retry', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', busy);
    d.seen();
    expect(said(d.fires('busyDelay'))).toEqual(entered);
  });

  it('but a command of the wait queue that the callback starts is not announced', () => {
    const d = new DriverBench({ throttleMax: 1 }).request('d0.1').request('d0.2').returns('d0.1');
    d.seen();
    expect(said(d.completes('d0.1')).filter((words) => words !== 'app:d0.1 buf.biodone')).toEqual([
      'tran.start',
      'hbac:d0.1 area.callbackDone',
    ]);
  });
});

describe('START UNIT', () => {
  it('parks the command, stops the queue, starts the unit and then the command', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02')).request('d0.2');
    expect(d.seen()).toEqual(['start d0.1', 'startUnitDelay']);
    expect(d.fires('startUnitDelay').seen()).toEqual(['start d0.internal head']);
    expect(d.returns(d.internal).seen()).toEqual([]);
    expect(d.completes(d.internal, autoSense('NOT_READY 04/02')).seen()).toEqual(['start d0.1 head']);
    expect(d.returns('d0.1').seen()).toEqual(['start d0.2']);
  });

  it('meets TRAN_BUSY with a timer of its own', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02')).request('d0.2');
    d.fires('startUnitDelay').returns(d.internal, 'TRAN_BUSY');
    d.seen();
    expect(d.fires('tranBusyDelay').seen()).toEqual(['start d0.internal head']);
    expect(d.runs(d.internal).seen()).toEqual(['start d0.1 head']);
    expect(d.returns('d0.1').seen()).toEqual(['start d0.2']);
  });

  it('without resources is given up and the parked command is restarted', () => {
    const d = new DriverBench().request('d0.1').runs('d0.1', autoSense('NOT_READY 04/02'));
    d.seen();
    d.bench.choose('packet.init', { resources: 'temporary' });
    expect(d.fires('startUnitDelay').seen()).toEqual(['start d0.1 head']);
  });

  it('a second command that needs it waits 5 s; START STOP UNIT itself too', () => {
    const d = new DriverBench().request('d0.1').request('d0.2').runs('d0.1', autoSense('NOT_READY 04/02'));
    d.runs('d0.2', autoSense('NOT_READY 04/02'));
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.1', waitq: ['d0.2'] });
    const e = new DriverBench().uscsi('d0.1', 'startUnit').runs('d0.1', autoSense('NOT_READY 04/02'));
    expect(e.seen()).toEqual(['start d0.1', 'notReadyDelay']);
  });

  it('a command that needs it while another retry waits goes to the head of the queue', () => {
    const d = new DriverBench()
      .request('d0.1')
      .request('d0.2')
      .runs('d0.1', busy)
      .runs('d0.2', autoSense('NOT_READY 04/02'));
    expect(d.unit()).toMatchObject({ retrySlot: 'd0.1', waitq: ['d0.2'] });
    d.fires('startUnitDelay').runs(d.internal).fires('busyDelay');
    d.seen();
    expect(d.returns('d0.1').seen()).toEqual(['start d0.2']);
  });
});

describe('request sense by the driver', () => {
  const off = { autoRequestSense: false } as const;
  const queueing = { ...off, queueWithoutArq: true } as const;

  it('without auto request sense only one command is in transport', () => {
    const d = new DriverBench(off).request('d0.1').request('d0.2').returns('d0.1');
    expect(d.seen()).toEqual(['start d0.1']);
  });

  it('sense data decide for the original; the sense packet is used again', () => {
    const d = new DriverBench(off).request('d0.1').request('d0.2').runs('d0.1', check);
    expect(d.seen()).toEqual(['start d0.1', 'start d0.rqs head sensing']);
    expect(d.runs(d.rqs, { sense: 'UNIT_ATTENTION 29/00' }).seen()).toEqual(['unitAttentionDelay']);
    expect(d.bench.effects).toEqual([{ type: 'effect.senseCopy', from: 'd0.rqs', to: 'd0.1' }]);
    d.fires('unitAttentionDelay').runs('d0.1', check);
    d.seen();
    expect(d.runs(d.rqs, { sense: 'ILLEGAL_REQUEST 20/00' }).seen()).toEqual(['start d0.2', 'biodone d0.1 EIO zero']);
    expect(d.unit()).toMatchObject({ inTransport: 1, senseFor: null });
  });

  it('while other commands are in transport the original is retried after 5 s without sensing', () => {
    const d = new DriverBench(queueing).request('d0.1').request('d0.2').returns('d0.1').returns('d0.2');
    d.seen();
    expect(d.completes('d0.1', check).seen()).toEqual(['busyDelay']);
  });

  it('a second CHECK CONDITION while the sense packet is in use likewise', () => {
    const d = new DriverBench(queueing)
      .request('d0.1')
      .runs('d0.1', check)
      .request('d0.2')
      .returns('d0.2')
      .completes('d0.2', check);
    expect(d.seen()).toEqual(['start d0.1', 'start d0.rqs head sensing', 'start d0.2', 'busyDelay']);
  });

  it('with senseWhileOthersInTransport it is sent all the same; there is still only one packet for it', () => {
    const d = new DriverBench({ ...queueing, senseWhileOthersInTransport: true });
    d.request('d0.1').request('d0.2').request('d0.3').returns('d0.1').returns('d0.2').returns('d0.3');
    d.seen();
    expect(d.completes('d0.1', check).seen()).toEqual(['start d0.rqs head sensing']);
    expect(d.unit()).toMatchObject({ senseFor: 'd0.1', inTransport: 3 });
    expect(d.returns(d.rqs).completes('d0.2', check).seen()).toEqual(['busyDelay']);
    expect(d.completes(d.rqs, { sense: 'ILLEGAL_REQUEST 20/00' }).seen()).toEqual([
      'biodone d0.1 EIO zero',
      'busyDelay',
    ]);
    expect(d.unit()).toMatchObject({ senseFor: null, inTransport: 1, retrySlot: 'd0.2' });
    expect(d.completes('d0.3', check).seen()).toEqual(['start d0.rqs head sensing', 'busyDelay']);
  });

  it('so it is for a FLAG_DIAGNOSE command', () => {
    const d = new DriverBench({ ...queueing, senseWhileOthersInTransport: true });
    d.uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE']).request('d0.2').returns('d0.1').returns('d0.2');
    d.seen();
    expect(d.completes('d0.1', check).seen()).toEqual(['start d0.rqs head sensing']);
    expect(d.runs(d.rqs, { sense: 'UNIT_ATTENTION 29/00' }).seen()).toEqual(['biodone d0.1 EIO zero']);
    expect(d.bench.effects).toEqual([{ type: 'effect.senseCopy', from: 'd0.rqs', to: 'd0.1' }]);
  });

  it.each<[string, Partial<Completion>, string[]]>([
    ['was not transported: at once', { reason: 'CMD_TIMEOUT', status: null }, ['start d0.1 head']],
    ['ended with CHECK CONDITION: later', check, ['senseFailureDelay']],
    ['moved nothing: later', { state: STATE.GOT_STATUS, resid: 'all' }, ['senseFailureDelay']],
  ])('on fibre the retry after a REQUEST SENSE that %s', (_, completion, expected) => {
    const d = new DriverBench({ ...off, interconnect: 'fibre' }).request('d0.1').runs('d0.1', check);
    d.seen();
    expect(d.runs(d.rqs, completion).seen()).toEqual(expected);
  });

  it('TRAN_BUSY gives the sense up: STANDARD retry after 10 ms', () => {
    const d = new DriverBench(off).request('d0.1').runs('d0.1', check);
    d.seen();
    expect(d.returns(d.rqs, 'TRAN_BUSY').seen()).toEqual(['tranBusyDelay']);
    expect(d.command('d0.1')).toMatchObject({ retries: 1 });
    expect(d.unit()).toMatchObject({ inTransport: 0, senseFor: null });
  });

  it.each<[string, Partial<Completion>, string[]]>([
    ['was not transported: STANDARD retry', { reason: 'CMD_TIMEOUT', status: null }, ['start d0.1 head']],
    ['found the device gone: EIO', { reason: 'CMD_DEV_GONE', status: null }, ['biodone d0.1 EIO zero']],
    ['moved nothing: STANDARD retry', { state: STATE.GOT_STATUS, resid: 'all' }, ['start d0.1 head']],
    ['met BUSY: BUSY retry', { ...busy }, ['tranBusyDelay']],
  ])('a REQUEST SENSE that %s', (_, completion, expected) => {
    const d = new DriverBench(off).request('d0.1').runs('d0.1', check);
    d.seen();
    expect(d.runs(d.rqs, completion).seen()).toEqual(expected);
  });

  it('TRAN_FATAL_ERROR of it fails the original', () => {
    const d = new DriverBench(off).request('d0.1').runs('d0.1', check);
    d.seen();
    expect(d.returns(d.rqs, 'TRAN_FATAL_ERROR').seen()).toEqual(['biodone d0.1 EIO zero']);
  });

  it('FLAG_DIAGNOSE: sense is fetched if possible, then EIO', () => {
    const d = new DriverBench(queueing).uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE']).runs('d0.1', check);
    expect(d.seen()).toEqual(['start d0.1', 'start d0.rqs head sensing']);
    expect(d.runs(d.rqs, { sense: 'UNIT_ATTENTION 29/00' }).seen()).toEqual(['biodone d0.1 EIO zero']);
    d.uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE']).runs('d0.1', check);
    d.seen();
    expect(d.runs(d.rqs, { reason: 'CMD_RESET', status: null }).seen()).toEqual(['biodone d0.1 EIO zero']);
    d.uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE'])
      .request('d0.2')
      .returns('d0.1')
      .returns('d0.2')
      .completes('d0.1', check);
    expect(d.seen()).toEqual(['start d0.1', 'start d0.2', 'biodone d0.1 EIO zero']);
    d.completes('d0.2').uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE']);
    d.seen();
    expect(d.runs('d0.1', autoSense('NOT_READY 04/01')).seen()).toEqual(['start d0.rqs head sensing']);
  });

  it('FLAG_DIAGNOSE with auto request sense: EIO at once', () => {
    const d = new DriverBench().uscsi('d0.1', 'inquiry', ['FLAG_DIAGNOSE']);
    d.seen();
    expect(d.runs('d0.1', autoSense('UNIT_ATTENTION 29/00')).seen()).toEqual(['biodone d0.1 EIO zero']);
  });
});

describe('failfast', () => {
  it('the second failure of the same command makes it active: queued and new B_FAILFAST requests fail, others wait', () => {
    const d = new DriverBench({ throttleMax: 1 }, { slots: 5 })
      .request('d0.1')
      .request('d0.2', { failfast: true })
      .request('d0.3');
    d.runs('d0.1', timedOut).fires('restartDelay');
    d.seen();
    expect(d.runs('d0.1', timedOut).seen()).toEqual(['biodone d0.2 EIO zero', 'restartDelay']);
    expect(d.request('d0.4', { failfast: true }).seen()).toEqual(['biodone d0.4 EIO all', 'restartDelay']);
    d.fires('restartDelay').runs('d0.1');
    expect(d.seen()).toEqual(['start d0.1 head', 'start d0.3', 'biodone d0.1 none zero']);
    d.runs('d0.3');
    d.seen();
    expect(d.request('d0.4', { failfast: true }).seen()).toEqual(['start d0.4']);
  });

  it('a B_FAILFAST command fails itself at its second failure', () => {
    const d = new DriverBench().request('d0.1', { failfast: true }).runs('d0.1', timedOut).fires('restartDelay');
    d.seen();
    expect(d.runs('d0.1', timedOut).seen()).toEqual(['biodone d0.1 EIO zero']);
    expect(d.unit()).toMatchObject({ failfast: 'active', failfastSlots: [] });
  });

  it('pending stays on the first command; a failure of another kind ends it', () => {
    const d = new DriverBench().request('d0.1').request('d0.2').runs('d0.1', timedOut).runs('d0.2', timedOut);
    expect(d.unit()).toMatchObject({ failfast: 'pending', failfastSlot: 'd0.1' });
    d.fires('restartDelay').runs('d0.1', { status: 'QUEUE_FULL', resid: 'all' });
    expect(d.unit()).toMatchObject({ failfast: 'inactive', failfastSlot: null });
  });
});

describe('reservation', () => {
  const reserved = () => new DriverBench().uscsi('d0.1', 'reserve').runs('d0.1');
  it('is held after RESERVE and lost by a bus reset, a reset packet or UNIT ATTENTION 29h', () => {
    const byNotify = reserved();
    byNotify.bench.deliver(byNotify.sd, { type: 'scsi.resetNotify' });
    const byPacket = reserved()
      .request('d0.1')
      .runs('d0.1', { reason: 'CMD_RESET', statistics: STAT.BUS_RESET, status: null });
    const byAttention = reserved().request('d0.1').runs('d0.1', autoSense('UNIT_ATTENTION 29/02'));
    for (const d of [byNotify, byPacket, byAttention])
      expect(d.bench.matches(d.sd, { reservation: 'lost' })).toBe(true);
    expect(reserved().bench.matches('sd:d0', { reservation: 'held' })).toBe(true);
  });

  it('ends with RELEASE', () => {
    const d = reserved().uscsi('d0.1', 'release').runs('d0.1');
    expect(d.bench.matches(d.sd, { reservation: 'none' })).toBe(true);
  });
});
