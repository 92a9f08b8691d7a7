import { describe, expect, it } from 'vitest';
import type { AixDiskParameters } from '../../../machines/protocol/aix-parameters.ts';
import {
  again,
  attach,
  back,
  done,
  flushed,
  Head,
  kept,
  own,
  retry,
  returned,
  rows,
  sense,
  senseOf,
  spindle,
  startUnit,
  strategy,
  uscsi,
} from './aix-head-bench.ts';

/** a and b are in process, c is queued. */
const running = (params: Partial<AixDiskParameters> = {}) =>
  new Head(params).after(strategy('a'), strategy('b'), strategy('c'));
const sensing = (params: Partial<AixDiskParameters> = {}) => running(params).after(senseOf('a'));
const deciding = (params: Partial<AixDiskParameters> = {}) => sensing(params).after(back('none', { sense }));
const resuming = () => deciding().after(retry('a'));
const request = 'send requestSense SC_NO_Q SC_RESUME';

it('a request that continues the one before it is prepared like any other', () => {
  const head = new Head({ coalesce: true, queueDepth: 1 }).after(strategy('a'), strategy('b'));
  expect(head.says(strategy('c', { continues: 'yes' }))).toEqual(['prepare c read']);
  expect(head.says(done('a'))).toEqual(['effect.span', 'issue b+c tagged']);
});

describe('the queue of the head driver', () => {
  rows('running', running, [
    ['a command is over', done('a'), ['issue c tagged'], 'running bc - -'],
    ['a command has failed for good', done('a', 'EIO'), [], 'draining b - c resumeDue'],
    ['once more, nothing is halted', again('a', ['y']), ['issue a tagged'], 'running ba y c'],
    ['once more', retry('a', { alone: ['y'] }), [], 'draining b a,y c resumeDue'],
    ['once more after a while', retry('a', { delay: 'busyDelay' }), [], 'draining b a c busyDelay resumeDue'],
    ['once more after a reset', retry('a', { reset: true }), [], 'draining b a c resumeDue delayDue'],
    ['flushed, with one that went along', flushed('a', ['y']), [], 'draining b a+y c resumeDue'],
    ['sense data are wanted', senseOf('a'), [request], 'sensing b - c a held'],
    ['sense data are wanted, nothing is kept', senseOf('a', 'cleared'), [request], 'sensing b - c a'],
    ['another', strategy('d'), ['prepare d read'], 'running ab - cd'],
    ['another of its own', uscsi('d'), ['prepare d inquiry'], 'running ab - cd'],
    ['beyond the end', strategy('d', { range: 'beyond' }), ['biodone d ENXIO all'], 'running ab - c'],
    ['at the end', strategy('d', { range: 'atEnd' }), ['biodone d none all'], 'running ab - c'],
    ['not whole blocks', strategy('d', { range: 'misaligned' }), ['biodone d EINVAL all'], 'running ab - c'],
    ['opened again', attach, [], 'running ab - c'],
    [
      'a filled sc_buf',
      { type: 'head.devstrat', slot: 'a', op: 'read', tag: 'SC_SIMPLE_Q', flags: [] },
      ['send read SC_SIMPLE_Q'],
      'running ab - c',
    ],
    ['iodone', { ...back('none'), type: 'sc.iodone', slot: 'a' }, ['scbuf.iodone a'], 'running ab - c'],
  ]);

  rows('no sense data by parameter', () => running({ afterCheckCondition: 'resume' }), [
    ['sense data are wanted', senseOf('a'), ['sensed a null'], 'deciding b - c a held'],
  ]);
  rows('no delay after a reset by parameter', () => running({ delayAfterReset: false }), [
    ['once more after a reset', retry('a', { reset: true }), [], 'draining b a c resumeDue'],
  ]);

  rows('draining', () => running().after(retry('a')), [
    [
      'the last one is flushed: in their order, the first with SC_RESUME',
      flushed('b'),
      ['issue a tagged SC_RESUME', 'issue b tagged'],
      'running ab - c',
    ],
    [
      'the last one has failed too',
      retry('b', { delay: 'queueFullDelay' }),
      [],
      'waiting.full - a,b c queueFullDelay resumeDue',
    ],
    ['the last one is over', done('b'), ['issue a tagged SC_RESUME', 'issue c tagged'], 'running ac - -'],
    ['CHECK CONDITION of another', senseOf('b', 'cleared'), [request], 'sensing - a c b'],
  ]);
  rows('draining, no sense data by parameter', () => running({ afterCheckCondition: 'resume' }).after(retry('a')), [
    ['CHECK CONDITION of another', senseOf('b', 'cleared'), ['sensed b null'], 'deciding - a c b'],
  ]);
  rows('draining after a reset', () => running().after(retry('a', { reset: true })), [
    [
      'the last one is back: SC_DELAY_CMD with the first',
      flushed('b'),
      ['issue a tagged SC_RESUME SC_DELAY_CMD', 'issue b tagged'],
      'running ab - c',
    ],
  ]);

  it.each([
    ['busyDelay', 'waiting.busy'],
    ['queueFullDelay', 'waiting.full'],
    ['notReadyDelay', 'waiting.becoming ready'],
    ['transportDelay', 'waiting.away'],
  ])('waits %s before anything is sent', (delay, state) => {
    const head = new Head().after(strategy('a'), retry('a', { delay }));
    expect(head.part('traffic')).toBe(state);
    expect(head.says(strategy('b'))).toEqual(['prepare b read']);
    expect([head.fires(delay), head.now]).toEqual([['issue a tagged SC_RESUME', 'issue b tagged'], 'running ab - -']);
  });

  it('puts consecutive requests together; flushed, they stay together; failed, they go alone', () => {
    const continues = { continues: 'yes' };
    const head = new Head({ coalesce: true, queueDepth: 1 }).after(strategy('a'), strategy('b'));
    head.after(strategy('c', continues), strategy('d', continues), strategy('e'));
    expect(head.says(done('a'))).toEqual(['effect.span', 'issue b+c+d tagged']);
    expect(head.says(flushed('b', ['c', 'd']))).toEqual(['effect.span', 'issue b+c+d tagged SC_RESUME']);
    expect(head.says(retry('b', { alone: ['c', 'd'] }))).toEqual(['issue b tagged SC_RESUME']);
    expect([head.says(done('b')), head.now]).toEqual([['issue c tagged'], 'running c d e']);
  });

  it('takes a request that continues nothing for the first of its kind', () => {
    const head = new Head({ coalesce: true, queueDepth: 1 });
    expect(head.says(strategy('a', { continues: 'yes' }))).toEqual(['prepare a read', 'issue a tagged']);
  });
});

