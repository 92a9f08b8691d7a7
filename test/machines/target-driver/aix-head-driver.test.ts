import { describe, expect, it } from 'vitest';
import { type AixDiskParameters, aixDiskDefaults } from '../../../machines/protocol/aix-parameters.ts';
import { address, internalSlot, requestSenseSlot, startUnitSlot } from '../../../machines/protocol/names.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import type { AixDiskInput } from '../../../machines/target-driver/aix-disk.setup.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.head('x');
const [own, spindle, control] = [internalSlot('x'), startUnitSlot('x'), requestSenseSlot('x')];
type Fields = Record<string, unknown>;

const strategy = (slot: string, fields: Fields = {}): Message => ({
  type: 'buf.strategy',
  ...{ slot, op: 'read', range: 'inside', failfast: false, ...fields },
});
const uscsi = (slot: string): Message => ({ type: 'buf.uscsi', slot, op: 'inquiry', direction: 'in', flags: [] });
const done = (slot: string, error = 'none', fields: Fields = {}): Message => ({
  type: 'head.done',
  ...{ slot, error, halted: error !== 'none', alone: [], ...fields },
});
const retry = (slot: string, fields: Fields = {}): Message => ({
  type: 'head.retry',
  ...{ slot, delay: null, reset: false, alone: [], ...fields },
});
const again = (slot: string, alone: readonly string[] = []): Message => ({ type: 'head.again', slot, alone });
const flushed = (slot: string, riders: readonly string[] = []): Message => ({ type: 'head.flushed', slot, riders });
const senseOf = (slot: string, queue = 'SC_DID_NOT_CLEAR_Q'): Message => ({ type: 'head.sense', slot, queue });
const startUnit = (slot: string): Message => ({ type: 'head.startUnit', slot, alone: [] });
const returned = (error = 'none'): Message => ({ type: 'ioctl.return', op: 'SCIOSTART', lun: 'x', error });
const attach: Message = { type: 'world.attach' };
/** How one of the head driver's own sc_bufs comes back. */
const back = (error: string, fields: Fields = {}): Message => ({
  type: 'dd.iodone',
  ...{ slot: control, error, resid: 'zero', validity: 'none', scsiStatus: null, cardStatus: null },
  ...{ adapQStatus: 'cleared', sense: null, more: 'no', ...fields },
});
const kept = { adapQStatus: 'SC_DID_NOT_CLEAR_Q' };
const sense = 'MEDIUM_ERROR 11/00';

/** The head driver of one disk; its commands, the adapter driver and the applications are the test. */
class Head {
  readonly bench = new Bench();

