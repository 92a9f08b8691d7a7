import { describe, expect, it } from 'vitest';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const part = { resid: 'partial' };
const whole = { resid: 'zero' };
const dropped = {
  reason: 'CMD_UNX_BUS_FREE',
  status: null,
  resid: 'all',
  state: STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD,
} as const;

/** A request of several windows, whose first is under way. */
const windowed = (params: ConstructorParameters<typeof DriverBench>[0] = {}): DriverBench => {
  const d = new DriverBench(params);
  d.bench.choose('packet.init', part);
  d.request('d0.1');
  expect(d.seen()).toEqual(['start d0.1']);
  return d;
};
/** The present window ends well; for the next one `scsi_init_pkt` says this. */
const moves = (d: DriverBench, next: Record<string, unknown>): string[] => {
  d.bench.choose('packet.bind', next);
  return d.runs('d0.1').seen();
};
const windows = (d: DriverBench): string[] =>
  d.bench.effects.flatMap((effect) =>
    effect.type === 'effect.dmaWindow'
      ? [`${effect.window} ${effect.resid}`]
      : effect.type === 'effect.dmaFree'
        ? ['free']
        : [],
  );

describe('a transfer in DMA windows', () => {
  it('moves on after each window that moved whole; biodone comes after the last', () => {
    const d = windowed();
    expect(moves(d, part)).toEqual(['start d0.1 head']);
    expect(moves(d, part)).toEqual(['start d0.1 head']);
    expect(moves(d, whole)).toEqual(['start d0.1 head']);
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
    expect(windows(d)).toEqual(['first partial', 'next partial', 'next partial', 'next zero']);
  });

  it('a window costs no retry, and one that fails is sent again as it is', () => {
    const d = windowed({ retryCount: 1 });
    moves(d, part);
    expect(d.command('d0.1')).toMatchObject({ retries: 0, windowsDone: true, dmaResid: 'partial' });
    d.runs('d0.1', { resid: 'partial' });
    expect(d.command('d0.1')).toMatchObject({ retries: 1, windowsDone: true, dmaResid: 'partial' });
    expect(d.seen()).toEqual(['start d0.1 head']);
    expect(windows(d)).toEqual(['first partial', 'next partial']);
    expect(moves(d, whole)).toEqual(['start d0.1 head']);
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
  });

  it('RECOVERED ERROR ends a window as GOOD does', () => {
    const d = windowed();
    d.bench.choose('packet.bind', whole);
    d.runs('d0.1', { ...autoSense('RECOVERED_ERROR 17/01'), resid: 'zero' });
    expect(d.seen()).toEqual(['start d0.1 head']);
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
  });

  it.each(['temporary', 'permanent'])(
    'resources that are short (%s) for the next window end it: EIO, b_resid = b_bcount',
    (resources) => {
      const d = windowed();
      expect(moves(d, part)).toEqual(['start d0.1 head']);
      expect(moves(d, { resources })).toEqual(['biodone d0.1 EIO all']);
      expect(d.unit()).toMatchObject({ inTransport: 0, waitq: [], retrySlot: null });
    },
  );

  it('a window that never moves whole: EIO, and b_resid counts the whole request', () => {
    const d = windowed({ retryCount: 1 });
    moves(d, part);
    d.runs('d0.1', { resid: 'all' });
    expect(d.runs('d0.1', { resid: 'all' }).seen()).toContain('biodone d0.1 EIO partial');
  });

  it('only reads and writes ask for PKT_DMA_PARTIAL', () => {
    const d = new DriverBench();
    d.bench.choose('packet.init', part);
    d.uscsi('d0.1', 'read');
    expect(d.runs('d0.1').seen().slice(1)).toEqual(['biodone d0.1 none zero']);
    expect(windows(d)).toEqual([]);
    const e = new DriverBench({ partialDma: false });
    e.bench.choose('packet.init', part);
    expect(e.request('d0.1').runs('d0.1').seen()).toEqual(['start d0.1', 'biodone d0.1 none zero']);
  });
});