describe('REQUEST SENSE', () => {
  const destroyed = (cardStatus: string) => back('EIO', { validity: 'SC_ADAPTER_ERROR', cardStatus });
  rows('is out', sensing, [
    [
      'sense data have come',
      back('none', { sense }),
      ['effect.senseCopy', `sensed a ${sense}`],
      'deciding b - c a held',
    ],
    ['it brought nothing', back('none'), ['sensed a null'], 'deciding b - c a held'],
    ['it failed, nothing is kept', back('EIO'), [request], 'sensing b - c a tries 1'],
    ['it failed, the queue is kept', back('EIO', kept), [request], 'sensing b - c a held tries 1'],
    ['it was rejected: once more', back('EINVAL'), [request], 'sensing b - c a held tries 1'],
    ['it was flushed', back('ENXIO'), ['sensed a null'], 'deciding b - c a resumeDue'],
    ['reset', destroyed('SC_SCSI_BUS_RESET'), ['sensed a null'], 'deciding b - c a resumeDue delayDue'],
    ['timeout', destroyed('SC_CMD_TIMEOUT'), ['sensed a null'], 'deciding b - c a resumeDue delayDue'],
    ['another CHECK CONDITION', senseOf('b'), [], 'sensing - - c a held check b'],
    ['another request', strategy('d'), ['prepare d read'], 'sensing b - cd a held'],
    ['another has failed', retry('b'), [], 'sensing - b c a resumeDue held'],
    ['another is over', done('b'), [], 'sensing - - c a held'],
  ]);

  rows('is rejected as often as it may be', () => sensing({ requestSenseRetries: 1 }).after(back('EINVAL')), [
    ['once more', back('ENOMEM'), ['sensed a null'], 'deciding b - c a resumeDue held clear tries 1'],
    ['good', back('none', { sense }), ['effect.senseCopy', `sensed a ${sense}`], 'deciding b - c a held tries 1'],
  ]);
  rows('has failed as often as it may', () => sensing({ requestSenseRetries: 1 }).after(back('EIO', kept)), [
    ['the queue is kept', back('EIO', kept), ['sensed a null'], 'deciding b - c a held clear tries 1'],
    ['nothing is kept', back('EIO'), ['sensed a null'], 'deciding b - c a resumeDue tries 1'],
    [
      'sense data have come',
      back('none', { sense }),
      ['effect.senseCopy', `sensed a ${sense}`],
      'deciding b - c a held tries 1',
    ],
  ]);
});