  constructor(params: Partial<AixDiskParameters> = {}, startOpen = true) {
    const all = { ...aixDiskDefaults, queueDepth: 2, commandTagQueuing: true, coalesce: false, ...params };
    const input: AixDiskInput = { lun: 'x', adapter: 'h', buffer: 'sc_buf', params: all, startOpen };
    this.bench.add(at, aixDiskMachine, input);
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  says(message: Message): string[] {
    const effects = this.bench.effects.length;
    this.bench.deliver(at, message);
    return this.took(effects);
  }

  fires(delay: string): string[] {
    const effects = this.bench.effects.length;
    this.bench.fire(at, delay);
    return this.took(effects);
  }

  private took(effects: number): string[] {
    return [
      ...this.bench.effects.slice(effects).map(({ type }) => type),
      ...this.bench.takePosted().flatMap(({ to, message: { type, ...said } }) => {
        const slot = to.slice(to.indexOf(':') + 1);
        const flags = (said['flags'] as string[] | undefined) ?? [];
        switch (type) {
          case 'dd.issue': {
            const riders = said['riders'] as string[];
            return [['issue', [slot, ...riders].join('+'), said['tagged'] ? 'tagged' : 'alone', ...flags].join(' ')];
          }
          case 'dd.prepare':
            return [`prepare ${slot} ${String(said['op'])}`];
          case 'dd.sensed':
            return [`sensed ${slot} ${String(said['sense'])}`];
          case 'scbuf.devstrat':
            return [];
          case 'sc.strategy':
            return [['send', said['op'], said['tag'], ...flags].filter((word) => word !== null).join(' ')];
          case 'buf.biodone':
            return [`biodone ${slot} ${String(said['error'])} ${String(said['resid'])}`];
          default:
            return [type.startsWith('ioctl.') ? type.slice('ioctl.'.length) : `${type} ${slot}`];
        }
      }),
    ];
  }

  /** State of one half, and what it remembers: in process; to go again; queued. */
  get now(): string {
    const context = this.bench.context(at);
    const words = (['wait', 'sensing'] as const).flatMap((name) => (context[name] === null ? [] : [context[name]]));
    const flags = ['resumeDue', 'delayDue', 'held', 'clear', 'startDue'].filter((name) => context[name] === true);
    const checks = context['checks'] as { slot: string }[];
    return [
      this.part('traffic'),
      (context['inProcess'] as string[]).join('') || '-',
      (context['again'] as string[][]).map((group) => group.join('+')).join() || '-',
      (context['queue'] as string[]).join('') || '-',
      ...words,
      ...flags,
      ...checks.map(({ slot }) => `check ${slot}`),
      ...(context['sensed'] === 0 ? [] : [`tries ${String(context['sensed'])}`]),
    ].join(' ');
  }

  part(region: string): string | undefined {
    return new RegExp(`${region}: ([\\w. ]+)`).exec(this.bench.state(at))?.[1];
  }
}

type Row = readonly [what: string, message: Message, said: readonly string[], now: string];

function rows(state: string, made: () => Head, table: readonly Row[]): void {
  it.each(table)(`${state}: %s`, (_, message, said, now) => {
    const head = made();
    expect([head.says(message), head.now]).toEqual([said, now]);
  });
}

/** a and b are in process, c is queued. */
const running = (params: Partial<AixDiskParameters> = {}) =>
  new Head(params).after(strategy('a'), strategy('b'), strategy('c'));
const sensing = (params: Partial<AixDiskParameters> = {}) => running(params).after(senseOf('a'));
const deciding = (params: Partial<AixDiskParameters> = {}) => sensing(params).after(back('none', { sense }));
const resuming = () => deciding().after(retry('a'));
const request = 'send requestSense SC_NO_Q SC_RESUME';

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
    ['it was rejected', back('EINVAL'), ['sensed a null'], 'deciding b - c a resumeDue held clear'],
    ['it was flushed', back('ENXIO'), ['sensed a null'], 'deciding b - c a resumeDue'],
    ['reset', destroyed('SC_SCSI_BUS_RESET'), ['sensed a null'], 'deciding b - c a resumeDue delayDue'],
    ['timeout', destroyed('SC_CMD_TIMEOUT'), ['sensed a null'], 'deciding b - c a resumeDue delayDue'],
    ['another CHECK CONDITION', senseOf('b'), [], 'sensing - - c a held check b'],
    ['another request', strategy('d'), ['prepare d read'], 'sensing b - cd a held'],
    ['another has failed', retry('b'), [], 'sensing - b c a resumeDue held'],
    ['another is over', done('b'), [], 'sensing - - c a held'],
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
    ['once more', retry('a'), [resume], 'resuming b a c held'],
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
  ]);
  rows('nothing is kept, no request sense went out', () => cleared({ afterCheckCondition: 'resume' }), [
    ['once more', retry('a'), [], 'draining b a c resumeDue'],
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
    ['nothing was held', back('EINVAL'), ['issue a tagged'], 'running ba - c'],
    ['halted anew', back('ENXIO'), [], 'draining b a c resumeDue'],
    ['another CHECK CONDITION', senseOf('b'), [], 'resuming - a c held check b'],
  ]);
  rows('SC_Q_RESUME, another waits for its sense data', () => resuming().after(senseOf('b')), [
    ['good', back('none'), [request], 'sensing - a c b held'],
    ['nothing was held', back('EINVAL'), [request], 'sensing - a c b held'],
    ['halted anew', back('ENXIO'), [request], 'sensing - a c b held'],
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