describe('DMA resources that are freed before a retry', () => {
  it('make it begin at the first window', () => {
    const d = windowed({ freeDmaOnError: true });
    moves(d, part);
    expect(d.runs('d0.1', dropped).seen()).toEqual(['restartDelay']);
    expect(d.command('d0.1')).toMatchObject({ dmaFreed: true, retries: 1 });
    d.bench.choose('packet.bind', part);
    expect(d.fires('restartDelay').seen()).toEqual(['start d0.1 head']);
    expect(d.command('d0.1')).toMatchObject({ dmaFreed: false, windowsDone: false, dmaResid: 'partial' });
    expect(windows(d)).toEqual(['first partial', 'next partial', 'free', 'first partial']);
  });

  it('are not freed where the driver does not do so, nor when the sense came by itself', () => {
    const kept = windowed();
    kept.runs('d0.1', dropped).fires('restartDelay');
    const sensed = windowed({ freeDmaOnError: true });
    sensed.runs('d0.1', autoSense('ABORTED_COMMAND 47/00')).fires('restartDelay');
    for (const d of [kept, sensed]) {
      expect(d.seen()).toEqual(['start d0.1 head']);
      expect(windows(d)).toEqual(['first partial']);
    }
  });

  it('a transfer of one window is bound anew as well', () => {
    const d = new DriverBench({ freeDmaOnError: true }).request('d0.1').runs('d0.1', dropped);
    d.seen();
    expect(d.fires('restartDelay').seen()).toEqual(['start d0.1 head']);
    expect(windows(d)).toEqual(['free']);
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
  });

  it('short for now: the retry waits at the head of the wait queue, with its packet', () => {
    const d = windowed({ freeDmaOnError: true, retryCount: 2 });
    d.runs('d0.1', dropped);
    d.bench.choose('packet.bind', { resources: 'temporary' });
    d.fires('restartDelay');
    expect(d.unit()).toMatchObject({ waitq: ['d0.1'], inTransport: 0, retrySlot: null });
    expect(d.bench.state('pkt:d0.1')).toMatch(/^targetDriver/);
    d.seen();
    d.bench.choose('packet.bind', whole).deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.seen()).toEqual(['start d0.1']);
    expect(d.command('d0.1')).toMatchObject({ dmaFreed: false });
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
  });

  it('short for good: EIO, and the packet is destroyed once', () => {
    const d = windowed({ freeDmaOnError: true }).runs('d0.1', dropped);
    d.seen();
    d.bench.choose('packet.bind', { resources: 'permanent' });
    expect(d.fires('restartDelay').seen()).toEqual(['biodone d0.1 EIO all']);
    expect(d.bench.state('pkt:d0.1')).toBe('free');
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('freed before REQUEST SENSE, a window that had moved after all is not followed by the next: the transfer starts over', () => {
    const d = windowed({ freeDmaOnError: true, autoRequestSense: false });
    d.runs('d0.1', { ...check, resid: 'zero', statistics: STAT.DISCON });
    expect(windows(d)).toEqual(['first partial', 'free']);
    d.bench.choose('packet.bind', part);
    d.runs(d.rqs, { sense: 'RECOVERED_ERROR 17/01' });
    expect(windows(d)).toEqual(['first partial', 'free', 'first partial']);
    expect(d.command('d0.1')).toMatchObject({ windowsDone: false, dmaFreed: false, dmaResid: 'partial' });
  });

  it('freed before REQUEST SENSE, and bound whole the next time: nothing is left for another window', () => {
    const d = windowed({ freeDmaOnError: true, autoRequestSense: false });
    d.runs('d0.1', { ...check, resid: 'zero', statistics: STAT.DISCON });
    d.bench.choose('packet.bind', whole);
    d.runs(d.rqs, { sense: 'RECOVERED_ERROR 17/01' });
    d.seen();
    expect(windows(d)).toEqual(['first partial', 'free']);
    expect(d.runs('d0.1').seen()).toEqual(['biodone d0.1 none zero']);
  });
});