describe('after the sense data', () => {
  const resume = 'send SC_NO_Q SC_Q_RESUME';
  const clear = 'send SC_NO_Q SC_Q_CLR';

  rows('the queue is kept', deciding, [
    ['the command is over', done('a', 'none'), [resume], 'resuming b - c held'],
    ['it has failed: SC_RESUME went with the request sense', done('a', 'EIO'), [resume], 'resuming b - c held'],
    ['once more', retry('a'), [resume], 'resuming b a c held'],
    ['over, and what it carried goes by itself', done('a', 'none', { alone: ['y'] }), [resume], 'resuming b y c held'],
    ['once more after a while', retry('a', { delay: 'notReadyDelay' }), [clear], 'clearing b a c notReadyDelay held'],
    ['START UNIT', startUnit('a'), [clear], 'clearing b a c held startDue'],
    ['another is over', done('b'), [], 'deciding - - c a held'],
    ['another has failed', retry('b'), [], 'deciding - b c a resumeDue held'],
  ]);
  rows('the queue is kept, to be cleared by parameter', () => deciding({ afterSense: 'clear' }), [
    ['once more', retry('a'), [clear], 'clearing b a c held clear'],
  ]);
  rows('the queue is kept, no request sense went out', () => sensing({ afterCheckCondition: 'resume' }), [
    ['once more', retry('a'), ['send SC_NO_Q SC_RESUME SC_Q_RESUME'], 'resuming b a c held'],
  ]);
  const cleared = (params: Partial<AixDiskParameters> = {}) => running(params).after(senseOf('a', 'cleared'));
  rows('nothing is kept', () => cleared().after(back('none', { sense })), [
    ['once more', retry('a'), [], 'draining b a c'],
    ['it has failed', done('a', 'EIO'), [], 'draining b - c'],
  ]);
  rows('nothing is kept, no request sense went out', () => cleared({ afterCheckCondition: 'resume' }), [
    ['once more', retry('a'), [], 'draining b a c resumeDue'],
    ['it has failed', done('a', 'EIO'), [], 'draining b - c resumeDue'],
  ]);
  rows('tries are over with the command', () => sensing().after(back('EIO'), back('none', { sense })), [
    ['once more', retry('a'), [], 'draining b a c'],
  ]);
  rows(
    'nothing is kept, another waits for its sense data',
    () => cleared().after(senseOf('b', 'cleared'), back('none', { sense })),
    [['once more', retry('a'), [request], 'sensing - a c b']],
  );

  rows('SC_Q_RESUME', resuming, [
    ['good: the held ones go on', back('none'), ['issue a tagged'], 'running ba - c'],
    ['EINVAL: once more', back('EINVAL'), [resume], 'resuming b a c held tries 1'],
    ['halted anew', back('ENXIO'), [], 'draining b a c resumeDue'],
    ['another CHECK CONDITION', senseOf('b'), [], 'resuming - a c held check b'],
  ]);
  const resumingAgain = () => deciding({ requestSenseRetries: 1 }).after(retry('a'), back('EINVAL'));
  rows('SC_Q_RESUME once more', resumingAgain, [
    ['good: the held ones go on', back('none'), ['issue a tagged'], 'running ba - c'],
    ['rejected again: nothing was held', back('EINVAL'), ['issue a tagged'], 'running ba - c'],
    ['halted anew', back('ENXIO'), [], 'draining b a c resumeDue'],
  ]);
  rows('SC_Q_RESUME once more, and the device needs time meanwhile', resumingAgain, [
    ['another has failed', retry('b', { delay: 'busyDelay' }), [], 'resuming - a,b c busyDelay resumeDue held tries 1'],
  ]);
  it('what goes once more is the same, with SC_RESUME where no request sense had it', () => {
    const head = sensing({ afterCheckCondition: 'resume' }).after(retry('a'));
    expect(head.says(back('EINVAL'))).toEqual(['send SC_NO_Q SC_RESUME SC_Q_RESUME']);
  });
  rows('SC_Q_RESUME may not go once more', () => deciding({ requestSenseRetries: 0 }).after(retry('a')), [
    ['nothing was held', back('EINVAL'), ['issue a tagged'], 'running ba - c'],
  ]);
  rows('SC_Q_RESUME, another waits for its sense data', () => resuming().after(senseOf('b')), [
    ['good', back('none'), [request], 'sensing - a c b held'],
    ['EINVAL: once more', back('EINVAL'), [resume], 'resuming - a c held check b tries 1'],
    ['halted anew', back('ENXIO'), [request], 'sensing - a c b held'],
  ]);
  rows('SC_Q_RESUME once more, another waits for its sense data', () => resumingAgain().after(senseOf('b')), [
    ['rejected again: nothing was held', back('EINVAL'), [request], 'sensing - a c b held'],
  ]);
  const clearingAgain = () => deciding({ requestSenseRetries: 1 }).after(startUnit('a'), flushed('b'), back('EINVAL'));
  rows('SC_Q_CLR once more', clearingAgain, [
    [
      'back: START UNIT goes alone, with SC_RESUME',
      back('ENXIO'),
      [`prepare ${spindle} startUnit`, `issue ${spindle} alone SC_RESUME`],
      `running ${spindle} a,b c`,
    ],
    [
      'rejected again: nothing was held',
      back('EINVAL'),
      [`prepare ${spindle} startUnit`, `issue ${spindle} alone SC_RESUME`],
      `running ${spindle} a,b c`,
    ],
  ]);
  rows('SC_Q_CLR, another waits for its sense data', () => deciding().after(senseOf('b'), startUnit('a')), [
    ['back', back('ENXIO'), [request], 'sensing - a c b held startDue'],
  ]);
  rows('the queue is kept, another waits for its sense data', () => deciding().after(senseOf('b')), [
    ['once more: the queue goes first', retry('a'), [resume], 'resuming - a c held check b'],
  ]);
  rows('SC_Q_CLR', () => deciding().after(startUnit('a'), flushed('b')), [
    [
      'back: START UNIT goes alone, with SC_RESUME',
      back('ENXIO'),
      [`prepare ${spindle} startUnit`, `issue ${spindle} alone SC_RESUME`],
      `running ${spindle} a,b c`,
    ],
  ]);
  rows('SC_Q_CLR with something still in process', () => deciding().after(startUnit('a')), [
    ['EINVAL: once more', back('EINVAL'), ['send SC_NO_Q SC_Q_CLR'], 'clearing b a c held startDue tries 1'],
    ['back', back('ENXIO'), [], 'draining b a c resumeDue startDue'],
  ]);
  rows('START UNIT is out', () => deciding().after(startUnit('a'), flushed('b'), back('ENXIO')), [
    ['it is over', done(spindle), ['issue a tagged', 'issue b tagged'], 'running ab - c'],
    ['it has failed: it goes first', retry(spindle), [`issue ${spindle} alone SC_RESUME`], `running ${spindle} a,b c`],
    [
      'it was flushed: it goes first',
      flushed(spindle),
      [`issue ${spindle} alone SC_RESUME`],
      `running ${spindle} a,b c`,
    ],
  ]);
});

describe('open', () => {
  const closed = () => new Head({}, false);
  const starting = () => closed().after(attach);
  const opening = () => starting().after(returned());
  const stopping = () => opening().after(done(own, 'EIO'));

  it.each([
    ['closed', closed],
    ['starting', starting],
    ['opening', opening],
    ['stopping', stopping],
    ['failed', () => stopping().after(returned())],
  ])('%s: requests are refused', (state, made) => {
    const head = made();
    expect([head.part('device'), head.says(strategy('a')), head.says(uscsi('a')), head.part('device')]).toEqual([
      state,
      ['biodone a ENXIO all'],
      ['biodone a ENXIO all'],
      state,
    ]);
  });

  it('SCIOSTART, then TEST UNIT READY, goes before everything else', () => {
    const head = closed();
    expect(head.says(attach)).toEqual(['SCIOSTART']);
    expect(head.says(returned())).toEqual([`prepare ${own} testUnitReady`, `issue ${own} alone`]);
    expect(head.says(retry(own))).toEqual([`issue ${own} alone SC_RESUME`]);
    expect([head.says(done(own)), head.part('device')]).toEqual([[], 'open']);
    expect(head.says(strategy('a'))).toEqual(['prepare a read', 'issue a tagged']);
  });

  it('fails with SCIOSTART, and with a device that does not become ready; then it may be tried again', () => {
    const refused = starting().after(returned('EIO'));
    expect(refused.part('device')).toBe('failed');
    const head = opening();
    expect([head.says(done(own, 'EIO')), head.part('device')]).toEqual([['SCIOSTOP'], 'stopping']);
    for (const failed of [refused, head.after(returned())])
      expect([failed.part('device'), failed.says(attach), failed.part('device')]).toEqual([
        'failed',
        ['SCIOSTART'],
        'starting',
      ]);
  });

  it('is not over when another command is', () => {
    expect(opening().after(done('a')).part('device')).toBe('opening');
  });
});
